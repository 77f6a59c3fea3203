import CanonicalJSON
import Crypto

extension ViewShape {
    /// SHA-256 over the sorted SHA-256 of the rows: alike for the same rows in any order, on any machine, however they were
    /// recorded.
    package func digest(of rows: [ViewRow]) -> String {
        var digest = RowDigest(self)
        for row in rows { digest.add(row) }
        return digest.text
    }
}

/// A digest that takes rows one by one.
struct RowDigest {
    private let shape: ViewShape
    private let recording: [String]
    private var hashes: [[UInt8]] = []

    init(_ shape: ViewShape) {
        self.shape = shape
        recording = shape.columns.filter { if case .recording = $0.kind { true } else { false } }.map(\.name)
    }

    mutating func add(_ row: ViewRow) {
        var object = row.json(shape)
        for name in recording { object[name] = nil }
        hashes.append(Array(SHA256.hash(data: object.canonicalBytes)))
    }

    var text: String {
        var hasher = SHA256()
        for hash in hashes.sorted(by: { $0.lexicographicallyPrecedes($1) }) { hasher.update(data: hash) }
        return hasher.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
