import CanonicalJSON
import CivilTime
import Crypto
import SQLite

/// One row of the table `event` held against what an append writes: its canonical JSON is put together from the columns as
/// they are stored, without decoding them, and hashed.
///
/// One value serves many rows, one after the other: its buffer is used again.
struct StoredEvent {
    /// The hash of the last row that was read without a fault, over the stored bytes.
    private(set) var leaf: MerkleTree.Hash = []
    private(set) var recordedTime = 0

    /// What RFC 6962 hashes for a leaf: a zero, then the event's canonical JSON.
    private var bytes: [UInt8] = []
    /// Extension attributes that are still to be written, the last one first, in `extensions`.
    private var pending: [(name: Range<Int>, member: Range<Int>)] = []
    private var extensions: [UInt8] = []
    private var clock = RecordedTimeWriter()

    static let columns = EventRow.columns
    private enum Column {
        static let names = EventRow.columns.split { $0 == "," || $0.isWhitespace }.map(String.init)
        static let position = 0, id = 1, source = 2, type = 3, dataschema = 4, subject = 5, streamVersion = 6, time = 7
        static let occurred = 8, published = 9, recordedTime = 10, correlation = 11, causation = 12, data = 13
        static let extensions = 14, leaf = 15
        /// How each column is stored, and whether it may be NULL.
        static let storage: [(due: Statement.StorageClass, isOptional: Bool)] = names.indices.map { column in
            switch column {
            case position, streamVersion, recordedTime: (.integer, false)
            case leaf: (.blob, false)
            case occurred, published, correlation, causation, extensions: (.text, true)
            default: (.text, false)
            }
        }
    }

    /// Reads the row that the statement stands on; `position` is the one that is due.
    ///
    /// - Throws: a `Finding` with the column that is not as an append writes it.
    mutating func read(_ row: Statement, position: Int, before: Int?) throws(Finding) {
        func fault(_ column: Int, _ reason: String, part: Finding.Part = .event) -> Finding {
            Finding(position: position, part: part, reason: "\(Column.names[column]) \(reason)")
        }
        for (column, storage) in Column.storage.enumerated() {
            guard row.isStored(column, as: storage.due) || (storage.isOptional && row.isNull(column)) else {
                throw fault(column, "is stored as \(row.storageClass(column)), not as \(storage.due)")
            }
        }
        let stored = row.int(Column.position)
        guard stored == position else {
            throw Finding(
                position: position, part: .order, reason: "is missing: the next event stands at position \(stored)")
        }
        recordedTime = row.int(Column.recordedTime)
        guard EventRow.recordedMicroseconds.contains(recordedTime) else {
            throw fault(Column.recordedTime, "is \(recordedTime) microseconds, outside the years 1 to 9999")
        }
        guard EventRow.streamVersions.contains(row.int(Column.streamVersion)) else {
            throw fault(Column.streamVersion, "is \(row.int(Column.streamVersion)); versions count from 1")
        }
        bytes.removeAll(keepingCapacity: true)
        bytes.append(0)
        try readExtensions(row, position: position)
        for attribute in StoredEvent.attributes { try write(attribute, row, position: position) }
        flushExtensions()
        bytes.append(UInt8(ascii: "}"))
        leaf = Array(SHA256.hash(data: bytes))
        let isSame = row.withBytes(Column.leaf) { $0.elementsEqual(leaf) }
        guard isSame else {
            throw Finding(
                position: position, part: .event,
                reason: "leaf is \(Hexadecimal.text(row.blob(Column.leaf))), but the stored columns hash to "
                    + Hexadecimal.text(leaf), computedLeaf: leaf)
        }
        if let before, recordedTime < before {
            throw fault(
                Column.recordedTime,
                "is \(Instant(microsecondsSinceEpoch: recordedTime)), before that of position \(position - 1), "
                    + "\(Instant(microsecondsSinceEpoch: before))", part: .order)
        }
    }

    private struct Attribute: Sendable {
        enum Content: Sendable { case text(Int), json(Int), constant(StaticString), time, sequence, streamVersion }
        /// The name in quotes.
        let name: StaticString
        let content: Content

        init(_ name: StaticString, _ content: Content) {
            self.name = name
            self.content = content
        }

        var nameBytes: [UInt8] { Array(name.bytes) }
    }

    /// In the order of RFC 8785.
    private static let attributes = [
        Attribute("\"causationid\"", .text(Column.causation)),
        Attribute("\"correlationid\"", .text(Column.correlation)),
        Attribute("\"data\"", .json(Column.data)), Attribute("\"datacontenttype\"", .constant("\"application/json\"")),
        Attribute("\"dataschema\"", .text(Column.dataschema)), Attribute("\"id\"", .text(Column.id)),
        Attribute("\"occurred\"", .text(Column.occurred)), Attribute("\"published\"", .text(Column.published)),
        Attribute("\"recordedtime\"", .time), Attribute("\"sequence\"", .sequence),
        Attribute("\"source\"", .text(Column.source)),
        Attribute("\"specversion\"", .constant("\"1.0\"")), Attribute("\"streamversion\"", .streamVersion),
        Attribute("\"subject\"", .text(Column.subject)), Attribute("\"time\"", .text(Column.time)),
        Attribute("\"type\"", .text(Column.type)),
    ]

    private mutating func write(_ attribute: Attribute, _ row: Statement, position: Int) throws(Finding) {
        if case .text(let column) = attribute.content, row.isNull(column) { return }
        if !pending.isEmpty { writeExtensions(before: attribute.nameBytes) }
        bytes.append(bytes.count == 1 ? UInt8(ascii: "{") : UInt8(ascii: ","))
        bytes.append(contentsOf: attribute.name.bytes)
        bytes.append(UInt8(ascii: ":"))
        switch attribute.content {
        case .text(let column): try writeText(row, column, position: position)
        case .json(let column):
            let start = bytes.count
            row.withBytes(column) { bytes.append(contentsOf: $0) }
            try requireCanonicalObject(bytes, start..<bytes.count, column, position: position)
        case .constant(let text): bytes.append(contentsOf: text.bytes)
        case .time: clock.write(recordedTime, to: &bytes)
        case .sequence:
            bytes.append(UInt8(ascii: "\""))
            Decimal.append(row.int(Column.position), digits: 20, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        case .streamVersion: bytes.append(contentsOf: String(row.int(Column.streamVersion)).utf8)
        }
    }

    private mutating func writeText(_ row: Statement, _ column: Int, position: Int) throws(Finding) {
        let start = bytes.count
        bytes.append(UInt8(ascii: "\""))
        let isPlain = row.withBytes(column) { text in
            if text.allSatisfy({ $0 >= 0x20 && $0 < 0x80 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                bytes.append(contentsOf: text)
                return true
            }
            for byte in text { CanonicalText.append(byte, to: &bytes) }
            return false
        }
        bytes.append(UInt8(ascii: "\""))
        guard !isPlain else { return }
        do { try CanonicalForm.check(bytes, in: start..<bytes.count) } catch {
            throw Finding(position: position, part: .event, reason: "\(Column.names[column]) is not UTF-8")
        }
    }

    /// Extensions are members of the event, too; none is stored under an attribute's name, and no empty object is stored.
    private mutating func readExtensions(_ row: Statement, position: Int) throws(Finding) {
        pending.removeAll(keepingCapacity: true)
        guard !row.isNull(Column.extensions) else { return }
        extensions.removeAll(keepingCapacity: true)
        row.withBytes(Column.extensions) { extensions.append(contentsOf: $0) }
        let whole = 0..<extensions.count
        try requireCanonicalObject(extensions, whole, Column.extensions, position: position)
        pending = ((try? CanonicalForm.members(of: extensions, in: whole)) ?? []).reversed()
        if pending.isEmpty {
            throw Finding(position: position, part: .event, reason: "extensions is an empty object, not NULL")
        }
        for (name, _) in pending {
            let text = extensions[name]
            if StoredEvent.attributes.contains(where: { $0.name.bytes.elementsEqual(text) }) {
                throw Finding(
                    position: position, part: .event,
                    reason: "extensions has the member \(String(decoding: text, as: UTF8.self)), an attribute's name")
            }
        }
    }

    private mutating func writeExtensions(before name: [UInt8]) {
        while let next = pending.last,
            CanonicalForm.precedes(next.name, of: extensions, 0..<name.count, of: name)
        {
            writeExtension(next.member)
            pending.removeLast()
        }
    }

    private mutating func writeExtension(_ member: Range<Int>) {
        bytes.append(bytes.count == 1 ? UInt8(ascii: "{") : UInt8(ascii: ","))
        bytes.append(contentsOf: extensions[member])
    }

    private mutating func flushExtensions() {
        while let next = pending.popLast() { writeExtension(next.member) }
    }

    private func requireCanonicalObject(
        _ bytes: [UInt8], _ range: Range<Int>, _ column: Int, position: Int
    ) throws(Finding) {
        let reason: String
        do {
            try CanonicalForm.check(bytes, in: range)
            if bytes[range.lowerBound] == UInt8(ascii: "{") { return }
            reason = "column 1: an object is due"
        } catch { reason = error.description }
        throw Finding(
            position: position, part: .event, reason: "\(Column.names[column]) is not canonical JSON: \(reason)")
    }
}

extension StaticString {
    fileprivate var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}

/// Writes a time as events have it, `"2025-11-03T17:00:00.000000Z"`, in quotes; the day's digits are kept for the next.
private struct RecordedTimeWriter {
    private static let microsecondsInDay = 86_400_000_000
    private var day = Int.min
    private var dayText: [UInt8] = []

    mutating func write(_ microseconds: Int, to bytes: inout [UInt8]) {
        var ofDay = microseconds % RecordedTimeWriter.microsecondsInDay
        if ofDay < 0 { ofDay += RecordedTimeWriter.microsecondsInDay }
        let day = (microseconds - ofDay) / RecordedTimeWriter.microsecondsInDay
        if day != self.day {
            self.day = day
            dayText = Array("\"\(CivilDay(daysSinceEpoch: day)?.description ?? "")T".utf8)
        }
        bytes.append(contentsOf: dayText)
        let seconds = ofDay / 1_000_000
        Decimal.append(seconds / 3600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Decimal.append(seconds / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Decimal.append(seconds % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        Decimal.append(ofDay % 1_000_000, digits: 6, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
        bytes.append(UInt8(ascii: "\""))
    }
}

private enum Decimal {
    /// A number of at most `digits` digits, zeros before it.
    static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = number
        for _ in 0..<digits { bytes.append(UInt8(ascii: "0")) }
        var place = start + digits - 1
        while rest > 0, place >= start {
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
            place -= 1
        }
    }
}
