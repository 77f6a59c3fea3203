import CanonicalJSON

/// Texts of JSON strings, and the other way round.
enum JSONText {
    /// The text of a string with its quotes.
    static func decoded(_ string: Bytes) -> String {
        if let plain = string.plainText { return plain.string }
        return (try? JSONValue(parsing: string.array, limits: JSONLimits(bytes: .max)))?.string ?? ""
    }

    /// Appends the text of a string with its quotes.
    @inline(__always)
    static func append(decoded string: Bytes, to buffer: ByteBuffer) {
        if let plain = string.plainText { buffer.append(plain) } else { buffer.append(decoded(string)) }
    }

    /// A text as a JSON string with its quotes.
    static func encoded(_ text: String) -> String { JSONValue.string(text).canonicalText }

    static func append(number value: Int, to buffer: ByteBuffer) {
        if value < 10, value >= 0 { return buffer.append(UInt8(ascii: "0") + UInt8(value)) }
        buffer.append(String(value))
    }
}
