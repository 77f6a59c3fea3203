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
    package func wins(over other: Self) -> Bool { outranks(other) ?? (other.id < id) }

    /// The same without the last step: nil where nothing but what they say, or their ids, tells them apart.
    package func outranks(_ other: Self) -> Bool? {
        let (own, others) = (rank, other.rank)
        if own != others { return others < own }
        return Time.isOrdered(other.published, before: published) ?? Time.isOrdered(other.occurred, before: occurred)
    }

    /// Whether this fact, which another one displaced, was right at its time: as sure, and of an earlier time.
    package func isHistory(beside winner: Self) -> Bool {
        rank == winner.rank && Time.isOrdered(occurred, before: winner.occurred) == true
    }

    /// Whether this fact comes later in the order of occurrence, in which amendments and intervals are laid.
    package func happened(after other: Self) -> Bool {
        Time.isOrdered(other.occurred, before: occurred) ?? wins(over: other)
    }
}
