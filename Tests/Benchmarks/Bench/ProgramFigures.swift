import CivilTime
import EventLog
import Glibc
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import SQLite

/// What writers and auditors wait for: imports, single appends, cuts, verifications.
extension Rounds {
    /// A view of the ledger as it was half-way, folded in memory.
    func cuts(_ path: String) throws {
        let log = try SQLiteEventLog.open(path: path, access: .readOnly)
        defer { log.close() }
        let views = Ledger(log: log, store: nil).views
        let middle = try log.event(position: events / 2)
        guard let occurred = middle.flatMap({ try? StatedTime($0.envelope.occurred ?? $0.envelope.time) }),
            let recorded = middle?.recordedTime
        else { fatalError("the generated ledger has no event in its middle") }
        let kinds: [(String, Cut)] = [
            ("--as-of", Cut(asOf: occurred.end)), ("--as-public", Cut(asPublic: occurred.end)),
            ("--as-known", Cut(asKnown: recorded)),
        ]
        for (name, cut) in kinds {
            let seconds = try timed {
                _ = try views.rows(of: CommitmentsProjector.self, Selection(cut: cut))
            }
            figures.append(
                Figure(
                    name: "view commitments \(name) against a full replay", value: "\(seconds.rounded(3)) s",
                    ratio: seconds / replaySeconds, goal: "<= 1"))
        }
    }

    /// JSONL into a new ledger, process start to exit, against C inserting the same rows in one transaction.
    func importLines() throws {
        let length = min(events, 500_000)
        let lines = "\(folder)/import.jsonl"
        var generated = GeneratedLedger(length: length, seed: 3)
        guard let file = fopen(lines, "w") else { fatalError("\(lines) cannot be written") }
        while true {
            let batch = generated.next(10_000)
            if batch.isEmpty { break }
            for event in batch {
                let line = event.canonicalBytes + [UInt8(ascii: "\n")]
                fwrite(line, 1, line.count, file)
            }
        }
        fclose(file)
        let ledger = "\(folder)/import.sqlite"
        var (own, other) = (Best(), Best())
        for _ in 0..<max(1, min(rounds, 2)) {
            remove(ledger)
            _ = try Rounds.shell("'\(impact)' init --quiet --ledger '\(ledger)'")
            let seconds = try timed {
                _ = try Rounds.shell("'\(impact)' import --quiet '\(lines)' --ledger '\(ledger)'")
            }
            own.take(seconds)
            let reference = try insertions(ledger, length, batch: length)
            other.take(reference)
            message("import \(seconds.rounded(3)) s, C \(reference.rounded(3)) s")
        }
        remove(ledger)
        unlink(lines)
        figures.append(
            Figure(
                name: "import of \(length) events from JSONL against C inserting the same rows",
                value: "\(rate(length, own.seconds)) events/s", ratio: other.seconds / own.seconds, goal: ">= 0.8"))
    }

    /// One event, one commit, one sync.
    func durableAppends(_ path: String) throws {
        let length = min(events, 2_000)
        let ledger = "\(folder)/durable.sqlite"
        var (own, other) = (Best(), Best())
        var generated = GeneratedLedger(length: length, seed: 4)
        let batch = generated.next(length)
        for _ in 0..<rounds {
            remove(ledger)
            let log = try SQLiteEventLog.create(path: ledger, origin: "generated.invalid/durable")
            own.take(try timed { for event in batch { _ = try log.append([event], expecting: [:]) } })
            log.close()
            other.take(try insertions(ledger, length, batch: 1))
        }
        remove(ledger)
        figures.append(
            Figure(
                name: "one durable append in a running process against C, one insert and one commit",
                value: "\((own.seconds / Double(length) * 1e6).rounded(1)) us", ratio: other.seconds / own.seconds,
                goal: ">= 0.9"))
    }

    /// Process start to exit, the program and the shell of SQLite by turns; medians.
    func coldAppends() throws {
        let ledger = "\(folder)/cold.sqlite"
        remove(ledger)
        _ = try Rounds.shell("'\(impact)' init --demo --quiet --ledger '\(ledger)' && cp '\(ledger)' '\(ledger)-shell'")
        var (own, other): ([Double], [Double]) = ([], [])
        for number in 0..<41 {
            let append =
                "'\(impact)' append risk.flagged risk=r\(number) companies=openai --certainty reported --occurred 2025-11-03 "
                + "--ledger '\(ledger)' > /dev/null"
            own.append(try timed { _ = try Rounds.shell(append) })
            let insert = """
                sqlite3 '\(ledger)-shell' "PRAGMA synchronous = FULL; INSERT INTO event SELECT max(position) + 1, \
                'x' || max(position), source, type, dataschema, 'risk/r\(number)', 1, time, occurred, published, recordedtime, \
                correlationid, causationid, data, extensions, leaf FROM event" > /dev/null
                """
            other.append(try timed { _ = try Rounds.shell(insert) })
        }
        remove(ledger)
        remove(ledger + "-shell")
        let (mine, theirs) = (own.sorted()[20], other.sorted()[20])
        figures.append(
            Figure(
                name: "cold impact append against the sqlite3 shell inserting one row",
                value: "\((mine * 1000).rounded(1)) ms", ratio: mine / theirs, goal: "<= 2.5"))
    }

    /// `impact verify`, process start to exit.
    func verify(_ path: String) throws {
        var own = Best()
        for _ in 0..<max(1, min(rounds, 3)) {
            own.take(try timed { _ = try Rounds.shell("'\(impact)' verify --quiet --ledger '\(path)'") })
        }
        figures.append(
            Figure(name: "verify", value: "\(rate(events, own.seconds)) events/s", ratio: nil, goal: ">= 0.5M/s"))
    }

    private func insertions(_ ledger: String, _ length: Int, batch: Int) throws -> Double {
        let file = "\(folder)/reference.sqlite"
        defer { remove(file) }
        let answer = try reference("insert_events", [ledger, file, String(length), String(batch)])
        let parts = answer.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Double($0) }
        guard parts.count == 3, Int(parts[0]) == length else { fatalError("insert_events said \(answer)") }
        return parts[1]
    }

    private func remove(_ file: String) {
        for suffix in ["", "-wal", "-shm", "-lock"] { unlink(file + suffix) }
    }
}
