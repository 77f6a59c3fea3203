import Glibc
import SQLite
import Testing

@testable import EventLog

@Suite("A ledger's file has one name, and its path leads to it as long as it is written")
struct LedgerNameTests {
    private let folder = TemporaryFolder()

    private func ledger(_ name: String = "ledger", origin: String = "test.invalid/1") throws -> String {
        let path = folder.path + "/" + name
        let log = try SQLiteEventLog.create(path: path, origin: origin)
        _ = try log.append([envelope("1")], expecting: [:])
        log.close()
        return path
    }

    private func isManyNames(_ error: any Error) -> Bool {
        if case LedgerOpenError.manyNames = error { true } else { false }
    }

    private func isReplaced(_ error: any Error) -> Bool {
        if case LedgerOpenError.replaced = error { true } else { false }
    }

    @Test("One of two names is not written to, nor is the other, and both are read")
    func hardLinks() throws {
        let path = try ledger()
        let open = try SQLiteEventLog.open(path: path)
        #expect(link(path, folder.path + "/other") == 0)
        #expect { try open.append([envelope("2")], expecting: [:]) } throws: { isManyNames($0) }
        let other = try SQLiteEventLog.open(path: folder.path + "/other")
        #expect { try other.append([envelope("2")], expecting: [:]) } throws: { isManyNames($0) }
        #expect(try other.head() == open.head())
        #expect(try LedgerSurroundings(of: path, beside: []).links == 2)
        other.close()
        unlink(folder.path + "/other")
        _ = try open.append([envelope("2")], expecting: [:])
        #expect(try open.head().position == 2)
    }

    @Test("The second name that a draft is for a moment, or for ever where its maker died, is no second name")
    func drafts() throws {
        let path = try ledger()
        let draft = folder.path + "/.impact-1-2.draft"
        #expect(link(path, draft) == 0)
        let log = try SQLiteEventLog.open(path: path)
        _ = try log.append([envelope("2")], expecting: [:])
        #expect(access(draft, F_OK) != 0)
    }

    @Test("Whoever writes by another name waits, though its lock is another")
    func reservation() throws {
        let path = try ledger()
        let first = try SQLiteEventLog.open(path: path)
        try first.exclusively {
            // The name that the file had when it was opened leads elsewhere for the other one.
            #expect(rename(path, folder.path + "/moved") == 0)
            defer { rename(folder.path + "/moved", path) }
            let second = try SQLiteEventLog.open(path: folder.path + "/moved", secondsToWait: 0)
            #expect(throws: LogBusy(path: second.path, seconds: 0)) {
                try second.append([envelope("2")], expecting: [:])
            }
        }
        _ = try first.append([envelope("2")], expecting: [:])
    }

    @Test("A ledger that was replaced or removed takes nothing more from who has it open", arguments: [true, false])
    func replacedBefore(isReplaced: Bool) throws {
        let path = try ledger()
        let other = try ledger("other", origin: "test.invalid/2")
        let log = try SQLiteEventLog.open(path: path)
        if isReplaced { rename(other, path) } else { unlink(path) }
        #expect { try log.append([envelope("2")], expecting: [:]) } throws: {
            self.isReplaced($0) && "\($0)".contains(isReplaced ? "replaced by another file" : "was removed")
        }
        log.close()
        if isReplaced { #expect(try SQLiteEventLog.open(path: path).origin == "test.invalid/2") }
    }

    @Test("Nothing is acknowledged that went into a file which is not at the path any more", arguments: [true, false])
    func replacedMeanwhile(isReplaced: Bool) throws {
        let path = try ledger()
        let other = try ledger("other", origin: "test.invalid/2")
        let log = try SQLiteEventLog.open(path: path)
        #expect {
            try log.exclusively {
                _ = try log.append([envelope("2")], expecting: [:])
                if isReplaced { rename(other, path) } else { unlink(path) }
            }
        } throws: {
            self.isReplaced($0) && "\($0)".contains("in no ledger")
        }
        // What lies beside the new file is the former one's log, and must not be laid over it.
        log.close()
        guard isReplaced else { return }
        #expect {
            try SQLiteEventLog.open(path: path)
        } throws: {
            if case LedgerOpenError.foreignLog = $0 { true } else { false }
        }
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        #expect(try SQLiteEventLog.open(path: path).head().position == 1)
    }

    @Test("A backup that was copied over the open ledger is found before anything is appended to the mixture")
    func overwritten() throws {
        let path = try ledger()
        let log = try SQLiteEventLog.open(path: path)
        _ = try log.backup(to: folder.path + "/backup")
        _ = try log.append((2...40).map { envelope("\($0)") }, expecting: [:])
        TamperedLedger.copy(folder.path + "/backup", over: path)
        #expect { try log.append([envelope("41")], expecting: [:]) } throws: { isReplaced($0) }
        log.close()
        #expect(TamperedLedger.bytes(of: path) == TamperedLedger.bytes(of: folder.path + "/backup"))
    }

    @Test("Who follows a ledger that is replaced is told so", .timeLimit(.minutes(1)), arguments: [true, false])
    func following(isReplaced: Bool) async throws {
        let path = try ledger()
        let other = try ledger("other")
        let log = try SQLiteEventLog.open(path: path, access: .readOnly)
        var events = log.follow().makeAsyncIterator()
        #expect(try await events.next()?.envelope.id == "1")
        if isReplaced { rename(other, path) } else { unlink(path) }
        await #expect { try await events.next() } throws: { self.isReplaced($0) }
    }

    @Test("The kernel's list of mounts says where else a file is mounted", .enabled(if: geteuid() == 0))
    func mounts() throws {
        let path = try ledger()
        let other = folder.write("x", to: "a b")
        try #require(!LedgerNames.isMountPoint(other))
        // Not every root may mount.
        guard mount(path, other, nil, UInt(MS_BIND), nil) == 0 else { return }
        defer { umount(other) }
        #expect(LedgerNames.isMountPoint(other) && !LedgerNames.isMountPoint(path))
        #expect(LedgerNames.otherMounts(of: path) == [other])
        for access in [SQLiteEventLog.Access.readWrite, .readOnly] {
            #expect { try SQLiteEventLog.open(path: other, access: access) } throws: { isManyNames($0) }
        }
        let own = try SQLiteEventLog.open(path: path)
        _ = try own.append([envelope("2")], expecting: [:])
        own.close()
    }
}
