import MarketEvents

/// Which deals stand for others, so that no money is counted twice: twins are one deal, a part counts in its whole, a replaced deal
/// in the one that replaces it. Links hold unit by unit.
struct DealLinks {
    /// What links make of one deal.
    struct Outcome {
        /// What it is in, the nearest first, by the unit in which it is.
        fileprivate(set) var outers: [MeasureUnit: [DealAmounts.Outer]] = [:]
        fileprivate(set) var withheld: [MeasureUnit: [DealAmounts.Withheld]] = [:]
        /// Where it counts if it has no amounts.
        fileprivate(set) var home: Bytes?
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
        /// What wins has the lesser.
        let order: Int
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
        let holding = facts.filter { $0.kind == .dealLinked && !$0.isDenied && !$0.isForecast }
        let links = holding.sorted { $0.wins(over: $1) }.enumerated().compactMap { link($1, $0) }
        // Whose twins are sure is sure.
        for link in links where link.relation == .twin { join(leader(link.inner), leader(link.outer)) }
        let (known, groups) = (twins, members)
        (twins, members) = ([:], [:])
        func isSure(_ deal: Bytes) -> Bool {
            (known[deal].flatMap { groups[$0] } ?? [deal]).contains { deals[$0]?.isSure ?? false }
        }
        // A ring would make all of it vanish: the link that wins least is void. So is one in favour of what is not sure.
        for link in links where isSure(link.outer) { add(link) }
    }

    /// Nil where a deal is not there, and where one of the two is within one company and the other is not: neither stands for the
    /// other then.
    private func link(_ fact: LeanFact, _ order: Int) -> Link? {
        guard let id = fact.word(.deal), let otherID = fact.word(.other), id != otherID,
            let deal = deals[id], let other = deals[otherID], deal.isInternal == other.isInternal,
            let relation = fact.word(.relation)
        else { return nil }
        if relation.equals("same-as") { return Link(relation: .twin, inner: deal.id, outer: other.id, order: order) }
        if relation.equals("part-of") { return Link(relation: .part, inner: deal.id, outer: other.id, order: order) }
        guard relation.equals("replaces") else { return nil }
        return Link(relation: .replacement, inner: other.id, outer: deal.id, order: order)
    }

    private func leader(_ deal: Bytes) -> Bytes { twins[deal] ?? deal }
    private func group(_ leader: Bytes) -> [Bytes] { members[leader] ?? [leader] }

    private mutating func join(_ one: Bytes, _ other: Bytes) {
        guard one != other else { return }
        let (least, greater) = (min(one, other), max(one, other))
        let joined = group(least) + group(greater)
        for member in joined { twins[member] = least }
        members[greater] = nil
        members[least] = joined
        if let moved = outward.removeValue(forKey: greater) { outward[least, default: []] += moved }
    }

    private mutating func add(_ link: Link) {
        let (inner, outer) = (leader(link.inner), leader(link.outer))
        if link.relation == .twin {
            if inner != outer, !reaches(outer, inner), !reaches(inner, outer) { join(inner, outer) }
        } else if inner != outer, !reaches(outer, inner) {
            outward[inner, default: []].append(link)
        }
    }

    private func reaches(_ start: Bytes, _ goal: Bytes) -> Bool {
        var (pending, seen): ([Bytes], Set<Bytes>) = ([start], [start])
        while let next = pending.popLast() {
            if next == goal { return true }
            for link in outward[next] ?? [] where seen.insert(leader(link.outer)).inserted {
                pending.append(leader(link.outer))
            }
        }
        return false
    }

    // MARK: outcomes

    /// What links make of each deal that they concern.
    func outcomes() -> [Bytes: Outcome] {
        var outcomes: [Bytes: Outcome] = [:]
        for own in members.values { joinTwins(own, &outcomes) }
        let leaders = Set(outward.keys).union(members.keys)
        let units = Set(deals.values.flatMap { $0.amounts.map(\.unit) })
        for unit in units {
            for leader in leaders {
                for (deal, outers) in outers(leader, unit) { outcomes[deal, default: Outcome()].outers[unit] = outers }
            }
            let concerned = deals.values.filter { $0.amounts(in: unit) != nil }
            let outers = Dictionary(
                uniqueKeysWithValues: concerned.map { ($0.id, outcomes[$0.id]?.outers[unit] ?? []) })
            for (deal, withheld) in DealLinks.withheld(from: concerned, unit, outers) {
                outcomes[deal, default: Outcome()].withheld[unit] = withheld
            }
        }
        for leader in leaders {
            for (deal, outers) in outers(leader, nil) {
                outcomes[deal, default: Outcome()].home = outers.first { !$0.isWeaker }?.deal
            }
        }
        return outcomes
    }

    /// The amounts that count by themselves although they are in others, by these.
    ///
    /// - Parameters:
    ///   - deals: those among which links hold.
    ///   - outers: what each is in.
    static func withheld(
        from deals: [Deal], _ unit: MeasureUnit, _ outers: [Bytes: [DealAmounts.Outer]]
    ) -> [Bytes: [DealAmounts.Withheld]] {
        func isAlone(_ deal: Bytes) -> Bool {
            outers[deal].map { own in !own.contains { !$0.isWeaker && outers[$0.deal] != nil } } ?? false
        }
        var withheld: [Bytes: [DealAmounts.Withheld]] = [:]
        for deal in deals.sorted(by: { $0.id < $1.id }) where isAlone(deal.id) {
            let around = (outers[deal.id] ?? []).filter { $0.isWeaker && isAlone($0.deal) }.map(\.deal)
            // Nothing is taken away where only a forecast of a change is in the unit.
            guard !around.isEmpty, let amount = deal.amounts(in: unit)?.total.atLeastNothing, !amount.isNothing else {
                continue
            }
            // What is in a part of a part is taken away once.
            for outer in around
            where !around.contains(where: { other in
                (outers[other] ?? []).contains { $0.isWeaker && $0.deal == outer }
            }) {
                withheld[outer, default: []].append(DealAmounts.Withheld(deal: deal.id, amount: amount))
            }
        }
        return withheld
    }

    /// The starts and ends of twins are one row, and so is what they count toward.
    private func joinTwins(_ ids: [Bytes], _ outcomes: inout [Bytes: Outcome]) {
        let own = ids.sorted().compactMap { deals[$0] }
        let told = own.contains { $0.certainty != .denied } ? own.filter { $0.certainty != .denied } : own
        let interval = Interval(starts: told.flatMap(\.starting), ends: own.flatMap(\.ending))
        var plans: [(plan: Bytes, basis: Bytes)] = []
        for toward in own.flatMap(\.plans) where !plans.contains(where: { $0 == toward }) { plans.append(toward) }
        for id in ids {
            outcomes[id, default: Outcome()].interval = interval
            outcomes[id, default: Outcome()].plans = plans
        }
    }

    /// Among twins the one that counts in a unit: the surest, then the stronger, then the one with the lesser id. Nil where none
    /// states the unit.
    private func counting(_ leader: Bytes, _ unit: MeasureUnit?) -> Deal? {
        let stating = group(leader).compactMap { deals[$0] }.filter { deal in
            unit.map { deal.amounts(in: $0) != nil } ?? true
        }
        return stating.min { first, second in
            let ranks = [first, second].map { $0.rank(in: unit) }
            if ranks[0] != ranks[1] { return ranks[0] > ranks[1] }
            if first.strength != second.strength { return first.strength.weakness < second.strength.weakness }
            return first.id < second.id
        }
    }

    /// What the twins of a leader are in, in one unit.
    private func outers(_ leader: Bytes, _ unit: MeasureUnit?) -> [(deal: Bytes, outers: [DealAmounts.Outer])] {
        guard let own = counting(leader, unit) else { return [] }
        let outers = enclosing(leader, own, unit)
        let others = group(leader).filter { id in
            id != own.id && (unit.map { deals[id]?.amounts(in: $0) != nil } ?? true)
        }
        return [(own.id, outers)] + others.map { ($0, [DealAmounts.Outer(deal: own.id, isWeaker: false)] + outers) }
    }

    /// The deals that state the unit and that a deal is in, the nearest first.
    private func enclosing(_ leader: Bytes, _ own: Deal, _ unit: MeasureUnit?) -> [DealAmounts.Outer] {
        var found: [DealAmounts.Outer] = []
        var seen: Set<Bytes> = [leader]
        var level = [leader]
        while !level.isEmpty {
            let links = level.flatMap { outward[$0] ?? [] }.sorted { $0.order < $1.order }
            level = []
            for link in links {
                let outer = self.leader(link.outer)
                if let deal = counting(outer, unit) {
                    // A weaker deal replaces nothing.
                    let replaced = counting(self.leader(link.inner), unit) ?? own
                    if link.relation == .replacement, DealLinks.isWeaker(deal, than: replaced, unit) { continue }
                    guard seen.insert(outer).inserted else { continue }
                    found.append(
                        DealAmounts.Outer(deal: deal.id, isWeaker: DealLinks.isWeaker(deal, than: own, unit)))
                    level.append(outer)
                } else if seen.insert(outer).inserted {
                    level.append(outer)
                }
            }
        }
        return found
    }

    private static func isWeaker(_ outer: Deal, than inner: Deal, _ unit: MeasureUnit?) -> Bool {
        let rank = inner.rank(in: unit)
        return Certainty.expected.rank < rank
            && (outer.rank(in: unit) < rank || inner.strength.weakness < outer.strength.weakness)
    }
}

extension Deal {
    /// How sure the surest telling of its amount in a unit is, else of the deal itself.
    fileprivate func rank(in unit: MeasureUnit?) -> Int {
        guard isSure, let unit, let amounts = amounts(in: unit) else { return rank }
        return amounts.entries.map(\.rank).max() ?? rank
    }

    /// Lays what links make of it over what its own facts make.
    func apply(_ outcome: DealLinks.Outcome?) {
        guard let outcome else { return }
        if let interval = outcome.interval {
            ended = interval.until?.occurred.text
            if let since = interval.since { announced = since.occurred }
        }
        if let plans = outcome.plans { self.plans = plans }
        for index in amounts.indices {
            amounts[index].outers = outcome.outers[amounts[index].unit] ?? []
            amounts[index].withheld = outcome.withheld[amounts[index].unit] ?? []
        }
        countedIn = amounts.isEmpty ? outcome.home : amounts[0].countedIn
        settle()
    }

    /// Says of deals that were laid whether what they count in is still in force.
    static func settleForce(of deals: [Bytes: Deal]) {
        for deal in deals.values {
            var (outer, seen): (Bytes?, Set<Bytes>) = (deal.countedIn, [deal.id])
            while let next = outer, seen.insert(next).inserted {
                if deals[next]?.ended != nil { deal.isHeldOpen = false }
                outer = deals[next]?.countedIn
            }
        }
    }
}
