import CanonicalJSON
import CivilTime
import Foundation
import SQLite
import Testing

@testable import EventLog

@Suite("A ledger's file")
struct SQLiteEventLogTests {
    let folder = TemporaryFolder()

    private func made(_ name: String = "ledger", events: Int = 2) throws -> String {
        let path = folder.path + "/" + name
        let log = try SQLiteEventLog.create(path: path, origin: "test.invalid/1")
        _ = try log.append((1...events).map { envelope("\($0)") }, expecting: [:])
        log.close()
        return path
    }

    @Test(
        "Refuses from any program what would change it",
        arguments: [
            "UPDATE event SET type = 'x'", "DELETE FROM event", "UPDATE OR REPLACE event SET id = '2' WHERE id = '1'",
            "DELETE FROM tree", "UPDATE tree SET idx = 9", "INSERT INTO tree VALUES (8, 1, zeroblob(32))",
            "INSERT OR REPLACE INTO tree VALUES (8, 0, zeroblob(32))", "UPDATE ledger SET value = 'x'",
            "DELETE FROM ledger", "INSERT OR REPLACE INTO ledger VALUES ('origin', 'x')",
            insertion(position: "1", id: "1", version: 257), insertion(position: "NULL", id: "new", version: 257),
            insertion(position: "999", id: "new", version: 257), insertion(position: "257", id: "1", version: 257),
            insertion(position: "257", id: "new", version: 256), insertion(position: "257", id: "new", version: 258),
        ])
    func guards(sql: String) throws {
        let path = try made(events: 256)
        let stranger = try Connection(path: path, mode: .readWrite)
        let before = try stranger.integer("SELECT count(*) FROM event")
        #expect { try stranger.execute(sql) } throws: { ($0 as? SQLiteError)?.isConstraint == true }
        #expect(try stranger.integer("SELECT count(*) FROM event") == before)
    }

    private static func insertion(position: String, id: String, version: Int) -> String {
        """
        INSERT OR REPLACE INTO event VALUES (\(position), '\(id)', '', '', '', 'company/acme', \(version), '', NULL, NULL,
        0, NULL, NULL, '{}', NULL, zeroblob(32))
        """
    }

    @Test("Gives the roots of what is stored, whoever has written to it since the last one was asked for")
    func roots() throws {
        let path = try made(events: 300)
        let log = try SQLiteEventLog.open(path: path)
        defer { log.close() }
        let (first, former) = try (log.head(), log.root(ofFirst: 299))
        #expect(try log.head() == first && log.root(ofFirst: 299) == former)
        _ = try log.append([envelope("own")], expecting: [:])
        #expect(try log.head().root == log.hash(of: 0..<301) && log.root(ofFirst: 300) == first.root)
        let other = try SQLiteEventLog.open(path: path)
        _ = try other.append([envelope("other")], expecting: [:])
        other.close()
        #expect(try log.head().position == 302 && log.head().root == log.hash(of: 0..<302))
        // What no writer of ours does.
        let stranger = try Connection(path: path, mode: .readWrite)
        try stranger.execute("DROP TRIGGER event_update; UPDATE event SET leaf = zeroblob(32) WHERE position = 299")
        stranger.close()
        #expect(try log.root(ofFirst: 299) != former)
    }

    @Test("Is made whole, for its owner only, and never over another file")
    func creating() throws {
        let path = try made()
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(folder.names().allSatisfy { $0.hasPrefix("ledger") })
        #expect(throws: LedgerOpenError.exists(path)) { try SQLiteEventLog.create(path: path, origin: "x") }
        #expect(throws: LedgerOpenError.isDirectory(folder.path)) {
            try SQLiteEventLog.create(path: folder.path, origin: "x")
        }
        let astray = folder.path + "/none/ledger"
        #expect(throws: LedgerOpenError.folderMissing(astray)) { try SQLiteEventLog.create(path: astray, origin: "x") }
        _ = folder.write("x", to: "second-wal")
        #expect(throws: LedgerOpenError.self) {
            try SQLiteEventLog.create(path: folder.path + "/second", origin: "x")
        }
    }

    @Test("Has its first events in it when it gets its name, or does not get it")
    func filling() throws {
        struct Refused: Error {}
        let path = folder.path + "/ledger"
        #expect(throws: Refused.self) {
            try SQLiteEventLog.create(
                path: path, origin: "x",
                filling: { draft in
                    _ = try draft.append([envelope("1")], expecting: [:])
                    throw Refused()
                })
        }
        #expect(folder.names().isEmpty)
        let log = try SQLiteEventLog.create(
            path: path, origin: "x",
            filling: { draft in
                _ = try draft.append([envelope("1"), envelope("2")], expecting: [:])
                #expect(!folder.names().contains("ledger"))
            })
        #expect(try log.head().position == 2 && FileSize.bytes(path + "-wal") == 0)
        #expect(folder.names().allSatisfy { $0.hasPrefix("ledger") })
    }

    @Test("Tells by its lock's file whether a writer came to an end, and goes on after one that did not")
    func unfinishedWork() throws {
        struct Refused: Error {}
        let log = try SQLiteEventLog.create(path: folder.path + "/ledger", origin: "x")
        var isUnfinished: Bool { WriterLock.note(ofLedger: log.path).isUnfinished }
        _ = try log.append([envelope("1")], expecting: [:])
        #expect(!isUnfinished)
        #expect(throws: Refused.self) {
            try log.exclusively {
                #expect(isUnfinished)
                throw Refused()
            }
        }
        #expect(!isUnfinished)
        func leaveUnfinished() throws {
            var note = log.lock.note
            note.isUnfinished = true
            try log.lock.leave(note)
        }
        try log.lock.withLock(leaveUnfinished)
        let written = FileManager.default.contents(atPath: log.path + "-wal")
        try WriteAheadLog.writeAgain(ofLedger: log.path)
        #expect(FileManager.default.contents(atPath: log.path + "-wal") == written)
        _ = try log.append([envelope("2")], expecting: [:])
        #expect(!isUnfinished)
        #expect(try log.head().position == 2)
    }

    @Test("Refuses the writers' lock at once to whoever does not want to wait for it")
    func closingBesideAWriter() throws {
        let path = folder.path + "/ledger"
        try WriterLock(ledgerPath: path, secondsToWait: 60).withLock {
            #expect(throws: LogBusy(path: path, seconds: 0)) {
                try WriterLock(ledgerPath: path, secondsToWait: 60).withLock(waits: false) {}
            }
        }
    }

    @Test("Says what lies at a path that holds no ledger, and leaves it alone")
    func refusals() throws {
        func opening(_ path: String) throws { _ = try SQLiteEventLog.open(path: path) }
        let missing = folder.path + "/none"
        #expect(throws: LedgerOpenError.missing(missing)) { try opening(missing) }
        #expect(throws: LedgerOpenError.folderMissing(missing + "/x")) { try opening(missing + "/x") }
        #expect(throws: LedgerOpenError.isDirectory(folder.path)) { try opening(folder.path) }
        let empty = folder.write("", to: "empty")
        #expect(throws: LedgerOpenError.notALedger(empty)) { try opening(empty) }
        let text = folder.write(String(repeating: "no ledger\n", count: 200), to: "text")
        #expect(throws: LedgerOpenError.notALedger(text)) { try opening(text) }
        let foreign = folder.path + "/foreign"
        let stranger = try Connection(path: foreign, mode: .create)
        try stranger.execute("CREATE TABLE x(y)")
        stranger.close()
        #expect(throws: LedgerOpenError.foreignDatabase(foreign)) { try opening(foreign) }
        let newer = try made("newer")
        let future = try Connection(path: newer, mode: .readWrite)
        try future.execute("PRAGMA user_version = 7")
        future.close()
        #expect(throws: LedgerOpenError.newerVersion(newer, found: 7, supported: 1)) { try opening(newer) }
        #expect(!folder.names().contains("none") && !folder.names().contains("foreign-wal"))
    }

    @Test("Opens again as it was left, whatever its name")
    func reopening() throws {
        let path = try made("a ?b#c%20d", events: 300)
        let log = try SQLiteEventLog.open(path: path)
        #expect(log.origin == "test.invalid/1")
        #expect(!log.isReadOnly)
        let leaves = try log.read(ReadQuery()).map(\.leaf)
        #expect(try log.head() == LogHead(position: 300, root: oracleRoot(leaves[...])))
        #expect(try log.append([envelope("301")], expecting: [:]) == [.appended(position: 301, streamVersion: 301)])
    }

    @Test("Is left in one file after writing")
    func closing() throws {
        let path = try made()
        var status = stat()
        #expect(stat(path + "-wal", &status) != 0 || status.st_size == 0)
    }

    @Test("Opens for reading only where no bit allows writing, even for root", arguments: [mode_t(0o700), 0o500])
    func readOnlyFiles(folderMode: mode_t) throws {
        let path = try made()
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        chmod(path, 0o400)
        chmod(folder.path, folderMode)
        let before = folder.names()
        let log = try SQLiteEventLog.open(path: path)
        #expect(log.isReadOnly)
        #expect(try log.head().position == 2)
        #expect(throws: LedgerOpenError.readOnly(path)) { try log.append([envelope("9")], expecting: [:]) }
        if folderMode == 0o500 { #expect(folder.names() == before) }
    }

    @Test("Opened for reading sees what a writer appends, and appends nothing")
    func readers() throws {
        let path = try made()
        let writer = try SQLiteEventLog.open(path: path)
        let reader = try SQLiteEventLog.open(path: path, access: .readOnly)
        try reader.snapshot {
            #expect(try reader.head().position == 2)
            _ = try writer.append([envelope("3")], expecting: [:])
            #expect(try reader.head().position == 2)
        }
        #expect(try reader.head() == writer.head())
        #expect(throws: LedgerOpenError.readOnly(path)) { try reader.append([envelope("9")], expecting: [:]) }
    }

    @Test("Opens while another process copies the write-ahead log into the file, and after it died in the middle")
    func halfCopiedLog() throws {
        let path = folder.path + "/ledger"
        let log = try SQLiteEventLog.create(path: path, origin: "x")
        _ = try log.append((1...300).map { envelope("\($0)") }, expecting: [:])
        let copy = folder.path + "/copy"
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        log.close()
        // Of all that the copying wrote, the copy has the first page only, whose header counts pages that are not there yet.
        let first = try #require(FileManager.default.contents(atPath: path)).prefix(4096)
        let half = try #require(FileHandle(forUpdatingAtPath: copy))
        try half.write(contentsOf: first)
        try half.close()
        #expect(try SQLiteEventLog.open(path: copy).head().position == 300)
    }

    @Test("Takes two writers in turn, by every name of the file")
    func twoWriters() throws {
        let path = try made()
        symlink(path, folder.path + "/alias")
        let first = try SQLiteEventLog.open(path: path)
        let second = try SQLiteEventLog.open(path: folder.path + "/alias")
        for index in 0..<20 {
            _ = try (index.isMultiple(of: 2) ? first : second).append([envelope("w\(index)")], expecting: [:])
        }
        #expect(try first.head() == second.head())
        #expect(try first.read(ReadQuery()).map(\.position) == Array(1...22))
        #expect(throws: ExpectationFailed.self) {
            try second.append([envelope("late")], expecting: ["company/acme": .exactly(2)])
        }
    }

    @Test("Empties a long write-ahead log without waiting for the close")
    func checkpoints() throws {
        let log = try SQLiteEventLog.create(path: folder.path + "/ledger", origin: "x")
        let data: JSONObject = ["text": .string(String(repeating: "x", count: 900_000))]
        for index in 0..<40 { _ = try log.append([envelope("\(index)", data: data)], expecting: [:]) }
        #expect(FileSize.bytes(log.path + "-wal") < SQLiteEventLog.checkpointBytes)
        #expect(FileSize.bytes(log.path) > SQLiteEventLog.checkpointBytes / 2)
    }

    @Test("A long reader neither refuses an append nor sees it")
    func longReader() throws {
        let path = try made()
        let writer = try SQLiteEventLog.open(path: path)
        let reader = try SQLiteEventLog.open(path: path, access: .readOnly)
        let data: JSONObject = ["text": .string(String(repeating: "x", count: 900_000))]
        try reader.snapshot {
            for index in 0..<8 { _ = try writer.append([envelope("w\(index)", data: data)], expecting: [:]) }
            #expect(try reader.head().position == 2)
        }
        #expect(try reader.head().position == 10)
    }

    @Test("A statement that fails says where, without its values")
    func statementErrors() throws {
        let connection = try Connection(path: folder.path + "/x", mode: .create)
        try connection.execute("CREATE TABLE t(a TEXT CHECK (a <> 'secret')) STRICT")
        let insert = try connection.prepare("INSERT INTO t\n VALUES (?1)")
        try insert.bind(1, "secret")
        #expect {
            try insert.run()
        } throws: { error in
            let text = "\(error)"
            return text.contains("INSERT INTO t VALUES") && !text.contains("\n") && !text.contains("(secret)")
        }
        try insert.bind(1, "a\u{0}b")
        try insert.run()
        let row = try connection.prepare("SELECT a, NULL FROM t")
        #expect(try row.step() && row.text(0) == "a\u{0}b" && row.optionalText(1) == nil)
        connection.close()
        #expect(throws: SQLiteError.self) { try connection.execute("SELECT 1") }
        #expect(throws: SQLiteError.self) { try row.step() }
    }
}
