/// Something that a verification found wrong.
package struct Finding: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Part: String, Sendable {
        /// A row of the table of events.
        case event
        /// The order of positions, times and stream versions.
        case order
        /// What refuses changes: tables, triggers, the file's format.
        case guards
        /// The indexes over ids and streams.
        case index
        /// The stored nodes of the Merkle tree.
        case tree
        /// A checkpoint that was kept elsewhere.
        case checkpoint
        /// A view that claims to be current.
        case view
        /// An event's signature, held against the keys of known writers.
        case signature
    }

    /// The first event that is not as it was, where that can be known.
    package let position: Int?
    package let part: Part
    /// What differs, and from what.
    package let reason: String
    /// What the columns of an event hash to, where its leaf says otherwise.
    let computedLeaf: MerkleTree.Hash?

    package init(position: Int? = nil, part: Part, reason: String) {
        self.init(position: position, part: part, reason: reason, computedLeaf: nil)
    }

    init(position: Int?, part: Part, reason: String, computedLeaf: MerkleTree.Hash?) {
        self.position = position
        self.part = part
        self.reason = reason
        self.computedLeaf = computedLeaf
    }

    func adding(_ text: String) -> Finding {
        Finding(position: position, part: part, reason: reason + text, computedLeaf: computedLeaf)
    }

    package var description: String { (position.map { "position \($0): " } ?? "") + reason }
}
