import Foundation
import Testing

/// The demo is written by `impact-demo`; `tester` is who types.
@Suite("review")
struct Reviews {
    private static let deal = "019a4a10-0000-7000-8000-00000000000c"

    private func waiting(_ workspace: Workspace, _ options: String = "") throws -> [Row] {
        let result = try workspace.shell("impact review -O jsonl \(options)")
        #expect(result.status == 0, "\(result.errors)")
        return try result.output.split(separator: "\n").map {
            Row(fields: try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]))
        }
    }

    private func positions(_ rows: [Row]) -> [Int] { rows.compactMap { $0["position"].flatMap { Int($0) } } }

    @Test(
        "an event is approved by its id or position, and then counts where only reviewed ones do",
        arguments: ["12", deal])
    func approve(_ name: String) throws {
        let workspace = try Workspace()
        #expect(try workspace.rows("commitments", "--reviewed-only").isEmpty)
        let result = try workspace.shell("impact review \(name) approve --note 'as filed'")
        #expect(result.status == 0 && result.errors == "")
        let lines = result.output.split(separator: "\n")
        #expect(
            lines[0].hasPrefix("event.reviewed ") && lines[1] == "appended at 40, deal/openai-amazon-2025 version 2")
        #expect(
            lines[2...4] == ["  target = \(Self.deal), deal.announced", "  verdict = approved", "  note = as filed"])
        #expect(try workspace.rows("commitments", "--reviewed-only").first?["deal"] == "openai-amazon-2025")
        #expect(try !positions(waiting(workspace)).contains(12))
    }

    /// Who wrote what, by the position of the deal in the end, and whether it counts and waits then.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let lines: [String]
        let counts: Bool
        let reason: String?

        init(_ name: String, _ lines: [String], counts: Bool, _ reason: String? = nil) {
            (testDescription, self.lines, self.counts, self.reason) = (name, lines, counts, reason)
        }
    }

    static let cases = [
        Case("nobody reviewed it", [], counts: false, "unreviewed"),
        Case("its writer approves it", ["review 40 approve --writer ana"], counts: false, "own"),
        Case("another one approves it", ["review 40 approve --writer bo"], counts: true),
        Case(
            "its writer approves it, then another one",
            ["review 40 approve --writer ana", "review 40 approve --writer bo"], counts: true),
        Case(
            "its writer cannot take another one's approval back",
            ["review 40 approve --writer bo", "review 40 reject --writer ana"], counts: true),
        Case("another one rejects it", ["review 40 reject --writer bo"], counts: false, "rejected"),
        Case(
            "its writer cannot approve what another one rejects",
            ["review 40 reject --writer bo", "review 40 approve --writer ana"], counts: false, "rejected"),
        Case(
            "the last review of others holds",
            [
                "review 40 approve --writer bo --occurred 2025-11-05",
                "review 40 reject --writer cy --occurred 2025-11-06",
            ], counts: false, "rejected"),
        Case(
            "in whatever order they are recorded",
            [
                "review 40 reject --writer cy --occurred 2025-11-06",
                "review 40 approve --writer bo --occurred 2025-11-05",
            ], counts: false, "rejected"),
        Case(
            "a review that is retracted is none",
            ["review 40 approve --writer bo", "retract 41 --reason x"], counts: false, "unreviewed"),
        Case(
            "who corrected it does not approve it",
            ["correct 40 value='13bn USD' --reason x --writer bo", "review 40 approve --writer bo"], counts: false,
            "own"),
        Case(
            "nor does who wrote it first",
            ["correct 40 value='13bn USD' --reason x --writer bo", "review 40 approve --writer ana"], counts: false,
            "own"),
        Case(
            "a third one does",
            ["correct 40 value='13bn USD' --reason x --writer bo", "review 41 approve --writer cy"], counts: true),
    ]

    @Test("One's own review of one's own event counts for nothing:", arguments: cases)
    func own(_ row: Case) throws {
        let workspace = try Workspace()
        let deal =
            "append deal.announced deal=d buyer=openai supplier=oracle kind=cloud value='12bn USD' --occurred 2025-11-04"
        for line in ["\(deal) --writer ana"] + row.lines {
            let result = try workspace.shell("impact \(line) --quiet")
            try #require(result.status == 0 && result.errors == "", "\(line): \(result.errors)")
        }
        // Of a view that is folded of records, and of a list that is made of whole facts.
        #expect(try workspace.rows("commitments", "--reviewed-only").contains { $0["deal"] == "d" } == row.counts)
        #expect(try workspace.rows("timeline", "--reviewed-only").contains { $0["position"] == "40" } == row.counts)
        #expect(
            try workspace.shell("impact log --reviewed-only --type deal.announced").output.contains("deal/d")
                == row.counts)
        let entry = try waiting(workspace).first { $0["position"] == "40" }
        #expect(entry?["reason"] == row.reason)
    }

    @Test("whoever reviews their own event is told that it counts for nothing")
    func told() throws {
        let workspace = try Workspace()
        let said =
            "your own event: this review counts for nothing in --reviewed-only; somebody else must approve it "
            + "(--writer says who writes)\n"
        for options in ["--dry-run", "", "--json"] {
            #expect(try workspace.shell("impact review 12 approve --writer impact-demo \(options)").errors == said)
        }
        #expect(try workspace.shell("impact review 12 approve --writer impact-demo --quiet").errors == "")
        #expect(try workspace.shell("impact review 12 approve").errors == "")
    }

    @Test("alone it lists what waits, the oldest first, in the forms of lists")
    func list() throws {
        let workspace = try Workspace()
        #expect(try positions(waiting(workspace)) == Array(1...39))
        #expect(try positions(waiting(workspace, "--limit 3")) == [1, 2, 3])
        #expect(try workspace.shell("impact review --limit 3").errors == "these are the first 3; --limit shows more\n")
        try workspace.shell("impact review 14 reject --note 'not 38' --quiet; impact retract 25 --reason x --quiet")
        let rows = try waiting(workspace, "--company AMZN")
        #expect(positions(rows).contains(14) && !positions(rows).contains(25))
        let rejected = try #require(rows.first { $0["position"] == "14" })
        #expect(rejected["reason"] == "rejected" && rejected["reviewer"] == "tester" && rejected["note"] == "not 38")
        #expect(rejected["writer"] == "impact-demo" && rejected.list("events").count == 2)
        #expect(rejected["stream"] == "stock/XNAS:AMZN" && rejected["type"] == "market-cap.changed")
        let csv = try workspace.shell("impact review -O csv --limit 2").output
        #expect(csv.hasPrefix("position,id,occurred,type,stream,writer,reason,reviewer,note,summary,events\r\n1,"))
        let object = try JSONSerialization.jsonObject(with: Data(workspace.shell("impact review --json").output.utf8))
        #expect(((object as? [String: Any])?["rows"] as? [Any])?.count == 38)
        #expect(try workspace.shell("impact review -O md").output.hasPrefix("| position | occurred | type |"))
        let empty = try Workspace(demo: false)
        let nothing = try empty.shell("impact init --quiet; impact review")
        #expect(nothing.output == "" && nothing.errors == "nothing waits for a review\n")
    }

    static let refused = [
        Refusal(
            what: "without a verdict", line: "impact review 12", status: 64,
            message: "impact: say what you found: impact review 12 approve, or reject"),
        Refusal(
            what: "of what is not there", line: "impact review 99 approve", status: 65,
            message: "impact: the ledger has no event '99'; impact log lists them"),
        Refusal(
            what: "of what is retracted",
            line:
                "impact retract 25 --reason x --quiet > /dev/null; impact review 25 approve 2>&1 | sed 's/(.*)/(ID)/' >&2",
            status: 0, message: "impact: '25' is retracted (ID): there is nothing to review"),
        Refusal(
            what: "of a review",
            line: "impact review 12 approve --quiet > /dev/null; impact review 40 approve", status: 65,
            message: "impact: '40' is event.reviewed, said of another event: review that one"),
        Refusal(
            what: "of the list with a note", line: "impact review --note x", status: 64,
            message: "impact: --note and --occurred need the event that is reviewed"),
        Refusal(
            what: "of an event with an option of the list", line: "impact review 12 approve --company openai",
            status: 64,
            message: "impact: --company and --format are of the list: impact review without an event"),
        Refusal(
            what: "with an id and no time",
            line: "impact review 12 approve --id 019a4a10-0000-7000-8000-0000000000a1", status: 64,
            message: "impact: --id needs --occurred: the same event again must have the same content"),
    ]

    @Test("A review is refused:", arguments: refused)
    func refusal(_ refusal: Refusal) throws {
        let result = try Workspace().shell(refusal.line)
        #expect(result.errors == refusal.message + "\n")
        #expect(result.status == refusal.status && result.output == "")
    }
}

@Suite("Events are named by their positions wherever they are by their ids")
struct EventsByPosition {
    private static let event = "019a4a10-0000-7000-8000-00000000000c"

    @Test(
        "in commands that show",
        arguments: [
            "show @", "show @ --json", "log --history @", "prove @", "study @ --benchmark XNAS:AMZN --minimum 1",
            "explain timeline @",
        ])
    func shown(_ line: String) throws {
        let workspace = try Workspace()
        let results = try ["12", Self.event, Self.event.uppercased()].map { name in
            try workspace.shell("impact " + line.replacing("@", with: name))
        }
        #expect(results[0].output == results[1].output && results[0].status == results[1].status)
        if !line.hasPrefix("study") { #expect(results[0].status == 0, "\(results[0].errors)") }
        if !line.hasPrefix("explain") { #expect(results[0].output == results[2].output) }
    }

    @Test(
        "in commands that write",
        arguments: [
            ("correct @ value='39bn USD' --reason x", "target"), ("retract @ --reason x", "target"),
            ("confirm @ --by amazon", "target"), ("dispute @ --by amazon", "target"), ("deny @ --by amazon", "target"),
            ("review @ approve", "target"), ("append risk.flagged risk=r companies=openai --cause @", "causes"),
            ("append risk.flagged risk=r companies=openai causes.@.basis=stated", "causes"),
            (#"append risk.flagged risk=r companies=openai causes='[{"event":"@","basis":"inferred"}]'"#, "causes"),
            ("append evidence.added target=@ stance=confirms by.publisher=P", "target"),
            ("correct 25 causes.@.basis=stated --reason x", "data"),
        ])
    func written(_ line: String, _ field: String) throws {
        let workspace = try Workspace()
        for name in ["12", Self.event.uppercased()] {
            let result = try workspace.shell("impact \(line.replacing("@", with: name)) --json --dry-run --quiet")
            #expect(result.status == 0, "\(name): \(result.errors)")
            let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            let data = try #require(object?["data"] as? [String: Any])
            #expect("\(data[field] ?? "")".contains(Self.event), "\(name)")
        }
        let number = try workspace.shell(
            #"impact append risk.flagged risk=r companies=openai causes='[{"event":12,"basis":"stated"}]' --json --quiet"#
        )
        #expect(number.output.contains(Self.event))
    }

    @Test(
        "a position that the log does not have is a fault beside the others",
        arguments: [
            ("--cause 99", "impact: --cause: the ledger has no event '99'; impact log lists them\n"),
            (
                "causes.99.basis=stated certainty=sure",
                "impact: causes.99.basis: the ledger has no event '99'; impact log lists them\n"
                    + "impact: certainty: 'sure' is not one of confirmed, reported, expected\n"
            ),
        ])
    func missing(_ options: String, _ errors: String) throws {
        let result = try Workspace().shell("impact append risk.flagged risk=r companies=openai \(options)")
        #expect(result.status == 65 && result.errors == errors, "\(result.errors)")
    }

    @Test("in a file a number is no position: it may be a key that was mistyped")
    func files() throws {
        let workspace = try Workspace()
        try workspace.write(
            "type,key,occurred,risk,companies,cause\nrisk.flagged,1,2025-11-04,r,openai,9\n", to: "risks.csv")
        let result = try workspace.run("import", "risks.csv")
        #expect(result.status == 65 && result.errors.contains("'9' is not an event id"), "\(result.errors)")
    }
}
