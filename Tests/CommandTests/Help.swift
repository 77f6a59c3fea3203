import Foundation
import Testing

@Suite("Help: every example works on the demo as it is written, and every line fits 80 columns")
struct Help {
    private static let commands = [
        "", "init", "append", "correct", "retract", "confirm", "dispute", "deny", "review", "import", "template", "log",
        "show",
        "backup",
        "doctor", "replay", "status", "view", "diff", "explain", "report", "export", "schema", "markets", "verify",
        "keygen",
        "checkpoint",
        "prove",
    ]

    /// The files that examples take as given, made by the program itself.
    private static let given = [
        "import": """
        impact export events > story.jsonl
        impact template deal.announced > deals.csv
        printf 'date,close\\n2025-10-31,244.22\\n2025-11-03,254.00\\n' > amzn.csv
        printf 'date,SP500,AMZN\\n2025-10-31,6840.20,244.22\\n2025-11-03,6851.97,254.00\\n' > closes.csv
        """,
        "template": "impact template deal.announced > deals.csv",
        "checkpoint": "impact keygen ledger.example.org/2025 -o ledger.key --quiet > ledger.pub",
        "verify": """
        impact keygen ledger.example.org/2025 -o ledger.key --quiet > ledger.pub
        impact checkpoint --key ledger.key -o checkpoint.txt
        impact keygen ana -o ana.key --quiet > writers.txt
        """,
    ]

    @Test("Help of:", arguments: commands)
    func examples(of command: String) throws {
        let workspace = try Workspace(demo: !["", "init"].contains(command))
        let help = try workspace.shell("COLUMNS=80 impact help \(command)")
        #expect(help.status == 0)
        let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE:") }, "\(lines.filter { $0.count > 80 })")
        if let given = Self.given[command] { try #require(try workspace.shell(given).status == 0) }
        let examples = Self.examples(lines)
        #expect((2...6).contains(examples.count), "\(examples)")
        for example in examples where !example.contains("| dot ") || Tool.isThere("dot") {
            let result = try workspace.shell("set -e\n" + example)
            #expect(result.status == 0, "\(example): \(result.errors)")
        }
    }

    /// Indented lines that call the program, with the lines that a backslash continues.
    private static func examples(_ lines: [String]) -> [String] {
        var found: [String] = []
        for line in lines.prefix(while: { !$0.hasPrefix("USAGE:") }) {
            if let last = found.last, last.hasSuffix("\\") {
                found[found.count - 1] += "\n" + line
            } else if line.hasPrefix("  impact ") {
                found.append(line)
            }
        }
        return found
    }

    @Test(
        "In a terminal of 80 columns every view of two stories fits, and no amount is cut",
        arguments: Workspace.viewsOfStory + ["dependencies --indirect"])
    func terminal(view: String) throws {
        let workspace = try Workspace()
        let second = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples/oracle-and-nvidia-2025-09.jsonl").path
        try #require(try workspace.run("import", second).status == 0)
        let typescript =
            "script -qec 'stty cols 80 rows 50; \(Workspace.program.path) view \(view) --no-color' /dev/null"
        // A terminal ends lines with a carriage return, too, which is one character with the newline.
        let typed = try workspace.shell(typescript).output.unicodeScalars.filter { $0 != "\r" }
        let shown = String(String.UnicodeScalarView(typed)).split(separator: "\n")
        #expect(shown.count > 2)
        #expect(shown.allSatisfy { $0.count <= 80 }, "\(shown.joined(separator: "\n"))")
        let whole = try workspace.run("view", view.split(separator: " ").map(String.init)[0]).output
        for amount in shown.joined(separator: "\n").matches(of: /[~<>=0-9][0-9,.]*,000 [A-Z]{3}/) {
            #expect(whole.contains(amount.output), "\(amount.output)")
        }
    }

    @Test(
        "A company is found by its ticker, name or alias, in each command that takes one",
        arguments: ["AMZN", "Amazon.com, Inc.", "amazon", "AMZN.O"])
    func companies(name: String) throws {
        let workspace = try Workspace()
        let byID = try workspace.run("view", "timeline", "--company", "amazon", "--json").output
        #expect(try workspace.run("view", "timeline", "--company", name, "--json").output == byID)
        #expect(
            try workspace.run("log", "--company", name).output == workspace.run("log", "--company", "amazon").output)
    }
}
