import CanonicalJSON
import MarketEvents

/// The names under which folds see companies, and whom each belongs to.
struct CompanyNaming {
    var names = CompanyNames()
    /// The company that a unit counts as; nil where units stay themselves.
    var unit: ((String) -> String)?
    /// The hours of markets: like names they may be stated anywhere in the log, and hold for rows of any stream.
    var markets = Markets.builtIn

    /// Whether all companies stand under their own names.
    var isPlain: Bool { names.isEmpty && unit == nil }

    func callAsFunction(_ company: String) -> String {
        let known = names.name(of: company) ?? company
        return unit?(known) ?? known
    }

    /// A payload with each company under its name, and the events that say so. Two companies in it may be one now: what they had
    /// to do with each other stays as it is.
    func applied(to data: JSONObject, of type: EventType) -> (data: JSONObject, events: [String]) {
        var events: [String] = []
        let shape = Shape.object(type.payload)
        func replaced(_ data: JSONObject, _ name: (String) -> String) -> JSONObject {
            shape.replacingTexts(named: TextFormat.company.name, in: .object(data), by: name).object ?? data
        }
        let identified =
            names.isEmpty
            ? data
            : replaced(data) { company in
                events += names.events(naming: company)
                return names.name(of: company) ?? company
            }
        return (unit.map { replaced(identified, $0) } ?? identified, events)
    }
}
