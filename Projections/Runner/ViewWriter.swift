import EventLog
import SQLite

/// Writes rows and what belongs to them through one connection, inside its caller's transaction.
final class ViewWriter {
    let connection: Connection
    /// The texts of insertions, which a replay needs by the thousand.
    private var insertions: [Insertion: String] = [:]

    private struct Insertion: Hashable {
        let view: String
        let columns: UInt64
        let inPlaceOfOthers: Bool
    }

    init(connection: Connection) { self.connection = connection }

    /// The rows of a buffer, each at its place.
    ///
    /// - Parameter inPlaceOfOthers: whether rows that stand there give way.
    func insert(_ rows: RowBuffer, _ shape: ViewShape, inPlaceOfOthers: Bool = false) throws {
        guard rows.count > 0 else { return }
        let kind = Insertion(view: shape.name, columns: rows.usedColumns, inPlaceOfOthers: inPlaceOfOthers)
        let insertion =
            insertions[kind]
            ?? SQLText.insertion(shape, columns: rows.usedColumns, inPlaceOfOthers: inPlaceOfOthers)
        insertions[kind] = insertion
        try connection.insert(rows: rows.bytes.base, count: rows.count, insertion)
    }

    /// Finished rows into an empty table, in the order of their keys.
    func insert(_ rows: [ViewRow], _ shape: ViewShape) throws {
        let buffer = RowBuffer()
        for row in rows.sorted(by: { $0.key < $1.key }) { buffer.append(row, shape) }
        try insert(buffer, shape)
    }

    func remove(_ shape: ViewShape, at places: ClosedRange<Int>) throws {
        let remove = try connection.prepare("DELETE FROM \(SQLText.tableName(shape)) WHERE place BETWEEN ?1 AND ?2")
        try remove.bind(1, places.lowerBound)
        try remove.bind(2, places.upperBound)
        try remove.run()
    }

    func removeAll(_ projector: any Projector.Type) throws {
        try RowCounts.stop(projector.shape, in: connection)
        try connection.execute("DELETE FROM \(SQLText.tableName(projector.shape))")
        for table in ["incomplete", "parked", "failure"] {
            let remove = try connection.prepare("DELETE FROM \(table) WHERE projection = ?1")
            try remove.bind(1, projector.shape.name)
            try remove.run()
        }
    }

    func park(_ events: [Parked]) throws {
        let insert = try connection.prepare(
            "INSERT OR REPLACE INTO parked (projection, position, id, stream, reason) VALUES (?1, ?2, ?3, ?4, ?5)")
        for event in events {
            try insert.bind(1, event.projection)
            try insert.bind(2, event.position)
            try insert.bind(3, event.id)
            try insert.bind(4, event.stream)
            try insert.bind(5, event.reason)
            try insert.run()
        }
    }

    func add(_ incomplete: [Incomplete]) throws {
        let insert = try connection.prepare(
            """
            INSERT INTO incomplete (projection, subject, count) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """)
        for group in incomplete {
            try insert.bind(1, group.projection)
            try insert.bind(2, group.group)
            try insert.bind(3, group.count)
            try insert.run()
        }
    }

    func add(unknown: [String: Int]) throws {
        let insert = try connection.prepare(
            "INSERT INTO unknown (type, count) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET count = count + excluded.count"
        )
        for (type, count) in unknown {
            try insert.bind(1, type)
            try insert.bind(2, count)
            try insert.run()
        }
    }

    func add(_ moves: some Sequence<Move>) throws {
        let insert = try connection.prepare(
            "INSERT OR IGNORE INTO move (category, subject, stream) VALUES (?1, ?2, ?3)")
        for move in moves {
            try insert.bind(1, Int(move.category.rawValue))
            try insert.bind(2, move.group)
            try insert.bind(3, move.stream)
            try insert.run()
        }
    }

    func add(links: [(deal: Bytes, other: Bytes)]) throws {
        let insert = try connection.prepare("INSERT OR IGNORE INTO link (deal, other) VALUES (?1, ?2)")
        for (deal, other) in links {
            try insert.bind(1, deal.string)
            try insert.bind(2, other.string)
            try insert.run()
        }
    }

    /// The deals that groups are folded from, each at a place of its group.
    func insert(dealsOfGroups rows: RowBuffer) throws {
        guard rows.count > 0 else { return }
        try connection.insert(
            rows: rows.bytes.base, count: rows.count,
            DealsOfGroups.insertion)
    }

    func add(_ names: CompanyNames) throws {
        let insert = try connection.prepare(
            "INSERT INTO identification (company, identity, event) VALUES (?1, ?2, ?3)")
        for (company, statement) in names.statements {
            try insert.bind(1, company)
            try insert.bind(2, statement.identity)
            try insert.bind(3, statement.event)
            try insert.run()
        }
    }

    /// Adds to how many streams of prices say that there was a session; those that none says are gone.
    func add(sessions: [UnexpectedSession: Int]) throws {
        guard !sessions.isEmpty else { return }
        let add = try connection.prepare(
            """
            INSERT INTO session (market, day, streams) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET streams = streams + excluded.streams
            """)
        for (session, streams) in sessions {
            try add.bind(1, session.market)
            try add.bind(2, session.day.daysSinceEpoch)
            try add.bind(3, streams)
            try add.run()
        }
        try connection.execute("DELETE FROM session WHERE streams = 0")
    }

    func mark(_ projection: String, version: Int, at head: LogHead) throws {
        let mark = try connection.prepare(
            "INSERT OR REPLACE INTO checkpoint (projection, version, position, root) VALUES (?1, ?2, ?3, ?4)")
        try mark.bind(1, projection)
        try mark.bind(2, version)
        try mark.bind(3, head.position)
        try mark.bind(4, blob: head.root)
        try mark.run()
        let clear = try connection.prepare("DELETE FROM failure WHERE projection = ?1")
        try clear.bind(1, projection)
        try clear.run()
    }

    /// Why a projection could not be written.
    func note(_ reason: String, of projection: String) throws {
        let note = try connection.prepare("INSERT OR REPLACE INTO failure (projection, reason) VALUES (?1, ?2)")
        try note.bind(1, projection)
        try note.bind(2, reason)
        try note.run()
    }
}

extension SQLiteError {
    /// Whether other rows could still be written: not where the disk is full or the file is broken.
    var concernsRows: Bool { isConstraint || code == 1 }
}
