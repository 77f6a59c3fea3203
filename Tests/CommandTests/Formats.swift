import CanonicalJSON
import Foundation
import Testing

@Suite("Formats")
struct Formats {
    /// A summary that a spreadsheet, Markdown, HTML and a terminal would each misread.
    static let hostile = "=HYPERLINK(1)|<b>[x](y)\u{202E}txt"

    private func workspaceWithHostileSummary() throws -> Workspace {
        let workspace = try Workspace()
        let line = """
            {"specversion":"1.0","id":"019a4a10-0000-7000-8000-000000000901","source":"urn:impact:writer:t",\
            "type":"risk.flagged","subject":"risk/r1","occurred":"2025-11-04",\
            "data":{"certainty":"reported","companies":["openai"],"risk":"r1","summary":"\(Self.hostile)"}}
            """
        try workspace.write(line + "\n", to: "hostile.jsonl")
        let result = try workspace.run("import", "hostile.jsonl")
        try #require(result.status == 0, "\(result.errors)")
        return workspace
    }

    @Test("CSV has a header in snake case and a column for each part of a quantity")
    func csv() throws {
        let lines = try Workspace().run("view", "market-cap", "-O", "csv").output.components(separatedBy: "\r\n")
        #expect(lines[0].hasPrefix("company,ticker,day,"))
        #expect(lines[0].contains("change_amount,change_upper,change_unit,change_qualifier"))
        #expect(lines.contains { $0.hasPrefix("amazon,") && $0.contains(",140000000000,,USD,about,") })
    }

    @Test("CSV takes the formula out of a text that starts like one")
    func formula() throws {
        let output = try workspaceWithHostileSummary().run("view", "timeline", "-O", "csv").output
        #expect(output.contains(",'=HYPERLINK(1)|"))
    }

    @Test("Markdown escapes what would leave a table's cell or become HTML")
    func markdown() throws {
        let output = try workspaceWithHostileSummary().run("view", "timeline", "-O", "md").output
        #expect(output.contains(#"=HYPERLINK(1)\|&lt;b&gt;\[x\](y)"#))
    }

    @Test("JSON lines are the rows of --json, one a line")
    func jsonLines() throws {
        let workspace = try Workspace()
        let lines = try workspace.run("view", "rights", "-O", "jsonl").output.split(separator: "\n")
        let whole = try workspace.run("view", "rights", "--json").output
        #expect(whole.contains("\"rows\":[\(lines.joined(separator: ","))]"))
    }

    @Test(
        "Nothing meant for people carries an escape sequence or a bidirectional override",
        arguments: [
            ["log"], ["show", "26"], ["status"], ["view", "timeline"], ["view", "timeline", "-O", "md"],
        ])
    func safe(arguments: [String]) throws {
        let workspace = try workspaceWithHostileSummary()
        let result = try workspace.shell("impact " + arguments.joined(separator: " "))
        #expect(result.status == 0)
        #expect(!result.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{0}" })
    }

    @Test("JSON keeps every character of the event")
    func exact() throws {
        let rows = try workspaceWithHostileSummary().rows("timeline")
        #expect(rows.contains { $0["summary"] == Self.hostile })
    }

    @Test("DOT is one directed graph that Graphviz draws", .enabled(if: Tool.isThere("dot"), "needs Graphviz"))
    func drawn() throws {
        let result = try Workspace().shell("impact view dependencies -O dot | dot -Tsvg")
        #expect(result.errors == "")
        #expect(result.output.contains("</svg>"))
    }

    @Test("DOT draws what is inferred with dashes, and labels the shares")
    func dot() throws {
        let output = try Workspace().run("view", "dependencies", "-O", "dot").output
        #expect(output.hasPrefix("digraph dependencies {\n"))
        #expect(output.contains(#""openai" -> "amazon" [label="cloud 11.24 %"];"#))
        #expect(output.contains(#""amazon" -> "nvidia" [label="chips", style=dashed];"#))
    }

    @Test("Mermaid draws the same graph")
    func mermaid() throws {
        let output = try Workspace().run("view", "dependencies", "-O", "mermaid").output
        #expect(output.hasPrefix("graph LR\n"))
        #expect(output.contains(#"n0 -.->|"chips"| n3"#))
    }

    @Test("Colour is for a terminal that wants it", .enabled(if: Tool.isThere("script"), "needs util-linux's script"))
    func colour() throws {
        let workspace = try Workspace()
        let view = "script -qec \"'\(Workspace.program.path)' view rights%\" /dev/null"
        let plain = "\u{1B}["
        #expect(try workspace.shell(view.replacing("%", with: "")).output.contains(plain))
        #expect(try !workspace.shell(view.replacing("%", with: " --no-color")).output.contains(plain))
        #expect(try !workspace.shell("export NO_COLOR=1; " + view.replacing("%", with: "")).output.contains(plain))
        #expect(try !workspace.run("view", "rights").output.contains(plain))
    }

    @Test(
        "Another program reads the views from an export and from the views file",
        .enabled(if: Tool.isThere("sqlite3"), "needs the sqlite3 program"),
        arguments: ["out.sqlite", "ledger.views.sqlite"])
    func sql(file: String) throws {
        let workspace = try Workspace()
        try workspace.run("export", "sqlite", "out.sqlite")
        try workspace.run("view", "plans")
        let query = "select plan, not_covered_amount, not_covered_qualifier from plans where unit = 'USD'"
        #expect(
            try workspace.shell("sqlite3 \(file) \"\(query)\"").output == "openai-compute|1062000000000|about\n")
        let status = try JSONValue(parsing: Array(workspace.run("status", "--json").output.utf8)).object
        let stored = try #require(status?["projections"]?.array).compactMap { $0.object?["name"]?.string }
        for view in stored.map({ $0.replacing("-", with: "_") }) {
            let json = try workspace.rows(view.replacing("_", with: "-")).count
            #expect(try workspace.shell("sqlite3 \(file) 'select count(*) from \(view)'").output == "\(json)\n")
        }
    }

    @Test("The views file may be deleted and comes back the same")
    func deleted() throws {
        let workspace = try Workspace()
        for view in ["commitments", "dependencies", "plans"] {
            let before = try workspace.run("view", view, "--json").output
            try workspace.shell("rm ledger.views.sqlite*")
            #expect(try workspace.run("view", view, "--json").output == before)
        }
    }

    @Test("append echoes the number that it understood in full digits")
    func echo() throws {
        let result = try Workspace().shell(
            "impact append deal.announced deal=d1 buyer=openai supplier=amazon kind=cloud value='~1.4trn USD' --dry-run"
        )
        #expect(result.status == 0)
        #expect(result.output.contains("1400000000000 USD"))
    }

    @Test(
        "Every command explains itself with an example",
        arguments: [
            "init", "append", "import", "log", "show", "replay", "status", "view", "diff", "explain", "report",
            "export",
            "schema", "markets", "verify", "keygen", "checkpoint", "prove",
        ])
    func help(command: String) throws {
        let result = try Workspace(demo: false).run(command, "--help")
        #expect(result.status == 0)
        #expect(result.output.contains("\n  impact \(command)"))
    }
}

/// Programs of the machine that judge an output. On a build server none may be missing.
enum Tool {
    /// In CI every tool is there, or the test fails.
    static func python(has module: String) -> Bool {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import \(module)"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    static func isThere(_ name: String) -> Bool {
        let environment = ProcessInfo.processInfo.environment
        if environment["CI"] != nil { return true }
        return (environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}
