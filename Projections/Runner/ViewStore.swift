import CanonicalJSON
import EventLog
import MarketEvents
import SQLite

/// Why a file cannot hold the views.
package struct NotAViewsFile: Error, CustomStringConvertible {
    package let path: String
    package var description: String {
        "\(path) is not a views file of this program; move it away, and the views are folded again"
    }
}

/// The views file: rows and checkpoints, committed together. Derived from the log; it may be deleted at any time.
package final class ViewStore {
    package struct Content {
        let shape: ViewShape
        let version: Int
        let rows: [ViewRow]
        let incomplete: Int
    }

    package struct Checkpoint {
        package let version: Int
        package let position: Int
        package let root: [UInt8]
        package let incomplete: Int
    }

    private static let applicationID = 0x494C_5657  // "ILVW"
    private static let layout = 2
    private let connection: Connection

    /// Opens the file, or makes it. One that is ours but of another layout is emptied: the log has everything.
    package init(path: String) throws {
        connection = try Connection(path: path, mode: .create)
        try connection.execute("PRAGMA journal_mode=WAL")
        // A crash may lose the last views, never the log: NORMAL keeps them whole.
        try connection.execute("PRAGMA synchronous=NORMAL")
        let found = try connection.integer("PRAGMA application_id")
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
        guard found == Self.applicationID || (found == 0 && tables == 0) else { throw NotAViewsFile(path: path) }
        if try connection.integer("PRAGMA user_version") != Self.layout || tables == 0 { try makeTables() }
    }

    private func makeTables() throws {
        try connection.writeTransaction {
            for kind in ["view", "table"] {
                for name in try names(of: kind) { try connection.execute("DROP \(kind) \(SQLText.quoted(name))") }
            }
            try connection.execute(
                """
                CREATE TABLE checkpoint (
                  projection TEXT PRIMARY KEY, version INTEGER NOT NULL, position INTEGER NOT NULL, root BLOB NOT NULL,
                  incomplete INTEGER NOT NULL
                ) STRICT
                """)
            try connection.execute(
                """
                CREATE TABLE row (
                  projection TEXT NOT NULL, place INTEGER NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL,
                  PRIMARY KEY (projection, place)
                ) STRICT, WITHOUT ROWID
                """)
            for projector in allProjectors where projector.shape.name != TimelineProjector.shape.name {
                try connection.execute(SQLText.view(projector.shape))
            }
            try connection.execute("PRAGMA application_id = \(Self.applicationID)")
            try connection.execute("PRAGMA user_version = \(Self.layout)")
        }
    }

    private func names(of kind: String) throws -> [String] {
        let statement = try connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = ?1 AND name NOT LIKE 'sqlite_%'")
        defer { statement.reset() }
        try statement.bind(1, kind)
        var names: [String] = []
        while try statement.step() { names.append(statement.text(0)) }
        return names
    }

    package func checkpoint(_ projection: String) throws -> Checkpoint? {
        let statement = try connection.prepare(
            "SELECT version, position, root, incomplete FROM checkpoint WHERE projection = ?1")
        defer { statement.reset() }
        try statement.bind(1, projection)
        guard try statement.step() else { return nil }
        return Checkpoint(
            version: statement.int(0), position: statement.int(1), root: statement.blob(2),
            incomplete: statement.int(3))
    }

    /// Whether the stored rows are those of this head: the root tells a replaced log from a grown one.
    package func isCurrent(_ projector: any Projector.Type, _ head: LogHead) throws -> Bool {
        guard let checkpoint = try checkpoint(projector.shape.name) else { return false }
        return checkpoint.version == projector.version && checkpoint.position == head.position
            && checkpoint.root == head.root
    }

    package func rows(_ shape: ViewShape) throws -> [ViewRow] {
        let statement = try connection.prepare("SELECT key, content FROM row WHERE projection = ?1 ORDER BY place")
        defer { statement.reset() }
        try statement.bind(1, shape.name)
        var rows: [ViewRow] = []
        while try statement.step() {
            let json = try JSONValue(parsing: statement.text(1), limits: JSONLimits(bytes: 1 << 28, elements: 1 << 24))
            guard let object = json.object, let row = ViewRow(shape, key: statement.text(0), json: object) else {
                throw NotAViewsFile(path: "the stored row \(statement.text(0)) of \(shape.name)")
            }
            rows.append(row)
        }
        return rows
    }

    /// Rows and checkpoints of several projections, replaced in one transaction.
    package func replace(_ contents: [Content], at head: LogHead) throws {
        try connection.writeTransaction {
            for content in contents {
                let remove = try connection.prepare("DELETE FROM row WHERE projection = ?1")
                try remove.bind(1, content.shape.name)
                try remove.run()
                let insert = try connection.prepare(
                    "INSERT INTO row (projection, place, key, content) VALUES (?1, ?2, ?3, ?4)")
                for (place, row) in content.rows.enumerated() {
                    try insert.bind(1, content.shape.name)
                    try insert.bind(2, place)
                    try insert.bind(3, row.key)
                    try insert.bind(4, row.json(content.shape).canonicalText)
                    try insert.run()
                }
                let mark = try connection.prepare(
                    """
                    INSERT INTO checkpoint (projection, version, position, root, incomplete) VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (projection) DO UPDATE SET
                      version = excluded.version, position = excluded.position, root = excluded.root,
                      incomplete = excluded.incomplete
                    """)
                try mark.bind(1, content.shape.name)
                try mark.bind(2, content.version)
                try mark.bind(3, head.position)
                try mark.bind(4, blob: head.root)
                try mark.bind(5, content.incomplete)
                try mark.run()
            }
        }
    }

    package func close() { connection.close() }
}
