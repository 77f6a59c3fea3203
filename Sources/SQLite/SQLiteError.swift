import CSQLite
import Glibc

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
        self.sql = sql
        // To SQLite a file that may not grow is any failure of a disk; to whoever runs out of room it is a full one.
        let extended = connection.map { sqlite3_extended_errcode($0) } ?? result
        if SQLiteError.growths.contains(extended), SQLiteError.isGrowthLimited {
            (code, extendedCode) = (SQLITE_FULL, SQLITE_FULL)
            message = "\(String(cString: sqlite3_errstr(SQLITE_FULL))), or a file may not grow any further (ulimit -f)"
            return
        }
        // An error of opening has its details in the half-open connection, which may be missing for want of memory.
        extendedCode = extended
        code = result & 0xFF
        message = String(cString: connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(result))
    }

    /// What fails where a file may not grow: SQLITE_IOERR_WRITE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_SHMSIZE.
    private static let growths = [3, 6, 19].map { SQLITE_IOERR | $0 << 8 }

    private static var isGrowthLimited: Bool {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 && limit.rlim_cur != rlim_t.max
    }

    package var isConstraint: Bool { code == SQLITE_CONSTRAINT }
    package var isNotADatabase: Bool { code == SQLITE_NOTADB }
    package var isBusy: Bool { code == SQLITE_BUSY }
    package var isCannotOpen: Bool { code == SQLITE_CANTOPEN }

    /// Whether it says something of the file's content, rather than of the way to it: somebody busy with it, a permission that
    /// is missing, memory or room that is short, a disk that does not do what it should. What cannot be read counts as damaged.
    package var isDamage: Bool {
        code == SQLITE_IOERR
            ? SQLiteError.readings.contains(extendedCode)
            : ![
                SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_FULL,
                SQLITE_INTERRUPT,
            ].contains(code)
    }

    /// SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_DATA, SQLITE_IOERR_CORRUPTFS.
    private static let readings = [1, 2, 32, 33].map { SQLITE_IOERR | $0 << 8 }
}
