import Glibc

/// What a writer knows of the log up to its end without asking the file again. It holds as long as the last position is still
/// this one: whatever anybody else does to a log gives it another.
struct KnownEnd {
    private(set) var position: Int
    /// The greatest id in the order of bytes; nil in an empty log. An id beyond it is new, without a look into the index: ids
    /// that are made in the order of time mostly are.
    private var greatestID: [UInt8]?
    /// Of the streams that were asked for.
    private var streamVersions = StreamVersions()
    /// Whether those are all the streams there are: the log was empty when it was looked at.
    private var knowsAllStreams: Bool

    /// About 100 bytes each.
    private static let mostStreams = 1 << 17

    init(position: Int, greatestID: String?) {
        self.position = position
        self.greatestID = greatestID.map { Array($0.utf8) }
        knowsAllStreams = position == 0
    }

    func isNew(id: UnsafeBufferPointer<UInt8>) -> Bool {
        greatestID.map { greatest in greatest.withUnsafeBufferPointer { ByteText.order($0, id) < 0 } } ?? true
    }

    /// Bounds the memory. Only between two appends: the file does not yet have the events of the one that is planned.
    mutating func forgetStreamsIfMany() {
        guard streamVersions.count > KnownEnd.mostStreams else { return }
        streamVersions = StreamVersions()
        knowsAllStreams = false
    }

    /// The version of the next event of a stream, which then counts as appended.
    ///
    /// - Parameter look: asks the file for the stream's last version.
    mutating func nextStreamVersion(
        _ stream: UnsafeBufferPointer<UInt8>, look: (String) throws -> Int
    ) rethrows -> Int {
        let knowsAllStreams = knowsAllStreams
        return try streamVersions.next(stream) {
            try knowsAllStreams ? 0 : look(String(decoding: $0, as: UTF8.self))
        }
    }

    /// Goes on to an event that was appended.
    mutating func pass(id: UnsafeBufferPointer<UInt8>, position: Int) {
        self.position = position
        guard isNew(id: id) else { return }
        greatestID?.removeAll(keepingCapacity: true)
        greatestID = (greatestID.take() ?? []) + id
    }
}

/// A text as its bytes, which is how SQLite's `BINARY` collation has it: to Swift's strings spellings that are canonically
/// equivalent are one.
struct ByteText: Hashable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ByteText, right: ByteText) -> Bool { left.order(right) == 0 }

    static func < (left: ByteText, right: ByteText) -> Bool { left.order(right) < 0 }

    private func order(_ other: ByteText) -> Int {
        var (left, right) = (text, other.text)
        return left.withUTF8 { left in right.withUTF8 { right in ByteText.order(left, right) } }
    }

    /// Below, at or above 0.
    static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        guard let first = left.baseAddress, let second = right.baseAddress else { return left.count - right.count }
        let order = memcmp(first, second, min(left.count, right.count))
        return order == 0 ? left.count - right.count : Int(order)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
