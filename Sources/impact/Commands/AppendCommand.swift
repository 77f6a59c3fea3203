import ArgumentParser
import Ledger
import MarketEvents

struct AppendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append", abstract: "Append one event.",
        discussion: """
            The payload is given field by field. An amount is written as people write it, and the answer says how it was
            read, in full digits. Messages say what of what stood the event changes, and which change or deal it
            resembles. --dry-run shows all that and writes nothing.

              impact append deal.announced deal=d1 buyer=openai supplier=amazon \\
                kind=cloud value='38bn USD' term=P7Y --occurred 2025-11-03
              impact append market-cap.changed company=AMZN change='~140bn USD' \\
                --certainty expected --publisher Reuters
              impact append risk.flagged risk=r1 companies=openai,oracle \\
                summary='More is promised than earned' --dry-run
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event type, such as deal.announced (impact schema lists them).")
    var type: String

    @Argument(
        help: ArgumentHelp(
            "The payload: nested fields as value.amount=1, items of lists as parts.g1.value=1, or lists as JSON.",
            valueName: "field=value"))
    var fields: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            When it happened: 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, 3 Nov 2025, an instant, A/B (between them) or \
            ../A (by then); else now.
            """, valueName: "when"))
    var occurred: String?

    @Option(
        help: ArgumentHelp(
            """
            When it was first public, in the same forms (else with its first evidence, else when it was over): what \
            --as-public and event studies go by.
            """,
            valueName: "when"))
    var published: String?

    @Option(
        help: ArgumentHelp(
            """
            How sure it is: confirmed (by a party or a filing), reported (by the press; unless told) or expected (a forecast). \
            Where two contradict, the surer holds.
            """, valueName: "word"))
    var certainty: String?

    @OptionGroup var evidence: EvidenceOptions

    @Option(help: ArgumentHelp("Who says so: a registered company, else a publisher.", valueName: "who"))
    var saidBy: String?

    @Option(help: ArgumentHelp("An event that caused this one, by id or position (repeatable).", valueName: "event"))
    var cause: [String] = []

    @Flag(help: "The causes are inferred, not stated.")
    var inferred = false

    @OptionGroup var writing: WritingOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let eventType = EventType.named(type) else {
            throw Failure(
                .badInput, unknownName("event type", type, EventType.all.map(\.name), hint: "impact schema lists them"))
        }
        if writing.id != nil, occurred == nil {
            throw Failure(.usage, "--id needs --occurred: the same event again must have the same content")
        }
        if inferred, cause.isEmpty { throw Failure(.usage, "--inferred needs --cause: it says how the cause is known") }
        // What is told may stand under another id, which only the views can say without reading all.
        let looksForOthers =
            ["deal.announced", "right.granted", "plan.stated"].contains(eventType.name) && !output.quiet
        let ledger = try looksForOthers ? ledger.openWithStoredViews() : ledger.open()
        let companies = try ledger.companies()
        _ = try writing.condition(stream: nil, companies: companies)
        var drafter = try writing.drafter(ledger, companies)
        let words = try words(eventType)
        let (event, typed) = try drafter.draft(words)
        let outcome = try writing.append(
            event, typed, showing: typed.data.members.map { "\($0.name) = \($0.value.shown)" }, to: ledger,
            companies, output)
        if case .appended(let position, _)? = outcome {
            output.note(gaps: try drafter.gaps(in: words, event), in: writing.dryRun ? nil : position)
        }
    }

    private func words(_ type: EventType) throws -> EventWords {
        var words = EventWords(type)
        words.fields = fields
        (words.occurred, words.published, words.certainty) = (occurred, published, certainty)
        (words.saidBy, words.causes, words.areCausesInferred) = (saidBy, cause, inferred)
        words.evidence = try evidence.fields()
        (words.correlate, words.id) = (writing.correlate, writing.id)
        return words
    }
}
