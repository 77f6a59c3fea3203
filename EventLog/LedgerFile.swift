import Glibc
import SQLite

/// The ledger's file before there is a connection to it: what lies at a path, and making a new one.
struct LedgerFile {
    /// Without symbolic links, so that every name of a file leads to the same lock.
    let path: String
    let isWritable: Bool
    /// Nobody uses the file, and we can write neither to it nor beside it: there is nothing to lock, nor a place for SQLite's
    /// own files. Whoever has it open has a -shm file beside it, by which we read while others write.
    let isImmutable: Bool

    /// - Throws: `LedgerOpenError` where there is no ledger.
    init(existingAt path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, let real = LedgerFile.realPath(path) else {
            let error = errno
            guard error == ENOENT || error == ENOTDIR else {
                throw LedgerOpenError.inputOutput(path, reason: SystemError.message())
            }
            throw LedgerFile.realPath(LedgerFile.folder(of: path)) == nil
                ? LedgerOpenError.folderMissing(path) : LedgerOpenError.missing(path)
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw LedgerOpenError.isDirectory(path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { throw LedgerOpenError.notALedger(path) }
        self.path = real
        let folder = LedgerFile.folder(of: real)
        // Without a place for SQLite's files writing would begin and fail.
        isWritable = LedgerFile.isWritable(real) && access(folder, W_OK) == 0
        let isUsed = FileSize.bytes(real + "-wal") > 0 || stat(real + "-shm", &status) == 0
        isImmutable = !isWritable && !LedgerFile.isWritable(folder) && !isUsed
        try requireLedger(path)
        try requireNoJournal(path)
        if isWritable { LedgerFile.allowWriting(beside: real) }
    }

    /// SQLite gives its own files the mode of the ledger's file: whoever read it while it was write-protected left them so.
    private static func allowWriting(beside path: String) {
        var ledger = stat()
        guard stat(path, &ledger) == 0 else { return }
        for suffix in ["-wal", "-shm"] {
            var status = stat()
            guard lstat(path + suffix, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                status.st_uid == geteuid(), status.st_mode & 0o200 == 0
            else { continue }
            chmod(path + suffix, ledger.st_mode & 0o777)
        }
    }

    /// Root passes every check of `access`, but a file without a write bit is meant to stay as it is.
    private static func isWritable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o222 != 0 && access(path, W_OK) == 0
    }

    /// Looks at the header without taking part in the file's locking or its log: a stranger's database stays untouched.
    private func requireLedger(_ shownPath: String) throws {
        do {
            let probe = try Connection(path: path, mode: .readOnly)
            defer { probe.close() }
            switch try probe.applicationID() {
            case LedgerSchema.applicationID: break
            case nil: throw LedgerOpenError.notALedger(shownPath)
            default: throw LedgerOpenError.foreignDatabase(shownPath)
            }
        } catch let error as SQLiteError {
            throw LedgerOpenError.inputOutput(shownPath, reason: error.message)
        }
    }

    /// A rollback journal says that another program has changed how the file is written, and is at work or died at it. SQLite would
    /// roll it back into this file, also where it is of a former one.
    private func requireNoJournal(_ shownPath: String) throws {
        let descriptor = open(path + "-journal", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // One that is done with is empty, or begins with zeros.
        var first: UInt8 = 0
        guard read(descriptor, &first, 1) == 1, first != 0 else { return }
        throw LedgerOpenError.unfinishedJournal(shownPath)
    }

    /// Makes a new ledger.
    ///
    /// - Parameter filling: does more to the draft at the path that it is given, and leaves all of it in the one file.
    static func create(
        at path: String, rows: [(name: String, value: String)], filling: (String) throws -> Void
    ) throws {
        try makeWhole(at: path) { draft in
            do {
                try write(rows, to: draft)
                try filling(draft)
            } catch let error as SQLiteError {
                throw LedgerOpenError.cannotCreate(path, reason: error.message)
            }
            guard FileSize.bytes(draft + "-wal") == 0 else {
                throw LedgerOpenError.cannotCreate(path, reason: "its first events could not be brought into one file")
            }
        }
    }

    /// Makes a ledger in a file beside `path` and then gives it its name, which `link(2)` does at once and only where
    /// nothing has that name: a crash leaves either no ledger or a whole one.
    ///
    /// - Parameter fill: makes the file, at a path where an empty one is, readable and writable by its owner only.
    static func makeWhole<R>(at path: String, _ fill: (_ draft: String) throws -> R) throws -> R {
        var status = stat()
        if lstat(path, &status) == 0 {
            throw status.st_mode & S_IFMT == S_IFDIR ? LedgerOpenError.isDirectory(path) : LedgerOpenError.exists(path)
        }
        guard let folder = realPath(folder(of: path)) else { throw LedgerOpenError.folderMissing(path) }
        guard let name = path.split(separator: "/", omittingEmptySubsequences: false).last, !name.isEmpty else {
            throw LedgerOpenError.cannotCreate(path, reason: "the file has no name")
        }
        for suffix in ["-wal", "-journal"] where lstat(path + suffix, &status) == 0 {
            // SQLite would take it for the new file's own and copy strange pages into it.
            throw LedgerOpenError.cannotCreate(path, reason: "\(path)\(suffix) of an earlier file is in the way")
        }
        let draft = "\(folder)/\(draftPrefix)\(getpid())-\(UInt32.random(in: 0 ... .max))\(draftSuffix)"
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw LedgerOpenError.cannotCreate(path, reason: SystemError.message()) }
        close(descriptor)
        defer {
            for suffix in ["", "-journal", "-wal", "-shm", "-lock"] { unlink(draft + suffix) }
        }
        let result = try fill(draft)
        guard link(draft, "\(folder)/\(name)") == 0 else {
            throw errno == EEXIST
                ? LedgerOpenError.exists(path) : LedgerOpenError.cannotCreate(path, reason: SystemError.message())
        }
        try synchronize(folder: folder, for: path)
        return result
    }

    private static let (draftPrefix, draftSuffix) = (".impact-", ".draft")

    static func isDraft(_ name: String) -> Bool { name.hasPrefix(draftPrefix) && name.hasSuffix(draftSuffix) }

    static func synchronize(_ path: String, shownAs shown: String) throws(LedgerOpenError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerOpenError.inputOutput(shown, reason: SystemError.message()) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LedgerOpenError.inputOutput(shown, reason: SystemError.message()) }
    }

    private static func write(_ rows: [(name: String, value: String)], to draft: String) throws(SQLiteError) {
        let connection = try Connection(path: draft, mode: .readWrite)
        defer { connection.close() }
        try connection.execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE")
        for migration in LedgerSchema.migrations { try connection.execute(migration) }
        for row in rows {
            let insert = try connection.prepare("INSERT INTO ledger(name, value) VALUES (?1, ?2)")
            try insert.bind(1, row.name)
            try insert.bind(2, row.value)
            try insert.run()
        }
        try connection.execute(
            """
            PRAGMA application_id = \(LedgerSchema.applicationID);
            PRAGMA user_version = \(LedgerSchema.version);
            COMMIT;
            PRAGMA journal_mode = WAL
            """)
    }

    private static func synchronize(folder: String, for path: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerOpenError.inputOutput(path, reason: SystemError.message()) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LedgerOpenError.inputOutput(path, reason: SystemError.message()) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
