import CanonicalJSON
import Foundation
import MarketEvents
import Testing

/// Makes valid payloads of a shape, and breaks them.
private struct PayloadGenerator {
    var random: Seeded

    mutating func value(_ shape: Shape) -> JSONValue {
        switch shape {
        case .text(let format): return .string(format.example)
        case .choice(let words): return .string(words.randomElement(using: &random) ?? "")
        case .boolean: return .boolean(Bool.random(using: &random))
        case .quantity(let rule):
            var unit = random.quantity(.share)
            if case .unit(let fixed) = rule { unit = random.quantity(fixed) }
            return .object(unit.json)
        case .list(let element, let minimum):
            return .array((0..<(minimum + Int.random(in: 0...1, using: &random))).map { _ in value(element) })
        case .object(let object): return .object(self.object(object))
        case .nullable(let inner): return Bool.random(using: &random) ? .null : value(inner)
        case .payload: return [:]
        }
    }

    mutating func object(_ shape: ObjectShape) -> JSONObject {
        var object = JSONObject()
        for field in shape.fields where field.isRequired || Bool.random(using: &random) {
            object[field.name] = value(field.shape)
        }
        for rule in shape.rules {
            switch rule {
            case .notBoth(let first, let second): if object[first] != nil { object[second] = nil }
            case .anyOf(let names):
                if names.allSatisfy({ object[$0] == nil }), let name = names.first, let field = shape.field(name) {
                    object[name] = value(field.shape)
                }
            case .onlyWith: break
            }
        }
        return object
    }

    /// One fault somewhere in an object.
    mutating func broken(_ object: JSONObject) -> JSONObject {
        var result = object
        let wrong: [JSONValue] = [
            .number(1.5), .null, "", "2025-02-30", "\n", "not a word of it", [:], [[:]], .boolean(true), "2025-11-03\n",
            ["amount": .number(38), "unit": "USD", "qualifier": "exact"],
            ["amount": "1", "unit": "USD", "qualifier": "between"],
            ["amount": "1", "upper": "2", "unit": "USD", "qualifier": "exact"],
            ["amount": "01", "unit": "USD", "qualifier": "exact"],
            ["amount": "1", "unit": "usd", "qualifier": "exact"],
        ]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: result["unheardOf"] = "x"
        case 1: if let name = result.names.randomElement(using: &random) { result[name] = nil }
        default:
            if let name = result.names.randomElement(using: &random) {
                result[name] = wrong.randomElement(using: &random)
            }
        }
        return result
    }
}

@Suite("The decoder and the JSON Schema are one source")
struct SchemaTests {
    /// The shape's verdict alone: what fields must agree on, and which companies exist, is beyond JSON Schema.
    private func isOfShape(_ type: EventType, _ data: JSONObject) -> Bool {
        Shape.object(type.payload).faults(in: .object(data), path: "data").allSatisfy {
            $0.reason.contains("is below the amount") || $0.reason.contains("runs backwards")
        }
    }

    @Test("every type decodes what its shape generates")
    func decodes() throws {
        for (number, type) in EventType.all.enumerated() {
            var generator = PayloadGenerator(random: Seeded(state: UInt64(number)))
            for _ in 0..<20 {
                let data = generator.object(type.payload)
                #expect(
                    Shape.object(type.payload).faults(in: .object(data), path: "data").isEmpty,
                    "\(type.name) \(data.canonicalText)")
            }
        }
    }

    @Test("the decoder and the PyPI package jsonschema judge good and bad payloads alike")
    func judge() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var schemas = JSONObject()
        var lines: [String] = []
        for (number, type) in EventType.all.enumerated() {
            schemas[type.name] = .object(type.jsonSchema)
            var generator = PayloadGenerator(random: Seeded(state: 1000 + UInt64(number)))
            for _ in 0..<30 {
                let good = generator.object(type.payload)
                for data in [good, generator.broken(good), generator.broken(good)] {
                    let line: JSONObject = [
                        "type": .string(type.name), "data": .object(data), "valid": .boolean(isOfShape(type, data)),
                    ]
                    lines.append(line.canonicalText)
                }
            }
        }
        try schemas.canonicalText.write(
            to: folder.appendingPathComponent("schemas.json"), atomically: true, encoding: .utf8)
        try lines.joined(separator: "\n").write(
            to: folder.appendingPathComponent("cases.jsonl"), atomically: true, encoding: .utf8)
        let script = """
            import json, sys
            from jsonschema import Draft202012Validator
            schemas = json.load(open(sys.argv[1] + "/schemas.json"))
            for s in schemas.values(): Draft202012Validator.check_schema(s)
            judges = {name: Draft202012Validator(s) for name, s in schemas.items()}
            wrong = good = bad = 0
            for line in open(sys.argv[1] + "/cases.jsonl"):
                case = json.loads(line)
                verdict = judges[case["type"]].is_valid(case["data"])
                good += verdict; bad += not verdict
                if verdict != case["valid"]:
                    wrong += 1
                    print("schema says", verdict, "decoder says", case["valid"], line[:400])
            print(good, "good", bad, "bad")
            sys.exit(wrong > 0 or good < 500 or bad < 500)
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, folder.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(output.prefix(3000))")
    }
}
