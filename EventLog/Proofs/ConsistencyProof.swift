/// That the first leaves of a tree are those of an earlier tree (RFC 6962, section 2.1.2).
package struct ConsistencyProof: Equatable, Sendable {
    package let firstSize: Int
    package let secondSize: Int
    /// Subtrees of the second tree from which both roots follow, lowest first.
    package let hashes: [MerkleTree.Hash]

    package init(firstSize: Int, secondSize: Int, hashes: [MerkleTree.Hash]) {
        self.firstSize = firstSize
        self.secondSize = secondSize
        self.hashes = hashes
    }

    /// The subtrees, as ranges of leaves, whose hashes make the proof, in its order.
    ///
    /// Requires 0 < `firstSize` <= `secondSize`.
    package static func subtrees(firstSize: Int, secondSize: Int) throws(ProofError) -> [Range<Int>] {
        guard 0 < firstSize, firstSize <= secondSize else {
            throw .sizesOutOfOrder(first: firstSize, second: secondSize)
        }
        var parts: [Range<Int>] = []
        var tree = 0..<secondSize
        while tree.upperBound != firstSize {
            let middle = tree.lowerBound + MerkleTree.split(tree.count)
            if firstSize <= middle {
                parts.append(middle..<tree.upperBound)
                tree = tree.lowerBound..<middle
            } else {
                parts.append(tree.lowerBound..<middle)
                tree = middle..<tree.upperBound
            }
        }
        // Where the first tree is one whole subtree of the second, its hash is its root, which whoever checks has.
        if tree.lowerBound > 0 { parts.append(tree) }
        return parts.reversed()
    }

    /// Requires 0 < `firstSize` <= `secondSize`, as many hashes as are due, and that both roots follow from them (RFC 9162,
    /// section 2.1.4.2).
    package func verify(firstRoot: MerkleTree.Hash, secondRoot: MerkleTree.Hash) throws(ProofError) {
        let due = try ConsistencyProof.subtrees(firstSize: firstSize, secondSize: secondSize)
        guard hashes.count == due.count else { throw .wrongNumberOfHashes(found: hashes.count, due: due.count) }
        var steps = Array(zip(due, hashes))[...]
        // The subtree that ends the first tree: the lowest part, or the whole first tree.
        var first = firstRoot
        if let lowest = steps.first, lowest.0.upperBound == firstSize, lowest.0.lowerBound > 0 {
            first = lowest.1
            steps = steps.dropFirst()
        }
        var second = first
        for (subtree, hash) in steps {
            if subtree.lowerBound >= firstSize {
                second = MerkleTree.node(second, hash)
            } else {
                first = MerkleTree.node(hash, first)
                second = MerkleTree.node(hash, second)
            }
        }
        guard first == firstRoot else { throw .rootDiffers(size: firstSize, found: first, due: firstRoot) }
        guard second == secondRoot else { throw .rootDiffers(size: secondSize, found: second, due: secondRoot) }
    }
}
