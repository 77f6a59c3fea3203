import Testing

@testable import EventLog

@Suite("Notes and checkpoints are C2SP's")
struct SignedNoteTests {
    /// The key and the note of the tests of golang.org/x/mod/sumdb/note.
    private static let privateKey =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    private static let verifierKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    private static let note =
        text
        + "\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    @Test("Go's key signs Go's text to Go's note, and Go's verifier key admits it")
    func reference() throws {
        let key = try NoteSignerKey(parsing: Self.privateKey)
        #expect(key.text == Self.privateKey)
        #expect(key.verifier.text == Self.verifierKey)
        #expect(try key.sign(Self.text).noteText == Self.note)
        let note = try SignedNote(parsing: Array(Self.note.utf8))
        #expect(note.text == Self.text && note.noteText == Self.note)
        try note.verify(by: try NoteVerifierKey(parsing: Self.verifierKey))
    }

    @Test("a new key signs what its verifier key admits, and no other's")
    func newKey() throws {
        let key = try NoteSignerKey(name: "ledger.example.org/2025")
        #expect(try NoteSignerKey(parsing: key.text).text == key.text)
        let note = try SignedNote(parsing: Array(key.sign("line\n").noteText.utf8))
        try note.verify(by: try NoteVerifierKey(parsing: key.verifier.text))
        let other = try NoteSignerKey(name: "ledger.example.org/2025")
        #expect {
            try note.verify(by: other.verifier)
        } throws: {
            "\($0)"
                == "no signature by ledger.example.org/2025+\(Hexadecimal.text(other.verifier.hash)); it has those of "
                + "ledger.example.org/2025+\(Hexadecimal.text(key.verifier.hash))"
        }
    }

    @Test("signatures by unknown keys are let be, and a bad one by the known key is not made good by another")
    func severalSignatures() throws {
        let key = try NoteSignerKey(parsing: Self.privateKey)
        let witness = try NoteSignerKey(name: "witness.example.org")
        let text = "origin\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        let (own, others) = (try key.sign(text).signatures, try witness.sign(text).signatures)
        try SignedNote(text: text, signatures: others + own).verify(by: key.verifier)
        let bad = try key.sign("other\n").signatures
        #expect(throws: NoteError.badSignature(by: "PeterNeumann")) {
            try SignedNote(text: text, signatures: own + bad).verify(by: key.verifier)
        }
    }

    @Test("no bit of a note can be flipped unnoticed")
    func flippedBits() throws {
        let key = try NoteVerifierKey(parsing: Self.verifierKey)
        let bytes = Array(Self.note.utf8)
        for place in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[place] ^= 1 << bit
                #expect(throws: NoteError.self, "byte \(place), bit \(bit)") {
                    try SignedNote(parsing: flipped).verify(by: key)
                }
            }
        }
    }

    @Test(
        "what is no note says why",
        arguments: [
            ("", "no signed note: text, an empty line, then lines of signatures are due"),
            ("text\n", "no signed note: text, an empty line, then lines of signatures are due"),
            ("text\n\n", "no signed note: text, an empty line, then lines of signatures are due"),
            ("\n\u{2014} a AAAAAAA=\n", "no signed note: text, an empty line, then lines of signatures are due"),
            ("text\n\n\u{2014} a AAAAAAA=", "no signed note: text, an empty line, then lines of signatures are due"),
            ("text\r\n\n\u{2014} a AAAAAAA=\n", "a note is UTF-8 text without control characters"),
            ("text\n\n- a AAAAAAA=\n", malformed(1)), ("text\n\n\u{2014} a b AAAAAAA=\n", malformed(1)),
            ("text\n\n\u{2014} a\u{A0}b AAAAAAA=\n", malformed(1)), ("text\n\n\u{2014} a+b AAAAAAA=\n", malformed(1)),
            ("text\n\n\u{2014}  AAAAAAA=\n", malformed(1)), ("text\n\n\u{2014} a AAAAAA==\n", malformed(1)),
            ("text\n\n\u{2014} a AAAAAAB=\n", malformed(1)), ("text\n\n\u{2014} a AAAAAAA\n", malformed(1)),
            ("text\n\n\u{2014} a AAAAAAA=\nmore\n", malformed(2)),
            (
                "text\n\n" + String(repeating: "\u{2014} a AAAAAAA=\n", count: 101),
                "a note with 101 signatures; at most 100 are read"
            ),
            (
                String(repeating: "x", count: 1_000_001), "a note of 1000001 bytes; at most 1000000 are read"
            ),
        ])
    func malformedNotes(text: String, message: String) {
        #expect { try SignedNote(parsing: Array(text.utf8)) } throws: { "\($0)" == message }
    }

    private static func malformed(_ line: Int) -> String {
        "signature line \(line) is not of the form \u{2014} NAME BASE64, as signed notes have it"
    }

    @Test("the text ends at the last empty line")
    func lastEmptyLine() throws {
        let note = try SignedNote(parsing: Array("a\n\n\u{2014} a AAAAAAA=\n\n\u{2014} b AAAAAAA=\n".utf8))
        #expect(note.text == "a\n\n\u{2014} a AAAAAAA=\n")
        #expect(note.signatures.map(\.keyName) == ["b"])
    }

    @Test(
        "what is no verifier key says why",
        arguments: [
            ("", "is no verifier key of the form NAME+HASH+BASE64, as keygen prints it"),
            ("a+b", "is no verifier key of the form NAME+HASH+BASE64, as keygen prints it"),
            (
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "is no verifier key of the form NAME+HASH+BASE64, as keygen prints it"
            ),
            (
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
                "is no verifier key of the form NAME+HASH+BASE64, as keygen prints it"
            ),
            (
                "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "is a verifier key of the algorithm 4; only 1, Ed25519, is known"
            ),
            (
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "has the key hash c74f20a4, but its name and key make c74f20a3: it was changed"
            ),
            (
                "PeterNeumannn+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "has the key hash c74f20a3, but its name and key make 51948106: it was changed"
            ),
        ])
    func malformedKeys(text: String, message: String) {
        #expect { try NoteVerifierKey(parsing: text) } throws: { "\($0)" == message }
    }

    @Test("a private key is told from a verifier key")
    func privateKeys() {
        let message = "is no private key of the form PRIVATE+KEY+NAME+HASH+BASE64, as keygen writes it"
        #expect { try NoteSignerKey(parsing: Self.verifierKey) } throws: { "\($0)" == message }
        #expect { try NoteSignerKey(parsing: Self.privateKey + "x") } throws: { "\($0)" == message }
        #expect {
            try NoteSignerKey(parsing: Self.privateKey.replacing("c74f", with: "c74e"))
        } throws: { "\($0)" == "has the key hash c74e20a3, but its name and key make c74f20a3: it was changed" }
    }

    @Test("a name that no key can have is refused", arguments: ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{7F}"])
    func names(name: String) {
        #expect {
            try NoteSignerKey(name: name)
        } throws: {
            "\($0)"
                == "'\(name)' cannot name a key: write a name of up to 256 bytes without spaces and '+', "
                + "such as ledger.example.org/2025"
        }
    }

    @Test("a checkpoint is read as it is written, extension lines let go")
    func checkpoints() throws {
        let checkpoint = Checkpoint(origin: "example.com/behind-the-sofa", size: 20_852_163, root: MerkleTree.emptyRoot)
        #expect(
            checkpoint.text
                == "example.com/behind-the-sofa\n20852163\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
        #expect(try Checkpoint(parsing: checkpoint.text + "extension\n") == checkpoint)
    }

    @Test(
        "what is no checkpoint says which line",
        arguments: [
            ("o\n1\n", "a checkpoint has three lines, none empty: origin, size and root"),
            ("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", three), ("o\n1\n\n", three), ("o\n1\nx", three),
            ("o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", size),
            ("o\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", size),
            ("o\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", size),
            ("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n", root), ("o\n1\nx\n", root),
            ("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n", three),
        ])
    func malformedCheckpoints(text: String, message: String) {
        #expect { try Checkpoint(parsing: text) } throws: { "\($0)" == message }
    }

    private static let three = "a checkpoint has three lines, none empty: origin, size and root"
    private static let size = "the second line is the log's size in digits, such as 25"
    private static let root = "the third line is the root, 32 bytes in base64"

    @Test("base64 has one spelling for every length", arguments: 0...66)
    func base64(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37 + length) }
        let text = Base64.text(bytes)
        #expect(text.utf8.count == (length + 2) / 3 * 4)
        #expect(Base64.bytes(text.utf8) == bytes)
    }

    @Test(
        "RFC 4648's vectors",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64Vectors(text: String, encoded: String) { #expect(Base64.text(text.utf8) == encoded) }

    @Test(
        "other spellings of base64 are none",
        arguments: ["Zg", "Zg=", "Zh==", "Zg==Zg==", "====", "Z===", "Zm9\n", "Zm-_"])
    func otherBase64(text: String) { #expect(Base64.bytes(text.utf8) == nil) }
}
