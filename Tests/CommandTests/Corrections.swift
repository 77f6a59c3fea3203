import Foundation
import Testing

@Suite("Corrections, retractions and later evidence from the command line")
struct Corrections {
    private static let oracle = "019a4a10-0000-7000-8000-000000000013"

    private func total(_ program: Workspace, _ options: String...) throws -> String? {
        let rows = try program.rows("commitments", "--company", "oracle")
        _ = options
        return rows.first { $0["deal"] == "openai-oracle-2025" }?["total.amount"]
    }

    private func id(_ result: ProgramResult) throws -> String {
        let words = try #require(result.output.split(separator: "\n").first).split(separator: " ")
        return String(try #require(words.last))
    }

    @Test("a correction shows what changes, and every figure follows")
    func correct() throws {
        let program = try Workspace()
        let result = try program.run(
            "correct", Self.oracle, "value=250bn USD", "termQualifier=null", "--reason", "the figure was mistyped")
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.contains("  termQualifier: about -> none"))
        #expect(lines.contains("  value: 300000000000 USD -> 250000000000 USD"))
        #expect(try total(program) == "250000000000")
        let plan = try program.rows("plans").first { $0["unit"] == "USD" }
        #expect(plan?["notCovered.amount"] == "1112000000000")
        #expect(plan?.list("events").contains(try id(result)) == true, "a figure names the correction behind it")
    }

    @Test("the last of several corrections holds; retracting it brings the former reading back")
    func chain() throws {
        let program = try Workspace()
        try program.run("correct", "19", "value=250bn USD", "--reason", "first")
        let second = try id(try program.run("correct", "19", "value=200bn USD", "--reason", "second"))
        #expect(try total(program) == "200000000000")
        let retraction = try id(try program.run("retract", second, "--reason", "the second was wrong"))
        #expect(try total(program) == "250000000000")
        #expect(try program.run("retract", retraction, "--reason", "it was right after all").status == 0)
        #expect(try total(program) == "200000000000")
        let history = try program.run("log", "--history", second).output
        let states = history.split(separator: "\n").compactMap { line in
            ["superseded", "holds", "retracted", "stands"].first { line.contains(" \($0) ") }
        }
        #expect(states == ["superseded", "superseded", "holds", "retracted", "stands"])
    }

    @Test("a correction of a correction is one of the event that both are about")
    func followsToTheFirst() throws {
        let program = try Workspace()
        let first = try id(try program.run("correct", "19", "value=250bn USD", "--reason", "first"))
        let second = try program.run("correct", first, "kind=cloud", "--reason", "second")
        #expect(second.output.contains("target = \(Self.oracle)"))
        #expect(try total(program) == "250000000000", "the fields of the first stay where the second says nothing")
    }

    @Test("a corrected day moves the event under the clock of what had happened")
    func occurred() throws {
        let program = try Workspace()
        let before = try program.rows("dependencies", "--as-of", "2025-06-15")
        #expect(!before.contains { $0["provider"] == "google" })
        try program.run("correct", "18", "--occurred", "2025-05", "--reason", "it was earlier")
        let after = try program.rows("dependencies", "--as-of", "2025-06-15")
        #expect(after.contains { $0["provider"] == "google" })
    }

    @Test("a corrected key moves the event to another stream, where its rows follow")
    func key() throws {
        let program = try Workspace()
        let moved = try program.run("correct", "19", "deal=openai-oracle-stargate", "--reason", "another deal")
        #expect(moved.status == 0, "\(moved.errors)")
        let deals = try program.rows("commitments").compactMap { $0["deal"] }
        #expect(deals.contains("openai-oracle-stargate") && !deals.contains("openai-oracle-2025"))
        let again = try program.run("correct", "19", "value=1bn USD", "--reason", "and its figure")
        #expect(again.status == 0, "\(again.errors)")
        let row = try program.rows("commitments").first { $0["deal"] == "openai-oracle-stargate" }
        #expect(row?["total.amount"] == "1000000000", "an earlier correction's stream holds")
    }

    @Test("an event that others name as their cause may be retracted: they stay, and say so")
    func cause() throws {
        let program = try Workspace()
        #expect(try program.run("retract", "12", "--reason", "it was a rumour").status == 0)
        let row = try program.rows("market-cap").first { $0["company"] == "amazon" }
        #expect(row?["change.amount"] == "140000000000")
        #expect(row?.rows("causes").first?["event"] == "019a4a10-0000-7000-8000-00000000000c")
        #expect(!(try program.rows("commitments").contains { $0["deal"] == "openai-amazon-2025" }))
    }

    @Test("later evidence changes the certainty from its publication on, never before")
    func evidence() throws {
        let program = try Workspace()
        let added = try program.run(
            "confirm", "19", "--by", "ORCL.N", "--occurred", "2025-12-10", "--publisher", "Form 10-Q")
        #expect(added.status == 0, "\(added.errors)")
        func certainty(_ options: String...) throws -> String? {
            let result = try program.shell("impact view commitments -O jsonl " + options.joined(separator: " "))
            return result.output.split(separator: "\n").first { $0.contains(#""deal":"openai-oracle-2025""#) }
                .flatMap { line in line.firstMatch(of: /"certainty":"([a-z]+)"/).map { String($0.output.1) } }
        }
        #expect(try certainty() == "confirmed")
        #expect(try certainty("--as-public", "2025-12-09") == "reported")
        #expect(try certainty("--as-public", "2025-12-10") == "confirmed")
        try program.run("deny", "19", "--by", "openai", "--occurred", "2025-12-20")
        #expect(try certainty() == "denied")
        let sums = try program.rows("commitments").first { $0["deal"] == nil }
        #expect(sums?["contracted.amount"] == "38000000000", "what is denied counts in no sum")
    }

    @Test("what the ledger held before a correction is shown as known then")
    func asKnown() throws {
        let program = try Workspace()
        // The demo's clock stands at SOURCE_DATE_EPOCH, before today's correction.
        try program.run("correct", "19", "value=250bn USD", "--reason", "mistyped")
        let then = try program.rows("commitments", "--as-known", "2025-11-04")
        #expect(then.first { $0["deal"] == "openai-oracle-2025" }?["total.amount"] == "300000000000")
        #expect(try total(program) == "250000000000")
        let explained = try program.run("explain", "plans", "openai-compute:USD", "--as-known", "2025-11-04").output
        #expect(explained.contains("1,062,000,000,000 USD") && !explained.contains("1,112,000,000,000"))
        let history = try program.run("log", "--history", "19", "--as-known", "2025-11-04").output
        #expect(!history.contains("event.corrected"))
    }

    static let refusals: [Refusal] = [
        Refusal(
            what: "a correction of what is not there", line: "impact correct 99 kind=cloud --reason x", status: 65,
            message: "impact: the ledger has no event '99'; impact log lists them"),
        Refusal(
            what: "a correction that changes nothing", line: "impact correct 19 kind=compute --reason x", status: 65,
            message: "impact: nothing would change; say what does, such as value='38bn USD'"),
        Refusal(
            what: "a correction of the type", line: "impact correct 19 type=deal.ended --reason x", status: 65,
            message: "impact: type: what an event is cannot be corrected; retract it and append the right one"),
        Refusal(
            what: "a correction that makes the payload wrong", line: "impact correct 19 supplier=openai --reason x",
            status: 65, message: "impact: supplier: is the buyer itself"),
        Refusal(
            what: "a field removed that is not there", line: "impact correct 13 basis=null --reason x", status: 65,
            message: "impact: basis: is not there; the event has "
                + "causes, certainty, company, evidence, kind, saidBy, summary"),
        Refusal(
            what: "a required field removed", line: "impact correct 19 buyer=null --reason x", status: 65,
            message: "impact: buyer: is missing: who pays"),
        Refusal(
            what: "a correction of what is retracted",
            line: "impact retract 19 --reason y --id 019a4a10-0000-7000-8000-0000000009ff --quiet > /dev/null; "
                + "impact correct 19 kind=cloud --reason x; impact retract 019a4a10-0000-7000-8000-0000000009ff --reason z --quiet > /dev/null",
            status: 65,
            message:
                "impact: '19' is retracted; retract that first: impact retract 019a4a10-0000-7000-8000-0000000009ff"),
        Refusal(
            what: "no reason", line: "impact correct 19 kind=cloud", status: 64,
            message: "impact: --reason <reason> is missing; see impact help correct"),
        Refusal(
            what: "a query with an unknown key",
            line: "impact append risk.flagged risk=z companies=openai --unless kind=x --after 3", status: 64,
            message: "impact: --unless: unknown key 'kind'; known are type, stream, company"),
        Refusal(
            what: "a query with an unknown type",
            line: "impact append risk.flagged risk=z companies=openai --unless type=deal.anounced --after 3",
            status: 64,
            message: "impact: --unless: unknown event type 'deal.anounced'; nearest: deal.announced, deal.amended"),
        Refusal(
            what: "a query that is none",
            line: "impact append risk.flagged risk=z companies=openai --unless company --after 3", status: 64,
            message: "impact: --unless: 'company' is not key=a|b; "
                + "write for example type=deal.announced|deal.amended,company=openai"),
        Refusal(
            what: "a query without its position",
            line: "impact append risk.flagged risk=z companies=openai --unless company=openai", status: 64,
            message: "impact: --unless needs --after: the last position that was read"),
        Refusal(
            what: "a boundary that was crossed",
            line:
                "impact append risk.flagged risk=z companies=openai --unless 'type=deal.announced|deal.ended,company=ORCL' --after 18",
            status: 75,
            message:
                "impact: the event at position 19 matches type=deal.announced|deal.ended,company=ORCL and stands after "
                + "position 18: read it, then append again after 19"),
    ]

    @Test("Refused:", arguments: refusals)
    func refused(_ refusal: Refusal) throws {
        let workspace = try Workspace()
        let result = try workspace.shell(refusal.line)
        #expect(result.errors == refusal.message + "\n")
        if refusal.what != "a correction of what is retracted" { #expect(result.status == refusal.status) }
        #expect(result.output == "")
    }

    @Test("a boundary that holds lets the event in")
    func boundaryHolds() throws {
        let program = try Workspace()
        let appended = try program.run(
            "append", "risk.flagged", "risk=z", "companies=openai", "--unless", "type=deal.announced,company=oracle",
            "--after", "19")
        #expect(appended.status == 0, "\(appended.errors)")
    }
}
