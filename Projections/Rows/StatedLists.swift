import CanonicalJSON
import MarketEvents

extension RowBuffer {
    /// A list as it stands in a payload, its amounts as views carry them. A list of nothing says nothing.
    func stated(_ column: Int, _ list: Bytes?) {
        guard let list, !list.equals("[]"),
            // It goes into the row, so it must be JSON, whatever became of the payload.
            let value = try? JSONValue(parsing: list.array, limits: JSONLimits(bytes: .max))
        else { return }
        text(column, value.asViewsCarryIt.canonicalText)
    }
}

extension JSONValue {
    /// The same value, its amounts without zeros at their ends.
    var asViewsCarryIt: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.asViewsCarryIt))
        case .object(let object):
            Quantity(object).map { .object($0.json) }
                ?? .object(JSONObject(object.members.map { ($0.name, $0.value.asViewsCarryIt) }))
        default: self
        }
    }
}
