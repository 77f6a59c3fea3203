import CivilTime
import Glibc
import SQLite

/// What a ledger's file lies in and beside, as the operating system tells it.
package struct LedgerSurroundings: Sendable {
    package struct File: Sendable {
        package let path: String
        package let mode: UInt32
        package let bytes: Int
    }

    package enum FileSystem: Sendable, Equatable {
        case local
        /// On other machines' disks: SQLite's locks and its shared memory do not work there.
        case network(String)
        /// In memory: nothing there outlives the machine.
        case memory
        /// Something in between decides whether locks and syncs work.
        case userSpace
    }

    /// The ledger and SQLite's files and ours beside it, as far as they are there.
    package let files: [File]
    package let walBytes: Int
    package let fileSystem: FileSystem
    package let freeBytes: Int
    /// Whether somebody else is writing at this moment.
    package let isBeingWritten: Bool
    package let folderMode: UInt32
    package let folder: String
    /// What interrupted makings of ledgers left.
    package let drafts: [String]

    /// - Parameter path: of a ledger that exists.
    package init(of path: String, beside more: [String]) throws {
        let file = try LedgerFile(existingAt: path)
        files = (["", "-wal", "-shm", "-lock"].map { file.path + $0 } + more).compactMap { name in
            var status = stat()
            guard lstat(name, &status) == 0 else { return nil }
            return File(path: name, mode: UInt32(status.st_mode) & 0o7777, bytes: Int(status.st_size))
        }
        walBytes = FileSize.bytes(file.path + "-wal")
        folder = LedgerFile.folder(of: file.path)
        var status = stat()
        folderMode = stat(folder, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : 0
        var space = statvfs()
        freeBytes = statvfs(folder, &space) == 0 ? Int(space.f_bavail) * Int(space.f_frsize) : .max
        fileSystem = LedgerSurroundings.fileSystem(of: folder)
        isBeingWritten = LedgerSurroundings.isLocked(file.path + "-lock")
        drafts = LedgerSurroundings.names(in: folder).filter { $0.hasPrefix(".impact-") && $0.hasSuffix(".draft") }
    }

    /// By the kernel's list of mounts (proc(5)): the last one over the longest part of the path.
    private static func fileSystem(of folder: String) -> FileSystem {
        var kind = ""
        var longest = -1
        for line in (textLines("/proc/self/mounts")) {
            let fields = line.split(separator: " ")
            guard fields.count > 2 else { continue }
            let point = unescaped(String(fields[1]))
            let isOver = folder == point || folder.hasPrefix(point.hasSuffix("/") ? point : point + "/")
            if isOver, point.utf8.count >= longest { (kind, longest) = (String(fields[2]), point.utf8.count) }
        }
        switch kind {
        case "tmpfs", "ramfs": return .memory
        case let name where name.hasPrefix("fuse"): return .userSpace
        case let name where network.contains { name.hasPrefix($0) }: return .network(name)
        default: return .local
        }
    }

    private static let network = ["nfs", "cifs", "smb", "9p", "ceph", "afs", "lustre", "gfs2", "ocfs2", "ncp", "coda"]

    private static func textLines(_ path: String) -> [String] {
        guard let stream = fopen(path, "re") else { return [] }
        defer { fclose(stream) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var lines: [String] = []
        while getline(&line, &capacity, stream) >= 0, let line { lines.append(String(cString: line)) }
        return lines
    }

    /// The kernel writes a space as `\040`.
    private static func unescaped(_ text: String) -> String {
        text.replacing("\\040", with: " ").replacing("\\011", with: "\t").replacing("\\134", with: "\\")
    }

    private static func isLocked(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
        flock(descriptor, LOCK_UN)
        return false
    }

    private static func names(in folder: String) -> [String] {
        guard let entries = opendir(folder) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names.sorted()
    }
}

extension SQLiteEventLog {
    /// What a commit waits for: 2 is FULL, an append that returned is on disk.
    package var synchronousLevel: Int { get throws { try connection.integer("PRAGMA synchronous") ?? 0 } }

    package var lastRecordedTime: Instant? {
        get throws {
            let row = try connection.prepare("SELECT recordedtime FROM event ORDER BY position DESC LIMIT 1")
            defer { row.reset() }
            return try row.step() ? Instant(microsecondsSinceEpoch: row.int(0)) : nil
        }
    }
}
