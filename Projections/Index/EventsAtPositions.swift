import EventLog

/// Some events of a log, each in its own place, as if they were all of it. Streams are those of the whole log.
final class EventsAtPositions: RawEventReader {
    private let whole: any RawEventReader
    /// Ascending.
    private let positions: [Int]

    init(_ positions: [Int], of whole: any RawEventReader) { (self.positions, self.whole) = (positions, whole) }

    func forEach(positions range: ClosedRange<Int>, _ body: (RawEvent) throws -> Void) throws {
        var next = positions.partitionPoint { $0 < range.lowerBound }
        while next < positions.count, positions[next] <= range.upperBound {
            // Positions that follow each other are read together.
            var last = next
            while last + 1 < positions.count, positions[last + 1] == positions[last] + 1,
                positions[last + 1] <= range.upperBound
            { last += 1 }
            try whole.forEach(positions: positions[next]...positions[last], body)
            next = last + 1
        }
    }

    func forEach(inStream stream: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        try whole.forEach(inStream: stream, through: position, body)
    }

    func forEach(inStreamsFrom prefix: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        try whole.forEach(inStreamsFrom: prefix, through: position, body)
    }

    func withEvent<R>(id: [UInt8], _ body: (RawEvent) throws -> R) throws -> R? { try whole.withEvent(id: id, body) }
}
