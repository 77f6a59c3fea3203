import CanonicalJSON
import Crypto

extension ViewShape {
    /// SHA-256 over the sorted SHA-256 of the rows: alike for the same rows in any order, on any machine, however they were
    /// recorded.
    package func digest(of rows: [ViewRow]) -> String {
        let recording = columns.filter { if case .recording = $0.kind { true } else { false } }.map(\.name)
        let hashes = rows.map { row in
            var object = row.json(self)
            for name in recording { object[name] = nil }
            return Array(SHA256.hash(data: object.canonicalBytes))
        }
        var hasher = SHA256()
        for hash in hashes.sorted(by: { $0.lexicographicallyPrecedes($1) }) { hasher.update(data: hash) }
        return hasher.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
