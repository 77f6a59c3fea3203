import CivilTime
import MarketEvents

/// Which session of its market something said of a share is about: the one that runs, or ended last, and of trading before the
/// opening the one to come.
package struct ClaimSession: Equatable, Sendable {
    /// By the market's clocks; nil where the time is not known to the day.
    package let day: CivilDay?
    /// Whether only the day is known.
    package let isHourUnknown: Bool
    /// Whether nobody says what the market's hours are, so that those of New York were taken.
    package let isAssumed: Bool
    /// The market whose hours were taken.
    package let mic: String

    /// What stands in `notes` where hours were assumed.
    package static let assumedNote = "new-york-hours"

    package var notes: [String] { isAssumed ? [ClaimSession.assumedNote] : [] }

    /// - Parameters:
    ///   - start: of the stated time; with `end` it is an instant.
    ///   - day: the day that it names, or in which it lies in New York.
    ///   - trading: in which trading, where that was not the regular session.
    ///   - isRecorded: whether the share has a price on a day.
    init(
        start: Instant?, end: Instant, day: CivilDay?, trading: String?, mic: String, _ markets: Markets,
        isRecorded: (CivilDay) -> Bool = { _ in false }
    ) {
        let found = markets[mic]
        let market = found.market
        (isAssumed, self.mic) = (found.isAssumed, market.mic)
        guard let day else {
            (self.day, isHourUnknown) = (nil, false)
            return
        }
        let isToCome = trading.map { ClaimSession.beforeOpening.contains($0) } ?? false
        isHourUnknown = start != end
        let session =
            switch (isHourUnknown, isToCome) {
            case (false, false): market.lastSession(at: end, isRecorded: isRecorded)
            case (false, true): market.nextSession(at: end, isRecorded: isRecorded)
            case (true, false): market.session(onOrBefore: day, isRecorded: isRecorded)
            case (true, true): market.session(onOrAfter: day, isRecorded: isRecorded)
            }
        // A market without sessions says nothing of days.
        self.day = session ?? day
    }

    private static let beforeOpening: Set = ["premarket", "pre-market", "open"]
}

extension ClaimSession {
    package init(_ fact: MarketFact, _ markets: Markets, isRecorded: (CivilDay) -> Bool = { _ in false }) {
        self.init(
            start: fact.occurred.start, end: fact.occurred.end, day: fact.occurred.day, trading: fact.trading,
            mic: fact.instrument?.mic ?? Instrument.unknownMarket, markets, isRecorded: isRecorded)
    }
}

extension MarketFact {
    /// In which trading a claim was, as its event states it.
    fileprivate var trading: String? {
        guard case .claim(let claim) = content else { return nil }
        return switch claim.statement {
        case .move(_, _, _, let trading): trading
        case .value(_, let basis), .record(_, let basis): basis
        }
    }
}

extension LeanFact {
    /// The session that a claim is about, as far as the market's hours tell.
    func session(_ markets: Markets) -> ClaimSession {
        ClaimSession(
            start: occurred.start, end: occurred.end,
            day: occurred.day.flatMap { CivilDay(daysSinceEpoch: Int($0)) },
            trading: word(.trading)?.string ?? word(.basis)?.string, mic: subject.marketOfStock, markets)
    }
}

extension Bytes {
    /// `XNAS` of the stream `stock/XNAS:AMZN`.
    fileprivate var marketOfStock: String {
        let instrument = dropping(min(6, count))
        return (instrument.firstIndex(of: UInt8(ascii: ":")).map(instrument.prefix) ?? instrument).string
    }
}

extension RowBuffer {
    func session(_ column: Int, _ session: ClaimSession) { text(column, session.day?.description) }

    /// Notes have no character that JSON escapes.
    func notes(_ column: Int, _ notes: [String]) {
        open(column)
        append("[\(notes.map { "\"\($0)\"" }.joined(separator: ","))]")
        close()
    }
}
