import CivilTime
import EventLog
import MarketEvents

/// A day on which something of a market has a price, though its hours expect no session then: few days are such.
struct UnexpectedSession: Hashable {
    /// Operating market.
    let market: String
    let day: CivilDay
}

/// Which days of prices the hours of markets do not expect to be sessions.
final class UnexpectedDays {
    private let hours: Markets
    private let moments = MomentReader()
    /// Which days are expected, by market: few are asked for, and each often.
    private var expected: [String: [Int32: Bool]] = [:]

    init(_ hours: Markets) { self.hours = hours }

    /// Whether an event of a stream of prices tells of such a day. It is asked of every event, so it reads no more than the days.
    func areIn(_ event: RawEvent) -> Bool {
        guard var data = Bytes(event.data) else { return false }
        if event.isAboutAnother {
            guard let reading = data.member("data") else { return false }
            data = reading
        }
        guard let mic = data.member("mic")?.plainText?.string, mic != Instrument.unknownMarket,
            let days = data.member("days")
        else { return false }
        var isFound = false
        days.forEachElement { day in
            isFound = self[day, mic] != nil
            return !isFound
        }
        return isFound
    }

    /// A day in quotes, where it is one of these.
    fileprivate subscript(_ quoted: Bytes, _ mic: String) -> CivilDay? {
        guard let day = quoted.plainText.flatMap(moments.moment)?.day, !isExpected(day, mic) else { return nil }
        return CivilDay(daysSinceEpoch: Int(day))
    }

    private func isExpected(_ day: Int32, _ mic: String) -> Bool {
        if let known = expected[mic]?[day] { return known }
        let isExpected = CivilDay(daysSinceEpoch: Int(day)).map { hours.isExpected($0, atAllOf: mic) } ?? false
        expected[mic, default: [:]][day] = isExpected
        return isExpected
    }
}

/// Finds in what is recorded of prices the sessions that the hours of markets do not expect. All others need not be known: a
/// day that is expected is a session, with a price and without.
final class SessionFinder {
    private let unexpected: UnexpectedDays
    private let moments = MomentReader()
    private let reader: FactReader
    private var history: StreamHistory
    private let knownThrough: Int

    init(_ hours: Markets, _ selection: Selection, _ parents: CompanyParents) {
        unexpected = UnexpectedDays(hours)
        reader = FactReader(moments: moments, keepsWriters: selection.reviewedOnly)
        history = StreamHistory(selection, moments)
        history.parents = parents
        knownThrough = selection.cut.asKnown?.microsecondsSinceEpoch ?? .max
    }

    /// Those of some streams, each with the number of streams that have a price then.
    func sessions(
        _ log: any RawEventReader, inStreams streams: some Sequence<[UInt8]>, through end: Int
    ) throws -> [UnexpectedSession: Int] {
        var counts: [UnexpectedSession: Int] = [:]
        for stream in streams {
            for session in try sessions(log, inStream: stream, through: end) { counts[session, default: 0] += 1 }
        }
        return counts
    }

    /// Whether an event of a stream of prices may add such a session, or take one away.
    func mayConcern(_ event: RawEvent) -> Bool { event.isAboutAnother || unexpected.areIn(event) }

    /// Those of one stream as it is effective, corrections applied.
    func sessions(
        _ log: any RawEventReader, inStream stream: [UInt8], through end: Int
    ) throws -> Set<UnexpectedSession> {
        let arena = Arena()
        var records: [FactRecord] = []
        try log.forEach(inStream: stream, through: end) { event in
            guard event.recordedMicroseconds <= knownThrough, case .record = reader.read(event) else { return }
            records.append(FactRecord(start: arena.copy(reader.recordBytes).start))
        }
        return withExtendedLifetime(arena) {
            var facts: [LeanFact] = []
            history.appendFacts(of: records[...], to: &facts)
            return facts.reduce(into: []) { found, fact in
                guard !fact.isDenied, let mic = fact.marketOfPrices else { return }
                fact.forEachPricedDay { day in
                    guard let day = unexpected[day, mic] else { return }
                    found.insert(UnexpectedSession(market: Markets.operating(mic), day: day))
                }
            }
        }
    }
}

extension LeanFact {
    /// The market of which prices are; nil of those that are of none, and of other facts.
    fileprivate var marketOfPrices: String? {
        guard kind == .pricesRecorded, word(.kind)?.equals("fx") != true, let mic = word(.mic)?.string,
            mic != Instrument.unknownMarket
        else { return nil }
        return mic
    }

    /// The days with a close that the cut admits.
    fileprivate func forEachPricedDay(_ body: (Bytes) -> Void) {
        var isPriced: [Bool] = []
        self[.close]?.forEachElement { close in
            isPriced.append(!close.isNull)
            return true
        }
        var place = 0
        self[.days]?.forEachElement { day in
            guard place < min(isPriced.count, admittedDays ?? .max) else { return false }
            if isPriced[place] { body(day) }
            place += 1
            return true
        }
    }
}

/// When markets trade, as a log tells it: by their hours, and by prices.
struct KnownSessions {
    let markets: Markets
    let unexpected: [UnexpectedSession: Int]

    /// By the hours alone.
    init(hours: Markets) { (markets, unexpected) = (hours, [:]) }

    /// - Parameter mentions: of the log through that position.
    init(of log: any EventLog, _ mentions: MentionIndex, under selection: Selection, through end: Int) throws {
        try self.init(of: log, under: selection, through: end) { events in
            var streams: Set<[UInt8]> = []
            for position in try mentions.positions(of: MentionIndex.unexpectedDay, through: end) {
                try events.forEach(positions: position...position) { streams.insert(Array($0.subject)) }
            }
            return streams
        }
    }

    /// Reads all prices, for whoever has no index.
    init(of log: any EventLog, under selection: Selection, through end: Int) throws {
        try self.init(of: log, under: selection, through: end) { events in
            let days = UnexpectedDays(.builtIn)
            var streams: Set<[UInt8]> = []
            try events.forEach(inStreamsFrom: Array(MarketOverlay.pricesPrefix.utf8), through: end) { event in
                if days.areIn(event) { streams.insert(Array(event.subject)) }
            }
            return streams
        }
    }

    /// - Parameter streamsOfUnexpectedDays: those in which a day is told of that the hours that are built in do not expect.
    private init(
        of log: any EventLog, under selection: Selection, through end: Int,
        _ streamsOfUnexpectedDays: (any RawEventReader) throws -> Set<[UInt8]>
    ) throws {
        let (hours, events) = (try Markets(statedIn: log, under: selection), log.rawEvents())
        var streams = try streamsOfUnexpectedDays(events)
        // What the index holds is not expected by the hours that are built in.
        if hours.areStated {
            for stream in try log.streams(prefix: MarketOverlay.pricesPrefix) {
                let instrument = Instrument(stream.dropFirst(MarketOverlay.pricesPrefix.utf8.count))
                if let mic = instrument?.mic, hours.areStated(atAnyOf: mic) { streams.insert(Array(stream.utf8)) }
            }
        }
        let parents = CompanyParents(events, through: end, selection, CompanyNaming())
        unexpected = try SessionFinder(hours, selection, parents).sessions(events, inStreams: streams, through: end)
        try parents.check()
        markets = hours.trading(on: unexpected.keys)
    }
}

extension Markets {
    func trading(on sessions: some Sequence<UnexpectedSession>) -> Markets {
        var markets = self
        for session in sessions { markets.recorded.insert(session.day, of: session.market) }
        return markets
    }
}
