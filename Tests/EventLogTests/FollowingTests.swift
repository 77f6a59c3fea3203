import CanonicalJSON
import Testing

@testable import EventLog

@Suite("Following a log", .timeLimit(.minutes(1)))
struct FollowingTests {
    let folder = TemporaryFolder()

    private func ids(_ events: [RecordedEvent]) -> [String] { events.map(\.envelope.id) }

    @Test(
        "What a query finds comes first, page by page, then what is new; what it does not find is passed over",
        arguments: Backend.allCases)
    func pages(_ backend: Backend) async throws {
        let log = try backend.make(in: folder)
        _ = try log.append((1...7).map { envelope("\($0)", stream: $0 == 4 ? "other" : "own") }, expecting: [:])
        var events = log.follow(ReadQuery(fromPosition: 2, stream: "own", limit: 2)).makeAsyncIterator()
        var found: [String] = []
        for _ in 0..<5 { found.append(try #require(try await events.next()).envelope.id) }
        #expect(found == ["2", "3", "5", "6", "7"])
        _ = try log.append([envelope("8", stream: "other")], expecting: [:])
        _ = try log.append((9...13).map { envelope("\($0)", stream: "own") }, expecting: [:])
        for id in 9...13 { #expect(try await events.next()?.envelope.id == "\(id)") }
    }

    @Test("It ends behind the last position that was asked for", arguments: Backend.allCases)
    func through(_ backend: Backend) async throws {
        let log = try backend.make(in: folder)
        _ = try log.append((1...3).map { envelope("\($0)") }, expecting: [:])
        var found: [String] = []
        for try await event in log.follow(ReadQuery(throughPosition: 2)) { found.append(event.envelope.id) }
        #expect(found == ["1", "2"])
    }

    @Test("What is appended between two pages comes in its turn")
    func between() async throws {
        let log = InMemoryEventLog()
        _ = try log.append([envelope("1"), envelope("2")], expecting: [:])
        var events = log.follow(ReadQuery(limit: 1)).makeAsyncIterator()
        #expect(try await events.next()?.envelope.id == "1")
        _ = try log.append([envelope("3")], expecting: [:])
        #expect(try await events.next()?.envelope.id == "2")
        #expect(try await events.next()?.envelope.id == "3")
    }

    @Test("Who waits is woken by an append in the same process, and ends when its task is cancelled")
    @MainActor
    func memory() async throws {
        let log = InMemoryEventLog()
        let follower = Task { @MainActor in
            var found: [String] = []
            for try await event in log.follow() { found.append(event.envelope.id) }
            return found
        }
        try await Task.sleep(for: .milliseconds(20))
        _ = try log.append([envelope("1"), envelope("2")], expecting: [:])
        try await Task.sleep(for: .milliseconds(50))
        follower.cancel()
        #expect(try await follower.value == ["1", "2"])
    }

    private func follower(_ path: String, until count: Int) -> Task<[String], any Error> {
        Task {
            let log = try SQLiteEventLog.open(path: path, access: .readOnly)
            var found: [String] = []
            for try await event in log.follow(ReadQuery(limit: 3)) {
                found.append(event.envelope.id)
                if found.count == count { break }
            }
            return found
        }
    }

    @Test(
        "Through writers that come and go, empty the write-ahead log, and start it anew, nothing is lost or comes twice"
    )
    func writers() async throws {
        let path = folder.path + "/ledger"
        try SQLiteEventLog.create(path: path, origin: "test.invalid").close()
        let long = JSONObject([("text", .string(String(repeating: "x", count: 1 << 20)))])
        let follower = follower(path, until: 60)
        for round in 0..<12 {
            let log = try SQLiteEventLog.open(path: path)
            // Some rounds are larger than what makes a writer empty the write-ahead log.
            let data = round.isMultiple(of: 4) ? long : ["n": .integer(round)]
            _ = try log.append((0..<5).map { envelope("\(5 * round + $0)", data: data) }, expecting: [:])
            log.close()
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try await follower.value == (0..<60).map(String.init))
    }

    @Test("A writer's commit is seen by notification, long before the slow timer")
    func latency() async throws {
        let path = folder.path + "/ledger"
        try SQLiteEventLog.create(path: path, origin: "test.invalid").close()
        let follower = Task {
            let log = try SQLiteEventLog.open(path: path, access: .readOnly)
            var seen: [ContinuousClock.Instant] = []
            for try await _ in log.follow() {
                seen.append(.now)
                if seen.count == 8 { break }
            }
            return seen
        }
        let log = try SQLiteEventLog.open(path: path)
        var written: [ContinuousClock.Instant] = []
        for number in 0..<8 {
            try await Task.sleep(for: .milliseconds(60))
            _ = try log.append([envelope("\(number)")], expecting: [:])
            written.append(.now)
        }
        let delays = zip(try await follower.value, written).map { $0 - $1 }.sorted()
        #expect(delays[7] < .seconds(2), "\(delays)")
        // By a timer of a second alone half of them would take longer than this, even on a busy machine.
        #expect(delays[3] < .milliseconds(200), "\(delays)")
    }

    @Test("A follower that waits ends at once when its task is cancelled")
    func cancelled() async throws {
        let path = folder.path + "/ledger"
        try SQLiteEventLog.create(path: path, origin: "test.invalid").close()
        let follower = follower(path, until: 1)
        try await Task.sleep(for: .milliseconds(30))
        let start = ContinuousClock.now
        follower.cancel()
        #expect(try await follower.value == [])
        #expect(ContinuousClock.now - start < .milliseconds(900))
    }
}
