import CivilTime
import MarketEvents

/// The parts of a deal as they stand: each with its strength, and how sure that is.
struct DealParts {
    private(set) var parts: [DealAmounts.Part] = []
    /// Who stated the parts that hold.
    let origin: LeanFact?

    /// - Parameters:
    ///   - sayings: that conditions are met, and that parts have ended.
    ///   - asOf: when parts lapse by themselves; nil where they do not.
    init(
        _ laid: LaidFields, _ sayings: [LeanFact], _ quantities: QuantityReader, _ moments: MomentReader,
        asOf: Instant?
    ) throws(Unfoldable) {
        origin = laid[.parts] == nil ? nil : laid.origin(.parts)
        guard let list = laid[.parts], let origin else { return }
        var unreadable = false
        var found: [DealAmounts.Part] = []
        list.forEachElement { part in
            guard let name = part.member("part")?.plainText else { return true }
            var strength = part.member("commitment")?.plainText.flatMap(Strength.init(commitment:)) ?? .unstated
            var (certainty, rank) = (origin.certainty ?? .reported, origin.rank)
            let own = sayings.filter { $0.word(.part) == name && !$0.isOnlyExpected }
            if let last = own.max(by: { $1.happened(after: $0) }) {
                strength = last.kind == .dealPartMet ? .binding : .ended
                // No surer than what was said last, and than the part itself.
                if let other = last.certainty, other.rank < certainty.rank { certainty = other }
                rank = min(rank, last.rank)
            } else if let asOf, let lapses = part.member("lapses")?.plainText.flatMap(moments.moment),
                lapses.isOver(by: asOf)
            {
                strength = .ended
            }
            let members: [StaticString] = ["value", "capacity"]
            for member in members {
                guard let value = part.member(member) else { continue }
                guard let quantity = quantities.quantity(value) else {
                    unreadable = true
                    return false
                }
                found.append(
                    DealAmounts.Part(
                        name: name, strength: strength, amount: Bounds(quantity, .amount).inSumUnit,
                        certainty: certainty, rank: rank, event: origin.id))
            }
            return true
        }
        if unreadable { throw origin.lacks(.parts) }
        parts = found
    }

    func parts(in unit: MeasureUnit) -> [DealAmounts.Part] { parts.filter { $0.amount.unit == unit } }

    /// In the order in which they are first named.
    var units: [MeasureUnit] {
        parts.reduce(into: []) { units, part in
            if !units.contains(part.amount.unit) { units.append(part.amount.unit) }
        }
    }
}
