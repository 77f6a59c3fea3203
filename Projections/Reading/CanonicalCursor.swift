import Glibc

/// Finds the values of canonical JSON without decoding them: one pass over the stored bytes.
///
/// It trusts the log that a payload was valid when it was taken, and nothing else: no byte outside the payload is ever
/// looked at, whatever the payload holds. What it does not understand it refuses; the strict reader then says why.
struct CanonicalCursor {
    var place: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>

    init(_ bytes: Bytes) {
        place = bytes.start
        end = bytes.end
    }

    var isAtEnd: Bool { place == end }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard place < end, place.pointee == byte else { return false }
        place += 1
        return true
    }

    /// A string with its quotes. Nil where there is none, or it does not end.
    @inline(__always)
    mutating func string() -> Bytes? {
        let start = place
        guard take(UInt8(ascii: "\"")) else { return nil }
        while place < end, let found = memchr(place, Int32(UInt8(ascii: "\"")), end - place) {
            let quote = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
            // A quote is escaped where an odd number of backslashes stands before it.
            var before = quote - 1
            while before > start, before.pointee == UInt8(ascii: "\\") { before -= 1 }
            place = quote + 1
            if (quote - before) & 1 == 1 { return Bytes(start: start, count: place - start) }
        }
        return nil
    }

    /// Any value, whole. Nil where it does not end.
    mutating func value() -> Bytes? {
        guard place < end else { return nil }
        let start = place
        switch place.pointee {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            var depth = 0
            while place < end {
                switch place.pointee {
                case UInt8(ascii: "\""):
                    guard string() != nil else { return nil }
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                place += 1
                if depth == 0 { return Bytes(start: start, count: place - start) }
            }
            return nil
        default:
            while place < end, !CanonicalCursor.endsAWord(place.pointee) { place += 1 }
            return place > start ? Bytes(start: start, count: place - start) : nil
        }
    }

    private static func endsAWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 0x20
    }
}

/// What one value of a payload is, read from its bytes.
extension Bytes {
    /// The members of an object: names without quotes, values as they stand. Calls `body` for each and says whether the
    /// object was read to its end; `body` ends it early by false.
    @inline(__always)
    @discardableResult
    func forEachMember(_ body: (_ name: Bytes, _ value: Bytes) -> Bool) -> Bool {
        var cursor = CanonicalCursor(self)
        guard cursor.take(UInt8(ascii: "{")) else { return false }
        if cursor.take(UInt8(ascii: "}")) { return cursor.isAtEnd }
        repeat {
            guard let name = cursor.string(), cursor.take(UInt8(ascii: ":")), let value = cursor.value(),
                body(name.unquoted, value)
            else { return false }
        } while cursor.take(UInt8(ascii: ","))
        return cursor.take(UInt8(ascii: "}")) && cursor.isAtEnd
    }

    /// The elements of a list, as they stand; see `forEachMember`.
    @discardableResult
    func forEachElement(_ body: (_ value: Bytes) -> Bool) -> Bool {
        var cursor = CanonicalCursor(self)
        guard cursor.take(UInt8(ascii: "[")) else { return false }
        if cursor.take(UInt8(ascii: "]")) { return cursor.isAtEnd }
        repeat {
            guard let value = cursor.value(), body(value) else { return false }
        } while cursor.take(UInt8(ascii: ","))
        return cursor.take(UInt8(ascii: "]")) && cursor.isAtEnd
    }

    /// A member's value of an object.
    func member(_ wanted: StaticString) -> Bytes? {
        var found: Bytes?
        forEachMember { name, value in
            if name.equals(wanted) { found = value }
            return found == nil
        }
        return found
    }

    /// Whether a byte is one that JSON has only escaped.
    var hasControlCharacter: Bool {
        var place = start
        let lowest = SIMD32<UInt8>(repeating: 0x20)
        while place + 32 <= end {
            if any(UnsafeRawPointer(place).loadUnaligned(as: SIMD32<UInt8>.self) .< lowest) { return true }
            place += 32
        }
        while place < end {
            if place.pointee < 0x20 { return true }
            place += 1
        }
        return false
    }

    /// Letters, digits and hyphens, as UUIDs are written.
    var isIdentifier: Bool {
        buffer.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    var isString: Bool { count >= 2 && start.pointee == UInt8(ascii: "\"") }
    var isNull: Bool { equals("null") }

    /// Without the quotes; escapes stay as they are.
    @inline(__always)
    var unquoted: Bytes { Bytes(start: start + 1, count: count - 2) }

    /// The text of a string that has no escape, as ids and words of closed lists have none. Nil for anything else.
    @inline(__always)
    var plainText: Bytes? {
        guard isString else { return nil }
        let text = unquoted
        return text.firstIndex(of: UInt8(ascii: "\\")) == nil ? text : nil
    }
}
