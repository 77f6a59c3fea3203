/// Why a ledger's file could not be opened or made.
package enum LedgerOpenError: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(String)
    case folderMissing(String)
    case isDirectory(String)
    case exists(String)
    /// Text, an empty file, or anything else that is no SQLite database.
    case notALedger(String)
    /// A SQLite database of another program.
    case foreignDatabase(String)
    case newerVersion(String, found: Int, supported: Int)
    /// The file may be read but not written.
    case readOnly(String)
    /// The file has other names than this one: it is not written to, and under a name that was mounted not read either.
    case manyNames(String, found: String, remedy: String)
    /// The write-ahead log at the path is of another file.
    case foreignLog(String, reason: String)
    /// The write-ahead log is gone, with events that the file does not have.
    case logMissing(String)
    /// Another program's rollback journal lies beside the file.
    case unfinishedJournal(String)
    /// The file that was written is not at its path any more.
    case replaced(String, found: String)
    case cannotCreate(String, reason: String)
    case inputOutput(String, reason: String)

    package var description: String {
        switch self {
        case .missing(let path): "there is no ledger at \(path): check the path, or make a new ledger there"
        case .folderMissing(let path): "the folder of \(path) does not exist: make it first, or check the path"
        case .isDirectory(let path): "\(path) is a folder: name the ledger's file in it"
        case .exists(let path): "\(path) exists already: name another file; a ledger is never replaced"
        case .notALedger(let path): "\(path) is not a ledger: check the path; the file was left as it is"
        case .foreignDatabase(let path):
            "\(path) is a database of another program: check the path; the file was left as it is"
        case .newerVersion(let path, let found, let supported):
            "\(path) has the format \(found) and this program knows formats up to \(supported): use a newer program"
        case .readOnly(let path): "\(path) can only be read: make the file and its folder writable to append"
        case .manyNames(let path, let found, let remedy):
            "\(path) \(found); events appended by one name are not seen, or are lost, by the other: \(remedy)"
        case .foreignLog(let path, let reason):
            "\(path)-wal is not the write-ahead log of \(path): \(reason). Where the ledger was "
                + "restored, move \(path)-wal and \(path)-shm away, which belong to the file before it; "
                + "impact doctor --adopt-wal takes them together as they are"
        case .logMissing(let path):
            "\(path)-wal is missing, and with it the events that were appended last: put it back; "
                + "impact doctor --adopt-wal goes on without them"
        case .unfinishedJournal(let path):
            "\(path)-journal was left by another program that is writing to \(path), or died at it: try again, or let that "
                + "program open the file; where it belongs to an earlier file of the name, move it away"
        case .replaced(let path, let found): "\(path) \(found)"
        case .cannotCreate(let path, let reason):
            "no ledger could be made at \(path) (\(reason)): put this right, or name another place"
        case .inputOutput(let path, let reason):
            "\(path) could not be opened (\(reason)): check the file, its folder and their permissions"
        }
    }
}
