extension JSONReader {
    mutating func readString() throws(JSONSyntaxError) -> String {
        let start = index
        index += 1
        let isASCII = try skipPlainText()
        // Most strings escape nothing, and are made of their bytes as they stand.
        if current == UInt8(ascii: "\"") {
            index += 1
            return try text(start + 1, index - 1, isASCII: isASCII, at: start)
        }
        var content = Array(bytes[(start + 1)..<index])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw fault("a string that is not UTF-8", at: start)
                }
                return text
            case UInt8(ascii: "\\"):
                index += 1
                try readEscape(into: &content)
            case 0..<0x20: throw fault("a control character in a string; write it as \\u00\(hexadecimal(byte))")
            default:
                let run = index
                try skipPlainText()
                content.append(contentsOf: bytes[run..<index])
            }
        }
        throw fault("the text ends inside a string", at: start)
    }

    private func text(_ first: Int, _ end: Int, isASCII: Bool, at start: Int) throws(JSONSyntaxError) -> String {
        let text: String? = bytes.withUnsafeBufferPointer {
            let content = UnsafeBufferPointer(rebasing: $0[first..<end])
            // What cannot be wrong is not validated, which the standard library does byte by byte.
            return isASCII ? String(decoding: content, as: UTF8.self) : String(validating: content, as: UTF8.self)
        }
        guard let text else { throw fault("a string that is not UTF-8", at: start) }
        return text
    }

    /// On to the next byte that ends a string, escapes something or may not stand there. Says whether all before it is ASCII.
    @discardableResult
    private mutating func skipPlainText() throws(JSONSyntaxError) -> Bool {
        let bytes = bytes
        // Local variables stay in registers.
        var place = index
        var bits: UInt8 = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            if byte >= 0xEF, Unicode.Scalar.isNoncharacter(bytes, at: place, end: bytes.count) {
                throw noncharacterFault(at: place)
            }
            bits |= byte
            place += 1
        }
        index = place
        return bits < 0x80
    }

    private func noncharacterFault(at place: Int) -> JSONSyntaxError {
        fault("a noncharacter of Unicode, which JSON between programs does not carry (RFC 7493)", at: place)
    }

    func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    private mutating func readEscape(into content: inout [UInt8]) throws(JSONSyntaxError) {
        guard let byte = current else { throw fault("the text ends inside a string") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            let start = index - 2
            let unit = try readCodeUnit()
            var scalar = UInt32(unit)
            if (0xD800..<0xDC00).contains(unit), current == UInt8(ascii: "\\"), index + 1 < bytes.count,
                bytes[index + 1] == UInt8(ascii: "u")
            {
                index += 2
                let low = try readCodeUnit()
                guard (0xDC00..<0xE000).contains(low) else { throw fault("half a surrogate pair", at: start) }
                scalar = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
            }
            guard let character = Unicode.Scalar(scalar) else { throw fault("half a surrogate pair", at: start) }
            guard !character.isNoncharacter else { throw noncharacterFault(at: start) }
            content.append(contentsOf: String(Character(character)).utf8)
        default: throw fault("no escape that JSON knows", at: index - 2)
        }
    }

    private mutating func readCodeUnit() throws(JSONSyntaxError) -> UInt16 {
        let end = index + 4
        guard end <= bytes.count else { throw fault("the text ends inside a string") }
        var value: UInt16 = 0
        while index < end {
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue, bytes[index] < 0x80 else {
                throw fault("four hexadecimal digits are due here")
            }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
    }
}
