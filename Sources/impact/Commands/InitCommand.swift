import ArgumentParser
import CanonicalJSON
import CivilTime
import EventLog
import Glibc
import Ledger

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a new ledger.",
        discussion: """
              impact init
              impact init --demo --ledger demo.sqlite
              impact init --demo study --ledger study.sqlite
              impact init --ledger other.sqlite --origin ledger.example.org/2025
            """)

    @OptionGroup var ledger: LedgerOptions

    @Option(
        defaultAsFlag: Demo.story,
        help: ArgumentHelp(
            "Fill it with the story of OpenAI's deal with Amazon; with eight pieces of news to study: --demo study.",
            valueName: "which"))
    var demo: Demo?

    enum Demo: String, ExpressibleByArgument, CaseIterable {
        case story, study

        var lines: String {
            switch self {
            case .story: OpenAIAmazonStory.lines
            case .study: EightNewsStory.lines
            }
        }
    }

    @Option(help: ArgumentHelp("The log's name in checkpoints (else impact.invalid/UUID).", valueName: "name"))
    var origin: String?

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        let clock = demo == nil ? Environment.clock : try InitCommand.demoClock()
        var ids = UUIDv7Generator()
        if let origin, !Checkpoint.isOrigin(origin) {
            throw Failure(.usage, "--origin is not one line of text; write a name such as ledger.example.org/2025")
        }
        if ledger.ledger == nil, Environment["IMPACT_LEDGER"] == nil { InitCommand.makeFolder(of: ledger.path) }
        let events = try (demo?.lines ?? "").split(separator: "\n").map {
            try JSONValue(parsing: String($0)).object ?? [:]
        }
        do {
            try SQLiteEventLog.create(
                path: ledger.path, origin: origin ?? "impact.invalid/\(ids.next())", clock: clock,
                filling: events.isEmpty ? nil : { _ = try Ledger(log: $0, store: nil).append(events) }
            ).close()
        } catch LedgerOpenError.folderMissing(let path) {
            throw Failure(.cannotCreate, LedgerOpenError.folderMissing(path).description)
        } catch LedgerOpenError.isDirectory(let path) {
            throw Failure(.cannotCreate, LedgerOpenError.isDirectory(path).description)
        }
        if !quiet {
            StandardStreams.message(
                "made \(ledger.path)" + (demo == nil ? "" : " with \(events.count) events of the demo"))
        }
    }

    /// `SOURCE_DATE_EPOCH` makes the demo the same on every machine (reproducible-builds.org).
    private static func demoClock() throws -> () -> Instant {
        guard let text = Environment["SOURCE_DATE_EPOCH"] else { return Environment.clock }
        guard let seconds = Int(text), (0..<253_402_300_800).contains(seconds) else {
            throw Failure(.usage, "SOURCE_DATE_EPOCH is not a number of seconds since 1970")
        }
        return { Instant(seconds: seconds) }
    }

    private static func makeFolder(of path: String) {
        var made = ""
        for part in path.split(separator: "/").dropLast() {
            made += "/" + part
            mkdir(made, 0o700)
        }
    }
}
