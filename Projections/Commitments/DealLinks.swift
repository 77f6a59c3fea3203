import MarketEvents

/// Which deals stand for others, so that no money is counted twice: of two that are the same the lesser id counts, a part
/// counts in its whole, a replaced deal in the one that replaces it.
struct DealLinks {
    /// A link as long as it is held against others: it outlives the facts of its deal.
    private struct Link: ContradictingFact {
        let id: Bytes
        let occurred: Moment
        let published: Moment
        let certainty: Certainty?
        let reached: Certainty?
        let deal: Bytes
        let other: Bytes
        let relation: Bytes

        init?(_ fact: LeanFact, _ arena: Arena) {
            guard let deal = fact.word(.deal), let other = fact.word(.other), let relation = fact.word(.relation),
                deal != other
            else { return nil }
            (id, certainty, reached) = (arena.copy(fact.id), fact.certainty, fact.reached)
            (occurred, published) = (fact.occurred.withoutText, fact.published.withoutText)
            (self.deal, self.other, self.relation) = (arena.copy(deal), arena.copy(other), arena.copy(relation))
        }
    }

    private var links: [Link] = []
    private let arena: Arena

    /// - Parameter arena: what the ids of `countedIn` point into.
    init(keptIn arena: Arena) { self.arena = arena }

    mutating func add(_ facts: [LeanFact]) {
        for fact in facts where fact.kind == .dealLinked && !fact.isDenied {
            if let link = Link(fact, arena) { links.append(link) }
        }
    }

    var isEmpty: Bool { links.isEmpty }

    /// The deal that each one counts in.
    ///
    /// - Parameter isAnnounced: whether there is a deal of this id.
    func countedIn(isAnnounced: (Bytes) -> Bool) -> [Bytes: Bytes] {
        var standsFor: [Bytes: Bytes] = [:]
        for link in links.sorted(by: { $1.wins(over: $0) }) {
            let (deal, other, relation) = (link.deal, link.other, link.relation)
            guard isAnnounced(other), isAnnounced(deal) else { continue }
            let pair: (inner: Bytes, outer: Bytes)
            if relation.equals("same-as") {
                pair = (max(deal, other), min(deal, other))
            } else if relation.equals("part-of") {
                pair = (deal, other)
            } else if relation.equals("replaces") {
                pair = (other, deal)
            } else {
                continue
            }
            // A circle of links would make all of it vanish.
            var outer: Bytes? = pair.outer
            while let next = outer, next != pair.inner { outer = standsFor[next] }
            if outer == nil { standsFor[pair.inner] = pair.outer }
        }
        return standsFor
    }
}
