import Testing

/// A deal of which only its announcement names who has a part in it.
@Suite("What touches a company, its stories and citations")
struct CompanyEvents {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        let result = try workspace.shell(
            """
            set -e
            add() { impact append --quiet "$@"; }
            add deal.announced deal=d1 buyer=oracle supplier=nvidia kind=chips value='10bn USD' --occurred 2025-11-04 \\
                --publisher Reuters --id 019a4a10-0000-7000-8000-0000000000d1
            add deal.amended deal=d1 increase='5bn USD' --occurred 2025-11-05 --certainty confirmed
            add deal.amended deal=d1 value='25bn USD' --occurred 2025-11-06 --certainty expected \\
                --publisher 'The Information'
            add deal.announced deal=d2 buyer=oracle supplier=microsoft kind=cloud --occurred 2025-11-05
            add deal.linked deal=d2 other=d1 relation=funded-by --occurred 2025-11-06
            add stock.moved company=nvidia direction=up size=4 --occurred 2025-11-04 --publisher Reuters
            impact deny 019a4a10-0000-7000-8000-0000000000d1 --by nvidia --occurred 2025-11-07 --quiet
            """)
        #expect(result.status == 0, "\(result.errors)")
    }

    private static let words = [
        "Oracle buys 10bn USD of chips from Nvidia (reported, Reuters)", "Deal d1: up 5bn USD, confirmed",
        "Deal d1: now 25bn USD in all (expected, The Information)", "Deal d2 is funded by d1, reported",
        "NVDA up 4 % (reported, Reuters)", "Nvidia denies: Oracle buys 10bn USD of chips from Nvidia",
    ]

    @Test("The log of a company has the changes, links and denials of its deals, in words made of their fields")
    func log() throws {
        let lines = try workspace.run("log", "--company", "NVDA").output.split(separator: "\n").map(String.init)
        for words in Self.words { #expect(lines.contains { $0.hasSuffix(words) }, "\(words) in \(lines)") }
        #expect(!lines.contains { $0.contains("Deal d2: ") })
        let last = try workspace.run("log", "--company", "NVDA", "--limit", "2").output
        #expect(last.contains("NVDA up 4 %") && last.contains("Nvidia denies") && !last.contains("Deal d2"))
        let french = try workspace.run("log", "--company", "NVDA", environment: ["LC_ALL": "fr_FR.UTF-8"]).output
        #expect(french.contains("Nvidia dément : Oracle achète 10\u{A0}Md USD de puces à Nvidia"))
    }

    @Test("So have its timeline and its report")
    func reports() throws {
        let types = try workspace.rows("timeline", "--company", "nvidia").map { $0["type"] }
        #expect(types.count { $0 == "deal.amended" } == 2)
        #expect(types.contains("deal.linked") && types.contains("evidence.added"))
        let report = try workspace.run("report", "--company", "nvidia", "-O", "md").output
        #expect(report.contains("Deal d1: now 25bn USD in all"))
    }

    @Test("Following shows them as they come")
    func follow() throws {
        let script = """
            timeout 2 '\(Workspace.program.path)' log --follow --company NVDA > lines & pid=$!
            sleep 0.5
            '\(Workspace.program.path)' append deal.ended deal=d2 --quiet > /dev/null
            '\(Workspace.program.path)' append deal.ended deal=d1 --quiet > /dev/null
            wait $pid; cat lines
            """
        let lines = try workspace.shell(script).output
        #expect(lines.contains("Deal d1 ends") && !lines.contains("Deal d2 ends"), "\(lines)")
    }

    @Test("A deal's story says who said what when, what that changed, and what stands beside it")
    func story() throws {
        let text = try workspace.run("story", "d1").output
        #expect(
            text == """
                2025-11-04  Oracle buys 10bn USD of chips from Nvidia (reported, Reuters)
                ├─ today denied
                └─ source: Reuters
                2025-11-05  Deal d1: up 5bn USD, confirmed
                ├─ no source
                └─ total: 10,000,000,000 USD → 15,000,000,000 USD
                2025-11-06  Deal d1: now 25bn USD in all (expected, The Information)
                ├─ source: The Information
                └─ also said: value 25 billion USD (expected)
                2025-11-06  Deal d2 is funded by d1, reported
                └─ no source
                2025-11-07  Nvidia denies: Oracle buys 10bn USD of chips from Nvidia
                └─ certainty: reported → denied
                """ + "\n", "\(text)")
    }

    @Test("A story is of what there is", arguments: [("d1", "d1"), ("deal/d1", "d1"), ("40", "d1"), ("NVDA", nil)])
    func named(_ name: String, _ deal: String?) throws {
        let story = try workspace.run("story", name, "-O", "json")
        #expect(story.status == 0, "\(story.errors)")
        #expect(story.output.contains(deal.map { "\"streams\":[\"deal/\($0)\"]" } ?? "\"company\":\"nvidia\""))
    }

    @Test("What nobody knows is refused with the nearest name")
    func unknown() throws {
        let result = try workspace.run("story", "nvidai")
        #expect(result.status == 65)
        #expect(result.errors.contains("no deal, right, plan") && result.errors.contains("nvidia"), "\(result.errors)")
    }

    @Test("A citation finds its state again when the ledger has grown")
    func citation() throws {
        let before = try workspace.run("view", "commitments", "--json").output
        let citation = try workspace.run("cite", "commitments", "d1", "-O", "json").output
        let root = try #require(citation.firstMatch(of: #/"root":"([0-9a-f]{64})"/#)?.1)
        #expect(before.contains("\"root\":\"\(root)\""))
        let known = try #require(citation.firstMatch(of: #/"recorded":"([^"]+)"/#)?.1)
        try workspace.run("append", "deal.amended", "deal=d1", "increase=1bn USD", "--occurred", "2025-11-09")
        let again = try workspace.run("cite", "commitments", "d1", "-O", "json", "--as-known", String(known)).output
        #expect(again.contains("\"root\":\"\(root)\""))
        #expect(try workspace.run("cite", "commitments", "d1").output.contains("--as-known"))
    }

    @Test("Text of events becomes no LaTeX, no Markdown and no order of a shell", arguments: ["bibtex", "md", "text"])
    func hostile(_ form: String) throws {
        try workspace.run(
            "append", "risk.flagged", "risk=r", "companies=openai", "summary=}\\input{x} `$(id)` <b>",
            "--id", "019a4a10-0000-7000-8000-0000000000ff", "--occurred", "2025-11-03")
        let text = try workspace.run("cite", "019a4a10-0000-7000-8000-0000000000ff", "-O", form).output
        #expect(text.contains("the first 47 events"))
        if form == "bibtex" { #expect(!text.contains("\\input") && text.contains("\\}\\textbackslash input\\{x\\}")) }
        if form == "md" { #expect(!text.contains("<b>")) }
    }
}
