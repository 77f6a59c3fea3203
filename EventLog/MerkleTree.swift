import Crypto

/// The hashes of RFC 6962, section 2.1, and their arithmetic. Nothing here reads or writes.
package enum MerkleTree {
    package typealias Hash = [UInt8]

    package static let emptyRoot = Array(SHA256.hash(data: [UInt8]()))

    /// What stands before the bytes of a leaf, and of two hashes, when they are hashed.
    static let leafPrefix: UInt8 = 0x00
    private static let nodePrefix: UInt8 = 0x01

    package static func leaf(_ bytes: [UInt8]) -> Hash { hash([leafPrefix] + bytes) }

    package static func node(_ left: Hash, _ right: Hash) -> Hash {
        // On the stack: a large append makes as many nodes as leaves.
        withUnsafeTemporaryAllocation(byteCount: 1 + left.count + right.count, alignment: 1) { bytes in
            bytes[0] = nodePrefix
            UnsafeMutableRawBufferPointer(rebasing: bytes[1...]).copyBytes(from: left)
            UnsafeMutableRawBufferPointer(rebasing: bytes[(1 + left.count)...]).copyBytes(from: right)
            return hash(UnsafeRawBufferPointer(bytes))
        }
    }

    static func hash(_ bytes: [UInt8]) -> Hash { bytes.withUnsafeBytes { hash($0) } }

    static func hash(_ bytes: UnsafeRawBufferPointer) -> Hash {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return Array(hasher.finalize())
    }

    /// The levels whose complete subtrees are worth keeping, lowest first. A subtree of level *l* covers 2^*l* leaves, so
    /// that a root costs at most 255 reads a level.
    package static let keptLevels = [8, 16, 24]

    /// Where RFC 6962 splits a list of `count` > 1 leaves: the largest power of two below `count`.
    package static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

    /// What makes the root of the subtree over `leaves`: at each level, highest first, the kept subtrees
    /// `first..<first + count`; level 0 has the leaves.
    ///
    /// Requires that `leaves` starts at a multiple of the least power of two that is not below its count, as subtrees of
    /// RFC 6962's tree do.
    package static func parts(of leaves: Range<Int>) -> [(level: Int, indices: Range<Int>)] {
        var parts: [(level: Int, indices: Range<Int>)] = []
        var covered = leaves.lowerBound
        for level in keptLevels.reversed() + [0] where covered.isMultiple(of: 1 << level) {
            let end = leaves.upperBound >> level
            parts.append((level, (covered >> level)..<end))
            covered = end << level
        }
        return parts
    }

    /// The kept subtrees that the leaf number `size` completes, lowest first, each made of the 256 of the level below.
    package static func completed(bySize size: Int) -> [(level: Int, index: Int, below: Range<Int>)] {
        keptLevels.filter { size > 0 && size.isMultiple(of: 1 << $0) }.map { level in
            let index = (size >> level) - 1
            return (level, index, (index << 8)..<((index + 1) << 8))
        }
    }
}

/// Folds complete subtrees, from the left and never growing towards the right, into a root.
package struct MerkleFold {
    private var complete: [(level: Int, hash: MerkleTree.Hash)] = []

    package init() {}

    package mutating func add(_ hash: MerkleTree.Hash, level: Int = 0) {
        var merged = (level: level, hash: hash)
        while let last = complete.last, last.level == merged.level {
            complete.removeLast()
            merged = (merged.level + 1, MerkleTree.node(last.hash, merged.hash))
        }
        complete.append(merged)
    }

    package var root: MerkleTree.Hash {
        guard let last = complete.last else { return MerkleTree.emptyRoot }
        return complete.dropLast().reversed().reduce(last.hash) { MerkleTree.node($1.hash, $0) }
    }
}
