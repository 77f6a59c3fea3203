import CanonicalJSON
import MarketEvents
import Projections

/// What an event says, field by field, for people: nothing of it is left out but the middle of long lists.
enum EventFields {
    /// "buyer: openai, supplier: amazon, value: 38000000000 USD". Nil where it has no fields beside the common ones.
    static func line(_ event: MarketEvent) -> String? {
        let said = event.type.ownFields.compactMap { field in
            event.data[field.name].map { "\(Explanation.words(field.name)): \(text($0))" }
        }
        return said.isEmpty ? nil : said.joined(separator: ", ")
    }

    private static let mostElements = 12

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): return text
        case .null: return "none"
        case .boolean(let flag): return flag ? "yes" : "no"
        case .array(let elements):
            let shown = elements.count > mostElements ? elements.prefix(mostElements / 2) : elements[...]
            let more = elements.count - shown.count
            return "(" + shown.map(text).joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "") + ")"
        case .object(let object):
            if let quantity = Quantity(object) {
                return quantity.grouped + (quantity.stated.map { " (“\($0)”)" } ?? "")
            }
            return object.members.map { "\(Explanation.words($0.name)) \(text($0.value))" }.joined(separator: ", ")
        case .number: return value.canonicalText
        }
    }
}
