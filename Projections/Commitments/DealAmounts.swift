import MarketEvents

/// What a deal is worth in one unit, taken apart: its total as tellings made it, and its parts of a strength of their own.
package struct DealAmounts {
    /// What one telling put into the total. All of them together are the total.
    package struct Entry {
        /// `parts` is the sum of all parts, where these are all that was said of a total; a change that is `contained` is in the
        /// total that was said later, but surer.
        package enum Source: UInt8 { case value, capacity, parts, increase, contained }

        package var amount: Bounds
        package let certainty: Certainty
        /// How sure it had become, also where it is disputed now.
        let rank: Int
        package let source: Source
        package let event: Bytes

        var isBase: Bool { source != .increase && source != .contained }

        init(amount: Bounds, certainty: Certainty, rank: Int, source: Source, event: Bytes) {
            (self.amount, self.certainty, self.rank) = (amount, certainty, rank)
            (self.source, self.event) = (source, event)
        }

        /// What a fact says; a forecast stays one where somebody disputes it.
        init(_ fact: LeanFact, _ amount: Bounds, _ source: Source) {
            self.init(
                amount: amount, certainty: fact.isForecast ? .expected : fact.certainty ?? .reported, rank: fact.rank,
                source: source, event: fact.id)
        }
    }

    package struct Part {
        package let name: Bytes
        /// As it stands now: one whose condition is met is binding, one that lapsed has ended.
        package let strength: Strength
        package let amount: Bounds
        /// Of the event that says that it is met or has ended: it is no surer than that.
        package let moved: Certainty?
        package let event: Bytes
    }

    /// A deal that this one is in, and whether it is weaker or less sure, so that this one counts by itself.
    package struct Outer {
        package let deal: Bytes
        package let isWeaker: Bool
    }

    /// Another deal whose amount is in this one's total but counts by itself.
    package struct Withheld {
        package let deal: Bytes
        package let amount: Bounds
    }

    package let unit: MeasureUnit
    /// Of what is not in parts.
    package let strength: Strength
    /// The total as it was told, before later changes; nil where nobody told one.
    package var base: Bounds?
    /// The total first, then its changes.
    package var entries: [Entry]
    /// Changes that are only expected: they are in no total.
    package var expected: [Entry]
    package var parts: [Part]
    /// The entry, a change, beside which there may be any amount more: nobody said what the deal is worth in all.
    package var openEntry: Int?
    /// Where all of it stands, if not by strength: set by the deal.
    package var own: Strength?
    /// The nearest first.
    package var outers: [Outer] = []
    package var withheld: [Withheld] = []

    /// The deal that it counts in where all links hold.
    package var countedIn: Bytes? { outers.first { !$0.isWeaker }?.deal }

    var isOfParts: Bool { entries.first?.source == .parts }

    /// All that it is worth, whatever counts elsewhere.
    package var total: Bounds {
        var sum = base ?? Bounds.zero(unit)
        for entry in entries where entry.source == .increase { sum = sum.plus(entry.amount) }
        if openEntry != nil { sum.upper = nil }
        return sum
    }

    /// Of the least sure of what makes the total; nil where nothing does.
    var certainty: Certainty? {
        let something = entries.filter { !$0.amount.isNothing }
        let told = (something.isEmpty ? entries : something).map(\.certainty)
        return told.isEmpty ? nil : (told + parts.compactMap(\.moved)).min { $0.rank < $1.rank }
    }

    static func sum(_ amounts: [Bounds], _ unit: MeasureUnit) -> Bounds {
        amounts.reduce(Bounds.zero(unit)) { $0.plus($1) }
    }

    /// Whether the parts are certainly more than the total.
    var isExceededByParts: Bool {
        guard !entries.isEmpty, !parts.isEmpty, !isOfParts else { return false }
        return total.isCertainlyLess(than: DealAmounts.sum(parts.map(\.amount), unit))
    }
}

extension Bounds {
    /// Whether it is 0, or below: what cannot be negative is nothing then.
    package var isNothing: Bool { upper.map { $0.sign <= 0 } ?? false }

    /// With 0 laid under it.
    var atLeastNothing: Bounds { Bounds(amount, .amount) }

    /// Whether every number that it may be is below every one that `other` may be.
    func isCertainlyLess(than other: Bounds) -> Bool {
        guard unit.sumUnit.unit == other.unit.sumUnit.unit, !isAbout, !other.isAbout,
            let most = inSumUnit.upper, let least = other.inSumUnit.lower
        else { return false }
        return most < least
    }
}
