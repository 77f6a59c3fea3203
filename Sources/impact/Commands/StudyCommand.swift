import ArgumentParser
import CanonicalJSON
import CivilTime
import EventStudy
import Ledger
import MarketEvents
import Projections
import Reports

struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "What of a price's move was the event: an event study.",
        discussion: """
            Days are those of the benchmark, relative to day 0, the first session that could see the news. Several events make \
            a group, which is tested.

              impact study --on GOOG@2006-10-09 --benchmark SP500
              impact study 019a4a10-0000-7000-8000-00000000000c --car=0..0 --car=-1..1
              impact study --on AAPL@2008-09-15 --on IBM@2008-09-15 --json
              impact study --on AAPL@2007-01-09 --window=-10..10 -o iphone.svg
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, jsonl, csv, md, html, svg
    }

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var cuts: CutOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The events, by id or position.", valueName: "event"))
    var events: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A ticker and a day without an event (repeatable); @FILE reads one a line.", valueName: "ticker@date"))
    var on: [String] = []

    @Option(help: ArgumentHelp("What the market is (else the one index of the ledger).", valueName: "ticker"))
    var benchmark: String?

    @Option(help: "market, market-adjusted, mean-adjusted or scholes-williams.")
    var model = NormalReturnModel.market

    @Option(parsing: .unconditional, help: ArgumentHelp("The days that the model is estimated on.", valueName: "a..b"))
    var estimation = "-260..-11"

    @Option(parsing: .unconditional, help: ArgumentHelp("The event window.", valueName: "a..b"))
    var window = "-5..5"

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "A window to cumulate and test (repeatable; else -1..1; the event window always).", valueName: "a..b"))
    var car: [String] = []

    @Option(help: "simple or log, of prices freed of splits; total, with what was handed out.")
    var returns = ReturnKind.simple

    @Option(help: "Day 0 of a date without trading: next, previous or refuse.")
    var day = ClosedDayRule.next

    @Flag(help: "The news came after the close: day 0 is the next session.")
    var afterClose = false

    @Flag(help: "Leave out events that share days of the window with other news of the company.")
    var excludeOverlap = false

    @Option(help: ArgumentHelp("So many valid estimation days are needed.", valueName: "days"))
    var minimum = 30

    @Option(help: "Only this company's part of the events.")
    var company: String?

    @Option(
        name: [.customShort("O"), .long],
        help: ArgumentHelp(
            "table, json, md or html; jsonl or csv (a panel of the days); svg (a picture). Else by the file's suffix.",
            valueName: "format"))
    var format: Format?

    @Flag(help: "The same as -O json.")
    var json = false

    func run() throws {
        let design = try design()
        let points = try on.map(StudyCommand.points)
        guard !events.isEmpty || !points.isEmpty else {
            throw Failure(.usage, "name an event, or a ticker and a day: --on GOOG@2006-10-09")
        }
        let ledger = try ledger.open()
        let wanted = try company.map { try ledger.companies().resolve($0) }
        let selection = try cuts.selection()
        let ids = try events.map { try ledger.readings($0, selection).target.envelope.id }
        let report: StudyReport
        do {
            report = try ledger.study(
                StudyRequest(
                    design: design, benchmark: benchmark, items: inOrder(ids, points), company: wanted,
                    closedDays: day, isAfterClose: afterClose, excludesOverlap: excludeOverlap, selection: selection,
                    testsUsualWindows: car.isEmpty))
        } catch let refused as StudyRefused {
            throw Failure(refused.isUsage ? .usage : .badInput, lines: refused.lines)
        }
        switch form {
        case .json:
            try output.writingBytes { write in
                try StudyJSON(report).write(write)
                try write([UInt8(ascii: "\n")])
            }
        case .jsonl: try output.write(StudyPanel(report).jsonLines)
        case .csv: try output.write(StudyPanel(report).csv)
        case .md: try output.write(StudyText(report).markdown)
        case .html: try output.write(StudyPage(report).html)
        case .svg:
            guard let svg = StudyPage(report).svg else {
                throw Failure(.badInput, "there is no path to draw: no event has a return on the window's first day")
            }
            try output.write(svg)
        case .table: try output.write(StudyText(report).terminal(width: output.width, color: output.color))
        }
        if [.json, .jsonl, .csv, .svg].contains(form) {
            let shown = report.warnings.prefix(StudyCommand.warningsShown)
            for warning in shown { output.note("impact: \(warning)") }
            let more = report.warnings.count - shown.count
            if more > 0 { output.note("impact: and \(more) more warnings, which --json lists") }
        }
    }

    /// A study of hundreds of events has as many warnings: of these few people read more than some.
    private static let warningsShown = 20

    /// What `-O` says, else the suffix of the file.
    private var form: Format {
        if json { return .json }
        let suffix = output.output.flatMap { $0.contains(".") ? $0.split(separator: ".").last?.lowercased() : nil }
        return format ?? suffix.flatMap(Format.init(rawValue:)) ?? .table
    }

    /// Events and points in the order of the command line, which the parser keeps only within each kind.
    private func inOrder(_ ids: [String], _ points: [[StudyRequest.Point]]) -> [StudyRequest.Item] {
        var items: [StudyRequest.Item] = []
        var (ids, points) = (ids[...], points[...])
        var isValue = false
        for argument in CommandLine.arguments.dropFirst(2) {
            if isValue || argument.hasPrefix("--on=") {
                items += (points.popFirst() ?? []).map { .point($0) }
                isValue = false
            } else if argument == "--on" {
                isValue = true
            } else if let id = ids.first, events[ids.startIndex] == argument {
                items.append(.event(id))
                ids.removeFirst()
            }
        }
        return items + ids.map { .event($0) } + points.joined().map { .point($0) }
    }

    private func design() throws -> StudyDesign {
        do {
            return try StudyDesign(
                model: model, returns: returns, estimation: try StudyCommand.window("--estimation", estimation),
                window: try StudyCommand.window("--window", window),
                cumulated: try (car.isEmpty ? defaultWindows() : car).map { try StudyCommand.window("--car", $0) },
                minimumDays: minimum)
        } catch let invalid as InvalidDesign { throw Failure(.usage, invalid.description) }
    }

    /// A narrower event window than the usual one has no place for the usual cumulated one.
    private func defaultWindows() throws -> [String] {
        let window = try StudyCommand.window("--window", window)
        return window.contains(-1) && window.contains(1) ? ["-1..1"] : []
    }

    /// `-5..5`
    private static func window(_ option: String, _ text: String) throws -> DayWindow {
        let dots = text.utf8.indices.dropLast().filter {
            text.utf8[$0] == 0x2E && text.utf8[text.utf8.index(after: $0)] == 0x2E
        }
        guard dots.count == 1, let first = Int(text[..<dots[0]]), let last = Int(text[dots[0]...].dropFirst(2)) else {
            throw Failure(.usage, "\(option): \(quoted(text)) is no window; write first..last, such as -5..5")
        }
        guard first <= last else {
            throw Failure(.usage, "\(option): \(quoted(text)) runs backwards: write \(last)..\(first)")
        }
        return first...last
    }

    /// `GOOG@2006-10-09`, or those of a file.
    private static func points(_ text: String) throws -> [StudyRequest.Point] {
        guard text.hasPrefix("@") else {
            do throws(PointFault) { return [try point(text)] } catch { throw Failure(.usage, "--on: \(error.reason)") }
        }
        let file = String(text.dropFirst())
        var points: [StudyRequest.Point] = []
        var faults: [String] = []
        try EventLines(file, keptIn: Environment.temporaryFolder).forEach { line, _ in
            let text = String(decoding: line.bytes, as: UTF8.self)
            if text.allSatisfy({ $0 == " " || $0 == "\t" }) { return true }
            do { points.append(try point(text)) } catch let fault as PointFault {
                faults.append("\(file):\(line.number): \(fault.reason)")
            }
            return faults.count < 20
        }
        guard faults.isEmpty else { throw Failure(.badInput, lines: faults) }
        return points
    }

    private struct PointFault: Error {
        let reason: String
    }

    private static func point(_ text: String) throws(PointFault) -> StudyRequest.Point {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw PointFault(reason: "\(quoted(text)) is not a ticker and a day; write for example GOOG@2006-10-09")
        }
        let ticker = Instrument(parts[0])?.ticker ?? String(parts[0])
        if let fault = TextFormat.ticker.fault(ticker) { throw PointFault(reason: "\(quoted(ticker)) \(fault)") }
        do throws(StatedTimeError) {
            if let day = CivilDay(try TimeReader().read(String(parts[1]))) {
                return StudyRequest.Point(ticker: String(parts[0]), day: day)
            }
        } catch { throw PointFault(reason: error.description) }
        throw PointFault(reason: "\(quoted(String(parts[1]))) is not a plain day; write for example 2006-10-09")
    }
}

extension NormalReturnModel: ExpressibleByArgument {}
extension ReturnKind: ExpressibleByArgument {}
extension ClosedDayRule: ExpressibleByArgument {}
