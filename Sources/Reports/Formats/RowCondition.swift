import MarketEvents
import Projections

/// `field=value`: what a row has to say in a column to be shown.
package struct RowCondition {
    private let column: Int
    private let value: String
    private let quantity: Quantity?

    /// - Throws: what is wrong with the text, with the nearest field.
    package init(_ text: String, _ shape: ViewShape) throws(UnknownColumn) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw UnknownColumn("'\(text)' is no condition; write \(text)=VALUE") }
        column = try shape.column(named: String(parts[0]))
        value = String(parts[1])
        quantity = try? QuantityReader().read(value)
    }

    /// Nothing behind the sign asks for rows in which the column is empty.
    package func admits(_ row: ViewRow) -> Bool {
        switch row.cells[column] {
        case .missing: value.isEmpty
        case .text(let text): text == value
        case .integer(let number): String(number) == value
        case .number(let number): Double(value) == number
        case .boolean(let flag): value == (flag ? "true" : "false") || value == (flag ? "yes" : "no")
        case .quantity(let own): quantity.map { own.saysTheSame(as: $0) } ?? (own.unit.code == value)
        case .list(let elements):
            elements.isEmpty
                ? value.isEmpty
                : elements.contains { element in
                    element.string == value
                        || (element.object?.members.contains { $0.value.string == value } ?? false)
                }
        }
    }
}

/// The order in which rows are shown: by a column, rows without a value last.
package struct RowOrder {
    private let column: Int
    private let isDescending: Bool

    /// - Parameter text: a field; with `-` before it the greatest come first.
    /// - Throws: with the nearest field.
    package init(_ text: String, _ shape: ViewShape) throws(UnknownColumn) {
        isDescending = text.hasPrefix("-")
        column = try shape.column(named: String(text.drop { $0 == "-" }))
    }

    /// Rows that are alike stay in the order of the view.
    package func sorted(_ rows: [ViewRow]) -> [ViewRow] {
        let filled = rows.enumerated().filter { $0.element.cells[column] != .missing }
        let sorted = filled.sorted { left, right in
            let (first, second) = (left.element.cells[column], right.element.cells[column])
            if RowOrder.isLess(first, second) { return !isDescending }
            if RowOrder.isLess(second, first) { return isDescending }
            return left.offset < right.offset
        }
        return sorted.map(\.element) + rows.filter { $0.cells[column] == .missing }
    }

    private static func isLess(_ left: Cell, _ right: Cell) -> Bool {
        switch (left, right) {
        case (.quantity(let left), .quantity(let right)):
            let (one, other) = (Bounds(left, .difference).inSumUnit, Bounds(right, .difference).inSumUnit)
            if one.unit != other.unit { return one.unit.code < other.unit.code }
            guard let least = one.lower ?? one.upper, let others = other.lower ?? other.upper else { return false }
            return least == others ? (one.upper ?? least) < (other.upper ?? others) : least < others
        case (.integer(let left), .integer(let right)): return left < right
        case (.number(let left), .number(let right)): return left < right
        case (.boolean(let left), .boolean(let right)): return !left && right
        case (.list(let left), .list(let right)): return left.count < right.count
        case (.text(let left), .text(let right)):
            // Percentages are texts.
            if let one = ExactDecimal(amount: left), let other = ExactDecimal(amount: right) { return one < other }
            return left < right
        default: return false
        }
    }
}

/// Why a text names no column of a view.
package struct UnknownColumn: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

extension ViewShape {
    /// The columns of a list of names with commas between them; all of them for `all`.
    package func columns(named list: String) throws(UnknownColumn) -> [Int] {
        guard list != "all" else { return Array(columns.indices) }
        var found: [Int] = []
        for name in list.split(separator: ",", omittingEmptySubsequences: false) {
            found.append(try column(named: String(name)))
        }
        return found
    }

    /// As JSON or as SQL names it.
    fileprivate func column(named name: String) throws(UnknownColumn) -> Int {
        if let column = columns.firstIndex(where: { $0.name == name || $0.snakeName == name }) { return column }
        let kind = "field of \(self.name)"
        throw UnknownColumn(
            unknownName(kind, name, columns.map(\.name), hint: "impact view \(self.name) --json has all"))
    }
}
