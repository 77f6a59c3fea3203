import Glibc

/// The program's streams by their descriptors: the C library's `FILE *` variables are shared mutable state.
enum StandardStreams {
    static func message(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    static func writeOutput(_ text: String) throws {
        guard write(text, to: STDOUT_FILENO) else {
            throw Failure(.inputOutput, "standard output could not be written: \(lastError())")
        }
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    static func lastError() -> String { String(cString: strerror(errno)) }
}
