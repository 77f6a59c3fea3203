extension SQLiteEventLog {
    /// Judges the signature of each event, in the order of positions and of one state of the log. What has no attribute beyond
    /// those that every event may have is not decoded.
    package func forEachSignature(_ keys: WriterKeys, _ body: (JudgedSignature) throws -> Void) throws {
        try snapshot {
            let rows = try connection.prepare("SELECT position, id, source, extensions FROM event ORDER BY position")
            defer { rows.reset() }
            while try rows.step() {
                let position = rows.int(0)
                let source = rows.text(2)
                let event = rows.isNull(3) ? nil : try event(position: position)
                try body(
                    JudgedSignature(
                        position: position, id: rows.text(1), source: source, isOfKnownWriter: keys.names(source),
                        verdict: event.map { keys.verdict(on: $0.envelope) } ?? .unsigned))
            }
        }
    }
}
