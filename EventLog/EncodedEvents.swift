import CanonicalJSON

/// The parts of an event that a row of the log has for itself, texts all of them; the attributes in the order of canonical JSON.
package enum EventPart: Int, CaseIterable, Sendable {
    case causationid, correlationid, dataschema, id, occurred, published, source, subject, time, type
    /// In canonical JSON, as `extensions` are.
    case data
    case extensions
}

/// Events as bytes, one behind the other in one buffer: to hand a thousand of them from thread to thread counts no
/// references, and a row of the log is copied from them. What was appended never changes.
package struct EncodedEvents: Sendable {
    /// Where a part lies, counted from the start of its event; none where the count is negative.
    struct Place: Sendable {
        let start: Int32
        let count: Int32

        static let none = Place(start: 0, count: -1)
    }

    /// Where an event lies, and in it what the log adds to.
    struct Extent: Sendable {
        var start: Int
        var count: Int
        /// The event in canonical JSON comes first; it has so many bytes.
        var jsonCount: Int
        /// The ends of the members that come before those of the log.
        var beforeRecordedTime: Int
        var beforeSequence: Int
        var beforeStreamVersion: Int
    }

    var bytes: [UInt8] = []
    var extents: [Extent] = []
    /// For each event one of each part.
    var places: [Place] = []

    package init() {}

    package init(_ envelopes: some Sequence<Envelope>) {
        for envelope in envelopes { append(envelope) }
    }

    package var count: Int { extents.count }
    package var isEmpty: Bool { extents.isEmpty }
    /// Of all events together.
    package var byteCount: Int { bytes.count }

    package mutating func reserve(events: Int, bytes: Int) {
        self.bytes.reserveCapacity(bytes)
        extents.reserveCapacity(events)
        places.reserveCapacity(events * EventPart.allCases.count)
    }

    /// Lets go of the events, and keeps the memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        extents.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    /// Appends events of another buffer.
    package mutating func append(_ range: Range<Int>, of other: EncodedEvents) {
        guard let first = range.first, let last = range.last else { return }
        let start = other.extents[first].start
        let end = other.extents[last].start + other.extents[last].count
        let distance = bytes.count - start
        other.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[start..<end])) }
        for index in range {
            var extent = other.extents[index]
            extent.start += distance
            extents.append(extent)
        }
        places.append(contentsOf: other.places[(first * EventPart.count)..<((last + 1) * EventPart.count)])
    }

    /// A part's bytes, where the event has it.
    @inline(__always)
    func place(_ part: EventPart, of index: Int) -> Range<Int>? {
        let place = places[index * EventPart.count + part.rawValue]
        guard place.count >= 0 else { return nil }
        let start = extents[index].start + Int(place.start)
        return start..<(start + Int(place.count))
    }

    /// Calls `body` with a part's bytes; none where the event has no such part.
    @inline(__always)
    func withBytes<R>(_ part: EventPart, of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R
    {
        let range = place(part, of: index) ?? 0..<0
        return try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    package func text(_ part: EventPart, of index: Int) -> String? {
        place(part, of: index).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    package func dataCount(of index: Int) -> Int { place(.data, of: index)?.count ?? 0 }

    /// Whether the id of an event comes after that of another one, in the order of bytes.
    package func isID(of index: Int, after other: Int) -> Bool {
        withBytes(.id, of: index) { id in withBytes(.id, of: other) { ByteText.order($0, id) < 0 } }
    }
}

extension EncodedEvents {
    /// Whether an id comes before all of those of a range of events whose ids rise, or after them.
    package func isID(_ id: String, outsideOf range: ClosedRange<Int>) -> Bool {
        var id = id
        return id.withUTF8 { id in
            withBytes(.id, of: range.lowerBound) { ByteText.order(id, $0) < 0 }
                || withBytes(.id, of: range.upperBound) { ByteText.order($0, id) < 0 }
        }
    }
}

extension EventPart {
    static let count = allCases.count
}

extension EncodedEvents {
    /// An event as a value again.
    package func envelope(_ index: Int) -> Envelope {
        func text(_ part: EventPart) -> String { self.text(part, of: index) ?? "" }
        return Envelope(
            id: text(.id), source: text(.source), type: text(.type), dataschema: text(.dataschema),
            subject: text(.subject), time: text(.time), occurred: self.text(.occurred, of: index),
            published: self.text(.published, of: index), correlationid: self.text(.correlationid, of: index),
            causationid: self.text(.causationid, of: index), data: object(.data, of: index),
            extensions: object(.extensions, of: index))
    }

    private func object(_ part: EventPart, of index: Int) -> JSONObject {
        guard let range = place(part, of: index) else { return JSONObject() }
        let limits = JSONLimits(bytes: .max, depth: 512, elements: .max)
        return (try? JSONValue(parsing: bytes[range], limits: limits))?.object ?? JSONObject()
    }
}
