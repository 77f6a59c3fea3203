import CanonicalJSON
import MarketEvents
import Projections

/// Rows as other programs read them.
package enum RowFormats {
    /// The bare rows, one canonical JSON object a line.
    package static func jsonLines(_ result: ViewResult) -> String {
        result.rows.map { $0.json(result.shape).canonicalText + "\n" }.joined()
    }

    /// CSV with snake-case names; a quantity is four columns.
    package static func csv(_ result: ViewResult) -> String {
        let header = SQLText.columns(result.shape).map(\.name)
        let lines = result.rows.map { row in
            (zip(result.shape.columns, row.cells).flatMap { column, cell in fields(column, cell) }
                + [SafeText.csv(JSONValue.array(row.events.map { .string($0) }).canonicalText)])
                .joined(separator: ",")
        }
        return ([header.joined(separator: ",")] + lines).map { $0 + "\r\n" }.joined()
    }

    private static func fields(_ column: Column, _ cell: Cell) -> [String] {
        if case .quantity = column.kind {
            guard let quantity = cell.quantity else { return ["", "", "", ""] }
            return [
                SafeText.csv(quantity.amount.description, isNumber: true),
                SafeText.csv(quantity.upper?.description ?? "", isNumber: true), quantity.unit.code,
                quantity.qualifier.rawValue,
            ]
        }
        return switch cell {
        case .missing: [""]
        case .text(let text): [SafeText.csv(text, isNumber: ExactDecimal(amount: text) != nil)]
        case .integer(let value): [String(value)]
        case .number(let value): [JSONValue.number(value).canonicalText]
        case .boolean(let value): [value ? "true" : "false"]
        case .quantity(let quantity): [SafeText.csv(quantity.typed)]
        case .list: [SafeText.csv(cell.json.canonicalText)]
        }
    }
}
