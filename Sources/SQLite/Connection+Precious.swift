import CSQLite

/// What a connection to a file needs that must not lose anything.
extension Connection {
    /// Makes each commit wait for the disk, and refuses from then on whatever would change that, or how the file is written; and
    /// savepoints.
    ///
    /// Savepoints since SQLite 3.40.1 can lose later commits after a `ROLLBACK TO` of pages that were in the write-ahead log
    /// already. What is refused fails when it is prepared, with `SQLITE_AUTH`.
    package func keepDurable() throws(SQLiteError) {
        guard let handle else { throw SQLiteError(connection: nil, result: SQLITE_MISUSE, sql: nil) }
        try execute("PRAGMA synchronous = FULL")
        guard try integer("PRAGMA synchronous") ?? 0 >= 2 else {
            throw SQLiteError(connection: handle, result: SQLITE_MISUSE, sql: "PRAGMA synchronous = FULL")
        }
        sqlite3_set_authorizer(
            handle,
            { _, action, name, value, _, _ in
                switch action {
                case SQLITE_SAVEPOINT: return SQLITE_DENY
                case SQLITE_PRAGMA:
                    guard value != nil, let name else { return SQLITE_OK }
                    return isKept(String(cString: name)) ? SQLITE_DENY : SQLITE_OK
                default: return SQLITE_OK
                }
            }, nil)
    }

    /// Whether the file is written through a write-ahead log. Others may have it otherwise: `setLogged` puts that right.
    package var isLogged: Bool {
        get throws(SQLiteError) {
            let mode = try prepare("PRAGMA journal_mode")
            defer { mode.reset() }
            return try mode.step() && mode.text(0) == "wal"
        }
    }

    /// - Throws: also where the file system cannot have it, or another connection is at work.
    package func setLogged() throws(SQLiteError) {
        try execute("PRAGMA journal_mode = WAL")
        guard try isLogged else { throw SQLiteError(connection: nil, result: SQLITE_CANTOPEN, sql: nil) }
    }

    /// Reserves the file for this connection, under whatever names others have it open. Before, this connection has read from it,
    /// and it is written through a write-ahead log.
    ///
    /// - Returns: false where another connection has reserved it.
    package func reserve() throws(SQLiteError) -> Bool {
        let result = csqlite_reserve(handle)
        guard result == SQLITE_OK || result & 0xFF == SQLITE_BUSY else {
            throw SQLiteError(connection: nil, result: result, sql: nil)
        }
        return result == SQLITE_OK
    }

    /// Where this fails, the reservation ends with the connection.
    package func release() { csqlite_release(handle) }

    /// Whether the path leads elsewhere than to the open file.
    package var hasMoved: Bool { csqlite_has_moved(handle) > 0 }
}

/// The pragmas that decide whether an acknowledged commit is on disk, and where.
private func isKept(_ pragma: String) -> Bool {
    ["synchronous", "journal_mode", "locking_mode", "wal_autocheckpoint", "wal_checkpoint"].contains(
        pragma.lowercased())
}
