import ArgumentParser
import CanonicalJSON
import Ledger
import MarketEvents
import Projections
import Reports

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Rebuild the views from the log. Readers see the old ones until the new are whole.",
        discussion: """
              impact replay
              impact replay commitments plans
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The projections (else all).")
    var projections: [String] = []

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        let chosen = try projections.map { name in
            guard let projector = ViewRunner.projector(named: name) else {
                throw Failure(.usage, unknownName("projection", name, allProjectors.map { $0.shape.name }))
            }
            return projector
        }
        let ledger = try ledger.openWithViews()
        let total = try ledger.log.head().position
        var bar = ProgressBar(total: total, quiet: quiet)
        let head = try ledger.views.rebuild(chosen.isEmpty ? nil : chosen) { position in
            bar.show(position, label: "\(position)/\(total)")
        }
        bar.clear()
        if !quiet { StandardStreams.message("replayed \(head.position) events\n") }
    }
}

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How far the log reaches, and how far each view has followed it.",
        discussion: """
              impact status
              impact status --json
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let path = ledger.path
        let ledger = try ledger.openWithViews()
        let head = try ledger.log.head()
        let statuses = try ledger.views.status(head)
        let unknown = try ledger.views.history(Selection()).unknown
        if json {
            let object: JSONObject = [
                "ledger": .string(path), "head": .integer(head.position), "root": .string(hexadecimal(head.root)),
                "projections": .array(
                    statuses.map { status in
                        [
                            "name": .string(status.name), "version": .integer(status.version),
                            "position": status.position.map { .integer($0) } ?? .null,
                            "lag": .integer(head.position - (status.position ?? 0)),
                            "isCurrent": .boolean(status.isCurrent), "rows": .integer(status.rows),
                            "digest": status.digest.map { .string($0) } ?? .null,
                            "incomplete": .integer(status.incomplete),
                        ]
                    }),
                "unknown": .object(JSONObject(unknown.map { ($0.key, .integer($0.value)) })),
            ]
            return try output.write(object.canonicalText + "\n")
        }
        let table = TextTable(
            headings: [
                .init("projection"), .init("position", isNumber: true), .init("lag", isNumber: true),
                .init("version", isNumber: true), .init("rows", isNumber: true), .init("incomplete", isNumber: true),
                .init("digest"),
            ],
            rows: statuses.map { status in
                [
                    status.name, status.position.map(String.init) ?? "-",
                    String(head.position - (status.position ?? 0)), String(status.version), String(status.rows),
                    String(status.incomplete), status.digest.map { String($0.prefix(16)) } ?? "-",
                ]
            })
        var text = "ledger  \(SafeText.terminal(path))\nhead    \(head.position)\nroot    \(hexadecimal(head.root))\n"
        for (type, count) in unknown.sorted(by: { $0.key < $1.key }) {
            text += "unknown \(SafeText.terminal(type)): \(count)\n"
        }
        try output.write(text + "\n" + table.terminal(width: output.width, color: output.color))
    }
}

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "The event types, or the JSON Schema 2020-12 of one payload.",
        discussion: """
              impact schema
              impact schema deal.announced
            """)

    @OptionGroup var output: OutputOptions

    @Argument(help: "The event type.")
    var type: String?

    @Flag(help: "All types with their fields, as Markdown.")
    var catalogue = false

    func run() throws {
        if catalogue { return try output.write(EventCatalogue.markdown) }
        guard let type else {
            let table = TextTable(
                headings: [.init("type"), .init("meaning")], rows: EventType.all.map { [$0.name, $0.meaning] })
            return try output.write(table.terminal(width: output.width, color: output.color))
        }
        guard let found = EventType.named(type) else {
            throw Failure(
                .badInput, unknownName("event type", type, EventType.all.map(\.name), hint: "impact schema lists them"))
        }
        try output.write(found.jsonSchema.canonicalText + "\n")
    }
}
