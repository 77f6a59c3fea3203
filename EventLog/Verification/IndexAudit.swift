import SQLite

/// Walks the two indexes in their own order: that each id is there once, and that each stream's versions count from 1 without
/// gaps, in the order of positions, shows in neighbours; so no list of ids or streams is kept.
///
/// Look-ups go by these indexes, so they must hold just the entries of the table: `RowSums` compares.
struct IndexAudit {
    private let connection: Connection
    /// Events after it were appended meanwhile.
    private let head: Int

    init(_ connection: Connection, head: Int) {
        self.connection = connection
        self.head = head
    }

    func ids() throws -> (findings: [Finding], sum: UInt64) {
        // By name: another index, or none, would not be the one that look-ups use.
        let rows = try connection.prepare(
            "SELECT id, position FROM event INDEXED BY sqlite_autoindex_event_1 ORDER BY id")
        defer { rows.reset() }
        var sum: UInt64 = 0
        var last: (id: [UInt8], position: Int)?
        while try rows.step() {
            let position = rows.int(1)
            guard position <= head else { continue }
            sum &+= RowSums.id(rows, 0, position: position)
            let id = rows.withBytes(0) { Array($0) }
            if let last, !last.id.lexicographicallyPrecedes(id) {
                let later = max(last.position, position)
                let reason =
                    last.id == id
                    ? "id is that of position \(min(last.position, position)), too" : "id is out of order in its index"
                return ([Finding(position: later, part: .index, reason: reason)], sum)
            }
            last = (id, position)
        }
        return ([], sum)
    }

    func streams() throws -> (findings: [Finding], sum: UInt64) {
        let rows = try connection.prepare(
            """
            SELECT subject, streamversion, position FROM event INDEXED BY sqlite_autoindex_event_2
            ORDER BY subject, streamversion
            """)
        defer { rows.reset() }
        var sum: UInt64 = 0
        var first: Finding?
        func find(_ position: Int, _ fault: String) {
            guard position < first?.position ?? .max else { return }
            first = Finding(position: position, part: .order, reason: fault)
        }
        var last: (subject: [UInt8], version: Int, position: Int) = ([], 0, 0)
        while try rows.step() {
            let (version, position) = (rows.int(1), rows.int(2))
            guard position <= head else { continue }
            sum &+= RowSums.stream(rows, 0, version: version, position: position)
            // A stored version may be any number; none before the first is counted on from.
            guard version > 0 else {
                find(position, "streamversion is \(version); versions count from 1")
                continue
            }
            let isSameStream = last.position > 0 && rows.withBytes(0) { $0.elementsEqual(last.subject) }
            let due = isSameStream ? last.version &+ 1 : 1
            if version != due {
                find(position, "streamversion is \(version) where \(due) is due in its stream")
            } else if isSameStream, position < last.position {
                find(
                    position,
                    "streamversion is \(version), but position \(last.position) has \(last.version) in the same stream")
            }
            last = (isSameStream ? last.subject : rows.withBytes(0) { Array($0) }, version, position)
        }
        return (first.map { [$0] } ?? [], sum)
    }
}

/// Sums of keyed hashes: alike for the same entries in any order. The key is new in every process (Swift's `Hasher`), so
/// that nobody can choose entries whose sums agree.
enum RowSums {
    static func id(_ row: Statement, _ column: Int, position: Int) -> UInt64 {
        var hasher = hasher(row, column)
        hasher.combine(position)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    static func stream(_ row: Statement, _ column: Int, version: Int, position: Int) -> UInt64 {
        var hasher = hasher(row, column)
        hasher.combine(version)
        hasher.combine(position)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// A blob is another entry than a text of the same bytes: it is not found by it.
    private static func hasher(_ row: Statement, _ column: Int) -> Hasher {
        var hasher = Hasher()
        hasher.combine(row.storageClass(column))
        row.withBytes(column) { hasher.combine(bytes: $0) }
        return hasher
    }
}
