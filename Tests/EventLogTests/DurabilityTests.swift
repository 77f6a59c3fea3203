import SQLite
import Testing

@testable import EventLog

@Suite("How the ledger's connection writes")
struct DurabilityTests {
    private let folder = TemporaryFolder()

    private func ledger() throws -> String {
        let path = folder.path + "/ledger"
        let log = try SQLiteEventLog.create(path: path, origin: "test.invalid")
        _ = try log.append([envelope("1")], expecting: [:])
        log.close()
        return path
    }

    @Test(
        "Nothing makes a commit wait for less, or opens a savepoint",
        arguments: [
            "SAVEPOINT part", "RELEASE part", "ROLLBACK TO part", "PRAGMA synchronous = NORMAL",
            "PRAGMA Synchronous(0)",
            "PRAGMA main.synchronous = OFF", "PRAGMA journal_mode = DELETE", "PRAGMA main.journal_mode = MEMORY",
            "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA wal_autocheckpoint = 1", "PRAGMA wal_checkpoint(TRUNCATE)",
        ])
    func refused(sql: String) throws {
        let log = try SQLiteEventLog.open(path: try ledger())
        defer { log.close() }
        #expect { try log.connection.execute(sql) } throws: { ($0 as? SQLiteError)?.message == "not authorized" }
        #expect(throws: SQLiteError.self) { try log.connection.savepoint {} }
        #expect(try log.synchronousLevel == 2 && log.connection.isLogged)
        _ = try log.append([envelope("2")], expecting: [:])
    }

    @Test("A ledger that another program switched to a rollback journal is set back before it is written")
    func journalMode() throws {
        let path = try ledger()
        let stranger = try Connection(path: path, mode: .readWrite)
        try stranger.execute("PRAGMA journal_mode = DELETE")
        stranger.close()
        #expect(try SQLiteEventLog.open(path: path, access: .readOnly).head().position == 1)
        let log = try SQLiteEventLog.open(path: path)
        _ = try log.append([envelope("2")], expecting: [:])
        #expect(try log.connection.isLogged && FileSize.bytes(path + "-wal") > 0)
    }

    @Test("A rollback journal that another program left is nothing to roll back unasked", arguments: [true, false])
    func journal(isHot: Bool) throws {
        let path = try ledger()
        _ = folder.write(isHot ? "journal" : "", to: "ledger-journal")
        guard isHot else { return _ = try SQLiteEventLog.open(path: path) }
        #expect(throws: LedgerOpenError.unfinishedJournal(path)) { try SQLiteEventLog.open(path: path) }
    }

    @Test(
        "A ledger that another program keeps for itself is busy",
        arguments: [SQLiteEventLog.Access.readWrite, .readOnly])
    func exclusive(access: SQLiteEventLog.Access) throws {
        let path = try ledger()
        let stranger = try Connection(path: path, mode: .readWrite)
        try stranger.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        #expect(throws: LogBusy.self) { try SQLiteEventLog.open(path: path, access: access) }
        try stranger.execute("COMMIT")
    }
}
