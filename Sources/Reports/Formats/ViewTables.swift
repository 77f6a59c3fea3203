import CanonicalJSON
import MarketEvents
import Projections

/// A view's rows as tables: the columns that people look at, the most important first. The others are in JSON and CSV.
extension TextTable {
    /// The tables of a view: commitments have two, for deals and for buyers; so has the record of sources, and so have dependencies
    /// where paths are asked for.
    package static func tables(of result: ViewResult) -> [TextTable] {
        let shape = result.shape
        let tables: [TextTable]
        switch shape.name {
        case "commitments":
            let isSum = { (row: ViewRow) in row.cell("deal", of: shape) == .missing }
            tables = [
                table(shape, result.rows.filter { !isSum($0) }, shape.shown),
                sums(shape, result.rows.filter(isSum)),
            ]
        case "dependencies":
            let isPath = { (row: ViewRow) in row.cell("path", of: shape) != .missing }
            tables = [
                table(shape, result.rows.filter { !isPath($0) }, shape.shown),
                table(shape, result.rows.filter(isPath), ["dependent", "provider", "kind", "path", "certainty"]),
            ]
        case "record":
            let isSum = { (row: ViewRow) in row.cell("event", of: shape) == .missing }
            tables = [
                table(shape, result.rows.filter(isSum), ["source"] + RecordProjector.numbers.map(\.name)),
                table(shape, result.rows.filter { !isSum($0) }, shape.shown),
            ]
        default: return [table(shape, result.rows, shape.shown)]
        }
        return tables.filter { !$0.rows.isEmpty }
    }

    /// One line an entry, so that amounts stand under amounts.
    private static func sums(_ shape: ViewShape, _ rows: [ViewRow]) -> TextTable {
        let lines = rows.flatMap { row -> [[String]] in
            let entries = [("commitment", "byCommitment"), ("certainty", "byCertainty")].flatMap { name, column in
                row.cell(column, of: shape).list.compactMap(\.object).enumerated().map { place, entry in
                    [place == 0 ? name : "", entry[name]?.string ?? "", amount(entry)]
                }
            }
            let own = ["buyer", "announced", "contracted"].map { text(of: row.cell($0, of: shape), name: "") }
            guard !entries.isEmpty else { return [own + ["", "", ""]] }
            return entries.enumerated().map { place, entry in (place == 0 ? own : ["", "", ""]) + entry }
        }
        return TextTable(
            headings: [
                Heading("buyer"), Heading("announced", isNumber: true), Heading("contracted", isNumber: true),
                Heading("by"), Heading("entry"),
                Heading("amount", isNumber: true),
            ], rows: lines)
    }

    private static func amount(_ entry: JSONObject) -> String {
        entry["amount"]?.object.flatMap { Quantity($0) }?.grouped ?? ""
    }

    private static let whole: Set = [
        "day", "date", "day0", "occurred", "since", "until", "from", "ended", "term", "path",
    ]

    /// All columns of the rows, whichever view they are of.
    package static func wide(_ shape: ViewShape, _ rows: [ViewRow]) -> TextTable {
        TextTable(
            headings: shape.columns.map { heading($0.name, of: rows, shape) },
            rows: rows.map { row in shape.columns.map { text(of: row.cell($0.name, of: shape), name: $0.name) } })
    }

    private static func table(_ shape: ViewShape, _ rows: [ViewRow], _ names: [String]) -> TextTable {
        let filled = names.filter { name in
            rows.contains { row in
                let cell = row.cell(name, of: shape)
                return cell != .missing && cell != .list([])
            }
        }
        let together = filled.filter(shape.together.contains)
        let shown = rows.isEmpty ? names : filled.filter { !together.dropFirst().contains($0) }
        return TextTable(
            headings: shown.map { heading($0, of: rows, shape) },
            rows: rows.map { row in
                shown.map { name in
                    name == together.first
                        ? size(of: row, together, shape) : text(of: row.cell(name, of: shape), name: name)
                }
            })
    }

    private static func heading(_ name: String, of rows: [ViewRow], _ shape: ViewShape) -> Heading {
        let cells = rows.map { $0.cell(name, of: shape) }.filter { $0 != .missing }
        let isNumber = !cells.isEmpty && cells.allSatisfy(isNumber)
        return Heading(heading(name), isNumber: isNumber || name == "periods", isWhole: whole.contains(name))
    }

    /// What it is worth, in one cell: "38,000,000,000 USD, 3 GW", "30,000,000,000 USD a year".
    private static func size(of row: ViewRow, _ names: [String], _ shape: ViewShape) -> String {
        names.reduce(into: "") { size, name in
            let text = text(of: row.cell(name, of: shape), name: name)
            guard !text.isEmpty else { return }
            size += name == "ratePer" ? " a \(text)" : size.isEmpty ? text : ", \(text)"
        }
    }

    private static func isNumber(_ cell: Cell) -> Bool {
        switch cell {
        case .quantity, .number, .integer: true
        case .text(let text): ExactDecimal(amount: text) != nil
        default: false
        }
    }

    package static func heading(_ name: String) -> String {
        switch name {
        case "periods": "a year"
        case "percent": "%"
        case _ where name.hasSuffix("Percent"): heading(String(name.dropLast(7))) + " %"
        case "changeHigh", "measuredHigh": "to the high"
        case "day0": "day 0"
        case "ar0": "AR 0"
        case "car": "CAR"
        case "pExact": "p"
        case "tExact": "t"
        case "dollarEffect": "abnormal, day 0"
        default: name.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
        }
    }

    package static func text(of cell: Cell, name: String) -> String {
        switch cell {
        case .missing: return ""
        case .text(let text): return text
        case .integer(let value): return String(value)
        case .number(let value): return StatisticText.text(value, of: name)
        case .boolean(let value): return value ? "yes" : "no"
        case .quantity(let quantity): return quantity.grouped
        case .list(let values):
            if name == "alsoSaid" { return values.isEmpty ? "" : "\(values.count) also said" }
            if name == "overlapping" { return values.isEmpty ? "" : String(values.count) }
            if name == "estimation" || name == "window" {
                return values.compactMap(\.integer).map(String.init).joined(separator: "..")
            }
            if name == "periods" {
                return values.first?.object?["amount"]?.object.flatMap { Quantity($0) }?.grouped ?? ""
            }
            return values.compactMap { value in
                if let text = value.string { return text }
                guard let object = value.object else { return nil }
                return entry(object)
            }.joined(separator: name == "path" ? " > " : "; ")
        }
    }

    /// What an entry is of, its amounts, what share that is, and what is true of it.
    private static func entry(_ object: JSONObject) -> String {
        let texts = object.members.compactMap { member in member.value.string.map { (member.name, $0) } }
        let names = texts.filter { !$0.0.hasSuffix("Percent") }.map(\.1)
        let shares = texts.filter { $0.0.hasSuffix("Percent") }.map { $0.1 + " %" }
        let amounts = object.members.compactMap { $0.value.object.flatMap { Quantity($0) }?.grouped }
        let unknown = object["amount"] == .null ? ["in parts"] : []
        let flags = object.members.filter { $0.value.boolean == true }.map(\.name)
        return (names + amounts + unknown + shares + flags).joined(separator: " ")
    }
}
