import Testing

@testable import EventLog

@Suite("The tree is RFC 6962's")
struct MerkleTreeTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The reference vectors of Certificate Transparency: https://github.com/google/certificate-transparency
    static let inputs: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6f),
    ]

    @Test(
        "Roots of the reference vectors",
        arguments: [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ])
    func vectors(size: Int, root: String) {
        var fold = MerkleFold()
        for input in MerkleTreeTests.inputs.prefix(size) { fold.add(MerkleTree.leaf(input)) }
        #expect(hex(fold.root) == root)
    }

    @Test("The parts of a size cover it once, in order", arguments: [0, 1, 255, 256, 257, 65_535, 65_536, 16_909_060])
    func parts(size: Int) {
        var covered = 0
        for part in MerkleTree.parts(of: 0..<size) {
            #expect(part.indices.lowerBound << part.level == covered)
            #expect(part.indices.count <= 255)
            covered = part.indices.upperBound << part.level
        }
        #expect(covered == size)
    }

    @Test("A leaf completes the subtrees that end with it")
    func completed() {
        #expect(MerkleTree.completed(bySize: 0).isEmpty)
        #expect(MerkleTree.completed(bySize: 255).isEmpty)
        #expect(MerkleTree.completed(bySize: 512).map(\.index) == [1])
        #expect(MerkleTree.completed(bySize: 131_072).map(\.level) == [8, 16])
        #expect(MerkleTree.completed(bySize: 131_072).last?.below == 256..<512)
    }
}
