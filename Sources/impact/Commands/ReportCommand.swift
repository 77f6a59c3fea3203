import ArgumentParser
import CivilTime
import Ledger
import MarketEvents
import Projections
import Reports

struct ReportCommand: ParsableCommand {
    enum Form: String, ExpressibleByArgument, CaseIterable { case html, md, json }

    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "The whole story as one file: HTML, Markdown or JSON.",
        discussion: """
            --company, --since and --until choose what is shown; figures stay those of the ledger, or of its cut.

              impact report -o report.html
              impact report -O md --as-of 2025-10-31
              impact report -O json -o report.json
              impact report -o oracle.html --company ORCL --since 2025-09-01
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("O"), .long], help: "html, md or json (else by the file's suffix, else md).")
    var format: Form?

    @Option(help: "The report's title.")
    var title: String?

    @Option(help: "Only what concerns this company, in any role.")
    var company: String?

    @Option(help: ArgumentHelp("Only what happened from then on, and what rests on it.", valueName: "when"))
    var since: String?

    @Option(help: ArgumentHelp("Only what happened up to then: a day means its end.", valueName: "when"))
    var until: String?

    func run() throws {
        let ledger = try ledger.openWithViews()
        let selection = try cuts.selection()
        let times = try cuts.times()
        let scope = ReportScope(
            company: try company.map { try ledger.resolve($0) },
            since: try since.map { try times.period($0).start }, until: try until.map { try times.period($0).end })
        let (views, history) =
            try scope.company.map { company in
                let part = try ledger.views.part(naming: company, in: allProjectors, selection)
                return (part.views, part.history)
            } ?? ledger.views.everything(selection)
        let head = try ledger.log.head()
        // The names that the companies had by then, and still have where nothing is cut.
        let known = history.companies
        let names = Dictionary(
            uniqueKeysWithValues: known.ids.compactMap { id in known.latest(id).map { (id, $0.name) } })
        let plain = ReportInput(
            title: title ?? heading(names[scope.company ?? ""]), position: head.position, root: hexadecimal(head.root),
            cut: cuts.description, scope: scope, scopeDescription: description(scope, names), views: views,
            facts: history.facts, companyNames: names,
            notes: history.unknown.sorted { $0.key < $1.key }.map { type, count in
                "\(count) event\(count == 1 ? "" : "s") of the unknown type \(quoted(type)) "
                    + "\(count == 1 ? "is" : "are") not in these figures."
            } + views.compactMap(\.parkedNote).map { $0 + "." })
        let form = format ?? formOfSuffix
        let input =
            form == .json
            ? plain
            : plain.with(try StudyProjector.paths(of: ledger.log, selection, keys: plain.studied))
        let text =
            switch form {
            case .html: Report.html(input)
            case .md: Report.markdown(input)
            case .json: Report.json(input)
            }
        try output.write(text)
        if let file = output.output, file != "-" { output.note("wrote \(file)") }
    }

    private func heading(_ company: String?) -> String {
        company.map { "What moved \($0), and by how much" } ?? "What moved the markets, and by how much"
    }

    private func description(_ scope: ReportScope, _ names: [String: String]) -> String? {
        let parts = [
            scope.company.map { "what concerns \(names[$0] ?? $0)" }, since.map { "since \($0)" },
            until.map { "until \($0)" },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : "only " + parts.joined(separator: ", ")
    }

    private var formOfSuffix: Form {
        let suffix = output.output?.split(separator: ".").last?.lowercased() ?? ""
        return suffix == "htm" ? .html : Form(rawValue: suffix) ?? .md
    }
}
