import CanonicalJSON
import Glibc

/// The lines of a file or of standard input, which may be walked over more than once: what is no regular file is kept in an
/// unnamed temporary file first.
package final class EventLines {
    package struct Line {
        /// From 1.
        package let number: Int
        /// Where the bytes start in the file.
        package let offset: Int
        package let bytes: ArraySlice<UInt8>
        /// Whether the text ends here without a newline.
        package let isCutOff: Bool
        /// Nil where the whole line is here; else its length, of which no more is kept.
        package let tooLong: Int?
    }

    package let name: String
    /// In bytes.
    package let size: Int
    let descriptor: Int32
    static let bufferSize = 1 << 18

    /// - Parameters:
    ///   - file: a path, or `-` for standard input.
    ///   - folder: where what is no regular file is kept.
    package init(_ file: String, keptIn folder: String) throws {
        name = file
        let opened = file == "-" ? dup(STDIN_FILENO) : open(file, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw UnreadableFile(.missing, "\(file) cannot be read: \(UnreadableFile.lastError())")
        }
        // A stream that was closed is only there to be refused.
        guard fcntl(opened, F_GETFL) & O_ACCMODE != O_WRONLY else {
            close(opened)
            throw UnreadableFile(
                .missing,
                "\(file == "-" ? "standard input" : file) cannot be read: it is closed, or open for writing only")
        }
        var status = stat()
        fstat(opened, &status)
        guard status.st_mode & S_IFMT != S_IFDIR else {
            close(opened)
            throw UnreadableFile(.missing, "\(file) is a folder; name a file in it")
        }
        if status.st_mode & S_IFMT == S_IFREG, lseek(opened, 0, SEEK_CUR) == 0 {
            (descriptor, size) = (opened, Int(status.st_size))
        } else {
            defer { close(opened) }
            (descriptor, size) = try EventLines.keep(opened, name: file, in: folder)
        }
    }

    deinit { close(descriptor) }

    /// A file without a name, of what `fill` writes.
    ///
    /// - Parameters:
    ///   - name: what messages call it.
    ///   - folder: where it is made.
    package init(named name: String, keptIn folder: String, fill: (_ write: ([UInt8]) throws -> Void) throws -> Void)
        throws
    {
        self.name = name
        (descriptor, size) = try EventLines.temporary(name: name, in: folder, fill)
    }

    private static func keep(_ source: Int32, name: String, in folder: String) throws -> (Int32, Int) {
        try temporary(name: name, in: folder) { write in try forEachPiece(of: source, name: name, write) }
    }

    private static func temporary(
        name: String, in folder: String, _ fill: (_ write: ([UInt8]) throws -> Void) throws -> Void
    ) throws -> (Int32, Int) {
        var path = Array("\(folder)/impact-XXXXXX".utf8CString)
        let copy = mkstemp(&path)
        guard copy >= 0 else {
            throw UnreadableFile(
                .notKept, "no temporary file can be made in \(folder): \(UnreadableFile.lastError())")
        }
        unlink(path)
        var size = 0
        do {
            try fill { bytes in
                var written = 0
                while written < bytes.count {
                    let part = bytes.withUnsafeBytes {
                        write(copy, $0.baseAddress.map { $0 + written }, bytes.count - written)
                    }
                    guard part > 0 else {
                        throw UnreadableFile(
                            .broken, "no room for \(name) in \(folder): \(UnreadableFile.lastError())")
                    }
                    written += part
                }
                size += bytes.count
            }
        } catch {
            close(copy)
            throw error
        }
        return (copy, size)
    }

    /// All bytes, a piece at a time.
    package func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw UnreadableFile(reading: name) }
        try EventLines.forEachPiece(of: descriptor, name: name, body)
    }

    private static func forEachPiece(of source: Int32, name: String, _ body: ([UInt8]) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        while true {
            let count = read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw UnreadableFile(reading: name) }
            guard count > 0 else { return }
            try body(Array(buffer[..<count]))
        }
    }

    /// Walks over the lines from the first on. A byte order mark before the first is passed over, and a carriage return
    /// before a newline belongs to it.
    ///
    /// - Parameter body: gets each line, and how many bytes were read so far; false ends the walk.
    package func forEach(_ body: (Line, Int) throws -> Bool) throws {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw UnreadableFile(reading: name) }
        let most = JSONLimits().bytes
        var buffer: [UInt8] = []
        var start = 0
        var position = 0
        var number = 0
        /// Of a line beyond the bound: what was let go of already.
        var dropped = 0
        var chunk = [UInt8](repeating: 0, count: EventLines.bufferSize)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw UnreadableFile(reading: name) }
            position += count
            buffer.append(contentsOf: chunk[..<count])
            while let end = EventLines.newline(in: buffer, from: start) {
                number += 1
                let offset = position - buffer.count + start
                let line = line(
                    number, at: offset, buffer[start..<end], dropped: dropped, most: most, isCutOff: false)
                (start, dropped) = (end + 1, 0)
                guard try body(line, position - (buffer.count - start)) else { return }
            }
            if count == 0 {
                guard start < buffer.count || dropped > 0 else { return }
                let offset = position - buffer.count + start
                let line = line(
                    number + 1, at: offset, buffer[start...], dropped: dropped, most: most, isCutOff: true)
                _ = try body(line, position)
                return
            }
            buffer.removeFirst(start)
            start = 0
            if buffer.count > most + 4 {
                dropped += buffer.count
                buffer = []
            }
        }
    }

    private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let first = bytes.baseAddress, start < bytes.count,
                let found = memchr(first + start, 0x0A, bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - first
        }
    }

    private func line(
        _ number: Int, at offset: Int, _ bytes: ArraySlice<UInt8>, dropped: Int, most: Int, isCutOff: Bool
    ) -> Line {
        var (offset, bytes) = (offset, bytes)
        if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            bytes = bytes.dropFirst(3)
            offset += 3
        }
        if !isCutOff, bytes.last == 0x0D { bytes = bytes.dropLast() }
        let length = dropped + bytes.count
        return Line(
            number: number, offset: offset, bytes: bytes, isCutOff: isCutOff, tooLong: length > most ? length : nil)
    }

    /// A line's bytes again.
    package func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + filled }, count - filled, offset + filled)
            }
            if read < 0, errno == EINTR { continue }
            guard read > 0 else {
                let reason = read < 0 ? UnreadableFile.lastError() : "it was changed meanwhile"
                throw UnreadableFile(.broken, "\(name) could not be read again: \(reason)")
            }
            filled += read
        }
        return bytes
    }
}

/// A file, or standard input, that cannot be read.
package struct UnreadableFile: Error, CustomStringConvertible {
    package enum Kind: Sendable {
        /// It is not there, or no file.
        case missing
        /// What comes through a pipe could not be kept.
        case notKept
        /// Reading or writing failed on the way.
        case broken
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }

    /// A read that just failed.
    init(reading name: String) { self.init(.broken, "\(name) could not be read: \(UnreadableFile.lastError())") }

    fileprivate static func lastError() -> String { String(cString: strerror(errno)) }
}
