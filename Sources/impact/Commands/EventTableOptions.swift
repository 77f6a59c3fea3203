import ArgumentParser
import Ledger
import MarketEvents

/// `import` of a table of events: what holds for all of its lines.
struct EventTableOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Of CSV: the type of lines that have none in a column type.", valueName: "type"))
    var type: String?

    @Option(
        help: ArgumentHelp(
            "Of CSV: the column by which a line is known again (else key or id): a second import of it is none.",
            valueName: "column"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Of CSV: how sure lines are that do not say so: confirmed, reported or expected (else reported).",
            valueName: "word"))
    var certainty: String?

    @Option(help: ArgumentHelp("Of CSV: who says what lines say that name nobody.", valueName: "who"))
    var saidBy: String?

    @Option(help: ArgumentHelp("Of CSV: reads 1,4 as English (en) or French (fr).", valueName: "language"))
    var locale: String?

    @Option(
        help: ArgumentHelp(
            "Of CSV: where hours without an offset are told, such as Europe/Paris.", valueName: "zone"))
    var timeZone: String?

    @OptionGroup var evidence: EvidenceOptions

    /// Whether anything is told that only a table has.
    private var told: String? {
        let given: [(String, String?)] = [
            ("--type", type), ("--key", key), ("--certainty", certainty), ("--said-by", saidBy),
            ("--locale", locale), ("--time-zone", timeZone),
        ]
        return given.first { $0.1 != nil }?.0
    }

    var isTold: Bool { told != nil }

    /// What `import` of anything else refuses.
    func requireTable(evidenceIsTaken: Bool = false) throws {
        if let told { throw Failure(.usage, "\(told) is for a table of events (CSV)") }
        if !evidenceIsTaken, try !evidence.fields().isEmpty {
            throw Failure(.usage, "--publisher is for tables: of events, or of prices with --prices")
        }
    }

    func terms(source: String) throws -> EventTable.Terms {
        var terms = EventTable.Terms(source: source)
        terms.type = try type.map(EventType.typed)
        (terms.key, terms.certainty, terms.saidBy) = (key, certainty, saidBy)
        terms.evidence = try evidence.fields()
        return terms
    }

    func drafter(_ ledger: Ledger, _ companies: CompanyRegister, source: String) throws -> EventDrafter {
        EventDrafter(
            ledger, companies: companies, reader: QuantityReader(locale: try knownLocale(locale)),
            times: try TimeReader(zoneNamed: timeZone), source: source, prefix: "",
            takesPositions: false)
    }
}
