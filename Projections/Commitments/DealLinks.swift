import MarketEvents

/// Which deals stand for others, so that no money is counted twice: twins are one deal, a part counts in its whole, a replaced deal
/// in the one that replaces it.
struct DealLinks {
    /// What links make of one deal.
    struct Outcome {
        /// The deals that it is in, the nearest first, by the unit in which it is.
        fileprivate(set) var outers: [MeasureUnit: [Bytes]] = [:]
        fileprivate(set) var withheld: [MeasureUnit: [DealAmounts.Withheld]] = [:]
        /// With what its twins count toward.
        fileprivate(set) var plans: [(plan: Bytes, basis: Bytes)]?
        /// Of the twins together; nil where it has no twin.
        fileprivate(set) var interval: Interval?
    }

    private struct Link {
        enum Relation { case twin, part, replacement }

        let relation: Relation
        let inner: Bytes
        let outer: Bytes
    }

    private let deals: [Bytes: Deal]
    /// The least of its twins, for each deal that has any.
    private var twins: [Bytes: Bytes] = [:]
    private var members: [Bytes: [Bytes]] = [:]
    /// What deals are in, by the twins that stand for them.
    private var outward: [Bytes: [Link]] = [:]

    /// - Parameters:
    ///   - deals: all that a chain of links connects, each as its own facts make it.
    ///   - facts: those of the deals; links among them are held against each other.
    init(_ deals: [Bytes: Deal], _ facts: [LeanFact]) {
        self.deals = deals
        // A ring would make all of it vanish: the link that wins least is void.
        let links = facts.filter { $0.kind == .dealLinked && !$0.isDenied && !$0.isOnlyExpected }
        for fact in links.sorted(by: { $0.wins(over: $1) }) {
            if let link = link(fact) { add(link) }
        }
    }

    /// Nil where a deal is not there, or where the one that would count is denied or only expected.
    private func link(_ fact: LeanFact) -> Link? {
        guard let id = fact.word(.deal), let otherID = fact.word(.other), id != otherID,
            let deal = deals[id], let other = deals[otherID], let relation = fact.word(.relation)
        else { return nil }
        func isSure(_ deal: Deal) -> Bool { deal.certainty != .denied && deal.isSure }
        if relation.equals("same-as") {
            guard deal.certainty != .denied, other.certainty != .denied, isSure(deal) || isSure(other) else { return nil }
            return Link(relation: .twin, inner: deal.id, outer: other.id)
        }
        if relation.equals("part-of"), isSure(other) {
            return Link(relation: .part, inner: deal.id, outer: other.id)
        }
        if relation.equals("replaces"), isSure(deal) {
            return Link(relation: .replacement, inner: other.id, outer: deal.id)
        }
        return nil
    }

    private func leader(_ deal: Bytes) -> Bytes { twins[deal] ?? deal }

    private mutating func add(_ link: Link) {
        let (inner, outer) = (leader(link.inner), leader(link.outer))
        guard inner != outer else { return }
        if link.relation != .twin {
            if !reaches(outer, inner) { outward[inner, default: []].append(link) }
        } else if !reaches(outer, inner), !reaches(inner, outer) {
            let (least, greater) = (min(inner, outer), max(inner, outer))
            let joined = (members[least] ?? [least]) + (members[greater] ?? [greater])
            for member in joined { twins[member] = least }
            members[greater] = nil
            members[least] = joined
            if let moved = outward.removeValue(forKey: greater) { outward[least, default: []] += moved }
        }
    }

    private func reaches(_ start: Bytes, _ goal: Bytes) -> Bool {
        var (pending, seen): ([Bytes], Set<Bytes>) = ([start], [start])
        while let next = pending.popLast() {
            if next == goal { return true }
            for link in outward[next] ?? [] {
                let outer = leader(link.outer)
                if seen.insert(outer).inserted { pending.append(outer) }
            }
        }
        return false
    }

    // MARK: outcomes

    /// What links make of each deal that they concern.
    func outcomes() -> [Bytes: Outcome] {
        var outcomes: [Bytes: Outcome] = [:]
        for own in members.values { joinTwins(own, &outcomes) }
        let units = Set(deals.values.flatMap { $0.amounts.map(\.unit) })
        for unit in units {
            for leader in Set(outward.keys).union(members.keys) { place(leader, unit, &outcomes) }
        }
        return outcomes
    }

    /// The starts and ends of twins are one row, and so is what they count toward.
    private func joinTwins(_ ids: [Bytes], _ outcomes: inout [Bytes: Outcome]) {
        let own = ids.sorted().compactMap { deals[$0] }
        let interval = Interval(starts: own.flatMap(\.starting), ends: own.flatMap(\.ending))
        var plans: [(plan: Bytes, basis: Bytes)] = []
        for toward in own.flatMap(\.plans) where !plans.contains(where: { $0 == toward }) { plans.append(toward) }
        for id in ids {
            outcomes[id, default: Outcome()].interval = interval
            outcomes[id, default: Outcome()].plans = plans
        }
    }

    /// Among twins the one that counts in a unit: the surest, then the stronger, then the one with the lesser id. Nil where none
    /// states the unit.
    private func counting(_ leader: Bytes, _ unit: MeasureUnit) -> Deal? {
        let stating = (members[leader] ?? [leader]).compactMap { deals[$0] }.filter { deal in
            deal.amounts(in: unit).map { $0.isSure || !$0.expected.isEmpty } ?? false
        }
        return stating.min { first, second in
            let ranks = [first, second].map { deal in DealLinks.rank(deal, unit) }
            if ranks[0] != ranks[1] { return ranks[0] > ranks[1] }
            if first.strength != second.strength { return first.strength.weakness < second.strength.weakness }
            return first.id < second.id
        }
    }

    /// How sure the surest telling of an amount is.
    private static func rank(_ deal: Deal, _ unit: MeasureUnit) -> Int {
        guard let amounts = deal.amounts(in: unit) else { return 0 }
        let told = amounts.entries.map(\.rank) + (amounts.isOfParts ? amounts.parts.map(\.rank) : [])
        return told.max() ?? amounts.expected.map(\.rank).max() ?? 0
    }

    /// Says where the twins of a leader count in one unit.
    private func place(_ leader: Bytes, _ unit: MeasureUnit, _ outcomes: inout [Bytes: Outcome]) {
        guard let own = counting(leader, unit) else { return }
        var outers: [Bytes] = []
        var weaker: [Deal] = []
        for (deal, isPart) in enclosing(leader, unit) {
            if !DealLinks.isWeaker(deal, than: own, unit) {
                outers.append(deal.id)
            } else if isPart, outers.isEmpty {
                weaker.append(deal)
            }
        }
        if outers.isEmpty, let amounts = own.amounts(in: unit), amounts.isSure {
            // The nearest ones only: what these are in contains them whole.
            if let nearest = weaker.first {
                outcomes[nearest.id, default: Outcome()].withheld[unit, default: []].append(
                    DealAmounts.Withheld(deal: own.id, amount: amounts.total))
            }
        }
        if !outers.isEmpty { outcomes[own.id, default: Outcome()].outers[unit] = outers }
        for id in members[leader] ?? [] where id != own.id && deals[id]?.amounts(in: unit) != nil {
            outcomes[id, default: Outcome()].outers[unit] = [own.id] + outers
        }
    }

    /// The deals that state the unit and that a deal is in, the nearest first; whether by parts alone.
    private func enclosing(_ leader: Bytes, _ unit: MeasureUnit) -> [(deal: Deal, isPart: Bool)] {
        var found: [(deal: Deal, isPart: Bool)] = []
        var seen: Set<Bytes> = [leader]
        var level: [(leader: Bytes, isPart: Bool)] = [(leader, true)]
        while !level.isEmpty {
            var next: [(leader: Bytes, isPart: Bool)] = []
            for (inner, isPart) in level {
                for link in outward[inner] ?? [] {
                    let outer = self.leader(link.outer)
                    guard seen.insert(outer).inserted else { continue }
                    let staysPart = isPart && link.relation == .part
                    if let deal = counting(outer, unit) {
                        // A weaker deal replaces nothing.
                        if link.relation == .replacement, let own = counting(inner, unit),
                            DealLinks.isWeaker(deal, than: own, unit)
                        {
                            continue
                        }
                        found.append((deal, staysPart))
                    }
                    next.append((outer, staysPart))
                }
            }
            level = next
        }
        return found
    }

    private static func isWeaker(_ outer: Deal, than inner: Deal, _ unit: MeasureUnit) -> Bool {
        inner.strength.weakness < outer.strength.weakness || rank(outer, unit) < rank(inner, unit)
    }
}

extension Deal {
    /// Lays what links make of it over what its own facts make.
    func apply(_ outcome: DealLinks.Outcome?) {
        guard let outcome else { return }
        if let interval = outcome.interval { ended = interval.until?.occurred.text }
        if let plans = outcome.plans { self.plans = plans }
        for index in amounts.indices {
            amounts[index].outers = outcome.outers[amounts[index].unit] ?? []
            amounts[index].withheld = outcome.withheld[amounts[index].unit] ?? []
        }
        settle()
    }
}
