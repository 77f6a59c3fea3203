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
        "a field that is none is refused with the nearest",
        arguments: [
            ("--sort totl", "unknown field of commitments 'totl'; nearest: total"),
            ("--where kidn=cloud", "unknown field of commitments 'kidn'; nearest: kind"),
            ("--where total", "'total' is no condition; write total=VALUE"),
        ])
    func refused(_ options: String, _ message: String) throws {
        let run = try Workspace().shell("impact view commitments \(options)")
        #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
    }
}
