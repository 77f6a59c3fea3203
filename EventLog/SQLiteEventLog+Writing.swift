import SQLite

/// The exclusive section: what holds when it begins, what must hold when it has committed, and what is left for the next writer.
extension SQLiteEventLog {
    package func exclusively<R>(_ body: () throws -> R) throws -> R {
        if isWriting { return try body() }
        if isReadOnly { throw LedgerOpenError.readOnly(path) }
        if connection.isInTransaction { throw WriteInsideSnapshot() }
        return try withWritersLock {
            isWriting = true
            (brokenWrite, isEndCompared) = (nil, false)
            knownRoots = (nil, [:])
            defer { isWriting = false }
            let state = try begin()
            let result: R
            do {
                result = try connection.writeTransaction {
                    let result = try body()
                    if let brokenWrite { throw brokenWrite }
                    return result
                }
            } catch {
                knownEnd = nil
                // Where SQLite failed, part of the transaction may stand in the write-ahead log.
                if !(error is SQLiteError) { try leaveNote(of: state, isLogNeeded: lock.note.isLogNeeded) }
                throw error
            }
            let end = try requireUnchanged(state)
            // The events are committed already, whatever becomes of the rest; the next append tries again.
            hasWritten = true
            if FileSize.bytes(path + "-wal") > SQLiteEventLog.checkpointBytes {
                try? copyWriteAheadLog()
            } else {
                try? leaveNote(of: end)
            }
            return result
        }
    }

    /// Brings all events into the one file. Nothing is done where that is no longer the file at the path, or was written over.
    func emptyWriteAheadLog(waits: Bool = true) throws {
        try withWritersLock(waits: waits) {
            let state = FileState(at: path)
            guard state?.identity == lastState.identity, state == lastState || state == lock.note.file else { return }
            try copyWriteAheadLog()
        }
    }

    /// The lock by the path first, then the reservation of the file, which holds under other names of it, too.
    private func withWritersLock<R>(waits: Bool = true, _ body: () throws -> R) throws -> R {
        try lock.withLock(waits: waits) {
            try lock.wait(waits: waits) { try connection.reserve() }
            defer { connection.release() }
            return try body()
        }
    }

    /// Makes sure that what is appended now can be found again, and notes that work begins.
    ///
    /// - Returns: the ledger's file, which nobody else changes from now on.
    private func begin() throws -> FileState {
        var note = lock.note
        let state = try requireInPlace("Nothing was appended; try again")
        try LedgerNames.requireOne(path)
        guard state == lastState || state == note.file || note.isUnfinished else {
            throw LedgerOpenError.replaced(
                path, found: "was written over by another program while it was open. Nothing was appended; try again")
        }
        try LogOwnership.settle(file, note) { note = $0 }
        if note.isUnfinished { try WriteAheadLog.writeAgain(ofLedger: path) }
        try lock.leave(
            WriterNote(
                isUnfinished: true, file: state, salts: WriteAheadLog.salts(ofLedger: path),
                isLogNeeded: note.isLogNeeded))
        return state
    }

    /// - Throws: `LedgerOpenError.replaced` where the path leads elsewhere than to the open file.
    @discardableResult
    private func requireInPlace(_ consequence: String) throws -> FileState {
        let state = FileState(at: path)
        if let state, state.identity == lastState.identity, !connection.hasMoved { return state }
        throw LedgerOpenError.replaced(
            path,
            found: "was \(state == nil ? "removed" : "replaced by another file") while it was open. \(consequence)")
    }

    /// After the commit, which went into the file that is open: is that the ledger still?
    ///
    /// - Returns: the ledger's file as it is now.
    private func requireUnchanged(_ state: FileState) throws -> FileState {
        do {
            let now = try requireInPlace(
                "The events appended last are in no ledger: they went into the former file and \(path)-wal, which belongs to "
                    + "it. Append them again; where \(path)-wal is still there, move it away first")
            // Another program's checkpoint is no harm, another file's bytes are.
            guard now != state else { return now }
            (knownEnd, lastState) = (nil, now)
            guard let fault = try LogVerification.firstFault(in: file) else { return now }
            throw LedgerOpenError.replaced(
                path,
                found: "was written over by another program while events were appended, which are in \(path)-wal; "
                    + "together they are no sound log (\(fault)). Restore the ledger, and append them again")
        } catch {
            (knownEnd, hasWritten) = (nil, false)
            throw error
        }
    }

    private func copyWriteAheadLog() throws {
        var note = lock.note
        note.isUnfinished = true
        try lock.leave(note)
        let isComplete = try connection.checkpoint()
        guard let state = FileState(at: path) else { return }
        try leaveNote(of: state, isLogNeeded: !isComplete)
    }

    private func leaveNote(of state: FileState, isLogNeeded: Bool = true) throws {
        lastState = state
        try lock.leave(
            WriterNote(
                isUnfinished: false, file: state, salts: WriteAheadLog.salts(ofLedger: path), isLogNeeded: isLogNeeded))
    }

    /// For whoever follows the log.
    ///
    /// - Throws: `LedgerOpenError.replaced`.
    package func requireStillThere() throws {
        try requireInPlace("What is appended there now is not seen: start again")
    }
}

extension SQLiteEventLog {
    /// Takes a ledger's file and the write-ahead log beside it for one ledger from now on, whatever is known of them.
    ///
    /// - Returns: whether they were not known to be one before.
    package static func adoptWriteAheadLog(path: String, secondsToWait: Int = 10) throws -> Bool {
        try LogOwnership.adopt(try LedgerFile(existingAt: path), secondsToWait: secondsToWait)
    }
}
