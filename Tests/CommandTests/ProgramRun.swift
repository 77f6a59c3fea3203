import Foundation
import Testing

/// What a finished run of the program left.
struct ProgramResult: Sendable {
    let status: Int32
    let output: String
    let errors: String
}

/// A temporary folder with a ledger, and the built program run on it.
final class Workspace: Sendable {
    let folder: URL

    init(demo: Bool = true) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "impact-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if demo {
            let made = try run("init", "--demo")
            try #require(made.status == 0, "\(made.errors)")
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// SwiftPM builds the program into the folder that also holds the test bundle.
    static let program: URL = {
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "impact")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.appending(path: ".build/debug/impact")
    }()

    /// The names of all views, as the program's help lists them.
    static let views: [String] = {
        guard let help = try? Workspace(demo: false).run("help", "view").output,
            let start = help.range(of: "Views: "),
            let end = help.range(of: ". Docs", range: start.upperBound..<help.endIndex)
        else { return [] }
        return help[start.upperBound..<end.lowerBound].split { ", \n".contains($0) }.map(String.init)
    }()

    /// Those that have rows of the demo's story.
    static let viewsOfStory: [String] = {
        guard let story = try? Workspace() else { return [] }
        return views.filter { (try? story.run("view", $0, "-O", "jsonl").output) != "" }
    }()

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> ProgramResult {
        try start(Self.program, arguments, environment)
    }

    /// A line of shell in which `impact` is the program.
    @discardableResult
    func shell(_ line: String) throws -> ProgramResult {
        let definition = "impact() { '\(Self.program.path)' \"$@\"; }\n"
        return try start(URL(filePath: "/bin/sh"), ["-c", definition + line], [:])
    }

    /// Output goes to files, so that no full pipe can stop the program.
    private func start(
        _ program: URL, _ arguments: [String], _ environment: [String: String]
    ) throws -> ProgramResult {
        let name = UUID().uuidString
        let files = ["out", "err"].map { folder.appending(path: "\(name).\($0)") }
        for file in files { try Data().write(to: file) }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "IMPACT_LEDGER": path("ledger.sqlite"), "IMPACT_WRITER": "tester", "SOURCE_DATE_EPOCH": "1762200000",
            "LANG": "C.UTF-8", "COLUMNS": "80",
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return ProgramResult(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }

    /// The rows of a view as `--json` prints them; each must name its events.
    func rows(_ view: String, _ options: String...) throws -> [Row] {
        let result = try start(Self.program, ["view", view, "--json"] + options, [:])
        try #require(result.status == 0, "\(result.errors)")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]]).map(Row.init)
        for row in rows { #expect(!(row.list("events")).isEmpty, "a row without events") }
        return rows
    }
}

/// A row of a view; a path such as `change.amount` leads into objects.
struct Row {
    let fields: [String: Any]

    subscript(path: String) -> String? {
        let parts = path.split(separator: ".").map(String.init)
        var value: Any? = fields
        for part in parts { value = (value as? [String: Any])?[part] }
        if let number = value as? NSNumber, value as? String == nil { return "\(number)" }
        return value as? String
    }

    func list(_ name: String) -> [String] { fields[name] as? [String] ?? [] }
    func rows(_ name: String) -> [Row] { (fields[name] as? [[String: Any]] ?? []).map(Row.init) }
}
