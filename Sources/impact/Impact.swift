import ArgumentParser
import Dispatch
import Glibc
import MarketEvents
import Reports
import SQLite

@main
struct Impact: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "impact",
        abstract: "The record of what moved the markets, and by how much.",
        discussion: """
            Events go into an append-only log; views are folded from it.

              impact init --demo
              impact view commitments
              impact explain plans openai-compute
              impact append deal.announced deal=d1 buyer=openai supplier=amazon \\
                kind=cloud value='38bn USD'

            impact help COMMAND explains a command, impact help TYPE the fields of a
            type of event, such as deal.announced.
            """,
        version: "impact \(version) (SQLite \(SQLite.libraryVersion))",
        subcommands: [
            InitCommand.self, AppendCommand.self, NewCommand.self, TemplateCommand.self, CorrectCommand.self,
            RetractCommand.self, ConfirmCommand.self,
            DisputeCommand.self, DenyCommand.self, ReviewCommand.self, ImportCommand.self, LogCommand.self,
            ShowCommand.self,
            BackupCommand.self, DoctorCommand.self, ReplayCommand.self, QuarantineCommand.self, StatusCommand.self,
            ViewCommand.self, DiffCommand.self, StudyCommand.self,
            ExplainCommand.self, StoryCommand.self, CiteCommand.self, ReportCommand.self, ExportCommand.self,
            SchemaCommand.self, MarketsCommand.self,
            VerifyCommand.self, KeygenCommand.self, CheckpointCommand.self, ProveCommand.self,
        ])

    /// Without a command: what to type first.
    func run() throws {
        try StandardStreams.output([
            "The record of what moved the markets, and by how much. Type first:", "",
            "  impact init --demo                      makes a ledger, with a story in it",
            "  impact view commitments                 shows who promised what to whom",
            "  impact explain plans openai-compute     shows where a figure comes from", "",
            "impact init makes an empty ledger, impact append records an event in it;",
            "impact help lists all commands.",
        ])
    }

    static func main() {
        StandardStreams.occupy()
        StandardStreams.refuseWhereFilesMayNotGrow()
        if let failure = argumentsFailure() { failure.exit() }
        let arguments = Array(CommandLine.arguments.dropFirst())
        // "impact help view" names a command, too.
        let named = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
        if arguments.first == "help", arguments.count == 2, let type = named.flatMap(EventType.named) {
            return help(type)
        }
        if let named, !named.hasPrefix("-"), let failure = unknownCommand(named, isHelp: arguments.first == "help") {
            failure.exit()
        }
        do {
            var command = try parsed(arguments)
            guard let waiting = command as? any AsyncParsableCommand else { return try command.run() }
            run(waiting, arguments)
        } catch { end(error, arguments) }
    }

    /// A command that waits for something is run by a task, to which this thread is left.
    private static func run(_ command: sending any AsyncParsableCommand, _ arguments: [String]) -> Never {
        Task {
            do {
                var command = command
                try await command.run()
                Glibc.exit(0)
            } catch { end(error, arguments) }
        }
        dispatchMain()
    }

    private static func help(_ type: EventType) {
        let width = StandardStreams.width ?? Environment["COLUMNS"].flatMap { Int($0) } ?? 80
        do {
            try StandardStreams.output(EventTypeHelp.lines(type, width: max(40, width)))
        } catch { end(error, []) }
    }

    private static func end(_ error: any Error, _ arguments: [String]) -> Never {
        if let failure = Failure(explaining: error) { failure.exit() }
        guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
        let command = arguments.first { !$0.hasPrefix("-") }
        Failure(.usage, ParsingMessage.text(message(for: error), command: command)).exit()
    }

    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        do { return try parseAsRoot(arguments) } catch {
            // The parser's messages quote what was typed, as it is: they shall quote harmless text.
            _ = try parseAsRoot(arguments.map { SafeText.terminal($0) })
            throw error
        }
    }

    /// Swift reads what is not UTF-8 as U+FFFD, under which it would be recorded for good, or another file be opened.
    private static func argumentsFailure() -> Failure? {
        for place in 1..<max(1, Int(CommandLine.argc)) {
            guard let argument = CommandLine.unsafeArgv[place], String(validatingCString: argument) == nil else {
                continue
            }
            return Failure(
                .badInput,
                "argument \(place) is not UTF-8: \(quoted(String(cString: argument))); write it, or name the file, in UTF-8"
            )
        }
        return nil
    }

    private static func unknownCommand(_ name: String, isHelp: Bool) -> Failure? {
        let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard !known.contains(name) else { return nil }
        let nearest = NearestNames.nearest(to: name, among: known + (isHelp ? EventType.all.map(\.name) : []))
        return Failure(
            .usage,
            "no command \(quoted(name)); "
                + (nearest.isEmpty
                    ? "known are \(known.joined(separator: ", "))" : "nearest: \(nearest.joined(separator: ", "))"))
    }
}
