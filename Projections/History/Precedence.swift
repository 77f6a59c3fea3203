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
}

extension ContradictingFact {
    package var isDenied: Bool { certainty == .denied }

    /// Whether this fact wins where it contradicts another (contract, section 2): the later published, then the later
    /// occurred, then the surer, then the greater id. Never the later recorded.
    package func wins(over other: Self) -> Bool {
        if let earlier = Time.isOrdered(other.published, before: published) { return earlier }
        if let earlier = Time.isOrdered(other.occurred, before: occurred) { return earlier }
        let (own, others) = (certainty?.rank ?? 0, other.certainty?.rank ?? 0)
        return own == others ? other.id < id : others < own
    }

    /// Whether this fact comes later in the order of occurrence, in which amendments and intervals are laid.
    package func happened(after other: Self) -> Bool {
        Time.isOrdered(other.occurred, before: occurred) ?? wins(over: other)
    }
}
