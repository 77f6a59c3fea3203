/// Which review of each event holds: of those by others than who wrote its reading, the one that wins. One's own review of one's
/// own event counts for nothing.
struct HoldingReviews<Review: ContradictingFact, Text: Hashable> {
    private(set) var reviews: [Text: Review] = [:]

    /// - Parameters:
    ///   - reviewer: who wrote the review.
    ///   - writers: who wrote the event, and the correction that is its reading.
    mutating func add(_ review: Review, of target: Text, by reviewer: Text?, of writers: [Text]) {
        guard let reviewer, !writers.contains(reviewer) else { return }
        if let other = reviews[target], other.wins(over: review) { return }
        reviews[target] = review
    }

    subscript(target: Text) -> Review? { reviews[target] }
}
