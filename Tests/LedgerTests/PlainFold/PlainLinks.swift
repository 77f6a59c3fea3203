import MarketEvents
import Projections

/// Which deal stands for another one, so that no money is counted twice. Twins are one deal; a part counts in its whole, a
/// replaced deal in the one that replaces it, unit by unit.
struct PlainLinks {
    private struct Link {
        let inner: String
        let outer: String
        let isSame: Bool
        let isReplacement: Bool
        let fact: Fact

        init?(_ fact: Fact) {
            guard case .dealLinked(let deal, let other, let relation) = fact.event.content, deal != other else {
                return nil
            }
            switch relation {
            case "same-as", "part-of": (inner, outer) = (deal, other)
            case "replaces": (inner, outer) = (other, deal)
            default: return nil
            }
            isSame = relation == "same-as"
            isReplacement = relation == "replaces"
            self.fact = fact
        }
    }

    /// From the strongest to the weakest.
    private static let strengths = ["binding", "conditional", "unstated", "framework", "letter-of-intent", "option"]
    private static let forecast = Certainty.expected.rank

    private let deals: [String: PlainDeal]
    /// Those that hold, what wins first.
    private let links: [Link]
    /// The twins of each deal and itself, by the least id of them.
    private let groups: [String: [String]]
    private let groupOf: [String: String]

    init(_ facts: [Fact], _ deals: [String: PlainDeal]) {
        self.deals = deals
        func rank(_ id: String) -> Int { deals[id]?.announcement.rank ?? 0 }
        let all = facts.filter { !$0.isDenied && !$0.isForecast }.sorted { $0.wins(over: $1) }.compactMap(Link.init)
            .filter { link in
                guard let inner = deals[link.inner], let outer = deals[link.outer] else { return false }
                // What is within one company stands for nothing between two.
                return inner.isInternal == outer.isInternal
            }
        let twins = Self.groups(all, deals.keys)
        // In favour of what is denied or a forecast nothing vanishes.
        let candidates = all.filter { link in
            // Whose twins are sure is sure.
            let outer = twins.keys.filter { twins[$0] == twins[link.outer] }
            return Self.forecast < outer.map(rank).max() ?? 0
        }
        var holding: [Link] = []
        for link in candidates where !Self.hasRing(holding + [link], deals.keys) { holding.append(link) }
        links = holding
        let groupOf = Self.groups(holding, deals.keys)
        self.groupOf = groupOf
        groups = Dictionary(grouping: deals.keys.sorted()) { groupOf[$0] ?? $0 }
    }

    /// The least id of the twins of each.
    private static func groups(_ links: [Link], _ ids: some Sequence<String>) -> [String: String] {
        var names = Dictionary(uniqueKeysWithValues: ids.map { ($0, $0) })
        for link in links where link.isSame {
            guard let one = names[link.inner], let other = names[link.outer], one != other else { continue }
            for (id, name) in names where name == max(one, other) { names[id] = min(one, other) }
        }
        return names
    }

    private static func hasRing(_ links: [Link], _ ids: some Sequence<String>) -> Bool {
        let names = groups(links, ids)
        let steps = links.filter { !$0.isSame }.map { (names[$0.inner] ?? "", names[$0.outer] ?? "") }
        return steps.contains { start in
            var (reached, isGrowing) = (Set([start.1]), true)
            while isGrowing {
                let more = steps.filter { reached.contains($0.0) }.map(\.1)
                isGrowing = !reached.isSuperset(of: more)
                reached.formUnion(more)
            }
            return reached.contains(start.0)
        }
    }

    func twins(of deal: String) -> [String] { groups[groupOf[deal] ?? deal] ?? [deal] }

    /// Which deals count by themselves, and which in another one.
    struct Resolution {
        var countedIn: [String: String] = [:]
        /// The parts of a deal that count by themselves.
        var inner: [String: [String]] = [:]
    }

    /// - Parameters:
    ///   - unit: nil counts deals and no amounts.
    ///   - admits: whether a deal is asked about; a link holds where the outer deal is, too.
    func resolved(in unit: MeasureUnit?, where admits: (String) -> Bool = { _ in true }) -> Resolution {
        func states(_ id: String) -> Bool { unit.map { deals[id]?.units.contains($0) ?? false } ?? true }
        var resolution = Resolution()
        /// The twin that counts.
        var counting: [String: String] = [:]
        func best(_ twins: [String]) -> String? { twins.filter(states).max { isBeaten($0, by: $1, unit) } }
        for (group, twins) in groups where twins.contains(where: admits) {
            guard let best = best(twins) else { continue }
            counting[group] = best
            for twin in twins where twin != best && states(twin) { resolution.countedIn[twin] = best }
        }
        /// Of deals that are weaker or less sure than a part of them.
        var around: [String: Set<String>] = [:]
        for (group, own) in counting {
            var (level, seen) = ([group], Set([group]))
            var home: String?
            while home == nil, !level.isEmpty {
                var next: [String] = []
                for link in links where !link.isSame {
                    guard let inner = groupOf[link.inner], let outer = groupOf[link.outer], level.contains(inner),
                        home == nil
                    else { continue }
                    // Whether one replaces the other does not depend on whether they are asked about.
                    let replaced = groups[inner].flatMap(best) ?? own
                    if link.isReplacement, let replacing = groups[outer].flatMap(best),
                        isLess(replacing, than: replaced, unit)
                    {
                        continue
                    }
                    guard let whole = counting[outer] else {
                        if seen.insert(outer).inserted { next.append(outer) }
                        continue
                    }
                    guard seen.insert(outer).inserted else { continue }
                    if isLess(whole, than: own, unit) {
                        around[group, default: []].insert(outer)
                        next.append(outer)
                    } else {
                        home = whole
                    }
                }
                level = next
            }
            if let home { resolution.countedIn[own] = home }
        }
        func isAlone(_ group: String) -> Bool { counting[group].map { resolution.countedIn[$0] == nil } ?? false }
        for (group, wholes) in around where isAlone(group) {
            let alone = wholes.filter(isAlone)
            // What is a part of a part of it is taken from it once.
            for whole in alone where !alone.contains(where: { around[$0]?.contains(whole) ?? false }) {
                guard let outer = counting[whole], let inner = counting[group] else { continue }
                resolution.inner[outer, default: []].append(inner)
            }
        }
        return resolution
    }

    /// Of twins the surest counts, then the stronger, then the lesser id.
    private func isBeaten(_ id: String, by other: String, _ unit: MeasureUnit?) -> Bool {
        guard let own = deals[id], let others = deals[other] else { return false }
        let (rank, theirs) = (own.rank(in: unit), others.rank(in: unit))
        if rank != theirs { return rank < theirs }
        let (weakness, weaknessOfOther) = (weakness(own), weakness(others))
        return weakness == weaknessOfOther ? other < id : weaknessOfOther < weakness
    }

    /// Whether a whole is weaker or less sure than its part.
    private func isLess(_ outer: String, than inner: String, _ unit: MeasureUnit?) -> Bool {
        guard let outer = deals[outer], let inner = deals[inner] else { return false }
        let rank = inner.rank(in: unit)
        return Self.forecast < rank && (outer.rank(in: unit) < rank || weakness(inner) < weakness(outer))
    }

    private func weakness(_ deal: PlainDeal) -> Int {
        Self.strengths.firstIndex(of: deal.commitment) ?? Self.strengths.count
    }
}
