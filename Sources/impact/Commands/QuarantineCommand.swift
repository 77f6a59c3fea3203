import ArgumentParser
import CanonicalJSON
import Ledger
import Projections
import Reports

struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Events that a view could not fold: kept aside, with the reason.",
        discussion: """
              impact quarantine list
              impact quarantine retry

            A parked event is missing from the views that it is parked for, and from nothing else. A correction of it, or a
            version of the program that can fold it, clears it by itself.
            """,
        subcommands: [List.self, Retry.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "The parked events: projection, position, id, reason.")

        @OptionGroup var ledger: LedgerOptions
        @OptionGroup var output: OutputOptions

        @Flag(help: "As JSON, one event a line.")
        var json = false

        func run() throws {
            let ledger = try ledger.openWithViews()
            let parked = try ledger.views.parked()
            if json {
                return try output.write(
                    parked.map { event in
                        JSONValue.object([
                            "projection": .string(event.projection), "position": .integer(event.position),
                            "id": .string(event.id), "stream": .string(event.stream), "reason": .string(event.reason),
                        ]).canonicalText + "\n"
                    }.joined())
            }
            guard !parked.isEmpty else { return output.note("nothing is parked") }
            let table = TextTable(
                headings: [.init("projection"), .init("position", isNumber: true), .init("id"), .init("reason")],
                rows: parked.map { [$0.projection, String($0.position), $0.id, $0.reason] })
            try output.write(table.terminal(width: output.width, color: output.color))
        }
    }

    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry", abstract: "Fold the parked events once more.")

        @OptionGroup var ledger: LedgerOptions

        @Flag(help: "No messages.")
        var quiet = false

        func run() throws {
            let ledger = try ledger.openWithViews()
            let (before, after) = try ledger.views.retryParked()
            if !quiet {
                StandardStreams.message(
                    before == 0 ? "nothing is parked" : "\(before - after) of \(before) folded, \(after) still parked")
            }
        }
    }
}
