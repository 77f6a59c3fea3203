import MarketEvents

/// The largest first: how a long table, or a picture, is cut.
///
/// Amounts of different units have no order. So the largest of each unit comes in first, then the second of each, until there
/// is no room; what is shown stands together by unit, money first, then the unit with most amounts.
enum SizeOrder {
    struct Cut<Item> {
        let shown: [Item]
        let total: Int

        var leftOut: Int { total - shown.count }
    }

    private struct Ranked {
        let index: Int
        let rank: Int
        let unitPlace: Int
    }

    /// The items that have a size, each with its rank within its unit.
    private static func ranked(_ sizes: [Quantity?]) -> [Ranked] {
        let units = Dictionary(grouping: sizes.indices.filter { sizes[$0] != nil }) { sizes[$0]?.unit.code ?? "" }
        return units.sorted { left, right in
            let isMoney = { (code: String) in MeasureUnit.named(code)?.isCurrency == true ? 1 : 0 }
            return (isMoney(right.key), right.value.count, left.key) < (isMoney(left.key), left.value.count, right.key)
        }.enumerated()
            .flatMap { unitPlace, unit in
                unit.value.sorted { left, right in
                    guard let one = sizes[left]?.extent, let other = sizes[right]?.extent, one != other else {
                        return left < right
                    }
                    return other < one
                }.enumerated().map { Ranked(index: $1, rank: $0, unitPlace: unitPlace) }
            }
    }

    /// All items, those that are to be kept longest first: the largest of each unit, the second of each, and so on; last those
    /// without a size, in the order given.
    static func byTurns<Item>(_ items: [Item], size: (Item) -> Quantity?) -> [Item] {
        let sizes = items.map(size)
        let order = ranked(sizes).sorted { ($0.rank, $0.unitPlace) < ($1.rank, $1.unitPlace) }.map(\.index)
        return (order + items.indices.filter { sizes[$0] == nil }).map { items[$0] }
    }

    /// The largest items as a table shows them, unit by unit; those without a size come last, in the order given.
    static func largest<Item>(_ items: [Item], most: Int, size: (Item) -> Quantity?) -> Cut<Item> {
        let sizes = items.map(size)
        let kept = ranked(sizes).sorted { ($0.rank, $0.unitPlace) < ($1.rank, $1.unitPlace) }.prefix(most)
        let shown = kept.sorted { ($0.unitPlace, $0.rank) < ($1.unitPlace, $1.rank) }.map(\.index)
        let without = items.indices.filter { sizes[$0] == nil }.prefix(most - shown.count)
        return Cut(shown: (shown + without).map { items[$0] }, total: items.count)
    }
}

extension Quantity {
    /// How large the quantity is, whichever way it goes: the larger of its bounds.
    var extent: ExactDecimal { max(amount.magnitude, upper?.magnitude ?? .zero) }
}
