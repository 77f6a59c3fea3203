import Glibc

/// Bytes that somebody else keeps alive: where a value stands in a stored event. Copying one copies no byte.
package struct Bytes {
    package let start: UnsafePointer<UInt8>
    package let count: Int

    package init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count
    }

    init(_ text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }

    /// Nil where the buffer is empty and has no address.
    package init?(_ buffer: UnsafeRawBufferPointer) {
        guard let base = buffer.baseAddress else { return nil }
        self.init(start: base.assumingMemoryBound(to: UInt8.self), count: buffer.count)
    }

    package var end: UnsafePointer<UInt8> { start + count }
    package var isEmpty: Bool { count == 0 }
    package var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
    package var string: String { String(decoding: buffer, as: UTF8.self) }
    package var array: [UInt8] { Array(buffer) }

    /// The bytes from `offset` on, at most `length` of them.
    package func dropping(_ offset: Int) -> Bytes {
        let offset = min(offset, count)
        return Bytes(start: start + offset, count: count - offset)
    }

    package func prefix(_ length: Int) -> Bytes { Bytes(start: start, count: min(length, count)) }

    package func firstIndex(of byte: UInt8) -> Int? {
        guard count > 0, let found = memchr(start, Int32(byte), count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }

    package func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && memcmp(start, text.utf8Start, count) == 0
    }

    package func starts(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && memcmp(start, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// The first eight bytes as one number, zeros where there are fewer.
    @inline(__always)
    var head: UInt64 {
        if count >= 8 { return UnsafeRawPointer(start).loadUnaligned(as: UInt64.self) }
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(start[index]) << UInt64(8 * index) }
        return value
    }

    /// The last eight bytes as one number, zeros where there are fewer.
    @inline(__always)
    var tail: UInt64 {
        count >= 8 ? UnsafeRawPointer(end - 8).loadUnaligned(as: UInt64.self) : head
    }

    /// The same on every machine and in every process: rows are placed by it. Not proof against an adversary: whoever
    /// groups by it compares the bytes, too.
    package var hash: UInt64 {
        var value: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(count)
        var rest = self
        while !rest.isEmpty {
            value = (value ^ rest.head) &* 0xFF51_AFD7_ED55_8CCD
            value ^= value >> 32
            rest = rest.dropping(8)
        }
        value = (value ^ (value >> 29)) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ (value >> 32)
    }
}

extension String {
    /// `Bytes.hash` of its UTF-8.
    var bytesHash: UInt64 { Array(utf8).withUnsafeBytes { Bytes($0)?.hash ?? 0 } }
}

extension Bytes: Hashable {
    package static func == (left: Bytes, right: Bytes) -> Bool {
        left.count == right.count && (left.start == right.start || memcmp(left.start, right.start, left.count) == 0)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

extension Bytes: Comparable {
    package static func < (left: Bytes, right: Bytes) -> Bool {
        let order = memcmp(left.start, right.start, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
    }
}

/// Memory that only grows and is let go at once: what `Bytes` point into.
final class Arena {
    private var blocks: [UnsafeMutableRawBufferPointer] = []
    /// Blocks that nothing points into any more.
    private var spare: [UnsafeMutableRawBufferPointer] = []
    private var free: UnsafeMutableRawPointer?
    private var left = 0
    private static let blockBytes = 1 << 20

    deinit { for block in blocks + spare { block.deallocate() } }

    /// Lets go of everything, to be filled again.
    func removeAll() {
        for block in blocks {
            if block.count == Arena.blockBytes { spare.append(block) } else { block.deallocate() }
        }
        blocks.removeAll(keepingCapacity: true)
        (free, left) = (nil, 0)
    }

    private func makeBlock(_ count: Int) {
        let size = max(count, Arena.blockBytes)
        let known = size == Arena.blockBytes ? spare.popLast() : nil
        let block = known ?? UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
        blocks.append(block)
        (free, left) = (block.baseAddress, size)
    }

    /// Uninitialized bytes, aligned to eight.
    func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        let count = (max(1, count) + 7) & ~7
        if count > left { makeBlock(count) }
        guard let start = free else { preconditionFailure("a block was just made") }
        (free, left) = (start + count, left - count)
        return start
    }

    func copy(_ bytes: Bytes) -> Bytes {
        let memory = allocate(bytes.count)
        memory.copyMemory(from: bytes.start, byteCount: bytes.count)
        return Bytes(start: UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)), count: bytes.count)
    }

    func copy(_ text: String) -> Bytes {
        var text = text
        return text.withUTF8 { buffer in
            let memory = allocate(buffer.count)
            if let base = buffer.baseAddress { memory.copyMemory(from: base, byteCount: buffer.count) }
            return Bytes(start: UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)), count: buffer.count)
        }
    }
}

/// Bytes that are appended to and used again from the start.
final class ByteBuffer {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 1 << 16) {
        self.capacity = capacity
        base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    }

    deinit { base.deallocate() }

    func removeAll() { count = 0 }
    func truncate(to length: Int) { count = length }

    @inline(__always)
    func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    private func grow(_ more: Int) {
        while count + more > capacity { capacity *= 2 }
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
        larger.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = larger
    }

    @inline(__always)
    func append(_ bytes: Bytes) {
        reserve(bytes.count)
        (base + count).copyMemory(from: bytes.start, byteCount: bytes.count)
        count += bytes.count
    }

    @inline(__always)
    func append(_ byte: UInt8) {
        reserve(1)
        (base + count).storeBytes(of: byte, as: UInt8.self)
        count += 1
    }

    func append(word text: StaticString) { append(Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount)) }

    func append(_ text: String) {
        var text = text
        text.withUTF8 { buffer in
            if let base = buffer.baseAddress { append(Bytes(start: base, count: buffer.count)) }
        }
    }

    @inline(__always)
    func store<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
        withUnsafeBytes(of: value) { bytes in
            if let source = bytes.baseAddress { (base + offset).copyMemory(from: source, byteCount: bytes.count) }
        }
    }

    @inline(__always)
    func append<Value: BitwiseCopyable>(raw value: Value) {
        reserve(MemoryLayout<Value>.size)
        withUnsafeBytes(of: value) { bytes in
            if let source = bytes.baseAddress { (base + count).copyMemory(from: source, byteCount: bytes.count) }
        }
        count += MemoryLayout<Value>.size
    }

    /// What was appended from `offset` on. It holds until more is appended.
    func bytes(from offset: Int = 0) -> Bytes {
        Bytes(start: UnsafePointer((base + offset).assumingMemoryBound(to: UInt8.self)), count: count - offset)
    }
}
