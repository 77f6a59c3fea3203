import ArgumentParser
import CanonicalJSON
import CivilTime
import EventLog
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

    @Option(
        help: ArgumentHelp(
            "Of the view record, only what this source said: a publisher, company or person, as the view names it.",
            valueName: "source"))
    var publisher: String?

    @Option(help: ArgumentHelp("Only what happened, at least in part, from then on.", valueName: "when"))
    var since: String?

    @Option(help: ArgumentHelp("Only what was over by then.", valueName: "when"))
    var until: String?

    @Option(help: ArgumentHelp("At most so many rows.", valueName: "number"))
    var limit: Int?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only rows that say so: field=value, as JSON names the field; without a value those that say nothing. Repeatable.",
            valueName: "field=value"))
    var conditions: [String] = []

    @Option(
        help: ArgumentHelp(
            "In the order of a field, rows without it last; --sort=-field shows the greatest first.", valueName: "field"
        ))
    var sort: String?

    @Option(
        help: ArgumentHelp(
            "Only these fields, in every form: names with commas between them, or all.", valueName: "list"))
    var fields: String?

    @Flag(help: "Also who depends on whom through others.")
    var indirect = false

    func run() throws {
        guard let projector = ViewRunner.projector(named: name) else {
            throw Failure(.usage, unknownName("view", name, allProjectors.map { $0.shape.name }))
        }
        if fields != nil, format == .dot || format == .mermaid {
            throw Failure(.usage, "--fields is for rows; a graph has none")
        }
        if publisher != nil, name != RecordProjector.shape.name {
            throw Failure(.usage, "--publisher is for the view record")
        }
        if indirect, name != "dependencies" { throw Failure(.usage, "--indirect is for the view dependencies") }
        let ledger = try ledger.openWithViews()
        let selection = try cuts.selection()
        let wanted = try company.map { try ledger.resolve($0) }
        let period = try TimeRange(since: since, until: until, cuts)
        var question = RowQuestion(projector, selection)
        (question.company, question.since, question.limit) = (wanted, period.stretch.since, limit.map { max(0, $0) })
        let (wheres, order) = try choice(projector.shape)
        let source = publisher.map(SourceChoice.init)
        question.admits = { row in
            source?.admits(row) ?? true && period.admits(row, projector.shape) && wheres.allSatisfy { $0.admits(row) }
        }
        // What comes first is known when all have been seen.
        if order != nil { question.limit = nil }
        let views = ledger.views
        var answer: Answer =
            indirect
            ? try IndirectRows(question, views).answer : { body in try views.answer(question, body) }
        if let order { answer = sorted(answer, order) }
        var shape = projector.shape
        if let kept = try kept(shape) {
            let whole = answer
            shape = shape.keeping(kept)
            answer = { body in
                try whole { part in
                    if case .row(let row) = part { try body(.row(row.keeping(kept))) } else { try body(part) }
                }
            }
        }
        if name == StudyProjector.shape.name, try views.rows(of: projector, selection).rows.isEmpty,
            let obstacle = try StudyProjector.obstacle(in: ledger.log, selection)
        {
            output.note("nothing is studied: \(obstacle)")
        }
        switch json ? .json : format ?? .table {
        case .json: try writeJSON(answer, question, shape)
        case .jsonl: try writeLines(answer, question) { RowFormats.json($0, shape) + "\n" }
        case .csv:
            try writeLines(answer, question, header: RowFormats.csvHeader(shape)) { RowFormats.csv($0, shape) }
        case .table, .md, .dot, .mermaid: try writeWhole(answer, question, shape)
        }
        if let unknown = source?.unknown { output.note(unknown) }
    }

    private typealias Answer = ((RowAnswer) throws -> Void) throws -> Void

    private func choice(_ shape: ViewShape) throws -> ([RowCondition], RowOrder?) {
        do throws(UnknownColumn) {
            var wheres: [RowCondition] = []
            for condition in conditions { wheres.append(try RowCondition(condition, shape)) }
            guard let sort else { return (wheres, nil) }
            return (wheres, try RowOrder(sort, shape))
        } catch { throw Failure(.usage, error.description) }
    }

    /// The fields that were asked for; nil for those of the form.
    private func kept(_ shape: ViewShape) throws -> [Int]? {
        do throws(UnknownColumn) {
            guard let fields else { return nil }
            return try shape.columns(named: fields)
        } catch { throw Failure(.usage, error.description) }
    }

    private func sorted(_ answer: @escaping Answer, _ order: RowOrder) -> Answer {
        { body in
            var rows: [ViewRow] = []
            try answer { part in
                if case .row(let row) = part { rows.append(row) } else { try body(part) }
            }
            for row in order.sorted(rows).prefix(limit.map { max(0, $0) } ?? .max) { try body(.row(row)) }
        }
    }

    /// Row after row, as they are read.
    private func writeLines(
        _ answer: @escaping Answer, _ question: RowQuestion, header: String = "", _ line: @escaping (ViewRow) -> String
    ) throws {
        try output.writing { write in
            try answer { part in
                switch part {
                case .state(_, let parked):
                    note(parked, question)
                    try write(header)
                case .row(let row): try write(line(row))
                }
            }
        }
    }

    private func writeJSON(_ answer: @escaping Answer, _ question: RowQuestion, _ shape: ViewShape) throws {
        // Members are in the order of their names: rows come before the view.
        let rest = "],\"version\":\(question.projector.version),\"view\":\(JSONValue.string(name).canonicalText)}"
        var separator = ""
        try output.writing { write in
            try answer { part in
                switch part {
                case .state(let head, let parked):
                    note(parked, question)
                    let empty = JSONValue.object(envelope(head, parked, question)).canonicalText
                    try write(String(empty.dropLast(rest.count)))
                case .row(let row):
                    try write(separator + RowFormats.json(row, shape))
                    separator = ","
                }
            }
            try write(rest + "\n")
        }
    }

    private func writeWhole(_ answer: @escaping Answer, _ question: RowQuestion, _ shape: ViewShape) throws {
        var (state, rows): ((head: LogHead, parked: [Parked])?, [ViewRow]) = (nil, [])
        try answer { part in
            switch part {
            case .state(let head, let parked): state = (head, parked)
            case .row(let row): rows.append(row)
            }
        }
        guard let state else { return }
        note(state.parked, question)
        try output.write(
            try text(ViewResult(shape: shape, rows: rows, head: state.head, parked: state.parked)))
    }

    private func note(_ parked: [Parked], _ question: RowQuestion) {
        if let note = Parked.note(parked, of: question.projector.shape.name) { output.note(note) }
    }

    private func text(_ result: ViewResult) throws -> String {
        switch format {
        case .md: return tables(result).map(\.markdown).joined(separator: "\n")
        case .dot, .mermaid:
            guard name == "dependencies" else {
                throw Failure(.usage, "\(name) is no graph; dot and mermaid are for the view dependencies")
            }
            return format == .dot ? GraphFormats.dot(result) : GraphFormats.mermaid(result)
        default:
            guard !result.rows.isEmpty else {
                output.note("no rows in \(name)" + (cuts.description.map { " \($0)" } ?? ""))
                return ""
            }
            return tables(result).map { $0.terminal(width: output.width, color: output.color) }
                .joined(separator: "\n")
        }
    }

    private func tables(_ result: ViewResult) -> [TextTable] {
        fields == nil ? TextTable.tables(of: result) : [TextTable.wide(result.shape, result.rows)]
    }

    /// Without rows yet.
    private func envelope(_ head: LogHead, _ parked: [Parked], _ question: RowQuestion) -> JSONObject {
        var envelope = JSONObject(question.selection, head)
        envelope["view"] = .string(name)
        envelope["version"] = .integer(question.projector.version)
        envelope["parked"] = .integer(parked.count)
        envelope["rows"] = []
        return envelope
    }
}

/// The rows of one source, which is found in whatever case it is typed.
private final class SourceChoice {
    private let wanted: String
    private var others: Set<String> = []
    private var isFound = false

    init(_ name: String) { wanted = name }

    func admits(_ row: ViewRow) -> Bool {
        guard let source = row.cell("source", of: RecordProjector.shape).text else { return false }
        if source.lowercased() == wanted.lowercased() {
            isFound = true
            return true
        }
        others.insert(source)
        return false
    }

    /// What is said where nobody is called so.
    var unknown: String? { isFound ? nil : unknownName("source", wanted, others.sorted()) }
}

/// Dependencies and the paths between them, which go through others, so that they are found among all.
private struct IndirectRows {
    private let direct: ViewResult
    private let question: RowQuestion

    init(_ question: RowQuestion, _ views: ViewRunner) throws {
        self.question = question
        direct = try views.rows(of: question.projector, question.selection)
    }

    func answer(_ body: (RowAnswer) throws -> Void) throws {
        try body(.state(direct.head, direct.parked))
        let rows = (direct.rows + IndirectDependencies.rows(of: direct.rows)).filter { row in
            (question.company.map { row.names($0, direct.shape) } ?? true) && question.admits(row)
        }
        for row in rows.prefix(question.limit ?? .max) { try body(.row(row)) }
    }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
