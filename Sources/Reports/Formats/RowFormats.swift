import CanonicalJSON
import MarketEvents
import Projections

/// Rows as other programs read them.
package enum RowFormats {
    /// The bare row as a canonical JSON object.
    package static func json(_ row: ViewRow, _ shape: ViewShape) -> String { row.json(shape).canonicalText }

    /// CSV with snake-case names; a quantity is four columns.
    package static func csvHeader(_ shape: ViewShape) -> String {
        SQLText.columns(shape).map(\.name).joined(separator: ",") + "\r\n"
    }

    package static func csv(_ row: ViewRow, _ shape: ViewShape) -> String {
        (zip(shape.columns, row.cells).flatMap { column, cell in fields(column, cell) }
            + [SafeText.csv(JSONValue.array(row.events.map { .string($0) }).canonicalText)])
            .joined(separator: ",") + "\r\n"
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
