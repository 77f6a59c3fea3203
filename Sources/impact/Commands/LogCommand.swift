import ArgumentParser
import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Reports

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The events, in the order they were recorded.",
        discussion: """
              impact log --company amazon
              impact log --type deal.announced --json
              impact log --stream deal/openai-amazon-2025
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Only this stream.")
    var stream: String?

    @Option(help: "Only this type.")
    var type: String?

    @Option(help: "Only events that name this company, in any role.")
    var company: String?

    @Option(help: "At most so many, the last ones.")
    var limit: Int?

    @Flag(help: "One CloudEvent a line.")
    var json = false

    func run() throws {
        let ledger = try ledger.open()
        if let type, EventType.named(type) == nil {
            throw Failure(.badInput, unknownName("event type", type, EventType.all.map(\.name)))
        }
        let wanted = try company.map { try ledger.companies().resolve($0) }
        var events = try ledger.events(try cuts.selection()) { event in
            (stream ?? event.envelope.subject) == event.envelope.subject
                && (type ?? event.envelope.type) == event.envelope.type
                && (wanted.map { event.names($0) } ?? true)
        }
        if let limit { events = Array(events.suffix(max(0, limit))) }
        if json { return try output.write(events.map { $0.json.canonicalText + "\n" }.joined()) }
        let table = TextTable(
            headings: [
                .init("position", isNumber: true), .init("occurred"), .init("type"), .init("stream"), .init("summary"),
            ],
            rows: events.map { event in
                [
                    String(event.position), event.envelope.occurred ?? event.envelope.time, event.envelope.type,
                    event.envelope.subject, event.envelope.data["summary"]?.string ?? "",
                ]
            })
        try output.write(table.terminal(width: output.width, color: output.color))
    }
}

extension RecordedEvent {
    /// Whether the payload names the company in any role.
    func names(_ company: String) -> Bool {
        guard let type = EventType.named(envelope.type) else { return false }
        var found = false
        Shape.object(type.payload).forEachText(
            named: TextFormat.company.name, in: .object(envelope.data), path: ""
        ) { id, _ in found = found || id == company }
        return found
    }
}

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One event, with its causes and effects.",
        discussion: """
              impact show 12
              impact show 019a4a10-0000-7000-8000-00000000000c --json
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The event's id or position.")
    var event: String

    @Flag(help: "The CloudEvent alone.")
    var json = false

    func run() throws {
        let ledger = try ledger.open()
        let found =
            try Int(event).map { try ledger.log.event(position: $0) } ?? ledger.log.event(id: event.lowercased())
        guard let found else {
            throw Failure(.badInput, "the ledger has no event \(quoted(event)); impact log lists them")
        }
        if json { return try output.write(found.json.canonicalText + "\n") }
        var lines = ["position \(found.position), \(found.envelope.subject) version \(found.streamVersion)"]
        lines += found.json.members.filter { $0.name != "data" }.map {
            "\($0.name): \($0.value.string ?? $0.value.canonicalText)"
        }
        lines.append("data:")
        lines += found.envelope.data.members.map { member in
            "  \(member.name): "
                + (member.value.object.flatMap { Quantity($0) }?.grouped ?? member.value.string
                    ?? member.value.canonicalText)
        }
        lines += try related(found, ledger)
        try output.write(lines.map { SafeText.terminal($0) + "\n" }.joined())
    }

    private func related(_ found: RecordedEvent, _ ledger: Ledger) throws -> [String] {
        func line(_ event: RecordedEvent) -> String {
            "  \(event.position) \(event.envelope.type) \(event.envelope.data["summary"]?.string ?? event.envelope.subject)"
        }
        func causes(_ event: RecordedEvent) -> [String] {
            (event.envelope.data["causes"]?.array ?? []).compactMap { $0.object?["event"]?.string }
        }
        let caused = try causes(found).compactMap { try ledger.log.event(id: $0) }
        let effects = try ledger.events { causes($0).contains(found.envelope.id) }
        let about = try ledger.events { $0.envelope.data["target"]?.string == found.envelope.id }
        return (caused.isEmpty ? [] : ["caused by:"] + caused.map(line))
            + (effects.isEmpty ? [] : ["effects:"] + effects.map(line))
            + (about.isEmpty ? [] : ["later said of it:"] + about.map(line))
    }
}
