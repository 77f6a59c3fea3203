import Glibc

/// The lock that writers of a ledger take in turn: `flock(2)` on `PATH-lock`.
///
/// A file of its own, since closing any descriptor of the ledger's file would drop SQLite's locks on it, and never deleted,
/// since a waiter would then hold the lock of a file that is gone. A crashed holder's lock ends with its process; that it
/// crashed in the middle of its work can be told from the length of the file, which is 1 from the beginning of that to its end.
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

    /// - Parameter waits: whether to wait at all for another writer.
    /// - Throws: `LogBusy` where another writer keeps the lock for longer than we wait.
    func withLock<R>(waits: Bool = true, _ body: () throws -> R) throws -> R {
        if descriptor < 0 {
            descriptor = open(ledgerPath + "-lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else {
                throw LedgerOpenError.inputOutput(ledgerPath + "-lock", reason: SystemError.message())
            }
        }
        try acquire(secondsToWait: waits ? secondsToWait : 0)
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }

    /// Whether a writer began its work and did not bring it to an end. Asked and set by the holder of the lock.
    var isWorkUnfinished: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_size > 0
    }

    func setWorkUnfinished(_ isUnfinished: Bool) throws {
        guard ftruncate(descriptor, isUnfinished ? 1 : 0) == 0 else {
            throw LedgerOpenError.inputOutput(ledgerPath + "-lock", reason: SystemError.message())
        }
    }

    private func acquire(secondsToWait: Int) throws {
        var waited: useconds_t = 0
        var pause: useconds_t = 500
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw LedgerOpenError.inputOutput(ledgerPath + "-lock", reason: SystemError.message())
            }
            guard waited < useconds_t(secondsToWait) * 1_000_000 else {
                throw LogBusy(path: ledgerPath, seconds: secondsToWait)
            }
            usleep(pause)
            waited += pause
            pause = min(pause * 2, 20_000)
        }
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
