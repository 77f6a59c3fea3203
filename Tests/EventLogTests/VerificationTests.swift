import CanonicalJSON
import Dispatch
import SQLite
import Synchronization
import Testing

@testable import EventLog

@Suite("Verification of a ledger of 1,000 events")
struct VerificationTests {
    let ledger = TamperedLedger()

    @Test("a sound one has no findings, and the root of its head; so has one without events")
    func sound() throws {
        let report = try LogVerification.run(path: ledger.path, checkpoint: try ledger.checkpoint())
        #expect(report.findings == [])
        #expect(report.origin == TamperedLedger.origin)
        #expect(report.head == (try SQLiteEventLog.open(path: ledger.path, access: .readOnly).head()))
        let empty = ledger.path + "-empty"
        try SQLiteEventLog.create(path: empty, origin: "test.invalid").close()
        let nothing = try LogVerification.run(path: empty)
        #expect(nothing.findings == [] && nothing.head == LogHead(position: 0, root: MerkleTree.emptyRoot))
    }

    @Test("whatever the log takes is sound, in any attribute and extension", arguments: 1...4 as ClosedRange<UInt64>)
    func anyEvent(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        func text() -> String {
            let letters: [Unicode.Scalar] = [
                "a", "i", "t", "z", "\"", "\\", "\0", "\n", "\u{1F}", "\u{7F}", "é", "\u{301}", "\u{E000}", "\u{FB33}",
                "\u{FFFD}", "\u{1F600}",
            ]
            var text = ""
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                text.unicodeScalars.append(letters.randomElement(using: &random)!)
            }
            return text
        }
        func object() -> JSONObject {
            JSONObject((0..<Int.random(in: 0...3, using: &random)).map { _ in (text(), .string(text())) })
        }
        let log = try SQLiteEventLog.open(path: ledger.path)
        _ = try log.append(
            (0..<150).map { number in
                var event = envelope(
                    text() + "\(number)", stream: text(), type: text(), data: object(), occurred: text(),
                    extensions: object())
                (event.source, event.dataschema, event.time) = (text(), text(), text())
                if Bool.random(using: &random) { event.published = text() }
                if Bool.random(using: &random) { event.correlationid = text() }
                if Bool.random(using: &random) { event.causationid = text() }
                return event
            }, on: .none)
        log.close()
        #expect(try ledger.messages() == [])
    }

    @Test("any number of threads says the same")
    func threads() throws {
        try ledger.change("UPDATE event SET type = 'x' WHERE position IN (300, 700)")
        let findings = try LogVerification.run(path: ledger.path, threads: 1).findings
        #expect(findings.map(\.position) == [300])
        #expect(try LogVerification.run(path: ledger.path, threads: 5).findings == findings)
    }

    @Test("a log of several stretches, too, to the last of them")
    func stretches() throws {
        let path = ledger.path + "-long"
        let log = try SQLiteEventLog.create(path: path, origin: "test.invalid")
        let size = ParallelScan.stretch + 300
        _ = try log.append((1...size).map { envelope("\($0)") }, on: .none)
        let checkpoint = Checkpoint(origin: "test.invalid", size: 8000, root: try log.root(ofSize: 8000))
        let head = try log.head()
        log.close()
        let report = try LogVerification.run(path: path, checkpoint: checkpoint)
        #expect(report.findings == [] && report.head == head)
        let connection = try Connection(path: path, mode: .readWrite)
        try connection.execute("DROP TRIGGER event_update; UPDATE event SET time = 'x' WHERE position = \(size - 1)")
        connection.close()
        #expect(try LogVerification.run(path: path).findings.map(\.position) == [size - 1, nil])
    }

    @Test("what is appended meanwhile is no finding")
    func meanwhile() throws {
        let path = ledger.path
        let checkpoint = try ledger.checkpoint()
        let findings = Mutex<[Finding]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { thread in
            do {
                guard thread == 0 else {
                    for _ in 0..<15 {
                        let found = try LogVerification.run(path: path, checkpoint: checkpoint).findings
                        findings.withLock { $0 += found }
                    }
                    return
                }
                let log = try SQLiteEventLog.open(path: path)
                defer { log.close() }
                for batch in 0..<40 {
                    _ = try log.append((0..<20).map { envelope("new \(batch) \($0)") }, on: .none)
                }
            } catch { findings.withLock { $0.append(Finding(part: .event, reason: "\(error)")) } }
        }
        #expect(findings.withLock { $0 } == [])
        #expect(try LogVerification.run(path: path).head?.position == 1800)
    }

    // MARK: - Cells that no append has written

    private static let extremeNumbers = [Int.min, -1, 0, 1 << 33, .max]

    @Test(
        "a stored version, clock or position of any number is named, by it or by its neighbours, and traps nobody",
        arguments: ["streamversion", "recordedtime", "position"], extremeNumbers)
    func extremes(column: String, value: Int) throws {
        try ledger.change("UPDATE event SET \(column) = \(value) WHERE position = 1000")
        let findings = try ledger.findings()
        #expect(findings.first?.position == (column == "position" && value < 1 ? value : 1000), "\(findings)")
        // Whoever reads or writes is refused, or is not concerned.
        let log = try SQLiteEventLog.open(path: ledger.path)
        defer { log.close() }
        _ = try? log.head()
        _ = try? log.read(ReadQuery(limit: .max))
        _ = try? log.lastRecordedTime?.rfc3339()
        _ = try? log.rawEvents().forEach(positions: 1...Int.max) { _ in }
        for stream in 0..<7 { _ = try? log.append([envelope("new", stream: "company/\(stream)")], expecting: [:]) }
        #expect(try !ledger.findings().isEmpty)
    }

    @Test(
        "every cell of the other tables is judged, too",
        arguments: [
            ("INSERT INTO ledger VALUES ('more', 'x')", "the row more of the table ledger is none of this program's"),
            ("DELETE FROM ledger WHERE name = 'created'", "the row created of the table ledger is missing"),
            ("DELETE FROM ledger WHERE name = 'origin'", "the row origin of the table ledger is missing"),
            ("UPDATE ledger SET value = 'soon' WHERE name = 'created'", "created is soon, which is no time"),
            ("UPDATE ledger SET value = 'a' || char(10) WHERE name = 'origin'", "the origin is not one line of text"),
            (
                "INSERT INTO tree VALUES (24, 9223372036854775807, zeroblob(32))",
                "position 1: the tree's node 9223372036854775807 of level 24, over positions -16777215 to 0, is none of "
                    + "this log of 1000 events"
            ),
            (
                "INSERT INTO tree VALUES (8, -9223372036854775808, zeroblob(32))",
                "position 1: the tree's node -9223372036854775808 of level 8, over positions 1 to 256, is none of "
                    + "this log of 1000 events"
            ),
        ])
    func otherTables(sql: String, message: String) throws {
        try ledger.change(sql)
        #expect(try ledger.messages() == [message])
    }

    @Test("a cell of the tree that is stored as another kind is found, though it reads alike")
    func treeStorage() throws {
        try ledger.change { connection in
            try connection.execute(
                """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, 'STRICT, ', '') WHERE name = 'tree';
                PRAGMA writable_schema = RESET;
                """)
        }
        try ledger.change(
            "PRAGMA ignore_check_constraints = ON; UPDATE tree SET hash = CAST(hash AS TEXT) WHERE idx = 1")
        #expect(try ledger.messages().contains { $0.contains("is not stored as numbers and a blob") })
    }

    // MARK: - What is said of a changed event

    @Test(
        "where event and leaf differ, the tree tells which of the two was changed; where it cannot, nothing is guessed")
    func whichWasChanged() throws {
        let stored = try leaf(of: 500)
        try ledger.change("UPDATE event SET type = 'moved' WHERE position = 500")
        let changed = try ledger.messages()
        #expect(
            changed.count == 1
                && changed[0].hasPrefix("position 500: leaf is \(stored), but the stored columns hash to "))
        #expect(changed[0].hasSuffix("; the tree agrees with the leaf: the event was changed"))
        let second = TamperedLedger()
        let zeros = String(repeating: "0", count: 64)
        try second.change("UPDATE event SET leaf = zeroblob(32) WHERE position IN (500, 900)")
        #expect(
            try second.messages() == [
                "position 500: leaf is \(zeros), but the stored columns hash to \(stored); the tree agrees with the "
                    + "columns: the leaf was changed"
            ])
        let third = TamperedLedger()
        let last = try leaf(of: 900)
        try third.change("UPDATE event SET leaf = zeroblob(32) WHERE position = 900")
        #expect(
            try third.messages() == ["position 900: leaf is \(zeros), but the stored columns hash to \(last)"])
    }

    private func leaf(of position: Int) throws -> String {
        let log = try SQLiteEventLog.open(path: ledger.path, access: .readOnly)
        return Hexadecimal.text(try #require(try log.event(position: position)).leaf)
    }

    @Test(
        "stored JSON that decodes alike but is not canonical is found, though every hash fits",
        arguments: [
            ("data", "replace(data, ',', ', ')", "column 17: a member's name in quotes is due here"),
            (
                "data",
                "json_set('{}', '$.text', data ->> 'text', '$.list', json(data -> 'list'), '$.amount', data ->> 'amount')",
                "column 22: a member's name that does not come after the one before it"
            ),
            (
                "data", #"replace(data, 'line', '\u006cine')"#,
                "column 43: an escape where the canonical text has another or none"
            ),
            ("data", "replace(data, '[490', '[490.0')", "column 25: a number in another than its canonical spelling"),
            ("data", "replace(data, '[490', '[0490')", "column 25: a number in another than its canonical spelling"),
            ("data", "data || ' '", "column 55: text after the value"), ("data", "'[]'", "column 1: an object is due"),
            ("data", "'{'", "column 2: a member's name in quotes is due here"),
            ("data", "''", "column 1: the text ends where a value is due"),
            ("extensions", "replace(extensions, ':', ' : ')", "column 7: ':' is due here"),
        ])
    func notCanonical(column: String, value: String, reason: String) throws {
        try ledger.change("UPDATE event SET \(column) = \(value) WHERE position = 490")
        let messages = try ledger.messages()
        #expect(messages == ["position 490: \(column) is not canonical JSON: \(reason)"])
    }

    @Test(
        "extensions that no event would have are found, though every hash fits",
        arguments: [
            ("'{}'", "extensions is an empty object, not NULL"),
            (#"'{"id":"other"}'"#, #"extensions has the member "id", an attribute's name"#),
            (#"'{"sequence":"1"}'"#, #"extensions has the member "sequence", an attribute's name"#),
        ])
    func extensions(value: String, reason: String) throws {
        try ledger.change("UPDATE event SET extensions = \(value) WHERE position = 501")
        #expect(try ledger.messages() == ["position 501: \(reason)"])
    }

    @Test("text that is not UTF-8 is found, also where the hashes were made for it")
    func notText() throws {
        try ledger.change("UPDATE event SET source = CAST(x'C328' AS TEXT) WHERE position = 501")
        #expect(try ledger.messages() == ["position 501: source is not UTF-8"])
    }

    /// The declared types are taken from the schema for the change, and put back: so may a flipped bit in a row's header.
    @Test(
        "a value of another type than its column's is found, in every column",
        arguments: [
            ("id", "x'41'", "blob", "text"), ("source", "x'41'", "blob", "text"), ("type", "x'41'", "blob", "text"),
            ("dataschema", "NULL", "null", "text"), ("subject", "x'41'", "blob", "text"),
            ("streamversion", "'x'", "text", "integer"), ("time", "x'41'", "blob", "text"),
            ("occurred", "x'41'", "blob", "text"), ("published", "x'41'", "blob", "text"),
            ("recordedtime", "1.5", "real", "integer"), ("correlationid", "x'41'", "blob", "text"),
            ("causationid", "x'41'", "blob", "text"), ("data", "CAST(data AS BLOB)", "blob", "text"),
            ("extensions", "CAST('{}' AS BLOB)", "blob", "text"),
            ("leaf", "'0123456789abcdef0123456789abcdef'", "text", "blob"),
        ])
    func types(column: String, value: String, found: String, due: String) throws {
        try ledger.change { connection in
            try connection.execute(
                """
                PRAGMA writable_schema = ON;
                CREATE TEMP TABLE kept AS SELECT sql FROM main.sqlite_schema WHERE name = 'event';
                UPDATE main.sqlite_schema SET sql = replace(replace(sql, ' STRICT', ''), 'TEXT NOT NULL,', 'TEXT,')
                WHERE name = 'event';
                PRAGMA writable_schema = RESET
                """)
            try connection.execute("UPDATE event SET \(column) = \(value) WHERE position = 500")
            try connection.execute(
                """
                PRAGMA writable_schema = ON;
                UPDATE main.sqlite_schema SET sql = (SELECT sql FROM kept) WHERE name = 'event';
                PRAGMA writable_schema = RESET
                """)
        }
        #expect(try ledger.messages().first == "position 500: \(column) is stored as \(found), not as \(due)")
    }

    @Test(
        "numbers that no event has are found",
        arguments: [
            ("recordedtime", "253402300800000000", "is 253402300800000000 microseconds, outside the years 1 to 9999"),
            (
                "recordedtime", "-9223372036854775808",
                "is -9223372036854775808 microseconds, outside the years 1 to 9999"
            ),
            ("streamversion", "0", "is 0; versions count from 1"),
            ("streamversion", "9007199254740993", "is 9007199254740993; versions count from 1"),
        ])
    func numbers(column: String, value: String, reason: String) throws {
        try ledger.change("UPDATE event SET \(column) = \(value) WHERE position = 500")
        #expect(try ledger.messages().contains("position 500: \(column) \(reason)"))
    }

    // MARK: - Order

    @Test("an event that is gone is missed, at the place where it was")
    func deleted() throws {
        try ledger.change("DELETE FROM event WHERE position = 500")
        #expect(
            try ledger.messages() == [
                "position 500: is missing: the next event stands at position 501",
                "position 507: streamversion is 73 where 72 is due in its stream",
            ])
    }

    @Test("an event that was moved far away is missed, too")
    func moved() throws {
        try ledger.change("UPDATE event SET position = 1048576 WHERE position = 1000")
        #expect(try ledger.messages() == ["position 1000: is missing"])
    }

    @Test("a deleted last event is known by a checkpoint, or by a node of the tree that covers it")
    func lastDeleted() throws {
        let checkpoint = try ledger.checkpoint()
        try ledger.change("DELETE FROM event WHERE position = 1000")
        #expect(try ledger.messages() == [])
        #expect(
            try ledger.messages(checkpoint) == ["the checkpoint is of 1000 events, and this log ends at 999"])
        try ledger.change("DELETE FROM event WHERE position >= 768")
        #expect(
            try ledger.messages() == [
                "position 513: the tree's node 2 of level 8, over positions 513 to 768, is none of this log of 767 events"
            ])
    }

    @Test("a copy made while the log was written, without the write-ahead log beside it, is known by a checkpoint")
    func copyWithoutWriteAheadLog() throws {
        let log = try SQLiteEventLog.open(path: ledger.path)
        _ = try log.append([envelope("new")], on: .none)
        let checkpoint = try ledger.checkpoint()
        let copy = TamperedLedger(TamperedLedger.bytes(of: ledger.path))
        #expect(try ledger.messages(checkpoint) == [])
        #expect(try copy.messages() == [])
        #expect(
            try copy.messages(checkpoint) == ["the checkpoint is of 1001 events, and this log ends at 1000"])
    }

    @Test("a reordered pair is found at the first of the two")
    func reordered() throws {
        try swap(500, 507)
        let findings = try ledger.findings()
        #expect(findings.map(\.position) == [500, 500])
        #expect(findings.map(\.part).sorted { $0.rawValue < $1.rawValue } == [.event, .order])
    }

    @Test("a reordered pair with all hashes recomputed is found by its stream, its times, or a checkpoint")
    func reorderedAndRehashed() throws {
        let checkpoint = try ledger.checkpoint()
        try swap(500, 507)
        try ledger.rehash()
        #expect(
            try ledger.messages()
                == [
                    "position 500: streamversion is 73, but position 507 has 72 in the same stream",
                    "position 507: recordedtime is 2025-10-09T08:53:25Z, before that of position 506, 2025-10-09T08:53:26Z",
                ])
        let times = TamperedLedger()
        try swap(500, 501, in: times)
        try times.rehash()
        #expect(
            try times.messages() == [
                "position 501: recordedtime is 2025-10-09T08:53:25Z, before that of position 500, 2025-10-09T08:53:26Z"
            ])
        let unseen = TamperedLedger()
        try swap(510, 511, in: unseen)
        try unseen.rehash()
        #expect(try unseen.messages() == [])
        #expect(try unseen.findings(checkpoint).map(\.part) == [.checkpoint])
    }

    private func swap(_ left: Int, _ right: Int, in ledger: TamperedLedger? = nil) throws {
        try (ledger ?? self.ledger).change(
            """
            UPDATE event SET position = -1 WHERE position = \(left);
            UPDATE event SET position = \(left) WHERE position = \(right);
            UPDATE event SET position = \(right) WHERE position = -1
            """)
    }

    // MARK: - The tree and the checkpoint

    @Test("a rewritten event with all hashes recomputed is found only with a checkpoint that was kept elsewhere")
    func rewritten() throws {
        let checkpoint = try ledger.checkpoint()
        try ledger.change(#"UPDATE event SET data = '{"amount":"1"}' WHERE position = 500"#)
        try ledger.rehash()
        #expect(try ledger.messages() == [])
        let root = try ledger.checkpoint().root
        #expect(
            try ledger.messages(checkpoint) == [
                "the first 1000 events have the root \(Hexadecimal.text(root)), and the checkpoint has "
                    + "\(Hexadecimal.text(checkpoint.root)): history was rewritten after it was published"
            ])
    }

    @Test("a rewritten event with its leaf recomputed is found by the tree's nodes")
    func rewrittenLeaf() throws {
        try ledger.change(#"UPDATE event SET data = '{"amount":"1"}' WHERE position = 500"#)
        try ledger.rehash(tree: false)
        let messages = try ledger.messages()
        #expect(messages.count == 1)
        #expect(
            messages[0].hasPrefix(
                "position 257: the tree's node 1 of level 8, over positions 257 to 512, is stored as "))
    }

    @Test("an earlier checkpoint holds as long as the log only grew")
    func earlierCheckpoint() throws {
        let log = try SQLiteEventLog.open(path: ledger.path)
        let checkpoints = try [0, 1, 255, 256, 700, 1000].map {
            Checkpoint(origin: TamperedLedger.origin, size: $0, root: try log.root(ofSize: $0))
        }
        _ = try log.append((1...300).map { envelope("new \($0)") }, on: .none)
        log.close()
        for checkpoint in checkpoints { #expect(try ledger.messages(checkpoint) == []) }
        let other = Checkpoint(origin: "other.invalid", size: 1, root: checkpoints[1].root)
        #expect(
            try ledger.messages(other) == [
                "the checkpoint is of the log other.invalid, and this is test.invalid/tampered"
            ])
    }

    @Test(
        "the stored nodes must be just those of the log",
        arguments: [
            (
                "DELETE FROM tree WHERE idx = 1",
                "position 257: the tree's node 1 of level 8, over positions 257 to 512, is missing"
            ),
            ("DELETE FROM tree", "position 1: the tree's node 0 of level 8, over positions 1 to 256, is missing"),
            (
                "INSERT INTO tree VALUES (8, 3, zeroblob(32))",
                "position 769: the tree's node 3 of level 8, over positions 769 to 1024, is none of this log of 1000 events"
            ),
            (
                "INSERT INTO tree VALUES (16, 0, zeroblob(32))",
                "position 1: the tree's node 0 of level 16, over positions 1 to 65536, is none of this log of 1000 events"
            ),
        ])
    func nodes(sql: String, message: String) throws {
        try ledger.change(sql)
        #expect(try ledger.messages() == [message])
    }

    @Test("the recomputed tree has the nodes of every kept level, and the root over them")
    func highTree() {
        let tiles = (0..<65_792).map { index in
            [UInt8](repeating: UInt8(index & 255), count: 31) + [UInt8(index >> 8 & 255)]
        }
        var whole = MerkleFold()
        for tile in tiles { whole.add(tile, level: 8) }
        let tree = RecomputedTree(size: tiles.count * 256, stretches: [0: EventScan.Result(tiles: tiles)])
        #expect(tree.root(ofSize: tiles.count * 256) == whole.root)
        var nodes = tiles.enumerated().map { StoredNode(level: 8, index: $0, hash: $1) }
        for (level, width) in [(16, 256), (24, 65_536)] {
            for index in 0..<tiles.count / width {
                var fold = MerkleFold()
                for tile in tiles[(index * width)..<(index + 1) * width] { fold.add(tile, level: 8) }
                nodes.append(StoredNode(level: level, index: index, hash: fold.root))
            }
        }
        #expect(tree.findings(nodes) == [])
        #expect(
            tree.findings(nodes.dropLast()).map(\.reason) == [
                "the tree's node 0 of level 24, over positions 1 to 16777216, is missing"
            ])
    }
}
