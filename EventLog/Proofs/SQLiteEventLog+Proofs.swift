extension SQLiteEventLog {
    /// The hash of a subtree of RFC 6962's tree, from at most 256 kept nodes a level.
    ///
    /// - Throws: `CorruptEvent` where nodes are missing.
    func hash(of leaves: Range<Int>) throws -> MerkleTree.Hash {
        var fold = MerkleFold()
        for part in MerkleTree.parts(of: leaves) {
            let hashes = try hashes(level: part.level, part.indices)
            guard hashes.count == part.indices.count else {
                throw CorruptEvent(
                    position: part.indices.lowerBound << part.level + 1,
                    reason: "\(part.indices.count) hashes of level \(part.level) are due from there, "
                        + "\(hashes.count) are stored")
            }
            for hash in hashes { fold.add(hash, level: part.level) }
        }
        return fold.root
    }

    /// The root over the first `size` events.
    ///
    /// Requires 0 <= `size` <= the log's size; O(log *n*) nodes are read.
    package func root(ofSize size: Int) throws -> MerkleTree.Hash {
        try snapshot {
            try requireSize(size)
            return try hash(of: 0..<size)
        }
    }

    /// That the event at `position` is in the tree of the first `size` events, with the leaf and the root it is between.
    ///
    /// Requires 1 <= `position` <= `size` <= the log's size; O(log *n*) nodes are read.
    package func inclusionProof(
        position: Int, size: Int
    ) throws -> (proof: InclusionProof, leafHash: MerkleTree.Hash, root: MerkleTree.Hash) {
        try snapshot {
            try requireSize(size)
            let subtrees = try InclusionProof.subtrees(leafIndex: position - 1, treeSize: size)
            let proof = InclusionProof(
                leafIndex: position - 1, treeSize: size, hashes: try subtrees.map { try hash(of: $0) })
            return (proof, try hash(of: (position - 1)..<position), try hash(of: 0..<size))
        }
    }

    /// That the log of `secondSize` events continues that of `firstSize`, with both roots.
    ///
    /// Requires 1 <= `firstSize` <= `secondSize` <= the log's size; O(log *n*) nodes are read.
    package func consistencyProof(
        from firstSize: Int, to secondSize: Int
    ) throws -> (proof: ConsistencyProof, firstRoot: MerkleTree.Hash, secondRoot: MerkleTree.Hash) {
        try snapshot {
            try requireSize(secondSize)
            let subtrees = try ConsistencyProof.subtrees(firstSize: firstSize, secondSize: secondSize)
            let proof = ConsistencyProof(
                firstSize: firstSize, secondSize: secondSize, hashes: try subtrees.map { try hash(of: $0) })
            return (proof, try hash(of: 0..<firstSize), try hash(of: 0..<secondSize))
        }
    }

    private func requireSize(_ size: Int) throws {
        let logSize = try head().position
        guard size <= logSize else { throw ProofError.sizeBeyondLog(size: size, logSize: logSize) }
    }
}
