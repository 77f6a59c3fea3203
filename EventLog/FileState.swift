import Glibc

/// Which file lies at a path, and how it was when it was last written to.
struct FileState: Equatable, Sendable {
    /// Which file it is, under whatever name.
    struct Identity: Equatable, Sendable {
        let device: Int
        let inode: Int
    }

    let identity: Identity
    let bytes: Int
    /// When it was last written to.
    let seconds: Int
    let nanoseconds: Int

    init(identity: Identity, bytes: Int, seconds: Int, nanoseconds: Int) {
        (self.identity, self.bytes) = (identity, bytes)
        (self.seconds, self.nanoseconds) = (seconds, nanoseconds)
    }

    init(_ status: stat) {
        identity = Identity(
            device: Int(truncatingIfNeeded: status.st_dev), inode: Int(truncatingIfNeeded: status.st_ino))
        bytes = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }

    /// Nil where there is none.
    init?(at path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}
