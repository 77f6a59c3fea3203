import CanonicalJSON
import CivilTime
import Testing

@testable import EventLog

@Suite("Conditions of an append, checked where the events are written")
struct AppendConditionTests {
    private let folder = TemporaryFolder()

    private func boundary(_ after: Int, types: Set<String>? = nil, streams: Set<String>? = nil) -> AppendCondition {
        AppendCondition(
            unless: ConsistencyBoundary(
                ReadQuery(fromPosition: after + 1, streams: streams, types: types), description: "the query"))
    }

    @Test(
        "A boundary that a matching event has crossed refuses the batch, and names the event",
        arguments: Backend.allCases)
    func crossed(_ backend: Backend) throws {
        let log = try backend.make(in: folder)
        _ = try log.append(
            [envelope("1", stream: "a", type: "x"), envelope("2", stream: "b", type: "y")], expecting: [:])
        #expect(throws: BoundaryCrossed(query: "the query", position: 2, after: 1)) {
            try log.append([envelope("3")], on: boundary(1, types: ["y"]))
        }
        #expect(throws: BoundaryCrossed(query: "the query", position: 1, after: 0)) {
            try log.append([envelope("3")], on: boundary(0, streams: ["a", "c"]))
        }
        #expect(try log.head().position == 2)
        #expect(try log.append([envelope("3")], on: boundary(2)).count == 1)
        #expect(try log.append([envelope("4")], on: boundary(0, types: ["z"])).count == 1)
    }

    @Test("What the query cannot say, the writer's own test can", arguments: Backend.allCases)
    func admits(_ backend: Backend) throws {
        let log = try backend.make(in: folder)
        _ = try log.append([envelope("1", data: ["n": .integer(7)])], expecting: [:])
        func condition(_ number: Int) -> AppendCondition {
            AppendCondition(
                unless: ConsistencyBoundary(ReadQuery(), description: "n") { $0.envelope.data["n"] == .integer(number) }
            )
        }
        #expect(throws: BoundaryCrossed.self) { try log.append([envelope("2")], on: condition(7)) }
        #expect(try log.append([envelope("2")], on: condition(8)).count == 1)
    }

    @Test(
        "A retry of what came through passes, though its own events are beyond the boundary",
        arguments: Backend.allCases)
    func retry(_ backend: Backend) throws {
        let log = try backend.make(in: folder)
        let first = try log.append([envelope("1"), envelope("2")], on: boundary(0))
        #expect(first.count == 2)
        #expect(
            try log.append([envelope("1"), envelope("2")], on: boundary(0))
                == [.unchanged(position: 1, streamVersion: 1), .unchanged(position: 2, streamVersion: 2)])
        #expect(throws: BoundaryCrossed.self) { try log.append([envelope("2"), envelope("3")], on: boundary(0)) }
    }

    /// What a log is, once more and in the fewest words: no code of ours takes part.
    private struct Model {
        struct Event: Equatable {
            let id: String
            let stream: String
            let type: String
            let number: Int
        }
        enum Answer: Equatable {
            case taken([Int])
            case conflict, expectation, boundary
        }
        var events: [Event] = []

        mutating func append(
            _ batch: [Event], expecting: (stream: String, version: Int?)?, unless: (type: String, after: Int)?
        ) -> Answer {
            var fresh: [Event] = []
            for event in batch {
                if let same = (events + fresh).first(where: { $0.id == event.id }) {
                    if same != event { return .conflict }
                } else {
                    fresh.append(event)
                }
            }
            if !fresh.isEmpty {
                if let expecting, let version = expecting.version,
                    fresh.contains(where: { $0.stream == expecting.stream })
                        || !batch.contains(where: { $0.stream == expecting.stream }),
                    events.count(where: { $0.stream == expecting.stream }) != version
                {
                    return .expectation
                }
                if let unless, events.dropFirst(unless.after).contains(where: { $0.type == unless.type }) {
                    return .boundary
                }
            }
            events += fresh
            return .taken(batch.map { event in (events.firstIndex { $0.id == event.id } ?? -1) + 1 })
        }
    }

    @Test(
        "Any interleaving of two writers answers as the model does", arguments: Backend.allCases,
        (0..<40).map { UInt64($0) })
    func interleavings(_ backend: Backend, seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let folder = TemporaryFolder()
        let first = try backend.make(in: folder)
        // The second writer has a connection of its own where the log is a file.
        let second = try (first as? SQLiteEventLog).map {
            try SQLiteEventLog.open(path: $0.path, clock: { Instant(seconds: 1_760_000_000) })
        }
        var model = Model()
        for step in 0..<60 {
            let batch = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Model.Event(
                    id: "\(Int.random(in: 0..<40, using: &random))", stream: ["a", "b"].randomElement(using: &random)!,
                    type: ["x", "y"].randomElement(using: &random)!, number: Int.random(in: 0..<2, using: &random))
            }
            let version = Bool.random(using: &random) ? nil : Int.random(in: 0..<8, using: &random)
            let expecting = Bool.random(using: &random) ? (stream: "a", version: version) : nil
            let unless =
                Bool.random(using: &random)
                ? (type: "x", after: max(0, model.events.count - Int.random(in: 0..<3, using: &random))) : nil
            let wanted = model.append(batch, expecting: expecting, unless: unless)
            var condition = AppendCondition()
            if let expecting {
                condition.expecting[expecting.stream] =
                    expecting.version.map { $0 == 0 ? .new : .exactly($0) } ?? .any
            }
            if let unless { condition.unless = boundary(unless.after, types: [unless.type]).unless }
            let log: any EventLog = Bool.random(using: &random) ? second ?? first : first
            #expect(answer(log, batch, condition) == wanted, "seed \(seed), step \(step)")
        }
        let stored = try first.read(ReadQuery())
        #expect(stored.map(\.envelope.id) == model.events.map(\.id))
        #expect(stored.map(\.position) == Array(1...max(1, stored.count)))
        for stream in ["a", "b"] {
            let versions = stored.filter { $0.envelope.subject == stream }.map(\.streamVersion)
            #expect(versions == Array(1...max(1, versions.count)).prefix(versions.count).map { $0 })
        }
    }

    private func answer(_ log: any EventLog, _ batch: [Model.Event], _ condition: AppendCondition) -> Model.Answer {
        let envelopes = batch.map {
            envelope($0.id, stream: $0.stream, type: $0.type, data: ["n": .integer($0.number)])
        }
        do {
            return .taken(
                try log.append(envelopes, on: condition).map { outcome in
                    switch outcome {
                    case .appended(let position, _), .unchanged(let position, _): position
                    }
                })
        } catch is IdentityConflict {
            return .conflict
        } catch is ExpectationFailed {
            return .expectation
        } catch { return .boundary }
    }
}

@Suite("A log restored from another's events")
struct RestoringTests {
    private let folder = TemporaryFolder()

    private func original() throws -> [RecordedEvent] {
        let clock = ManualClock()
        let log = InMemoryEventLog(clock: { clock.now })
        for number in 0..<300 {
            clock.now = clock.now.adding(seconds: number % 3)
            _ = try log.append([envelope("\(number)", stream: "s\(number % 7)")], expecting: [:])
        }
        return try log.read(ReadQuery())
    }

    @Test("Has the same events and the same root", arguments: Backend.allCases)
    func sameRoot(_ backend: Backend) throws {
        let events = try original()
        let copy = try backend.make(in: folder)
        try copy.restore(Array(events.prefix(100)))
        try copy.restore(Array(events.dropFirst(100)))
        #expect(try copy.read(ReadQuery()) == events)
        #expect(try copy.head() == LogHead(position: 300, root: oracleRoot(events.map(\.leaf)[...])))
    }

    struct Misfit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (RecordedEvent) -> RecordedEvent
    }

    private static func event(
        _ event: RecordedEvent, id: String? = nil, position: Int? = nil, version: Int? = nil, seconds: Int = 0
    ) -> RecordedEvent {
        var envelope = event.envelope
        envelope.id = id ?? envelope.id
        return RecordedEvent(
            recording: envelope, position: position ?? event.position, streamVersion: version ?? event.streamVersion,
            recordedTime: event.recordedTime.adding(seconds: seconds))
    }

    static let misfits = [
        Misfit(testDescription: "a gap") { event($0, position: 12) },
        Misfit(testDescription: "a stream's version that does not follow") { event($0, version: 9) },
        Misfit(testDescription: "a recorded time that goes back") { event($0, seconds: -100_000) },
        Misfit(testDescription: "an id that is taken") { event($0, id: "3") },
    ]

    @Test("Takes nothing that does not follow", arguments: Backend.allCases, RestoringTests.misfits)
    func refuses(_ backend: Backend, misfit: Misfit) throws {
        let events = try original()
        let copy = try backend.make(in: folder)
        try copy.restore(Array(events.prefix(10)))
        #expect(throws: RestoreRefused.self) { try copy.restore([misfit.change(events[10])]) }
        #expect(try copy.head().position == 10)
        try copy.restore([events[10]])
    }
}
