import CanonicalJSON
import CivilTime
import Testing

@testable import EventLog

@Suite("Every log keeps the contract")
struct EventLogContractTests {
    let folder = TemporaryFolder()
    let clock = ManualClock()

    @Test("Positions and stream versions have no gaps", arguments: Backend.allCases)
    func versions(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        let outcomes = try log.append(
            [envelope("1", stream: "a"), envelope("2", stream: "b"), envelope("3", stream: "a")], expecting: [:])
        #expect(
            outcomes == [
                .appended(position: 1, streamVersion: 1), .appended(position: 2, streamVersion: 1),
                .appended(position: 3, streamVersion: 2),
            ])
        #expect(try log.streamVersion("a") == 2)
        #expect(try log.streamVersion("none") == 0)
        #expect(try log.append([envelope("4", stream: "b")], expecting: ["b": .exactly(1)]).count == 1)
        #expect(try log.event(position: 4)?.streamVersion == 2)
        #expect(try log.event(position: 5) == nil)
    }

    @Test("Streams are found by the beginning of their names, each once and in order", arguments: Backend.allCases)
    func streamNames(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        let names = ["b/2", "b/1", "b", "a/1", "b/é", "b/2", "c/1"]
        _ = try log.append(names.enumerated().map { envelope("\($0.offset)", stream: $0.element) }, expecting: [:])
        #expect(try log.streams(prefix: "b/") == ["b/1", "b/2", "b/é"])
        #expect(try log.streams(prefix: "") == ["a/1", "b", "b/1", "b/2", "b/é", "c/1"])
        #expect(try log.streams(prefix: "d").isEmpty)
    }

    @Test("What was appended comes back as it was, with what the ledger adds", arguments: Backend.allCases)
    func roundTrip(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        var sent = envelope(
            "NUL\u{0}, é and e\u{301}", stream: "s\u{0}t", data: ["n": .number(1.5), "list": ["ü", .null]],
            occurred: "2025-10", extensions: ["traceparent": "x"])
        sent.published = ""
        sent.correlationid = "story"
        sent.causationid = "command"
        _ = try log.append([sent], expecting: [:])
        let event = try #require(try log.event(id: sent.id))
        #expect(event.envelope == sent)
        #expect(event.json["sequence"] == "00000000000000000001")
        #expect(event.json["streamversion"] == .integer(1))
        #expect(event.json["recordedtime"] == "2025-10-09T08:53:20.000000Z")
        #expect(event.json["traceparent"] == "x")
        #expect(event.json["specversion"] == "1.0")
        #expect(event.leaf == MerkleTree.leaf(event.json.canonicalBytes))
    }

    @Test("The same event again changes nothing, whatever was expected", arguments: Backend.allCases)
    func idempotency(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        _ = try log.append([envelope("1")], expecting: ["company/acme": .new])
        clock.now = clock.now.adding(seconds: -3600)
        let again = try log.append([envelope("1")], expecting: ["company/acme": .new])
        #expect(again == [.unchanged(position: 1, streamVersion: 1)])
        clock.now = clock.now.adding(seconds: 3600)
        let mixed = try log.append([envelope("2"), envelope("1"), envelope("2")], expecting: [:])
        #expect(
            mixed == [
                .appended(position: 2, streamVersion: 2), .unchanged(position: 1, streamVersion: 1),
                .unchanged(position: 2, streamVersion: 2),
            ])
    }

    @Test("Another content under a known id is a conflict that names the differences", arguments: Backend.allCases)
    func conflict(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        _ = try log.append([envelope("1")], expecting: [:])
        let other = envelope("1", type: "other", data: ["n": .integer(2), "m": "x"], occurred: "2025")
        #expect(throws: IdentityConflict(id: "1", position: 1, fields: ["data.m", "data.n", "occurred", "type"])) {
            try log.append([envelope("2"), other], expecting: [:])
        }
        #expect(throws: IdentityConflict(id: "9", position: 2, fields: ["type"])) {
            try log.append([envelope("9"), envelope("9", type: "other")], expecting: [:])
        }
        #expect(try log.head().position == 1)
    }

    @Test("An expectation that fails says what was found, and nothing is written", arguments: Backend.allCases)
    func expectations(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        _ = try log.append([envelope("1")], expecting: ["company/acme": .exactly(0)])
        for expected in [ExpectedVersion.new, .exactly(0), .exactly(2)] {
            #expect(throws: ExpectationFailed(stream: "company/acme", expected: expected, found: 1)) {
                try log.append(
                    [envelope("2", stream: "b"), envelope("3")], expecting: ["company/acme": expected])
            }
        }
        #expect(throws: ExpectationFailed.self) {
            try log.append([envelope("2", stream: "b")], expecting: ["company/acme": .new])
        }
        #expect(try log.head().position == 1)
        #expect(try log.append([envelope("3")], expecting: ["company/acme": .any]).count == 1)
    }

    @Test("Reading pages by position and filters by stream, prefix and type", arguments: Backend.allCases)
    func reading(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        let streams = ["a", "a/x", "a/y", "ab", "é/x"]
        _ = try log.append(
            (0..<50).map { envelope("\($0)", stream: streams[$0 % 5], type: "t\($0 % 3)") }, expecting: [:])
        func positions(_ query: ReadQuery) throws -> [Int] { try log.read(query).map(\.position) }
        #expect(try positions(ReadQuery()) == Array(1...50))
        #expect(try positions(ReadQuery(fromPosition: 48)) == [48, 49, 50])
        #expect(try positions(ReadQuery(fromPosition: 3, throughPosition: 20, limit: 2)) == [3, 4])
        #expect(try positions(ReadQuery(throughPosition: 2)) == [1, 2])
        #expect(try positions(ReadQuery(stream: "a", limit: 3)) == [1, 6, 11])
        #expect(try positions(ReadQuery(throughPosition: 9, streamPrefix: "a/")) == [2, 3, 7, 8])
        #expect(try positions(ReadQuery(throughPosition: 5, streamPrefix: "é")) == [5])
        #expect(try positions(ReadQuery(throughPosition: 5, streamPrefix: "")) == [1, 2, 3, 4, 5])
        #expect(try positions(ReadQuery(throughPosition: 6, types: ["t0", "t2"])) == [1, 3, 4, 6])
        #expect(try positions(ReadQuery(types: [])).isEmpty)
        #expect(try positions(ReadQuery(limit: 0)).isEmpty)
    }

    @Test("Recorded time never goes back; a clock far behind is refused unless accepted", arguments: Backend.allCases)
    func clocks(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        let first = clock.now
        _ = try log.append([envelope("1")], expecting: [:])
        clock.now = first.adding(seconds: -300)
        _ = try log.append([envelope("2")], expecting: [:])
        #expect(try log.event(id: "2")?.recordedTime == first)
        clock.now = first.adding(seconds: -301)
        #expect(throws: ClockBehind(now: clock.now, last: first)) { try log.append([envelope("3")], expecting: [:]) }
        #expect(try log.head().position == 2)
    }

    @Test("A clock far behind that is accepted records at the last event's time", arguments: Backend.allCases)
    func acceptedClock(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock, acceptClock: true)
        let first = clock.now
        _ = try log.append([envelope("1")], expecting: [:])
        clock.now = first.adding(seconds: -9999)
        _ = try log.append([envelope("2")], expecting: [:])
        #expect(try log.event(id: "2")?.recordedTime == first)
    }

    struct Interrupted: Error {}

    @Test("An exclusive section that throws leaves nothing behind", arguments: Backend.allCases)
    func exclusively(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        _ = try log.append([envelope("0")], expecting: [:])
        let before = try log.head()
        #expect(throws: Interrupted.self) {
            try log.exclusively {
                _ = try log.append([envelope("1"), envelope("2")], expecting: [:])
                #expect(try log.snapshot { try log.head().position } == 3)
                throw Interrupted()
            }
        }
        #expect(try log.head() == before)
        try log.exclusively {
            _ = try log.append([envelope("1")], expecting: [:])
            #expect(throws: IdentityConflict.self) {
                try log.append([envelope("2"), envelope("1", type: "other")], expecting: [:])
            }
        }
        #expect(try log.read(ReadQuery()).map(\.envelope.id) == ["0", "1"])
    }

    @Test("A snapshot may be nested, and does not write", arguments: Backend.allCases)
    func snapshots(_ backend: Backend) throws {
        let log = try backend.make(in: folder, clock: clock)
        #expect(try log.snapshot { try log.snapshot { try log.head().position } } == 0)
        #expect(throws: WriteInsideSnapshot.self) {
            try log.snapshot { try log.append([envelope("1")], expecting: [:]) }
        }
        #expect(try log.append([envelope("1")], expecting: [:]).count == 1)
    }

    @Test("The root is RFC 6962's at every size, on every backend")
    func roots() throws {
        let logs = try Backend.allCases.map { try $0.make(in: folder, clock: clock) }
        var leaves: [[UInt8]] = []
        for size in 0...300 {
            let heads = try logs.map { try $0.head() }
            let expected = LogHead(position: size, root: oracleRoot(leaves[...]))
            #expect(heads == [expected, expected])
            for log in logs { _ = try log.append([envelope("\(size)")], expecting: [:]) }
            leaves.append(try #require(try logs[0].event(position: size + 1)).leaf)
        }
    }
}
