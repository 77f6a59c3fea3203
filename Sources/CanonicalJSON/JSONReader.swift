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
        try self.init(bytes: Array(bytes), limits)
    }

    /// The same of bytes that nobody has to copy.
    package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        guard bytes.count <= limits.bytes else {
            throw JSONSyntaxError(column: 1, reason: "\(bytes.count) bytes; at most \(limits.bytes) are taken")
        }
        try self.init(bytes: bytes, limits)
    }

    private init(bytes: [UInt8], _ limits: JSONLimits) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes: bytes, limits: limits)
        self = try reader.readWhole()
    }

    package init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

struct JSONReader {
    let bytes: [UInt8]
    let limits: JSONLimits
    var index = 0
    /// Where the names of the members stand, of all objects that are being read, the outermost first.
    private var namePlaces: [Int] = []

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

    func fault(_ reason: String, at place: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(column: (place ?? index) + 1, reason: reason)
    }

    var current: UInt8? { index < bytes.count ? bytes[index] : nil }

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
        var members: [JSONObject.Member] = []
        let firstPlace = namePlaces.count
        defer { namePlaces.removeSubrange(firstPlace...) }
        var isSorted = true
        skipSpace()
        if current == UInt8(ascii: "}") {
            index += 1
            return JSONObject()
        }
        members.reserveCapacity(depth == 1 ? 16 : 8)
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else {
                throw fault(current == nil ? "the text ends inside an object" : "a member's name in quotes is due here")
            }
            guard members.count < limits.elements else {
                throw fault("an object of more than \(limits.elements) members")
            }
            namePlaces.append(index)
            let name = try readString()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw fault("':' is due here") }
            index += 1
            skipSpace()
            let value = try readValue(depth: depth)
            if isSorted, let last = members.last { isSorted = JSONObject.precedes(last.name, name) }
            members.append(JSONObject.Member(name: name, value: value))
            skipSpace()
            switch current {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "}"):
                index += 1
                // What was written in canonical form is in order. Inserting each in its place would cost O(n²) on a hostile
                // object.
                return isSorted
                    ? JSONObject(sortedMembers: members) : try sorted(members, places: namePlaces[firstPlace...])
            case nil: throw fault("the text ends inside an object")
            default: throw fault("',' or '}' is due here")
            }
        }
    }

    private func sorted(
        _ members: [JSONObject.Member], places: ArraySlice<Int>
    ) throws(JSONSyntaxError) -> JSONObject {
        let order = members.indices.sorted { JSONObject.precedes(members[$0].name, members[$1].name) }
        for (left, right) in zip(order, order.dropFirst())
        where JSONObject.isSame(members[left].name, members[right].name) {
            let second = places[places.startIndex + max(left, right)]
            throw fault("the member \"\(shown(members[right].name))\" comes twice", at: second)
        }
        return JSONObject(sortedMembers: order.map { members[$0] })
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
        if isInteger, index - start <= 15 { return integer(bytes[start..<index]) }
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

    /// Exact: fifteen digits are below 2^53.
    private func integer(_ text: ArraySlice<UInt8>) -> Double {
        let isNegative = text.first == UInt8(ascii: "-")
        let magnitude = text.dropFirst(isNegative ? 1 : 0).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return isNegative ? -Double(magnitude) : Double(magnitude)
    }

    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func readDigits() throws(JSONSyntaxError) {
        guard let first = current, isDigit(first) else { throw fault("a digit is due here") }
        while let byte = current, isDigit(byte) { index += 1 }
    }
}
