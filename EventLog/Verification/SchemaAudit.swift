import SQLite

/// Holds a ledger's tables, indexes and triggers against those that this program makes.
enum SchemaAudit {
    private struct Object: Equatable {
        let kind: String
        let table: String
        let sql: String?
    }

    /// - Throws: `LedgerOpenError.newerVersion`, or what SQLite throws.
    static func findings(_ connection: Connection, path: String) throws -> [Finding] {
        let version = try connection.integer("PRAGMA user_version") ?? 0
        guard version <= LedgerSchema.version else {
            throw LedgerOpenError.newerVersion(path, found: version, supported: LedgerSchema.version)
        }
        var findings: [Finding] = []
        func add(_ reason: String) { findings.append(Finding(part: .guards, reason: reason)) }
        if version < 1 { add("the file's user_version is \(version); the formats of ledgers count from 1") }
        let pattern = try Connection(path: "pattern", mode: .memory)
        defer { pattern.close() }
        for migration in LedgerSchema.migrations.prefix(max(version, 1)) { try pattern.execute(migration) }
        let due = try objects(pattern)
        let found = try objects(connection)
        for (name, object) in due.sorted(by: { $0.key < $1.key }) where found[name] != object {
            add("the \(object.kind) \(name) " + (found[name] == nil ? "is missing" : "is not as this program makes it"))
        }
        for (name, object) in found.sorted(by: { $0.key < $1.key }) where due[name] == nil {
            add("the \(object.kind) \(name) is none of this program's")
        }
        return findings
    }

    /// By name. What ANALYZE keeps changes nothing that is read, and is left out.
    private static func objects(_ connection: Connection) throws(SQLiteError) -> [String: Object] {
        let rows = try connection.prepare(
            "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")
        defer { rows.reset() }
        var objects: [String: Object] = [:]
        while try rows.step() {
            objects[rows.text(0)] = Object(kind: rows.text(1), table: rows.text(2), sql: rows.optionalText(3))
        }
        return objects
    }
}
