import CSQLite

/// What SQLite refused, in its own words. Bound values are never part of it: they may be private.
package struct SQLiteError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The primary result code, such as `SQLITE_BUSY`: https://sqlite.org/rescode.html
    package let code: Int32
    package let extendedCode: Int32
    package let message: String
    package let sql: String?

    /// One line.
    package var description: String {
        let place = sql.map { " in: " + $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") } ?? ""
        return "SQLite refused (\(extendedCode)): \(message)\(place)"
    }

    init(connection: OpaquePointer?, result: Int32, sql: String?) {
        // An error of opening has its details in the half-open connection, which may be missing for want of memory.
        extendedCode = connection.map { sqlite3_extended_errcode($0) } ?? result
        code = result & 0xFF
        message = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(result))
        self.sql = sql
    }

    package var isConstraint: Bool { code == SQLITE_CONSTRAINT }
    package var isNotADatabase: Bool { code == SQLITE_NOTADB }
    package var isBusy: Bool { code == SQLITE_BUSY }

    /// Whether it says something of the file's content, rather than of the way to it: somebody busy with it, a permission that
    /// is missing, memory or room that is short.
    package var isDamage: Bool {
        ![
            SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_FULL,
            SQLITE_INTERRUPT,
        ].contains(code)
    }
}
