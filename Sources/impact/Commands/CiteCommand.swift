import ArgumentParser
import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Projections
import Reports

struct CiteCommand: ParsableCommand {
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, md, bibtex, json }

    static let configuration = CommandConfiguration(
        commandName: "cite",
        abstract: "A citation of an event or a figure, by which a reader finds exactly that again.",
        discussion: """
            It names the ledger, the moment and the root over its events: what is recorded later changes none of them.

              impact cite 12
              impact cite commitments openai-amazon-2025 -O bibtex
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("An event's id or position; or a view and a row's key.", valueName: "id | view key"))
    var names: [String]

    @Option(name: [.customShort("O"), .long], help: "text, md, bibtex or json.")
    var format: Form = .text

    func run() throws {
        guard names.count == 1 || names.count == 2 else {
            throw Failure(
                .usage, "cite an event, or a view and a row's key: impact cite commitments openai-amazon-2025")
        }
        let ledger = try ledger.openWithStoredViews()
        let selection = try cuts.selection()
        let citations = try ledger.log.snapshot {
            let state = try state(ledger)
            return names.count == 1
                ? [try event(names[0], ledger, selection, state)]
                : try rows(names[0], names[1], ledger, selection, state)
        }
        let texts = citations.map { citation in
            switch format {
            case .text: citation.plain
            case .md: citation.markdown
            case .bibtex: citation.bibtex
            case .json: JSONValue.object(citation.json).canonicalText + "\n"
            }
        }
        try output.write(texts.joined(separator: format == .md ? "\n" : ""))
    }

    /// The log up to its last event that the cut knows.
    private func state(_ ledger: Ledger) throws -> Citation.State {
        let cut = try cuts.selection().cut
        var size = try ledger.log.head().position
        if let known = cut.asKnown {
            // Recorded times never decrease, so the first that is later is found by halves.
            var first = 0
            while first < size {
                let middle = (first + size) / 2
                guard let event = try ledger.log.event(position: middle + 1) else { break }
                if event.recordedTime <= known { first = middle + 1 } else { size = middle }
            }
            size = first
        }
        return Citation.State(
            origin: ledger.log.origin, size: size, root: hexadecimal(try ledger.log.root(ofFirst: size)),
            recorded: try ledger.log.event(position: size)?.recordedTime.rfc3339(fractionDigits: 6),
            cut: cuts.description)
    }

    private func event(
        _ name: String, _ ledger: Ledger, _ selection: Selection, _ state: Citation.State
    ) throws -> Citation {
        let readings = try ledger.readings(name, selection)
        guard let fact = readings.fact else {
            throw Failure(.badInput, "the event \(quoted(name)) is retracted; impact log --history \(name) says why")
        }
        return try Citation(event: fact, ledger.sentences(), state, options: cuts.options)
    }

    private func rows(
        _ view: String, _ key: String, _ ledger: Ledger, _ selection: Selection, _ state: Citation.State
    ) throws -> [Citation] {
        let named = try NamedRows(view, key, ledger, selection)
        return named.rows.map {
            Citation(
                $0, of: named.projector.shape, version: named.projector.version, state, options: cuts.options)
        }
    }
}
