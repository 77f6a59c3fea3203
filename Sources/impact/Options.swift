import ArgumentParser
import CivilTime
import EventLog
import Glibc
import Ledger
import MarketEvents
import Projections
import Reports

struct LedgerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The ledger's file (else $IMPACT_LEDGER, else $XDG_DATA_HOME/impact/ledger.sqlite).", valueName: "path"))
    var ledger: String?

    @Flag(help: "Append although the clock is more than 5 minutes behind the last event.")
    var acceptClock = false

    var path: String {
        if let ledger { return ledger }
        if let path = Environment["IMPACT_LEDGER"] { return path }
        let data = Environment["XDG_DATA_HOME"] ?? "\(Environment["HOME"] ?? ".")/.local/share"
        return "\(data)/impact/ledger.sqlite"
    }

    /// The ledger without its views file, which most commands need not touch: views are then folded in memory.
    func open() throws -> Ledger { Ledger(log: try openLog(), store: nil) }

    /// The ledger with its views file; without one where the ledger can only be read.
    func openWithViews() throws -> Ledger {
        let log = try openLog()
        return Ledger(log: log, store: log.isReadOnly ? nil : try ViewStore(path: LedgerOptions.viewsPath(of: path)))
    }

    /// The ledger with the views that are stored, if there are any: for what is asked of them only where they are current.
    func openWithStoredViews() throws -> Ledger {
        let log = try openLog()
        return Ledger(log: log, store: try? ViewStore(existing: LedgerOptions.viewsPath(of: path)))
    }

    private func openLog() throws -> SQLiteEventLog {
        try SQLiteEventLog.open(path: path, clock: Environment.clock, acceptClock: acceptClock)
    }

    /// `NAME.views.sqlite` beside `NAME.sqlite`.
    static func viewsPath(of path: String) -> String {
        (path.hasSuffix(".sqlite") ? String(path.dropLast(7)) : path) + ".views.sqlite"
    }
}

enum Environment {
    static subscript(name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        // A writer's name is recorded and a path is opened: neither may be another one than was meant.
        guard let text = String(validatingCString: value) else {
            Failure(.badInput, "$\(name) is not UTF-8: \(quoted(String(cString: value)))").exit()
        }
        return text.isEmpty ? nil : text
    }

    static var temporaryFolder: String { self["TMPDIR"] ?? "/tmp" }

    /// Services, and containers, have no variables that name the account.
    static var login: String { self["USER"] ?? self["LOGNAME"] ?? account ?? "unknown" }

    private static var account: String? {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return nil }
        return String(validatingCString: name).flatMap { $0.isEmpty ? nil : $0 }
    }

    static func clock() -> Instant { SystemClock.now() }
}

/// The three clocks and the filters before the fold.
struct CutOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only what had happened by then; a day means its end.", valueName: "when"))
    var asOf: String?

    @Option(help: ArgumentHelp("Only what was public by then.", valueName: "when"))
    var asPublic: String?

    @Option(help: ArgumentHelp("Only what this ledger held then.", valueName: "when"))
    var asKnown: String?

    @Option(
        help: ArgumentHelp(
            "Where a plain day in an option ends (else New York), and where hours without an offset are told.",
            valueName: "zone"))
    var timeZone: String?

    @Option(
        help: ArgumentHelp(
            "Only events as sure as this: of confirmed, reported, disputed, expected, denied.", valueName: "list"))
    var certainty: String?

    @Flag(help: "Only events that somebody else than their writer approved.")
    var reviewedOnly = false

    @Flag(help: "Count units as their parents.")
    var rollUp = false

    /// Reads the times of all options.
    func times() throws -> TimeReader { try TimeReader(zoneNamed: timeZone) }

    func selection() throws -> Selection {
        let times = try times()
        let moment = { (text: String?) in try text.map { try times.period($0).end } }
        let admitted = try certainty.map { list in
            Set(
                try list.split(separator: ",").map { word in
                    guard let certainty = Certainty(rawValue: String(word)) else {
                        throw Failure(
                            .usage, unknownName("certainty", String(word), Certainty.allCases.map(\.rawValue)))
                    }
                    return certainty
                })
        }
        return Selection(
            cut: Cut(asOf: try moment(asOf), asPublic: try moment(asPublic), asKnown: try moment(asKnown)),
            certainty: admitted, reviewedOnly: reviewedOnly, rollUp: rollUp)
    }

    /// As they were typed.
    var options: [String] {
        [
            ("--as-of", asOf), ("--as-public", asPublic), ("--as-known", asKnown), ("--time-zone", timeZone),
            ("--certainty", certainty),
        ].flatMap { name, value in value.map { [name, $0] } ?? [] }
            + (reviewedOnly ? ["--reviewed-only"] : []) + (rollUp ? ["--roll-up"] : [])
    }

    /// "as of 2025-10-31", or nil where nothing is cut.
    var description: String? {
        let parts = [
            asOf.map { "as of \($0)" }, asPublic.map { "as public by \($0)" }, asKnown.map { "as known at \($0)" },
            certainty.map { "certainty \($0)" }, reviewedOnly ? "reviewed events only" : nil,
            rollUp ? "units in their parents" : nil,
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
    var output: String?

    @Flag(help: "No colours (also NO_COLOR).")
    var noColor = false

    @Flag(help: "No messages beside the data.")
    var quiet = false

    var isTerminal: Bool { output == nil && isatty(STDOUT_FILENO) == 1 }
    var color: Bool { isTerminal && !noColor && Environment["NO_COLOR"] == nil }

    /// Columns of the terminal; nil where nobody looks.
    var width: Int? { output == nil ? StandardStreams.width : nil }

    /// Lines for people, each made harmless here and nowhere else.
    func print(_ lines: [String]) throws {
        try write(lines.map { SafeText.terminal($0) + "\n" }.joined())
    }

    /// Data for programs, to the byte; and tables, which make their cells harmless themselves.
    func write(_ text: String) throws {
        try writing { write in try write(text) }
    }

    /// Gives `body` a place to write piece by piece, so that a long output never stands in memory.
    func writing(_ body: (_ write: (String) throws -> Void) throws -> Void) throws {
        try sinking { sink in try body { try sink.append($0) } }
    }

    /// The same for text that is UTF-8 already.
    func writingBytes(_ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws {
        try sinking { sink in try body { try sink.append($0) } }
    }

    private func sinking(_ body: (OutputSink) throws -> Void) throws {
        guard let output, output != "-" else {
            let sink = OutputSink(descriptor: STDOUT_FILENO)
            do {
                try body(sink)
                return try sink.flush()
            } catch is OutputSink.Failed {
                throw Failure(.inputOutput, "standard output could not be written: \(StandardStreams.lastError())")
            }
        }
        try OutputFile.write(to: output, body)
    }

    func note(_ message: String) {
        if !quiet { StandardStreams.message(message) }
    }
}

extension TimeReader {
    /// - Parameter name: what `--time-zone` says.
    init(zoneNamed name: String?) throws { self.init(zone: try name.map { try TimeZoneRules.named($0) }) }
}

/// What `--locale` names: how amounts are read, or the language of sentences.
func knownLocale<Locale: RawRepresentable<String>>(_ name: String?) throws -> Locale? {
    guard let name else { return nil }
    guard let locale = Locale(rawValue: name) else {
        throw Failure(.usage, "--locale is \(quoted(name)); write en or fr")
    }
    return locale
}
