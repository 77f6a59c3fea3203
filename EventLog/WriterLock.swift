import Glibc

/// The lock that writers of a ledger take in turn: `flock(2)` on `PATH-lock`.
///
/// A file of its own, since closing any descriptor of the ledger's file would drop SQLite's locks on it, and never deleted,
/// since a waiter would then hold the lock of a file that is gone. A crashed holder's lock ends with its process; the note in the
/// file tells that it crashed in the middle of its work.
final class WriterLock {
    private let ledgerPath: String
    private let secondsToWait: Int
    private var descriptor: Int32 = -1

    init(ledgerPath: String, secondsToWait: Int) {
        self.ledgerPath = ledgerPath
        self.secondsToWait = secondsToWait
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    private var path: String { ledgerPath + "-lock" }
    private var failure: LedgerOpenError { .inputOutput(path, reason: SystemError.message()) }

    /// - Parameter waits: whether to wait at all for another writer.
    /// - Throws: `LogBusy` where another writer keeps the lock for longer than we wait.
    func withLock<R>(waits: Bool = true, _ body: () throws -> R) throws -> R {
        if descriptor < 0 {
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw failure }
        }
        try wait(waits: waits) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw failure }
            return false
        }
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }

    /// Tries again and again, at growing intervals.
    ///
    /// - Throws: `LogBusy` where `isFree` says no for longer than we wait; what it throws.
    func wait(waits: Bool, until isFree: () throws -> Bool) throws {
        let seconds = waits ? secondsToWait : 0
        var waited: useconds_t = 0
        var pause: useconds_t = 500
        while try !isFree() {
            guard waited < useconds_t(seconds) * 1_000_000 else { throw LogBusy(path: ledgerPath, seconds: seconds) }
            usleep(pause)
            waited += pause
            pause = min(pause * 2, 20_000)
        }
    }

    /// What the last writer left. Asked and changed by the holder of the lock.
    var note: WriterNote { WriterNote(readingFrom: descriptor) }

    func leave(_ note: WriterNote) throws {
        guard note.write(to: descriptor) else { throw failure }
    }

    /// What the last writer left, for whoever does not hold the lock: another may be changing it.
    static func note(ofLedger path: String) -> WriterNote {
        let descriptor = open(path + "-lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return WriterNote() }
        defer { close(descriptor) }
        return WriterNote(readingFrom: descriptor)
    }

    /// Whether somebody holds the lock of a ledger at this moment.
    static func isHeld(ofLedger path: String) -> Bool {
        let descriptor = open(path + "-lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        flock(descriptor, LOCK_UN)
        return false
    }
}

enum SystemError {
    /// What the last system call said.
    static func message() -> String { String(cString: strerror(errno)) }
}

enum FileSize {
    /// 0 for a file that is not there.
    static func bytes(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_size : 0
    }
}
