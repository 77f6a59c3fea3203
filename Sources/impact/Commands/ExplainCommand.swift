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
        guard let projector = ViewRunner.projector(named: view) else {
            throw Failure(.usage, unknownName("view", view, allProjectors.map { $0.shape.name }))
        }
        let ledger = try ledger.openWithViews()
        let selection = try cuts.selection()
        let (basis, rows) = try self.rows(projector, ledger, selection)
        let explanations = rows.compactMap { Explanation(of: $0, in: view, from: basis) }
        try output.write(
            json
                ? JSONValue.array(explanations.map { .object($0.json) }).canonicalText + "\n"
                : explanations.map { $0.text(width: output.width) }.joined(separator: "\n"))
    }

    private func rows(
        _ projector: any Projector.Type, _ ledger: Ledger, _ selection: Selection
    ) throws -> (ExplanationBasis, [ViewRow]) {
        // Tickers and aliases are asked of the register of all companies, where the key as it stands is no row's.
        for key in [{ key }, { byID(key, try ledger.companies()) }] {
            let key = try key()
            let part = try ledger.views.part(behind: key, in: ExplanationBasis.views(behind: projector), selection)
            let basis = ExplanationBasis(views: part.views, history: part.history, asOf: selection.cut.asOf)
            let rows = basis.rows(of: view, named: key)
            if !rows.isEmpty { return (basis, rows) }
        }
        throw Failure(.badInput, unknown(try ledger.views.rows(of: projector, selection).rows))
    }

    /// The key with tickers and aliases between its marks turned into companies' ids.
    private func byID(_ key: String, _ companies: CompanyRegister) -> String {
        var result = ""
        var part = ""
        for character in key {
            if character == ":" || character == "@" {
                result += ((try? companies.resolve(part)) ?? part) + String(character)
                part = ""
            } else {
                part.append(character)
            }
        }
        return result + ((try? companies.resolve(part)) ?? part)
    }

    /// A row is found by the beginning of its key, too, so that is what a typo is held against.
    private func unknown(_ rows: [ViewRow]) -> String {
        let names = Set(rows.map(\.key).map { key in key.lastIndex(of: ":").map { String(key[..<$0]) } ?? key })
        return unknownName("row of \(view)", key, names.sorted(), hint: "impact view \(view) -O jsonl lists them")
    }
}
