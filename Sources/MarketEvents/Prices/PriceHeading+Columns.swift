/// A header of one line of columns.
extension PriceHeading {
    init(
        _ head: CSVLine, _ line: Int, _ separator: UInt8, _ told: PriceSurvey.Told,
        rows: ArraySlice<(number: Int, bytes: [UInt8])>
    ) throws(PlacedFaults) {
        var names = head.fields.map { head.text($0) }
        var faults: [PlacedFault] = []
        func fault(_ index: Int, _ reason: String) {
            faults.append(PlacedFault(line: line, column: head.fields[index].column, reason))
        }
        // Where what would be its name is a day, the file has no header, and its columns have numbers.
        let hasNames =
            told.columns["date"].flatMap { PriceHeading.place($0, in: names) }
            .map { DayText(names[$0], zone: told.zone) == nil } ?? true
        if !hasNames { names = names.indices.map { "\($0 + 1)" } }
        let lastLine = hasNames ? line : line - 1
        var heads = names.map { PriceHead($0) }
        // What the user says of a column is all that is so.
        for (what, name) in told.columns.sorted(by: { $0.key < $1.key }) {
            guard let index = PriceHeading.place(name, in: names) else {
                let nearest = NearestNames.nearest(to: name, among: names)
                fault(
                    0,
                    "there is no column \(quoted(name)), which --columns names"
                        + (nearest.isEmpty ? "" : "; nearest: " + nearest.joined(separator: ", ")))
                continue
            }
            let wanted: PriceHead = what == "date" ? .date : PriceField(rawValue: what).map { .field($0) } ?? .other
            for other in heads.indices where heads[other] == wanted { heads[other] = .other }
            if wanted == .field(.close), heads[index] == .adjustedClose { basis = "all" }
            heads[index] = wanted
        }
        func all(_ wanted: PriceHead) -> [Int] { heads.indices.filter { heads[$0] == wanted } }
        func one(_ wanted: PriceHead, _ option: String) -> Int? {
            let found = all(wanted)
            guard found.count > 1 else { return found.first }
            // Of very many some show what is meant.
            let shown = found.prefix(4)
            let named = shown.map { quoted(names[$0]) }.joined(separator: " or ")
            fault(
                found[1],
                "the columns \(named) may both be the \(option); say "
                    + shown.map { "--columns \(option)=\(shellQuoted(names[$0]))" }.joined(separator: " or "))
            return nil
        }
        // Where shares traded stand beside it, a column of volume is their value.
        let volumes = all(.field(.volume))
        if volumes.count > 1,
            let pieces = volumes.first(where: { ["stuecke", "stücke"].contains(PriceHead.key(names[$0])) })
        {
            for index in volumes where index != pieces { heads[index] = .other }
        }
        if all(.date).isEmpty, let time = all(.time).first { heads[time] = .date }
        let dates = all(.date)
        if dates.count > 1, let exact = dates.first(where: { PriceHead.key(names[$0]) == "date" }) {
            for index in dates where index != exact { heads[index] = .other }
        }
        let date = one(.date, "date")
        let isOfOne = heads.contains { head in
            switch head {
            case .field, .adjustedClose: true
            default: false
            }
        }
        guard let date, isOfOne else {
            if date == nil { fault(0, "the header has no column date: say --columns date=NAME,close=NAME") }
            guard faults.isEmpty, let date else { throw PlacedFaults(faults: faults) }
            layout = try PriceLayout(
                header: head, line: line, ticker: nil, indexes: told.indexes, rates: told.rates, dateField: date)
            (self.separator, self.lastLine) = (separator, lastLine)
            return
        }
        // Where the close of the day before stands beside it, the last price is another one than the close.
        let closes = all(.field(.close))
        let lasts = closes.filter { PriceHeading.lastPrices.contains(PriceHead.key(names[$0])) }
        if lasts.count < closes.count, names.contains(where: { PriceHeading.closesBefore.contains(PriceHead.key($0)) })
        {
            for index in lasts { heads[index] = .other }
        }
        var fields: [PriceField: Int] = [:]
        for field in PriceField.allCases { fields[field] = one(.field(field), field.rawValue) }
        let adjusted = one(.adjustedClose, "close")
        if fields[.close] == nil, all(.field(.close)).isEmpty {
            if let adjusted {
                fields[.close] = adjusted
                basis = "all"
            } else {
                fault(0, "the header has no column close; say --columns close=NAME")
            }
        }
        for (index, name) in names.enumerated() where heads[index] == nil && !name.isEmpty && told.columns.isEmpty {
            if !NearestNames.nearest(to: name, among: PriceLayout.known).isEmpty {
                fault(index, PriceLayout.unknownColumn(name))
            }
        }
        let ticker = told.ticker ?? (told.indexes + told.rates).first
        if ticker == nil || (told.ticker == nil && (told.indexes + told.rates).count > 1) {
            fault(
                fields[.close] ?? 0,
                "\(quoted(fields[.close].map { names[$0] } ?? names[0])) is a column of a file of one security: "
                    + "say --ticker TICKER"
                    + PriceHeading.securities(in: rows, of: names, heads, separator))
        }
        guard faults.isEmpty, let ticker else { throw PlacedFaults(faults: faults) }

        let closeHead = fields[.close].flatMap { PriceHead(names[$0]) }
        if closeHead == .adjustedClose, !all(.adjustedClose).isEmpty || basis == "all" {
            for field in [PriceField.open, .high, .low] where fields[field] != nil {
                notes.append(
                    "column \(quoted(fields[field].map { names[$0] } ?? "")): left out, it is not adjusted as the close is"
                )
                fields[field] = nil
            }
        }
        var layout = PriceLayout(
            securities: [
                PriceLayout.Security(
                    ticker: ticker, column: 1,
                    kind: told.indexes.contains(ticker) ? .index : told.rates.contains(ticker) ? .fx : .equity,
                    fields: fields)
            ], dateField: date, fieldCount: names.count)
        layout.steadyFields = all(.steady)
        layout.seriesField = names.firstIndex { ["series", "sctysrs"].contains(PriceHead.key($0)) }
        layout.dividendField = all(.dividends).first
        layout.splitField = all(.splits).first
        self.layout = layout
        (self.separator, self.lastLine) = (separator, lastLine)
        for index in layout.steadyFields { self.names[index] = PriceStatement.subject(ofName: names[index]) }
        for field in PriceField.allCases where field.isPrice {
            guard let index = fields[field] else { continue }
            func state(_ subject: PriceStatement.Subject, _ text: String) {
                statements.append(PriceStatement(subject, text, line, head.fields[index].column))
            }
            if let currency = QuotedCurrency.split(column: names[index])?.currency { state(.currency, currency) }
            guard field == .close, let adjustment = PriceHead.adjustment(ofClose: names[index]) else { continue }
            state(.adjustment, adjustment)
            if adjustment == "splits" { basis = "splits" }
        }
        isForeign = names.contains(where: PriceHead.isForeign)
        isAmerican = names.contains { PriceHead.key($0) == "close/last" }
        for (index, name) in names.enumerated() where [.other, .time, nil].contains(heads[index]) {
            if PriceHead(name) == .adjustedClose { continue }
            notes.append("column \(quoted(name.isEmpty ? "\(index + 1)" : name)): left out")
        }
        if let adjusted, adjusted != fields[.close] {
            adjustedField = adjusted
            // The closes of Alpha Vantage, Tiingo, Quandl and EODHD are as they were traded.
            let keys = Set(names.map(PriceHead.key))
            let isRaw = !keys.isDisjoint(with: PriceHeading.besideRawCloses)
            if !isRaw { basis = "splits" }
            // Yahoo's page explains its columns in their names.
            adjustedName = names[adjusted].count > 20 ? "\(adjusted + 1)" : names[adjusted]
            notes.append(
                "the close is taken"
                    + (isRaw
                        ? " as it was traded"
                        : ", which is adjusted for splits where an adjusted close stands beside it")
                    + "; the adjusted close is left out: --columns close=\(shellQuoted(adjustedName)) --adjusted all takes "
                    + "it")
        } else if basis == nil, names.contains(where: { PriceHead.key($0) == "stock splits" }) {
            basis = "all"
            notes.append(
                "closes of yfinance without Adj Close are adjusted for splits and dividends; where they are not, say "
                    + "--adjusted splits")
        }
    }

    private static let closesBefore: Set = ["prev close", "prev. close", "previous close", "prevclose", "prvsclsgpric"]
    private static let lastPrices: Set = ["last", "last price"]

    /// What a column of tickers has in the first rows, for a message; empty where there is none.
    private static func securities(
        in rows: ArraySlice<(number: Int, bytes: [UInt8])>, of names: [String], _ heads: [PriceHead?],
        _ separator: UInt8
    ) -> String {
        let columns = heads.indices.filter { heads[$0] == .steady }
        let named = columns.first { PriceStatement.subject(ofName: names[$0]) == .security } ?? columns.first
        guard let column = named else { return "" }
        var found = FirstNames()
        for row in rows {
            guard let line = try? CSVLine(row.bytes, number: row.number, separator: separator),
                line.fields.count == names.count
            else { continue }
            found.add(line.text(line.fields[column]))
        }
        return found.names.isEmpty ? "" : "; the column \(quoted(names[column])) has \(found.words)"
    }

    private static let besideRawCloses: Set = [
        "dividend amount", "split coefficient", "divcash", "splitfactor", "split ratio", "adjusted close",
    ]
}
