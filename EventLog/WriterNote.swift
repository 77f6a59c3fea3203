import Glibc

/// What a writer leaves in the lock's file for the next one: whether it came to an end, and which two files belong together.
///
/// SQLite lays the write-ahead log at `PATH-wal` over whatever file is at `PATH`. So the ledger's file is noted as it was, and the
/// salts by which the log tells itself from every other one. It is not synced: after a loss of power there may be an older note,
/// or none, and then the two files are judged by what is in them.
struct WriterNote: Equatable, Sendable {
    var isUnfinished = false
    /// The ledger's file; nil where nobody has noted any.
    var file: FileState?
    /// Those of the write-ahead log; nil where it was empty.
    var salts: UInt64?
    /// Whether the log has events that are not in the ledger's file.
    var isLogNeeded = false
    /// Since the machine was started: a later one may find an old note beside newer files.
    var boot = WriterNote.boot
    /// Whether the note stands in the file that it was written into, rather than in a copy.
    private(set) var isInPlace = true

    /// All notes are as long, so that one call replaces one by the other.
    private static let length = 192

    init() {}

    init(isUnfinished: Bool, file: FileState?, salts: UInt64?, isLogNeeded: Bool) {
        (self.isUnfinished, self.file, self.salts) = (isUnfinished, file, salts)
        self.isLogNeeded = isLogNeeded && salts != nil
    }

    /// Of a lock's file. What earlier versions left is one byte where a writer had not come to an end, and nothing where it had.
    init(readingFrom descriptor: Int32) {
        var bytes = [UInt8](repeating: 0, count: WriterNote.length)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return }
        let fields = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        isUnfinished = fields.first != "0"
        guard fields.count == 10 else { return }
        let numbers = fields[1...5].compactMap { Int($0) }
        guard numbers.count == 5 else { return }
        file = FileState(
            identity: FileState.Identity(device: numbers[0], inode: numbers[1]), bytes: numbers[2], seconds: numbers[3],
            nanoseconds: numbers[4])
        salts = UInt64(fields[6], radix: 16)
        isLogNeeded = fields[7] == "1"
        boot = String(fields[8])
        isInPlace = fields[9] == WriterNote.place(descriptor)
    }

    /// - Returns: whether all of it is written.
    func write(to descriptor: Int32) -> Bool {
        var fields = [isUnfinished ? "1" : "0"]
        if let file {
            let numbers = [file.identity.device, file.identity.inode, file.bytes, file.seconds, file.nanoseconds]
            fields += numbers.map(String.init)
            fields += [salts.map { String($0, radix: 16) } ?? "-", isLogNeeded ? "1" : "0", boot]
            fields.append(WriterNote.place(descriptor))
        }
        var bytes = Array(fields.joined(separator: " ").utf8.prefix(WriterNote.length - 1))
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: WriterNote.length - 1 - bytes.count)
        bytes.append(UInt8(ascii: "\n"))
        return bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) } == WriterNote.length
    }

    /// Which file it is, and under which path: a copy may have the number of a file that was removed.
    private static func place(_ descriptor: Int32) -> String {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return "-" }
        let identity = FileState(status).identity
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/fd/\(descriptor)", &path, path.count)
        // FNV-1a, for a path may be longer than a note.
        let sum = path.prefix(max(0, count)).reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64(UInt8(bitPattern: $1))) &* 0x100_0000_01b3
        }
        return "\(identity.device):\(identity.inode):\(String(sum, radix: 16))"
    }

    /// Another text after each start of the machine; "-" where the system does not say.
    private static let boot: String = {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "-" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 8)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count == 8 ? String(decoding: bytes, as: UTF8.self) : "-"
    }()

    /// Whether it was written since the machine was started.
    var isOfThisBoot: Bool { boot == WriterNote.boot && boot != "-" }
}
