import CanonicalJSON
import Testing

@Suite("Canonical form is told in one pass")
struct CanonicalFormTests {
    private func isCanonical(_ bytes: [UInt8]) -> Bool {
        (try? CanonicalForm.check(bytes, in: 0..<bytes.count)) != nil
    }

    /// The definition: what reads, and is written the same again.
    private func isWrittenTheSame(_ bytes: [UInt8]) -> Bool {
        let limits = JSONLimits(bytes: .max, depth: 512, elements: .max)
        return (try? JSONValue(parsing: bytes, limits: limits))?.canonicalBytes == bytes
    }

    @Test(
        "what decodes alike but is spelled otherwise is refused with its column",
        arguments: [
            (#"{"a": 1}"#, 6, "no canonical value starts like this"),
            (#" {}"#, 1, "no canonical value starts like this"),
            ("{} ", 3, "text after the value"), ("[1 ,2]", 3, "',' or ']' is due here"),
            (#"{"b":1,"a":2}"#, 8, "a member's name that does not come after the one before it"),
            (#"{"a":1,"a":2}"#, 8, "a member's name that does not come after the one before it"),
            (#"{"a":1,}"#, 8, "a member's name in quotes is due here"), (#"{"a" :1}"#, 5, "':' is due here"),
            (#"{"a":1"#, 7, "',' or '}' is due here"), ("[", 2, "the text ends where a value is due"),
            ("1.0", 1, "a number in another than its canonical spelling"),
            ("-0", 1, "a number in another than its canonical spelling"),
            ("1e2", 1, "a number in another than its canonical spelling"),
            ("01", 1, "a number in another than its canonical spelling"),
            ("9007199254740993", 1, "a number in another than its canonical spelling"),
            (#""\/""#, 2, "an escape where the canonical text has another or none"),
            (#""\u0041""#, 2, "an escape where the canonical text has another or none"),
            (#""\u000a""#, 2, "an escape where the canonical text has another or none"),
            (#""\u001F""#, 2, "an escape where the canonical text has another or none"),
            ("\"\u{1}\"", 2, "a control character in a string"), ("\"a", 3, "the text ends inside a string"),
            ("\"\\", 2, "the text ends inside a string"), ("tru", 1, "no canonical value starts like this"),
            (String(repeating: "[", count: 513), 513, "nested deeper than 512"),
        ])
    func refusals(_ text: String, _ column: Int, _ reason: String) {
        let bytes = Array(text.utf8)
        #expect(throws: JSONSyntaxError(column: column, reason: reason)) {
            try CanonicalForm.check(bytes, in: 0..<bytes.count)
        }
        #expect(!isWrittenTheSame(bytes))
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xC3, 0x28], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func notText(_ content: [UInt8]) {
        let bytes = [0x22] + content + [0x22]
        #expect(throws: JSONSyntaxError(column: 2, reason: "a string that is not UTF-8")) {
            try CanonicalForm.check(bytes, in: 0..<bytes.count)
        }
        #expect(!isWrittenTheSame(bytes))
    }

    /// RFC 7493, section 2.1.
    @Test(
        "noncharacters are refused, each by its column, and their neighbours are not",
        arguments: [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x8FFFF, 0xFFFFE, 0x10FFFF] as [UInt32])
    func noncharacters(_ value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let bytes = Array("\"a\(scalar)\"".utf8)
        #expect(throws: JSONSyntaxError(column: 3, reason: "a noncharacter of Unicode")) {
            try CanonicalForm.check(bytes, in: 0..<bytes.count)
        }
        let reason = "a noncharacter of Unicode, which JSON between programs does not carry (RFC 7493)"
        #expect(throws: JSONSyntaxError(column: 3, reason: reason)) { try JSONValue(parsing: bytes) }
        let units = UTF16.encode(scalar).map { $0.map { "\\u" + String($0, radix: 16) }.joined() } ?? ""
        #expect(throws: JSONSyntaxError(column: 3, reason: reason)) { try JSONValue(parsing: "\"a\(units)\"") }
        for neighbour in [value - 2, value + 0x21] {
            guard let scalar = Unicode.Scalar(neighbour), !scalar.isNoncharacter else { continue }
            #expect(isCanonical(Array("\"\(scalar)\"".utf8)))
        }
    }

    @Test("the members of an object are found where they stand")
    func members() throws {
        let text = #"xx{"a":[1,{"b":2}],"c":"}"}yy"#
        let bytes = Array(text.utf8)
        let found = try CanonicalForm.members(of: bytes, in: 2..<bytes.count - 2)
        #expect(found.map { String(decoding: bytes[$0.name], as: UTF8.self) } == [#""a""#, #""c""#])
        #expect(
            found.map { String(decoding: bytes[$0.member], as: UTF8.self) } == [#""a":[1,{"b":2}]"#, #""c":"}""#])
    }

    @Test(
        "it is the reader's and writer's opinion, on random values and on their mutations",
        arguments: 1...8 as ClosedRange<UInt64>)
    func agrees(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var admitted = 0
        for _ in 0..<400 {
            let bytes = randomValue(depth: 3, using: &random).canonicalBytes
            #expect(isCanonical(bytes) && isWrittenTheSame(bytes))
            for _ in 0..<5 {
                let mutated = mutation(of: bytes, using: &random)
                let verdict = isCanonical(mutated)
                #expect(
                    verdict == isWrittenTheSame(mutated), "\(String(decoding: mutated, as: UTF8.self)) of seed \(seed)")
                if verdict { admitted += 1 }
            }
        }
        // Both verdicts are met, or this would compare nothing.
        #expect(admitted > 100 && admitted < 1900)
    }

    private static let letters: [Unicode.Scalar] = [
        "a", "b", "\"", "\\", "\n", "\u{1}", "\u{1F}", "\u{7F}", "é", "\u{301}", "\u{D7FF}", "\u{E000}", "\u{FB33}",
        "\u{FFFD}", "\u{1F600}", "\u{10FFFD}", "/", " ",
    ]

    private func randomText(using random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            text.unicodeScalars.append(Self.letters.randomElement(using: &random)!)
        }
        return text
    }

    private func randomValue(depth: Int, using random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .boolean(.random(using: &random))
        case 2: return .integer(.random(in: -1000...1000, using: &random))
        case 3:
            let value = Double(bitPattern: .random(in: 0 ... .max, using: &random))
            let isKept = value.isFinite && (abs(value) < 9e15 || abs(value) >= 1e21)
            return .number(isKept ? value : 0.1)
        case 4, 5: return .string(randomText(using: &random))
        case 6:
            return .array(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in randomValue(depth: depth - 1, using: &random) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                object[randomText(using: &random)] = randomValue(depth: depth - 1, using: &random)
            }
            return .object(object)
        }
    }

    private func mutation(of bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[]:,\" \\u0019-e.".utf8).randomElement(using: &random)!, at: place)
        default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
        }
        return bytes
    }
}

/// SplitMix64: a failing seed fails again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
