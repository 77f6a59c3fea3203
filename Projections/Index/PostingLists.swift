import SQLite

/// That an event is to be found under a key.
struct Posting: Comparable {
    let key: Int
    let position: Int

    static func < (left: Posting, right: Posting) -> Bool {
        left.key == right.key ? left.position < right.position : left.key < right.key
    }
}

/// A table of positions by key. It only ever grows, with the log.
///
/// The positions of a key ascend, packed as the first one and the differences to the next, seven bits a byte. Only the last row
/// of a key is not full, so that the rows are the same in whatever pieces the log was read.
struct PostingLists {
    let connection: Connection
    let table: String
    /// A row is full with so many positions: at three bytes each it stays far below the length at which a row of such a table
    /// overflows its page.
    private static let positionsInRow = 256

    static func definition(_ table: String) -> String {
        """
        CREATE TABLE \(table) (
          key INTEGER NOT NULL, last INTEGER NOT NULL, positions BLOB NOT NULL, PRIMARY KEY (key, last)
        ) STRICT, WITHOUT ROWID
        """
    }

    var isEmpty: Bool {
        get throws { try connection.integer("SELECT 1 FROM \(table) LIMIT 1") == nil }
    }

    // MARK: reading

    /// The positions under a key, ascending.
    func positions(of key: Int, through end: Int) throws -> [Int] {
        let rows = try connection.prepare("SELECT positions FROM \(table) WHERE key = ?1 ORDER BY last")
        defer { rows.reset() }
        try rows.bind(1, key)
        var positions: [Int] = []
        while try rows.step() { rows.withBytes(0) { PostingLists.unpack($0, into: &positions) } }
        return positions.last.map { $0 > end } ?? false ? positions.filter { $0 <= end } : positions
    }

    /// The least key that is not below one; nil where there is none.
    func key(from least: Int) throws -> Int? {
        let row = try connection.prepare("SELECT key FROM \(table) WHERE key >= ?1 ORDER BY key LIMIT 1")
        defer { row.reset() }
        try row.bind(1, least)
        return try row.step() ? row.int(0) : nil
    }

    // MARK: writing

    /// - Parameters:
    ///   - postings: in their order.
    ///   - isEmpty: whether the table holds nothing yet.
    func write(_ postings: [Posting], toEmpty isEmpty: Bool) throws {
        let lastRow = try connection.prepare(
            "SELECT last, positions FROM \(table) WHERE key = ?1 ORDER BY last DESC LIMIT 1")
        let delete = try connection.prepare("DELETE FROM \(table) WHERE key = ?1 AND last = ?2")
        let insert = try connection.prepare("INSERT INTO \(table) (key, last, positions) VALUES (?1, ?2, ?3)")
        var next = 0
        while next < postings.count {
            let key = postings[next].key
            var positions: [Int] = []
            if !isEmpty {
                try lastRow.bind(1, key)
                if try lastRow.step() {
                    lastRow.withBytes(1) { PostingLists.unpack($0, into: &positions) }
                    if positions.count < PostingLists.positionsInRow {
                        try delete.bind(1, key)
                        try delete.bind(2, lastRow.int(0))
                        lastRow.reset()
                        try delete.run()
                    } else {
                        positions.removeAll()
                    }
                }
                lastRow.reset()
            }
            while next < postings.count, postings[next].key == key {
                if positions.last != postings[next].position { positions.append(postings[next].position) }
                next += 1
            }
            for start in stride(from: 0, to: positions.count, by: PostingLists.positionsInRow) {
                let row = positions[start..<min(positions.count, start + PostingLists.positionsInRow)]
                try insert.bind(1, key)
                try insert.bind(2, row.last ?? 0)
                try insert.bind(3, blob: PostingLists.pack(row))
                try insert.run()
            }
        }
    }

    // MARK: packing

    private static func pack(_ positions: ArraySlice<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        var before = 0
        for position in positions {
            var rest = UInt(position - before)
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: rest))
            before = position
        }
        return bytes
    }

    /// What is damaged gives other positions, or none: an event that does not belong under the key is passed over.
    private static func unpack(_ bytes: UnsafeRawBufferPointer, into positions: inout [Int]) {
        var (before, value, shift) = (0, 0, 0)
        for byte in bytes {
            guard shift < 56 else { return }
            value |= Int(byte & 0x7F) << shift
            if byte & 0x80 != 0 {
                shift += 7
                continue
            }
            before &+= value
            positions.append(before)
            (value, shift) = (0, 0)
        }
    }
}
