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
            Views: \(allProjectors.map { $0.shape.name }.joined(separator: ", ")).

              impact view commitments
              impact view rights --as-of 2025-10-27
              impact view dependencies --indirect -O dot | dot -Tsvg -o graph.svg
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The view.")
    var name: String

    @Option(name: [.customShort("O"), .long], help: "table, json, jsonl, csv, md; dot and mermaid for dependencies.")
    var format: RowFormat?

    @Flag(help: "The same as -O json.")
    var json = false

    @Option(help: "Only rows of this company, in any role.")
    var company: String?

    @Option(help: "Only rows of a day, or occurrence, from then on.")
    var since: String?

    @Option(help: "Only rows up to then.")
    var until: String?

    @Option(help: "At most so many rows.")
    var limit: Int?

    @Flag(help: "Dependencies at one remove or more, too.")
    var indirect = false

    func run() throws {
        guard let projector = ViewRunner.projector(named: name) else {
            throw Failure(.usage, unknownName("view", name, allProjectors.map { $0.shape.name }))
        }
        if indirect, name != "dependencies" { throw Failure(.usage, "--indirect is for the view dependencies") }
        let ledger = try ledger.openWithViews()
        let selection = try cuts.selection()
        let wanted = try company.map { try ledger.companies().resolve($0) }
        let whole = try ledger.views.rows(of: projector, selection)
        var rows = whole.rows
        if indirect { rows += IndirectDependencies.rows(of: rows) }
        if let wanted { rows = rows.filter { $0.names(wanted, whole.shape) } }
        let period = try TimeRange(since: since, until: until, cuts)
        rows = rows.filter { period.admits($0, whole.shape) }
        if let limit { rows = Array(rows.prefix(max(0, limit))) }
        try output.write(try text(ViewResult(shape: whole.shape, rows: rows, head: whole.head), selection))
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
            "rows": .array(result.rows.map { .object($0.json(result.shape)) }),
        ]
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension ViewRow {
    func names(_ company: String, _ shape: ViewShape) -> Bool {
        zip(shape.columns, cells).contains { column, cell in
            if case .company = column.kind { return cell.text == company }
            return column.name == "companies" && cell.list.contains(.string(company))
        }
    }
}
