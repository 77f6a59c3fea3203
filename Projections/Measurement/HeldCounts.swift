import CivilTime
import MarketEvents

/// A company's share counts in the order of time, asked day after day.
struct HeldCounts {
    private let facts: [MarketFact]
    /// How many of the facts are known, and the counts that hold among them.
    private var answer: (known: Int, counts: [MarketFact]) = (0, [])

    init(_ facts: [MarketFact]) { self.facts = facts.sorted { $0.occurred.end < $1.occurred.end } }

    mutating func counts(through end: Instant) -> [MarketFact] {
        var known = answer.known
        while known < facts.count, facts[known].occurred.end <= end { known += 1 }
        while known > 0, end < facts[known - 1].occurred.end { known -= 1 }
        if known != answer.known { answer = (known, HeldCounts.holding(facts[..<known])) }
        return answer.counts
    }

    /// One of all shares or one a class, whichever was counted last; of each the one that occurred last. Counts for earnings per
    /// share, and of shares that the company holds itself, make no market value.
    private static func holding(_ facts: ArraySlice<MarketFact>) -> [MarketFact] {
        var latest: [String?: MarketFact] = [:]
        for fact in facts {
            guard case .shares(let count) = fact.content, count.measure == ShareMeasure.outstanding else { continue }
            if let other = latest[count.shareClass], other.happened(after: fact) { continue }
            latest[count.shareClass] = fact
        }
        let classes = latest.filter { $0.key != nil }.sorted { ($0.key ?? "") < ($1.key ?? "") }.map(\.value)
        guard let whole = latest[nil] else { return classes }
        guard let newest = classes.max(by: { $1.happened(after: $0) }) else { return [whole] }
        return StatedTime.isOrdered(newest.occurred, before: whole.occurred) == true ? [whole] : classes
    }
}
