import ArgumentParser
import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Projections
import Reports

struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Approve or reject an event; alone, the list of events that wait for a review.",
        discussion: """
            With --reviewed-only every command counts only what somebody else than its writer approved. One's own review
            of one's own event counts for nothing there, and so does that of who corrected it; of several reviews the last
            one holds.

              impact review --company AMZN
              impact review 12 approve --writer bo
              impact review 14 reject --note 'the article says 38, not 83' --writer bo
              impact review -O csv --limit 1000
            """)

    enum Verdict: String, ExpressibleByArgument, CaseIterable {
        case approve, reject

        var word: String { self == .approve ? "approved" : "rejected" }
    }

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, jsonl, csv, md }

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event's id or position; without one, what waits is listed.")
    var event: String?

    @Argument(help: "approve or reject.")
    var verdict: Verdict?

    @Option(help: "What there is to say of it.")
    var note: String?

    @Option(help: ArgumentHelp("When it was reviewed (else now).", valueName: "when"))
    var occurred: String?

    @Option(help: "Of the list: only events that touch this company.")
    var company: String?

    @Option(help: ArgumentHelp("Of the list: at most so many, the oldest first.", valueName: "number"))
    var limit = 100

    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp("The form of the list: table, json, jsonl, csv or md.", valueName: "format"))
    var format: Format?

    @OptionGroup var writing: WritingOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let event else { return try list() }
        guard let verdict else {
            throw Failure(.usage, "say what you found: impact review \(event) approve, or reject")
        }
        if company != nil || format != nil {
            throw Failure(.usage, "--company and --format are of the list: impact review without an event")
        }
        try append(verdict, on: event)
    }

    private func append(_ verdict: Verdict, on name: String) throws {
        if writing.id != nil, occurred == nil {
            throw Failure(.usage, "--id needs --occurred: the same event again must have the same content")
        }
        let ledger = try ledger.open()
        let readings = try ledger.readings(name)
        let target = readings.target.envelope
        if let retraction = readings.retraction {
            throw Failure(
                .badInput, "\(quoted(name)) is retracted (\(retraction.envelope.id)): there is nothing to review")
        }
        if EventType.named(target.type)?.stream == .target {
            throw Failure(.badInput, "\(quoted(name)) is \(target.type), said of another event: review that one")
        }
        var data: JSONObject = ["target": .string(target.id), "verdict": .string(verdict.word)]
        if let note { data["note"] = .string(note) }
        let companies = try ledger.companies()
        let review = try writing.event(
            try EventType.required("event.reviewed"), data, occurred: try writing.time(occurred, of: "--occurred"),
            published: nil, in: ledger, companies)
        try writing.append(
            review,
            showing: ["target = \(target.id), \(target.type)", "verdict = \(verdict.word)"]
                + (note.map { ["note = \($0)"] } ?? []), to: ledger, companies, output)
        if ledger.isOwn(writing.author.source, readings) {
            output.note(
                "your own event: this review counts for nothing in --reviewed-only; somebody else must approve it "
                    + "(--writer says who writes)")
        }
    }

    // MARK: what waits

    private func list() throws {
        if note != nil || occurred != nil {
            throw Failure(.usage, "--note and --occurred need the event that is reviewed")
        }
        guard limit >= 0 else { throw Failure(.usage, "--limit is \(limit); write a number from 0 on") }
        let ledger = try ledger.openWithStoredViews()
        let wanted = try company.map { try ledger.resolve($0) }
        let form = writing.json ? .json : format ?? .table
        switch form {
        case .jsonl:
            try output.writing { write in
                try walk(ledger, wanted) { try write(RowFormats.json($0, WaitingRows.shape) + "\n") }
            }
        case .csv:
            try output.writing { write in
                try write(RowFormats.csvHeader(WaitingRows.shape))
                try walk(ledger, wanted) { try write(RowFormats.csv($0, WaitingRows.shape)) }
            }
        case .json, .table, .md:
            var rows: [ViewRow] = []
            try walk(ledger, wanted, isForPeople: form != .json) { rows.append($0) }
            let head = try ledger.log.head()
            try output.write(text(ViewResult(shape: WaitingRows.shape, rows: rows, head: head, parked: []), form))
        }
    }

    private func walk(
        _ ledger: Ledger, _ company: String?, isForPeople: Bool = false, _ body: (ViewRow) throws -> Void
    ) throws {
        let sentences = ledger.sentences()
        var count = 0
        try ledger.forEachWaiting(touching: company) { event, waiting in
            guard count < limit else {
                output.note("these are the first \(limit); --limit shows more")
                return false
            }
            count += 1
            let headline =
                isForPeople ? try sentences.headline(event.envelope.type, event.envelope.data) : nil
            try body(WaitingRows.row(event, waiting, headline: headline))
            return true
        }
    }

    private func text(_ result: ViewResult, _ form: Format) -> String {
        switch form {
        case .json:
            var object = JSONObject(Selection(), result.head)
            object["view"] = .string(result.shape.name)
            object["rows"] = .array(result.rows.map { .object($0.json(result.shape)) })
            return object.canonicalText + "\n"
        case .md: return TextTable.tables(of: result).map(\.markdown).joined(separator: "\n")
        default:
            guard !result.rows.isEmpty else {
                output.note("nothing waits for a review")
                return ""
            }
            return TextTable.tables(of: result).map { $0.terminal(width: output.width, color: output.color) }
                .joined(separator: "\n")
        }
    }
}
