import ArgumentParser
import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Reports

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The events, in the order they were recorded.",
        discussion: """
              impact log --company AMZN
              impact log --type deal.announced --since 2025-11 --json
              impact log --history 12
              timeout 1 impact log --follow --json || true
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Only this stream.")
    var stream: String?

    @Option(help: "Only this type.")
    var type: String?

    @Option(
        help:
            "Only events that touch this company: that name it in any role, or are of a deal, right, plan or stake of its."
    )
    var company: String?

    @Option(help: ArgumentHelp("Only what happened, at least in part, from then on.", valueName: "when"))
    var since: String?

    @Option(help: ArgumentHelp("Only what had happened by then.", valueName: "when"))
    var until: String?

    @Option(help: "At most so many, the last ones; with --follow so many of before.")
    var limit: Int?

    @Flag(help: "Only new events, as they come, until Ctrl-C.")
    var follow = false

    @Option(help: ArgumentHelp("The readings of one event: who said what, when, why.", valueName: "id"))
    var history: String?

    @Flag(help: "One CloudEvent a line.")
    var json = false

    func run() async throws {
        if follow { try checkFollowing() }
        let ledger = try ledger.openWithStoredViews()
        if let history { return try writeHistory(try ledger.readings(history, try cuts.selection())) }
        if let type, EventType.named(type) == nil, try !isRecorded(type, in: ledger) {
            throw Failure(
                .badInput, unknownName("event type", type, EventType.all.map(\.name), hint: "impact schema lists them"))
        }
        let head = try ledger.log.head().position
        if !follow || limit ?? 0 > 0 { try write(ledger, through: follow ? head : nil) }
        if follow { try await follow(ledger, from: head + 1) }
    }

    private func write(_ ledger: Ledger, through end: Int?) throws {
        let wanted = try company.map { try ledger.resolve($0) }
        let period = try TimeRange(since: since, until: until, cuts)
        let selection = try cuts.selection()
        let query = ReadQuery(throughPosition: end, stream: stream, types: type.map { [$0] })
        let sentences = ledger.sentences()
        try output.writing { write in
            func lines(_ events: [RecordedEvent]) throws {
                if json { return try events.forEach { try write($0.json.canonicalText + "\n") } }
                if follow {
                    return try events.forEach { try write(EventLine.text($0, sentences, width: output.width)) }
                }
                try write(table(events, sentences).terminal(width: output.width, color: output.color))
            }
            if let limit {
                return try lines(
                    ledger.lastEvents(limit, selection, query, touching: wanted) { period.admits($0) })
            }
            var all: [RecordedEvent] = []
            try ledger.forEachEvent(selection, query, touching: wanted) { event in
                guard period.admits(event) else { return }
                if json { try lines([event]) } else { all.append(event) }
            }
            if !json { try lines(all) }
        }
    }

    /// Also a type that this program does not know may be in the ledger.
    private func isRecorded(_ type: String, in ledger: Ledger) throws -> Bool {
        try !ledger.log.read(ReadQuery(types: [type], limit: 1)).isEmpty
    }

    private func table(_ events: [RecordedEvent], _ sentences: EventSentence) throws -> TextTable {
        TextTable(
            headings: [
                .init("position", isNumber: true), .init("occurred"), .init("type"), .init("stream"), .init("summary"),
            ],
            rows: try events.map { event in
                [
                    String(event.position), event.envelope.occurred ?? event.envelope.time, event.envelope.type,
                    event.envelope.subject, try sentences.headline(event.envelope.type, event.envelope.data),
                ]
            })
    }

    private func writeHistory(_ readings: EventReadings) throws {
        if json {
            let lines = readings.entries.map { entry in
                JSONObject([("event", .object(entry.event.json)), ("state", .string(entry.state))])
            }
            return try output.write(lines.map { $0.canonicalText + "\n" }.joined())
        }
        let table = TextTable(
            headings: [
                .init("position", isNumber: true), .init("recorded"), .init("by"), .init("type"), .init("state"),
                .init("why"),
            ],
            rows: readings.entries.map { entry in
                let (envelope, data) = (entry.event.envelope, entry.event.envelope.data)
                return [
                    String(entry.event.position), entry.event.recordedTime.rfc3339(fractionDigits: 0),
                    envelope.source.split(separator: ":").last.map(String.init) ?? envelope.source, envelope.type,
                    entry.state,
                    data["reason"]?.string ?? data["note"]?.string ?? stance(data)
                        ?? data["summary"]?.string ?? "",
                ]
            })
        var text = table.terminal(width: output.width, color: output.color)
        if let fact = readings.fact {
            text +=
                "\nthe present reading: occurred \(fact.occurred.text), "
                + TimeWords.publication(fact.publicationBasis, fact.published, of: fact.occurred)
                + (fact.certainty.map { ", \($0.rawValue)" } ?? "") + "\n"
            text += fact.event.data.members.map { SafeText.terminal("  \($0.name) = \($0.value.shown)") + "\n" }
                .joined()
        } else if let retraction = readings.retraction {
            text += "\nretracted by \(retraction.envelope.id)\n"
        }
        try output.write(text)
    }

    private func stance(_ data: JSONObject) -> String? {
        guard let stance = data["stance"]?.string else { return data["verdict"]?.string }
        let speaker = data["by"]?.object?.members.compactMap(\.value.string).joined(separator: ", ") ?? ""
        return "\(stance), says \(speaker)"
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

    @Flag(help: "The CloudEvent alone; where it lacks published, publishedbasis says from where that is taken.")
    var json = false

    func run() throws {
        let ledger = try ledger.openWithStoredViews()
        let found = try ledger.event(event)
        let publication = publication(found)
        if json {
            var shown = found.json
            if let publication, publication.basis != .stated {
                shown["publishedbasis"] = .string(publication.basis.rawValue)
            }
            return try output.write(shown.canonicalText + "\n")
        }
        var lines = ["position \(found.position), \(found.envelope.subject) version \(found.streamVersion)"]
        lines += found.json.members.filter { $0.name != "data" }.map {
            "\($0.name): \($0.value.string ?? $0.value.canonicalText)"
        }
        if let publication, publication.basis != .stated { lines.append(publication.words) }
        lines.append("data:")
        lines += found.envelope.data.members.map { member in
            "  \(member.name): "
                + (member.value.object.flatMap { Quantity($0) }?.grouped ?? member.value.string
                    ?? member.value.canonicalText)
        }
        lines += try related(found, ledger)
        try output.print(lines)
    }

    /// When the event was first public, as it was recorded. Nothing that the ledger says of itself is public.
    private func publication(_ event: RecordedEvent) -> (basis: PublicationBasis, words: String)? {
        let envelope = event.envelope
        guard !envelope.type.hasPrefix("event."),
            let occurred = try? StatedTime(envelope.occurred ?? envelope.time)
        else { return nil }
        let evidence = (envelope.data["evidence"]?.array ?? []).compactMap { source in
            source.object?["published"]?.string.flatMap { try? StatedTime($0) }
        }
        let stated = envelope.published.flatMap { try? StatedTime($0) }
        let basis = PublicationBasis(isStated: stated != nil, evidence: evidence)
        let published = StatedTime.published(stated: stated, evidence: evidence, occurred: occurred)
        let words = TimeWords.publication(basis, published, of: occurred)
        return (basis, basis == .evidence ? words + ", by its evidence" : words)
    }

    private func related(_ found: RecordedEvent, _ ledger: Ledger) throws -> [String] {
        let sentences = ledger.sentences()
        func line(_ event: RecordedEvent) throws -> String {
            let words = try sentences.headline(event.envelope.type, event.envelope.data)
            return "  \(event.position) \(event.envelope.type) \(words)"
        }
        func causes(_ event: RecordedEvent) -> [String] {
            (event.envelope.data["causes"]?.array ?? []).compactMap { $0.object?["event"]?.string }
        }
        let caused = try causes(found).compactMap { try ledger.log.event(id: $0) }
        let effects = try ledger.views.positions(mentioningEvent: found.envelope.id)
            .compactMap { try ledger.log.event(position: $0) }.filter { causes($0).contains(found.envelope.id) }
        let about =
            try EventReadings(of: found.envelope.id, in: ledger)?.entries.map(\.event)
            .filter { $0.envelope.data["target"]?.string == found.envelope.id } ?? []
        return try (caused.isEmpty ? [] : ["caused by:"] + caused.map(line))
            + (effects.isEmpty ? [] : ["effects:"] + effects.map(line))
            + (about.isEmpty ? [] : ["later said of it:"] + about.map(line))
    }
}
