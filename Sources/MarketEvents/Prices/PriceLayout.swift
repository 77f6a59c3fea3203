/// What a column of a price file holds.
package enum PriceField: String, CaseIterable, Sendable {
    case close, open, high, low, volume

    /// There is no price of zero and no negative price, but a day without a trade has a volume of zero.
    package var isPrice: Bool { self != .volume }
}

/// What is priced, as `prices.recorded` says it.
package enum PriceKind: String, Sendable {
    case equity, index
    /// An exchange rate: what one unit of one currency costs in another.
    case fx

    /// Whether a company may list it.
    package var isListed: Bool { self == .equity }
}

/// Several faults of one file.
package struct PlacedFaults: Error, Equatable {
    package let faults: [PlacedFault]
    /// How many there are beyond these.
    package let further: Int

    package init(faults: [PlacedFault], further: Int = 0) { (self.faults, self.further) = (faults, further) }
}

/// Which column of a price file is what, as its header says: `date,close[,open,high,low,volume]` of one security, or
/// `date,AAPL,…` with a column of closes a ticker. The columns may stand in any order.
package struct PriceLayout: Sendable {
    package struct Security: Sendable, Equatable {
        package let ticker: String
        /// The column of the header that names it, in bytes from 1.
        package let column: Int
        package let kind: PriceKind
        /// Its columns: which of the line's fields holds what.
        package let fields: [PriceField: Int]
    }

    /// A column of prices: what it holds, and which of the line's fields it is.
    package struct Column: Sendable, Equatable {
        package let field: PriceField
        package let index: Int
    }

    package let securities: [Security]
    /// All columns but the days.
    package let columns: [Column]
    package let dateField: Int
    package let fieldCount: Int
    /// Columns in which all rows must say the same: of which security, in which currency.
    package var steadyFields: [Int] = []
    /// The column in which an exchange says how shares of one symbol are traded.
    var seriesField: Int?
    /// Which rows are taken; nil where all are.
    package var choice: RowChoice?
    package var dividendField: Int?
    package var splitField: Int?
    package var dialect = PriceDialect()

    init(securities: [Security], dateField: Int, fieldCount: Int) {
        (self.securities, self.dateField, self.fieldCount) = (securities, dateField, fieldCount)
        columns = PriceLayout.columns(of: securities)
    }

    private static func columns(of securities: [Security]) -> [Column] {
        securities.flatMap { security in security.fields.map { Column(field: $0.key, index: $0.value) } }
            .sorted { $0.index < $1.index }
    }

    package func line(_ bytes: [UInt8], number: Int) throws(PlacedFault) -> CSVLine {
        try dialect.line(bytes, number: number)
    }

    /// What a good line says in a column; nil where it says nothing.
    package func value(_ column: Column, _ line: CSVLine) -> String? {
        dialect.value(line.bytes[line.fields[column.index].bytes], column.field)
    }

    static let known = ["date"] + PriceField.allCases.map(\.rawValue)

    /// - Parameters:
    ///   - ticker: the security of a file of one; nil where each column is a ticker.
    ///   - indexes: the tickers that are indexes. Where a file of one security has no ticker, a single one is it.
    ///   - rates: likewise those that are exchange rates.
    ///   - dateField: which column has the days, where it is not called date.
    package init(
        header: CSVLine, line: Int, ticker: String?, indexes: [String], rates: [String] = [], dateField: Int? = nil
    ) throws(PlacedFaults) {
        var faults: [PlacedFault] = []
        let told = indexes + rates
        func kind(_ ticker: String) -> PriceKind {
            indexes.contains(ticker) ? .index : rates.contains(ticker) ? .fx : .equity
        }
        let names = header.fields.map { header.text($0) }
        func fault(_ index: Int, _ reason: String) {
            faults.append(PlacedFault(line: line, column: header.fields[index].column, reason))
        }
        if let separator = PriceLayout.foreignSeparator(names) {
            throw PlacedFaults(faults: [
                PlacedFault(line: line, column: 1, "the columns are separated by \(separator); write commas")
            ])
        }
        var seen: [String: Int] = [:]
        let lowered = names.map { $0.lowercased() }
        let isOfOne = ticker != nil || (lowered.contains("close") && told.count == 1 && !names.contains(told[0]))
        for (index, name) in names.enumerated() {
            let key = isOfOne || lowered[index] == "date" ? lowered[index] : name
            if let first = seen[key], !name.isEmpty {
                fault(index, "the column \(quoted(name)) stands already at column \(header.fields[first].column)")
            }
            seen[key] = seen[key] ?? index
            if name.isEmpty { fault(index, "the column has no name") }
        }
        let date = dateField ?? lowered.firstIndex(of: "date")
        if date == nil { fault(0, "the header has no column date; it starts as date,close or date,AAPL") }
        var found: [Security] = []
        if isOfOne {
            let columns = names.indices.filter { $0 != date && !names[$0].isEmpty }
            for index in columns where PriceField(rawValue: lowered[index]) == nil && lowered[index] != "date" {
                fault(index, PriceLayout.unknownColumn(names[index]))
            }
            if !lowered.contains("close") { fault(0, "the header has no column close") }
            let fields = columns.compactMap { index in PriceField(rawValue: lowered[index]).map { ($0, index) } }
            let name = ticker ?? told.first ?? ""
            found = [
                Security(
                    ticker: name, column: 1, kind: kind(name),
                    fields: Dictionary(fields) { first, _ in first })
            ]
        } else {
            for (index, name) in names.enumerated() where index != date && !name.isEmpty && lowered[index] != "date" {
                if lowered[index] == "close" {
                    fault(index, "\(quoted(name)) is a column of a file of one security: say --ticker TICKER")
                } else if let reason = TextFormat.ticker.fault(name) {
                    fault(index, reason)
                }
                found.append(
                    Security(
                        ticker: name, column: header.fields[index].column, kind: kind(name),
                        fields: [.close: index]))
            }
            if found.isEmpty, faults.isEmpty { fault(0, "the header names no ticker; it starts as date,AAPL") }
        }
        for missing in told where !found.contains(where: { $0.ticker == missing }) && faults.isEmpty {
            let nearest = NearestNames.nearest(to: missing, among: found.map(\.ticker))
            fault(
                0,
                "there is no column \(quoted(missing)), which --\(kind(missing).rawValue) names"
                    + (nearest.isEmpty ? "" : "; nearest: " + nearest.joined(separator: ", ")))
        }
        guard faults.isEmpty, let date else { throw PlacedFaults(faults: faults) }
        (securities, self.dateField, fieldCount) = (found, date, names.count)
        columns = PriceLayout.columns(of: found)
    }

    private static func foreignSeparator(_ names: [String]) -> String? {
        guard names.count == 1 else { return nil }
        return names[0].contains(";") ? "semicolons" : names[0].contains("\t") ? "tabs" : nil
    }

    static func unknownColumn(_ name: String) -> String {
        let nearest = NearestNames.nearest(to: name, among: known)
        return "unknown column \(quoted(name)); "
            + (nearest.isEmpty
                ? "known are \(known.joined(separator: ", "))" : "nearest: \(nearest.joined(separator: ", "))")
    }
}
