import CSQLite
import Glibc

package enum SQLite {
    package static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    /// Lets the disk begin with what was written to a file, without waiting for it: a later sync then has less to do.
    package static func beginWriting(descriptor: Int32) { csqlite_begin_writing(descriptor) }
}

/// One connection to one database file. Used by one thread at a time: it is opened without SQLite's own mutexes.
package final class Connection {
    package enum Mode: Sendable {
        /// The file must exist.
        case readWrite
        /// The file is made where it is missing, for its owner only.
        case create
        case readOnly
        /// Reads without locks and without looking at a write-ahead log: nobody may change the file meanwhile.
        case readOnlyImmutable
        /// A database of its own in memory; there is no file of the path.
        case memory
    }

    private(set) var handle: OpaquePointer?
    private var statements: [String: Statement] = [:]
    /// Owned by the connection's handle.
    private var bufferedRows: OpaquePointer?

    /// Once for all connections.
    private static let isConfigured: Bool = {
        csqlite_configure()
        return true
    }()

    /// Gives the system back what was freed, as by threads that ended.
    package static func giveMemoryBack() { csqlite_give_memory_back() }

    package init(path: String, mode: Mode) throws(SQLiteError) {
        _ = Connection.isConfigured
        let flags: Int32
        switch mode {
        case .readWrite: flags = SQLITE_OPEN_READWRITE
        case .create: flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .memory: flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
        case .readOnly, .readOnlyImmutable: flags = SQLITE_OPEN_READONLY
        }
        // SQLite itself would let the umask decide. Where this fails, the opening fails, too, and says why.
        if mode == .create { Connection.makePrivateFile(path) }
        let address = Connection.address(of: path) + (mode == .readOnlyImmutable ? "?immutable=1" : "")
        let result = sqlite3_open_v2(address, &handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK else {
            let error = SQLiteError(connection: handle, result: result, sql: nil)
            sqlite3_close_v2(handle)
            handle = nil
            throw error
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Connection.busyMilliseconds)
    }

    /// Makes the file where it is missing. One that is there is not opened: closing it would drop locks of this process.
    private static func makePrivateFile(_ path: String) {
        guard access(path, F_OK) != 0 else { return }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    private static let busyMilliseconds: Int32 = 5_000
    /// How long a statement waits for another connection before it is busy.
    package static let busySeconds = Int(busyMilliseconds) / 1000

    deinit { close() }

    /// Using the connection afterwards throws `SQLITE_MISUSE`.
    package func close() {
        for statement in statements.values { statement.finalize() }
        statements = [:]
        sqlite3_close_v2(handle)
        (handle, bufferedRows) = (nil, nil)
    }

    /// A file name as SQLite's URI, so that `?`, `#`, `%` and spaces are parts of the name: https://sqlite.org/uri.html
    static func address(of path: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        // Without its folder a file named `:memory:` would be none to SQLite.
        var text = path.hasPrefix("/") ? "file://" : "file:./"
        for byte in path.utf8 {
            if plain.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }

    /// The statement of this text, ready to bind; compiled once and kept.
    ///
    /// Do not ask for the text of a statement that is still being stepped: it would be reset under its reader.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        if let statement = statements[sql] {
            statement.reset()
            return statement
        }
        guard let handle else { throw SQLiteError(connection: nil, result: SQLITE_MISUSE, sql: sql) }
        var prepared: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let prepared else {
            throw SQLiteError(connection: handle, result: result == SQLITE_OK ? SQLITE_MISUSE : result, sql: sql)
        }
        let statement = Statement(handle: prepared, connection: handle, sql: sql)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement that selects from the virtual table `buffered_rows`, which shows rows laid out as `csqlite_rows` says.
    package func insert(rows: UnsafeRawPointer, count: Int, _ sql: String) throws(SQLiteError) {
        if bufferedRows == nil { bufferedRows = csqlite_make_rows(handle) }
        guard let bufferedRows else { throw SQLiteError(connection: handle, result: SQLITE_NOMEM, sql: sql) }
        csqlite_set_rows(bufferedRows, rows.assumingMemoryBound(to: UInt8.self), Int64(count))
        defer { csqlite_set_rows(bufferedRows, nil, 0) }
        try prepare(sql).run()
    }

    /// Adds another database, to be read only, under a name of its own.
    package func attach(_ path: String, as name: String) throws(SQLiteError) {
        let attaching = try prepare("ATTACH ?1 AS \(name)")
        try attaching.bind(1, Connection.address(of: path) + "?mode=ro")
        try attaching.run()
    }

    /// Runs every statement of `sql`, and lets their rows go.
    package func execute(_ sql: String) throws(SQLiteError) {
        guard let handle else { throw SQLiteError(connection: nil, result: SQLITE_MISUSE, sql: sql) }
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw SQLiteError(connection: handle, result: result, sql: sql) }
    }

    /// The first column of the first row, such as a pragma's value.
    package func integer(_ sql: String) throws(SQLiteError) -> Int? {
        let statement = try prepare(sql)
        defer { statement.reset() }
        return try statement.step() ? statement.int(0) : nil
    }

    /// The `application_id` in the header of the file, nil where it is no SQLite database; nothing but the header is looked at.
    ///
    /// The pragma reads it from a page, and needs the file and its write-ahead log whole for that; the header of a file is
    /// good while another process copies that log into it, and after it died in the middle. Read through SQLite's own
    /// descriptor, since closing another one would drop this process's locks on the file: https://sqlite.org/fileformat2.html
    package func applicationID() throws(SQLiteError) -> Int? {
        var header = [UInt8](repeating: 0, count: 100)
        let result = csqlite_header(handle, &header)
        guard result == SQLITE_OK else { throw SQLiteError(connection: handle, result: result, sql: nil) }
        guard header.starts(with: Array("SQLite format 3\0".utf8)) else { return nil }
        return header[68..<72].reduce(0) { $0 << 8 | Int($1) }
    }

    package var isInTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }

    /// Takes SQLite's write lock at once: a reading transaction that turns into a writing one can fail beyond retrying.
    package func writeTransaction<R>(_ body: () throws -> R) throws -> R {
        try transaction("BEGIN IMMEDIATE", commit: "COMMIT", rollback: "ROLLBACK", body)
    }

    /// Everything in `body` reads one state, that of its first read.
    package func readTransaction<R>(_ body: () throws -> R) throws -> R {
        try transaction("BEGIN DEFERRED", commit: "COMMIT", rollback: "ROLLBACK", body)
    }

    /// A part of a transaction that can be undone by itself.
    package func savepoint<R>(_ body: () throws -> R) throws -> R {
        try transaction("SAVEPOINT part", commit: "RELEASE part", rollback: "ROLLBACK TO part; RELEASE part", body)
    }

    private func transaction<R>(
        _ begin: String, commit: String, rollback: String, _ body: () throws -> R
    ) throws -> R {
        try execute(begin)
        do {
            let result = try body()
            try execute(commit)
            return result
        } catch {
            // A reader left in mid-row would keep the transaction open. Some errors (a full disk) have rolled back
            // already; then this fails, and the first error is the one that matters.
            for statement in statements.values { statement.reset() }
            if isInTransaction { try? execute(rollback) }
            throw error
        }
    }

    /// The connection that closes last would otherwise copy the write-ahead log into the file and delete it.
    package func disableCheckpointOnClose() throws(SQLiteError) {
        guard let handle else { throw SQLiteError(connection: nil, result: SQLITE_MISUSE, sql: nil) }
        var isOn: Int32 = 0
        let result = csqlite_config_boolean(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &isOn)
        guard result == SQLITE_OK else { throw SQLiteError(connection: handle, result: result, sql: nil) }
    }

    /// Copies the write-ahead log into the file and empties it, as far as readers let it: it does not wait for them.
    ///
    /// - Returns: whether all of it is in the file now, emptied or not.
    @discardableResult
    package func checkpoint() throws(SQLiteError) -> Bool {
        guard let handle else { throw SQLiteError(connection: nil, result: SQLITE_MISUSE, sql: nil) }
        sqlite3_busy_timeout(handle, 0)
        defer { sqlite3_busy_timeout(handle, Connection.busyMilliseconds) }
        var (pages, copied) = (Int32(-1), Int32(-1))
        let result = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, &pages, &copied)
        guard result == SQLITE_OK || result == SQLITE_BUSY else {
            throw SQLiteError(connection: handle, result: result, sql: nil)
        }
        return pages >= 0 && pages == copied
    }
}
