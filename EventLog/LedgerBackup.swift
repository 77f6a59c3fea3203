import Glibc
import SQLite

/// A copy of a ledger that was checked against its own hashes and against the ledger it is of.
package struct LedgerBackup: Equatable, Sendable {
    /// How many events the copy has, and their root.
    package let head: LogHead
}

/// Why a copy is not to be trusted; it was removed.
package struct BackupRefused: Error, CustomStringConvertible {
    package let path: String
    package let reason: String
    package var description: String { "the copy for \(path) is not sound (\(reason)): nothing was left there" }
}

extension SQLiteEventLog {
    /// Copies the ledger while others may write to it: one state, whole, on disk, and checked before it gets its name.
    ///
    /// Whatever is appended during the copy may or may not be in it; the result says how far it reaches.
    /// - Throws: `LedgerOpenError` where no file can be made at `target`, also where one is there already;
    ///   `BackupRefused` where the copy or the ledger itself is damaged.
    package func backup(to target: String) throws -> LedgerBackup {
        try LedgerFile.makeWhole(at: target) { draft in
            do {
                let copying = try connection.prepare("VACUUM INTO ?1")
                try copying.bind(1, draft)
                try copying.run()
                let copy = try Connection(path: draft, mode: .readWrite)
                defer { copy.close() }
                try copy.execute("PRAGMA journal_mode = WAL")
            } catch let error as SQLiteError {
                throw LedgerOpenError.inputOutput(target, reason: error.message)
            }
            try LedgerFile.synchronize(draft, shownAs: target)
            return LedgerBackup(head: try check(draft, for: target))
        }
    }

    private func check(_ draft: String, for target: String) throws -> LogHead {
        func refuse(_ reason: String) -> BackupRefused { BackupRefused(path: target, reason: reason) }
        let copy = try SQLiteEventLog.open(path: draft, access: .readOnly)
        defer { copy.close() }
        var fold = MerkleFold()
        var last = 0
        do {
            try copy.forEach { event in
                last += 1
                guard event.position == last else { throw refuse("position \(last) is missing") }
                guard MerkleTree.leaf(event.canonicalBytes) == event.leaf else {
                    throw refuse("the event at position \(last) does not have its hash")
                }
                fold.add(event.leaf)
            }
        } catch let damaged as CorruptEvent { throw refuse(damaged.description) }
        let head = try copy.head()
        guard head == LogHead(position: last, root: fold.root) else {
            throw refuse("its tree is not that of its events")
        }
        guard try root(ofSize: last) == head.root else { throw refuse("its events are not those of the ledger") }
        return head
    }
}
