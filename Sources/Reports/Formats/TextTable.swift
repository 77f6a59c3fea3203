import MarketEvents
import Projections

/// A table for people: headed, aligned, fitted to a width; or as Markdown.
package struct TextTable {
    package struct Heading {
        package let text: String
        package let isNumber: Bool

        package init(_ text: String, isNumber: Bool = false) {
            self.text = text
            self.isNumber = isNumber
        }
    }

    package let headings: [Heading]
    package let rows: [[String]]

    package init(headings: [Heading], rows: [[String]]) {
        self.headings = headings
        self.rows = rows.map { $0.map(SafeText.terminal) }
    }

    /// - Parameter width: columns of the terminal; nil where the text goes to a file and nothing is cut.
    package func terminal(width: Int?, color: Bool) -> String {
        var widths = headings.indices.map { column in
            max(headings[column].text.count, rows.map { $0[column].count }.max() ?? 0)
        }
        if let width { shrink(&widths, to: width) }
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { column -> String in
                let text = cells[column]
                let shown = text.count > widths[column] ? text.prefix(max(0, widths[column] - 1)) + "…" : text[...]
                let space = String(repeating: " ", count: widths[column] - shown.count)
                return headings[column].isNumber ? space + shown : shown + space
            }
            var joined = padded.joined(separator: "  ")[...]
            while joined.last == " " { joined = joined.dropLast() }
            return String(joined)
        }
        let head = line(headings.map(\.text))
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return ([color ? "\u{1B}[1m\(head)\u{1B}[0m" : head, rule] + rows.map(line)).map { $0 + "\n" }.joined()
    }

    /// Takes width from the widest text columns; numbers are never cut, for half a number is another number.
    private func shrink(_ widths: inout [Int], to width: Int) {
        func total() -> Int { widths.reduce(0, +) + 2 * (widths.count - 1) }
        while total() > width {
            let candidates = headings.indices.filter { !headings[$0].isNumber && widths[$0] > 8 }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
        }
    }

    package var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        return line(headings.map { SafeText.markdown($0.text) })
            + line(headings.map { $0.isNumber ? "---:" : "---" })
            + rows.map { line($0.map(SafeText.markdown)) }.joined()
    }
}

extension TextTable {
    /// The columns of a view that people look at first; the others are in JSON and CSV.
    private static let chosen: [String: [String]] = [
        "market-cap": [
            "company", "day", "origin", "change", "percent", "changeHigh", "direction", "duration", "certainty",
            "saidBy",
        ],
        "claims": [
            "company", "day", "kind", "claimed", "measured", "measuredHigh", "difference", "differencePercent",
            "holdsAt",
            "verdict", "saidBy",
        ],
        "dependencies": [
            "dependent", "provider", "through", "kind", "basis", "since", "until", "trend", "committed", "sharePercent",
            "path",
        ],
        "plans": ["plan", "stated", "covered", "notCovered", "basis"],
        "rights": ["right", "holder", "grantor", "from", "until", "inForce"],
        "timeline": ["occurred", "type", "certainty", "summary"],
    ]

    /// The tables of a view: commitments have two, for deals and for buyers.
    package static func tables(of result: ViewResult) -> [TextTable] {
        guard result.shape.name == "commitments" else {
            return [table(result.shape, result.rows, chosen[result.shape.name] ?? result.shape.columns.map(\.name))]
        }
        let isSum = { (row: ViewRow) in row.cell("deal", of: result.shape) == .missing }
        return [
            table(
                result.shape, result.rows.filter { !isSum($0) },
                ["buyer", "supplier", "commitment", "certainty", "total", "term", "periods", "ended"]),
            table(
                result.shape, result.rows.filter(isSum), ["buyer", "contracted", "byCommitment", "byCertainty"]),
        ].filter { !$0.rows.isEmpty }
    }

    private static let numbers: Set = ["sharePercent", "percent", "differencePercent", "holdsAt"]

    private static func table(_ shape: ViewShape, _ rows: [ViewRow], _ names: [String]) -> TextTable {
        let columns = names.filter { name in rows.contains { $0.cell(name, of: shape) != .missing } }
        let shown = columns.isEmpty ? Array(names.prefix(1)) : columns
        return TextTable(
            headings: shown.map { name in
                let isQuantity = rows.contains { $0.cell(name, of: shape).quantity != nil }
                return Heading(heading(name), isNumber: isQuantity || numbers.contains(name))
            },
            rows: rows.map { row in shown.map { text(of: row.cell($0, of: shape), name: $0) } })
    }

    private static func heading(_ name: String) -> String {
        switch name {
        case "periods": "a year"
        case "sharePercent": "share %"
        case "percent": "%"
        case "differencePercent": "difference %"
        case "changeHigh": "to the high"
        case "measuredHigh": "to the high"
        default: name.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
        }
    }

    package static func text(of cell: Cell, name: String) -> String {
        switch cell {
        case .missing: return ""
        case .text(let text): return text
        case .integer(let value): return String(value)
        case .boolean(let value): return value ? "yes" : "no"
        case .quantity(let quantity): return quantity.grouped
        case .list(let values):
            if name == "periods" {
                return values.first?.object?["amount"]?.object.flatMap { Quantity($0) }?.grouped ?? ""
            }
            return values.compactMap { value in
                if let text = value.string { return text }
                guard let object = value.object else { return nil }
                let label = (object["commitment"] ?? object["certainty"])?.string ?? ""
                return label + " " + (object["amount"]?.object.flatMap { Quantity($0) }?.grouped ?? "in parts")
            }.joined(separator: name == "path" ? " > " : "; ")
        }
    }
}
