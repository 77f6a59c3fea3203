import Glibc
import SQLite

/// Why a file cannot hold the views.
package struct NotAViewsFile: Error, CustomStringConvertible {
    package let path: String
    package var description: String {
        "\(path) is not a views file of this program; move it away, and the views are folded again"
    }
}

/// Why views cannot be written.
package struct ViewsFileError: Error, CustomStringConvertible {
    package let path: String
    /// What the system said.
    private let code: Int32

    init(path: String, code: Int32 = errno) { (self.path, self.code) = (path, code) }

    /// Whether nobody may make files there, or not that one; otherwise something broke.
    package var isRefused: Bool { [EACCES, EPERM, EROFS, ENOENT, ENOTDIR, EEXIST].contains(code) }

    /// Whether a file was not there any more that this program had made.
    var isRemoval: Bool { code == ENOENT }

    package var description: String { "\(path): \(SystemMessage.text(code))" }
}

/// Where the views lie: `NAME.views.sqlite` is a symbolic link to the generation that holds, a database of its own beside it.
///
/// A rebuild fills a new generation and moves the link over to it, which `rename(2)` does at once. SQLite follows links when
/// it opens a file and names the file's own write-ahead log after what it found, so that two generations never share one:
/// whoever has the old generation open reads it to the end, whoever opens the link has the new one, and nobody sees a part
/// of each. A generation is made under an advisory lock that its maker holds; what has no lock, no link and no use any more
/// was left by a process that died, and is removed.
package struct ViewsFile {
    /// As users name it.
    package let path: String

    package init(path: String) { self.path = path }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private var name: String { path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path }

    /// Generations of `x.views.sqlite` are `x.views-TOKEN.sqlite`.
    private var stem: String { (name.hasSuffix(".sqlite") ? String(name.dropLast(7)) : name) + "-" }

    private func isGeneration(_ name: String) -> Bool {
        guard name.hasPrefix(stem), name.hasSuffix(".sqlite") else { return false }
        let token = name.dropFirst(stem.count).dropLast(7)
        return token.utf8.count == 16 && token.utf8.allSatisfy { byte in "0123456789abcdef".utf8.contains(byte) }
    }

    /// The path of the generation that holds; nil where there is none yet.
    ///
    /// - Throws: `NotAViewsFile` where something else has the name.
    package func current() throws -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFLNK else {
            // Views files of earlier versions were no links. They are derived, so that they may go.
            guard try isOurs(path) else { throw NotAViewsFile(path: path) }
            for suffix in ["-wal", "-shm", ""] { unlink(path + suffix) }
            return nil
        }
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = target.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), buffer.count) } ?? 0
        }
        guard length > 0 else { throw ViewsFileError(path: path) }
        let generation = String(decoding: target[..<length], as: UTF8.self)
        guard isGeneration(generation) else { throw NotAViewsFile(path: path) }
        // A link without what it leads to: the views were deleted.
        return stat("\(folder)/\(generation)", &status) == 0 ? "\(folder)/\(generation)" : nil
    }

    private func isOurs(_ path: String) throws -> Bool {
        do throws(SQLiteError) {
            let probe = try Connection(path: path, mode: .readOnlyImmutable)
            defer { probe.close() }
            return try probe.integer("PRAGMA application_id") == ViewStore.applicationID
        } catch {
            guard error.isNotADatabase else { throw error }
            return false
        }
    }

    /// A generation that is being made.
    package final class Draft {
        package let path: String
        private let descriptor: Int32
        private var isKept = false

        fileprivate init(path: String) throws {
            self.path = path
            descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw ViewsFileError(path: path) }
            flock(descriptor, LOCK_EX)
        }

        /// Lets the disk begin with what was written so far, so that `sync` has less to wait for.
        func beginWriting() { SQLite.beginWriting(descriptor: descriptor) }

        /// Its bytes are on the disk from then on.
        fileprivate func sync() throws {
            guard fsync(descriptor) == 0 else {
                throw ViewsFileError(path: path)
            }
        }

        fileprivate func keep() { isKept = true }

        /// Closing a descriptor drops SQLite's own locks on the file, so this comes after its connections are closed.
        deinit {
            if !isKept { ViewsFile.remove(path) }
            close(descriptor)
        }
    }

    /// Makes an empty file for a new generation, readable and writable by its owner only.
    package func makeDraft() throws -> Draft {
        let token = String(UInt64.random(in: 0 ... .max), radix: 16)
        let padded = String(repeating: "0", count: 16 - token.count) + token
        return try Draft(path: "\(folder)/\(stem)\(padded).sqlite")
    }

    /// Makes a finished draft the generation that holds. Its connections are closed.
    package func publish(_ draft: Draft) throws {
        try draft.sync()
        if let old = try current() { utimes(old, nil) }
        let link = draft.path + "-link"
        let target =
            draft.path.lastIndex(of: "/").map { String(draft.path[draft.path.index(after: $0)...]) } ?? draft.path
        guard symlink(target, link) == 0, rename(link, path) == 0 else {
            let error = ViewsFileError(path: path)
            unlink(link)
            throw error
        }
        draft.keep()
        syncFolder()
    }

    private func syncFolder() {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// How long a generation stays after its link has moved on: whoever has just read the link may still open it.
    private static let secondsOfGrace = 5

    /// Removes generations that are out of use, and what processes that died have left.
    package func removeLeftovers() {
        guard let current = try? current(), let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        for name in names {
            let isDeadLink = name.hasSuffix(".sqlite-link") && isGeneration(String(name.dropLast(5)))
            guard isGeneration(name) || isDeadLink else { continue }
            let file = "\(folder)/\(name)"
            guard file != current else { continue }
            var status = stat()
            guard lstat(file, &status) == 0, time(nil) - status.st_mtim.tv_sec > ViewsFile.secondsOfGrace else {
                continue
            }
            if !isDeadLink {
                let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
                guard descriptor >= 0 else { continue }
                defer { close(descriptor) }
                // Its maker is at work still.
                guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            }
            remove(file)
        }
    }

    func remove(_ generation: String) { ViewsFile.remove(generation) }

    /// Of the file that a replay keeps beside the generation that it fills; it has the name for a moment only.
    static let spillSuffix = "-spill"

    fileprivate static func remove(_ generation: String) {
        for suffix in ["", "-journal", "-wal", "-shm", spillSuffix] { unlink(generation + suffix) }
    }
}

enum SystemMessage {
    static func text(_ code: Int32) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}
