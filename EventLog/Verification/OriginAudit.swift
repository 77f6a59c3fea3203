import CivilTime
import SQLite

/// Holds the rows of the table `ledger` against those that a new ledger gets: its origin, and when it was made.
enum OriginAudit {
    static func read(_ connection: Connection) throws(SQLiteError) -> (origin: String, findings: [Finding]) {
        let rows = try connection.prepare("SELECT name, value FROM ledger ORDER BY name")
        defer { rows.reset() }
        var origin = ""
        var missing: Set<String> = ["origin", "created"]
        var findings: [Finding] = []
        func add(_ reason: String) { findings.append(Finding(part: .guards, reason: reason)) }
        while try rows.step() {
            let (name, value) = (rows.text(0), rows.text(1))
            guard rows.isStored(0, as: .text), rows.isStored(1, as: .text) else {
                add("the row \(name) of the table ledger is not stored as text")
                continue
            }
            missing.remove(name)
            switch name {
            case "origin":
                origin = value
                if !Checkpoint.isOrigin(value) { add("the origin is not one line of text") }
            case "created":
                if Instant(rfc3339: value) == nil { add("created is \(value), which is no time") }
            default: add("the row \(name) of the table ledger is none of this program's")
            }
        }
        for name in missing.sorted() { add("the row \(name) of the table ledger is missing") }
        return (origin, findings)
    }
}
