import CanonicalJSON
import CivilTime
import EventLog
import Glibc
import Ledger
import LedgerGenerator
import Projections
import SQLite

/// Measures the ledger against the plainest C programs over the same file, in one run. `Docs/benchmarks.md` says what each
/// figure means and what it was.
///
///     bench EVENTS ROUNDS FOLDER IMPACT      FOLDER also has the reference programs, and keeps the generated ledgers
@main
enum Bench {
    static func main() throws {
        let arguments = CommandLine.arguments
        // A replay and nothing else, to see what memory it takes.
        if arguments.count == 3, arguments[1] == "replay" { return try Rounds.replay(arguments[2]) }
        // One more deal and its view, again and again, for a profile.
        if arguments.count == 4, arguments[1] == "follow", let rounds = Int(arguments[3]), rounds > 0 {
            return try Rounds.follow(arguments[2], rounds: rounds)
        }
        // A generated ledger and nothing else.
        if arguments.count == 4, arguments[1] == "generate", let events = Int(arguments[2]), events > 0 {
            return print(try Rounds(events: events, rounds: 1, folder: arguments[3], impact: "").ledger(events))
        }
        // One figure of writing, for a profile: the table's other rows wait.
        if arguments.count == 6, ["append", "import"].contains(arguments[1]), let events = Int(arguments[2]),
            let rounds = Int(arguments[3]), events > 0, rounds > 0
        {
            let bench = Rounds(events: events, rounds: rounds, folder: arguments[4], impact: arguments[5])
            return try arguments[1] == "append" ? bench.appends() : bench.imports()
        }
        if arguments.count == 6, arguments[1] == "study", let rounds = Int(arguments[2]), rounds > 0 {
            return try StudyBench(
                rounds: rounds, folder: arguments[3], impact: arguments[4], scripts: arguments[5]
            ).run()
        }
        guard arguments.count == 5, let events = Int(arguments[1]), let rounds = Int(arguments[2]), events > 0,
            rounds > 0
        else {
            print(
                """
                usage: bench EVENTS ROUNDS FOLDER IMPACT
                       bench study ROUNDS FOLDER IMPACT SCRIPTS
                       bench generate EVENTS FOLDER
                       bench replay LEDGER
                       bench follow LEDGER ROUNDS
                """)
            exit(64)
        }
        let bench = Rounds(events: events, rounds: rounds, folder: arguments[3], impact: arguments[4])
        try bench.run()
    }
}

struct Figure {
    let name: String
    let value: String
    let ratio: Double?
    let goal: String
}

final class Rounds {
    let events: Int
    let rounds: Int
    let folder: String
    /// The program's path.
    let impact: String
    var figures: [Figure] = []

    init(events: Int, rounds: Int, folder: String, impact: String) {
        (self.events, self.rounds, self.folder, self.impact) = (events, rounds, folder, impact)
    }

    func run() throws {
        let ledger = try ledger(events)
        let small = try self.ledger(min(1_000, events))
        try replay(ledger)
        try followOne(ledger, small)
        try cuts(ledger)
        try append()
        try importLines()
        try durableAppends(ledger)
        try coldAppends()
        try verify(ledger)
        print(table())
        print("digest of all views: \(try digest(ledger))")
    }

    /// The generated ledger of so many events; made where there is none.
    func ledger(_ length: Int) throws -> String {
        let path = "\(folder)/generated-\(length).sqlite"
        if access(path, F_OK) == 0 { return path }
        let draft = path + ".draft"
        for suffix in ["", "-wal", "-shm", "-lock"] { unlink(draft + suffix) }
        let seconds = try timed {
            let log = try SQLiteEventLog.create(
                path: draft, origin: "generated.invalid/\(length)", clock: { Instant(seconds: 1_767_225_600) })
            try GeneratedLedger.fill(log, length: length)
            log.close()
        }
        rename(draft, path)
        message("made \(path): \(length) events in \(seconds.rounded(3)) s")
        return path
    }

    // MARK: what is measured

    /// The best full replay, which cuts are held against.
    private(set) var replaySeconds = Double.infinity

    private func replay(_ path: String) throws {
        let views = path + ".views.sqlite"
        var (own, scan, write) = (Best(), Best(), Best())
        for round in 0...rounds {
            let seconds = try timed { try Rounds.rebuild(path, views) }
            let all = try timed { _ = try reference("scan_all", [path]) }
            let both = try reference("scan_and_write", [path, views, "\(folder)/reference.sqlite"])
            let parts = both.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Double($0) }
            guard parts.count == 5 else { fatalError("scan_and_write said \(both)") }
            // The first round warms the caches.
            guard round > 0 else { continue }
            own.take(seconds)
            scan.take(all)
            write.take(parts[3] + parts[4])
            message(
                "round \(round): replay \(seconds.rounded(3)) s, C scan \(all.rounded(3)) s, "
                    + "C reads \(parts[3].rounded(3)) s and writes \(Int(parts[1])) rows in \(parts[4].rounded(3)) s")
        }
        unlink("\(folder)/reference.sqlite")
        replaySeconds = own.seconds
        figures.append(
            Figure(
                name: "full replay, rows written and synced", value: "\(rate(events, own.seconds)) events/s",
                ratio: nil,
                goal: ">= 1M/s"))
        figures.append(
            Figure(
                name: "... against a C scan of every column", value: "\(scan.seconds.rounded(3)) s",
                ratio: scan.seconds / own.seconds, goal: ">= 1.0"))
        figures.append(
            Figure(
                name: "... against C reading what is needed and inserting the rows",
                value: "\(write.seconds.rounded(3)) s",
                ratio: write.seconds / own.seconds, goal: ">= 1.0"))
        figures.append(
            Figure(
                name: "memory of a replay, at most", value: "\(try peakOfReplay(path)) MB", ratio: nil, goal: "< 150 MB"
            ))
    }

    static func replay(_ path: String) throws {
        try rebuild(path, path + ".views.sqlite")
        var usage = rusage()
        getrusage(0, &usage)  // RUSAGE_SELF
        print(usage.ru_maxrss)
    }

    private static func rebuild(_ path: String, _ views: String) throws {
        let log = try SQLiteEventLog.open(path: path, access: .readOnly)
        defer { log.close() }
        let store = try ViewStore(path: views)
        defer { store.close() }
        _ = try Ledger(log: log, store: store).views.rebuild()
    }

    /// In megabytes, of a process of its own that does nothing else.
    private func peakOfReplay(_ path: String) throws -> Int {
        let text = try Rounds.shell("'\(CommandLine.arguments[0])' replay '\(path)'")
        return (Int(text.split(separator: "\n").last ?? "") ?? 0) / 1024
    }

    /// The views after one more event, in a process that opens everything anew.
    private func followOne(_ large: String, _ small: String) throws {
        var (long, short) = (Best(), Best())
        for round in 0...rounds {
            for (path, isLarge) in [(large, true), (small, false)] {
                let seconds = try Rounds.follow(path, round)
                guard round > 0 else { continue }
                if isLarge { long.take(seconds) } else { short.take(seconds) }
            }
        }
        figures.append(
            Figure(
                name: "a view after one more deal, \(events) events against 1,000",
                value: "\((long.seconds * 1000).rounded(3)) ms", ratio: long.seconds / short.seconds, goal: "<= 2"))
    }

    /// Follows so many deals, and prints the shortest time and the least processor time of one.
    static func follow(_ path: String, rounds: Int) throws {
        var (elapsed, processor) = (Best(), Best())
        for round in 0..<rounds {
            try appendOne(path, round)
            let before = processorSeconds()
            elapsed.take(try followAppended(path))
            processor.take(processorSeconds() - before)
        }
        print("\((elapsed.seconds * 1000).rounded(3)) ms, processor \((processor.seconds * 1000).rounded(3)) ms")
    }

    /// Appends a deal, and gives the seconds until its view was read.
    static func follow(_ path: String, _ round: Int) throws -> Double {
        try appendOne(path, round)
        return try followAppended(path)
    }

    private static func followAppended(_ path: String) throws -> Double {
        try timed {
            let log = try SQLiteEventLog.open(path: path, access: .readOnly)
            defer { log.close() }
            let store = try ViewStore(path: path + ".views.sqlite")
            defer { store.close() }
            _ = try Ledger(log: log, store: store).views.rows(of: CommitmentsProjector.self, ofGroup: "bench-deal")
        }
    }

    private static func appendOne(_ path: String, _ round: Int) throws {
        let log = try SQLiteEventLog.open(path: path, clock: { Instant(seconds: 1_767_225_600) })
        defer { log.close() }
        let position = try log.head().position
        let digits = String(position, radix: 16)
        let id = "01941f29-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        let amount: JSONObject = ["amount": .string(String(round + 1)), "unit": "USD", "qualifier": "exact"]
        let deal = Envelope(
            id: id, source: "urn:impact:writer:bench", type: "deal.announced",
            dataschema: "urn:impact:schema:deal.announced:1", subject: "deal/bench-deal", time: "2025-11-03T05:00:00Z",
            occurred: "2025-11-03",
            data: [
                "deal": "bench-deal", "buyer": "nornor-0", "supplier": "alnor-1", "kind": "cloud",
                "certainty": "confirmed", "value": .object(amount),
            ])
        _ = try log.append([deal], expecting: [:])
    }

    func appends() throws {
        try append()
        print(table())
    }

    func imports() throws {
        try importLines()
        print(table())
    }

    private func append() throws {
        let length = min(events, 200_000)
        var (own, reference) = (Best(), Best())
        var generated = GeneratedLedger(length: length, seed: 2)
        let batches = (0..<(length / 10_000 + 1)).map { _ in generated.next(10_000) }.filter { !$0.isEmpty }
        for round in 0...rounds {
            let file = "\(folder)/append.sqlite"
            for suffix in ["", "-wal", "-shm", "-lock"] { unlink(file + suffix) }
            let log = try SQLiteEventLog.create(path: file, origin: "generated.invalid/append")
            let (before, threadBefore) = (processorSeconds(), processorSeconds(ofThread: true))
            let seconds = try timed {
                for batch in batches { _ = try log.append(batch, expecting: [:]) }
                log.close()
            }
            let (processor, thread) = (processorSeconds() - before, processorSeconds(ofThread: true) - threadBefore)
            let answer = try self.reference(
                "insert_events", [file, "\(folder)/reference.sqlite", String(length), "10000"])
            let parts = answer.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Double($0) }
            guard parts.count == 3 else { fatalError("insert_events said \(answer)") }
            guard round > 0 else { continue }
            own.take(seconds)
            reference.take(parts[1])
            message(
                "round \(round): append \(seconds.rounded(3)) s (processor \(processor.rounded(3)) s, "
                    + "of which \(thread.rounded(3)) s the thread that writes), "
                    + "C \(parts[1].rounded(3)) s (\(parts[2].rounded(3)) s)")
        }
        for name in ["append", "reference"] {
            for suffix in ["", "-wal", "-shm", "-lock"] { unlink("\(folder)/\(name).sqlite" + suffix) }
        }
        figures.append(
            Figure(
                name: "bulk append from values against C inserting the same rows",
                value: "\(rate(length, own.seconds)) events/s", ratio: reference.seconds / own.seconds, goal: ">= 0.9"))
    }

    private func digest(_ path: String) throws -> String {
        let log = try SQLiteEventLog.open(path: path, access: .readOnly)
        defer { log.close() }
        let store = try ViewStore(path: path + ".views.sqlite")
        defer { store.close() }
        let views = Ledger(log: log, store: store).views
        try views.refresh()
        return try views.status(log.head()).map { String(($0.digest ?? "").prefix(8)) }.joined(separator: " ")
    }

    // MARK: how

    func reference(_ program: String, _ arguments: [String]) throws -> String {
        try Rounds.shell((["\(folder)/\(program)"] + arguments).map { "'\($0)'" }.joined(separator: " "))
    }

    static func shell(_ command: String) throws -> String {
        guard let pipe = popen(command, "r") else { fatalError("\(command) does not start") }
        var text = ""
        var buffer = [CChar](repeating: 0, count: 4096)
        while fgets(&buffer, Int32(buffer.count), pipe) != nil {
            text += String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        guard pclose(pipe) == 0 else { fatalError("\(command) failed") }
        return text
    }

    private func table() -> String {
        let rows =
            [["figure", "measured", "ratio", "goal"]]
            + figures.map { [$0.name, $0.value, $0.ratio.map { $0.rounded(2) } ?? "", $0.goal] }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// The shortest of several.
struct Best {
    private(set) var seconds = Double.infinity
    mutating func take(_ more: Double) { seconds = min(seconds, more) }
}

func timed(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
}

/// Of this process and all its threads so far, or of this thread.
func processorSeconds(ofThread: Bool = false) -> Double {
    var time = timespec()
    clock_gettime(ofThread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func rate(_ count: Int, _ seconds: Double) -> String { String(Int(Double(count) / seconds)) }

func message(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

extension Double {
    /// With so many digits behind the point.
    func rounded(_ digits: Int) -> String {
        let scale = pow(10.0, Double(digits))
        let value = (self * scale).rounded() / scale
        return String(value)
    }
}
