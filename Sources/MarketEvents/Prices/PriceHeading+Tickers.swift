/// A header of two lines: one of fields, and one of tickers.
extension PriceHeading {
    private static let corners: Set = ["price", "ticker", "", "date", "datetime", "attributes", "symbols", "symbol"]

    static func double(
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
