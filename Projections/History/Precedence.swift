import MarketEvents

/// A time that facts are ordered by.
package protocol OrderedTime {
    /// Whether one comes before another; nil where neither does.
    static func isOrdered(_ left: Self, before right: Self) -> Bool?
}

extension StatedTime: OrderedTime {}
extension Moment: OrderedTime {}

/// A fact that may contradict another one of its form.
package protocol ContradictingFact {
    associatedtype Time: OrderedTime
    associatedtype Identity: Comparable

    var id: Identity { get }
    var occurred: Time { get }
    var published: Time { get }
    /// With later evidence; nil in events of the ledger itself.
    var certainty: Certainty? { get }
    /// How sure it had become before somebody disputed it: what is disputed keeps its rank.
    var reached: Certainty? { get }
}

extension ContradictingFact {
    package var isDenied: Bool { certainty == .denied }

    /// How sure it is where it contradicts others.
    package var rank: Int { reached?.rank ?? 0 }

    /// Whether this fact wins where it contradicts another: the surer, then the later published, then the later occurred, then
    /// the greater id. Never the later recorded.
    package func wins(over other: Self) -> Bool {
        let (own, others) = (rank, other.rank)
        return own == others ? isLater(than: other) : others < own
    }

    /// Of facts that are as sure: the later published, then the later occurred, then the greater id.
    private func isLater(than other: Self) -> Bool {
        if let earlier = Time.isOrdered(other.published, before: published) { return earlier }
        if let earlier = Time.isOrdered(other.occurred, before: occurred) { return earlier }
        return other.id < id
    }

    /// Whether this fact comes later in the order of occurrence, in which amendments and intervals are laid.
    package func happened(after other: Self) -> Bool {
        Time.isOrdered(other.occurred, before: occurred) ?? wins(over: other)
    }
}
