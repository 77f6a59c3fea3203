import CivilTime

/// Events to be appended together, whichever way they came.
protocol AppendBatch: Sendable {
    var count: Int { get }
    func withID<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R
    func withStream<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R
    func envelope(_ index: Int) -> Envelope
    /// Some of the events as the log has them; on any thread.
    func rows(_ events: ArraySlice<NewEvent>, recordedTime: Instant, timeText: String) -> EventRows
}

extension [Envelope]: AppendBatch {
    func withID<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        var id = self[index].id
        return try id.withUTF8(body)
    }

    func withStream<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        var stream = self[index].subject
        return try stream.withUTF8(body)
    }

    func envelope(_ index: Int) -> Envelope { self[index] }

    func rows(_ events: ArraySlice<NewEvent>, recordedTime: Instant, timeText: String) -> EventRows {
        var encoded = EncodedEvents()
        encoded.reserve(events: events.count, bytes: events.count * 1024)
        for event in events { encoded.append(self[event.batchIndex]) }
        let first = events.first?.position ?? 0
        return EventRows(
            events, of: encoded, at: { $0.position - first }, recordedTime: recordedTime, timeText: timeText)
    }
}

extension EncodedEvents: AppendBatch {
    func withID<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try withBytes(.id, of: index, body)
    }

    func withStream<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try withBytes(.subject, of: index, body)
    }

    func rows(_ events: ArraySlice<NewEvent>, recordedTime: Instant, timeText: String) -> EventRows {
        EventRows(events, of: self, at: { $0.batchIndex }, recordedTime: recordedTime, timeText: timeText)
    }
}
