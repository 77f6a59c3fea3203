import Foundation
import Testing

@Suite("One event: all faults at once, in the words of who types")
struct TypedFaults {
    @Test("fields that cannot be read, companies that nobody registered, and what is wrong with the rest")
    func all() throws {
        let program = try Workspace()
        let result = try program.shell(
            """
            impact append deal.announced deal=D1 buyer=nobody supplier=amazn kind=clowd value='1.234 USD' term=7 \
            'parts=[{"part":"a","commitment":"sure","value":{"amount":"25","unit":"percent","qualifier":"exact"}}]' \
            'consideration=[{"payer":"noone","payee":"openai","form":"cash"}]' --occurred 2025-02-30
            """)
        #expect(result.status == 65)
        let fields = result.errors.split(separator: "\n").map { $0.dropFirst(8).prefix { $0 != ":" } }
        #expect(
            fields == [
                "buyer", "supplier", "value", "--occurred", "consideration[0].payer", "deal", "kind",
                "parts[0].commitment", "term", "parts[0].value",
            ], "\(result.errors)")
    }

    @Test("a field that could not be read is not missing, too; others are")
    func missing() throws {
        let program = try Workspace()
        let result = try program.shell("impact append deal.announced deal=d buyer=nobody kind=cloud")
        #expect(
            result.errors == """
                impact: buyer: no company 'nobody' is registered; register it first: impact append company.registered
                impact: supplier: is missing: who delivers

                """)
    }

    @Test("a correction names the payload's fields as one types them")
    func corrections() throws {
        let program = try Workspace()
        let position = try program.shell("impact log --type deal.announced --json | head -1").output
        let event = try #require(try JSONSerialization.jsonObject(with: Data(position.utf8)) as? [String: Any])
        let id = try #require(event["id"] as? String)
        let result = try program.run("correct", id, "value=-5 USD", "kind=clowd", "buyer=nobody", "--reason", "r")
        #expect(result.status == 65)
        let fields = result.errors.split(separator: "\n").map { $0.dropFirst(8).prefix { $0 != ":" } }
        #expect(fields == ["buyer", "value", "kind"] || fields == ["buyer", "kind", "value"], "\(result.errors)")
    }

    @Test("--dry-run --json prints the event as it would be, and writes nothing")
    func dryRun() throws {
        let program = try Workspace()
        let line = [
            "append", "risk.flagged", "risk=r", "companies=openai", "--id", "019a4a10-0000-7000-8000-000000000901",
            "--occurred", "2025-11-04", "--json",
        ]
        func object(_ result: ProgramResult) throws -> [String: Any] {
            try #require(result.status == 0, "\(result.errors)")
            return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        }
        func run(_ more: String...) throws -> ProgramResult {
            try program.shell("impact " + (line + more).joined(separator: " "))
        }
        let before = try program.run("export", "events").output
        let tried = try object(try run("--dry-run"))
        #expect(try program.run("export", "events").output == before)
        var recorded = try object(try run())
        #expect(tried["recordedtime"] == nil)
        recorded["recordedtime"] = nil
        #expect(NSDictionary(dictionary: tried) == NSDictionary(dictionary: recorded))
        // The same once more is there already, with the time at which it was recorded.
        #expect(try object(try run("--dry-run"))["recordedtime"] != nil)
    }

    @Test("NULs in ids and streams are refused")
    func nul() throws {
        let program = try Workspace()
        for (id, risk, subject) in [
            ("019a4a10-0000-7000-8000-00000000090\\u0000", "r", "risk/r"),
            ("019a4a10-0000-7000-8000-000000000901", "r\\u0000", "risk/r\\u0000"),
        ] {
            try program.write(
                """
                {"specversion":"1.0","id":"\(id)","source":"urn:t","type":"risk.flagged","subject":"\(subject)",\
                "occurred":"2025-11-04","data":{"certainty":"reported","companies":["openai"],"risk":"\(risk)"}}

                """, to: "f.jsonl")
            #expect(try program.run("import", "f.jsonl").status == 65)
        }
    }
}
