import CanonicalJSON
import CivilTime
import SQLite

/// An event as its log keeps it: the columns that folds need, as bytes that hold only during the call they are handed to.
package struct RawEvent {
    package typealias Bytes = UnsafeRawBufferPointer

    package let position: Int
    package let recordedMicroseconds: Int
    package let id: Bytes
    package let source: Bytes
    package let type: Bytes
    package let dataschema: Bytes
    package let subject: Bytes
    package let time: Bytes
    package let occurred: Bytes?
    package let published: Bytes?
    /// The payload, in canonical JSON.
    package let data: Bytes

    package init(
        position: Int, recordedMicroseconds: Int, id: Bytes, source: Bytes, type: Bytes, dataschema: Bytes,
        subject: Bytes, time: Bytes, occurred: Bytes?, published: Bytes?, data: Bytes
    ) {
        (self.position, self.recordedMicroseconds, self.id) = (position, recordedMicroseconds, id)
        (self.source, self.type, self.dataschema, self.subject) = (source, type, dataschema, subject)
        (self.time, self.occurred, self.published, self.data) = (time, occurred, published, data)
    }
}

/// Reads stored events without decoding them: what a replay of the whole log goes through. Used by one thread at a time.
package protocol RawEventReader: AnyObject {
    /// The events of these positions, in their order.
    func forEach(positions: ClosedRange<Int>, _ body: (RawEvent) throws -> Void) throws
    /// The events of one stream up to a position, in their order.
    func forEach(inStream stream: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws
    /// The events of all streams that begin with these bytes, stream by stream. The prefix is not empty.
    func forEach(inStreamsFrom prefix: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws
    /// Nil where the log has no event of this id.
    func withEvent<R>(id: [UInt8], _ body: (RawEvent) throws -> R) throws -> R?
}

/// Reads through a connection of the log's file.
final class SQLiteRawEvents: RawEventReader {
    private let connection: Connection
    private static let columns =
        "position, id, type, dataschema, subject, time, occurred, published, recordedtime, data, source FROM event"

    init(_ connection: Connection) { self.connection = connection }

    func forEach(positions: ClosedRange<Int>, _ body: (RawEvent) throws -> Void) throws {
        let rows = try connection.prepare(
            "SELECT \(Self.columns) WHERE position >= ?1 AND position <= ?2 ORDER BY position")
        defer { rows.reset() }
        try rows.bind(1, positions.lowerBound)
        try rows.bind(2, positions.upperBound)
        while try rows.step() { try body(try Self.event(rows)) }
    }

    func forEach(inStream stream: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        let rows = try connection.prepare(
            "SELECT \(Self.columns) WHERE subject = ?1 AND position <= ?2 ORDER BY streamversion")
        defer { rows.reset() }
        try rows.bind(1, text: stream)
        try rows.bind(2, position)
        while try rows.step() { try body(try Self.event(rows)) }
    }

    func forEach(inStreamsFrom prefix: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        guard let last = prefix.last else { return }
        let rows = try connection.prepare(
            "SELECT \(Self.columns) WHERE subject >= ?1 AND subject < ?2 AND position <= ?3 ORDER BY subject, streamversion"
        )
        defer { rows.reset() }
        try rows.bind(1, text: prefix)
        // No byte of UTF-8 is 255, so that the last one has a successor; SQLite compares bytes.
        try rows.bind(2, text: prefix.dropLast() + [last + 1])
        try rows.bind(3, position)
        while try rows.step() { try body(try Self.event(rows)) }
    }

    func withEvent<R>(id: [UInt8], _ body: (RawEvent) throws -> R) throws -> R? {
        let rows = try connection.prepare("SELECT \(Self.columns) WHERE id = ?1")
        defer { rows.reset() }
        try rows.bind(1, text: id)
        return try rows.step() ? try body(try Self.event(rows)) : nil
    }

    private static func event(_ row: Statement) throws(CorruptEvent) -> RawEvent {
        try EventRow.requireSound(position: row.int(0), recordedMicroseconds: row.int(8))
        return RawEvent(
            position: row.int(0), recordedMicroseconds: row.int(8), id: row.bytes(1), source: row.bytes(10),
            type: row.bytes(2),
            dataschema: row.bytes(3), subject: row.bytes(4), time: row.bytes(5), occurred: row.optionalBytes(6),
            published: row.optionalBytes(7), data: row.bytes(9))
    }
}

/// Writes what the plain log holds as it would be stored, and reads that.
final class InMemoryRawEvents: RawEventReader {
    private let log: InMemoryEventLog

    init(_ log: InMemoryEventLog) { self.log = log }

    func forEach(positions: ClosedRange<Int>, _ body: (RawEvent) throws -> Void) throws {
        let query = ReadQuery(
            fromPosition: positions.lowerBound, throughPosition: positions.upperBound, limit: positions.count)
        for event in try log.read(query) { try event.asStored(body) }
    }

    func forEach(inStream stream: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        let query = ReadQuery(
            throughPosition: position, stream: String(decoding: stream, as: UTF8.self), limit: .max)
        for event in try log.read(query) { try event.asStored(body) }
    }

    func forEach(inStreamsFrom prefix: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        let query = ReadQuery(
            throughPosition: position, streamPrefix: String(decoding: prefix, as: UTF8.self), limit: .max)
        let events = try log.read(query)
        for event in events.sorted(by: {
            ($0.envelope.subject, $0.streamVersion) < ($1.envelope.subject, $1.streamVersion)
        }) { try event.asStored(body) }
    }

    func withEvent<R>(id: [UInt8], _ body: (RawEvent) throws -> R) throws -> R? {
        try log.event(id: String(decoding: id, as: UTF8.self)).map { try $0.asStored(body) }
    }
}

extension RecordedEvent {
    /// The event as a log keeps it.
    ///
    /// - Parameter position: where it stands, if not in its own place.
    package func asStored<R>(at position: Int? = nil, _ body: (RawEvent) throws -> R) rethrows -> R {
        // One buffer for all texts: the pointers hold while it does.
        let texts = [
            envelope.id, envelope.type, envelope.dataschema, envelope.subject, envelope.time, envelope.occurred ?? "",
            envelope.published ?? "", envelope.source,
        ].map { Array($0.utf8) }
        let all = texts.flatMap { $0 } + envelope.data.canonicalBytes
        return try all.withUnsafeBytes { buffer in
            var ends: [Int] = [0]
            for text in texts { ends.append((ends.last ?? 0) + text.count) }
            func text(_ index: Int) -> RawEvent.Bytes {
                RawEvent.Bytes(rebasing: buffer[ends[index]..<ends[index + 1]])
            }
            return try body(
                RawEvent(
                    position: position ?? self.position,
                    recordedMicroseconds: recordedTime.microsecondsSinceEpoch,
                    id: text(0), source: text(7), type: text(1), dataschema: text(2), subject: text(3), time: text(4),
                    occurred: envelope.occurred == nil ? nil : text(5),
                    published: envelope.published == nil ? nil : text(6),
                    data: RawEvent.Bytes(rebasing: buffer[ends[8]...])))
        }
    }
}

extension SQLiteEventLog {
    /// Reads within this log's snapshot.
    package func rawEvents() -> any RawEventReader { SQLiteRawEvents(connection) }

    /// What other threads read through, each a connection of its own. Positions up to a head that was read are committed, so
    /// every later connection sees them.
    package var detachedReaders: (@Sendable () throws -> any RawEventReader)? {
        let path = path
        let mode: Connection.Mode = isImmutable ? .readOnlyImmutable : .readOnly
        return {
            let connection = try Connection(path: path, mode: mode)
            try connection.disableCheckpointOnClose()
            try connection.execute("PRAGMA cache_size = -4096; PRAGMA trusted_schema = OFF")
            return SQLiteRawEvents(connection)
        }
    }
}

extension InMemoryEventLog {
    package func rawEvents() -> any RawEventReader { InMemoryRawEvents(self) }
    package var detachedReaders: (@Sendable () throws -> any RawEventReader)? { nil }
}
