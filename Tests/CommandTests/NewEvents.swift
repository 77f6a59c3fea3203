import Foundation
import Testing

@Suite("An event is asked for field by field", .enabled(if: Tool.python(has: "pty"), "needs Python"))
struct NewEvents {
    static let terminal = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "terminal.py").path

    /// - Parameter answers: as words of a shell.
    static func talk(_ program: Workspace, _ arguments: String, _ answers: String) throws -> String {
        let line = "python3 '\(terminal)' '\(Workspace.program.path)' \(arguments) -- \(answers)"
        return try program.shell(line).output
    }

    static let id = "019a4a11-0000-7000-8000-000000000001"

    @Test("what cannot be read is asked again, what was read is shown, and a yes appends what append would")
    func deal() throws {
        let program = try Workspace()
        let shown = try NewEvents.talk(
            program, "new deal.announced --id \(NewEvents.id)",
            "d1 Opnai OpenAI ORCL clod cloud '' 03/11/2025 '3 Nov 2025' surely confirmed value 38bn '38 billion dollars' "
                + "'parts.g1.value=<=4bn USD' parts.g1.commitment=option trm term=P5Y '' Reuters 'A deal' nope "
                + "https://example.org/1 '' maybe yes")
        for part in [
            "buyer: who pays, a company id such as amazon\n", "no company 'Opnai' is registered; nearest: openai\n",
            "buyer = OpenAI\n  is openai\n", "did you mean cloud?\n", "is required with --id\n",
            "'03/11/2025' has 2 readings; write 2025-11-03 or 2025-03-11\n", "is 2025-11-03\n",
            "'surely' is not one of confirmed, reported, expected\n", "'38bn' has no unit; did you mean '38bn USD'?\n",
            "is 38000000000 USD\n", "no field 'trm'; nearest: term\n", "'nope' is not a web address;",
            "would be appended at 40, deal/d1 version 1\n", "write yes or no\n",
            "\nappended at 40, deal/d1 version 1\n",
            "status 0\n",
        ] { #expect(shown.contains(part), "\(part) in \(shown)") }
        #expect(
            try program.shell(
                """
                impact append deal.announced deal=d1 buyer=openai supplier=oracle kind=cloud value='38 billion dollars' \
                  parts.g1.value='<=4bn USD' parts.g1.commitment=option term=P5Y --occurred 2025-11-03 --certainty confirmed \
                  --publisher Reuters --title 'A deal' --url https://example.org/1 --id \(NewEvents.id) | sed -n 2p
                """
            ).output == "unchanged: the same event is at 40, deal/d1 version 1\n")
    }

    @Test("rules between fields are told before anything is written, and can be mended")
    func mending() throws {
        let program = try Workspace()
        let shown = try NewEvents.talk(
            program, "new deal.announced", "d1 openai openai cloud 2025 '' '' '' supplier=oracle yes")
        #expect(shown.contains("supplier: is the buyer itself\n"))
        #expect(shown.contains("\nappended at 40, deal/d1 version 1\n"))
    }

    @Test("what has fields of its own is told by them")
    func nested() throws {
        let program = try Workspace()
        let shown = try NewEvents.talk(
            program, "new evidence.added",
            "019a4a10-0000-7000-8000-000000000019 confirms x=1 '' publisher=FT '' 2025-11-05 '' '' yes")
        #expect(shown.contains("unknown field; known are party, publisher, person\n"))
        #expect(shown.contains("\nappended at 40, risk/ai-bubble version 2\n"), "\(shown)")
    }

    @Test("without a yes nothing is written", arguments: [("no", 1), ("END", 1), ("INTERRUPT", -2)])
    func leaving(answer: String, status: Int) throws {
        let program = try Workspace()
        let shown = try NewEvents.talk(program, "new risk.flagged", "r openai '' '' '' '' \(answer)")
        #expect(shown.hasSuffix("status \(status)\n"))
        #expect(try program.run("export", "events").output.split(separator: "\n").count == 39)
        let early = try NewEvents.talk(program, "new risk.flagged", answer == "no" ? "END" : answer)
        #expect(early.hasSuffix("status \(status)\n"))
        #expect(try program.shell("ls -A | grep -v -e ledger -e out$ -e err$ | wc -l").output == "0\n")
    }

    @Test("--dry-run shows the event and asks for no yes")
    func dryRun() throws {
        let program = try Workspace()
        let shown = try NewEvents.talk(program, "new risk.flagged --dry-run", "r openai '' '' '' ''")
        #expect(shown.contains("would be appended at 40") && shown.hasSuffix("status 0\n"))
    }

    @Test("without a terminal it says what to use")
    func noTerminal() throws {
        let result = try Workspace().run("new", "risk.flagged")
        #expect(result.status == 64)
        #expect(
            result.errors
                == "impact: impact new asks its questions on a terminal, and there is none; write impact append risk.flagged "
                + "field=value ..., or fill impact template risk.flagged and impact import it\n")
        #expect(try Workspace().run("new", "risk.flaged").errors.contains("nearest: risk.flagged"))
    }
}
