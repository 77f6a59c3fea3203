/// Holds bytes against the one spelling that RFC 8785 gives a JSON value: in one pass, without building the value.
///
/// Takes exactly what the reader takes and the writer would write again byte for byte.
package struct CanonicalForm {
    private let bytes: [UInt8]
    private let start: Int
    private let end: Int
    private let depthLimit: Int
    private var index: Int

    private init(_ bytes: [UInt8], _ range: Range<Int>, depthLimit: Int) {
        self.bytes = bytes
        start = range.lowerBound
        end = range.upperBound
        self.depthLimit = depthLimit
        index = start
    }

    /// - Throws: at the first byte, counted from 1 in `range`, that the canonical text of no value has there.
    package static func check(
        _ bytes: [UInt8], in range: Range<Int>, depthLimit: Int = 512
    ) throws(JSONSyntaxError) {
        var form = CanonicalForm(bytes, range, depthLimit: depthLimit)
        try form.value(depth: 0)
        if form.index < form.end { throw form.fault("text after the value") }
    }

    /// The members of a canonical object: where the name stands, quotes included, and where the whole member.
    package static func members(
        of bytes: [UInt8], in range: Range<Int>
    ) throws(JSONSyntaxError) -> [(name: Range<Int>, member: Range<Int>)] {
        var form = CanonicalForm(bytes, range, depthLimit: 512)
        guard form.current == UInt8(ascii: "{") else { throw form.fault("an object is due") }
        form.index += 1
        var members: [(name: Range<Int>, member: Range<Int>)] = []
        while form.current == UInt8(ascii: "\"") {
            let start = form.index
            try form.string()
            let name = start..<form.index
            form.index += 1
            try form.value(depth: 1)
            members.append((name, start..<form.index))
            if form.current == UInt8(ascii: ",") { form.index += 1 }
        }
        return members
    }

    /// Whether the name at `left` comes before the one at `right` in an object (RFC 8785, section 3.2.3); both as they are
    /// written in canonical text, quotes included, and possibly of two texts.
    package static func precedes(
        _ left: Range<Int>, of leftBytes: [UInt8], _ right: Range<Int>, of rightBytes: [UInt8]
    ) -> Bool {
        var place = 1
        let length = min(left.count, right.count) - 1
        while place < length {
            let a = leftBytes[left.lowerBound + place]
            let b = rightBytes[right.lowerBound + place]
            if a == UInt8(ascii: "\\") || b == UInt8(ascii: "\\") {
                return unescaped(leftBytes[left]).utf16.lexicographicallyPrecedes(unescaped(rightBytes[right]).utf16)
            }
            guard a == b else {
                // UTF-8 has the order of UTF-16 but for characters beyond U+FFFF (from 0xF0), whose surrogates come before
                // U+E000 (from 0xEE).
                if a >= 0xF0, b == 0xEE || b == 0xEF { return true }
                if b >= 0xF0, a == 0xEE || a == 0xEF { return false }
                return a < b
            }
            place += 1
        }
        return left.count < right.count
    }

    private static func unescaped(_ name: ArraySlice<UInt8>) -> String {
        (try? JSONValue(parsing: name, limits: JSONLimits(bytes: .max)))?.string ?? ""
    }

    private func fault(_ reason: String, at place: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(column: (place ?? index) - start + 1, reason: reason)
    }

    private var current: UInt8? { index < end ? bytes[index] : nil }

    private mutating func value(depth: Int) throws(JSONSyntaxError) {
        guard index < end else { throw fault("the text ends where a value is due") }
        switch bytes[index] {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func word(_ word: StaticString) throws(JSONSyntaxError) {
        let length = word.utf8CodeUnitCount
        guard index + length <= end else { throw fault("no canonical value starts like this") }
        for offset in 0..<length where bytes[index + offset] != word.utf8Start[offset] {
            throw fault("no canonical value starts like this")
        }
        index += length
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) {
        guard depth <= depthLimit else { throw fault("nested deeper than \(depthLimit)") }
        index += 1
        if current == UInt8(ascii: "]") {
            index += 1
            return
        }
        while true {
            try value(depth: depth)
            switch current {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "]"):
                index += 1
                return
            default: throw fault("',' or ']' is due here")
            }
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) {
        guard depth <= depthLimit else { throw fault("nested deeper than \(depthLimit)") }
        index += 1
        if current == UInt8(ascii: "}") {
            index += 1
            return
        }
        var last: Range<Int>?
        while true {
            let start = index
            guard current == UInt8(ascii: "\"") else { throw fault("a member's name in quotes is due here") }
            try string()
            let name = start..<index
            if let last, !CanonicalForm.precedes(last, of: bytes, name, of: bytes) {
                throw fault("a member's name that does not come after the one before it", at: start)
            }
            last = name
            guard current == UInt8(ascii: ":") else { throw fault("':' is due here") }
            index += 1
            try value(depth: depth)
            switch current {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "}"):
                index += 1
                return
            default: throw fault("',' or '}' is due here")
            }
        }
    }

    private mutating func string() throws(JSONSyntaxError) {
        index += 1
        while true {
            skipPlainText()
            guard index < end else { throw fault("the text ends inside a string") }
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw fault("a control character in a string")
            default:
                let length = CanonicalForm.characterLength(bytes, at: index, end: end)
                guard length > 0 else { throw fault("a string that is not UTF-8") }
                guard bytes[index] < 0xEF || !Unicode.Scalar.isNoncharacter(bytes, at: index, end: end) else {
                    throw fault("a noncharacter of Unicode")
                }
                index += length
            }
        }
    }

    /// The inner loop of a verification: on local variables, which the compiler keeps in registers.
    private mutating func skipPlainText() {
        let (bytes, end) = (bytes, end)
        var place = index
        while place < end {
            let byte = bytes[place]
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            place += 1
        }
        index = place
    }

    /// Only what must be escaped is, and in the shortest way.
    private mutating func escape() throws(JSONSyntaxError) {
        let start = index
        guard index + 1 < end else { throw fault("the text ends inside a string") }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"),
            UInt8(ascii: "f"), UInt8(ascii: "r"):
            index += 2
        case UInt8(ascii: "u"):
            guard index + 6 <= end, bytes[index + 2] == UInt8(ascii: "0"), bytes[index + 3] == UInt8(ascii: "0"),
                let high = CanonicalForm.lowercaseDigit(bytes[index + 4]), high < 2,
                let low = CanonicalForm.lowercaseDigit(bytes[index + 5]),
                ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(high << 4 | low)
            else { throw fault("an escape where the canonical text has another or none", at: start) }
            index += 6
        default: throw fault("an escape where the canonical text has another or none", at: start)
        }
    }

    private static func lowercaseDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// How many bytes the character beyond ASCII at `index` has; 0 where they are not UTF-8 (Unicode 16, table 3-7).
    package static func characterLength(_ bytes: [UInt8], at index: Int, end: Int) -> Int {
        length(ofCharacterIn: bytes, at: index, end: end)
    }

    static func length<Bytes: RandomAccessCollection>(
        ofCharacterIn bytes: Bytes, at index: Int, end: Int
    ) -> Int where Bytes.Element == UInt8, Bytes.Index == Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[index] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard index + length <= end, second.contains(bytes[index + 1]) else { return 0 }
        for place in (index + 2)..<max(index + length, index + 2) where bytes[place] & 0xC0 != 0x80 { return 0 }
        return length
    }

    private mutating func number() throws(JSONSyntaxError) {
        let start = index
        var isPlainInteger = true
        if current == UInt8(ascii: "-") { index += 1 }
        let digits = index
        scan: while index < end {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "+"), UInt8(ascii: "-"): isPlainInteger = false
            default: break scan
            }
            index += 1
        }
        guard index > digits else { throw fault("no canonical value starts like this", at: start) }
        if isPlainInteger, index - digits <= 15, bytes[digits] != UInt8(ascii: "0") || index - start == 1 { return }
        // Fractions and long integers are rare: read and written again.
        let text = bytes[start..<index]
        guard let value = try? JSONValue(parsing: text), value.canonicalBytes.elementsEqual(text) else {
            throw fault("a number in another than its canonical spelling", at: start)
        }
    }
}
