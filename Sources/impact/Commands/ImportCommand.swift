import ArgumentParser
import CanonicalJSON
import EventLog
import Glibc
import Ledger
import MarketEvents

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Append the events of a file: CloudEvents, one a line. All or nothing.",
        discussion: """
              impact import Examples/story.jsonl
              impact export events --ledger a.sqlite | impact import - --ledger b.sqlite
              impact import story.jsonl --dry-run
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Flag(help: "Judge the file and write nothing.")
    var dryRun = false

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        let ledger = try ledger.open()
        var faults: [(line: Int, reason: String)] = []
        var events: [(line: Int, event: JSONObject)] = []
        try readLines { number, line, isLast in
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
            do throws(JSONSyntaxError) {
                guard let object = try JSONValue(parsing: line).object else {
                    return faults.append((number, "is not a JSON object"))
                }
                events.append((number, object))
            } catch {
                faults.append(
                    (number, error.description + (isLast ? " (the last line has no end: is the file cut off?)" : "")))
            }
        }
        do {
            // Also where lines could not be read: then the faults of all others are still found, and nothing is written.
            let outcomes = try ledger.append(events.map(\.event), dryRun: dryRun || !faults.isEmpty)
            guard faults.isEmpty else { throw RejectedBatch(events: []) }
            let new = outcomes.count { if case .appended = $0 { true } else { false } }
            if !quiet {
                StandardStreams.message(
                    "\(dryRun ? "would append" : "appended") \(new) event\(new == 1 ? "" : "s")"
                        + (new < outcomes.count ? ", \(outcomes.count - new) were there already" : "") + "\n")
            }
        } catch let rejected as RejectedBatch {
            for event in rejected.events {
                for fault in event.faults { faults.append((events[event.index].line, fault.description)) }
            }
            throw Failure(
                .badInput,
                lines: faults.sorted { $0.line < $1.line }.map { "\(file):\($0.line): \($0.reason)" }
                    + ["nothing was imported"])
        }
    }

    /// Reads line by line, each within the bounds of one event.
    private func readLines(_ body: (Int, [UInt8], Bool) throws -> Void) throws {
        guard let stream = file == "-" ? fdopen(STDIN_FILENO, "rb") : fopen(file, "rb") else {
            throw Failure(.noInput, "\(file) cannot be read: \(StandardStreams.lastError())")
        }
        defer { if file != "-" { fclose(stream) } }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var number = 0
        while true {
            let length = getline(&line, &capacity, stream)
            guard length >= 0, let line else { break }
            number += 1
            var bytes = line.withMemoryRebound(to: UInt8.self, capacity: length) {
                Array(UnsafeBufferPointer(start: $0, count: length))
            }
            let hasEnd = bytes.last == 0x0A
            if hasEnd { bytes.removeLast() }
            if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
            try body(number, bytes, !hasEnd)
        }
        if ferror(stream) != 0 {
            throw Failure(.inputOutput, "\(file) could not be read: \(StandardStreams.lastError())")
        }
    }
}
