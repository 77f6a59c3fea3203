/// Which deals stand for others, so that no money is counted twice: of two that are the same the lesser id counts, a part
/// counts in its whole, a replaced deal in the one that replaces it.
struct DealLinks {
    private var links: [LeanFact] = []

    mutating func add(_ facts: [LeanFact]) {
        for fact in facts where fact.kind == .dealLinked && !fact.isDenied { links.append(fact) }
    }

    var isEmpty: Bool { links.isEmpty }

    /// The deal that each one counts in.
    ///
    /// - Parameter isAnnounced: whether there is a deal of this id.
    func countedIn(isAnnounced: (Bytes) -> Bool) -> [Bytes: Bytes] {
        var standsFor: [Bytes: Bytes] = [:]
        for link in links.sorted(by: { $1.wins(over: $0) }) {
            guard let deal = link.word(.deal), let other = link.word(.other), let relation = link.word(.relation),
                deal != other, isAnnounced(other), isAnnounced(deal)
            else { continue }
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
