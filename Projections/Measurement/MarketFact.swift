import CanonicalJSON
import CivilTime
import MarketEvents

/// What measurements need of a fact about prices, shares, splits or claims, decoded once. Held by reference, for each figure
/// names the facts that it rests on.
package final class MarketFact: ContradictingFact, Sendable {
    package enum Content: Sendable {
        case prices(DailyPrices)
        case shares(ShareCount)
        case split(Split)
        case dividend(Dividend)
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
        /// The day through which they are adjusted, that day included; nil where they are not.
        package let adjustedThrough: CivilDay?
    }

    package struct Split: Sendable {
        package let ratio: SplitRatio
        /// Tells splits apart that happen at about one time.
        package let slug: String?
        /// Whether a cut leaves it out. It still takes an adjustment back that is in recorded prices.
        package let isBeyondCut: Bool
    }

    /// What a share gives its holder of before a day.
    package struct Dividend: Sendable {
        package let amount: Quantity
        package let isInKind: Bool
        /// The day through which the amount is adjusted for splits; nil where it is not.
        package let adjustedThrough: CivilDay?
    }

    package struct ShareCount: Sendable {
        package let company: String
        package let shareClass: String?
        /// A word of `ShareMeasure`.
        package let measure: String
        package let outstanding: Quantity
        /// The day up to which splits are in it.
        package let splitsThrough: CivilDay?
        /// The class whose price is this one's, where this one is not traded.
        package let convertsInto: String?
    }

    package struct Claim: Sendable {
        package enum Statement: Sendable {
            case value(change: Quantity, basis: String?)
            case move(direction: String, size: Quantity?, duration: String?, basis: String?)
            case record(kind: String, basis: String?)
        }

        package let company: String
        package let saidBy: String?
        /// Who says so, and who denies it.
        package let tellings: Tellings
        /// How sure it was said to be.
        package let saidAs: Certainty?
        /// As canonical JSON.
        let causes: String
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

    /// The prices of anything, an index, too; nil for a fact that records none.
    convenience init?(pricesOf fact: Fact) {
        guard case .pricesRecorded(let recorded) = fact.event.content else { return nil }
        self.init(
            id: fact.id, position: fact.position, instrument: MarketFact.instrument(ofStream: fact.subject),
            occurred: fact.occurred, published: fact.published, certainty: fact.certainty, reached: fact.reached,
            support: fact.support,
            content: .prices(MarketFact.DailyPrices(recorded, recordedOn: fact.recordedDay)))
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
                    company: company, saidBy: fact.speaker?.description, tellings: Tellings(fact),
                    saidAs: fact.event.common.certainty, causes: fact.causesJSON, statement: statement))
        }
        switch fact.event.content {
        case .pricesRecorded(let recorded) where recorded.kind == "equity":
            self = .prices(MarketFact.DailyPrices(recorded, recordedOn: fact.recordedDay))
        case .sharesRecorded(let count):
            self = .shares(
                MarketFact.ShareCount(
                    company: count.company, shareClass: count.shareClass, measure: count.measure,
                    outstanding: count.outstanding, splitsThrough: count.splitsThrough.flatMap { CivilDay($0) },
                    convertsInto: count.convertsInto))
        case .splitEffective(_, let text, let slug):
            guard let ratio = SplitRatio(text) else { return nil }
            self = .split(MarketFact.Split(ratio: ratio, slug: slug, isBeyondCut: fact.isBeyondCut))
        case .dividendEffective(_, let amount, let inKind, let adjusted):
            self = .dividend(
                MarketFact.Dividend(
                    amount: amount, isInKind: inKind != nil,
                    adjustedThrough: adjusted == "splits" ? fact.recordedDay : nil))
        case .marketCapChanged(let company, let change, let basis):
            self = claim(company, .value(change: change, basis: basis))
        case .stockMoved(let company, let direction, let size, let duration, let basis):
            self = claim(company, .move(direction: direction, size: size, duration: duration, basis: basis))
        case .stockRecordSet(let company, let kind, let basis):
            self = claim(company, .record(kind: kind, basis: basis))
        default: return nil
        }
    }
}

extension MarketFact.DailyPrices {
    fileprivate init(_ recorded: PricesRecorded, recordedOn: CivilDay?) {
        func prices(_ texts: [String?]) -> [ExactDecimal?] {
            texts.map { $0.flatMap { ExactDecimal(price: $0) }.flatMap { $0.sign > 0 ? $0 : nil } }
        }
        self.init(
            instrument: Instrument(mic: recorded.mic, ticker: recorded.ticker), currency: recorded.currency,
            adjusted: recorded.adjusted, days: recorded.days.compactMap { CivilDay($0) },
            close: prices(recorded.close), high: prices(recorded.high), low: prices(recorded.low),
            previousDay: recorded.previousDay.flatMap { CivilDay($0) },
            adjustedThrough: MarketFact.DailyPrices.basis(
                adjusted: recorded.adjusted, through: recorded.adjustedThrough.flatMap { CivilDay($0) }, recordedOn))
    }
}

extension MarketFact {
    /// Of prices.
    var currency: String? { if case .prices(let recorded) = content { recorded.currency } else { nil } }
    /// Whether it records prices of one kind of adjustment.
    func isAdjusted(_ adjusted: String) -> Bool {
        if case .prices(let recorded) = content { recorded.adjusted == adjusted } else { false }
    }

    /// The day through which prices are adjusted; nil where they are not.
    var adjustedThrough: CivilDay? { if case .prices(let recorded) = content { recorded.adjustedThrough } else { nil } }
}

extension MarketFact.DailyPrices {
    /// The day through which closes are adjusted: as their event says, in an older one the day on which it was recorded.
    static func basis(adjusted: String, through stated: CivilDay?, _ recordedOn: CivilDay?) -> CivilDay? {
        adjusted == "none" ? nil : stated ?? recordedOn
    }
}

extension Fact {
    /// As the log has them.
    fileprivate var causesJSON: String {
        let causes = event.common.causes.map {
            JSONValue.object(["basis": .string($0.basis), "event": .string($0.event)])
        }
        return String(decoding: JSONValue.array(causes).canonicalBytes, as: UTF8.self)
    }

    var recordedDay: CivilDay? { TimeZoneRules.newYork.day(of: recorded) }
}
