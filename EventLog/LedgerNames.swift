import Glibc

/// Under which names a ledger's file can be reached.
///
/// SQLite names the write-ahead log after the path by which a file was opened, and so do we the lock: a file of two names has two of
/// each, and who writes by the one knows nothing of what the other's log holds. So only a file of one name is written to.
/// Symbolic links are no names of their own: they are followed first.
enum LedgerNames {
    /// For the holder of the writers' lock.
    ///
    /// - Throws: `LedgerOpenError.manyNames`.
    static func requireOne(_ path: String) throws {
        guard links(of: path) > 1 else { return }
        // A ledger gets its name as a second one of its draft, which goes a moment later, or was left by a process that died.
        removeDrafts(of: path)
        let count = links(of: path)
        guard count > 1 else { return }
        throw LedgerOpenError.manyNames(
            path, found: "has \(count) names (hard links), each with a write-ahead log of its own",
            remedy: "remove the others; a copy is made by impact backup")
    }

    /// For whoever opens a ledger, readers too: the writers by its own name do not see us, and copy their log into the file while
    /// it is read.
    ///
    /// - Throws: `LedgerOpenError.manyNames`.
    static func requireNoMountPoint(_ path: String) throws {
        guard isMountPoint(path) else { return }
        throw LedgerOpenError.manyNames(
            path, found: "is a file mounted by itself, beside which its write-ahead log does not lie",
            remedy: "use the name that was mounted, or mount the folder that the ledger is in")
    }

    static func links(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_nlink) : 0
    }

    private static func removeDrafts(of path: String) {
        let folder = LedgerFile.folder(of: path)
        guard let identity = FileState(at: path)?.identity else { return }
        for name in FolderListing.names(in: folder) where LedgerFile.isDraft(name) {
            let draft = "\(folder)/\(name)"
            if draft != path, FileState(at: draft)?.identity == identity { unlink(draft) }
        }
    }

    static func isMountPoint(_ path: String) -> Bool { Mount.all().contains { $0.point == path } }

    /// Other paths under which the file itself is mounted.
    static func otherMounts(of path: String) -> [String] {
        guard let identity = FileState(at: path)?.identity else { return [] }
        return Mount.all().filter { mount in
            // Whole file systems are folders; looking at them could take for ever where one is on a machine that is gone.
            mount.root != "/" && mount.point != path && FileState(at: mount.point)?.identity == identity
        }.map(\.point)
    }
}

/// A line of the kernel's list of mounts (proc(5), mountinfo).
struct Mount {
    /// What of its file system is mounted.
    let root: String
    let point: String
    /// Of file system.
    let kind: String

    static func all() -> [Mount] {
        guard let stream = fopen("/proc/self/mountinfo", "re") else { return [] }
        defer { fclose(stream) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var mounts: [Mount] = []
        while getline(&line, &capacity, stream) >= 0, let line {
            let fields = String(cString: line).split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, dash + 1 < fields.count else { continue }
            mounts.append(
                Mount(root: unescaped(fields[3]), point: unescaped(fields[4]), kind: String(fields[dash + 1])))
        }
        return mounts
    }

    /// The kernel writes a space as `\040`, and so three more characters.
    private static func unescaped(_ field: Substring) -> String {
        let text = String(field)
        return text.replacing("\\040", with: " ").replacing("\\011", with: "\t").replacing("\\012", with: "\n")
            .replacing("\\134", with: "\\")
    }
}

enum FolderListing {
    static func names(in folder: String) -> [String] {
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
