import CanonicalJSON

extension ParserCheck {
    /// `verify`'s one-pass judge of stored JSON takes exactly what reader and writer together call canonical.
    package static let canonicalForm = ParserCheck(
        "canonical-form", maximumLength: 4096, words: json.words + ["\\b", "\\u001f", "\\u0000", "1e-7", "1e+21"]
    ) { input in
        // The judge knows no bound on elements, and another on depth.
        let limits = JSONLimits(bytes: .max, depth: 512, elements: .max)
        let canonical = (try? JSONValue(parsing: input, limits: limits))?.canonicalBytes
        let isCanonical = canonical == input
        do throws(JSONSyntaxError) {
            try CanonicalForm.check(input, in: 0..<input.count)
        } catch {
            try holdIsMessage(error.description)
            try hold("canonical JSON is taken: \(error)", !isCanonical)
            return false
        }
        try hold("only canonical JSON is taken", isCanonical)
        try holdMembers(of: input)
        return true
    }
}

private func holdMembers(of input: [UInt8]) throws {
    guard input.first == UInt8(ascii: "{"), let object = (try? JSONValue(parsing: input))?.object else { return }
    let members = try CanonicalForm.members(of: input, in: 0..<input.count)
    try hold("as many members as the reader finds", members.count == object.count)
    for (place, member) in zip(members, object.members) {
        try hold(
            "the member \(member.name) stands where it is found",
            (try? JSONValue(parsing: input[place.name])) == .string(member.name))
    }
}
