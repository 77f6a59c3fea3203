import CanonicalJSON
import MarketEvents

/// A value of a row.
package enum Cell: Equatable, Sendable {
    case missing
    case text(String)
    case integer(Int)
    /// A statistic, never an amount: rounded to `Statistic.digits` significant digits, so that it is the same on any machine.
    case number(Double)
    case boolean(Bool)
    case quantity(Quantity)
    case list([JSONValue])

    package init(_ text: String?) { self = text.map(Cell.text) ?? .missing }
    /// Missing where it is no number.
    package init(statistic: Double) { self = Statistic.rounded(statistic).map(Cell.number) ?? .missing }
    package init(_ quantity: Quantity?) { self = quantity.map(Cell.quantity) ?? .missing }

    package var json: JSONValue {
        switch self {
        case .missing: .null
        case .text(let text): .string(text)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .boolean(let value): .boolean(value)
        case .quantity(let quantity): .object(quantity.json)
        case .list(let values): .array(values)
        }
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var quantity: Quantity? { if case .quantity(let quantity) = self { quantity } else { nil } }
    package var number: Double? { if case .number(let value) = self { value } else { nil } }
    package var list: [JSONValue] { if case .list(let values) = self { values } else { [] } }
}

/// A column of a view: named in camel case, as JSON has it.
package struct Column: Sendable {
    package enum Kind: Sendable {
        case text, integer, boolean, quantity, list
        /// A statistic.
        case number
        /// A text that is a company's id, for `--company`.
        case company
        /// Differs between two ledgers of the same facts: left out of digests.
        case recording
    }

    package let name: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind = .text) {
        self.name = name
        self.kind = kind
    }

    /// As SQL and CSV name it.
    package var snakeName: String {
        name.reduce(into: "") { result, character in
            result += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
    }
}

/// What a view's rows look like.
package struct ViewShape: Sendable {
    package let name: String
    /// All but `events`, which every row has.
    package let columns: [Column]
    /// The columns that people look at in a table, the most important first.
    package let shown: [String]
    /// Some of them that stand in one column of a table, because most rows have one of them only: what a deal is worth.
    package let together: [String]
    let stored: StoredColumns

    /// - Parameter shown: nil for all columns.
    package init(_ name: String, _ columns: [Column], shown: [String]? = nil, together: [String] = []) {
        self.together = together
        self.name = name
        self.columns = columns
        self.shown = shown ?? columns.map(\.name)
        stored = StoredColumns(columns)
        assert(Set(self.shown).isSubset(of: columns.map(\.name)), "\(name) shows a column that it has not")
    }

    /// The same view with some of its columns, all of which are shown.
    package func keeping(_ kept: [Int]) -> ViewShape { ViewShape(name, kept.map { columns[$0] }) }

    package var sqlName: String { name.replacing("-", with: "_") }

    package func index(of column: String) -> Int? { columns.firstIndex { $0.name == column } }
}

/// One row: its cells in the order of its view's columns, and the events it rests on.
package struct ViewRow: Equatable, Sendable {
    /// What `explain` finds it by, such as `amazon@2025-11-03`; also the order of rows.
    package let key: String
    package let cells: [Cell]
    /// Sorted ids. A figure without events is a bug.
    package let events: [String]

    package init(_ shape: ViewShape, key: String, _ values: [String: Cell], events: some Sequence<String>) {
        self.key = key
        cells = shape.columns.map { values[$0.name] ?? .missing }
        self.events = Set(events).sorted()
        assert(values.keys.allSatisfy { shape.index(of: $0) != nil }, "a value without a column in \(shape.name)")
    }

    package func json(_ shape: ViewShape) -> JSONObject {
        var object = JSONObject(zip(shape.columns, cells).map { ($0.name, $1.json) })
        object["events"] = .array(events.map { .string($0) })
        return object
    }

    /// The row of a view that has some of the columns.
    package func keeping(_ kept: [Int]) -> ViewRow { ViewRow(key: key, cells: kept.map { cells[$0] }, events: events) }

    init(key: String, cells: [Cell], events: [String]) {
        (self.key, self.cells, self.events) = (key, cells, events)
    }

    package func cell(_ name: String, of shape: ViewShape) -> Cell {
        shape.index(of: name).map { cells[$0] } ?? .missing
    }
}

extension ViewRow {
    /// Whether a company stands in the row, in any role.
    package func names(_ company: String, _ shape: ViewShape) -> Bool {
        zip(shape.columns, cells).contains { column, cell in
            if case .company = column.kind { return cell.text == company }
            return column.name == "companies" && cell.list.contains(.string(company))
                || column.name == "parties" && cell.list.contains { $0.object?["party"] == .string(company) }
        }
    }
}
