/// The Merkle tree over the leaves that were recomputed from the stored events.
struct RecomputedTree {
    private let size: Int
    /// The complete subtrees of each kept level, lowest level first.
    private let levels: [(level: Int, hashes: [MerkleTree.Hash])]
    /// Leaves of the tiles that a size cuts through.
    private let leaves: [Int: [MerkleTree.Hash]]

    /// Requires that all stretches of a log of `size` events were read to their end.
    init(size: Int, stretches: [Int: EventScan.Result]) {
        self.size = size
        var levels: [(level: Int, hashes: [MerkleTree.Hash])] = []
        var hashes = stretches.sorted { $0.key < $1.key }.flatMap(\.value.tiles)
        for level in MerkleTree.keptLevels {
            levels.append((level, hashes))
            hashes = (0..<(hashes.count >> 8)).map { index in
                var fold = MerkleFold()
                for hash in hashes[(index << 8)..<((index + 1) << 8)] { fold.add(hash) }
                return fold.root
            }
        }
        self.levels = levels
        leaves = stretches.values.reduce(into: [:]) { $0.merge($1.leaves) { $1 } }
    }

    /// Requires 0 <= `size` <= the log's size, and that the leaves of the tile that `size` cuts through were kept.
    func root(ofSize size: Int) -> MerkleTree.Hash {
        let tiles = size / EventScan.tileSize
        var fold = MerkleFold()
        for hash in levels[0].hashes.prefix(tiles) { fold.add(hash, level: MerkleTree.keptLevels[0]) }
        for leaf in (leaves[tiles] ?? []).prefix(size - tiles * EventScan.tileSize) { fold.add(leaf) }
        return fold.root
    }

    /// Holds the stored nodes, sorted by level and number, against those that are due.
    func findings(_ stored: [StoredNode]) -> [Finding] {
        let due = levels.flatMap { level, hashes in
            hashes.enumerated().map { StoredNode(level: level, index: $0, hash: $1) }
        }
        func finding(_ node: StoredNode, _ what: String) -> [Finding] {
            // What is stored may be any numbers.
            let first = node.index << node.level &+ 1
            let reason =
                "the tree's node \(node.index) of level \(node.level), over positions \(first) to "
                + "\((first &- 1) &+ 1 << node.level), \(what)"
            return [Finding(position: max(1, min(first, size)), part: .tree, reason: reason)]
        }
        for (found, node) in zip(stored, due) where found != node {
            guard (found.level, found.index) == (node.level, node.index) else {
                return (node.level, node.index) < (found.level, found.index)
                    ? finding(node, "is missing") : finding(found, "is none of this log of \(size) events")
            }
            return finding(
                node,
                "is stored as \(Hexadecimal.text(found.hash)), but the events make \(Hexadecimal.text(node.hash))")
        }
        if stored.count < due.count { return finding(due[stored.count], "is missing") }
        if stored.count > due.count { return finding(stored[due.count], "is none of this log of \(size) events") }
        return []
    }
}

/// A row of the table `tree`: the hash of the subtree number `index` over 2^`level` leaves.
struct StoredNode: Equatable {
    let level: Int
    let index: Int
    let hash: MerkleTree.Hash
}
