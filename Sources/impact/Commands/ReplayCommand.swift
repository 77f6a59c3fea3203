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
              impact replay --check && echo the views are right
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The projections (else all).")
    var projections: [String] = []

    @Flag(help: "Fold everything beside the stored views and say whether they are the same; exit 1 where not.")
    var check = false

    @Flag(help: "Fold everything and say what would be stored; nothing is.")
    var dryRun = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let quiet = output.quiet
        let chosen = try projections.map { name in
            guard let projector = ViewRunner.projector(named: name) else {
                throw Failure(.usage, unknownName("projection", name, allProjectors.map { $0.shape.name }))
            }
            return projector
        }
        let ledger = try ledger.openWithViews()
        let total = try ledger.log.head().position
        var bar = ProgressBar(total: total, quiet: quiet)
        let progress = { (position: Int) in bar.show(position, label: "\(position)/\(total)") }
        defer { bar.clear() }
        if check || dryRun { return try report(ledger, chosen.map { $0.shape.name }, progress) }
        let head = try ledger.views.rebuild(chosen.isEmpty ? nil : chosen, progress: progress)
        bar.clear()
        if !quiet { StandardStreams.message("replayed \(head.position) events") }
    }

    /// What a replay gives, held against what is stored where that is asked for.
    private func report(_ ledger: Ledger, _ names: [String], _ progress: @escaping (Int) -> Void) throws {
        let (head, all) = try ledger.views.check(comparing: check, progress: progress)
        let checks = all.filter { names.isEmpty || names.contains($0.projection) }
        var lines: [String] = []
        for result in checks {
            let verdict = !check ? "" : result.isSame ? "  the same" : "  " + (result.excuse ?? "DIFFERENT")
            lines.append("\(result.projection)  \(result.rows) rows  \(result.digest.prefix(16))\(verdict)")
            for difference in result.differences {
                lines += [
                    "  \(difference.key)", "    stored: \(difference.stored ?? "no such row")",
                    "    folded: \(difference.folded ?? "no such row")",
                ]
            }
        }
        try output.print(lines)
        if !output.quiet { StandardStreams.message("folded \(head.position) events") }
        if check, checks.contains(where: { !$0.holds }) { throw ExitCode(1) }
    }
}

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How far the log reaches, and how far each view has followed it.",
        discussion: """
              impact status
              impact status --json --digests
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Also each view's digest, which takes reading every row.")
    var digests = false

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let path = ledger.path
        let ledger = try ledger.openWithViews()
        let head = try ledger.log.head()
        let statuses = try ledger.views.status(head, digests: digests)
        let unknown = try ledger.views.unknown(head)
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
                            "contradictions": .integer(status.contradictions), "parked": .integer(status.parked),
                            "storedVersion": status.storedVersion.map { .integer($0) } ?? .null,
                            "willRebuild": .boolean(status.willRebuild),
                            "failure": status.failure.map { .string($0) } ?? .null,
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
                .init("contradictions", isNumber: true),
                .init("parked", isNumber: true),
            ] + (digests ? [.init("digest")] : []),
            rows: statuses.map { status in
                [
                    status.name, status.position.map(String.init) ?? "-",
                    String(head.position - (status.position ?? 0)), String(status.version), String(status.rows),
                    String(status.incomplete), String(status.contradictions), String(status.parked),
                ] + (digests ? [status.digest.map { String($0.prefix(16)) } ?? "-"] : [])
            })
        var lines = ["ledger  \(path)", "head    \(head.position)", "root    \(hexadecimal(head.root))"]
        for (type, count) in unknown.sorted(by: { $0.key < $1.key }) { lines.append("unknown \(type): \(count)") }
        if !ledger.views.areStored { lines.append("note    the ledger can only be read; views are folded in memory") }
        for status in statuses {
            if status.willRebuild, let stored = status.storedVersion {
                lines.append(
                    "note    \(status.name) was folded by version \(stored) of its rules and is folded anew when asked for"
                )
            }
            if let failure = status.failure { lines.append("failed  \(status.name): \(failure)") }
        }
        try output.writing { write in
            for line in lines + [""] { try write(SafeText.terminal(line) + "\n") }
            try write(table.terminal(width: output.width, color: output.color))
        }
    }
}

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "The event types, or the JSON Schema 2020-12 of one payload.",
        discussion: """
            impact help TYPE shows a type's fields for people, with an example.

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
        if output.isTerminal { return try output.print(PrettyJSON.lines(.object(found.jsonSchema))) }
        try output.write(found.jsonSchema.canonicalText + "\n")
    }
}
