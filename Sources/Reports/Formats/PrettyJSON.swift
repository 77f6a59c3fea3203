import CanonicalJSON

/// JSON for people: a member a line, indented by two spaces, what is short on one line. Programs get the canonical form.
package enum PrettyJSON {
    private static let longest = 76

    package static func lines(_ value: JSONValue) -> [String] { lines(value, indent: "", before: "", after: "") }

    private static func lines(_ value: JSONValue, indent: String, before: String, after: String) -> [String] {
        let short = indent + before + value.canonicalText + after
        let inner = indent + "  "
        switch value {
        case .object(let object) where !object.isEmpty && (isDeep(value) || short.count > longest):
            return [indent + before + "{"]
                + object.members.enumerated().flatMap { index, member in
                    lines(
                        member.value, indent: inner, before: JSONValue.string(member.name).canonicalText + ": ",
                        after: index + 1 < object.count ? "," : "")
                } + [indent + "}" + after]
        case .array(let elements) where !elements.isEmpty && (isDeep(value) || short.count > longest):
            return [indent + before + "["]
                + elements.enumerated().flatMap { index, element in
                    lines(element, indent: inner, before: "", after: index + 1 < elements.count ? "," : "")
                } + [indent + "]" + after]
        default: return [short]
        }
    }

    /// Whether there are objects or lists within objects or lists.
    private static func isDeep(_ value: JSONValue) -> Bool {
        func isNested(_ value: JSONValue) -> Bool {
            value.object.map { !$0.isEmpty } ?? value.array.map { !$0.isEmpty } ?? false
        }
        return (value.object?.members.map(\.value) ?? value.array ?? []).contains(where: isNested)
    }
}
