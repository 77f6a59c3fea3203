import CanonicalJSON
import CivilTime

/// What an append would do, decided before anything is written. Pure but for the look-ups it is given.
struct AppendPlan {
    private(set) var outcomes: [AppendOutcome] = []
    private(set) var newEvents: [RecordedEvent] = []

    /// What the plan must know of the log.
    struct LogState {
        /// Position and recorded time of the last event.
        let last: (position: Int, recordedTime: Instant)?
        let event: (_ id: String) throws -> RecordedEvent?
        let streamVersion: (_ stream: String) throws -> Int
        let read: (_ query: ReadQuery) throws -> [RecordedEvent]
    }

    init(
        _ batch: [Envelope], on condition: AppendCondition, state: LogState, clock: () -> Instant, acceptClock: Bool
    ) throws {
        var fresh: [Envelope] = []
        var freshIndices: [[UInt8]: Int] = [:]
        /// Per envelope: what it repeats, in the log or in the batch.
        var repeated: [(stored: RecordedEvent?, freshIndex: Int)] = []
        let lastPosition = state.last?.position ?? 0
        for envelope in batch {
            let key = Array(envelope.id.utf8)
            if let stored = try state.event(envelope.id) {
                try AppendPlan.requireSame(envelope, stored.envelope, position: stored.position)
                repeated.append((stored, -1))
            } else if let index = freshIndices[key] {
                try AppendPlan.requireSame(envelope, fresh[index], position: lastPosition + index + 1)
                repeated.append((nil, index))
            } else {
                freshIndices[key] = fresh.count
                repeated.append((nil, fresh.count))
                fresh.append(envelope)
            }
        }
        if !fresh.isEmpty {
            try AppendPlan.check(condition.expecting, batch: batch, fresh: fresh, state: state)
            if let boundary = condition.unless { try AppendPlan.check(boundary, state: state) }
            let recordedTime = try AppendPlan.recordedTime(
                clock: clock(), last: state.last?.recordedTime, acceptClock: acceptClock)
            try record(fresh, after: lastPosition, at: recordedTime, state: state)
        }
        var seen = 0
        for (stored, index) in repeated {
            if let stored {
                outcomes.append(.unchanged(position: stored.position, streamVersion: stored.streamVersion))
                continue
            }
            let event = newEvents[index]
            let isFirst = index == seen
            if isFirst { seen += 1 }
            outcomes.append(
                isFirst
                    ? .appended(position: event.position, streamVersion: event.streamVersion)
                    : .unchanged(position: event.position, streamVersion: event.streamVersion))
        }
    }

    private mutating func record(
        _ fresh: [Envelope], after lastPosition: Int, at recordedTime: Instant, state: LogState
    ) throws {
        var versions: [[UInt8]: Int] = [:]
        newEvents.reserveCapacity(fresh.count)
        let timeText = recordedTime.rfc3339(fractionDigits: 6)
        for (index, envelope) in fresh.enumerated() {
            let key = Array(envelope.subject.utf8)
            let version = try (versions[key] ?? state.streamVersion(envelope.subject)) + 1
            versions[key] = version
            newEvents.append(
                RecordedEvent(
                    recording: envelope, position: lastPosition + index + 1, streamVersion: version,
                    recordedTime: recordedTime, timeText: timeText))
        }
    }

    private static func check(
        _ expecting: [String: ExpectedVersion], batch: [Envelope], fresh: [Envelope], state: LogState
    ) throws {
        for (stream, expected) in expecting.sorted(by: { $0.key < $1.key }) {
            // A retry whose events of this stream all came through has its expectation met long ago.
            let isRetried = batch.contains { $0.subject == stream } && !fresh.contains { $0.subject == stream }
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
