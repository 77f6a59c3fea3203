import CanonicalJSON

/// What stands in an event's attribute `signature`: `ed25519:KEYID:BASE64`, by a key of its writer over the canonical JSON of all
/// that the writer says, without this attribute. The key's id is the hash in the text of its verifier key.
///
/// No such JSON has a line end, and every note has one, so that a key may sign both: neither passes for the other.
package struct WriterSignature: Equatable, Sendable {
    package static let attribute = "signature"
    private static let scheme = "ed25519"
    /// Of an Ed25519 signature, in bytes.
    private static let length = 64

    package let keyID: String
    let bytes: [UInt8]

    init(keyID: String, bytes: [UInt8]) { (self.keyID, self.bytes) = (keyID, bytes) }

    /// Nil for a text that is no signature of this scheme, or has it in another spelling than the one that is written.
    package init?(parsing text: String) {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0] == WriterSignature.scheme, KeyHash.isValid(fields[1]),
            let bytes = Base64.bytes(fields[2].utf8), bytes.count == WriterSignature.length
        else { return nil }
        self.init(keyID: String(fields[1]), bytes: bytes)
    }

    package var text: String { "\(WriterSignature.scheme):\(keyID):\(Base64.text(bytes))" }

    /// Whether a text means to be one.
    static func isMeant(by text: String) -> Bool { text.hasPrefix(scheme + ":") }
}

/// A writer's name and the key that it signs with.
package struct WriterSigner: Sendable {
    package let source: String
    private let key: NoteSignerKey

    package init(source: String, key: NoteSignerKey) { (self.source, self.key) = (source, key) }

    /// The key's name and id.
    package var keyName: String { key.verifier.keyName }

    /// Signs an event of this writer. What others say, and what is signed already, is not this writer's to sign.
    ///
    /// The same content gives the same signature, so that the same event again stays the same event.
    /// - Returns: whether it was signed.
    package func sign(_ event: inout Envelope) throws -> Bool {
        guard event.source.utf8.elementsEqual(source.utf8), event.extensions[WriterSignature.attribute] == nil else {
            return false
        }
        let signature = WriterSignature(
            keyID: Hexadecimal.text(key.verifier.hash), bytes: try key.signature(of: event.signedBytes))
        event.extensions[WriterSignature.attribute] = .string(signature.text)
        return true
    }
}

extension Envelope {
    /// What a writer signs.
    var signedBytes: [UInt8] {
        var content = self
        content.extensions[WriterSignature.attribute] = nil
        return content.canonicalBytes
    }
}
