import CanonicalJSON
import Testing

@testable import EventLog

@Suite("Events as bytes")
struct EncodedEventsTests {
    let folder = TemporaryFolder()
    let clock = ManualClock()

    /// In every form: all attributes and few, texts that JSON escapes, extensions before, between and behind what the log adds.
    private static let events: [Envelope] = {
        var all = envelope("a", stream: "s/1", data: ["x": .number(1.5), "y": ["é", .null, .boolean(true)]])
        (all.occurred, all.published) = ("2025-11-03", "2025-11-04")
        (all.correlationid, all.causationid) = ("c\"o", "é\n")
        var escaped = envelope("\"b\\\"", stream: "s/\"\u{1}\"")
        escaped.source = "\\"
        var extended = all
        extended.id = "c"
        extended.extensions = [
            "aaa": "1", "datb": .number(2), "rz": "r", "sf": "s\"", "sv": .boolean(true), "zzz": "é",
        ]
        var few = envelope("d")
        few.extensions = ["z": "\u{1F600}", "\u{FFFD}": "q"]
        return [all, escaped, extended, few, envelope("e", stream: "s/1")]
    }()

    @Test("An event comes back as it was, also out of another buffer")
    func back() {
        let encoded = EncodedEvents(Self.events)
        var copied = EncodedEvents()
        for range in [3..<5, 1..<3, 0..<0, 0..<1] { copied.append(range, of: encoded) }
        for (index, event) in Self.events.enumerated() {
            #expect(encoded.envelope(index) == event)
            #expect(copied.envelope([4, 2, 3, 0, 1][index]) == event)
        }
    }

    @Test("A log takes them as it takes values, with the same rows and hashes")
    func sameAsValues() throws {
        let path = folder.path + "/ledger"
        let file = try SQLiteEventLog.create(path: path, origin: "x", clock: { clock.now })
        let plain = InMemoryEventLog(clock: { clock.now })
        for batch in [Self.events.prefix(2), Self.events[1...]].map(Array.init) {
            #expect(try file.append(EncodedEvents(batch), on: .none) == plain.append(batch, on: .none))
        }
        #expect(try file.head() == plain.head())
        #expect(try file.read(ReadQuery(limit: .max)) == plain.read(ReadQuery(limit: .max)))
        file.close()
        #expect(try LogVerification.run(path: path).findings.isEmpty)
    }

    @Test(
        "What an id stands for already is compared, and the streams that a batch names have the versions expected of them"
    )
    func conditions() throws {
        let log = try SQLiteEventLog.create(path: folder.path + "/ledger", origin: "x", clock: { clock.now })
        _ = try log.append(EncodedEvents(Self.events), on: .none)
        var other = Self.events[0]
        other.data["x"] = "another"
        #expect(throws: IdentityConflict.self) { try log.append(EncodedEvents([other]), on: .none) }
        other.id = "f"
        #expect(throws: ExpectationFailed.self) {
            try log.append(EncodedEvents([other]), on: AppendCondition(expecting: ["s/1": .exactly(2)]))
        }
        #expect(
            try log.append(EncodedEvents([other]), on: AppendCondition(expecting: ["s/1": .exactly(3)]))
                == [.appended(position: 6, streamVersion: 4)])
    }

    @Test("Each stream counts by itself, however many there are")
    func streams() {
        var versions = StreamVersions()
        func next(_ name: String) -> Int {
            var name = name
            return name.withUTF8 { versions.next($0) { $0.count } }
        }
        for round in 1...3 {
            for number in 0..<3_000 {
                let name = "stream/\(number)"
                #expect(next(name) == name.utf8.count + round)
            }
        }
        #expect(next("") == 1)
        #expect(next("") == 2)
        #expect(versions.count == 3_001)
    }
}
