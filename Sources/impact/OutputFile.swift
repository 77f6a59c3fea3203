import Glibc

/// Writes text to a descriptor in large pieces.
final class OutputSink {
    struct Failed: Error {}

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private static let pieceSize = 1 << 16

    init(descriptor: Int32) { self.descriptor = descriptor }

    func append(_ text: String) throws(Failed) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= OutputSink.pieceSize { try flush() }
    }

    func append(_ bytes: [UInt8]) throws(Failed) {
        if bytes.count < OutputSink.pieceSize {
            buffer.append(contentsOf: bytes)
            if buffer.count >= OutputSink.pieceSize { try flush() }
        } else {
            try flush()
            try write(bytes)
        }
    }

    /// `errno` says why it failed.
    func flush() throws(Failed) {
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws(Failed) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failed() }
            rest = rest.dropFirst(count)
        }
    }
}

enum OutputFile {
    /// What a process that was killed left under such a name is in nobody's way; process numbers come again.
    static func draftName(of path: String) -> String { "\(path).\(UInt32.random(in: 0 ... .max)).tmp" }

    /// Written beside the target and renamed over it: there is never half a file. What is there and is no plain file, such as
    /// a pipe or `/dev/null`, is written to; a symbolic link is refused, for what it leads to was not named.
    static func write(to path: String, _ body: (OutputSink) throws -> Void) throws {
        var status = stat()
        if lstat(path, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFLNK:
                throw Failure(
                    .cannotCreate, "\(path) is a symbolic link: name the file itself, or write to standard output")
            case S_IFDIR: throw Failure(.cannotCreate, "\(path) is a folder: name a file in it")
            default: return try writeInto(path, body)
            }
        }
        let temporary = draftName(of: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path) cannot be created: \(StandardStreams.lastError())")
        }
        let sink = OutputSink(descriptor: descriptor)
        do {
            try body(sink)
            try sink.flush()
        } catch {
            let reason = StandardStreams.lastError()
            close(descriptor)
            unlink(temporary)
            guard error is OutputSink.Failed else { throw error }
            throw Failure(.inputOutput, "\(path) could not be written: \(reason)")
        }
        let isSafe = fsync(descriptor) == 0
        guard close(descriptor) == 0, isSafe, rename(temporary, path) == 0 else {
            let reason = StandardStreams.lastError()
            unlink(temporary)
            throw Failure(.inputOutput, "\(path) could not be written: \(reason)")
        }
    }

    /// A file that `body` makes at the path it is given, for what cannot be written piece by piece. It gets its own name when
    /// it is whole, and never that of a file that is there.
    static func make(_ path: String, _ body: (_ draft: String) throws -> Void) throws {
        let draft = draftName(of: path)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path) cannot be created: \(StandardStreams.lastError())")
        }
        close(descriptor)
        defer {
            for suffix in ["", "-journal"] { unlink(draft + suffix) }
        }
        try body(draft)
        guard link(draft, path) == 0 else {
            throw Failure(
                .cannotCreate,
                errno == EEXIST
                    ? "\(path) exists already; name another file"
                    : "\(path) cannot be created: \(StandardStreams.lastError())")
        }
    }

    private static func writeInto(_ path: String, _ body: (OutputSink) throws -> Void) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path) cannot be opened: \(StandardStreams.lastError())")
        }
        defer { close(descriptor) }
        let sink = OutputSink(descriptor: descriptor)
        do {
            try body(sink)
            try sink.flush()
        } catch is OutputSink.Failed {
            throw Failure(.inputOutput, "\(path) could not be written: \(StandardStreams.lastError())")
        }
    }
}
