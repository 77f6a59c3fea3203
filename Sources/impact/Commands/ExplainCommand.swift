import ArgumentParser
import CanonicalJSON
import Ledger
import MarketEvents
import Projections
import Reports

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "The events and the arithmetic behind a figure.",
        discussion: """
            A row is named by its key or the beginning of it; tickers and aliases do, too. impact view VIEW -O jsonl
            shows what there is. --json gives the arithmetic as data.

              impact explain plans openai-compute
              impact explain commitments openai-amazon-2025
              impact explain dependencies openai:AMZN --as-of 2025-11-03
              impact explain market-cap amazon@2025-11-03 --json
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The view that the figure stands in.")
    var view: String

    @Argument(help: "The row's key, or its beginning; of the timeline an event's id or position.")
    var key: String

    @Flag(help: "As JSON, the arithmetic as data.")
    var json = false

    func run() throws {
        let ledger = try ledger.openWithViews()
        let rows = try NamedRows(view, key, ledger, try cuts.selection())
        let explanations = rows.rows.compactMap { Explanation(of: $0, in: view, from: rows.basis) }
        try output.write(
            json
                ? JSONValue.array(explanations.map { .object($0.json) }).canonicalText + "\n"
                : explanations.map { $0.text(width: output.width) }.joined(separator: "\n"))
    }
}
