import ArgumentParser
import CanonicalJSON
import CivilTime
import Ledger
import MarketEvents
import Projections
import Reports

struct DiffCommand: ParsableCommand {
    enum Clock: String, ExpressibleByArgument, CaseIterable { case occurred, published, recorded }
    enum Form: String, ExpressibleByArgument, CaseIterable { case table, json, md }

    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What changed between two moments, and by which events.",
        discussion: """
            Rows that came (+), went (−) or changed (~), in one view or in all. Exits with 1 where there is a
            difference, with 0 where there is none. The clock says what the moments cut: what had happened
            (occurred), what was public (published), or what this ledger held (recorded).

              impact diff --from 2025-11-03T09:00:00-05:00 || echo it changed
              impact diff commitments --from 2025-10-31 --to 2025-11-03 -O md || true
              impact diff rights --from 2025-11-01 --to 2025-11-02 && echo nothing
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The view (else all).", valueName: "view"))
    var view: String?

    @Option(help: ArgumentHelp("The earlier moment; a day means its end.", valueName: "when"))
    var from: String

    @Option(help: ArgumentHelp("The later moment (else now).", valueName: "when"))
    var to: String?

    @Option(
        help: ArgumentHelp("What the moments cut: occurred, published or recorded.", valueName: "clock"))
    var clock: Clock = .occurred

    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp("The form: table, json or md.", valueName: "format"))
    var format: Form = .table

    @Flag(help: "The same as -O json.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Only rows of this company, in any role: its id, ticker, name or alias.", valueName: "company"))
    var company: String?

    func run() throws {
        let projectors = try view.map { name in
            guard let projector = ViewRunner.projector(named: name) else {
                throw Failure(.usage, unknownName("view", name, allProjectors.map { $0.shape.name }))
            }
            return [projector]
        }
        let (before, after) = try selections()
        let ledger = try ledger.openWithViews()
        let wanted = try company.map { try ledger.resolve($0) }
        let difference = try ledger.views.difference(
            of: projectors ?? allProjectors, from: before, to: after
        ) { row, shape in wanted.map { row.names($0, shape) } ?? true }
        switch json ? .json : format {
        case .json: try output.write(JSONValue.object(envelope(difference, before, after)).canonicalText + "\n")
        case .md: try output.write(DifferenceText(difference).markdown)
        case .table: try output.write(DifferenceText(difference).terminal(width: output.width))
        }
        guard difference.isEmpty else { throw ExitCode(ExitStatus.no.rawValue) }
        output.note("no difference between \(from) and \(to ?? "now")")
    }

    /// The two selections: alike but for the clock that the moments are of.
    private func selections() throws -> (before: Selection, after: Selection) {
        let common = try cuts.selection()
        let (cut, option): (WritableKeyPath<Cut, Instant?>, String) =
            switch clock {
            case .occurred: (\.asOf, "--as-of")
            case .published: (\.asPublic, "--as-public")
            case .recorded: (\.asKnown, "--as-known")
            }
        guard common.cut[keyPath: cut] == nil else {
            throw Failure(
                .usage, "\(option) cuts the clock that --from and --to are of (--clock \(clock.rawValue)): leave it out"
            )
        }
        let times = try cuts.times()
        let earlier = try moment(from, of: "--from", times)
        let later = try to.map { try moment($0, of: "--to", times) } ?? Environment.clock()
        guard earlier <= later else {
            throw Failure(
                .usage, "--from \(from) is after \(to.map { "--to \($0)" } ?? "now, where --to is not given")")
        }
        var (before, after) = (common, common)
        before.cut[keyPath: cut] = earlier
        after.cut[keyPath: cut] = later
        return (before, after)
    }

    private func moment(_ text: String, of option: String, _ times: TimeReader) throws -> Instant {
        do throws(StatedTimeError) { return try times.period(text).end } catch {
            throw Failure(.usage, "\(option): \(error.description)")
        }
    }

    private func envelope(_ difference: LedgerDifference, _ before: Selection, _ after: Selection) -> JSONObject {
        var object = difference.json
        object["clock"] = .string(clock.rawValue)
        object["from"] = .object(JSONObject(before.cut))
        object["to"] = .object(JSONObject(after.cut))
        object.tell(before.certainty, difference.head)
        return object
    }
}
