import CivilTime
import MarketEvents

/// What measurements need of a fact about prices, shares, splits or claims, decoded once. Held by reference, for each figure
/// names the facts that it rests on.
package final class MarketFact: ContradictingFact, Sendable {
    package enum Content: Sendable {
        case prices(DailyPrices)
        case shares(ShareCount)
        case split(SplitRatio)
        case claim(Claim)
    }

    /// Daily prices of a share: places in the lists are those of the days. There is no price of zero and none below.
    package struct DailyPrices: Sendable {
        package let instrument: Instrument
        package let currency: String
        /// `none`, `splits` or `all`: each is a series of its own.
        package let adjusted: String
        package let days: [CivilDay]
        package let close: [ExactDecimal?]
        /// As long as `days`, or empty.
        package let high: [ExactDecimal?]
        package let low: [ExactDecimal?]
        package let previousDay: CivilDay?
    }

    package struct ShareCount: Sendable {
        package let company: String
        package let shareClass: String?
        /// `basic` or `diluted`.
        package let measure: String
        package let outstanding: Quantity
    }

    package struct Claim: Sendable {
        package enum Statement: Sendable {
            case value(change: Quantity, basis: String?)
            case move(direction: String, size: Quantity?, duration: String?, trading: String?)
            case record(kind: String, basis: String?)
        }

        package let company: String
        package let saidBy: String?
        package let statement: Statement
    }

    package let id: String
    package let position: Int
    /// `XNAS:AMZN` of the streams `stock/XNAS:AMZN` and `prices/XNAS:AMZN`; nil in other streams.
    package let instrument: Instrument?
    package let occurred: StatedTime
    /// Only its order counts: it has no text where it was derived.
    package let published: StatedTime
    package let certainty: Certainty?
    package let reached: Certainty?
    /// The events that make this reading what it is: corrections and later evidence.
    private let support: [String]
    package let content: Content

    init(
        id: String, position: Int, instrument: Instrument?, occurred: StatedTime, published: StatedTime,
        certainty: Certainty?, reached: Certainty?, support: [String], content: Content
    ) {
        (self.id, self.position, self.instrument) = (id, position, instrument)
        (self.occurred, self.published) = (occurred, published)
        (self.certainty, self.reached, self.support, self.content) = (certainty, reached, support, content)
    }

    /// The ids of this fact and of what its reading rests on.
    func appendEvents(to events: inout [String]) {
        events.append(id)
        events += support
    }
}

extension MarketFact {
    /// Nil for a fact that measurements do not look at. Prices of indices are none: an index has no company, and what nobody
    /// ever listed is measured by the studies.
    package convenience init?(_ fact: Fact) {
        guard let content = Content(fact) else { return nil }
        self.init(
            id: fact.id, position: fact.position, instrument: MarketFact.instrument(ofStream: fact.subject),
            occurred: fact.occurred, published: fact.published, certainty: fact.certainty,
            reached: fact.reached, support: fact.support,
            content: content)
    }

    static func instrument(ofStream stream: String) -> Instrument? {
        guard let slash = stream.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return Instrument(stream[stream.utf8.index(after: slash)...])
    }
}

extension MarketFact.Content {
    fileprivate init?(_ fact: Fact) {
        func claim(_ company: String, _ statement: MarketFact.Claim.Statement) -> MarketFact.Content {
            .claim(
                MarketFact.Claim(
                    company: company, saidBy: fact.event.common.saidBy?.description, statement: statement))
        }
        switch fact.event.content {
        case .pricesRecorded(let recorded) where recorded.kind == "equity":
            self = .prices(MarketFact.DailyPrices(recorded))
        case .sharesRecorded(let company, let shareClass, let measure, let outstanding):
            self = .shares(
                MarketFact.ShareCount(
                    company: company, shareClass: shareClass, measure: measure, outstanding: outstanding))
        case .splitEffective(_, let text):
            guard let ratio = SplitRatio(text) else { return nil }
            self = .split(ratio)
        case .marketCapChanged(let company, let change, let basis):
            self = claim(company, .value(change: change, basis: basis))
        case .stockMoved(let company, let direction, let size, let duration, let trading):
            self = claim(
                company,
                .move(direction: direction, size: size, duration: duration, trading: trading))
        case .stockRecordSet(let company, let kind, let basis):
            self = claim(company, .record(kind: kind, basis: basis))
        default: return nil
        }
    }
}

extension MarketFact.DailyPrices {
    fileprivate init(_ recorded: PricesRecorded) {
        func prices(_ texts: [String?]) -> [ExactDecimal?] {
            texts.map { $0.flatMap { ExactDecimal(price: $0) }.flatMap { $0.sign > 0 ? $0 : nil } }
        }
        self.init(
            instrument: Instrument(mic: recorded.mic, ticker: recorded.ticker), currency: recorded.currency,
            adjusted: recorded.adjusted, days: recorded.days.compactMap { CivilDay($0) },
            close: prices(recorded.close), high: prices(recorded.high), low: prices(recorded.low),
            previousDay: recorded.previousDay.flatMap { CivilDay($0) })
    }
}
