import CivilTime
import MarketEvents

/// Which part of the ledger a question is about: the three clocks and the filters before the fold.
package struct Selection: Hashable, Sendable {
    package var cut: Cut
    package var certainty: Set<Certainty>?
    package var reviewedOnly: Bool
    /// Units count as their parents.
    package var rollUp: Bool

    package init(
        cut: Cut = Cut(), certainty: Set<Certainty>? = nil, reviewedOnly: Bool = false, rollUp: Bool = false
    ) {
        self.cut = cut
        self.certainty = certainty
        self.reviewedOnly = reviewedOnly
        self.rollUp = rollUp
    }

    /// Whether it is the whole ledger, which the views file holds.
    package var isWhole: Bool { self == Selection() }
}
