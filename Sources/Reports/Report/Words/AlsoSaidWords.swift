import CanonicalJSON
import MarketEvents

/// What was said beside what holds, in words: an entry of `alsoSaid`.
enum AlsoSaidWords {
    /// "also said: value 25 billion USD (expected, Reuters)".
    static func line(_ entry: JSONObject) -> String {
        let field = entry["field"]?.string ?? ""
        let who = [entry["certainty"]?.string, entry["saidBy"]?.string].compactMap { $0 }.joined(separator: ", ")
        return "also said: \(field) \(value(entry["value"] ?? .null)) (\(who))"
    }

    private static func value(_ value: JSONValue) -> String {
        if let quantity = value.object.flatMap({ Quantity($0) }) { return quantity.inWords }
        if let text = value.string { return ShortText.cut(text, most: 60) }
        return value.isNull ? "none" : ShortText.cut(value.canonicalText, most: 60)
    }
}
