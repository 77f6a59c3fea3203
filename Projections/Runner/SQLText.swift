/// The SQL of a view: a table with a column for each of a row's parts, and over it the view that the contract names.
package enum SQLText {
    package static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The columns of a view as SQL and CSV name them, and where in a row's JSON each is found.
    package static func columns(_ shape: ViewShape) -> [(name: String, path: String)] {
        shape.columns.flatMap { column -> [(String, String)] in
            guard case .quantity = column.kind else { return [(column.snakeName, "$.\(column.name)")] }
            return quantityParts.map {
                ("\(column.snakeName)_\($0)", "$.\(column.name).\($0)")
            }
        } + [("events", "$.events")]
    }

    private static let quantityParts = ["amount", "upper", "unit", "qualifier"]

    static func tableName(_ shape: ViewShape) -> String { quoted(shape.sqlName + "_row") }

    static func table(_ shape: ViewShape) -> String {
        let columns = shape.stored.columns.map { "\(quoted($0.name)) \($0.type)" }
        return "CREATE TABLE \(tableName(shape)) (\(columns.joined(separator: ", "))) STRICT"
    }

    static func view(_ shape: ViewShape) -> String {
        let columns = shape.columns.flatMap { column -> [String] in
            let name = quoted(column.snakeName)
            guard case .quantity = column.kind else { return [name] }
            return quantityParts.map {
                "\(QuantityCell.sql($0, of: name)) AS \(quoted("\(column.snakeName)_\($0)"))"
            }
        }
        return "CREATE VIEW \(quoted(shape.sqlName)) AS SELECT \(columns.joined(separator: ", ")), "
            + "\(EventsCell.sql) AS events FROM \(tableName(shape)) ORDER BY key"
    }

    /// An insert of buffered rows that fills only these columns.
    static func insertion(_ shape: ViewShape, columns used: UInt64, inPlaceOfOthers: Bool = false) -> String {
        let filled = shape.stored.columns.enumerated().filter { index, _ in
            index == 0 || used >> UInt64(index + 1) & 1 == 1
        }
        return
            "INSERT \(inPlaceOfOthers ? "OR REPLACE " : "")INTO \(tableName(shape)) (\(filled.map { quoted($0.element.name) }.joined(separator: ", "))) "
            + "SELECT \(filled.map { "c\($0.offset + 1)" }.joined(separator: ", ")) FROM buffered_rows"
    }

    static func selection(_ shape: ViewShape, where condition: String = "") -> String {
        "SELECT \(shape.stored.columns.map { quoted($0.name) }.joined(separator: ", ")) FROM \(tableName(shape)) "
            + condition
    }
}
