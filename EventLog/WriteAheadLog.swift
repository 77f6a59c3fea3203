import Glibc

/// SQLite's write-ahead log as a file. SQLite holds its locks on other files, so that this one may be opened and closed.
enum WriteAheadLog {
    /// Two numbers in its header, made anew whenever it begins anew; all its pages name them
    /// (https://sqlite.org/fileformat2.html#walformat). Nil where there is no log, or nothing in it.
    static func salts(ofLedger path: String) -> UInt64? {
        let descriptor = open(path + "-wal", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 32)
        let count = header.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return count == header.count ? header[16..<24].reduce(0) { $0 << 8 | UInt64($1) } : nil
    }

    /// How many pages the database had after the last commit in the log. Nil where no commit in it is whole: then nobody reads it.
    ///
    /// - Throws: `LedgerOpenError.inputOutput`.
    static func pagesAfterLastCommit(ofLedger path: String) throws -> Int? {
        let descriptor = open(path + "-wal", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        func piece(_ count: Int, at place: Int) throws -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: count)
            let found = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, place) }
            guard found >= 0 else { throw LedgerOpenError.inputOutput(path + "-wal", reason: SystemError.message()) }
            return found == count ? bytes : nil
        }
        guard let header = try piece(headerBytes, at: 0) else { return nil }
        let magic = number(header, at: 0)
        let pageBytes = Int(number(header, at: 8))
        guard [0x377F_0682, 0x377F_0683].contains(magic), (512...65_536).contains(pageBytes) else { return nil }
        // The last bit of the magic says in which order the bytes of the words are that are summed up.
        var sum = Checksum(isBigEndian: magic & 1 == 1)
        sum.add(header[..<24])
        guard sum.isWritten(in: header, at: 24) else { return nil }
        var pages: Int?
        var place = headerBytes
        while let frame = try piece(frameHeaderBytes + pageBytes, at: place) {
            sum.add(frame[..<8])
            sum.add(frame[frameHeaderBytes...])
            guard frame[8..<16] == header[16..<24], sum.isWritten(in: frame, at: 16) else { break }
            let size = Int(number(frame, at: 4))
            if size > 0 { pages = size }
            place += frame.count
        }
        return pages
    }

    private static let headerBytes = 32
    private static let frameHeaderBytes = 24

    private static func number(_ bytes: [UInt8], at place: Int) -> UInt32 {
        bytes[place..<(place + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Over all that precedes in the log (https://sqlite.org/fileformat2.html#checksum_algorithm).
    private struct Checksum {
        let isBigEndian: Bool
        private var sums: (UInt32, UInt32) = (0, 0)

        init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

        /// Whole pairs of words.
        mutating func add(_ bytes: ArraySlice<UInt8>) {
            bytes.withUnsafeBytes { bytes in
                for place in stride(from: 0, to: bytes.count, by: 8) {
                    sums.0 &+= word(bytes, at: place) &+ sums.1
                    sums.1 &+= word(bytes, at: place + 4) &+ sums.0
                }
            }
        }

        private func word(_ bytes: UnsafeRawBufferPointer, at place: Int) -> UInt32 {
            let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
            return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
        }

        func isWritten(in bytes: [UInt8], at place: Int) -> Bool {
            sums == (number(bytes, at: place), number(bytes, at: place + 4))
        }
    }

    /// Makes safe what a writer left there whose disk failed, or that was killed. Only for the holder of the writers' lock.
    ///
    /// A sync that fails makes Linux forget the writes: they can be read, nobody writes them again, and the next sync says that
    /// all is well (https://wiki.postgresql.org/wiki/Fsync_Errors). A commit among them would be found by the next writer, which
    /// would append behind it, or copy it into the ledger's file, and lose its own acknowledged event with it when the power
    /// goes. So all bytes are written once more as they are, which changes nothing for readers, and synced.
    static func writeAgain(ofLedger path: String) throws {
        func failure() -> LedgerOpenError { .inputOutput(path + "-wal", reason: SystemError.message()) }
        let descriptor = open(path + "-wal", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw failure()
        }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var place = 0
        while true {
            let count = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, place) }
            guard count >= 0 else { throw failure() }
            if count == 0 { break }
            let written = piece.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, count, place) }
            guard written > 0 else { throw failure() }
            place += written
        }
        guard fsync(descriptor) == 0 else { throw failure() }
    }
}
