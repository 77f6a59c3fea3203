/// Why bytes are not the JSON we take, and where.
package struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    /// One-based, counted in bytes from the start of the text.
    package let column: Int
    package let reason: String

    package init(column: Int, reason: String) {
        self.column = column
        self.reason = reason
    }

    package var description: String { "column \(column): \(reason)" }
}

/// What a text may cost us at the most. The defaults are the contract's for one event.
package struct JSONLimits: Sendable {
    package var bytes: Int
    package var depth: Int
    package var elements: Int

    package init(bytes: Int = 1 << 20, depth: Int = 32, elements: Int = 1 << 16) {
        self.bytes = bytes
        self.depth = depth
        self.elements = elements
    }
}

extension JSONValue {
    /// Reads one JSON text strictly: RFC 8259 with the restrictions of I-JSON (RFC 7493), within `limits`.
    ///
    /// - Throws: at the first fault: bytes that are not UTF-8, a name that comes twice in an object, half a surrogate pair,
    ///   a noncharacter, an integer beyond 2^53 (it would not survive RFC 8785), a number beyond a double, anything after
    ///   the value.
    package init(
        parsing bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) {
        guard bytes.count <= limits.bytes else {
            throw JSONSyntaxError(column: 1, reason: "\(bytes.count) bytes; at most \(limits.bytes) are taken")
        }
        var reader = JSONReader(bytes: Array(bytes), limits: limits)
        self = try reader.readWhole()
    }

    package init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    let limits: JSONLimits
    var index = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func readWhole() throws(JSONSyntaxError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw fault("a byte order mark; JSON has none") }
        skipSpace()
        let value = try readValue(depth: 0)
        skipSpace()
        if index < bytes.count { throw fault("text after the value") }
        return value
    }

    private func fault(_ reason: String, at place: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(column: (place ?? index) + 1, reason: reason)
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func readValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard let byte = current else { throw fault("the text ends where a value is due") }
        switch byte {
        case UInt8(ascii: "{"):
            guard depth < limits.depth else { throw fault("nested deeper than \(limits.depth)") }
            return .object(try readObject(depth: depth + 1))
        case UInt8(ascii: "["):
            guard depth < limits.depth else { throw fault("nested deeper than \(limits.depth)") }
            return .array(try readArray(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try readWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        default: throw fault("no JSON value starts like this")
        }
    }

    private mutating func readWord(_ word: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard bytes[index...].starts(with: word.utf8) else { throw fault("no JSON value starts like this") }
        index += word.utf8.count
        return value
    }

    private mutating func readArray(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            index += 1
            return elements
        }
        while true {
            skipSpace()
            guard elements.count < limits.elements else {
                throw fault("a list of more than \(limits.elements) elements")
            }
            elements.append(try readValue(depth: depth))
            skipSpace()
            switch current {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "]"):
                index += 1
                return elements
            case nil: throw fault("the text ends inside a list")
            default: throw fault("',' or ']' is due here")
            }
        }
    }

    private mutating func readObject(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        index += 1
        // Members are sorted once at the end: inserting each in its place would cost O(n²) on a hostile object.
        var pairs: [(name: String, value: JSONValue, place: Int)] = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            index += 1
            return JSONObject()
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else {
                throw fault(current == nil ? "the text ends inside an object" : "a member's name in quotes is due here")
            }
            guard pairs.count < limits.elements else {
                throw fault("an object of more than \(limits.elements) members")
            }
            let place = index
            let name = try readString()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw fault("':' is due here") }
            index += 1
            skipSpace()
            pairs.append((name, try readValue(depth: depth), place))
            skipSpace()
            switch current {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "}"):
                index += 1
                return try sorted(pairs)
            case nil: throw fault("the text ends inside an object")
            default: throw fault("',' or '}' is due here")
            }
        }
    }

    private func sorted(
        _ pairs: [(name: String, value: JSONValue, place: Int)]
    ) throws(JSONSyntaxError) -> JSONObject {
        let ordered = pairs.sorted { JSONObject.precedes($0.name, $1.name) }
        for (left, right) in zip(ordered, ordered.dropFirst()) where JSONObject.isSame(left.name, right.name) {
            throw fault("the member \"\(shown(right.name))\" comes twice", at: max(left.place, right.place))
        }
        return JSONObject(sortedPairs: ordered.map { JSONObject.Member(name: $0.name, value: $0.value) })
    }

    /// A hostile name in a message: bounded, without control characters.
    private func shown(_ name: String) -> String {
        let scalars = name.unicodeScalars
        return scalars.prefix(80).reduce(into: "") { text, scalar in
            if scalar.properties.generalCategory == .control {
                text += "\\u00\(hexadecimal(UInt8(scalar.value)))"
            } else {
                text.unicodeScalars.append(scalar)
            }
        } + (scalars.count > 80 ? "…" : "")
    }

    private mutating func readNumber() throws(JSONSyntaxError) -> Double {
        let start = index
        if current == UInt8(ascii: "-") { index += 1 }
        if current == UInt8(ascii: "0") {
            index += 1
            if let byte = current, isDigit(byte) { throw fault("a number does not start with a zero", at: start) }
        } else {
            try readDigits()
        }
        var isInteger = true
        if current == UInt8(ascii: ".") {
            isInteger = false
            index += 1
            try readDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            index += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
            try readDigits()
        }
        guard index - start <= 1_000 else { throw fault("a number of more than 1000 characters", at: start) }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw fault("a number beyond a double", at: start) }
        // Held against the canonical spelling too: 1e16 would be written as an integer that no reader takes back.
        let isWrittenAsInteger = isInteger || (value == value.rounded() && abs(value) < 1e21)
        if isWrittenAsInteger, abs(value) > 9_007_199_254_740_991 {
            // 2^53 itself is a double, but so would be its unrepresentable neighbour's rounding.
            guard text.drop(while: { $0 == "-" }) == "9007199254740992" else {
                throw fault("the integer \(text) is beyond 2^53 and would be rounded; write it as a string", at: start)
            }
        }
        return value
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func readDigits() throws(JSONSyntaxError) {
        guard let first = current, isDigit(first) else { throw fault("a digit is due here") }
        while let byte = current, isDigit(byte) { index += 1 }
    }

    private mutating func readString() throws(JSONSyntaxError) -> String {
        let start = index
        index += 1
        var content: [UInt8] = []
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

    /// On to the next byte that ends a string, escapes something or may not stand there.
    private mutating func skipPlainText() throws(JSONSyntaxError) {
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            if byte >= 0xEF, Unicode.Scalar.isNoncharacter(bytes, at: index, end: bytes.count) {
                throw noncharacterFault(at: index)
            }
            index += 1
        }
    }

    private func noncharacterFault(at place: Int) -> JSONSyntaxError {
        fault("a noncharacter of Unicode, which JSON between programs does not carry (RFC 7493)", at: place)
    }

    private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

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
