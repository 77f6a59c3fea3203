import CanonicalJSON
import Foundation
import Testing

/// The PyPI package jsonschema, held against our decoder: one Python process for all cases.
struct SchemaJudge {
    private var schemas = JSONObject()
    private var cases: [String] = []

    mutating func add(schema: JSONObject, named name: String) { schemas[name] = .object(schema) }

    mutating func add(_ value: JSONValue, of schema: String, isValid: Bool) {
        let line: JSONObject = ["schema": .string(schema), "value": value, "valid": .boolean(isValid)]
        cases.append(line.canonicalText)
    }

    struct Verdict {
        /// A line a case that the two judge differently, shortened.
        let disagreements: [String]
        let good: Int
        let bad: Int
    }

    private static let script = """
        import json, sys
        from jsonschema import Draft202012Validator
        with open(sys.argv[1] + "/schemas.json", encoding="utf-8") as file: schemas = json.load(file)
        for schema in schemas.values(): Draft202012Validator.check_schema(schema)
        judges = {name: Draft202012Validator(schema) for name, schema in schemas.items()}
        counts = [0, 0]
        with open(sys.argv[1] + "/cases.jsonl", encoding="utf-8", newline="\\n") as file:
            for line in file:
                case = json.loads(line)
                verdict = judges[case["schema"]].is_valid(case["value"])
                counts[verdict] += 1
                if verdict != case["valid"]: print("schema says", verdict, ascii(line[:400]))
        print(counts[1], counts[0])
        """

    func verdict() throws -> Verdict {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(schemas.canonicalText.utf8).write(to: folder.appendingPathComponent("schemas.json"))
        try Data((cases.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("cases.jsonl"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", SchemaJudge.script, folder.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(output.suffix(2000))")
        var lines = output.split(separator: "\n").map(String.init)
        let counts = (lines.popLast() ?? "").split(separator: " ").compactMap { Int($0) }
        try #require(counts.count == 2 && counts[0] + counts[1] == cases.count, "\(output.suffix(2000))")
        return Verdict(disagreements: lines, good: counts[0], bad: counts[1])
    }
}
