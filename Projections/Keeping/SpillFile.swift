import Glibc
import Synchronization

/// How much of what waits to be folded stays in memory, and what the rest is written to.
package struct Spilling: Sendable {
    /// Bytes that each thread keeps in memory; with more it writes them out.
    package let bound: Int
    /// Makes a file for reading and writing that has no name any more. Gives its descriptor, or one below zero with `errno`.
    fileprivate let open: @Sendable (_ path: String) -> Int32

    package static let standard = Spilling(bound: 8 << 20)

    package init(bound: Int, open: @escaping @Sendable (_ path: String) -> Int32 = Spilling.openUnnamed) {
        (self.bound, self.open) = (bound, open)
    }

    /// The name goes at once, and the bytes go with the process, however it ends.
    package static func openUnnamed(_ path: String) -> Int32 {
        while true {
            // One is there only where a process died, or is at it, between these calls.
            unlink(path)
            let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if descriptor >= 0 { unlink(path) }
            if descriptor >= 0 || errno != EEXIST { return descriptor }
        }
    }
}

/// A file for what waits to be folded and is too much for memory. It is made when something is written first, so that a small
/// ledger never has one. Several threads write and read it.
final class SpillFile: Sendable {
    struct Extent {
        let offset: Int
        let count: Int
    }

    private struct State {
        var descriptor: Int32 = -1
        var end = 0
    }

    let spilling: Spilling
    private let path: String
    private let state = Mutex(State())

    /// - Parameter generation: the path of the views that are folded.
    init(_ spilling: Spilling, beside generation: String) {
        (self.spilling, path) = (spilling, generation + ViewsFile.spillSuffix)
    }

    deinit {
        state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
    }

    /// Lets go of everything, to be filled again. Nobody reads or writes meanwhile.
    func removeAll() { state.withLock { $0.end = 0 } }

    /// - Throws: where the file cannot be made or the disk takes no more.
    func append(_ bytes: Bytes) throws -> Extent {
        let (descriptor, offset) = try state.withLock { state in
            if state.descriptor < 0 {
                state.descriptor = spilling.open(path)
                guard state.descriptor >= 0 else { throw ViewsFileError(path: path) }
            }
            defer { state.end += bytes.count }
            return (state.descriptor, state.end)
        }
        var written = 0
        while written < bytes.count {
            let count = pwrite(descriptor, bytes.start + written, bytes.count - written, off_t(offset + written))
            guard count >= 0 || errno == EINTR else { throw ViewsFileError(path: path) }
            written += max(0, count)
        }
        return Extent(offset: offset, count: bytes.count)
    }

    /// The bytes of an extent, as long as the arena keeps them.
    func read(_ extent: Extent, into arena: Arena) throws -> Bytes {
        let memory = arena.allocate(extent.count)
        let descriptor = state.withLock { $0.descriptor }
        var done = 0
        while done < extent.count {
            let count = pread(descriptor, memory + done, extent.count - done, off_t(extent.offset + done))
            guard count > 0 || (count < 0 && errno == EINTR) else {
                throw ViewsFileError(path: path, code: count == 0 ? EIO : errno)
            }
            done += max(0, count)
        }
        return Bytes(start: UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)), count: extent.count)
    }
}
