extension JSONValue {
    /// The one spelling that RFC 8785 (JSON Canonicalization Scheme) gives this value, as UTF-8.
    ///
    /// - Precondition: every number is finite; the reader admits no others.
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
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

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .number(let value): append(ECMAScriptNumber.text(of: value))
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
        precondition(value.isFinite, "JSON has no infinities")
        if value == 0 { return "0" }
        if value < 0 { return "-" + text(of: -value) }
        let (digits, exponent) = shortestDigits(of: value)
        let count = digits.count
        // `exponent` is ECMA-262's n: the value is 0.DIGITS times ten to the n.
        if count <= exponent, exponent <= 21 { return digits + String(repeating: "0", count: exponent - count) }
        if 0 < exponent, exponent <= 21 { return digits.prefix(exponent) + "." + digits.dropFirst(exponent) }
        if -6 < exponent, exponent <= 0 { return "0." + String(repeating: "0", count: -exponent) + digits }
        let power = exponent - 1
        let suffix = "e" + (power < 0 ? "-" : "+") + String(abs(power))
        return count == 1 ? digits + suffix : digits.prefix(1) + "." + digits.dropFirst() + suffix
    }

    /// Swift's description is the shortest text that reads back alike, as ECMAScript's; only its layout differs.
    private static func shortestDigits(of value: Double) -> (digits: String, exponent: Int) {
        let parts = value.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        var exponent = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        var digits = Substring(whole + fraction)
        while digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.last == "0" { digits.removeLast() }
        return (String(digits), exponent)
    }
}
