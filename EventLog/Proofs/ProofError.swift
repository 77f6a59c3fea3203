/// Why a proof cannot be made, or does not prove what it should.
package enum ProofError: Error, Equatable, Sendable, CustomStringConvertible {
    case leafBeyondTree(leafIndex: Int, treeSize: Int)
    case sizesOutOfOrder(first: Int, second: Int)
    case sizeBeyondLog(size: Int, logSize: Int)
    case wrongNumberOfHashes(found: Int, due: Int)
    case rootDiffers(size: Int, found: MerkleTree.Hash, due: MerkleTree.Hash)

    package var description: String {
        switch self {
        case .leafBeyondTree(let leafIndex, let treeSize):
            "a tree of \(treeSize) events does not hold position \(leafIndex + 1); its positions are 1 to \(treeSize)"
        case .sizesOutOfOrder(let first, let second):
            "no tree of \(first) events grows to one of \(second); the first size is from 1 to the second"
        case .sizeBeyondLog(let size, let logSize):
            "the log has \(logSize) events, not \(size); write a size up to \(logSize)"
        case .wrongNumberOfHashes(let found, let due): "the proof has \(found) hashes where \(due) are due"
        case .rootDiffers(let size, let found, let due):
            "the root of the tree of \(size) events follows as \(Hexadecimal.text(found)) where "
                + "\(Hexadecimal.text(due)) is due"
        }
    }
}
