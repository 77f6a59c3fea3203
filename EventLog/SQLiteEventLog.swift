import CanonicalJSON
import CivilTime
import SQLite

/// The log in one SQLite file.
///
/// All versions of SQLite from 3.7.0 to 3.51.2 can lose committed pages when two connections checkpoint at about the same
/// time while a third's commit restarts the write-ahead log (https://sqlite.org/wal.html#walresetbug). It cannot happen
/// here: a commit and a checkpoint both happen only under the one `flock` of `WriterLock`, so that no two of them overlap in
/// any of our processes. For that, SQLite's automatic checkpoints and the one of the last connection's close are off, and
/// whoever only reads never checkpoints. That lock goes by the path; what is written is a file. So a file of several names is not
/// written to, and under the lock and again after a commit the path must lead to the file that is open. Other programs should open the file with `mode=ro`.
package final class SQLiteEventLog: EventLog {
    package enum Access: Sendable { case readWrite, readOnly }

    package let path: String
    /// Names this log, for good.
    package let origin: String
    /// Asked for, or because the file cannot be written.
    package let isReadOnly: Bool

    let connection: Connection
    let isImmutable: Bool
    let file: LedgerFile
    let lock: WriterLock
    /// The ledger's file when it was opened, or when this log was done with it.
    var lastState: FileState
    let clock: () -> Instant
    let acceptClock: Bool
    var isWriting = false
    /// Why the events of an append in this exclusive section may be there in part: then nothing of the section stays.
    var brokenWrite: (any Error)?
    /// Kept from one append to the next. Within an exclusive section it holds once it was compared with the file's.
    var knownEnd: KnownEnd?
    var isEndCompared = false
    /// Roots that hold as long as nobody writes to the file.
    var knownRoots: (version: Int?, roots: [Int: MerkleTree.Hash]) = (nil, [:])
    var hasWritten = false
    private var isClosed = false
    /// How long the write-ahead log may grow. A batch of ten thousand events fills 20 MB of it, most of them pages of the indexes
    /// that the next batch changes again: with SQLite's own 4 MB each of those is written to the file and synced for every batch.
    static let checkpointBytes = 32 << 20

    /// Makes a new ledger, readable and writable by its owner only.
    ///
    /// - Parameter filling: appends the first events. The file gets its name only when they are in it.
    /// - Throws: `LedgerOpenError`, also where the path is taken; what `filling` throws.
    package static func create(
        path: String, origin: String, clock: @escaping () -> Instant = SystemClock.now,
        filling: ((SQLiteEventLog) throws -> Void)? = nil
    ) throws -> SQLiteEventLog {
        let rows = [("origin", origin), ("created", clock().rfc3339(fractionDigits: 6))]
        try LedgerFile.create(at: path, rows: rows) { draft in
            guard let filling else { return }
            let log = try open(path: draft, clock: clock)
            defer { log.close() }
            try filling(log)
            try log.emptyWriteAheadLog()
        }
        return try open(path: path, clock: clock)
    }

    /// Opens a ledger that exists.
    ///
    /// - Parameters:
    ///   - acceptClock: whether to append also where the clock is far behind the last event.
    ///   - secondsToWait: how long an append waits for other writers before it throws `LogBusy`.
    package static func open(
        path: String, access: Access = .readWrite, clock: @escaping () -> Instant = SystemClock.now,
        acceptClock: Bool = false, secondsToWait: Int = 10
    ) throws -> SQLiteEventLog {
        let file = try LedgerFile(existingAt: path)
        do {
            return try SQLiteEventLog(
                file, access: access, clock: clock, acceptClock: acceptClock, secondsToWait: secondsToWait)
        } catch let error as SQLiteError {
            // Another program may keep the file for itself.
            if error.isBusy { throw LogBusy(path: path, seconds: Connection.busySeconds) }
            throw LedgerOpenError.inputOutput(path, reason: error.message)
        }
    }

    private init(
        _ file: LedgerFile, access: Access, clock: @escaping () -> Instant, acceptClock: Bool, secondsToWait: Int
    ) throws {
        try LedgerNames.requireNoMountPoint(file.path)
        try LogOwnership.require(of: file)
        self.file = file
        path = file.path
        isReadOnly = access == .readOnly || !file.isWritable
        isImmutable = isReadOnly && file.isImmutable
        let connection = try Connection(
            path: path, mode: !isReadOnly ? .readWrite : file.isImmutable ? .readOnlyImmutable : .readOnly)
        let lock = WriterLock(ledgerPath: path, secondsToWait: secondsToWait)
        (self.connection, self.lock) = (connection, lock)
        self.clock = clock
        self.acceptClock = acceptClock
        guard var lastState = FileState(at: path), !connection.hasMoved else {
            throw LedgerOpenError.replaced(path, found: "was replaced while it was opened: try again")
        }
        try connection.disableCheckpointOnClose()
        try connection.execute(
            """
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA cache_size = -65536;
            PRAGMA trusted_schema = OFF
            """)
        // Another program may have left the file with a rollback journal: its commits do not wait for the folder.
        if !isReadOnly, try !connection.isLogged {
            try lock.withLock {
                try connection.setLogged()
                lastState = FileState(at: file.path) ?? lastState
            }
        }
        try connection.keepDurable()
        self.lastState = lastState
        let found = try connection.integer("PRAGMA user_version") ?? 0
        guard found <= LedgerSchema.version else {
            throw LedgerOpenError.newerVersion(path, found: found, supported: LedgerSchema.version)
        }
        let row = try connection.prepare("SELECT value FROM ledger WHERE name = 'origin'")
        origin = try row.step() ? row.text(0) : ""
        row.reset()
    }

    deinit { close() }

    /// Leaves all events in the one file, where this connection wrote and nobody else is busy with it; never waits.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        // What stays in the write-ahead log is as safe there; the next writer takes it over.
        if hasWritten { try? emptyWriteAheadLog(waits: false) }
        connection.close()
    }

    func lastEvent() throws -> (position: Int, recordedTime: Instant)? {
        let row = try connection.prepare("SELECT position, recordedtime FROM event ORDER BY position DESC LIMIT 1")
        defer { row.reset() }
        guard try row.step() else { return nil }
        try EventRow.requireSound(position: row.int(0), recordedMicroseconds: row.int(1))
        return (row.int(0), Instant(microsecondsSinceEpoch: row.int(1)))
    }

    package func read(_ query: ReadQuery) throws -> [RecordedEvent] { try EventRow.read(query, from: connection) }

    package func event(id: String) throws -> RecordedEvent? {
        try EventRow.first(of: connection, where: "id = ?1") { statement throws(SQLiteError) in
            try statement.bind(1, id)
        }
    }

    package func contains(id: String) throws -> Bool {
        if isWriting {
            if !isEndCompared { try compareEnd(with: lastEvent()?.position ?? 0) }
            var id = id
            if id.withUTF8({ knownEnd?.isNew(id: $0) }) == true { return false }
        }
        let row = try connection.prepare("SELECT 1 FROM event WHERE id = ?1")
        defer { row.reset() }
        try row.bind(1, id)
        return try row.step()
    }

    package func event(position: Int) throws -> RecordedEvent? {
        try EventRow.first(of: connection, where: "position = ?1") { statement throws(SQLiteError) in
            try statement.bind(1, position)
        }
    }

    package func streamVersion(_ stream: String) throws -> Int {
        let row = try connection.prepare(
            "SELECT streamversion, position FROM event WHERE subject = ?1 ORDER BY streamversion DESC LIMIT 1")
        defer { row.reset() }
        try row.bind(1, stream)
        guard try row.step() else { return 0 }
        try EventRow.requireSound(position: row.int(1), streamVersion: row.int(0))
        return row.int(0)
    }

    package func streams(prefix: String) throws -> [String] {
        let bytes = Array(prefix.utf8)
        // No byte of UTF-8 is 255, so that the last one has a successor; SQLite compares bytes. The index holds both columns.
        let end = bytes.last.map { bytes.dropLast() + [$0 + 1] } ?? [255]
        let rows = try connection.prepare(
            "SELECT subject FROM event WHERE subject >= ?1 AND subject < ?2 AND streamversion = 1 ORDER BY subject")
        defer { rows.reset() }
        try rows.bind(1, text: bytes)
        try rows.bind(2, text: end)
        var names: [String] = []
        while try rows.step() { names.append(rows.text(0)) }
        return names
    }

    package func head() throws -> LogHead {
        try snapshot {
            let size = try lastEvent()?.position ?? 0
            return LogHead(position: size, root: try rootOfFirst(size))
        }
    }

    package func root(ofFirst size: Int) throws -> [UInt8] { try snapshot { try rootOfFirst(size) } }

    /// In a snapshot. A view that is brought up to date asks for the same two roots again and again.
    private func rootOfFirst(_ size: Int) throws -> MerkleTree.Hash {
        if isWriting { return try hash(of: 0..<size) }
        // Another number after each commit of another connection: https://sqlite.org/pragma.html#pragma_data_version
        let version = try connection.integer("PRAGMA data_version")
        if version != knownRoots.version || knownRoots.roots.count > 8 { knownRoots = (version, [:]) }
        if let known = knownRoots.roots[size] { return known }
        let root = try hash(of: 0..<size)
        knownRoots.roots[size] = root
        return root
    }

    /// Hashes of complete subtrees of one level; leaves are level 0.
    func hashes(level: Int, _ indices: Range<Int>) throws(SQLiteError) -> [MerkleTree.Hash] {
        let rows = try connection.prepare(
            level == 0
                ? "SELECT leaf FROM event WHERE position > ?1 AND position <= ?2 ORDER BY position"
                : "SELECT hash FROM tree WHERE idx >= ?1 AND idx < ?2 AND level = ?3 ORDER BY idx")
        defer { rows.reset() }
        try rows.bind(1, indices.lowerBound)
        try rows.bind(2, indices.upperBound)
        if level > 0 { try rows.bind(3, level) }
        var hashes: [MerkleTree.Hash] = []
        while try rows.step() { hashes.append(rows.blob(0)) }
        return hashes
    }

    package func watchGrowth() -> GrowthWatch { LedgerFileWatch.start(ledger: path) }

    package func snapshot<R>(_ body: () throws -> R) throws -> R {
        if connection.isInTransaction { return try body() }
        return try connection.readTransaction {
            // The state is that of the first read, which is now.
            _ = try connection.integer("SELECT max(position) FROM event")
            return try body()
        }
    }
}
