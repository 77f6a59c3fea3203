import CivilTime
import MarketEvents

/// The splits of one share as one of its listings has them: its prices fall when that listing is split, and a count holds a split
/// from the day on which the share is. The two days differ where a receipt, or another exchange, is later.
struct SharedSplits {
    /// That its prices go by, the earliest first.
    private(set) var ofPrices: [HeldSplit] = []
    /// That a count goes by where it is multiplied by these prices.
    private(set) var ofCounts: [HeldSplit] = []
    private var pairs: [(price: HeldSplit, count: HeldSplit)]
    /// Those of which nothing says what they do to the listing's price: no count may cross them.
    private var open: [HeldSplit] = []

    /// - Parameter own: as they are told of the listing itself.
    init(_ own: [HeldSplit]) {
        pairs = own.map { ($0, $0) }
        settle()
    }

    private mutating func settle() {
        pairs.sort { ($0.price.day, $0.price.fact.id) < ($1.price.day, $1.price.fact.id) }
        (ofPrices, ofCounts) = (pairs.map(\.price), pairs.map(\.count) + open)
    }

    /// Takes what is told of another listing of the share for one that is told of this one, where it may be. A count then holds
    /// it from the earlier of the two on.
    mutating func take(_ split: HeldSplit) -> Bool {
        guard let place = pairs.firstIndex(where: { $0.price.isNear(split) }) else { return false }
        let own = pairs[place].price
        if split.fact.occurred.end < own.fact.occurred.end {
            pairs[place].count = split.holding(from: own.day, besides: own.facts)
            settle()
        }
        return true
    }

    /// Adds a split that the listing has with the share.
    mutating func add(_ split: HeldSplit) {
        pairs.append((split, split))
        settle()
    }

    mutating func leaveOpen(_ split: HeldSplit) {
        open.append(split.withOpenReceipt)
        settle()
    }
}
