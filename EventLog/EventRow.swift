import CanonicalJSON
import CivilTime
import SQLite

/// One event as a row of the table `event`.
enum EventRow {
    static let columns = """
        position, id, source, type, dataschema, subject, streamversion, time, occurred, published, recordedtime,
        correlationid, causationid, data, extensions, leaf
        """

    static func first(
        of connection: Connection, where condition: String, bind: (Statement) throws(SQLiteError) -> Void
    ) throws -> RecordedEvent? {
        let row = try connection.prepare("SELECT \(columns) FROM event WHERE \(condition)")
        defer { row.reset() }
        try bind(row)
        return try row.step() ? event(row) : nil
    }

    static func read(_ query: ReadQuery, from connection: Connection) throws -> [RecordedEvent] {
        // Left to itself SQLite would look for few streams among all positions.
        let isOfStreams = query.stream != nil || query.streams != nil || query.streamPrefix?.isEmpty == false
        let position = isOfStreams ? "+position" : "position"
        var conditions = ["\(position) >= ?1", "\(position) <= ?2"]
        var texts: [[UInt8]] = []
        func parameter(_ bytes: [UInt8]) -> String {
            texts.append(bytes)
            return "?\(texts.count + 3)"
        }
        if let stream = query.stream { conditions.append("subject = \(parameter(Array(stream.utf8)))") }
        if let prefix = query.streamPrefix.map({ Array($0.utf8) }), let last = prefix.last {
            // No byte of UTF-8 is 255, so that the last one has a successor; SQLite compares bytes.
            conditions.append("subject >= \(parameter(prefix))")
            conditions.append("subject < \(parameter(prefix.dropLast() + [last + 1]))")
        }
        for (column, values) in [("type", query.types), ("subject", query.streams)] {
            guard let values else { continue }
            let list = values.sorted().map { parameter(Array($0.utf8)) }.joined(separator: ", ")
            conditions.append("\(column) IN (\(list))")
        }
        // Within one stream versions rise with positions, and the index has them in order.
        let order = query.stream == nil ? "position" : "streamversion"
        let rows = try connection.prepare(
            "SELECT \(columns) FROM event WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) LIMIT ?3")
        defer { rows.reset() }
        try rows.bind(1, query.fromPosition)
        try rows.bind(2, query.throughPosition ?? .max)
        try rows.bind(3, max(0, query.limit))
        for (index, text) in texts.enumerated() { try rows.bind(index + 4, text: text) }
        var events: [RecordedEvent] = []
        while try rows.step() { events.append(try event(rows)) }
        return events
    }

    /// What a stored number may be; beyond it stands what no append has written, and what nobody can reckon with.
    static let positions = 1...(1 << 53)
    static let streamVersions = 1...(1 << 31)
    /// Microseconds since 1970 in the years 1 to 9999.
    static let recordedMicroseconds = -62_135_596_800_000_000...253_402_300_799_999_999

    static func requireSound(
        position: Int, streamVersion: Int? = nil, recordedMicroseconds: Int? = nil
    ) throws(CorruptEvent) {
        func refuse(_ reason: String) -> CorruptEvent { CorruptEvent(position: position, reason: reason) }
        guard positions.contains(position) else { throw refuse("positions count from 1") }
        if let streamVersion, !streamVersions.contains(streamVersion) {
            throw refuse("its streamversion is \(streamVersion)")
        }
        if let recordedMicroseconds, !EventRow.recordedMicroseconds.contains(recordedMicroseconds) {
            throw refuse("its recordedtime is outside the years 1 to 9999")
        }
    }

    private static func event(_ row: Statement) throws(CorruptEvent) -> RecordedEvent {
        let position = row.int(0)
        try requireSound(position: position, streamVersion: row.int(6), recordedMicroseconds: row.int(10))
        let envelope = Envelope(
            id: row.text(1), source: row.text(2), type: row.text(3), dataschema: row.text(4), subject: row.text(5),
            time: row.text(7), occurred: row.optionalText(8), published: row.optionalText(9),
            correlationid: row.optionalText(11), causationid: row.optionalText(12),
            data: try object(row.textBytes(13), position: position),
            extensions: row.isNull(14) ? JSONObject() : try object(row.textBytes(14), position: position))
        return RecordedEvent(
            envelope: envelope, position: position, streamVersion: row.int(6),
            recordedTime: Instant(microsecondsSinceEpoch: row.int(10)), leaf: row.blob(15))
    }

    /// What a writer may hand in was bounded before it came here; this bounds only what damage could cost.
    private static let limits = JSONLimits(bytes: 1 << 30, depth: 512, elements: 1 << 30)

    private static func object(_ bytes: [UInt8], position: Int) throws(CorruptEvent) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw CorruptEvent(position: position, reason: error.description)
        }
        guard let object = value.object else {
            throw CorruptEvent(position: position, reason: "\(value.kindName) where an object is due")
        }
        return object
    }
}
