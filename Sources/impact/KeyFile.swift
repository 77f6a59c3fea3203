import EventLog
import Glibc

/// The file of a private key: one line, for its owner's eyes only.
enum KeyFile {
    /// Makes a new file, never over another and never through a symbolic link. It gets its name when it is whole and on disk.
    static func create(_ key: NoteSignerKey, at path: String) throws {
        let draft = OutputFile.draftName(of: path)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path) cannot be created: \(StandardStreams.lastError())")
        }
        defer { unlink(draft) }
        let file = OutputSink(descriptor: descriptor)
        do throws(OutputSink.Failed) {
            try file.append(key.text + "\n")
            try file.flush()
            guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw OutputSink.Failed() }
        } catch {
            throw Failure(.inputOutput, "\(path) could not be written: \(StandardStreams.lastError())")
        }
        guard link(draft, path) == 0 else {
            if errno == EEXIST { throw Failure(.cannotCreate, "\(path) exists already; a key is never replaced") }
            throw Failure(.cannotCreate, "\(path) cannot be created: \(StandardStreams.lastError())")
        }
    }

    /// - Throws: `Failure` for a symbolic link, for a file that others than its owner can read, and for what is no key.
    static func read(_ path: String) throws -> NoteSignerKey {
        let text = try SmallFile.read(path, flags: O_NOFOLLOW) { status in
            let mode = status.st_mode & 0o777
            guard mode & 0o077 == 0 else {
                let digits = String(mode, radix: 8)
                throw Failure(
                    .badInput,
                    "\(path) is open to others (mode 0\(digits)): chmod 600 \(path), "
                        + "and make a new key if somebody may have read it")
            }
        }
        do throws(NoteError) {
            return try NoteSignerKey(
                parsing: String(decoding: text, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? "")
        } catch {
            throw Failure(.badInput, "\(path) \(error)")
        }
    }
}

/// Files of a few lines, such as keys and checkpoints.
enum SmallFile {
    /// - Throws: `Failure` where the file is missing, is no plain file, or is longer than any note.
    static func read(_ path: String, flags: Int32 = 0, admit: (stat) throws -> Void = { _ in }) throws -> [UInt8] {
        // A pipe without a writer would otherwise make the opening wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags)
        guard descriptor >= 0 else {
            if errno == ELOOP {
                throw Failure(.badInput, "\(path) is a symbolic link: name the file itself")
            }
            throw Failure(.noInput, "\(path) cannot be read: \(StandardStreams.lastError())")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.badInput, "\(path) is not a plain file")
        }
        try admit(status)
        var bytes = [UInt8](repeating: 0, count: SignedNote.maximumSize + 1)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else {
                throw Failure(.inputOutput, "\(path) cannot be read: \(StandardStreams.lastError())")
            }
            if more == 0 { break }
            count += more
        }
        return Array(bytes.prefix(count))
    }
}
