import ArgumentParser
import Glibc
import Ledger
import MarketEvents
import Reports

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Ask for one event field by field, show it, and append it on a yes.",
        discussion: """
            Each answer is read as append reads it, and what was understood is shown; what cannot be read is asked for again.
            Nothing is written before you say yes: Ctrl-C and Ctrl-D leave no trace.

              impact new deal.announced
              impact new risk.flagged --dry-run
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event type, such as deal.announced (impact schema lists them).")
    var type: String

    @OptionGroup var writing: WritingOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let type = try EventType.typed(type)
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw Failure(
                .usage,
                "impact new asks its questions on a terminal, and there is none; write impact append \(type.name) "
                    + "field=value ..., or fill impact template \(type.name) and impact import it")
        }
        let ledger = try ledger.openWithStoredViews()
        let companies = try ledger.companies()
        _ = try writing.condition(stream: nil, companies: companies)
        var interview = EventInterview(
            type, try writing.drafter(ledger, companies), needsTime: writing.id != nil)
        try interview.askAll()
        while true {
            interview.words.correlate = writing.correlate
            interview.words.id = writing.id
            var drafter = try writing.drafter(ledger, companies)
            let (event, typed) = try drafter.draft(interview.words)
            let shown = typed.data.members.map { "\($0.name) = \($0.value.shown)" }
            var trial = writing
            (trial.dryRun, trial.json) = (true, false)
            do {
                try trial.append(event, typed, showing: shown, to: ledger, companies, output)
            } catch let error as InvalidEvent {
                try interview.mend(error.faults)
                continue
            }
            output.note(gaps: try drafter.gaps(in: interview.words, event), in: nil)
            if writing.dryRun { return }
            guard try interview.agrees() else { throw Failure(.no, "nothing was appended") }
            try writing.append(event, typed, showing: [], to: ledger, companies, output)
            return
        }
    }
}
