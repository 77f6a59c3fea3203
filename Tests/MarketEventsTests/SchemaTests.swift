import CanonicalJSON
import MarketEvents
import Testing

@Suite("The decoder and the JSON Schema are one source")
struct SchemaTests {
    /// The shape's verdict alone: an order of two values, and which companies exist, is beyond JSON Schema.
    private func isOf(_ shape: Shape, _ value: JSONValue) -> Bool {
        shape.faults(in: value, path: "data").allSatisfy {
            $0.reason.contains("is below the amount") || $0.reason.contains("runs backwards")
        }
    }

    @Test("every type decodes what its shape generates, also with nothing but the required fields")
    func decodes() throws {
        for (number, type) in EventType.all.enumerated() {
            var generator = PayloadGenerator(random: Seeded(state: UInt64(number)))
            for round in 0..<20 {
                let data = generator.object(type.payload, optional: round == 0 ? false : round == 1 ? true : nil)
                #expect(
                    Shape.object(type.payload).faults(in: .object(data), path: "data").isEmpty,
                    "\(type.name) \(data.canonicalText)")
            }
        }
    }

    /// Each text format of any field, by its name.
    private var formats: [String: TextFormat] {
        var found: [String: TextFormat] = [:]
        func visit(_ shape: Shape) {
            switch shape {
            case .text(let format): found[format.name] = format
            case .list(let element, _): visit(element)
            case .object(let object): object.fields.forEach { visit($0.shape) }
            case .nullable(let inner): visit(inner)
            case .choice, .boolean, .quantity, .payload: break
            }
        }
        EventType.all.forEach { visit(.object($0.payload)) }
        found[TextFormat.amount.name] = .amount
        return found
    }

    /// Beside a format's example: the other forms that it has, and the edges of what it takes.
    private let moreTexts: [String: [String]] = [
        TextFormat.statedTime.name: [
            "2019", "2025-Q3", "2025-06", "2025-11-03T09:30:00-05:00", "2025-11-03T09:30:00.123456789Z",
            "2025-10/2025-12-31", "../2025-10-27", "../2025-11-03T09:30:00Z", "2025-11-03/2025-11-01", "0001", "9998",
            "9999", "0000", "9999-12-31", "9999-12-31T23:59:59Z", "9998-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+05:00", "0001-01-01T23:00:00+05:00", "0001-01-02T00:00:00+23:59", "2024-02-29",
            "1900-02-29", "2025-02-29", "../9999-12", "2025/9999",
        ],
        TextFormat.day.name: ["0001-01-01", "9998-12-31", "9999-12-31", "0000-01-01", "2024-02-29", "2100-02-29"],
        TextFormat.duration.name: [
            "P", "P18M", "P1Y6M", "P90D", "P2W", "P1Y2M3W4D", "P9999Y9999M9999W9999D", "P\u{301}7Y", "P7Y\u{301}",
            "P0D",
            "P1D1Y", "P10000Y",
        ],
        TextFormat.amount.name: [
            "-0.50", "-0", "0", "00", "123456789012345678901", "1234567890123456789012", "0.123456789012",
            "0.1234567890123", "-123456789012345678901.123456789012",
        ],
        TextFormat.price.name: ["0.000000000000000001", "1e3", "123456789012345678", "1234567890123456789"],
        TextFormat.currency.name: ["DKK", "DK\u{212A}", "KRW", "usd"],
        TextFormat.language.name: ["zh-Hant-TW", "f", "fr-", "abcdefghi"],
        TextFormat.ratio.name: ["3:2", "0:1", "1:0", "999999999:999999999", "1000000000:1"],
        TextFormat.url.name: ["http://a", "https://", "https:// a", "ftp://a", "https://é", "https:///"],
        TextFormat.ticker.name: ["^GSPC", "BRK.B", "-A", ".A"],
        TextFormat.text.name: ["two\nlines", "a\u{0}b", "\u{301}"],
    ]

    @Test("the decoder and the PyPI package jsonschema judge payloads broken anywhere, and texts of each format, alike")
    func judge() throws {
        var judge = SchemaJudge()
        for (number, type) in EventType.all.enumerated() {
            judge.add(schema: type.jsonSchema, named: type.name)
            var generator = PayloadGenerator(random: Seeded(state: 1000 + UInt64(number)))
            var breaker = ValueBreaker(random: Seeded(state: 2000 + UInt64(number)))
            for round in 0..<12 {
                let good = generator.object(type.payload, optional: round < 4 ? true : nil)
                let broken = (0..<12).map { _ in breaker.broken(good) }
                for data in [good] + broken {
                    judge.add(.object(data), of: type.name, isValid: isOf(.object(type.payload), .object(data)))
                }
            }
        }
        for (number, (name, format)) in formats.sorted(by: { $0.key < $1.key }).enumerated() {
            judge.add(schema: Shape.text(format).jsonSchema, named: name)
            var breaker = ValueBreaker(random: Seeded(state: 3000 + UInt64(number)))
            let seeds = [format.example] + (moreTexts[name] ?? [])
            let longest = String(repeating: "a", count: format.maximumLength)
            let texts =
                seeds + (0..<300).map { breaker.nearMiss(of: seeds[$0 % seeds.count]) } + ["", longest, longest + "a"]
            for text in texts { judge.add(.string(text), of: name, isValid: isOf(.text(format), .string(text))) }
        }
        let verdict = try judge.verdict()
        #expect(verdict.disagreements.isEmpty, "\(verdict.disagreements.prefix(20).joined(separator: "\n"))")
        #expect(verdict.good > 2000 && verdict.bad > 2000, "\(verdict.good) good, \(verdict.bad) bad")
    }
}
