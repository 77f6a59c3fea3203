import Glibc

/// SQLite's write-ahead log as a file. SQLite holds its locks on other files, so that this one may be opened and closed.
enum WriteAheadLog {
    /// Makes safe what a writer left there whose disk failed, or that was killed. Only for the holder of the writers' lock.
    ///
    /// A sync that fails makes Linux forget the writes: they can be read, nobody writes them again, and the next sync says that
    /// all is well (https://wiki.postgresql.org/wiki/Fsync_Errors). A commit among them would be found by the next writer, which
    /// would append behind it, or copy it into the ledger's file, and lose its own acknowledged event with it when the power
    /// goes. So all bytes are written once more as they are, which changes nothing for readers, and synced.
    static func writeAgain(ofLedger path: String) throws {
        func failure() -> LedgerOpenError { .inputOutput(path + "-wal", reason: SystemError.message()) }
        let descriptor = open(path + "-wal", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw failure()
        }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var place = 0
        while true {
            let count = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, place) }
            guard count >= 0 else { throw failure() }
            if count == 0 { break }
            let written = piece.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, count, place) }
            guard written > 0 else { throw failure() }
            place += written
        }
        guard fsync(descriptor) == 0 else { throw failure() }
    }
}
