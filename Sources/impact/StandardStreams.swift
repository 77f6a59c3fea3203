import Glibc

/// The program's streams by their descriptors: the C library's `FILE *` variables are shared mutable state.
enum StandardStreams {
    static func message(_ text: String) {
        let sink = OutputSink(descriptor: STDERR_FILENO)
        // Where standard error is closed there is nobody left to tell.
        do throws(OutputSink.Failed) {
            try sink.append(text)
            try sink.flush()
        } catch {}
    }

    static func lastError() -> String { String(cString: strerror(errno)) }
}
