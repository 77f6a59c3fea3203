/// The SQL that shows rows as the contract names them: columns in snake case, a quantity in four of them.
package enum SQLText {
    package static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The SQL columns of a view, and where in a row's JSON each is found.
    package static func columns(_ shape: ViewShape) -> [(name: String, path: String)] {
        shape.columns.flatMap { column -> [(String, String)] in
            guard case .quantity = column.kind else { return [(column.snakeName, "$.\(column.name)")] }
            return ["amount", "upper", "unit", "qualifier"].map {
                ("\(column.snakeName)_\($0)", "$.\(column.name).\($0)")
            }
        } + [("events", "$.events")]
    }

    static func view(_ shape: ViewShape) -> String {
        let columns = columns(shape).map { "content ->> '\($0.path)' AS \(quoted($0.name))" }
        return "CREATE VIEW \(quoted(shape.sqlName)) AS SELECT \(columns.joined(separator: ", ")) FROM row "
            + "WHERE projection = '\(shape.name)' ORDER BY place"
    }
}
