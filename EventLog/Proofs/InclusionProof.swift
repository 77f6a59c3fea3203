/// That a leaf stands at an index of the tree with a given root (RFC 6962, section 2.1.1).
package struct InclusionProof: Equatable, Sendable {
    /// From 0; one less than the event's position.
    package let leafIndex: Int
    package let treeSize: Int
    /// The hashes beside the path from the leaf to the root, lowest first.
    package let hashes: [MerkleTree.Hash]

    package init(leafIndex: Int, treeSize: Int, hashes: [MerkleTree.Hash]) {
        self.leafIndex = leafIndex
        self.treeSize = treeSize
        self.hashes = hashes
    }

    /// The subtrees, as ranges of leaves, whose hashes make the proof, in its order.
    ///
    /// Requires 0 <= `leafIndex` < `treeSize`.
    package static func subtrees(leafIndex: Int, treeSize: Int) throws(ProofError) -> [Range<Int>] {
        guard 0 <= leafIndex, leafIndex < treeSize else {
            throw .leafBeyondTree(leafIndex: leafIndex, treeSize: treeSize)
        }
        var beside: [Range<Int>] = []
        var tree = 0..<treeSize
        while tree.count > 1 {
            let middle = tree.lowerBound + MerkleTree.split(tree.count)
            if leafIndex < middle {
                beside.append(middle..<tree.upperBound)
                tree = tree.lowerBound..<middle
            } else {
                beside.append(tree.lowerBound..<middle)
                tree = middle..<tree.upperBound
            }
        }
        return beside.reversed()
    }

    /// The root that follows from the proof and a leaf's hash (RFC 9162, section 2.1.3.2).
    ///
    /// Requires 0 <= `leafIndex` < `treeSize`, and as many hashes as the path has levels.
    package func root(leafHash: MerkleTree.Hash) throws(ProofError) -> MerkleTree.Hash {
        let due = try InclusionProof.subtrees(leafIndex: leafIndex, treeSize: treeSize)
        guard hashes.count == due.count else { throw .wrongNumberOfHashes(found: hashes.count, due: due.count) }
        return zip(due, hashes).reduce(leafHash) { below, step in
            step.0.lowerBound > leafIndex ? MerkleTree.node(below, step.1) : MerkleTree.node(step.1, below)
        }
    }

    /// Requires that the root that follows is `root`.
    package func verify(leafHash: MerkleTree.Hash, root: MerkleTree.Hash) throws(ProofError) {
        let found = try self.root(leafHash: leafHash)
        guard found == root else { throw .rootDiffers(size: treeSize, found: found, due: root) }
    }
}
