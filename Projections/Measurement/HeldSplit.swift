import CivilTime
import MarketEvents

/// A split as it holds: from the open of `day` on, a share is as many as its ratio says.
package struct HeldSplit: Sendable {
    package let day: CivilDay
    /// The last day on which it may begin to hold: another one than `day` only where its ratio is not settled.
    package let lastDay: CivilDay
    /// Nil where it is told with several ratios, equally surely.
    package let ratio: SplitRatio?
    /// The surest telling.
    package let fact: MarketFact
    /// What it rests on.
    package let facts: [MarketFact]
    /// Whether a cut leaves out all its tellings.
    package let isBeyondCut: Bool
    /// Whether it is of a share, and nothing says what the receipt that it is asked for stands for since.
    private(set) var leavesReceiptOpen = false

    /// The same split of which nothing says what it does to a receipt.
    var withOpenReceipt: HeldSplit {
        var split = HeldSplit(
            day: day, lastDay: lastDay, ratio: nil, fact: fact, facts: facts, isBeyondCut: isBeyondCut)
        split.leavesReceiptOpen = true
        return split
    }

    /// The same split where it begins to hold on another day for what is priced.
    ///
    /// - Parameter other: what says so.
    func holding(from day: CivilDay, besides other: [MarketFact] = []) -> HeldSplit {
        HeldSplit(
            day: day, lastDay: day, ratio: ratio, fact: fact, facts: facts + other, isBeyondCut: isBeyondCut)
    }

    /// Whether another one may be the same, told of another listing: within ten days.
    func isNear(_ other: HeldSplit) -> Bool {
        ratio == other.ratio && abs(day.distance(to: other.day)) <= SplitTellings.nearDays
    }

    /// Whether it is in what holds splits up to and with a day.
    package func isIn(through day: CivilDay) -> Bool {
        day.endInNewYork.map { fact.occurred.end <= $0 } ?? false
    }

    /// Whether it falls behind one day and up to and with another one.
    package func lies(after first: CivilDay, through last: CivilDay) -> Bool { first < lastDay && day <= last }
}

/// Which splits there are, of all that is told of one security.
///
/// Vendors date one split differently: what is told within ten days of each other is one split, unless slugs tell it apart. Its
/// ratio is that of the surest telling, and so is its day.
struct SplitTellings {
    struct Telling {
        let fact: MarketFact
        let split: MarketFact.Split
        /// From which day on it holds.
        let day: CivilDay
    }

    static let nearDays = 10

    /// The earliest first.
    let held: [HeldSplit]

    init(_ tellings: [Telling]) {
        var groups: [[Telling]] = []
        var slugs: [String: Int] = [:]
        for chain in SplitTellings.chains(tellings) {
            let named = chain.filter { $0.split.slug != nil }
            for telling in named {
                guard let slug = telling.split.slug else { continue }
                let place = slugs[slug] ?? groups.count
                if place == groups.count { groups.append([]) }
                slugs[slug] = place
                groups[place].append(telling)
            }
            let others = chain.filter { $0.split.slug == nil }
            guard !named.isEmpty else {
                groups.append(others)
                continue
            }
            for telling in others {
                // Of those that slugs tell apart it is the one with its ratio, else the nearest.
                let fitting = named.filter { $0.split.ratio == telling.split.ratio }
                let nearest = (fitting.isEmpty ? named : fitting).min { left, right in
                    let (near, far) = (left.distance(to: telling), right.distance(to: telling))
                    return near == far ? left.isEarlier(than: right) : near < far
                }
                if let slug = nearest?.split.slug, let place = slugs[slug] { groups[place].append(telling) }
            }
        }
        held = groups.compactMap(SplitTellings.held).sorted { ($0.day, $0.fact.id) < ($1.day, $1.fact.id) }
    }

    /// Tellings of which each is near to the one before.
    private static func chains(_ tellings: [Telling]) -> [[Telling]] {
        var chains: [[Telling]] = []
        var last: CivilDay?
        for telling in tellings.sorted(by: { $0.isEarlier(than: $1) }) {
            if let last, last.distance(to: telling.day) <= nearDays {
                chains[chains.count - 1].append(telling)
            } else {
                chains.append([telling])
            }
            last = telling.day
        }
        return chains
    }

    private static func held(_ group: [Telling]) -> HeldSplit? {
        guard let rank = group.map(\.fact.rank).max() else { return nil }
        let surest = group.filter { $0.fact.rank == rank }
        guard let winner = surest.max(by: { $1.fact.wins(over: $0.fact) }),
            let first = surest.map(\.day).min(), let last = surest.map(\.day).max()
        else { return nil }
        let isSettled = surest.allSatisfy { $0.split.ratio == winner.split.ratio }
        return HeldSplit(
            day: isSettled ? winner.day : first, lastDay: isSettled ? winner.day : last,
            ratio: isSettled ? winner.split.ratio : nil, fact: winner.fact,
            facts: isSettled ? [winner.fact] : surest.map(\.fact).sorted { $0.id < $1.id },
            isBeyondCut: group.allSatisfy(\.split.isBeyondCut))
    }
}

extension SplitTellings.Telling {
    fileprivate func distance(to other: SplitTellings.Telling) -> Int { abs(day.distance(to: other.day)) }

    fileprivate func isEarlier(than other: SplitTellings.Telling) -> Bool {
        (day, fact.id) < (other.day, other.fact.id)
    }
}

extension CivilDay {
    /// In days; below zero where the other one is earlier.
    func distance(to other: CivilDay) -> Int { other.daysSinceEpoch - daysSinceEpoch }
}
