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

    /// A payload with each company under its name, and the events that say so. Nil where a unit and its parent are one now, who
    /// had something to do with each other. What an undisclosed company had to do with the one that it is stays as it is.
    func applied(to data: JSONObject, of type: EventType) -> (data: JSONObject, events: [String])? {
        var events: [String] = []
        let shape = Shape.object(type.payload)
        let identified =
            names.isEmpty
            ? data
            : shape.replacingTexts(named: TextFormat.company.name, in: .object(data)) { company in
                events += names.events(naming: company)
                return names.name(of: company) ?? company
            }.object ?? data
        guard let unit else { return (identified, events) }
        let merged = shape.replacingTexts(named: TextFormat.company.name, in: .object(identified), by: unit).object
        guard let merged else { return nil }
        if (try? ValidPayload(type: type, data: merged)) != nil { return (merged, events) }
        return (try? ValidPayload(type: type, data: identified)) == nil ? (merged, events) : nil
    }
}
