import CanonicalJSON

extension ParserCheck {
    /// What is taken has one canonical spelling, which reads back equal and is its own canonical spelling.
    package static let json = ParserCheck(
        "json", maximumLength: 4096,
        words: [
            "true", "false", "null", "\\u0000", "\\ud83d\\ude00", "\\udfff", "\\uffff",
            "9007199254740992", "9007199254740993", "1e21", "1e308", "1e400", "-0", "5e-324", "\"\":", "[[[[[[[[",
            "]]]]]]]]",
        ]
    ) { input in
        let value: JSONValue
        do throws(JSONSyntaxError) { value = try JSONValue(parsing: input) } catch {
            try holdIsMessage(error.description)
            try hold(
                "a fault is in the text or right behind it: \(error)", (1...input.count + 1).contains(error.column))
            return false
        }
        try holdIsWithinLimits(value, depth: 0)
        try holdReadsBack(value)
        return true
    }
}

/// - Parameter depth: how many lists and objects are around the value.
func holdIsWithinLimits(_ value: JSONValue, depth: Int) throws(BrokenPromise) {
    let limits = JSONLimits()
    switch value {
    case .array(let elements):
        try hold("nested at most \(limits.depth) deep", depth < limits.depth)
        try hold("at most \(limits.elements) elements", elements.count <= limits.elements)
        for element in elements { try holdIsWithinLimits(element, depth: depth + 1) }
    case .object(let object):
        try hold("nested at most \(limits.depth) deep", depth < limits.depth)
        try hold("at most \(limits.elements) members", object.count <= limits.elements)
        for (left, right) in zip(object.members, object.members.dropFirst()) {
            try hold(
                "members stand in the order of UTF-16, each once: \(left.name) before \(right.name)",
                left.name.utf16.lexicographicallyPrecedes(right.name.utf16))
        }
        for member in object.members {
            try holdIsText(member.name)
            try holdIsWithinLimits(member.value, depth: depth + 1)
        }
    case .string(let text): try holdIsText(text)
    case .number(let number):
        try hold("numbers are finite", number.isFinite)
        try hold("\(number) is at most 2^53 where it is whole", abs(number) <= 0x1p53 || abs(number) >= 1e21)
    case .null, .boolean: break
    }
}

/// RFC 7493, section 2.1: no surrogates (no Swift string has any) and no noncharacters.
private func holdIsText(_ text: String) throws(BrokenPromise) {
    try hold(
        "no noncharacters: \(text.debugDescription)",
        text.unicodeScalars.allSatisfy { $0.value & 0xFFFF < 0xFFFE && !(0xFDD0...0xFDEF).contains($0.value) })
}

func holdReadsBack(_ value: JSONValue) throws(BrokenPromise) {
    let canonical = value.canonicalBytes
    let again: JSONValue
    // Some numbers are longer in canonical spelling, so the limit of bytes does not hold for it.
    do throws(JSONSyntaxError) { again = try JSONValue(parsing: canonical, limits: JSONLimits(bytes: 8 << 20)) } catch {
        throw BrokenPromise("the canonical text \(String(decoding: canonical, as: UTF8.self)) is refused: \(error)")
    }
    try hold("the canonical text reads back equal", again == value)
    try hold("the canonical text is its own canonical text", again.canonicalBytes == canonical)
}
