import CanonicalJSON
import SQLite

/// All views as tables of one self-contained database, for sqlite3, Datasette, DuckDB or a notebook.
package enum ViewsExport {
    /// Makes the file; a failure leaves it incomplete, so name a new one.
    package static func write(_ views: [ViewResult], to path: String) throws {
        let connection = try Connection(path: path, mode: .create)
        defer { connection.close() }
        try connection.writeTransaction {
            for view in views {
                let columns = SQLText.columns(view.shape)
                let table = SQLText.quoted(view.shape.sqlName)
                let names = columns.map { SQLText.quoted($0.name) }.joined(separator: ", ")
                try connection.execute("CREATE TABLE \(table) (\(names))")
                // The rows go through SQLite's own JSON functions, so that a table has the very values of the SQL views.
                let values = columns.map { "?1 ->> '\($0.path)'" }.joined(separator: ", ")
                let insert = try connection.prepare("INSERT INTO \(table) (\(names)) SELECT \(values)")
                for row in view.rows {
                    try insert.bind(1, row.json(view.shape).canonicalText)
                    try insert.run()
                }
            }
        }
    }
}
