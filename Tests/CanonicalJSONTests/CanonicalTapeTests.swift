import CanonicalJSON
import Testing

@Suite("A tape takes apart what is canonical, and nothing else")
struct CanonicalTapeTests {
    private static func read(_ bytes: [UInt8]) -> [CanonicalTape.Node]? {
        var tape = CanonicalTape()
        return bytes.withUnsafeBufferPointer { tape.read($0) ? tape.nodes : nil }
    }

    /// The value that a tape says is there.
    private static func value(_ bytes: [UInt8], _ nodes: [CanonicalTape.Node], _ node: Int) -> JSONValue {
        let text = Array(bytes[Int(nodes[node].start)..<Int(nodes[node].end)])
        switch nodes[node].kind {
        case .null: return .null
        case .no: return .boolean(false)
        case .yes: return .boolean(true)
        case .integer: return .number(Double(String(decoding: text, as: UTF8.self)) ?? .nan)
        case .string: return .string(String(decoding: text, as: UTF8.self))
        case .escapedString: return (try? JSONValue(parsing: [0x22] + text + [0x22])) ?? .null
        case .array:
            var elements: [JSONValue] = []
            var place = node + 1
            while place < Int(nodes[node].next) {
                elements.append(value(bytes, nodes, place))
                place = Int(nodes[place].next)
            }
            return .array(elements)
        case .object:
            var members: [(String, JSONValue)] = []
            var place = node + 1
            while place < Int(nodes[node].next) {
                members.append((value(bytes, nodes, place).string ?? "", value(bytes, nodes, place + 1)))
                place = Int(nodes[place + 1].next)
            }
            return .object(JSONObject(members))
        }
    }

    private static let whole =
        #"{"a":[1,-20,true,false,null,[],{}],"aa":"plain text, longer than eight bytes","b":{"c":"é\"\\","d":""},"e":"𝄞"}"#

    @Test("what it takes apart is what the reader reads")
    func parts() throws {
        for text in [Self.whole, "{}", #"{"a":0}"#, #"{"a":999999999999999}"#, #"{"":"12345678"}"#] {
            let bytes = Array(text.utf8)
            let nodes = try #require(Self.read(bytes), "\(text)")
            #expect(Self.value(bytes, nodes, 0) == (try JSONValue(parsing: bytes)))
        }
    }

    @Test(
        "what is spelled in another way, and what it leaves to the reader, is refused",
        arguments: [
            "", "[]", "1", #"{"a":1}x"#, #"{"a":1} "#, #" {"a":1}"#, #"{"a": 1}"#, #"{"b":1,"a":2}"#, #"{"a":1,"a":2}"#,
            #"{"aa":1,"a":2}"#, #"{"a":1,}"#, #"{"a":}"#, #"{"a""#, #"{"a":1"#, #"{"a":01}"#, #"{"a":-0}"#,
            #"{"a":1.5}"#,
            #"{"a":1e3}"#, #"{"a":-}"#, #"{"a":1000000000000000}"#, #"{"a":"\u0041"}"#, #"{"a":"\/"}"#, #"{"a":"\n"}"#,
            "{\"a\":\"\u{1}\"}", #"{"a":"x}"#, #"{"a":"\"#, #"{"a":[1,]}"#, #"{"a":[1 ,2]}"#, #"{"a":tru}"#,
            #"{"é":1}"#,
            #"{"a\\":1}"#, "{\"a\":\"\u{FFFE}\"}", #"{"a":+1}"#,
        ])
    func refusals(_ text: String) {
        #expect(Self.read(Array(text.utf8)) == nil)
    }

    @Test("whatever is changed in a text, what is still taken is canonical and read the same")
    func changed() throws {
        var random = SystemRandomNumberGenerator()
        let text = Array(Self.whole.utf8)
        let intruders = Array("\"\\{}[],:0 1-ae".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xEF, 0xF4, 0xFF]
        var taken = 0
        for _ in 0..<20_000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = bytes.indices.randomElement(using: &random) ?? 0
                let intruder = intruders.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = intruder
                case 1: bytes.insert(intruder, at: place)
                default: bytes.remove(at: place)
                }
            }
            guard let nodes = Self.read(bytes) else { continue }
            taken += 1
            #expect(throws: Never.self, "\(bytes)") { try CanonicalForm.check(bytes, in: 0..<bytes.count) }
            let read = try #require(try? JSONValue(parsing: bytes), "\(bytes)")
            #expect(Self.value(bytes, nodes, 0) == read, "\(bytes)")
        }
        #expect(taken > 100)
    }

    @Test("it does not go deeper than it says")
    func depth() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((#"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}").utf8)
        }
        #expect(Self.read(nested(15)) != nil)
        #expect(Self.read(nested(16)) == nil)
        #expect(Self.read(nested(100_000)) == nil)
    }
}
