import SQLite

/// How many rows a view has, and how much was said beside them: kept with each change, so that nobody counts them again.
///
/// A replay writes rows without it, and has them counted at its end.
enum RowCounts {
    static let definition = """
        CREATE TABLE row_count (
          projection TEXT PRIMARY KEY, stored INTEGER NOT NULL, contradictions INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """

    /// Counts the rows of a view. The count is kept by whoever writes rows later.
    static func count(_ shape: ViewShape, in connection: Connection) throws {
        let table = SQLText.tableName(shape)
        try connection.execute(
            """
            INSERT OR REPLACE INTO row_count (projection, stored, contradictions)
              SELECT '\(shape.name)', count(*), coalesce(sum(\(contradictions(shape, of: table))), 0) FROM \(table)
            """)
    }

    /// Keeps the count of a view with each row that this connection writes or removes.
    ///
    /// By triggers of the connection's own: those of a file may not call functions of JSON where its schema is not trusted.
    static func keep(_ shape: ViewShape, in connection: Connection) throws {
        let table = "main.\(SQLText.tableName(shape))"
        func update(_ row: String, _ sign: String) -> String {
            "UPDATE row_count SET stored = stored \(sign) 1, contradictions = contradictions \(sign) "
                + "(\(contradictions(shape, of: row))) WHERE projection = '\(shape.name)'"
        }
        try connection.execute(
            """
            CREATE TEMP TRIGGER IF NOT EXISTS \(trigger(shape, "added")) AFTER INSERT ON \(table)
              BEGIN \(update("NEW", "+")); END;
            CREATE TEMP TRIGGER IF NOT EXISTS \(trigger(shape, "removed")) AFTER DELETE ON \(table)
              BEGIN \(update("OLD", "-")); END
            """)
    }

    /// Lets go of the count, before many rows are written or removed.
    static func stop(_ shape: ViewShape, in connection: Connection) throws {
        try connection.execute(
            """
            DROP TRIGGER IF EXISTS temp.\(trigger(shape, "added"));
            DROP TRIGGER IF EXISTS temp.\(trigger(shape, "removed"));
            DELETE FROM row_count WHERE projection = '\(shape.name)'
            """)
    }

    private static func trigger(_ shape: ViewShape, _ event: String) -> String {
        SQLText.quoted("\(shape.sqlName)_row_\(event)")
    }

    /// What one row has of them, as SQL.
    private static func contradictions(_ shape: ViewShape, of row: String) -> String {
        if shape.index(of: "reason") != nil {
            return "coalesce(\(row).reason LIKE '\(NoBasis.contradictionMark)%', 0)"
        }
        guard shape.index(of: "alsoSaid") != nil else { return "0" }
        return "CASE WHEN \(row).also_said <> '[]' THEN json_array_length(\(row).also_said) ELSE 0 END"
    }
}

extension ViewStore {
    /// How many rows of a view are stored, and how much was said beside them and differs from them; nil where it was never folded.
    func rowCount(_ shape: ViewShape) throws -> (stored: Int, contradictions: Int)? {
        let statement = try connection.prepare("SELECT stored, contradictions FROM row_count WHERE projection = ?1")
        defer { statement.reset() }
        try statement.bind(1, shape.name)
        return try statement.step() ? (statement.int(0), statement.int(1)) : nil
    }
}
