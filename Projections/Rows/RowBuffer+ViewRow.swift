import CanonicalJSON
import MarketEvents

extension RowBuffer {
    /// A finished row, at the next place.
    func append(_ row: ViewRow, _ shape: ViewShape) {
        begin()
        text(ViewShape.keySlot, row.key)
        for (index, cell) in row.cells.enumerated() {
            let slot = shape.stored.parameter(ofColumn: index)
            switch cell {
            case .missing: break
            case .text(let value): text(slot, value)
            case .integer(let value): integer(slot, value)
            case .number(let value): text(slot, Statistic.text(value))
            case .boolean(let value): integer(slot, value ? 1 : 0)
            case .quantity(let value): quantity(slot, value)
            case .list(let values): text(slot, JSONValue.array(values).canonicalText)
            }
        }
        text(shape.eventsSlot, JSONValue.array(row.events.map { .string($0) }).canonicalText)
        end()
    }

    /// The rows again. Those that are not this shape's are left out.
    package func viewRows(_ shape: ViewShape) -> [ViewRow] {
        var rows: [ViewRow] = []
        forEachRow { cells in if let row = ViewRow(shape, stored: cells) { rows.append(row) } }
        return rows
    }
}
