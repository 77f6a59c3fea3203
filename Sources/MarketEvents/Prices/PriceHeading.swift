import CanonicalJSON

/// The header of a vendor's price file: one line of columns below whatever stands above it, or a line of fields and one of tickers.
struct PriceHeading {
    let layout: PriceLayout
    let separator: UInt8
    /// The last line of the header, from 1.
    let lastLine: Int
    /// An adjusted close beside the close.
    private(set) var adjustedField: Int?
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
                if let found = double(lines[index...], separator, told) { return found }
                guard isHead(head, told) else { continue }
                var heading = try PriceHeading(head, line.number, separator, told)
                if index > 0, lines[..<index].contains(where: { !$0.bytes.allSatisfy { $0 <= 0x20 } }) {
                    heading.notes.append(
                        "line\(index == 1 ? "" : "s") \(lines[0].number)"
                            + (index == 1 ? "" : " to \(lines[index - 1].number)") + " above the header: left out")
                }
                return heading
            }
        }
        return nil
    }

    private static func isHead(_ head: CSVLine, _ told: PriceSurvey.Told) -> Bool {
        let names = head.fields.map { head.text($0) }
        if !told.columns.isEmpty, told.columns.values.allSatisfy({ place($0, in: names) != nil }) { return true }
        guard let date = names.firstIndex(where: { PriceHead($0) == .date }) else { return false }
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
        let names = head.fields.map { head.text($0) }
        var faults: [PlacedFault] = []
        func fault(_ index: Int, _ reason: String) {
            faults.append(PlacedFault(line: line, column: head.fields[index].column, reason))
        }
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
            let named = found.map { quoted(names[$0]) }.joined(separator: " or ")
            fault(
                found[1],
                "the columns \(named) may both be the \(option); say "
                    + found.map { "--columns \(option)=\(shellQuoted(names[$0]))" }.joined(separator: " or "))
            return nil
        }
        // Where shares traded stand beside it, a column of volume is their value.
        let volumes = all(.field(.volume))
        if volumes.count > 1,
            let pieces = volumes.first(where: { ["stuecke", "stücke"].contains(PriceHead.key(names[$0])) })
        {
            for index in volumes where index != pieces { heads[index] = .other }
        }
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
            layout = try PriceHeading.wide(head, names, date, line, told)
            (self.separator, lastLine) = (separator, line)
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
        layout.symbolFields = all(.symbol)
        layout.dividendField = all(.dividends).first
        layout.splitField = all(.splits).first
        self.layout = layout
        (self.separator, lastLine) = (separator, line)
        isForeign = names.contains(where: PriceHead.isForeign)
        isAmerican = names.contains { PriceHead.key($0) == "close/last" }
        for (index, name) in names.enumerated() where heads[index] == .other || heads[index] == nil {
            if PriceHead(name) == .adjustedClose { continue }
            notes.append("column \(quoted(name.isEmpty ? "\(index + 1)" : name)): left out")
        }
        if let adjusted, adjusted != fields[.close] {
            adjustedField = adjusted
            // These vendors' closes are as they were traded.
            let keys = Set(names.map(PriceHead.key))
            let isRaw = !keys.isDisjoint(with: ["dividend amount", "split coefficient", "divcash", "splitfactor"])
            if !isRaw { basis = "splits" }
            // Yahoo's page explains its columns in their names.
            let name = names[adjusted].count > 20 ? "\(adjusted + 1)" : names[adjusted]
            notes.append(
                "the close is taken"
                    + (isRaw ? "" : ", which is adjusted for splits where an adjusted close stands beside it")
                    + "; the adjusted close is left out: --columns close=\(shellQuoted(name)) --adjusted all takes it")
        } else if basis == nil, names.contains(where: { PriceHead.key($0) == "stock splits" }) {
            basis = "all"
            notes.append(
                "closes of yfinance without Adj Close are adjusted for splits and dividends; where they are not, say "
                    + "--adjusted splits")
        }
    }

    private static func wide(
        _ head: CSVLine, _ names: [String], _ date: Int, _ line: Int, _ told: PriceSurvey.Told
    ) throws(PlacedFaults) -> PriceLayout {
        let plain = try PriceLayout(
            header: head, line: line, ticker: nil, indexes: told.indexes, rates: told.rates, dateField: date)
        return plain
    }

    // MARK: A line of fields and a line of tickers

    private static let corners: Set = ["price", "ticker", "", "date", "datetime", "attributes", "symbols", "symbol"]

    private static func double(
        _ lines: ArraySlice<(number: Int, bytes: [UInt8])>, _ separator: UInt8, _ told: PriceSurvey.Told
    ) -> PriceHeading? {
        func names(_ index: Int) -> [String]? {
            guard lines.indices.contains(index),
                let line = try? CSVLine(lines[index].bytes, number: lines[index].number, separator: separator)
            else { return nil }
            return line.fields.map { line.text($0) }
        }
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
        if areFields(first), areTickers(second) {
            (fields, tickers) = (first, second)
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
        return PriceHeading(fields, tickers, separator, lines[last].number, told)
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
private func shellQuoted(_ text: String) -> String {
    text.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } ? text : "'\(text)'"
}
