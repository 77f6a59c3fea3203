import Foundation
import Testing

@Suite("First contact")
struct FirstContact {
    @Test("alone, the program says the three commands to type first, and they work")
    func alone() throws {
        let workspace = try Workspace(demo: false)
        let result = try workspace.run()
        #expect(result.status == 0 && result.errors == "")
        let lines = result.output.split(separator: "\n")
        let commands = lines.filter { $0.hasPrefix("  impact ") }.map { $0.split(separator: "   ")[0] }
        #expect(
            commands == ["  impact init --demo", "  impact view commitments", "  impact explain plans openai-compute"])
        #expect(lines.allSatisfy { $0.count <= 80 })
        for command in commands { #expect(try workspace.shell(String(command)).status == 0) }
    }

    @Test(
        "a ledger that is missing is made by impact init, and the message says so",
        arguments: [
            "impact view plans --ledger no.sqlite", "impact log --ledger no.sqlite", "impact verify --ledger no.sqlite",
            "impact append risk.flagged risk=r companies=openai --ledger no.sqlite", "impact review --ledger no.sqlite",
            "impact import - --ledger no.sqlite", "impact checkpoint --ledger no.sqlite",
            "impact prove 1 --ledger no.sqlite",
            "impact status --ledger no/no.sqlite", "impact verify --ledger no/no.sqlite",
            "XDG_DATA_HOME=$PWD/no; IMPACT_LEDGER=; export XDG_DATA_HOME IMPACT_LEDGER; impact view plans",
        ])
    func missing(_ line: String) throws {
        let result = try Workspace(demo: false).shell(line)
        #expect(result.status == 66 && result.output == "")
        #expect(result.errors.hasPrefix("impact: there is no ledger at ") && result.errors.contains("impact init"))
    }

    private static let types: [String] = {
        guard let list = try? Workspace(demo: false).run("schema").output else { return [] }
        return list.split(separator: "\n").dropFirst(2).map { String($0.prefix { $0 != " " }) }
    }()

    @Test(
        "help of a type has its fields as a table, fits 80 columns, and its examples work on the demo, one after another"
    )
    func types() throws {
        let workspace = try Workspace()
        #expect(Self.types.count >= 37)
        for type in Self.types {
            let help = try workspace.shell("impact help \(type)")
            #expect(help.status == 0 && help.errors == "")
            let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(lines[0] == type)
            #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
            let fields = lines.firstIndex { $0.hasPrefix("Fields, ") } ?? 0
            let example = lines[..<fields].filter { $0.hasPrefix("  ") }.joined(separator: "\n")
            #expect(example.hasPrefix("  impact "))
            let result = try workspace.shell("set -e\n" + example)
            #expect(result.status == 0, "\(example)\n\(result.errors)")
            #expect(result.output.contains("\nappended at "))
        }
    }

    @Test("the table has every field of the type, as one types it, with a star where it is required")
    func fields() throws {
        let help = try Workspace(demo: false).run("help", "deal.announced").output
        for field in [
            "deal *", "value", "parts.PART.commitment *", "parties.PARTY.share", "consideration.PAYER.form *",
        ] {
            #expect(help.contains("\n  \(field) "), "\(field)")
        }
        #expect(help.contains("--certainty") && help.contains("--published"))
        let nearest = try Workspace(demo: false).run("help", "deal.anounced")
        #expect(nearest.status == 64 && nearest.errors.contains("nearest: deal.announced"))
    }

    @Test("a schema is for people on a terminal, and canonical elsewhere", .enabled(if: Tool.isThere("script")))
    func schema() throws {
        let workspace = try Workspace(demo: false)
        let program = Workspace.program.path
        let piped = try workspace.run("schema", "deal.announced").output
        #expect(piped.split(separator: "\n").count == 1)
        let typed = try workspace.shell("script -qec '\(program) schema deal.announced' /dev/null").output
            .replacing("\r\n", with: "\n")
        #expect(typed.hasPrefix("{\n  \"$id\": \"urn:impact:schema:deal.announced:1\",\n"))
        func value(_ text: String) throws -> NSDictionary? {
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
        }
        #expect(try value(typed) == value(piped))
    }

    @Test("who writes is the account where no variable names anybody")
    func account() throws {
        let workspace = try Workspace()
        let result = try workspace.shell(
            """
            unset USER LOGNAME IMPACT_WRITER
            impact append risk.flagged risk=r companies=openai summary=x --json --quiet | grep -o 'writer:[^"]*'
            echo "writer:$(id -un)"
            """)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == lines[1])
    }
}
