import CanonicalJSON
import MarketEvents
import Testing

/// A deal as filings and papers told of it, and the row that a careful analyst would write.
struct RealDeal: Sendable, CustomTestStringConvertible {
    struct Told: Sendable {
        let type: String
        let occurred: String
        let data: JSONObject
    }

    let name: String
    /// Where these facts are from.
    let source: String
    let told: [Told]
    /// By column: a quantity as people write it, or a text. `USD.announced`, `USD.contracted` and `USD.option` are what the
    /// deal counts with in a unit; nil where a column is empty.
    let row: [String: String?]
    /// The same at the end of a day.
    let later: (day: String, row: [String: String?])?

    init(
        _ name: String, _ source: String, _ told: [Told], _ row: [String: String?],
        at later: (day: String, row: [String: String?])? = nil
    ) {
        (self.name, self.source, self.told, self.row, self.later) = (name, source, told, row, later)
    }

    var testDescription: String { name }
}

extension RealDeal.Told {
    static func quantity(_ text: String) -> JSONValue {
        (try? QuantityReader().read(text)).map { .object($0.json) } ?? .string("no quantity: \(text)")
    }

    /// Confirmed by the parties unless it says otherwise.
    private static func told(_ type: String, _ day: String, _ fields: JSONObject) -> RealDeal.Told {
        var data = fields
        if data["certainty"] == nil { data["certainty"] = "confirmed" }
        for name in ["value", "capacity", "increase", "quantity", "strike", "total", "amount", "fee", "percent"] {
            if let text = data[name]?.string { data[name] = quantity(text) }
        }
        return RealDeal.Told(type: type, occurred: day, data: data)
    }

    static func announced(
        _ day: String, _ buyer: String, _ supplier: String, _ kind: String, _ fields: JSONObject, deal: String = "d"
    ) -> RealDeal.Told {
        var data: JSONObject = [
            "deal": .string(deal), "buyer": .string(buyer), "supplier": .string(supplier), "kind": .string(kind),
        ]
        for member in fields.members { data[member.name] = member.value }
        return told("deal.announced", day, data)
    }

    static func amended(_ day: String, _ fields: JSONObject) -> RealDeal.Told {
        var data = fields
        data["deal"] = "d"
        return told("deal.amended", day, data)
    }

    /// Something else that is said of the deal.
    static func said(_ what: String, _ day: String, _ fields: JSONObject) -> RealDeal.Told {
        var data = fields
        data["deal"] = "d"
        return told("deal.\(what)", day, data)
    }

    static func right(_ what: String, _ day: String, _ fields: JSONObject) -> RealDeal.Told {
        told("right.\(what)", day, fields)
    }

    static func part(_ name: String, _ amount: String, _ commitment: String, _ more: JSONObject = [:]) -> JSONValue {
        let quantity = quantity(amount)
        let isPower = ["GW", "MW"].contains(quantity.object?["unit"]?.string)
        var part: JSONObject = [
            "part": .string(name), "commitment": .string(commitment), isPower ? "capacity" : "value": quantity,
        ]
        for member in more.members { part[member.name] = member.value }
        return .object(part)
    }
}
