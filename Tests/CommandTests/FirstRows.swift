import CanonicalJSON
import Testing

/// `--limit`: the beginning of what is shown without it, whatever way the rows are found.
@Suite("impact view --limit shows the first rows")
struct FirstRows {
    private static let views = [
        "timeline", "market-cap", "commitments", "dependencies", "rights", "plans", "claims", "concentration",
    ]

    @Test("they are the beginning of all, also under cuts, of one company, and on paths", arguments: views)
    func beginning(view: String) throws {
        let program = try Workspace()
        let options = [
            "", "--since 2025-11-03", "--as-of 2025-11-03", "--company amazon", "--certainty reported",
            view == "dependencies" ? "--indirect" : "--until 2025-11-03",
        ]
        for options in options {
            let all = try program.shell("impact view \(view) \(options) -O jsonl --quiet").output
                .split(separator: "\n", omittingEmptySubsequences: true)
            for limit in [0, 1, 2, 1000] {
                let line = "impact view \(view) \(options) --limit \(limit) --quiet"
                let first = try program.shell("\(line) -O jsonl").output.split(separator: "\n")
                #expect(first == Array(all.prefix(limit)), "\(line)")
                let json = try JSONValue(parsing: Array(program.shell("\(line) --json").output.utf8)).object
                #expect(json?["rows"]?.array?.map(\.canonicalText) == first.map(String.init), "\(line)")
                #expect(json?["view"]?.string == view)
            }
        }
    }
}
