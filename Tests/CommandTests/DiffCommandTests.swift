import Foundation
import Testing

@Suite("impact diff")
struct DiffCommandTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private static let morning = "2025-11-03T09:00:00-05:00"

    @Test("What changed since the morning of 3 November? The deal with Amazon, and what follows from it")
    func morning() throws {
        let result = try workspace.run("diff", "--from", Self.morning, "--to", "2025-11-03")
        #expect(result.status == 1)
        for line in [
            "commitments: 1 added, 1 changed\n", "├─ + openai-amazon-2025 [9]\n",
            "   ├─ contracted: 0 USD → 38,000,000,000 USD\n",
            "   ├─ announced: 300,000,000,000 USD → 338,000,000,000 USD\n",
            "├─ + amazon@2025-11-03:measured ", "104,550,312,587.58 USD", "   ├─ share %: 100.00 → 88.76\n",
            "[9] deal.announced 2025-11-03 OpenAI signs to buy cloud services from Amazon Web Services ",
        ] { #expect(result.output.contains(line), "\(result.output)") }
    }

    @Test("Where nothing changed it says so beside the data, and exits with 0")
    func nothing() throws {
        let result = try workspace.run("diff", "rights", "--from", "2025-11-01", "--to", "2025-11-02")
        #expect(result.status == 0 && result.output == "")
        #expect(result.errors == "no difference between 2025-11-01 and 2025-11-02\n")
    }

    @Test("Each row of the data has its change, both readings, the columns, and the events")
    func json() throws {
        let result = try workspace.run(
            "diff", "commitments", "--from", Self.morning, "--to", "2025-11-03", "--json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let views = Row(fields: object).rows("views")
        #expect(views.map { $0["view"] } == ["commitments"])
        let rows = views[0].rows("rows")
        #expect(rows.map { $0["change"] } == ["added", "changed"])
        #expect(rows[0]["after.total.amount"] == "38000000000")
        #expect(rows[1]["before.contracted.amount"] == "0")
        #expect(rows[1]["before.announced.amount"] == "300000000000")
        #expect(rows[1].list("columns").first == "contracted")
        #expect(rows[1].list("because") == Row(fields: object).rows("events").compactMap { $0["id"] })
    }

    @Test("The other clocks: published, and recorded, which knows what was corrected since")
    func clocks() throws {
        let published = try workspace.run(
            "diff", "plans", "--clock", "published", "--from", "2025-10-31", "--to", "2025-11-03")
        #expect(published.output.contains("+ openai-compute:USD"))
        let recorded = ["diff", "commitments", "--clock", "recorded", "--from", "2025-11-03T23:00:00Z"]
        #expect(try workspace.shell("impact \(recorded.joined(separator: " "))").status == 0)
        try workspace.shell("impact retract 12 --reason 'a test'")
        let after = try workspace.shell("impact \(recorded.joined(separator: " "))")
        #expect(after.status == 1)
        #expect(after.output.contains("− openai-amazon-2025 [1] [2]\n"))
        #expect(after.output.contains("[2] event.retracted "))
    }

    @Test("Markdown has a line a figure, and only a company's rows are shown where that is asked for")
    func markdown() throws {
        let all = ["diff", "dependencies", "--from", Self.morning, "--to", "2025-11-03", "-O", "md"]
        let text = try workspace.shell("impact \(all.joined(separator: " ")) --company ORCL").output
        #expect(text.contains("| changed | openai:oracle:compute | share % | 100.00 | 88.76 |"))
        #expect(!text.contains("nvidia"))
    }

    @Test(
        "A moment that is none, the wrong order, an unknown view and a clock cut twice are refused",
        arguments: [
            ("--from soon", "impact: --from: 'soon' is not a time; write "),
            ("--from 2025-11-04 --to 2025-11-02", "impact: --from 2025-11-04 is after --to 2025-11-02\n"),
            ("--from 2525", "impact: --from 2525 is after now, where --to is not given\n"),
            ("--from 2025 comitments", "impact: unknown view 'comitments'; nearest: commitments\n"),
            ("--from 2025 --as-of 2025", "impact: --as-of cuts the clock that --from and --to are of "),
        ])
    func refused(options: String, message: String) throws {
        let result = try workspace.shell("impact diff \(options)")
        #expect(result.status == 64 && result.output == "")
        #expect(result.errors.hasPrefix(message), "\(result.errors)")
    }

    @Test(
        "In a terminal of 80 columns no line is longer",
        .enabled(if: Tool.isThere("script"), "needs util-linux's script"))
    func terminal() throws {
        let line = "\(Workspace.program.path) diff --from \(Self.morning) --to 2025-11-03"
        let typed = try workspace.shell("script -qec 'stty cols 80; \(line)' /dev/null").output
        let shown = String(String.UnicodeScalarView(typed.unicodeScalars.filter { $0 != "\r" })).split(separator: "\n")
        #expect(shown.count > 50)
        #expect(shown.allSatisfy { $0.count <= 80 }, "\(shown.filter { $0.count > 80 })")
    }
}
