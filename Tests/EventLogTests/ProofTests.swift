import Testing

@testable import EventLog

/// RFC 6962, section 2.1, word for word: slow, plain recursion.
private enum RFC6962 {
    private static func split(_ count: Int) -> Int {
        var split = 1
        while split * 2 < count { split *= 2 }
        return split
    }

    /// PATH(m, D[n]), section 2.1.1.
    static func path(_ m: Int, _ leaves: ArraySlice<MerkleTree.Hash>) -> [MerkleTree.Hash] {
        guard leaves.count > 1 else { return [] }
        let k = split(leaves.count)
        let (left, right) = (leaves.prefix(k), leaves.dropFirst(k))
        return m < k ? path(m, left) + [oracleRoot(right)] : path(m - k, right) + [oracleRoot(left)]
    }

    /// PROOF(m, D[n]) is SUBPROOF(m, D[n], true), section 2.1.2.
    static func proof(_ m: Int, _ leaves: ArraySlice<MerkleTree.Hash>, isWhole: Bool = true) -> [MerkleTree.Hash] {
        if m == leaves.count { return isWhole ? [] : [oracleRoot(leaves)] }
        let k = split(leaves.count)
        let (left, right) = (leaves.prefix(k), leaves.dropFirst(k))
        return m <= k
            ? proof(m, left, isWhole: isWhole) + [oracleRoot(right)]
            : proof(m - k, right, isWhole: false) + [oracleRoot(left)]
    }
}

@Suite("Proofs are RFC 6962's")
struct ProofTests {
    private static let leaves = (0..<40).map { MerkleTree.leaf([UInt8($0)]) }

    private func inclusion(_ index: Int, _ size: Int) throws -> InclusionProof {
        let hashes = try InclusionProof.subtrees(leafIndex: index, treeSize: size).map { oracleRoot(Self.leaves[$0]) }
        return InclusionProof(leafIndex: index, treeSize: size, hashes: hashes)
    }

    private func consistency(_ first: Int, _ second: Int) throws -> ConsistencyProof {
        let hashes = try ConsistencyProof.subtrees(firstSize: first, secondSize: second).map {
            oracleRoot(Self.leaves[$0])
        }
        return ConsistencyProof(firstSize: first, secondSize: second, hashes: hashes)
    }

    @Test("every leaf of every tree up to 40 has the RFC's path, and it leads to the root", arguments: 1...40)
    func inclusions(size: Int) throws {
        let leaves = Self.leaves[..<size]
        for index in 0..<size {
            let proof = try inclusion(index, size)
            #expect(proof.hashes == RFC6962.path(index, leaves))
            try proof.verify(leafHash: leaves[index], root: oracleRoot(leaves))
        }
    }

    @Test("every tree up to 40 continues every smaller one by the RFC's proof", arguments: 1...40)
    func consistencies(second: Int) throws {
        let leaves = Self.leaves[..<second]
        for first in 1...second {
            let proof = try consistency(first, second)
            #expect(proof.hashes == RFC6962.proof(first, leaves))
            try proof.verify(firstRoot: oracleRoot(leaves.prefix(first)), secondRoot: oracleRoot(leaves))
        }
    }

    /// The leaves and proofs of Certificate Transparency's own tests.
    @Test(
        "the reference proofs of Certificate Transparency",
        arguments: [
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                6, 8,
                [
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
            (
                2, 5,
                [
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ])
    func referenceInclusion(position: Int, size: Int, hashes: [String]) throws {
        let leaves = MerkleTreeTests.inputs.map(MerkleTree.leaf)
        let subtrees = try InclusionProof.subtrees(leafIndex: position - 1, treeSize: size)
        #expect(subtrees.map { Hexadecimal.text(oracleRoot(leaves[$0])) } == hashes)
    }

    @Test(
        "the reference consistency proofs of Certificate Transparency",
        arguments: [
            (1, 1, []),
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ]
            ),
            (
                6, 8,
                [
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ]
            ),
            (
                2, 5,
                [
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ]
            ),
        ] as [(Int, Int, [String])])
    func referenceConsistency(first: Int, second: Int, hashes: [String]) throws {
        let leaves = MerkleTreeTests.inputs.map(MerkleTree.leaf)
        let subtrees = try ConsistencyProof.subtrees(firstSize: first, secondSize: second)
        #expect(subtrees.map { Hexadecimal.text(oracleRoot(leaves[$0])) } == hashes)
    }

    @Test("one bit of an inclusion proof, a hash more or less, another leaf, index, size or root, and it fails")
    func tamperedInclusions() throws {
        for size in 1...20 {
            let root = oracleRoot(Self.leaves[..<size])
            for index in 0..<size {
                let proof = try inclusion(index, size)
                func refuses(
                    _ index: Int, _ size: Int, _ hashes: [MerkleTree.Hash], leaf: Int, root: MerkleTree.Hash
                ) {
                    #expect(throws: ProofError.self, "leaf \(index) of \(size)") {
                        try InclusionProof(leafIndex: index, treeSize: size, hashes: hashes).verify(
                            leafHash: Self.leaves[leaf], root: root)
                    }
                }
                for place in proof.hashes.indices {
                    var hashes = proof.hashes
                    hashes[place][place] ^= 4
                    refuses(index, size, hashes, leaf: index, root: root)
                    hashes = proof.hashes
                    hashes.remove(at: place)
                    refuses(index, size, hashes, leaf: index, root: root)
                    refuses(index, size, hashes + [root], leaf: index, root: root)
                }
                refuses(index, size, proof.hashes + [root], leaf: index, root: root)
                refuses(index, size, [root] + proof.hashes, leaf: index, root: root)
                refuses(index, size, proof.hashes, leaf: (index + 1) % 40, root: root)
                refuses(index, size, proof.hashes, leaf: index, root: MerkleTree.emptyRoot)
                refuses(index - size, size, proof.hashes, leaf: index, root: root)
                refuses(index + size, size, proof.hashes, leaf: index, root: root)
                if size > 1 { refuses(index ^ 1, size, proof.hashes, leaf: index, root: root) }
                refuses(index, size * 2, proof.hashes, leaf: index, root: root)
            }
        }
    }

    @Test("one bit of a consistency proof, a hash more or less, other sizes or roots, and it fails")
    func tamperedConsistencies() throws {
        for second in 1...20 {
            let secondRoot = oracleRoot(Self.leaves[..<second])
            for first in 1...second {
                let firstRoot = oracleRoot(Self.leaves[..<first])
                let proof = try consistency(first, second)
                func refuses(
                    _ first: Int, _ second: Int, _ hashes: [MerkleTree.Hash], _ firstRoot: MerkleTree.Hash,
                    _ secondRoot: MerkleTree.Hash
                ) {
                    #expect(throws: ProofError.self, "\(first) to \(second)") {
                        try ConsistencyProof(firstSize: first, secondSize: second, hashes: hashes).verify(
                            firstRoot: firstRoot, secondRoot: secondRoot)
                    }
                }
                for place in proof.hashes.indices {
                    var hashes = proof.hashes
                    hashes[place][31 - place] ^= 1
                    refuses(first, second, hashes, firstRoot, secondRoot)
                    hashes = proof.hashes
                    hashes.remove(at: place)
                    refuses(first, second, hashes, firstRoot, secondRoot)
                }
                refuses(first, second, proof.hashes + [firstRoot], firstRoot, secondRoot)
                refuses(first, second, [firstRoot] + proof.hashes, firstRoot, secondRoot)
                refuses(first, second, proof.hashes, MerkleTree.emptyRoot, secondRoot)
                refuses(first, second, proof.hashes, firstRoot, MerkleTree.emptyRoot)
                refuses(second + 1, second, proof.hashes, firstRoot, secondRoot)
                refuses(0, second, proof.hashes, firstRoot, secondRoot)
                if first < second { refuses(first, second, proof.hashes, secondRoot, firstRoot) }
            }
        }
    }

    @Test("the errors carry both numbers")
    func messages() {
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return ""
        }
        #expect(
            message { _ = try InclusionProof.subtrees(leafIndex: 7, treeSize: 7) }
                == "a tree of 7 events does not hold position 8; its positions are 1 to 7")
        #expect(
            message { _ = try ConsistencyProof.subtrees(firstSize: 9, secondSize: 8) }
                == "no tree of 9 events grows to one of 8; the first size is from 1 to the second")
        #expect(
            message { _ = try InclusionProof(leafIndex: 2, treeSize: 8, hashes: []).root(leafHash: Self.leaves[2]) }
                == "the proof has 0 hashes where 3 are due")
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(
            message {
                try InclusionProof(leafIndex: 0, treeSize: 1, hashes: []).verify(leafHash: zeros, root: Self.leaves[0])
            }
                == "the root of the tree of 1 events follows as \(Hexadecimal.text(zeros)) where "
                + "\(Hexadecimal.text(Self.leaves[0])) is due")
    }

    @Test("a log makes proofs of any size it ever had from its kept nodes, as the recursion does from all leaves")
    func stored() throws {
        let folder = TemporaryFolder()
        let log = try SQLiteEventLog.create(path: folder.path + "/ledger", origin: "test.invalid")
        _ = try log.append((1...700).map { envelope("\($0)") }, on: AppendCondition())
        let leaves = try log.read(ReadQuery()).map(\.leaf)[...]
        for size in [1, 2, 255, 256, 257, 511, 512, 600, 699, 700] {
            let root = oracleRoot(leaves.prefix(size))
            #expect(try log.root(ofSize: size) == root)
            for position in Set([1, 2, size / 2, size - 1, size]) where (1...size).contains(position) {
                let made = try log.inclusionProof(position: position, size: size)
                #expect(made.proof.hashes == RFC6962.path(position - 1, leaves.prefix(size)))
                #expect(made.root == root && made.leafHash == leaves[position - 1])
                try made.proof.verify(leafHash: made.leafHash, root: made.root)
            }
            for first in Set([1, size / 3, size / 2, size - 1, size, 256]) where (1...size).contains(first) {
                let made = try log.consistencyProof(from: first, to: size)
                #expect(made.proof.hashes == RFC6962.proof(first, leaves.prefix(size)))
                #expect(made.firstRoot == oracleRoot(leaves.prefix(first)) && made.secondRoot == root)
                try made.proof.verify(firstRoot: made.firstRoot, secondRoot: made.secondRoot)
            }
        }
        #expect(throws: ProofError.sizeBeyondLog(size: 701, logSize: 700)) {
            try log.inclusionProof(position: 1, size: 701)
        }
        #expect(throws: ProofError.sizeBeyondLog(size: 701, logSize: 700)) {
            try log.consistencyProof(from: 1, to: 701)
        }
        #expect(throws: ProofError.sizesOutOfOrder(first: 0, second: 700)) {
            try log.consistencyProof(from: 0, to: 700)
        }
    }

    @Test(
        "the nodes that a subtree is made of cover it once, and are few",
        arguments: [
            0..<1, 0..<70_000, 65_536..<131_072, 131_072..<139_001, 768..<1024, 1024..<1100, 1088..<1089,
            16_777_216..<16_909_060, 0..<16_909_060,
        ])
    func parts(leaves: Range<Int>) {
        var covered = leaves.lowerBound
        for part in MerkleTree.parts(of: leaves) {
            #expect(part.indices.isEmpty || part.indices.lowerBound << part.level == covered)
            #expect(part.indices.count <= 256)
            covered += part.indices.count << part.level
        }
        #expect(covered == leaves.upperBound)
    }
}
