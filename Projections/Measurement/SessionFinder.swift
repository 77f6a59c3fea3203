import CivilTime
import EventLog
import MarketEvents

/// A day on which something of a market has a price, though its hours expect no session then: few days are such.
struct UnexpectedSession: Hashable {
    /// Operating market.
    let market: String
    let day: CivilDay
}

/// Finds in what is recorded of prices the sessions that the hours of markets do not expect. All others need not be known: a
/// day that is expected is a session, with a price and without.
final class SessionFinder {
    private let hours: Markets
    private let moments = MomentReader()
    private let reader: FactReader
    private var history: StreamHistory
    private let knownThrough: Int
    /// Which days are expected, by market: few are asked for, and each often.
    private var expected: [String: [Int32: Bool]] = [:]

    init(_ hours: Markets, _ selection: Selection, _ parents: CompanyParents) {
        self.hours = hours
        reader = FactReader(moments: moments)
        history = StreamHistory(selection, moments)
        history.parents = parents
        knownThrough = selection.cut.asKnown?.microsecondsSinceEpoch ?? .max
    }

    /// Those of a whole log, each with the number of streams that have a price then.
    func sessions(_ log: any RawEventReader, through end: Int) throws -> [UnexpectedSession: Int] {
        var stream: [UInt8] = []
        var found: [[UInt8]] = []
        try log.forEach(inStreamsFrom: Array(MarketOverlay.pricesPrefix.utf8), through: end) { event in
            if !event.subject.elementsEqual(stream) { stream = Array(event.subject) }
            if found.last != stream, mayConcern(event) { found.append(stream) }
        }
        var counts: [UnexpectedSession: Int] = [:]
        for stream in found {
            for session in try sessions(log, inStream: stream, through: end) { counts[session, default: 0] += 1 }
        }
        return counts
    }

    /// Whether an event of a stream of prices may add such a session, or take one away. It is asked of every event, so it reads
    /// no more than the days.
    func mayConcern(_ event: RawEvent) -> Bool {
        guard event.type.elementsEqual("prices.recorded".utf8) else { return true }
        guard let data = Bytes(event.data), let mic = data.member("mic")?.plainText?.string,
            let days = data.member("days")
        else { return true }
        guard mic != Instrument.unknownMarket else { return false }
        var isFound = false
        days.forEachElement { day in
            isFound = moments.dayNumber(day).map { !isExpected($0, mic) } ?? true
            return !isFound
        }
        return isFound
    }

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
                    guard let number = moments.dayNumber(day), !isExpected(number, mic),
                        let day = CivilDay(daysSinceEpoch: Int(number))
                    else { return }
                    found.insert(UnexpectedSession(market: Markets.operating(mic), day: day))
                }
            }
        }
    }

    private func isExpected(_ day: Int32, _ mic: String) -> Bool {
        if let known = expected[mic]?[day] { return known }
        let isExpected = CivilDay(daysSinceEpoch: Int(day)).map { hours.isExpected($0, atAllOf: mic) } ?? false
        expected[mic, default: [:]][day] = isExpected
        return isExpected
    }
}

extension MomentReader {
    /// Days since 1970 of a day in quotes.
    fileprivate func dayNumber(_ quoted: Bytes) -> Int32? { quoted.plainText.flatMap(moment)?.day }
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

    init(of log: any EventLog, under selection: Selection, through end: Int) throws {
        let (hours, events) = (try Markets(statedIn: log, under: selection), log.rawEvents())
        let parents = CompanyParents(events, through: end, selection, CompanyNaming())
        let finder = SessionFinder(hours, selection, parents)
        unexpected = try finder.sessions(events, through: end)
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
