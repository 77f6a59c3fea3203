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
    ///   - trading: in which trading.
    ///   - isRecorded: whether the share has a price on a day.
    init(
        start: Instant?, end: Instant, day: CivilDay?, trading: Trading, of instrument: Instrument,
        _ shares: ShareMarkets, isRecorded: (CivilDay) -> Bool = { _ in false }
    ) {
        let found = shares.market(of: instrument, on: day ?? StatedTime.lastDay(from: start, to: end))
        let market = found.market
        (isAssumed, mic) = (found.isAssumed, market.mic)
        guard let day else {
            (self.day, isHourUnknown) = (nil, false)
            return
        }
        isHourUnknown = start != end
        let session =
            switch (isHourUnknown, trading) {
            case (false, .regular): market.lastSession(at: end, isRecorded: isRecorded)
            case (false, .beforeOpening): market.nextSession(at: end, isRecorded: isRecorded)
            case (false, .afterClose): market.endedSession(at: end, isRecorded: isRecorded)
            case (true, .regular), (true, .afterClose): market.session(onOrBefore: day, isRecorded: isRecorded)
            case (true, .beforeOpening): market.session(onOrAfter: day, isRecorded: isRecorded)
            }
        // A market without sessions says nothing of days.
        self.day = session ?? day
    }
}

/// In which trading something was said to happen.
enum Trading {
    /// In the session, or at its close: what daily prices are of.
    case regular
    /// Before a session, or at its opening.
    case beforeOpening
    case afterClose

    /// - Parameter basis: as events state it.
    init(basis: String?) {
        switch basis {
        case "open", "pre-market": self = .beforeOpening
        case "after-hours": self = .afterClose
        default: self = .regular
        }
    }
}

extension ClaimSession {
    package init(_ fact: MarketFact, _ shares: ShareMarkets, isRecorded: (CivilDay) -> Bool = { _ in false }) {
        self.init(
            start: fact.occurred.start, end: fact.occurred.end, day: fact.occurred.day,
            trading: Trading(basis: fact.basis), of: fact.instrument ?? .unknown, shares, isRecorded: isRecorded)
    }
}

extension MarketFact {
    /// Of a claim, as its event states it.
    fileprivate var basis: String? {
        guard case .claim(let claim) = content else { return nil }
        return switch claim.statement {
        case .value(_, let basis), .move(_, _, _, let basis), .record(_, let basis): basis
        }
    }
}

extension LeanFact {
    /// The session that a claim is about, as far as the sessions of its market are known.
    func session(_ shares: ShareMarkets) -> ClaimSession {
        ClaimSession(
            start: occurred.start, end: occurred.end,
            day: occurred.day.flatMap { CivilDay(daysSinceEpoch: Int($0)) },
            trading: Trading(basis: basisOfClaim?.string), of: subject.instrumentOfStock, shares)
    }
}

extension LeanFact {
    /// In which trading something was said to happen. A correction's payload is read in the words of its version.
    var basisOfClaim: Bytes? {
        if let basis = word(.basis) { return basis }
        guard let trading = word(.trading), !trading.equals("regular") else { return nil }
        return trading.equals("premarket") ? Bytes("pre-market") : trading
    }
}

extension Instrument {
    /// Of a claim that names none.
    fileprivate static let unknown = Instrument(mic: unknownMarket, ticker: "")
}

extension Bytes {
    /// `XNAS:AMZN` of the stream `stock/XNAS:AMZN`.
    fileprivate var instrumentOfStock: Instrument {
        guard let colon = firstIndex(of: UInt8(ascii: ":")), colon > 6, colon + 1 < count else { return .unknown }
        return Instrument(mic: prefix(colon).dropping(6).string, ticker: dropping(colon + 1).string)
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
