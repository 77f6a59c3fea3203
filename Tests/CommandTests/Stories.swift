import Foundation
import Testing

@Suite("Beyond the first story")
struct Stories {
    private static let second = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Examples/oracle-and-nvidia-2025-09.jsonl").standardized.path

    @Test("a second story merges into one graph, and a deal of both counts once")
    func secondStory() throws {
        let program = try Workspace()
        #expect(try program.run("import", Self.second).status == 0)
        let commitments = try program.shell(
            "impact view commitments -O csv | grep '^openai' && impact view dependencies -O csv | grep '^openai,nvidia'"
        )
        #expect(commitments.status == 0)
        let sqlite = try program.shell(
            "impact export sqlite out.sqlite --quiet && sqlite3 out.sqlite "
                + "\"SELECT contracted_amount, announced_amount FROM commitments WHERE deal IS NULL AND buyer = 'openai'\""
        )
        #expect(sqlite.output == "38000000000|338000000000\n")
    }

    @Test("the second story stands alone, too")
    func alone() throws {
        let program = try Workspace(demo: false)
        #expect(try program.shell("impact init --quiet && impact import '\(Self.second)' --quiet").status == 0)
    }

    @Test("hostile text is harmless in the report, and every reference has its source", arguments: ["html", "md"])
    func report(_ form: String) throws {
        let program = try Workspace()
        let text = "\u{1B}[31m=cmd \u{202E}\"><script>alert(1)</script>|`x`"
        let appended = try program.run(
            "append", "risk.flagged", "risk=r", "companies=openai", "--occurred", "2025-11-03", "--quote", text,
            "--publisher", "\"><script>alert(2)</script>")
        #expect(appended.status == 0, "\(appended.errors)")
        let output = try program.run("report", "-O", form).output
        #expect(!output.contains("\u{1B}") && !output.contains("\u{202E}") && !output.contains("<script"))
        for match in output.matches(of: /href="#(e-[0-9a-f-]+)"/) {
            #expect(output.contains("id=\"\(match.output.1)\""))
        }
    }
}
