import ArgumentParser
import CanonicalJSON
import CivilTime
import Ledger
import MarketEvents
import Projections
import Reports

enum RowFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, jsonl, csv, md, dot, mermaid
}

struct ViewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "The rows of a view.",
        discussion: """
            Views: \(allProjectors.map { $0.shape.name }.joined(separator: ", ")). Docs/views.md says what each shows.

              impact view commitments
              impact view rights --as-of 2025-10-27
              impact view timeline --company AMZN --since 2025-11 -O csv
              impact view dependencies --indirect -O dot | dot -Tsvg -o graph.svg
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("What to show: one of the views above.", valueName: "view"))
    var name: String

    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp(
            "The form: table, json, jsonl, csv or md; dot or mermaid for the graph of dependencies.",
            valueName: "format")
    )
    var format: RowFormat?

    @Flag(help: "The same as -O json.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Only rows of this company, in any role: its id, ticker, name or alias.", valueName: "company"))
    var company: String?

    @Option(help: ArgumentHelp("Only what happened, at least in part, from then on.", valueName: "when"))
    var since: String?

    @Option(help: ArgumentHelp("Only what was over by then.", valueName: "when"))
    var until: String?

    @Option(help: ArgumentHelp("At most so many rows.", valueName: "number"))
    var limit: Int?

    @Flag(help: "Also who depends on whom through others.")
    var indirect = false

    func run() throws {
        guard let projector = ViewRunner.projector(named: name) else {
            throw Failure(.usage, unknownName("view", name, allProjectors.map { $0.shape.name }))
        }
        if indirect, name != "dependencies" { throw Failure(.usage, "--indirect is for the view dependencies") }
        let ledger = try ledger.openWithViews()
        let selection = try cuts.selection()
        let wanted = try company.map { try ledger.resolve($0) }
        let period = try TimeRange(since: since, until: until, cuts)
        let whole: ViewResult
        // Paths go through others, so that they are found among all.
        if let wanted, !indirect {
            whole = try ledger.views.rows(of: projector, selection, naming: wanted)
        } else if let limit, let projector = projector as? any FactProjector.Type {
            whole = try ledger.views.firstRows(
                of: projector, selection, since: period.stretch.since, limit: limit
            ) { period.admits($0, projector.shape) }
        } else {
            whole = try ledger.views.rows(of: projector, selection)
        }
        var rows = whole.rows
        if indirect {
            rows += IndirectDependencies.rows(of: rows)
            if let wanted { rows = rows.filter { $0.names(wanted, whole.shape) } }
        }
        rows = rows.filter { period.admits($0, whole.shape) }
        if let limit { rows = Array(rows.prefix(max(0, limit))) }
        if name == StudyProjector.shape.name, whole.rows.isEmpty,
            let obstacle = try StudyProjector.obstacle(in: ledger.log, selection)
        {
            output.note("nothing is studied: \(obstacle)")
        }
        let result = ViewResult(shape: whole.shape, rows: rows, head: whole.head, parked: whole.parked)
        if let note = result.parkedNote { output.note(note) }
        try output.write(try text(result, selection))
    }

    private func text(_ result: ViewResult, _ selection: Selection) throws -> String {
        switch json ? .json : format ?? .table {
        case .json: return JSONValue.object(envelope(result, selection)).canonicalText + "\n"
        case .jsonl: return RowFormats.jsonLines(result)
        case .csv: return RowFormats.csv(result)
        case .md: return TextTable.tables(of: result).map(\.markdown).joined(separator: "\n")
        case .table:
            guard !result.rows.isEmpty else {
                output.note("no rows in \(name)" + (cuts.description.map { " \($0)" } ?? ""))
                return ""
            }
            return TextTable.tables(of: result).map { $0.terminal(width: output.width, color: output.color) }
                .joined(separator: "\n")
        case .dot, .mermaid:
            guard name == "dependencies" else {
                throw Failure(.usage, "\(name) is no graph; dot and mermaid are for the view dependencies")
            }
            return format == .dot ? GraphFormats.dot(result) : GraphFormats.mermaid(result)
        }
    }

    private func envelope(_ result: ViewResult, _ selection: Selection) -> JSONObject {
        func moment(_ instant: Instant?) -> JSONValue { instant.map { .string($0.rfc3339()) } ?? .null }
        return [
            "view": .string(name), "asOf": moment(selection.cut.asOf), "asPublic": moment(selection.cut.asPublic),
            "asKnown": moment(selection.cut.asKnown),
            "certainty": selection.certainty.map { .array($0.map(\.rawValue).sorted().map { .string($0) }) } ?? .null,
            "head": .integer(result.head.position), "root": .string(hexadecimal(result.head.root)),
            "parked": .integer(result.parked.count), "rows": .array(result.rows.map { .object($0.json(result.shape)) }),
        ]
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
