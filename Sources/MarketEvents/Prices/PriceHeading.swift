import CanonicalJSON

/// The header of a vendor's price file: one line of columns below whatever stands above it, or a line of fields and one of tickers.
struct PriceHeading {
    let layout: PriceLayout
    let separator: UInt8
    /// The last line of the header, from 1.
    let lastLine: Int
    /// An adjusted close beside the close, and what `--columns` calls it.
    private(set) var adjustedField: Int?
    private(set) var adjustedName = ""
    /// What the header, and the lines above it, say of the file.
    private(set) var statements: [PriceStatement] = []
    /// By column: what the rows say of the file in it.
    private(set) var names: [Int: PriceStatement.Subject] = [:]
    /// Whether its names are of another language than English, in which numbers have decimal commas.
    private(set) var isForeign = false
    /// What the closes are adjusted for, as far as the shape says it.
    private(set) var basis: String?
    private(set) var notes: [String] = []
    private var isAmerican = false

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
                    heading = try PriceHeading(head, line.number, separator, told)
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

    private static func place(_ name: String, in names: [String]) -> Int? {
        names.firstIndex(of: name) ?? names.firstIndex { PriceHead.key($0) == PriceHead.key(name) }
            ?? Int(name).flatMap { (1...names.count).contains($0) ? $0 - 1 : nil }
    }

    // MARK: One line of columns

    private init(
        _ head: CSVLine, _ line: Int, _ separator: UInt8, _ told: PriceSurvey.Told
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
                    + "say --ticker TICKER")
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

    private static let besideRawCloses: Set = [
        "dividend amount", "split coefficient", "divcash", "splitfactor", "split ratio", "adjusted close",
    ]

    // MARK: A line of fields and a line of tickers

    private static let corners: Set = ["price", "ticker", "", "date", "datetime", "attributes", "symbols", "symbol"]

    private static func double(
        _ lines: ArraySlice<(number: Int, bytes: [UInt8])>, _ separator: UInt8, _ told: PriceSurvey.Told
    ) -> PriceHeading? {
        func line(_ index: Int) -> CSVLine? {
            guard lines.indices.contains(index) else { return nil }
            return try? CSVLine(lines[index].bytes, number: lines[index].number, separator: separator)
        }
        func names(_ index: Int) -> [String]? { line(index).map { line in line.fields.map { line.text($0) } } }
        guard let first = names(lines.startIndex), let second = names(lines.startIndex + 1),
            first.count == second.count, first.count > 1, corners.contains(PriceHead.key(first[0])),
            corners.contains(PriceHead.key(second[0]))
        else { return nil }
        func areFields(_ names: [String]) -> Bool {
            names.dropFirst().allSatisfy { name in
                switch PriceHead(name) {
                case .field, .adjustedClose, .dividends, .splits: true
                case .other: name.contains(" ")
                default: false
                }
            }
        }
        func areTickers(_ names: [String]) -> Bool {
            names.dropFirst().allSatisfy { TextFormat.ticker.fault($0) == nil }
        }
        let fields: [String]
        let tickers: [String]
        var tickerLine = lines.startIndex
        if areFields(first), areTickers(second) {
            (fields, tickers) = (first, second)
            tickerLine += 1
        } else if areFields(second), areTickers(first) {
            (fields, tickers) = (second, first)
        } else {
            return nil
        }
        var last = lines.startIndex + 1
        if let third = names(last + 1), third.dropFirst().allSatisfy(\.isEmpty), let corner = third.first,
            ["date", "datetime", "price", "ticker"].contains(PriceHead.key(corner))
        {
            last += 1
        }
        var heading = PriceHeading(fields, tickers, separator, lines[last].number, told)
        if Set(tickers.dropFirst()).count == 1, let place = line(tickerLine)?.fields[1] {
            heading?.statements.append(
                PriceStatement(.security, tickers[1], lines[tickerLine].number, place.column))
        }
        return heading
    }

    private init?(
        _ fields: [String], _ tickers: [String], _ separator: UInt8, _ lastLine: Int, _ told: PriceSurvey.Told
    ) {
        let named = Set(tickers.dropFirst())
        var order: [String] = []
        for ticker in tickers.dropFirst() where !order.contains(ticker) { order.append(ticker) }
        let wanted = told.ticker.map { ticker in
            named.contains(ticker) ? ticker : named.count == 1 ? order[0] : ticker
        }
        guard wanted.map({ named.contains($0) }) ?? true else { return nil }
        var securities: [PriceLayout.Security] = []
        for ticker in order where wanted == nil || wanted == ticker {
            var own: [PriceField: Int] = [:]
            var adjusted: Int?
            for index in fields.indices.dropFirst() where tickers[index] == ticker {
                switch PriceHead(fields[index]) {
                case .field(let field): own[field] = own[field] ?? index
                case .adjustedClose: adjusted = index
                default: break
                }
            }
            if own[.close] == nil, let adjusted {
                own = [.close: adjusted, .volume: own[.volume]].compactMapValues { $0 }
                basis = "all"
            }
            guard own[.close] != nil else { return nil }
            let name = named.count == 1 ? told.ticker ?? ticker : ticker
            securities.append(
                PriceLayout.Security(
                    ticker: name, column: 1,
                    kind: told.indexes.contains(name) ? .index : told.rates.contains(name) ? .fx : .equity, fields: own)
            )
            if name != ticker { notes.append("the file calls \(name) \(quoted(ticker))") }
        }
        layout = PriceLayout(securities: securities, dateField: 0, fieldCount: fields.count)
        (self.separator, self.lastLine) = (separator, lastLine)
        let hasAdjusted = fields.contains { PriceHead($0) == .adjustedClose }
        if basis == nil {
            basis = hasAdjusted ? "splits" : "all"
            notes.append(
                hasAdjusted
                    ? "'Close' is taken, which is adjusted for splits; 'Adj Close': left out"
                    : "closes of yfinance without Adj Close are adjusted for splits and dividends; where they are not, "
                        + "say --adjusted splits")
        }
        for name in named.sorted() where wanted != nil && wanted != name {
            notes.append("the columns of \(name): left out")
        }
    }
}

/// A text as it can be pasted into a shell.
func shellQuoted(_ text: String) -> String {
    text.utf8.count <= 40 && text.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } ? text : quoted(text)
}
