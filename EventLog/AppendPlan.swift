import CanonicalJSON
import CivilTime

/// The place in the log of a new event of a batch.
struct NewEvent: Sendable {
    let batchIndex: Int
    let position: Int
    let streamVersion: Int
}

/// What an append would do, decided before anything is written. Pure but for the look-ups it is given.
struct AppendPlan {
    private(set) var outcomes: [AppendOutcome] = []
    private(set) var newEvents: [NewEvent] = []
    /// Of all new events.
    private(set) var recordedTime = Instant(seconds: 0)

    /// What the plan must know of the log.
    struct LogState {
        /// Position and recorded time of the last event.
        let last: (position: Int, recordedTime: Instant)?
        /// The event of an id, in UTF-8.
        let event: (_ id: UnsafeBufferPointer<UInt8>) throws -> RecordedEvent?
        let streamVersion: (_ stream: String) throws -> Int
        /// The version of the next event of a stream, in UTF-8, counting those that were asked for before.
        let nextStreamVersion: (_ stream: UnsafeBufferPointer<UInt8>) throws -> Int
        let read: (_ query: ReadQuery) throws -> [RecordedEvent]
    }

    init(
        _ batch: some AppendBatch, on condition: AppendCondition, state: LogState, clock: () -> Instant,
        acceptClock: Bool
    ) throws {
        /// Indices in the batch.
        var fresh: [Int] = []
        var batchIDs = BatchIdentities()
        /// Per envelope: its place in the log where it stands there already, else its index among the new ones.
        var places: [Place] = []
        places.reserveCapacity(batch.count)
        fresh.reserveCapacity(batch.count)
        let lastPosition = state.last?.position ?? 0
        for batchIndex in 0..<batch.count {
            if let stored = try batch.withID(of: batchIndex, state.event) {
                try AppendPlan.requireSame(batch.envelope(batchIndex), stored.envelope, position: stored.position)
                places.append(.stored(position: stored.position, streamVersion: stored.streamVersion))
            } else if let index = batchIDs.index(of: batchIndex, in: batch, fresh: fresh) {
                try AppendPlan.requireSame(
                    batch.envelope(batchIndex), batch.envelope(fresh[index]), position: lastPosition + index + 1)
                places.append(.new(index))
            } else {
                places.append(.new(fresh.count))
                fresh.append(batchIndex)
            }
        }
        if !fresh.isEmpty {
            try AppendPlan.check(condition.expecting, batch: batch, fresh: fresh, state: state)
            if let boundary = condition.unless { try AppendPlan.check(boundary, state: state) }
            recordedTime = try AppendPlan.recordedTime(
                clock: clock(), last: state.last?.recordedTime, acceptClock: acceptClock)
            try place(fresh, of: batch, after: lastPosition, state: state)
        }
        var seen = 0
        outcomes.reserveCapacity(batch.count)
        for place in places {
            switch place {
            case .stored(let position, let version):
                outcomes.append(.unchanged(position: position, streamVersion: version))
            case .new(let index):
                let event = newEvents[index]
                outcomes.append(
                    index == seen
                        ? .appended(position: event.position, streamVersion: event.streamVersion)
                        : .unchanged(position: event.position, streamVersion: event.streamVersion))
                seen = max(seen, index + 1)
            }
        }
    }

    private enum Place {
        case stored(position: Int, streamVersion: Int)
        case new(Int)
    }

    private mutating func place(
        _ fresh: [Int], of batch: some AppendBatch, after lastPosition: Int, state: LogState
    ) throws {
        newEvents.reserveCapacity(fresh.count)
        for (index, batchIndex) in fresh.enumerated() {
            newEvents.append(
                NewEvent(
                    batchIndex: batchIndex, position: lastPosition + index + 1,
                    streamVersion: try batch.withStream(of: batchIndex, state.nextStreamVersion)))
        }
    }

    private static func check(
        _ expecting: [String: ExpectedVersion], batch: some AppendBatch, fresh: [Int], state: LogState
    ) throws {
        func isOf(_ stream: String) -> (Int) -> Bool {
            var stream = stream
            return { index in
                stream.withUTF8 { stream in batch.withStream(of: index) { ByteText.order($0, stream) == 0 } }
            }
        }
        for (stream, expected) in expecting.sorted(by: { $0.key < $1.key }) {
            // A retry whose events of this stream all came through has its expectation met long ago.
            let isRetried = (0..<batch.count).contains(where: isOf(stream)) && !fresh.contains(where: isOf(stream))
            guard expected != .any, !isRetried else { continue }
            let found = try state.streamVersion(stream)
            let wanted = if case .exactly(let version) = expected { version } else { 0 }
            guard found == wanted else { throw ExpectationFailed(stream: stream, expected: expected, found: found) }
        }
    }

    private static func check(_ boundary: ConsistencyBoundary, state: LogState) throws {
        var page = boundary.query
        while true {
            let events = try state.read(page)
            if let found = events.first(where: boundary.admits) {
                throw BoundaryCrossed(
                    query: boundary.description, position: found.position, after: boundary.query.fromPosition - 1)
            }
            guard events.count == page.limit, let last = events.last else { return }
            page.fromPosition = last.position + 1
        }
    }

    private static func recordedTime(clock: Instant, last: Instant?, acceptClock: Bool) throws -> Instant {
        let now = Instant(microsecondsSinceEpoch: clock.microsecondsSinceEpoch)
        guard let last, now < last else { return now }
        guard acceptClock || now >= last.adding(seconds: -300) else { throw ClockBehind(now: now, last: last) }
        return last
    }

    private static func requireSame(_ new: Envelope, _ old: Envelope, position: Int) throws {
        let new = new.json
        let old = old.json
        guard new != old else { return }
        var fields = differingNames(new, old)
        if let place = fields.firstIndex(of: "data") {
            let members = differingNames(new["data"]?.object ?? [:], old["data"]?.object ?? [:])
            fields.replaceSubrange(place...place, with: members.map { "data." + $0 })
        }
        throw IdentityConflict(id: new["id"]?.string ?? "", position: position, fields: fields)
    }

    private static func differingNames(_ left: JSONObject, _ right: JSONObject) -> [String] {
        var union = left
        for member in right.members { union[member.name] = member.value }
        return union.names.filter { left[$0] != right[$0] }
    }
}

/// Which ids a batch has had so far. Ids that rise, as those made in the order of time do, need no index.
private struct BatchIdentities {
    /// The index in the batch of the greatest.
    private var greatest: Int?
    private var indices: [ByteText: Int]?

    /// The index among the new events of the one with the id of the event at `batchIndex`; nil where it is new, and will be the
    /// next of them.
    mutating func index(of batchIndex: Int, in batch: some AppendBatch, fresh: [Int]) -> Int? {
        func text(_ index: Int) -> ByteText {
            batch.withID(of: index) { ByteText(String(decoding: $0, as: UTF8.self)) }
        }
        let isBeyond =
            greatest.map { greatest in
                batch.withID(of: batchIndex) { id in batch.withID(of: greatest) { ByteText.order($0, id) < 0 } }
            } ?? true
        if isBeyond {
            greatest = batchIndex
            indices?[text(batchIndex)] = fresh.count
            return nil
        }
        var known = indices ?? Dictionary(uniqueKeysWithValues: fresh.enumerated().map { (text($1), $0) })
        indices = nil
        defer { indices = known }
        let id = text(batchIndex)
        if let index = known[id] { return index }
        known[id] = fresh.count
        return nil
    }
}
