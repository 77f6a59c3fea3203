import CivilTime

/// How a price file is to be read, and what of it.
package struct PriceReading: Sendable {
    package let layout: PriceLayout
    /// The last line of the header; rows stand below it.
    package let headLine: Int
    /// What the closes are adjusted for, as the file's shape says; nil where it says nothing.
    package let basis: String?
    /// What was concluded, and what was left out.
    package let notes: [String]
}

/// Finds the one reading of a whole file that is not written as the log writes: its header, what separates its cells, in which
/// order its days are written and which mark its decimals have. Each cell and day is held against every reading; the one that
/// takes the most of them holds, and where two take as many and differ, the file is refused with both.
package struct PriceSurvey {
    /// What the user says about the file.
    package struct Told: Sendable {
        package var ticker: String?
        package var indexes: [String] = []
        package var rates: [String] = []
        /// The names of columns by what they are: `date`, `close` and the other fields.
        package var columns: [String: String] = [:]
        package var days: DayOrder?
        package var decimal: DecimalMark?
        package var adjusted: String?
        /// As it is written: `GBX`.
        package var currency: String?
        package var security: Security?
        package var zone: TimeZoneRules?
        package var today: CivilDay?

        package init() {}
    }

    /// Whose prices a file has, as far as it can be held against the names that the file gives.
    package struct Security: Sendable {
        /// "--ticker is AMZN".
        package let option: String
        /// The company that lists it.
        package let owner: String?
        package let isNamed: @Sendable (String) -> Bool
        /// Whether a name is its ticker, and not only its company's.
        let isTicker: @Sendable (String) -> Bool

        package init(
            option: String, owner: String?, isNamed: @escaping @Sendable (String) -> Bool,
            isTicker: @escaping @Sendable (String) -> Bool = { _ in false }
        ) {
            (self.option, self.owner, self.isNamed, self.isTicker) = (option, owner, isNamed, isTicker)
        }

        /// What in a cell names it: AMZN of `AMZN US Equity` and of `AMZN.O`.
        func ticker(namedBy text: String) -> String? { PriceStatement.names(of: text).first(where: isTicker) }
    }

    private let told: Told
    private var opening: [(number: Int, bytes: [UInt8])] = []
    private var heading: PriceHeading?
    /// A header stands among the first so many lines.
    private static let mostOpening = 60

    private var rowCount = 0
    private var days: [DayOrder: [Int32]] = [:]
    private var (numbersWithPoint, numbersWithComma) = (0, 0)
    /// The first day that two orders read differently, and the first number that two marks do.
    private var unlikeDay: (text: String, line: Int, column: Int, readings: [DayOrder: CivilDay])?
    private var unlikeNumber: (text: String, line: Int, column: Int, number: NumberText)?
    private var hasCommaInNumber = false
    /// The first price beside each sign of a currency.
    private var signs: [(sign: CurrencySign, text: String, line: Int, column: Int)] = []
    private var securities: SecurityColumns?
    /// What the first row says in columns that are the same in all.
    private var statements: [PriceStatement] = []
    private var hasPointsInDays = true
    /// Close beside adjusted close of the file's first and last rows.
    private var closes: [(day: String, close: String, adjusted: String, line: Int, column: Int)] = []

    package init(_ told: Told) { self.told = told }

    package mutating func add(_ bytes: [UInt8], line number: Int) throws(PlacedFaults) {
        if let heading {
            if number > heading.lastLine { addRow(bytes, number, heading) }
            return
        }
        // Beyond so many lines none is kept: a file of any length is read in bounded memory.
        guard opening.count < PriceSurvey.mostOpening, !bytes.allSatisfy({ $0 <= 0x20 }) else { return }
        opening.append((number, bytes))
        if opening.count == PriceSurvey.mostOpening { try find() }
    }

    private mutating func find() throws(PlacedFaults) {
        guard heading == nil, let found = try PriceHeading.find(in: opening, told) else { return }
        heading = found
        securities = SecurityColumns(found.layout, told.security)
        for line in opening where line.number > found.lastLine { addRow(line.bytes, line.number, found) }
        opening = []
    }

    private mutating func addRow(_ bytes: [UInt8], _ number: Int, _ heading: PriceHeading) {
        guard let line = try? CSVLine(bytes, number: number, separator: heading.separator), !line.isBlank,
            line.fields.count == heading.layout.fieldCount
        else { return }
        let date = line.fields[heading.layout.dateField]
        let dayText = line.text(date)
        guard let day = DayText(dayText, zone: told.zone) else { return }
        let hadOwn = securities?.hasOwn ?? false
        let isOwn = securities?.note(line) ?? false
        // Of a file of many securities only its rows say something of the one that was asked for.
        let isFirst = isOwn && !hadOwn
        if isFirst { (closes, signs) = ([], []) }
        if rowCount == 0 || isFirst {
            statements = heading.layout.steadyFields.compactMap { index in
                heading.names[index].map {
                    PriceStatement($0, line.text(line.fields[index]), number, line.fields[index].column)
                }
            }
        }
        rowCount += 1
        guard rowCount <= PriceTable.mostRows || isOwn else { return }
        if !day.hasPoints { hasPointsInDays = false }
        var readings: [DayOrder: CivilDay] = [:]
        for order in DayOrder.allCases {
            guard let read = day.day(order), told.today.map({ read <= $0 }) ?? true else { continue }
            readings[order] = read
            days[order, default: []].append(Int32(read.daysSinceEpoch))
        }
        if unlikeDay == nil, Set(readings.values).count > 1 { unlikeDay = (dayText, number, date.column, readings) }
        for column in heading.layout.columns {
            let place = line.fields[column.index]
            guard let cell = NumberText(bytes[place.bytes]) else { continue }
            if cell.takes(.point) { numbersWithPoint += 1 }
            if cell.takes(.comma) { numbersWithComma += 1 }
            if cell.hasTwoReadings {
                if unlikeNumber == nil { unlikeNumber = (line.text(place), number, place.column, cell) }
                if bytes[place.bytes].contains(UInt8(ascii: ",")) { hasCommaInNumber = true }
            }
            if isOwn || !hadOwn, let sign = cell.currency, column.field.isPrice,
                !signs.contains(where: { $0.sign == sign })
            {
                signs.append((sign, line.text(place), number, place.column))
            }
        }
        let close = heading.layout.securities.first?.fields[.close]
        if isOwn || !hadOwn, let adjusted = heading.adjustedField, let close {
            if closes.count > 1 { closes.removeLast() }
            let texts = [close, adjusted].map { line.text(line.fields[$0]) }
            closes.append((dayText, texts[0], texts[1], number, line.fields[close].column))
        }
    }

    /// The reading, when all lines were added; nil where no header is found.
    package mutating func reading() throws(PlacedFaults) -> PriceReading? {
        try find()
        guard let heading else { return nil }
        if let fault = strangers(heading) { throw PlacedFaults(faults: [fault]) }
        if let names = securities?.unsettled {
            throw PlacedFaults(faults: [
                PlacedFault(
                    line: heading.lastLine, column: 1,
                    "rows are of \(names), which may all be the one that was asked for: leave out those that are not")
            ])
        }
        var faults = (heading.statements + statements).compactMap { $0.fault(against: told) }
        faults += signs.compactMap { found in
            PriceStatement.fault(of: found.sign, in: found.text, against: told).map {
                PlacedFault(line: found.line, column: found.column, $0)
            }
        }
        let order = order(heading, &faults)
        let mark = mark(heading, &faults)
        guard faults.isEmpty else { throw PlacedFaults(faults: faults) }
        var layout = heading.layout
        if let choice = securities?.choice {
            layout.choice = choice
            layout.steadyFields.removeAll { heading.names[$0] != .currency && heading.names[$0] != .spacing }
        }
        layout.dialect.separator = heading.separator
        layout.dialect.writing = PriceDialect.Writing(decimal: mark, days: order, zone: told.zone)
        let basis = heading.basis
        if basis == "splits", told.adjusted == nil, let fault = unlikeCloses(layout.dialect) {
            throw PlacedFaults(faults: [fault])
        }
        return PriceReading(layout: layout, headLine: heading.lastLine, basis: basis, notes: heading.notes)
    }

    /// A column of tickers that lacks the one that was asked for.
    private func strangers(_ heading: PriceHeading) -> PlacedFault? {
        guard let security = told.security, securities?.hasOwn == false else { return nil }
        for statement in statements where statement.subject == .security && statement.fault(against: told) != nil {
            guard let column = heading.names.first(where: { $0.value == .security })?.key,
                let names = securities?.strangers(in: column)
            else { continue }
            return PlacedFault(
                line: statement.line, column: statement.column,
                "the file has several securities, \(names), and \(security.option): say --ticker with one of them")
        }
        return nil
    }

    // MARK: The one reading

    private func order(_ heading: PriceHeading, _ faults: inout [PlacedFault]) -> DayOrder {
        if let told = told.days { return told }
        let most = DayOrder.allCases.map { days[$0]?.count ?? 0 }.max() ?? 0
        var fitting = DayOrder.allCases.filter { (days[$0]?.count ?? 0) == most }
        guard fitting.count > 1, let first = fitting.first,
            fitting.contains(where: { days[$0] != days[first] }), let unlike = unlikeDay
        else { return fitting.first ?? .ymd }
        if let known = heading.dayOrder(arePointed: hasPointsInDays, told.decimal ?? markOfNumbers),
            fitting.contains(known)
        {
            return known
        }
        // Days that are none of sessions are no reading.
        let ofSessions = fitting.filter { RowSpacing((days[$0] ?? []).map(Int.init).sorted()) == nil }
        if !ofSessions.isEmpty { fitting = ofSessions }
        if fitting.count == 1 { return fitting[0] }
        let readings = fitting.compactMap { order in unlike.readings[order].map { (order, $0) } }
        faults.append(
            PlacedFault(
                line: unlike.line, column: unlike.column,
                "\(quoted(unlike.text)) has \(readings.count) readings, and no other row decides: say "
                    + readings.map { "--dates \($0.0.rawValue) for \($0.1)" }.joined(separator: " or ")))
        return first
    }

    /// The mark that takes the most numbers; nil where both take as many.
    private var markOfNumbers: DecimalMark? {
        numbersWithPoint == numbersWithComma ? nil : numbersWithPoint > numbersWithComma ? .point : .comma
    }

    private func mark(_ heading: PriceHeading, _ faults: inout [PlacedFault]) -> DecimalMark {
        if let told = told.decimal { return told }
        if let found = markOfNumbers { return found }
        guard let unlike = unlikeNumber else { return .point }
        // Beside separating commas and English heads a point is no thousands mark.
        if !hasCommaInNumber, !heading.isForeign { return .point }
        let ways = DecimalMark.allCases.map { mark in
            let digits = unlike.number.digits(mark).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return "--decimal \(mark.rawValue) for \(digits)"
        }
        faults.append(
            PlacedFault(
                line: unlike.line, column: unlike.column,
                "\(quoted(unlike.text)) has 2 readings, and no other cell decides: say "
                    + ways.joined(separator: " or ")))
        return .point
    }

    /// Yahoo's closes are adjusted for splits, and of the last days hardly differ from those that are adjusted for dividends,
    /// too. Where they do, one of the two may hold a split that the other does not.
    private func unlikeCloses(_ dialect: PriceDialect) -> PlacedFault? {
        func day(_ text: String) -> Int { (try? dialect.day(Array(text.utf8)[...]))?.daysSinceEpoch ?? 0 }
        func price(_ text: String) -> ExactDecimal? {
            dialect.value(Array(text.utf8)[...], .close).flatMap { ExactDecimal(price: $0) }
        }
        guard let last = closes.max(by: { day($0.day) < day($1.day) }), let close = price(last.close),
            let adjusted = price(last.adjusted), let double = try? adjusted.multiplied(by: ExactDecimal(2)),
            let half = try? close.multiplied(by: ExactDecimal(2)), double <= close || half <= adjusted
        else { return nil }
        let times = (try? close.scaled(by: ExactDecimal(1), over: adjusted, fractionDigits: 2))?.description ?? "many"
        return PlacedFault(
            line: last.line, column: last.column,
            "the close \(last.close) is \(times) times the adjusted close \(last.adjusted). Either closes are as traded, "
                + "before a split that only the adjusted close holds: say --adjusted none. Or they are adjusted for splits, "
                + "and dividends since make the difference: say --adjusted splits. --columns close="
                + "\(shellQuoted(heading?.adjustedName ?? "")) --adjusted all takes the adjusted close")
    }
}
