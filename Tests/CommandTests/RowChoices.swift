import CanonicalJSON
import Testing

/// Which rows are shown, and in which order.
@Suite("impact view --where and --sort")
struct RowChoices {
    @Test(
        "rows that say so, in the order of a field, before --limit",
        arguments: [
            ("commitments --where deal=openai-amazon-2025", ["openai-amazon-2025"]),
            ("commitments --where total='38bn USD'", ["openai-amazon-2025"]),
            ("commitments --where supplier=oracle --where buyer=openai", ["openai-oracle-2025"]),
            ("commitments --where kind=power", []),
            ("commitments --where deal= --where unit=USD", ["null"]),
            ("commitments --where hardware=nvidia", ["openai-amazon-2025"]),
            ("commitments --sort total", ["openai-amazon-2025", "openai-oracle-2025", "null"]),
            ("commitments --sort=-total --limit 1", ["openai-oracle-2025"]),
            ("commitments --sort by_commitment --where unit=USD --limit 0", []),
        ])
    func chosen(_ options: String, _ deals: [String]) throws {
        let program = try Workspace()
        let lines = try program.shell("impact view \(options) -O jsonl --quiet").output.split(separator: "\n")
        let found = try lines.map { line in
            try JSONValue(parsing: Array(line.utf8)).object?["deal"]?.string ?? "null"
        }
        #expect(found == deals)
    }

    @Test(
        "only the fields that are asked for, in every form",
        arguments: [
            ("jsonl", #"{"deal":"openai-amazon-2025","events":["#), ("csv", "deal,total_amount,total_upper,"),
            ("md", "| deal | total |"), ("table", "deal                             total"),
        ])
    func fields(_ form: String, _ beginning: String) throws {
        let output = try Workspace().shell(
            "impact view commitments --where deal=openai-amazon-2025 --fields deal,total -O \(form)"
        ).output
        #expect(output.hasPrefix(beginning) && output.contains("38"), "\(output)")
    }

    @Test(
        "the record of one source, in whatever case it is typed; of an unknown one the nearest is said, and of other views a refusal"
    )
    func publisher() throws {
        let program = try Workspace()
        let record = try program.run("view", "record", "--publisher", "reuters", "--fields", "source,verdict,claims")
        #expect(record.status == 0 && record.output.contains("Reuters  reached"), "\(record.output)")
        #expect(try program.run("view", "record", "--publisher", "Reutres").errors.contains("nearest: Reuters"))
        #expect(try program.run("view", "claims", "--publisher", "Reuters").status == 64)
    }

    @Test("a table shows what a deal is worth in one column, whatever that is said in")
    func worth() throws {
        let program = try Workspace()
        let output = try program.shell(
            """
            add() { impact append deal.announced buyer=oracle supplier=amazon --quiet "$@" > /dev/null; }
            add deal=a kind=power capacity='3 GW'
            add deal=b kind=other valueStated='tens of billions'
            add deal=c kind=cloud rate.amount='30bn USD' rate.per=year capacity='1 GW' \
                parties.microsoft.role=guarantor
            impact view commitments -O md --company oracle
            impact view commitments -O jsonl --company microsoft --fields deal
            """
        ).output
        for worth in ["| 3 GW |", "| tens of billions |", "| 30,000,000,000 USD a year, 1 GW |"] {
            #expect(output.contains(worth), "\(output)")
        }
        #expect(output.contains(#"{"deal":"c","#), "who takes part in a deal finds it: \(output)")
    }

    @Test(
        "a field that is none is refused with the nearest",
        arguments: [
            ("--sort totl", "unknown field of commitments 'totl'; nearest: total"),
            ("--where kidn=cloud", "unknown field of commitments 'kidn'; nearest: kind"),
            ("--fields deal,totl", "unknown field of commitments 'totl'; nearest: total"),
            ("--where total", "'total' is no condition; write total=VALUE"),
        ])
    func refused(_ options: String, _ message: String) throws {
        let run = try Workspace().shell("impact view commitments \(options)")
        #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
    }
}
