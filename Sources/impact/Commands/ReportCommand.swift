import ArgumentParser
import Ledger
import MarketEvents
import Projections
import Reports

struct ReportCommand: ParsableCommand {
    enum Form: String, ExpressibleByArgument, CaseIterable { case html, md, json }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "The whole story as one file: HTML, Markdown or JSON.",
        discussion: """
              impact report -o report.html
              impact report -O md --as-of 2025-10-31
              impact report -O json -o report.json
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("O"), .long], help: "html, md or json (else by the file's suffix, else md).")
    var format: Form?

    @Option(help: "The report's title.")
    var title = "What moved the markets, and by how much"

    func run() throws {
        let ledger = try ledger.open()
        let (views, history) = try ledger.views.everything(try cuts.selection())
        let companies = try ledger.companies()
        let head = try ledger.log.head()
        let input = ReportInput(
            title: title, position: head.position, root: hexadecimal(head.root), cut: cuts.description, views: views,
            facts: history.facts,
            companyNames: Dictionary(
                uniqueKeysWithValues: companies.ids.compactMap { id in companies.latest(id).map { (id, $0.name) } }),
            notes: history.unknown.sorted { $0.key < $1.key }.map { type, count in
                "\(count) event\(count == 1 ? "" : "s") of the unknown type \(quoted(type)) \(count == 1 ? "is" : "are") not in these figures."
            })
        let text =
            switch format ?? formOfSuffix {
            case .html: Report.html(input)
            case .md: Report.markdown(input)
            case .json: Report.json(input)
            }
        try output.write(text)
        if let file = output.output, file != "-" { output.note("wrote \(file)") }
    }

    private var formOfSuffix: Form {
        let suffix = output.output?.split(separator: ".").last?.lowercased() ?? ""
        return suffix == "htm" ? .html : Form(rawValue: suffix) ?? .md
    }
}
