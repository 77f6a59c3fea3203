import ArgumentParser
import CanonicalJSON
import Ledger
import MarketEvents
import Projections

struct CorrectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct",
        abstract: "Mend what was recorded wrongly. What the world said differently later is a new event.",
        discussion: """
            The event stays as it was recorded; what is read from now on is the corrected one, and --as-known shows what
            was believed before.

              impact correct 12 value='39bn USD' --reason 'the figure was mistyped'
              impact correct 12 term=null --reason 'no term was stated'
              impact correct 11 --occurred 2025-10-29 --reason 'the day was wrong'
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event's id or position.")
    var event: String

    @Argument(
        help: ArgumentHelp("The fields that change; null removes one. The rest stays.", valueName: "field=value"))
    var fields: [String] = []

    @Option(help: "What was wrong.")
    var reason: String

    @Option(help: "When it really happened.")
    var occurred: String?

    @Option(help: "When it was really public.")
    var published: String?

    @OptionGroup var writing: WritingOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try writing.quantityReader()
        let ledger = try ledger.open()
        let companies = try ledger.companies()
        let readings = try ledger.readings(event)
        if let retraction = readings.retraction {
            throw Failure(
                .badInput,
                "\(quoted(event)) is retracted; retract that first: impact retract \(retraction.envelope.id)")
        }
        guard let fact = readings.fact else {
            throw Failure(.badInput, "\(quoted(event)) is of a type that this program cannot correct")
        }
        let type = fact.event.type
        if fields.contains(where: { $0.hasPrefix("type=") }) {
            throw Failure(
                .badInput, "type: what an event is cannot be corrected; retract it and append the right one")
        }
        let (changes, removed) = split(fields)
        var payload = fact.event.data
        for name in removed {
            guard payload[name] != nil else {
                throw Failure(
                    .badInput, "\(name): is not there; the event has \(payload.names.joined(separator: ", "))")
            }
            payload[name] = nil
        }
        var typed = TypedFields(
            reader: reader, times: try writing.timeReader(), companies: companies, event: ledger.id(at:)
        ).apply(changes, to: payload, type: type)
        let occurred = try writing.timeReader().read(occurred, of: "--occurred", &typed)
        let published = try writing.timeReader().read(published, of: "--published", &typed)
        payload = typed.data
        guard payload != fact.event.data || occurred != nil || published != nil || !typed.faults.isEmpty else {
            throw Failure(.badInput, "nothing would change; say what does, such as value='38bn USD'")
        }
        let correction = try correction(
            of: readings, fact, payload, occurred: occurred, published: published, ledger, companies)
        try writing.append(
            correction, typed, showing: differences(fact, payload, occurred: occurred, published: published),
            to: ledger, companies, output)
    }

    /// `field=null` removes a field of the payload, where null is no value of its own.
    private func split(_ fields: [String]) -> (changes: [String], removed: [String]) {
        let removed = fields.filter {
            $0.hasSuffix("=null") && !$0.dropLast(5).contains(".") && !$0.dropLast(5).contains("=")
        }
        return (fields.filter { !removed.contains($0) }, removed.map { String($0.dropLast(5)) })
    }

    private func correction(
        of readings: EventReadings, _ fact: Fact, _ payload: JSONObject, occurred: String?, published: String?,
        _ ledger: Ledger, _ companies: CompanyRegister
    ) throws -> JSONObject {
        let type = fact.event.type
        let when = if let occurred { try? StatedTime(occurred) } else { fact.occurred as StatedTime? }
        var data: JSONObject = [
            "target": .string(readings.target.envelope.id), "reason": .string(reason), "data": .object(payload),
        ]
        // An earlier correction's times and stream hold unless this one says otherwise.
        if occurred != nil || fact.occurred.text != readings.target.envelope.occurred {
            data["occurred"] = .string(occurred ?? fact.occurred.text)
        }
        let stated = readings.statedPublication
        if let published = published ?? stated, published != readings.target.envelope.published {
            data["published"] = .string(published)
        }
        // What has no stream is not valid, and the judge says why.
        if type.stream != .target, let when, let decoded = try? MarketEvent(type: type, data: payload),
            let stream = try? ledger.intake(against: companies).subject(of: decoded, at: when),
            stream != readings.target.envelope.subject
        {
            data["subject"] = .string(stream)
        }
        return try writing.event(
            try EventType.required("event.corrected"), data, occurred: nil, published: nil, in: ledger, companies)
    }

    private func differences(
        _ fact: Fact, _ payload: JSONObject, occurred: String?, published: String?
    ) -> [String] {
        let old = fact.event.data
        var lines: [String] = []
        for name in Set(old.names + payload.names).sorted() where old[name] != payload[name] {
            lines.append("\(name): \(old[name]?.shown ?? "none") -> \(payload[name]?.shown ?? "none")")
        }
        if let occurred { lines.append("occurred: \(fact.occurred.text) -> \(occurred)") }
        if let published { lines.append("published: \(fact.published.text) -> \(published)") }
        return ["target = \(fact.id)", "reason = \(reason)"] + lines
    }
}

struct RetractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retract",
        abstract: "Say that an event should never have been recorded. Of a correction: the former reading comes back.",
        discussion: """
              impact retract 19 --reason 'recorded twice'
              impact retract 019a4a10-0000-7000-8000-00000000000e \\
                --reason 'a mix-up of two companies'
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event's id or position.")
    var event: String

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var writing: WritingOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let ledger = try ledger.open()
        let companies = try ledger.companies()
        let target = try ledger.event(event)
        let entry = try EventReadings(of: target.envelope.id, in: ledger)?.entries.first {
            $0.event.envelope.id == target.envelope.id
        }
        if entry?.state == "retracted" { throw Failure(.badInput, "\(quoted(event)) is retracted already") }
        let data: JSONObject = ["target": .string(target.envelope.id), "reason": .string(reason)]
        let retraction = try writing.event(
            try EventType.required("event.retracted"), data, occurred: nil, published: nil, in: ledger, companies)
        try writing.append(
            retraction, showing: ["target = \(target.envelope.id), \(target.envelope.type)", "reason = \(reason)"],
            to: ledger, companies, output)
    }
}

/// Later evidence: from its publication on the certainty of its target is another one, never before.
struct StanceOptions: ParsableArguments {
    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event's id or position.")
    var event: String

    @Option(help: "Who says so: a registered company, else a publisher.")
    var by: String

    @Option(help: "When they said so (else now).")
    var occurred: String?

    @Option(help: "When that was public (else as the evidence, else when it was said).")
    var published: String?

    @OptionGroup var evidence: EvidenceOptions
    @OptionGroup var writing: WritingOptions
    @OptionGroup var output: OutputOptions

    func append(_ stance: String) throws {
        if writing.id != nil, occurred == nil {
            throw Failure(.usage, "--id needs --occurred: the same event again must have the same content")
        }
        let ledger = try ledger.open()
        let companies = try ledger.companies()
        let target = try ledger.readings(event).target
        let speaker = companies.speaker(by)
        var data: JSONObject = [
            "target": .string(target.envelope.id), "stance": .string(stance), "by": speaker,
        ]
        data["evidence"] = try evidence.evidence()
        let added = try writing.event(
            try EventType.required("evidence.added"), data, occurred: try writing.time(occurred, of: "--occurred"),
            published: try writing.time(published, of: "--published"), in: ledger, companies)
        try writing.append(
            added,
            showing: [
                "target = \(target.envelope.id), \(target.envelope.type)", "stance = \(stance)",
                "by = \(speaker.shown)",
            ], to: ledger, companies, output)
    }
}

struct ConfirmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Record that somebody confirms an event.",
        discussion: """
              impact confirm 19 --by oracle --occurred 2025-11-10
              impact confirm 19 --by 'Financial Times' --occurred 2025-11-11 \\
                --publisher 'Financial Times' --title 'The deal is signed'
            """)
    @OptionGroup var options: StanceOptions
    func run() throws { try options.append("confirms") }
}

struct DisputeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispute", abstract: "Record that somebody disputes an event.",
        discussion: """
              impact dispute 14 --by 'Financial Times' --occurred 2025-11-05
              impact dispute 019a4a10-0000-7000-8000-00000000000e --by amazon
            """)
    @OptionGroup var options: StanceOptions
    func run() throws { try options.append("disputes") }
}

struct DenyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deny", abstract: "Record that somebody denies an event: it counts in no sum from then on.",
        discussion: """
              impact deny 19 --by oracle --occurred 2025-11-05
              impact deny 14 --by amazon --publisher 'Amazon' \\
                --quote 'We do not comment on such figures'
            """)
    @OptionGroup var options: StanceOptions
    func run() throws { try options.append("denies") }
}
