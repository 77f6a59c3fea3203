import CanonicalJSON
import CivilTime
import Dispatch
import Glibc
import SQLite
import Testing

@testable import EventLog

@Suite("Many writers", .serialized)
struct WritersTests {
    private let folder = TemporaryFolder()
    private static let writers = 8

    private func ledger() throws -> String {
        let path = folder.path + "/ledger"
        try SQLiteEventLog.create(path: path, origin: "test.invalid").close()
        return path
    }

    /// Threads of their own, each with its own connection, all at once.
    private func inThreads(_ body: @escaping @Sendable (Int) throws -> Void) -> [any Error] {
        let errors = ErrorList()
        DispatchQueue.concurrentPerform(iterations: Self.writers) { writer in
            do { try body(writer) } catch { errors.add(error) }
        }
        return errors.all
    }

    /// The lock guards the one array in it, and nothing else touches it: so it may be shared.
    private final class ErrorList: @unchecked Sendable {
        private let lock = DispatchSemaphore(value: 1)
        private var errors: [any Error] = []
        func add(_ error: any Error) {
            lock.wait()
            errors.append(error)
            lock.signal()
        }
        var all: [any Error] {
            lock.wait()
            defer { lock.signal() }
            return errors
        }
    }

    private func expectSound(_ path: String, events count: Int) throws {
        let log = try SQLiteEventLog.open(path: path, access: .readOnly)
        let events = try log.read(ReadQuery(limit: .max))
        #expect(events.map(\.position) == Array(1...count))
        #expect(Set(events.map(\.envelope.id)).count == count)
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.recordedTime <= $1.recordedTime })
        for (stream, own) in Dictionary(grouping: events, by: \.envelope.subject) {
            #expect(own.map(\.streamVersion) == Array(1...own.count), "\(stream)")
        }
        #expect(try log.head().root == oracleRoot(events.map(\.leaf)[...]))
    }

    @Test("Lose nothing and leave no gap, to one stream and to many", arguments: [1, 5])
    func appending(streams: Int) throws {
        let path = try ledger()
        let errors = inThreads { writer in
            let log = try SQLiteEventLog.open(path: path)
            defer { log.close() }
            for number in 0..<25 {
                let stream = "company/\(number % streams)"
                _ = try log.append([envelope("\(writer)-\(number)", stream: stream)], expecting: [:])
            }
        }
        #expect(errors.isEmpty, "\(errors)")
        try expectSound(path, events: Self.writers * 25)
    }

    @Test("Of those who expect the same version, one comes through at a time")
    func optimistic() throws {
        let path = try ledger()
        let errors = inThreads { writer in
            let log = try SQLiteEventLog.open(path: path)
            defer { log.close() }
            var taken = 0
            while taken < 10 {
                let seen = try log.streamVersion("company/acme")
                do {
                    _ = try log.append(
                        [envelope("\(writer)-\(taken)")], expecting: ["company/acme": seen == 0 ? .new : .exactly(seen)]
                    )
                    taken += 1
                } catch is ExpectationFailed {}
            }
        }
        #expect(errors.isEmpty, "\(errors)")
        try expectSound(path, events: Self.writers * 10)
    }

    @Test("Append while others checkpoint, many times, and every commit is there")
    func checkpoints() throws {
        let path = try ledger()
        let data: JSONObject = ["text": .string(String(repeating: "x", count: 20_000))]
        let errors = inThreads { writer in
            // Opened and closed anew each time: each close checkpoints, and each commit after one restarts the log.
            for number in 0..<12 {
                let log = try SQLiteEventLog.open(path: path)
                _ = try log.append([envelope("\(writer)-\(number)", data: data)], expecting: [:])
                log.close()
            }
        }
        #expect(errors.isEmpty, "\(errors)")
        try expectSound(path, events: Self.writers * 12)
        let connection = try Connection(path: path, mode: .readOnly)
        let check = try connection.prepare("PRAGMA integrity_check")
        #expect(try check.step() && check.text(0) == "ok")
    }

    @Test("A checkpoint happens only under the writers' lock")
    func construction() throws {
        let path = try ledger()
        let log = try SQLiteEventLog.open(path: path)
        #expect(try log.connection.integer("PRAGMA wal_autocheckpoint") == 0)
        _ = try log.append([envelope("1")], expecting: [:])
        let lock = open(path + "-lock", O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let before = FileSize.bytes(path + "-wal")
        log.close()
        // Whoever holds the lock may be committing: the log stays as it is, and the next writer takes it over.
        #expect(before > 0 && FileSize.bytes(path + "-wal") == before)
    }

    @Test("Who waits too long is told so, and nothing is written")
    func busy() throws {
        let path = try ledger()
        let lock = open(path + "-lock", O_RDWR | O_CREAT, 0o600)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let log = try SQLiteEventLog.open(path: path, secondsToWait: 0)
        #expect(throws: LogBusy(path: log.path, seconds: 0)) { try log.append([envelope("1")], expecting: [:]) }
        #expect(try log.head().position == 0)
    }

    @Test("A write-ahead log that a reader held back is emptied by a later append")
    func boundedLog() throws {
        let path = try ledger()
        let writer = try SQLiteEventLog.open(path: path)
        let reader = try SQLiteEventLog.open(path: path, access: .readOnly)
        let data: JSONObject = ["text": .string(String(repeating: "x", count: 900_000))]
        try reader.snapshot {
            for number in 0..<40 { _ = try writer.append([envelope("\(number)", data: data)], expecting: [:]) }
        }
        #expect(FileSize.bytes(path + "-wal") > SQLiteEventLog.checkpointBytes)
        _ = try writer.append([envelope("last")], expecting: [:])
        #expect(FileSize.bytes(path + "-wal") == 0)
    }
}
