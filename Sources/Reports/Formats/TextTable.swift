/// A table for people: headed, aligned, fitted to a width; or as Markdown.
package struct TextTable {
    package struct Heading {
        package let text: String
        package let isNumber: Bool
        /// Never cut: half a number is another number, and half a day another day.
        package let isWhole: Bool

        package init(_ text: String, isNumber: Bool = false, isWhole: Bool = false) {
            self.text = text
            self.isNumber = isNumber
            self.isWhole = isWhole || isNumber
        }
    }

    /// The most important first: where there is no room the last are left out.
    package let headings: [Heading]
    package let rows: [[String]]

    package init(headings: [Heading], rows: [[String]]) {
        self.headings = headings
        self.rows = rows.map { $0.map(SafeText.terminal) }
    }

    /// - Parameter width: columns of the terminal; nil where the text goes to a file and nothing is cut.
    package func terminal(width: Int?, color: Bool) -> String {
        let layout = layout(width)
        func line(_ cells: [String]) -> String {
            let padded = layout.columns.map { column -> String in
                let shown = TerminalText.shortened(cells[column], to: layout.widths[column])
                let space = String(repeating: " ", count: layout.widths[column] - TerminalText.width(of: shown))
                return headings[column].isNumber ? space + shown : shown + space
            }
            var joined = padded.joined(separator: "  ")[...]
            while joined.last == " " { joined = joined.dropLast() }
            return String(joined)
        }
        let head = line(headings.map(\.text))
        let rule = layout.columns.map { String(repeating: "─", count: layout.widths[$0]) }.joined(separator: "  ")
        let notes = layout.notes.flatMap { TextTree($0).lines(width: width) }
        return ([color ? "\u{1B}[1m\(head)\u{1B}[0m" : head, rule] + rows.map(line) + notes).map { $0 + "\n" }.joined()
    }

    package var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        return line(headings.map { SafeText.markdown($0.text) })
            + line(headings.map { $0.isNumber ? "---:" : "---" })
            + rows.map { line($0.map(SafeText.markdown)) }.joined()
    }
}

extension TextTable {
    /// Which columns are shown, how wide, and what is said below them.
    private struct Layout {
        var columns: [Int]
        /// Of every column, also those that are not shown.
        var widths: [Int]
        var notes: [String] = []
    }

    /// No text column is made narrower than this.
    private static let narrowest = 10

    private func layout(_ width: Int?) -> Layout {
        let natural = headings.indices.map { column in
            max(
                TerminalText.width(of: headings[column].text),
                rows.map { TerminalText.width(of: $0[column]) }.max() ?? 0)
        }
        var layout = Layout(columns: Array(headings.indices), widths: natural)
        guard let width else { return layout }
        func total(_ widths: [Int]) -> Int {
            layout.columns.map { widths[$0] }.reduce(0, +) + 2 * (layout.columns.count - 1)
        }
        var alike: [Int] = []
        for column in headings.indices.reversed() where total(natural) > width && isAlike(column) {
            layout.columns.removeAll { $0 == column }
            alike.insert(column, at: 0)
        }
        let least = headings.indices.map { headings[$0].isWhole ? natural[$0] : min(natural[$0], TextTable.narrowest) }
        var hidden: [Int] = []
        while total(least) > width, layout.columns.count > 1 { hidden.insert(layout.columns.removeLast(), at: 0) }
        while total(layout.widths) > width {
            let candidates = layout.columns.filter { layout.widths[$0] > least[$0] }
            guard let widest = candidates.max(by: { layout.widths[$0] < layout.widths[$1] }) else { break }
            layout.widths[widest] -= 1
        }
        if !alike.isEmpty {
            let texts = alike.map { "\(headings[$0].text) \(rows[0][$0])" }
            layout.notes.append("in all rows: " + texts.joined(separator: ", "))
        }
        if !hidden.isEmpty {
            let names = hidden.map { headings[$0].text }.joined(separator: ", ")
            layout.notes.append(
                "no room for: \(names); a wider terminal or --json shows \(hidden.count > 1 ? "them" : "it")")
        }
        return layout
    }

    /// Whether all of several rows say the same in a column, so that it can be said once.
    private func isAlike(_ column: Int) -> Bool {
        guard rows.count > 1, let first = rows.first?[column], !first.isEmpty else { return false }
        return rows.allSatisfy { $0[column] == first }
    }
}
