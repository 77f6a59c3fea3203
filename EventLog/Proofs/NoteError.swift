/// Why a note, a checkpoint or a key is refused.
package enum NoteError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(bytes: Int, limit: Int)
    case notText
    case noSignatures
    case tooManySignatures(found: Int, limit: Int)
    /// Counted from 1, among the signatures.
    case malformedSignature(line: Int)
    case notSigned(by: String, but: [String])
    case badSignature(by: String)
    case checkpoint(String)
    case keyName(String)
    /// "verifier key" or "private key".
    case malformedKey(String)
    case otherAlgorithm(String, UInt8)
    case keyHash(found: String, due: String)

    package var description: String {
        switch self {
        case .tooLong(let bytes, let limit): "a note of \(bytes) bytes; at most \(limit) are read"
        case .notText: "a note is UTF-8 text without control characters"
        case .noSignatures: "no signed note: text, an empty line, then lines of signatures are due"
        case .tooManySignatures(let found, let limit): "a note with \(found) signatures; at most \(limit) are read"
        case .malformedSignature(let line):
            "signature line \(line) is not of the form \u{2014} NAME BASE64, as signed notes have it"
        case .notSigned(let key, let others):
            "no signature by \(key); it has those of \(others.joined(separator: ", "))"
        case .badSignature(let key): "the signature by \(key) is not of this text: one of the two was changed"
        case .checkpoint(let reason): reason
        case .keyName(let name):
            "'\(name)' cannot name a key: write a name of up to \(NoteKeyName.maximumLength) bytes without spaces and '+', "
                + "such as ledger.example.org/2025"
        case .malformedKey(let kind):
            kind == "private key"
                ? "is no private key of the form PRIVATE+KEY+NAME+HASH+BASE64, as keygen writes it"
                : "is no verifier key of the form NAME+HASH+BASE64, as keygen prints it"
        case .otherAlgorithm(let kind, let algorithm):
            "is a \(kind) of the algorithm \(algorithm); only 1, Ed25519, is known"
        case .keyHash(let found, let due): "has the key hash \(found), but its name and key make \(due): it was changed"
        }
    }
}
