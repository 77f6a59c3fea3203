import CanonicalJSON
import MarketEvents
import Projections

/// A row with its columns by name.
struct ReportRow {
    let row: ViewRow
    let shape: ViewShape

    var key: String { row.key }
    var events: [String] { row.events }

    func text(_ column: String) -> String? { row.cell(column, of: shape).text }
    func quantity(_ column: String) -> Quantity? { row.cell(column, of: shape).quantity }
    func number(_ column: String) -> Double? { row.cell(column, of: shape).number }
    func list(_ column: String) -> [JSONValue] { row.cell(column, of: shape).list }
    var isDenied: Bool { text("certainty") == "denied" }
    func flag(_ column: String) -> Bool { row.cell(column, of: shape) == .boolean(true) }

    /// An entry of `byCommitment` and its like: a sum, or its parts where no bound of the sum is known.
    struct Entry {
        let name: String
        let amount: Quantity?
        let parts: [Quantity]

        var inWords: String { amount?.inWords ?? parts.map(\.inWords).joined(separator: ", ") }
    }

    func entries(_ column: String, named name: String) -> [Entry] {
        list(column).compactMap { entry in
            guard let object = entry.object, let label = object[name]?.string else { return nil }
            return Entry(
                name: label, amount: object["amount"]?.object.flatMap { Quantity($0) },
                parts: (object["parts"]?.array ?? []).compactMap { $0.object.flatMap { Quantity($0) } })
        }
    }
}
