import CSQLite
import Glibc

/// A compiled statement of one connection. Parameters count from 1, columns from 0, as in SQLite.
package final class Statement {
    private var handle: OpaquePointer?
    private let connection: OpaquePointer
    private let sql: String

    init(handle: OpaquePointer, connection: OpaquePointer, sql: String) {
        self.handle = handle
        self.connection = connection
        self.sql = sql
    }

    /// The connection calls this when it closes; a finalized statement throws `SQLITE_MISUSE` from then on.
    func finalize() {
        sqlite3_finalize(handle)
        handle = nil
    }

    private func check(_ result: Int32) throws(SQLiteError) {
        guard result == SQLITE_OK else {
            throw SQLiteError(connection: handle == nil ? nil : connection, result: result, sql: sql)
        }
    }

    /// The text may hold NUL: its length is given.
    package func bind(_ index: Int, _ value: String) throws(SQLiteError) {
        var text = value
        let result = text.withUTF8 { bind(index, textBytes: $0) }
        try check(result)
    }

    /// Bytes that are UTF-8 already.
    package func bind(_ index: Int, text bytes: [UInt8]) throws(SQLiteError) {
        let result = bytes.withUnsafeBufferPointer { bind(index, textBytes: $0) }
        try check(result)
    }

    private func bind(_ index: Int, textBytes bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard let length = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
        // An empty buffer may have no address, which SQLite would take for NULL.
        guard let start = bytes.baseAddress else { return csqlite_bind_text(handle, Int32(index), "", 0) }
        return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            csqlite_bind_text(handle, Int32(index), $0, length)
        }
    }

    package func bind(_ index: Int, _ value: String?) throws(SQLiteError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    package func bind(_ index: Int, _ value: Int) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, Int32(index), Int64(value)))
    }

    package func bind(_ index: Int, blob: [UInt8]) throws(SQLiteError) {
        guard let length = Int32(exactly: blob.count) else { return try check(SQLITE_TOOBIG) }
        guard length > 0 else { return try check(sqlite3_bind_zeroblob(handle, Int32(index), 0)) }
        try check(csqlite_bind_blob(handle, Int32(index), blob, length))
    }

    package func bindNull(_ index: Int) throws(SQLiteError) { try check(sqlite3_bind_null(handle, Int32(index))) }

    /// Whether there is a row to read.
    @discardableResult
    package func step() throws(SQLiteError) -> Bool {
        let result = sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        if result == SQLITE_DONE { return false }
        let error = SQLiteError(connection: handle == nil ? nil : connection, result: result, sql: sql)
        reset()
        throw error
    }

    /// Ends a reading early and forgets the bound values.
    package func reset() {
        guard handle != nil else { return }
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Steps through once and resets, for statements without rows.
    package func run() throws(SQLiteError) {
        try step()
        reset()
    }

    /// Runs an inserting statement for each row of a buffer laid out as `csqlite_insert_rows` says.
    package func insert(rows: UnsafeRawPointer, count: Int) throws(SQLiteError) {
        let result = csqlite_insert_rows(handle, rows.assumingMemoryBound(to: UInt8.self), Int64(count))
        guard result == SQLITE_OK else {
            let error = SQLiteError(connection: handle == nil ? nil : connection, result: result, sql: sql)
            reset()
            throw error
        }
    }

    package func text(_ column: Int) -> String { optionalText(column) ?? "" }

    /// Nil where the column is NULL.
    package func optionalText(_ column: Int) -> String? {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text column's bytes, unchecked.
    package func textBytes(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }

    /// How a value is stored, whatever the column was declared as: https://sqlite.org/datatype3.html
    package enum StorageClass: Int32, Sendable { case integer = 1, real, text, blob, null }

    package func storageClass(_ column: Int) -> StorageClass {
        StorageClass(rawValue: sqlite3_column_type(handle, Int32(column))) ?? .null
    }

    package func isStored(_ column: Int, as storage: StorageClass) -> Bool {
        sqlite3_column_type(handle, Int32(column)) == storage.rawValue
    }

    /// A text's or blob's bytes where SQLite has them, without a copy; they are there until the next step.
    @inlinable
    package func withBytes<R>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(storedBytes(column))
    }

    @usableFromInline
    package func storedBytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, Int32(column))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    }

    /// A text column's bytes where SQLite keeps them: they hold until the next step or reset.
    package func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        optionalBytes(column) ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// Nil where the column is NULL.
    package func optionalBytes(_ column: Int) -> UnsafeRawBufferPointer? {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return nil }
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    }

    package func int(_ column: Int) -> Int { Int(sqlite3_column_int64(handle, Int32(column))) }

    package func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

    /// Whether the rows of two statements, with as many columns, hold the same values, byte for byte.
    package func isSameRow(as other: Statement) -> Bool {
        (0..<sqlite3_column_count(handle)).allSatisfy { column in
            let type = sqlite3_column_type(handle, column)
            guard type == sqlite3_column_type(other.handle, column) else { return false }
            switch type {
            case SQLITE_NULL: return true
            case SQLITE_INTEGER:
                return sqlite3_column_int64(handle, column) == sqlite3_column_int64(other.handle, column)
            default:
                // Before their lengths: a number would become its text.
                let (left, right) = (sqlite3_column_blob(handle, column), sqlite3_column_blob(other.handle, column))
                let length = sqlite3_column_bytes(handle, column)
                guard length == sqlite3_column_bytes(other.handle, column) else { return false }
                guard length > 0, let left, let right else { return true }
                return memcmp(left, right, Int(length)) == 0
            }
        }
    }

    package func blob(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }
}
