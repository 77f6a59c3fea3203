import CanonicalJSON
import Foundation
import SQLite
import Testing

@testable import EventLog

@Suite("A write-ahead log is laid over its own file only")
struct LogOwnershipTests {
    private let folder = TemporaryFolder()

    /// A ledger of 300 events, whose last ones are in its write-ahead log only, as after a crash.
    private func crashed(_ name: String = "ledger", events: Int = 300) throws -> String {
        let path = folder.path + "/" + name
        let log = try SQLiteEventLog.create(path: path, origin: "test.invalid/\(name)")
        _ = try log.append((1...200).map { envelope("\(name)-\($0)") }, expecting: [:])
        try log.emptyWriteAheadLog()
        _ = try log.append((201...events).map { envelope("\(name)-\($0)") }, expecting: [:])
        // Not closed: that would empty the log.
        let copy = folder.path + "/crashed-" + name
        for suffix in ["", "-wal", "-lock"] { copyFile(path + suffix, copy + suffix) }
        log.close()
        return copy
    }

    private func copyFile(_ source: String, _ target: String) {
        TamperedLedger.copy(source, over: target)
    }

    private func isForeign(_ error: any Error) -> Bool {
        if case LedgerOpenError.foreignLog = error { true } else { false }
    }

    private func head(_ path: String) throws -> Int {
        let log = try SQLiteEventLog.open(path: path)
        defer { log.close() }
        return try log.head().position
    }

    @Test("A pair that was moved or copied whole opens, with the lock's file and without it", arguments: [true, false])
    func moved(withLock: Bool) throws {
        let path = try crashed()
        let target = folder.path + "/target"
        for suffix in ["", "-wal"] + (withLock ? ["-lock"] : []) { rename(path + suffix, target + suffix) }
        #expect(try head(target) == 300)
        let log = try SQLiteEventLog.open(path: target)
        #expect(try log.append([envelope("more")], expecting: [:]) == [.appended(position: 301, streamVersion: 301)])
        log.close()
        #expect(try LogVerification.run(path: target).findings == [])
    }

    @Test("That of a former file is refused, for reading, too, and what to do is said", arguments: [true, false])
    func restored(byCopying: Bool) throws {
        let path = try crashed()
        let backup = folder.path + "/backup"
        let log = try SQLiteEventLog.open(path: path)
        _ = try log.backup(to: backup)
        log.close()
        let second = try crashed("second")
        if byCopying { copyFile(backup, second) } else { rename(backup, second) }
        for access in [SQLiteEventLog.Access.readWrite, .readOnly] {
            #expect {
                try SQLiteEventLog.open(path: second, access: access)
            } throws: {
                isForeign($0) && "\($0)".contains("move \(second)-wal") && "\($0)".contains("--adopt-wal")
            }
        }
        let findings = try LogVerification.run(path: second).findings
        #expect(findings.contains { $0.reason == "\(second)-wal may be the write-ahead log of another file" })
        for suffix in ["-wal", "-shm"] { unlink(second + suffix) }
        #expect(try head(second) == 300)
    }

    @Test("So is one that came from elsewhere, to a file that stayed")
    func exchanged() throws {
        let (first, second) = (try crashed("first"), try crashed("second"))
        #expect(try head(first) == 300)
        for suffix in ["-shm", "-wal"] { unlink(first + suffix) }
        copyFile(second + "-wal", first + "-wal")
        #expect { try SQLiteEventLog.open(path: first) } throws: { isForeign($0) }
        // Who knows better may have it so.
        #expect(try SQLiteEventLog.adoptWriteAheadLog(path: first))
        #expect(try !SQLiteEventLog.adoptWriteAheadLog(path: first))
        #expect(try SQLiteEventLog.open(path: first).origin == "test.invalid/first")
    }

    @Test("A log that vanished with events of its own is missed, and what is left can be gone on with")
    func missing() throws {
        let path = folder.path + "/ledger"
        let log = try SQLiteEventLog.create(path: path, origin: "x")
        let reader = try SQLiteEventLog.open(path: path, access: .readOnly)
        try reader.snapshot {
            _ = try log.append([envelope("1")], expecting: [:])
            log.close()
        }
        reader.close()
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        #expect(throws: LedgerOpenError.logMissing(path)) { try SQLiteEventLog.open(path: path) }
        #expect(
            try LogVerification.run(path: path).findings.map(\.reason).contains(
                LedgerOpenError.logMissing(path).description))
        #expect(try SQLiteEventLog.adoptWriteAheadLog(path: path))
        #expect(try head(path) == 0)
    }

    @Test("What a note says is read back, and of what earlier versions left whether a writer had come to an end")
    func notes() throws {
        let path = folder.write("", to: "note")
        let descriptor = open(path, O_RDWR)
        defer { close(descriptor) }
        #expect(!WriterNote(readingFrom: descriptor).isUnfinished)
        ftruncate(descriptor, 1)
        #expect(WriterNote(readingFrom: descriptor).isUnfinished)
        let state = FileState(
            identity: FileState.Identity(device: .max, inode: -1), bytes: 4096, seconds: 1_760_000_000,
            nanoseconds: 999_999_999)
        for note in [
            WriterNote(isUnfinished: true, file: state, salts: .max, isLogNeeded: true),
            WriterNote(isUnfinished: false, file: state, salts: nil, isLogNeeded: true), WriterNote(),
        ] {
            #expect(note.write(to: descriptor))
            #expect(WriterNote(readingFrom: descriptor) == note)
        }
        #expect(!WriterNote(isUnfinished: false, file: state, salts: nil, isLogNeeded: true).isLogNeeded)
    }

    @Test("An unknown pair is read whole once, and known from then on")
    func settled() throws {
        let path = try crashed()
        unlink(path + "-lock")
        #expect(LogOwnership.verdict(on: path, WriterLock.note(ofLedger: path)) == .unknown)
        _ = try SQLiteEventLog.open(path: path, access: .readOnly)
        #expect(LogOwnership.verdict(on: path, WriterLock.note(ofLedger: path)) == .own)
    }
}
