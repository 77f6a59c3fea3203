import SQLite

/// Reads a stretch of the log row by row, each held against what an append writes.
struct EventScan {
    /// What is left of a stretch: bounded, however large its events are.
    struct Result {
        /// The hashes of the complete tiles: subtrees over 256 events, the first starting with the stretch.
        var tiles: [MerkleTree.Hash] = []
        /// The leaves of those tiles, by number, that were asked for, as far as the log goes.
        var leaves: [Int: [MerkleTree.Hash]] = [:]
        var idSum: UInt64 = 0
        var streamSum: UInt64 = 0
        /// The first event that is not sound; nothing after it was read.
        var finding: Finding?
    }

    static let tileSize = 256

    private let connection: Connection
    private var event = StoredEvent()
    /// Tiles whose leaves are kept: those that a size cuts through.
    private let keptTiles: Set<Int>

    init(_ connection: Connection, keepingLeavesOf keptTiles: Set<Int>) {
        self.connection = connection
        self.keptTiles = keptTiles
    }

    /// Requires that `positions` starts after a whole number of tiles.
    mutating func read(_ positions: ClosedRange<Int>) throws -> Result {
        var result = Result()
        var due = positions.lowerBound
        do {
            var before = try recordedTime(at: due - 1)
            let rows = try connection.prepare(
                "SELECT \(StoredEvent.columns) FROM event WHERE position >= ?1 AND position <= ?2 ORDER BY position")
            defer { rows.reset() }
            try rows.bind(1, positions.lowerBound)
            try rows.bind(2, positions.upperBound)
            var tile = MerkleFold()
            while try rows.step() {
                try event.read(rows, position: due, before: before)
                before = event.recordedTime
                result.idSum &+= RowSums.id(rows, 1, position: due)
                result.streamSum &+= RowSums.stream(rows, 5, version: rows.int(6), position: due)
                tile.add(event.leaf)
                let number = (due - 1) / EventScan.tileSize
                if keptTiles.contains(number) { result.leaves[number, default: []].append(event.leaf) }
                if due.isMultiple(of: EventScan.tileSize) {
                    result.tiles.append(tile.root)
                    tile = MerkleFold()
                }
                due += 1
            }
            if due <= positions.upperBound {
                result.finding = Finding(position: due, part: .order, reason: "is missing")
            }
        } catch let finding as Finding {
            result.finding = finding
        } catch let error as SQLiteError where error.isDamage {
            result.finding = Finding(position: due, part: .event, reason: "cannot be read: \(error.message)")
        }
        return result
    }

    private func recordedTime(at position: Int) throws(SQLiteError) -> Int? {
        guard position > 0 else { return nil }
        let row = try connection.prepare("SELECT recordedtime FROM event WHERE position = ?1")
        defer { row.reset() }
        try row.bind(1, position)
        return try row.step() ? row.int(0) : nil
    }
}
