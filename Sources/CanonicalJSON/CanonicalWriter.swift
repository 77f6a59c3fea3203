extension JSONValue {
    /// The one spelling that RFC 8785 (JSON Canonicalization Scheme) gives this value, as UTF-8.
    ///
    /// - Precondition: every number is finite; the reader admits no others.
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter(capacity: 1_000)
        writer.write(self)
        return writer.bytes
    }

    package var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }
}

extension JSONObject {
    package var canonicalBytes: [UInt8] { JSONValue.object(self).canonicalBytes }
    package var canonicalText: String { JSONValue.object(self).canonicalText }
}

struct CanonicalWriter {
    private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: in bytes, so that what most values take is not copied while it grows.
    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .number(let value): ECMAScriptNumber.append(value, to: &bytes)
        case .string(let value): write(string: value)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(string: member.name)
                bytes.append(UInt8(ascii: ":"))
                write(member.value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func write(string: String) {
        CanonicalText.append(string: string, to: &bytes)
    }
}

package enum CanonicalText {
    /// A string in its quotes. Text that needs no escapes goes over in one piece.
    package static func append(string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let isWritten: Void? = string.utf8.withContiguousStorageIfAvailable { content in
            var start = 0
            for place in content.indices where isEscaped(content[place]) {
                bytes.append(contentsOf: content[start..<place])
                append(content[place], to: &bytes)
                start = place + 1
            }
            bytes.append(contentsOf: content[start...])
        }
        if isWritten == nil { for byte in string.utf8 { append(byte, to: &bytes) } }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// One byte of a string's UTF-8, escaped where it must be, and in the shortest way (RFC 8785, section 3.2.2.2).
    package static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0C: bytes.append(contentsOf: "\\f".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0..<0x20:
            let digits = String(byte, radix: 16)
            bytes.append(contentsOf: ("\\u00" + (digits.count == 1 ? "0" : "") + digits).utf8)
        default: bytes.append(byte)
        }
    }
}

/// Numbers as ECMAScript's `Number::toString` writes them (ECMA-262, section 6.1.6.1.20), which RFC 8785 adopts.
enum ECMAScriptNumber {
    static func text(of value: Double) -> String {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Swift's description is the shortest text that reads back alike, as ECMAScript's; only its layout differs.
    static func append(_ value: Double, to bytes: inout [UInt8]) {
        precondition(value.isFinite, "JSON has no infinities")
        if value == 0 { return bytes.append(UInt8(ascii: "0")) }
        var text = value.description
        text.withUTF8 { text in
            if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
                append(scientific: text, mark: mark, to: &bytes)
            } else {
                // From 0.0001 to 2^54 both write digits with a point, but ECMAScript no `.0`.
                let isWhole =
                    text.count > 2 && text[text.count - 2] == UInt8(ascii: ".") && text[text.count - 1] == zero
                bytes.append(contentsOf: text[..<(text.count - (isWhole ? 2 : 0))])
            }
        }
    }

    private static let zero = UInt8(ascii: "0")

    /// `-1.25e-05`: the mark is the place of its `e`.
    private static func append(scientific text: UnsafeBufferPointer<UInt8>, mark: Int, to bytes: inout [UInt8]) {
        let start = text[0] == UInt8(ascii: "-") ? 1 : 0
        var power = 0
        for byte in text[(mark + 2)...] { power = power * 10 + Int(byte - zero) }
        if text[mark + 1] == UInt8(ascii: "-") { power = -power }
        var digits = text[start..<mark].filter { $0 != UInt8(ascii: ".") }
        while digits.count > 1, digits.last == zero { digits.removeLast() }
        if start == 1 { bytes.append(UInt8(ascii: "-")) }
        // ECMA-262's n: the value is 0.DIGITS times ten to the n.
        let exponent = power + 1
        switch exponent {
        case digits.count...21:
            bytes += digits
            bytes += [UInt8](repeating: zero, count: exponent - digits.count)
        case 1...21:
            bytes += digits[..<exponent]
            bytes.append(UInt8(ascii: "."))
            bytes += digits[exponent...]
        case -5...0:
            bytes += [zero, UInt8(ascii: ".")]
            bytes += [UInt8](repeating: zero, count: -exponent)
            bytes += digits
        default:
            bytes.append(digits[0])
            if digits.count > 1 {
                bytes.append(UInt8(ascii: "."))
                bytes += digits[1...]
            }
            bytes += [UInt8(ascii: "e"), UInt8(ascii: power < 0 ? "-" : "+")]
            bytes += String(abs(power)).utf8
        }
    }
}
