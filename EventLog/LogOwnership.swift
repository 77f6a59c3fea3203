import Glibc

/// Whether the write-ahead log beside a ledger's file is its own.
///
/// SQLite names it after the path, and lays it over whatever file is there: one that was restored over the ledger, too, which
/// would then be a mixture of two files. The last writer's note tells in no time which two belong together. A pair that was moved
/// or copied whole, or left by a crash, is not the one that was noted: there the log with its write-ahead log is read whole, as
/// `verify` does, and belongs together where all of it is sound.
enum LogOwnership {
    enum Verdict: Equatable {
        case own
        /// The note is of other files.
        case unknown
        /// The log is the one that was noted, and lies where it lay, but the file was exchanged for another.
        case foreign
        /// Nobody has written to the ledger's file, and events that it did not have yet are gone with the log.
        case missing
    }

    static func verdict(on path: String, _ note: WriterNote) -> Verdict {
        let file = FileState(at: path)
        guard let salts = WriteAheadLog.salts(ofLedger: path) else {
            let isMissing =
                note.file != nil && note.file == file && note.isLogNeeded && !note.isUnfinished && note.isOfThisBoot
            return isMissing ? .missing : .own
        }
        guard let noted = note.file else { return .unknown }
        let isNotedLog = note.salts == salts || note.isUnfinished && isFollowing(salts, note.salts)
        guard isNotedLog, noted == file else {
            return isNotedLog && note.isInPlace && noted.identity != file?.identity ? .foreign : .unknown
        }
        return .own
    }

    /// Whether a writer that did not come to an end may have begun the log anew: the first of the two salts then grows by one.
    private static func isFollowing(_ salts: UInt64, _ noted: UInt64?) -> Bool {
        noted.map { salts >> 32 == ($0 >> 32 &+ 1) & 0xFFFF_FFFF } ?? true
    }

    /// For whoever opens a ledger.
    ///
    /// - Throws: `LedgerOpenError.foreignLog` or `.logMissing`; `SQLiteError` where somebody keeps the file busy.
    static func require(of file: LedgerFile) throws {
        guard verdict(on: file.path, WriterLock.note(ofLedger: file.path)) != .own else { return }
        guard file.isWritable else {
            // Who writes has judged it, and is changing both files meanwhile.
            return WriterLock.isHeld(ofLedger: file.path)
                ? () : try settle(file, WriterLock.note(ofLedger: file.path)) { _ in }
        }
        let lock = WriterLock(ledgerPath: file.path, secondsToWait: 0)
        do {
            try lock.withLock(waits: false) { try settle(file, lock.note) { try? lock.leave($0) } }
        } catch is LogBusy {}
    }

    /// Judges the two files by what is in them, where the note does not know them.
    ///
    /// - Parameter leave: takes the note for the next one, where they belong together.
    static func settle(_ file: LedgerFile, _ note: WriterNote, _ leave: (WriterNote) throws -> Void) throws {
        switch verdict(on: file.path, note) {
        case .own: return
        case .missing: throw LedgerOpenError.logMissing(file.path)
        case .foreign:
            throw LedgerOpenError.foreignLog(
                file.path, reason: "the file was exchanged for another since it was written last")
        case .unknown:
            if let fault = try LogVerification.firstFault(in: file) {
                throw LedgerOpenError.foreignLog(file.path, reason: "together they are no sound log (\(fault))")
            }
            try leave(noteOfFiles(at: file.path))
        }
    }

    /// That these two belong together, and that nobody knows whether the log is on the disk.
    private static func noteOfFiles(at path: String) -> WriterNote {
        WriterNote(
            isUnfinished: true, file: FileState(at: path), salts: WriteAheadLog.salts(ofLedger: path), isLogNeeded: true
        )
    }

    /// Takes the two files as they are for one ledger from now on, whatever was noted, and whether or not they are sound.
    ///
    /// - Returns: whether they were not known to be one before.
    static func adopt(_ file: LedgerFile, secondsToWait: Int) throws -> Bool {
        guard file.isWritable else { throw LedgerOpenError.readOnly(file.path) }
        let lock = WriterLock(ledgerPath: file.path, secondsToWait: secondsToWait)
        return try lock.withLock {
            guard verdict(on: file.path, lock.note) != .own else { return false }
            try lock.leave(noteOfFiles(at: file.path))
            return true
        }
    }
}
