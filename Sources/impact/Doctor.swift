import CanonicalJSON
import CivilTime
import EventLog
import Glibc
import Ledger
import Projections
import SQLite

/// Looks at everything that could spoil a ledger or the work with it.
struct Doctor {
    enum Verdict: String {
        case fine, warning, wrong
    }

    struct Finding {
        let subject: String
        let verdict: Verdict
        let found: String
        /// What to do; nil where all is well.
        let remedy: String?
    }

    private(set) var findings: [Finding] = []
    /// There is no ledger to look at.
    private(set) var isLedgerMissing = false

    var isAnythingWrong: Bool { findings.contains { $0.verdict == .wrong } }

    init(path: String) {
        examineLibrary()
        examineLocale()
        do {
            let views = LedgerOptions.viewsPath(of: path)
            let surroundings = try LedgerSurroundings(of: path, beside: [views, views + "-wal", views + "-shm"])
            examine(surroundings)
            if !surroundings.isMountPoint { try examineLog(path, surroundings) }
        } catch {
            let failure = Failure(explaining: error)
            isLedgerMissing = failure?.status == .noInput
            let found = failure?.lines.joined(separator: " ") ?? "\(error)"
            switch error {
            case LedgerOpenError.foreignLog, LedgerOpenError.logMissing:
                wrong("write-ahead log", found, "see Docs/trust.md, Restoring a backup")
            default: wrong("ledger", found, "see impact init and impact verify")
            }
        }
    }

    private mutating func fine(_ subject: String, _ found: String) {
        findings.append(Finding(subject: subject, verdict: .fine, found: found, remedy: nil))
    }
    private mutating func warn(_ subject: String, _ found: String, _ remedy: String) {
        findings.append(Finding(subject: subject, verdict: .warning, found: found, remedy: remedy))
    }
    private mutating func wrong(_ subject: String, _ found: String, _ remedy: String) {
        findings.append(Finding(subject: subject, verdict: .wrong, found: found, remedy: remedy))
    }

    private mutating func examineLibrary() {
        let version = SQLite.libraryVersion
        let parts = version.split(separator: ".").map { Int($0) ?? 0 } + [0, 0]
        let number = parts[0] * 1_000_000 + parts[1] * 1000 + parts[2]
        if number < 3_038_000 {
            wrong("SQLite", "\(version) lacks what the views need", "install SQLite 3.38 or newer")
        } else if number <= 3_051_002 {
            warn(
                "SQLite", "\(version) has the WAL-reset bug, which no two processes of impact can set off",
                "open the ledger from other programs with mode=ro only; SQLite 3.51.3 or newer has it mended")
        } else {
            fine("SQLite", version)
        }
    }

    private mutating func examineLocale() {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { Environment[$0] }.first
        let isUTF8 = name.map { $0.lowercased().replacing("-", with: "").hasSuffix("utf8") } ?? false
        if isUTF8 {
            fine("locale", "\(name ?? "")")
        } else {
            warn(
                "locale", "\(name ?? "none is set"): a terminal may not show what is written, which is UTF-8",
                "set LANG, for example to C.UTF-8")
        }
    }

    /// Each name of a file has a write-ahead log of its own.
    private mutating func examineNames(_ surroundings: LedgerSurroundings) {
        if surroundings.links > 1 {
            wrong(
                "names",
                "the ledger's file has \(surroundings.links) names (hard links), and is not written to: what is appended by one is "
                    + "lost by the others", "find the others (find / -xdev -samefile LEDGER) and remove them")
        }
        if surroundings.isMountPoint {
            wrong(
                "names", "the ledger is a file mounted by itself, and is neither read nor written under this name",
                "use the name that was mounted, or mount the folder that the ledger is in")
        }
        if !surroundings.otherMounts.isEmpty {
            wrong(
                "names", "the ledger's file is mounted at \(surroundings.otherMounts.joined(separator: ", ")), too",
                "unmount it there, and mount the folder that the ledger is in")
        }
        if surroundings.links == 1, !surroundings.isMountPoint, surroundings.otherMounts.isEmpty {
            fine("names", "the ledger's file has this one only")
        }
    }

    private mutating func examine(_ surroundings: LedgerSurroundings) {
        examineNames(surroundings)
        switch surroundings.fileSystem {
        case .local: fine("file system", "a local one, with locks")
        case .network(let kind):
            wrong(
                "file system", "\(kind): locks and shared memory of SQLite do not work over a network",
                "move the ledger to a local disk, and carry copies made by impact backup")
        case .memory:
            warn("file system", "in memory: nothing of it outlives the machine", "move the ledger to a disk")
        case .userSpace:
            warn(
                "file system", "FUSE: whether locks and syncs work is up to a program",
                "move the ledger to a file system of the kernel's")
        }
        examineModes(surroundings)
        let megabyte = 1 << 20
        if surroundings.walBytes > 64 * megabyte {
            warn(
                "write-ahead log", "\(surroundings.walBytes / megabyte) MiB: a reader has kept it from being emptied",
                "end long readers; the next append empties it")
        } else {
            fine("write-ahead log", "\(surroundings.walBytes) bytes")
        }
        let size = surroundings.files.reduce(0) { $0 + $1.bytes }
        let free = surroundings.freeBytes / megabyte
        if surroundings.freeBytes < 16 * megabyte {
            wrong("space on disk", "\(free) MiB are free", "make room before the next append")
        } else if surroundings.freeBytes < 2 * size {
            warn("space on disk", "\(free) MiB are free, less than a replay and a backup may take", "make room")
        } else {
            fine("space on disk", "\(free) MiB are free")
        }
        if surroundings.isBeingWritten { warn("writers", "another process is writing just now", "ask again later") }
        if !surroundings.drafts.isEmpty {
            warn(
                "leftovers", surroundings.drafts.map { "\(surroundings.folder)/\($0)" }.joined(separator: ", "),
                "an interrupted init or backup left them; remove them when none is running")
        }
    }

    private mutating func examineModes(_ surroundings: LedgerSurroundings) {
        let open = surroundings.files.filter { $0.mode & 0o077 != 0 }
        for file in open {
            wrong(
                "permissions",
                "\(file.path) has mode \(String(file.mode, radix: 8)): others can \(file.mode & 0o022 != 0 ? "write" : "read") it",
                "chmod go= '\(file.path)'")
        }
        // In a folder with the sticky bit others cannot replace the file.
        if surroundings.folderMode & 0o022 != 0, surroundings.folderMode & 0o1000 == 0 {
            wrong(
                "permissions", "others can write to the folder \(surroundings.folder), and so replace the ledger",
                "chmod go-w '\(surroundings.folder)'")
        } else if open.isEmpty {
            fine("permissions", "the ledger's files are its owner's only")
        }
    }

    private mutating func examineLog(_ path: String, _ surroundings: LedgerSurroundings) throws {
        let log = try SQLiteEventLog.open(path: path, access: .readOnly)
        defer { log.close() }
        let head = try log.head()
        fine("ledger", "\(log.path), \(head.position) events, origin \(log.origin)")
        if try log.isLogged {
            fine("journal", "a write-ahead log")
        } else {
            warn(
                "journal",
                "another program switched the ledger to a rollback journal, whose commits do not wait for the folder",
                "nothing need be done: the next append sets it back")
        }
        if try log.synchronousLevel >= 2 {
            fine("syncs", "each commit waits for the disk")
        } else {
            wrong("syncs", "commits do not wait for the disk", "use an SQLite that keeps PRAGMA synchronous = FULL")
        }
        let now = Environment.clock()
        if let last = try log.lastRecordedTime, now < last {
            let isFar = now < last.adding(seconds: -300)
            let found = "the clock says \(now), the last event was recorded at \(last)"
            isFar
                ? wrong("clock", found, "set the clock, or append with --accept-clock")
                : warn("clock", found, "new events are recorded at the time of the last one until the clock is past it")
        } else {
            fine("clock", "\(now)")
        }
        try examineViews(path, log, head, surroundings.folder)
    }

    private mutating func examineViews(
        _ path: String, _ log: SQLiteEventLog, _ head: LogHead, _ folder: String
    ) throws {
        let views = LedgerOptions.viewsPath(of: path)
        guard access(views, F_OK) == 0 else { return fine("views", "none yet; the first question folds them") }
        guard access(views, W_OK) == 0, access(folder, W_OK) == 0 else {
            return fine("views", "another user's; for this one they are folded in memory")
        }
        do {
            let ledger = Ledger(log: log, store: try ViewStore(path: views))
            let behind = try ledger.views.status(head).filter { !$0.isCurrent }
            behind.isEmpty
                ? fine("views", "current")
                : warn(
                    "views", "\(behind.map(\.name).joined(separator: ", ")) behind the log",
                    "nothing need be done: the next question folds them")
        } catch let stranger as NotAViewsFile {
            wrong("views", "\(views) is no views file of this program", stranger.description)
        }
    }

    var json: JSONObject {
        [
            "isAnythingWrong": .boolean(isAnythingWrong),
            "findings": .array(
                findings.map { finding in
                    [
                        "subject": .string(finding.subject), "verdict": .string(finding.verdict.rawValue),
                        "found": .string(finding.found), "remedy": finding.remedy.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }
}
