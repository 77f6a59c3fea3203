import Crypto

/// What a key may be called: C2SP's signed-note forbids spaces and `+`, we also what a terminal could not show.
package enum NoteKeyName {
    /// In bytes.
    package static let maximumLength = 256

    package static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= maximumLength
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
            }
    }
}

/// The first four bytes of a hash over a key and its name, in hexadecimal: what tells keys apart.
enum KeyHash {
    static func isValid(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 8 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }
}

/// The text forms of keys that Go's `golang.org/x/mod/sumdb/note` made usual.
private enum KeyText {
    static let ed25519: UInt8 = 1

    /// The first four bytes of SHA-256 over name, line end, algorithm and public key.
    static func hash(name: String, publicKey: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: Array(name.utf8) + [UInt8(ascii: "\n"), ed25519] + publicKey).prefix(4))
    }

    /// `NAME+HASH+BASE64(algorithm, 32 bytes of key)`
    static func text(name: String, hash: [UInt8], key: some Sequence<UInt8>) -> String {
        "\(name)+\(Hexadecimal.text(hash))+\(Base64.text([ed25519] + key))"
    }

    static func parse(
        _ text: some StringProtocol, kind: String
    ) throws(NoteError) -> (name: String, hash: String, key: [UInt8]) {
        // Base64 has `+` among its digits.
        let fields = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, NoteKeyName.isValid(String(fields[0])), KeyHash.isValid(fields[1]),
            let content = Base64.bytes(fields[2].utf8), let algorithm = content.first
        else { throw .malformedKey(kind) }
        guard algorithm == ed25519 else { throw .otherAlgorithm(kind, algorithm) }
        guard content.count == 33 else { throw .malformedKey(kind) }
        return (String(fields[0]), String(fields[1]), Array(content[1...]))
    }
}

/// The public key that checks a note, as it is published: `NAME+HASH+BASE64`.
package struct NoteVerifierKey: Sendable {
    package let name: String
    package let hash: [UInt8]
    private let key: Curve25519.Signing.PublicKey

    fileprivate init(name: String, key: Curve25519.Signing.PublicKey) {
        self.name = name
        self.key = key
        hash = KeyText.hash(name: name, publicKey: key.rawRepresentation)
    }

    package init(parsing text: String) throws(NoteError) {
        let parsed = try KeyText.parse(text, kind: "verifier key")
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: parsed.key) else {
            throw .malformedKey("verifier key")
        }
        self.init(name: parsed.name, key: key)
        let due = Hexadecimal.text(hash)
        guard due == parsed.hash else { throw .keyHash(found: parsed.hash, due: due) }
    }

    package var text: String { KeyText.text(name: name, hash: hash, key: key.rawRepresentation) }
    /// The beginning of the text, which tells the key from others.
    package var keyName: String { "\(name)+\(Hexadecimal.text(hash))" }

    func admits(_ signature: [UInt8], of content: [UInt8]) -> Bool { key.isValidSignature(signature, for: content) }
}

/// The private key that signs notes: `PRIVATE+KEY+NAME+HASH+BASE64`, whose hash is the verifier key's.
package struct NoteSignerKey: Sendable {
    package let verifier: NoteVerifierKey
    private let key: Curve25519.Signing.PrivateKey
    private static let prefix = "PRIVATE+KEY+"

    private init(name: String, key: Curve25519.Signing.PrivateKey) {
        verifier = NoteVerifierKey(name: name, key: key.publicKey)
        self.key = key
    }

    /// A new random key.
    package init(name: String) throws(NoteError) {
        guard NoteKeyName.isValid(name) else { throw .keyName(name) }
        self.init(name: name, key: Curve25519.Signing.PrivateKey())
    }

    package init(parsing text: String) throws(NoteError) {
        guard text.hasPrefix(NoteSignerKey.prefix) else { throw .malformedKey("private key") }
        let parsed = try KeyText.parse(text.dropFirst(NoteSignerKey.prefix.count), kind: "private key")
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: parsed.key) else {
            throw .malformedKey("private key")
        }
        self.init(name: parsed.name, key: key)
        let due = Hexadecimal.text(verifier.hash)
        guard due == parsed.hash else { throw .keyHash(found: parsed.hash, due: due) }
    }

    package var text: String {
        NoteSignerKey.prefix + KeyText.text(name: verifier.name, hash: verifier.hash, key: key.rawRepresentation)
    }

    /// Signs a text of whole lines.
    package func sign(_ text: String) throws -> SignedNote {
        let signature = try signature(of: Array(text.utf8))
        return SignedNote(
            text: text,
            signatures: [SignedNote.Signature(keyName: verifier.name, keyHash: verifier.hash, bytes: signature)])
    }

    /// The same content gives the same signature (RFC 8032).
    func signature(of content: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: content)) }
}
