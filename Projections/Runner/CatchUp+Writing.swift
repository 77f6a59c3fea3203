import SQLite

/// Putting the new rows in place of the former ones.
extension CatchUp {
    /// Notes that a group's former rows go, and says where the new ones may stand.
    func makeRoom(_ projector: Int, _ group: Bytes, _ place: Int) throws -> Int {
        let places = Subject.places(from: place)
        removals[projector].append((group, places))
        // Rows of another group whose hash begins alike.
        let statement = try store.connection.prepare(
            "SELECT max(place) FROM \(SQLText.tableName(projectors[projector].shape)) "
                + "WHERE place BETWEEN ?1 AND ?2 AND NOT \(CatchUp.isOfGroup)")
        defer { statement.reset() }
        try statement.bind(1, places.lowerBound)
        try statement.bind(2, places.upperBound)
        try statement.bind(3, text: group.array)
        return try statement.step() && !statement.isNull(0) ? statement.int(0) + 1 : place
    }

    /// Keys begin with the id of what they are of, and no id has a colon.
    private static let isOfGroup = "(key = ?3 OR substr(key, 1, length(?3) + 1) = ?3 || ':')"

    func write() throws {
        try writer.add(unknown: news.unknown)
        try writer.add(loaded.moves)
        let parked = (news.folder.parked + loaded.folder.parked + folder.parked)
        for (index, projector) in projectors.enumerated() {
            let name = projector.shape.name
            do {
                // A projection that cannot be written does not hold up the others: it stays where it was.
                try store.connection.savepoint {
                    try removeFormerRows(index, projector)
                    try writer.insert(folder.rows[index], projector.shape)
                    try writer.park(parked.filter { $0.projection == name })
                    try writer.add(folder.incomplete.filter { $0.projection == name })
                    try writer.mark(name, version: projector.version, at: head)
                }
            } catch let error as SQLiteError where error.concernsRows {
                try writer.note(error.description, of: name)
            }
        }
        try writer.mark(ViewStore.shared, version: ViewStore.sharedVersion, at: head)
    }

    private func removeFormerRows(_ index: Int, _ projector: any Projector.Type) throws {
        let table = SQLText.tableName(projector.shape)
        let remove = try store.connection.prepare(
            "DELETE FROM \(table) WHERE place BETWEEN ?1 AND ?2 AND \(CatchUp.isOfGroup)")
        let complete = try store.connection.prepare("DELETE FROM incomplete WHERE projection = ?1 AND subject = ?2")
        for (group, places) in removals[index] {
            try remove.bind(1, places.lowerBound)
            try remove.bind(2, places.upperBound)
            try remove.bind(3, text: group.array)
            try remove.run()
            try complete.bind(1, projector.shape.name)
            try complete.bind(2, text: group.array)
            try complete.run()
        }
        let clear = try store.connection.prepare("DELETE FROM parked WHERE projection = ?1 AND position = ?2")
        if projector is any StockProjector.Type {
            for position in removedEvents {
                try writer.remove(projector.shape, at: Subject.places(from: Subject.place(ofEvent: position)))
                try clear.bind(1, projector.shape.name)
                try clear.bind(2, position)
                try clear.run()
            }
        }
        try clearParked(projector.shape.name)
    }

    /// What was parked in a stream that was folded anew is judged anew.
    private func clearParked(_ projection: String) throws {
        // Left to itself SQLite would look through all that the projection has parked.
        let clear = try store.connection.prepare(
            "DELETE FROM parked INDEXED BY parked_stream WHERE stream >= ?1 AND stream < ?2 AND projection = ?3")
        for stream in refoldedStreams {
            let first = Array(stream.utf8)
            // A prefix ends in a colon; any other is the whole name, which no other name with a byte of zero follows.
            let isPrefix = first.last == UInt8(ascii: ":")
            try clear.bind(1, text: first)
            try clear.bind(2, text: isPrefix ? first.dropLast() + [UInt8(ascii: ";")] : first + [0])
            try clear.bind(3, projection)
            try clear.run()
        }
    }
}
