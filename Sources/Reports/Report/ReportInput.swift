import CanonicalJSON
import MarketEvents
import Projections

/// All that a report is made of. It computes no figure: each comes from a row.
package struct ReportInput {
    package let title: String
    package let position: Int
    package let root: String
    /// "as of 2025-10-31"; nil for the whole ledger.
    package let cut: String?
    package let views: [String: ViewResult]
    package let facts: [Fact]
    /// Full names by company id.
    package let companyNames: [String: String]
    /// What a reader must know of the ledger as a whole, such as events that were skipped.
    package let notes: [String]

    package init(
        title: String, position: Int, root: String, cut: String?, views: [ViewResult], facts: [Fact],
        companyNames: [String: String], notes: [String]
    ) {
        self.title = title
        self.position = position
        self.root = root
        self.cut = cut
        self.views = Dictionary(uniqueKeysWithValues: views.map { ($0.shape.name, $0) })
        self.facts = facts
        self.companyNames = companyNames
        self.notes = notes
    }

    /// A table of a report holds at most so many rows; the views have them all.
    static let longestTable = 100
    static let longestTimeline = 200

    func rows(_ view: String) -> [ReportRow] {
        guard let result = views[view] else { return [] }
        return result.rows.map { ReportRow(row: $0, shape: result.shape) }
    }

    func name(_ company: String?) -> String {
        guard let company else { return "" }
        return companyNames[company] ?? company
    }

    var risks: [Fact] {
        facts.filter { fact in
            switch fact.event.content {
            case .riskFlagged, .riskEased: true
            default: false
            }
        }.sorted { $1.happened(after: $0) }
    }

    package var json: JSONObject {
        [
            "title": .string(title), "position": .integer(position), "root": .string(root),
            "cut": cut.map { .string($0) } ?? .null,
            "views": .object(
                JSONObject(
                    views.map { name, result in
                        (name, .array(result.rows.map { .object($0.json(result.shape)) }))
                    })),
            "risks": .array(
                risks.map { fact in
                    [
                        "event": .string(fact.id), "type": .string(fact.event.type.name),
                        "occurred": .string(fact.occurred.text), "data": .object(fact.event.data),
                    ]
                }),
            "notes": .array(notes.map { .string($0) }),
        ]
    }
}

/// A row with its columns by name.
struct ReportRow {
    let row: ViewRow
    let shape: ViewShape

    func text(_ column: String) -> String? { row.cell(column, of: shape).text }
    func quantity(_ column: String) -> Quantity? { row.cell(column, of: shape).quantity }
    func list(_ column: String) -> [JSONValue] { row.cell(column, of: shape).list }
    func flag(_ column: String) -> Bool { row.cell(column, of: shape) == .boolean(true) }

    /// The entries of `byCommitment` and its like.
    func amounts(_ column: String, named name: String) -> [(String, Quantity)] {
        list(column).compactMap { entry in
            guard let label = entry.object?[name]?.string,
                let amount = entry.object?["amount"]?.object.flatMap({ Quantity($0) })
            else { return nil }
            return (label, amount)
        }
    }
}

extension Quantity {
    /// "about 1.4 trillion USD": exact digits with a scale word, never rounded.
    var inWords: String {
        let prefix =
            switch qualifier {
            case .exact, .between: ""
            case .about: "about "
            case .atLeast: "at least "
            case .upTo: "up to "
            }
        let number = Quantity.short(amount) + (upper.map { " to " + Quantity.short($0) } ?? "")
        return (isApproximate ? "about " : "") + prefix + number + " " + unit.code
    }

    private static func short(_ amount: ExactDecimal) -> String {
        for (power, word) in [(12, "trillion"), (9, "billion"), (6, "million")] {
            let scaled = ExactDecimal(coefficient: amount.coefficient, scale: amount.scale + power)
            if scaled.magnitude >= ExactDecimal(1), scaled.scale <= 3 { return scaled.description + " " + word }
        }
        return amount.grouped()
    }
}
