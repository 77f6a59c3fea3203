import CivilTime

/// What a log is, in the plainest code: the specification that other backends are compared with.
package final class InMemoryEventLog: EventLog {
    package let origin: String
    private var events: [RecordedEvent] = []
    private let clock: () -> Instant
    private let acceptClock: Bool
    private var isWriting = false
    private var snapshotDepth = 0
    private let growth = GrowthSignal()

    /// - Parameter origin: nothing of this name can be resolved, which says that it is nowhere else.
    package init(
        origin: String = "impact.invalid/memory", clock: @escaping () -> Instant = SystemClock.now,
        acceptClock: Bool = false
    ) {
        self.origin = origin
        self.clock = clock
        self.acceptClock = acceptClock
    }

    package func exclusively<R>(_ body: () throws -> R) throws -> R {
        if isWriting { return try body() }
        guard snapshotDepth == 0 else { throw WriteInsideSnapshot() }
        let before = events
        isWriting = true
        defer { isWriting = false }
        do {
            let result = try body()
            if events.count > before.count { growth.give() }
            return result
        } catch {
            events = before
            throw error
        }
    }

    package func watchGrowth() -> GrowthWatch { GrowthWatch(growth) }

    package func append(_ batch: [Envelope], on condition: AppendCondition) throws -> [AppendOutcome] {
        try exclusively {
            var versions: [ByteText: Int] = [:]
            let state = AppendPlan.LogState(
                last: events.last.map { ($0.position, $0.recordedTime) },
                event: { try self.event(id: String(decoding: $0, as: UTF8.self)) }, streamVersion: streamVersion,
                nextStreamVersion: { bytes in
                    let stream = String(decoding: bytes, as: UTF8.self)
                    let version = try (versions[ByteText(stream)] ?? self.streamVersion(stream)) + 1
                    versions[ByteText(stream)] = version
                    return version
                }, read: read)
            let plan = try AppendPlan(batch, on: condition, state: state, clock: clock, acceptClock: acceptClock)
            events += plan.newEvents.map {
                RecordedEvent(
                    recording: batch[$0.batchIndex], position: $0.position, streamVersion: $0.streamVersion,
                    recordedTime: plan.recordedTime)
            }
            return plan.outcomes
        }
    }

    package func restore(_ restored: [RecordedEvent]) throws {
        try exclusively {
            for (index, event) in restored.enumerated() {
                try RestoreRefused.check(
                    event, index: index, after: events.last.map { ($0.position, $0.recordedTime) },
                    streamVersion: { try self.streamVersion(event.envelope.subject) },
                    known: { try self.event(id: event.envelope.id)?.position })
                events.append(event)
            }
        }
    }

    package func read(_ query: ReadQuery) throws -> [RecordedEvent] {
        let matching = events.lazy.filter { event in
            let subject = event.envelope.subject.utf8
            return event.position >= query.fromPosition
                && event.position <= query.throughPosition ?? .max
                && query.stream.map { subject.elementsEqual($0.utf8) } ?? true
                && query.streamPrefix.map { subject.starts(with: $0.utf8) } ?? true
                && query.streams.map { $0.contains(event.envelope.subject) } ?? true
                && query.types.map { $0.contains(event.envelope.type) } ?? true
        }
        return Array(matching.prefix(max(0, query.limit)))
    }

    package func event(id: String) throws -> RecordedEvent? {
        events.first { $0.envelope.id.utf8.elementsEqual(id.utf8) }
    }

    package func contains(id: String) throws -> Bool { try event(id: id) != nil }

    package func event(position: Int) throws -> RecordedEvent? { events.first { $0.position == position } }

    package func streamVersion(_ stream: String) throws -> Int {
        events.count { $0.envelope.subject.utf8.elementsEqual(stream.utf8) }
    }

    package func streams(prefix: String) throws -> [String] {
        let names = Set(events.map { Array($0.envelope.subject.utf8) }.filter { $0.starts(with: prefix.utf8) })
        return names.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
    }

    package func head() throws -> LogHead {
        var fold = MerkleFold()
        for event in events { fold.add(event.leaf) }
        return LogHead(position: events.count, root: fold.root)
    }

    package func root(ofFirst size: Int) throws -> [UInt8] {
        var fold = MerkleFold()
        for event in events.prefix(size) { fold.add(event.leaf) }
        return fold.root
    }

    package func snapshot<R>(_ body: () throws -> R) throws -> R {
        snapshotDepth += 1
        defer { snapshotDepth -= 1 }
        return try body()
    }
}
