import Glibc
import Reports

/// The program's streams by their descriptors: the C library's `FILE *` variables are shared mutable state.
enum StandardStreams {
    /// Before anything else is opened. A stream that is closed would have its number given to the next file that is opened: the
    /// ledger would be read as events, or messages be written into it. So its number is taken here, by what fails as a closed
    /// stream does.
    static func occupy() {
        for (stream, way) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(stream, F_GETFD) < 0 {
            // The lowest free number, which is this one: those below are taken.
            _ = open("/dev/null", way)
        }
    }

    /// Where a file may not grow any further (ulimit -f) a write fails, as on a full disk, instead of ending the program.
    static func refuseWhereFilesMayNotGrow() { signal(SIGXFSZ, SIG_IGN) }

    /// One line for people, made harmless here and nowhere else: a newline within it comes from what is quoted, such as a path,
    /// and must not pass for a message of its own.
    static func message(_ line: String) { write(SafeText.terminal(line) + "\n") }

    /// What moves a terminal's cursor: our own characters, and nobody else's text.
    static func draw(_ picture: String) { write(picture) }

    /// Columns of the terminal that standard output is; nil where it is none.
    static var width: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Whether messages are read as they come.
    static var arePersonal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Lines for people on standard output, each made harmless.
    static func output(_ lines: [String]) throws {
        let sink = OutputSink(descriptor: STDOUT_FILENO)
        do {
            try sink.append(lines.map { SafeText.terminal($0) + "\n" }.joined())
            try sink.flush()
        } catch {
            throw Failure(.inputOutput, "standard output could not be written: \(lastError())")
        }
    }

    private static func write(_ text: String) {
        let sink = OutputSink(descriptor: STDERR_FILENO)
        // Where standard error is closed there is nobody left to tell.
        do throws(OutputSink.Failed) {
            try sink.append(text)
            try sink.flush()
        } catch {}
    }

    static func lastError() -> String { String(cString: strerror(errno)) }
}
