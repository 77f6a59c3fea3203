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
    /// How many names the file has.
    package let links: Int
    /// Whether the file is mounted by itself, under this name or others, beside which its write-ahead log does not lie.
    package let isMountPoint: Bool
    package let otherMounts: [String]

    /// - Parameter path: of a ledger that exists.
    package init(of path: String, beside more: [String]) throws {
        let file = try LedgerFile(existingAt: path)
        let beside = ["-wal", "-shm", "-lock"].map { file.path + $0 } + more.flatMap(LedgerSurroundings.followed)
        files = ([file.path] + beside).compactMap { name in
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
        isBeingWritten = WriterLock.isHeld(ofLedger: file.path)
        drafts = FolderListing.names(in: folder).filter(LedgerFile.isDraft)
        links = LedgerNames.links(of: file.path)
        isMountPoint = LedgerNames.isMountPoint(file.path)
        otherMounts = LedgerNames.otherMounts(of: file.path)
    }

    /// What a name leads to, and SQLite's files beside that: a link has a mode that says nothing.
    private static func followed(_ name: String) -> [String] {
        var status = stat()
        guard lstat(name, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return [name] }
        guard let target = realpath(name, nil) else { return [] }
        defer { free(target) }
        return ["", "-wal", "-shm"].map { String(cString: target) + $0 }
    }

    /// By the kernel's list of mounts: the last one over the longest part of the path.
    private static func fileSystem(of folder: String) -> FileSystem {
        var kind = ""
        var longest = -1
        for mount in Mount.all() {
            let point = mount.point
            let isOver = folder == point || folder.hasPrefix(point.hasSuffix("/") ? point : point + "/")
            if isOver, point.utf8.count >= longest { (kind, longest) = (mount.kind, point.utf8.count) }
        }
        switch kind {
        case "tmpfs", "ramfs": return .memory
        case let name where name.hasPrefix("fuse"): return .userSpace
        case let name where network.contains { name.hasPrefix($0) }: return .network(name)
        default: return .local
        }
    }

    private static let network = ["nfs", "cifs", "smb", "9p", "ceph", "afs", "lustre", "gfs2", "ocfs2", "ncp", "coda"]
}

extension SQLiteEventLog {
    /// What a commit waits for: 2 is FULL, an append that returned is on disk.
    package var synchronousLevel: Int { get throws { try connection.integer("PRAGMA synchronous") ?? 0 } }

    /// Whether the file is written through a write-ahead log, as it should be.
    package var isLogged: Bool { get throws { try connection.isLogged } }

    package var lastRecordedTime: Instant? {
        get throws { try lastEvent()?.recordedTime }
    }
}
