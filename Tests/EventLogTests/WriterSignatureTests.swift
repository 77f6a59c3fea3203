import CanonicalJSON
import Testing

@testable import EventLog

@Suite("What a writer signs, and what a signature is worth")
struct WriterSignatureTests {
    private static let event = Envelope(
        id: "019a4a10-0000-7000-8000-000000000001", source: "urn:impact:writer:ana", type: "risk.flagged",
        dataschema: "urn:impact:schema:risk.flagged:1", subject: "risk/r1", time: "2025-11-03T05:00:00Z",
        occurred: "2025-11-03", data: ["companies": ["openai"], "summary": "caf\u{E9}, a \"risk\""],
        extensions: ["comexampletrace": "x"])

    private static func signed(_ key: NoteSignerKey, _ event: Envelope = event) throws -> Envelope {
        var event = event
        #expect(try WriterSigner(source: event.source, key: key).sign(&event))
        return event
    }

    private static func text(_ event: Envelope) throws -> String {
        try #require(event.extensions[WriterSignature.attribute]?.string)
    }

    /// The key of the tests of golang.org/x/mod/sumdb/note, under another name.
    private static func key(_ name: String = "ana") throws -> NoteSignerKey { try NoteSignerKey(name: name) }

    @Test("a signature is ed25519:KEYID:BASE64 over the canonical event without it, and is the same each time")
    func form() throws {
        let key = try Self.key()
        let signed = try Self.signed(key)
        let text = try Self.text(signed)
        #expect(text.wholeMatch(of: #/ed25519:[0-9a-f]{8}:[A-Za-z0-9+/]{86}==/#) != nil)
        #expect(text.split(separator: ":")[1] == key.verifier.text.split(separator: "+")[1])
        #expect(signed.signedBytes == Self.event.canonicalBytes)
        #expect(try Self.signed(key) == signed)
        #expect(WriterSignature(parsing: text)?.text == text)
    }

    @Test("nobody signs what others say, nor what is signed already")
    func others() throws {
        let key = try Self.key()
        var event = Self.event
        #expect(try !WriterSigner(source: "urn:impact:writer:bo", key: key).sign(&event))
        #expect(event == Self.event)
        var signed = try Self.signed(key)
        let before = signed
        #expect(try !WriterSigner(source: event.source, key: Self.key()).sign(&signed))
        #expect(signed == before)
    }

    @Test("no bit of a signed event can be flipped unnoticed")
    func flippedBits() throws {
        let key = try Self.key()
        let keys = try WriterKeys(parsing: key.verifier.text)
        let signed = try Self.signed(key)
        #expect(keys.verdict(on: signed) == .known(key: key.verifier.keyName))
        let bytes = signed.canonicalBytes
        let name = Array("\"signature\"".utf8)
        let isName = { (place: Int) in
            (0..<name.count).contains { place >= $0 && bytes[(place - $0)...].starts(with: name) }
        }
        var judged = 0
        for place in bytes.indices where !isName(place) {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[place] ^= 1 << UInt8(bit)
                guard let object = (try? JSONValue(parsing: flipped))?.object, let event = Envelope(read: object) else {
                    continue
                }
                judged += 1
                switch keys.verdict(on: event) {
                case .known: Issue.record("byte \(place), bit \(bit)")
                // The scheme or the key's id is another one.
                case .unknown, .unsigned, .false: break
                }
            }
        }
        #expect(judged > 1_000)
    }

    @Test(
        "what is no signature of a known key is not taken for one",
        arguments: [
            (nil, SignatureVerdict.unsigned), ("rsa:abc", .unknown(keyID: nil)), ("", .unknown(keyID: nil)),
            ("ed25519:00000000:\(String(repeating: "A", count: 86))==", .unknown(keyID: "00000000")),
            ("ed25519:00000000:AAAA", .false("the signature is not of the form ed25519:KEYID:BASE64")),
            ("ed25519:", .false("the signature is not of the form ed25519:KEYID:BASE64")),
        ] as [(String?, SignatureVerdict)])
    func otherTexts(_ text: String?, _ verdict: SignatureVerdict) throws {
        var event = Self.event
        event.extensions[WriterSignature.attribute] = text.map { .string($0) }
        #expect(try WriterKeys(parsing: Self.key().verifier.text).verdict(on: event) == verdict)
        event.extensions[WriterSignature.attribute] = .integer(5)
        #expect(try WriterKeys(parsing: Self.key().verifier.text).verdict(on: event) == .unknown(keyID: nil))
    }

    @Test("a key may be bound to its writers, and then signs for nobody else")
    func boundKeys() throws {
        let key = try Self.key()
        let signed = try Self.signed(key)
        let text = key.verifier.text
        func verdict(_ list: String) throws -> SignatureVerdict { try WriterKeys(parsing: list).verdict(on: signed) }
        let known = SignatureVerdict.known(key: key.verifier.keyName)
        for list in [
            text, "\(text) ana", "\(text) urn:impact:writer:ana", "# keys\n\n  \(text)\tana \r\n",
            "\(text) bo\n\(text) ana",
            "\(text) bo\n\(text)",
        ] { #expect(try verdict(list) == known, "\(list)") }
        #expect(
            try verdict("\(text) bo")
                == .false(
                    "the signature by \(key.verifier.keyName) is good, but that is a key of bo, not of "
                        + "urn:impact:writer:ana"))
        #expect(try verdict("# nobody") == .unknown(keyID: Hexadecimal.text(key.verifier.hash)))
    }

    @Test("each line of a list that is no key is named")
    func faults() throws {
        let text = try Self.key().verifier.text
        #expect {
            try WriterKeys(parsing: "\(text)\nana\n\n\(text.dropLast()) bo")
        } throws: { error in
            (error as? WriterKeys.Faults)?.faults.map(\.line) == [2, 4]
        }
    }

    @Test("however many signatures there are, a summary keeps a bounded part of them")
    func bounded() {
        var summary = SignatureSummary()
        for position in 1...5_000 {
            let verdict: SignatureVerdict =
                position.isMultiple(of: 2) ? .false("x") : .unknown(keyID: String(position, radix: 16))
            summary.add(
                JudgedSignature(position: position, id: "", source: "", isOfKnownWriter: false, verdict: verdict))
        }
        #expect(summary.falseCount == 2_500 && summary.findings.count == 1_000)
        #expect(summary.groups.count <= 1_002)
        #expect(summary.groups.map(\.count).reduce(0, +) == 5_000)
        #expect(summary.groups.allSatisfy { $0.positions.count <= SignatureSummary.mostStretches })
    }

    @Test("a log is judged event by event, in the order of positions")
    func log() throws {
        let folder = TemporaryFolder()
        let key = try Self.key()
        let log = try SQLiteEventLog.create(path: folder.path + "/l.sqlite", origin: "test")
        defer { log.close() }
        var unsigned = Self.event
        unsigned.id = "019a4a10-0000-7000-8000-000000000002"
        unsigned.extensions = JSONObject()
        _ = try log.append([try Self.signed(key), unsigned], on: .none)
        var judged: [JudgedSignature] = []
        try log.forEachSignature(try WriterKeys(parsing: key.verifier.text + " ana")) { judged.append($0) }
        #expect(judged.map(\.verdict) == [.known(key: key.verifier.keyName), .unsigned])
        #expect(judged.map(\.isOfKnownWriter) == [true, true])
    }
}

extension Envelope {
    /// As an intake reads it, as far as these tests need that.
    fileprivate init?(read object: JSONObject) {
        let names = [
            "id", "source", "type", "dataschema", "subject", "time", "occurred", "data", "datacontenttype",
            "specversion",
        ]
        guard let id = object["id"]?.string, let source = object["source"]?.string, let type = object["type"]?.string,
            let schema = object["dataschema"]?.string, let subject = object["subject"]?.string,
            let time = object["time"]?.string, let data = object["data"]?.object,
            object["datacontenttype"] == "application/json", object["specversion"] == "1.0"
        else { return nil }
        var extensions = object
        for name in names { extensions[name] = nil }
        self.init(
            id: id, source: source, type: type, dataschema: schema, subject: subject, time: time,
            occurred: object["occurred"]?.string, data: data, extensions: extensions)
    }
}
