import CivilTime
import MarketEvents

/// A dividend or another distribution as it holds: who buys a share on `day` or later does not get it.
package struct HeldDividend: Sendable {
    package let day: CivilDay
    package let amount: Quantity
    package let isInKind: Bool
    /// The day through which the amount is adjusted for splits; nil where it is not.
    package let adjustedThrough: CivilDay?
    package let fact: MarketFact

    /// Told of one day, and alike in being of money or in kind, it is one: of several tellings the one that wins holds.
    static func held(
        _ told: [(fact: MarketFact, dividend: MarketFact.Dividend)], _ market: Marketplace
    ) -> [HeldDividend] {
        var held: [HeldDividend] = []
        for (fact, dividend) in told.sorted(by: { $0.fact.wins(over: $1.fact) }) {
            guard let day = market.firstOpening(at: fact.occurred),
                !held.contains(where: { $0.day == day && $0.isInKind == dividend.isInKind })
            else { continue }
            held.append(
                HeldDividend(
                    day: day, amount: dividend.amount, isInKind: dividend.isInKind,
                    adjustedThrough: dividend.adjustedThrough, fact: fact))
        }
        return held.sorted { ($0.day, $0.fact.id) < ($1.day, $1.fact.id) }
    }
}
