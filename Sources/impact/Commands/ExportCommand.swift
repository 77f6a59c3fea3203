import ArgumentParser
import CanonicalJSON
import Glibc
import Ledger
import MarketEvents
import Projections

struct ExportCommand: ParsableCommand {
    enum Target: String, ExpressibleByArgument, CaseIterable { case events, sqlite }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "To other tools: the events as CloudEvents, or all views as one SQLite file.",
        discussion: """
              impact export events > story.jsonl
              impact export sqlite views.sqlite
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "events or sqlite.")
    var target: Target

    @Argument(help: "The file, for sqlite.")
    var file: String?

    func run() throws {
        let ledger = try ledger.open()
        let selection = try cuts.selection()
        switch target {
        case .events:
            if file != nil { throw Failure(.usage, "events go to standard output, or to a file with -o") }
            try output.writing { write in
                try ledger.forEachEvent(selection) { try write($0.json.canonicalText + "\n") }
            }
        case .sqlite:
            guard let file else { throw Failure(.usage, "export sqlite needs the file to make") }
            guard access(file, F_OK) != 0 else {
                throw Failure(.cannotCreate, "\(file) exists already; name another file")
            }
            let views = try ledger.views.everything(selection).views
            try OutputFile.make(file) { try ViewsExport.write(views, to: $0) }
            output.note("made \(file)")
        }
    }
}
