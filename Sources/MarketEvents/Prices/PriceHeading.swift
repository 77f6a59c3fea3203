import CanonicalJSON

/// The header of a vendor's price file: one line of columns below whatever stands above it, or a line of fields and one of tickers.
struct PriceHeading {
    let layout: PriceLayout
    let separator: UInt8
    /// The last line of the header, from 1.
    let lastLine: Int
    /// An adjusted close beside the close, and what `--columns` calls it.
    var adjustedField: Int?
    var adjustedName = ""
    /// What the header, and the lines above it, say of the file.
    var statements: [PriceStatement] = []
    /// By column: what the rows say of the file in it.
    var names: [Int: PriceStatement.Subject] = [:]
    /// Whether its names are of another language than English, in which numbers have decimal commas.
    var isForeign = false
    /// What the closes are adjusted for, as far as the shape says it.
    var basis: String?
    var notes: [String] = []
    var isAmerican = false

    private static let separators = [",", ";", "\t", "|"].map { Array($0.utf8)[0] }

    /// The order of days that a vendor always writes: Nasdaq the American one; where decimals have commas and days have points,
    /// the day comes first.
    func dayOrder(arePointed: Bool, _ mark: DecimalMark?) -> DayOrder? {
        if isAmerican { return .mdy }
        return arePointed && (isForeign || mark == .comma) ? .dmy : nil
    }

    // MARK: Finding it

    /// - Throws: what is wrong with the line that is the header. Nil where none is.
    static func find(
        in lines: [(number: Int, bytes: [UInt8])], _ told: PriceSurvey.Told
    ) throws(PlacedFaults) -> PriceHeading? {
        for (index, line) in lines.enumerated() {
            for separator in separators {
                guard let head = try? CSVLine(line.bytes, number: line.number, separator: separator),
                    head.fields.count > 1
                else { continue }
                var heading: PriceHeading
                if let found = double(lines[index...], separator, told) {
                    heading = found
                } else if isHead(head, told) {
                    heading = try PriceHeading(head, line.number, separator, told, rows: lines[(index + 1)...])
                } else {
                    continue
                }
                for above in lines[..<index] {
                    guard let text = try? CSVLine(above.bytes, number: above.number, separator: separator) else {
                        continue
                    }
                    heading.statements += [PriceStatement(above: text, number: above.number)].compactMap { $0 }
                }
                if index > 0 {
                    let (first, last) = (lines[0].number, line.number - 1)
                    heading.notes.append(
                        (first == last ? "line \(first)" : "lines \(first) to \(last)") + " above the header: left out")
                }
                return heading
            }
        }
        return nil
    }

    private static func isHead(_ head: CSVLine, _ told: PriceSurvey.Told) -> Bool {
        let names = head.fields.map { head.text($0) }
        if !told.columns.isEmpty, told.columns.values.allSatisfy({ place($0, in: names) != nil }) { return true }
        guard
            let date = names.firstIndex(where: { PriceHead($0) == .date })
                ?? names.firstIndex(where: { PriceHead($0) == .time })
        else { return false }
        let others = names.indices.filter { $0 != date }.map { names[$0] }
        return others.contains { name in
            switch PriceHead(name) {
            case .field, .adjustedClose: true
            default: false
            }
        } || others.allSatisfy { TextFormat.ticker.fault($0) == nil }
    }

    static func place(_ name: String, in names: [String]) -> Int? {
        names.firstIndex(of: name) ?? names.firstIndex { PriceHead.key($0) == PriceHead.key(name) }
            ?? Int(name).flatMap { (1...names.count).contains($0) ? $0 - 1 : nil }
    }
}

/// A text as it can be pasted into a shell.
func shellQuoted(_ text: String) -> String {
    text.utf8.count <= 40 && text.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } ? text : quoted(text)
}
