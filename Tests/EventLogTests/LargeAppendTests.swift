import CanonicalJSON
import SQLite
import Testing

@testable import EventLog

@Suite("Appends of many events")
struct LargeAppendTests {
    let folder = TemporaryFolder()
    let clock = ManualClock()

    /// Ids that rise, as those made in the order of time, or in any order; some events come twice, in one batch and in two.
    private func batches(isRising: Bool) -> [[Envelope]] {
        var random = SeededGenerator(state: isRising ? 1 : 2)
        var number = 0
        var earlier: [Envelope] = []
        return [3, 700, 1, 255, 256, 1_100].map { count in
            var batch: [Envelope] = []
            while batch.count < count {
                if let again = earlier.randomElement(using: &random), Int.random(in: 0..<10, using: &random) == 0 {
                    batch.append(again)
                    continue
                }
                number += 1
                let prefix = isRising ? 0 : UInt16.random(in: .min ... .max, using: &random)
                let event = envelope(
                    "\(prefix)-\(1_000_000 + number)", stream: "s/\(Int.random(in: 0..<200, using: &random))",
                    data: ["number": .integer(number), "text": "\"é\" and more"])
                batch.append(event)
                earlier.append(event)
            }
            return batch
        }
    }

    @Test("A file holds what a plain log would, whatever the order of ids", arguments: [true, false])
    func sameAsPlain(isRising: Bool) throws {
        let path = folder.path + "/ledger"
        let file = try SQLiteEventLog.create(path: path, origin: "x", clock: { clock.now })
        let plain = InMemoryEventLog(clock: { clock.now })
        for batch in batches(isRising: isRising) {
            #expect(try file.append(batch, expecting: [:]) == plain.append(batch, expecting: [:]))
            #expect(try file.head() == plain.head())
        }
        #expect(try file.read(ReadQuery(limit: .max)) == plain.read(ReadQuery(limit: .max)))
        file.close()
        #expect(try LogVerification.run(path: path).findings.isEmpty)
    }

    @Test("What one connection knows of the end does not outlive an append of another one")
    func otherWriter() throws {
        let path = folder.path + "/ledger"
        let one = try SQLiteEventLog.create(path: path, origin: "x", clock: { clock.now })
        let other = try SQLiteEventLog.open(path: path, clock: { clock.now })
        _ = try one.append([envelope("b", stream: "s")], expecting: [:])
        _ = try other.append([envelope("d", stream: "s"), envelope("c", stream: "t")], expecting: [:])
        #expect(
            try one.append([envelope("e", stream: "s"), envelope("c", stream: "t")], expecting: [:])
                == [.appended(position: 4, streamVersion: 3), .unchanged(position: 3, streamVersion: 1)])
    }

    @Test("A batch of more streams than are kept does not forget what it has placed itself")
    func manyStreams() throws {
        var end = KnownEnd(position: 10, greatestID: "x")
        var looks = 0
        func next(_ stream: Int) -> Int {
            var name = "s/\(stream)"
            return name.withUTF8 {
                end.nextStreamVersion($0) { _ in
                    looks += 1
                    return 7
                }
            }
        }
        let versions = Set((0..<300_000).map(next))
        #expect(versions == [8])
        for stream in [0, 150_000, 299_999] { #expect(next(stream) == 9) }
        #expect(looks == 300_000)
        // They are in the file by the next append, which is asked again.
        end.forgetStreamsIfMany()
        #expect(next(0) == 8)
        #expect(looks == 300_001)
    }

    @Test("What was known of events that were undone is forgotten")
    func undone() throws {
        struct Undo: Error {}
        let log = try SQLiteEventLog.create(path: folder.path + "/ledger", origin: "x", clock: { clock.now })
        _ = try log.append([envelope("a", stream: "s")], expecting: [:])
        #expect(throws: Undo.self) {
            try log.exclusively {
                _ = try log.append([envelope("z", stream: "s")], expecting: [:])
                throw Undo()
            }
        }
        #expect(
            try log.append([envelope("m", stream: "s")], expecting: [:]) == [.appended(position: 2, streamVersion: 2)])
        #expect(
            try log.append([envelope("z", stream: "s")], expecting: [:]) == [.appended(position: 3, streamVersion: 3)])
    }

    @Test("An append that fails in the middle leaves nothing, also where the section around it goes on")
    func brokenWrite() throws {
        let log = try SQLiteEventLog.create(path: folder.path + "/ledger", origin: "x", clock: { clock.now })
        let connection = try Connection(path: log.path, mode: .readWrite)
        try connection.execute(
            "CREATE TRIGGER stop BEFORE INSERT ON event WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ABORT, 'stop'); END")
        connection.close()
        let batch = (0..<600).map { envelope("\(1_000 + $0)") } + [envelope("bad")]
        var inner: (any Error)?
        #expect(throws: SQLiteError.self) {
            try log.exclusively {
                _ = try log.append([envelope("0")], expecting: [:])
                do { _ = try log.append(batch, expecting: [:]) } catch { inner = error }
            }
        }
        #expect(inner is SQLiteError)
        #expect(try log.head().position == 0)
        #expect(try log.append([envelope("1")], expecting: [:]) == [.appended(position: 1, streamVersion: 1)])
    }
}
