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
              impact explain plans openai-compute
              impact explain market-cap amazon@2025-11-03
              impact explain dependencies openai:amazon
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The view.")
    var view: String

    @Argument(help: "The row's key, or its beginning.")
    var key: String

    @Flag(help: "As JSON.")
    var json = false

    private func beginning(of key: String) -> String {
        key.lastIndex(of: ":").map { String(key[..<$0]) } ?? key
    }

    func run() throws {
        guard ViewRunner.projector(named: view) != nil else {
            throw Failure(.usage, unknownName("view", view, allProjectors.map { $0.shape.name }))
        }
        let ledger = try ledger.open()
        let (views, history) = try ledger.views.everything(try cuts.selection())
        guard let result = views.first(where: { $0.shape.name == view }) else { return }
        let rows = result.rows.filter { $0.key == key || $0.key.hasPrefix(key + ":") }
        guard !rows.isEmpty else {
            // A row is found by the beginning of its key, too, so that is what a typo is held against.
            let names = Set(result.rows.map { beginning(of: $0.key) })
            throw Failure(.badInput, unknownName("row of \(view)", key, names.sorted()))
        }
        let deals = views.first { $0.shape.name == "commitments" }
        let explanations = rows.map {
            Explanation(
                of: $0, in: result.shape, facts: history.facts, deals: deals, companies: history.companies)
        }
        try output.write(
            json
                ? JSONValue.array(explanations.map { .object($0.json) }).canonicalText + "\n"
                : explanations.map(\.text).joined(separator: "\n"))
    }
}
