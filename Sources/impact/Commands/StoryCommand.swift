import ArgumentParser
import CanonicalJSON
import Ledger
import MarketEvents
import Projections
import Reports

struct StoryCommand: ParsableCommand {
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, md, json }

    static let configuration = CommandConfiguration(
        commandName: "story", abstract: "A deal, right, plan or company as a chronicle: who said what when.",
        discussion: """
            In the order in which it became public, with what each saying changed, what is disputed, and the sources.

              impact story openai-amazon-2025
              impact story AMZN --limit 20
              impact story microsoft-first-refusal -O md --locale fr
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(
        help: ArgumentHelp(
            "The key of a deal, right, plan, stake or risk (also deal/KEY); an event of one; a company.",
            valueName: "id"))
    var id: String

    @Option(name: [.customShort("O"), .long], help: "text, md or json.")
    var format: Form = .text

    @Option(help: "At most so many events, the last ones.")
    var limit = 100

    @Option(help: "The language of the words: en or fr; else that of the environment.")
    var locale: String?

    func run() throws {
        let language: SentenceLanguage? = try knownLocale(locale)
        let ledger = try ledger.openWithStoredViews()
        let selection = try cuts.selection()
        let chronicle: Chronicle
        do { chronicle = try ledger.chronicle(of: id, selection, limit: limit) } catch let error as UnknownCompany {
            throw Failure(
                .badInput,
                "no deal, right, plan, stake, dependency or risk is called \(quoted(id)), and \(error.description)")
        }
        let story = Story(chronicle, ledger.sentences(language ?? Environment.language))
        if chronicle.entries.isEmpty {
            output.note("nothing was said of \(quoted(id))" + (cuts.description.map { " \($0)" } ?? ""))
        }
        switch format {
        case .text: try output.write(story.terminal(width: output.width))
        case .md: try output.write(story.markdown())
        case .json:
            try output.write(JSONValue.object(story.json(JSONObject(selection, chronicle.head))).canonicalText + "\n")
        }
    }
}
