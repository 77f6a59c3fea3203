import CivilTime

/// A price file as a table: where each day's row stands, in the order of the days. It holds no price, so that a file of any
/// length is read in bounded memory; the rows are read again, in order, when all of them are known to be good.
package struct PriceTable: Sendable {
    /// A row's place in the file.
    package struct Row: Sendable, Equatable {
        let daysSinceEpoch: Int32
        /// From 1.
        package let line: Int32
        package let length: Int32
        /// In bytes, from 0.
        package let offset: Int

        package var day: CivilDay? { CivilDay(daysSinceEpoch: Int(daysSinceEpoch)) }
    }

    package let layout: PriceLayout
    /// The last day that there can be a price of; nil where that is not asked.
    private let today: CivilDay?
    /// The columns in which a price below zero is taken as it is: a share has none.
    private let signedColumns: Set<Int>
    /// By day, then by line.
    package private(set) var rows: [Row] = []
    package private(set) var faults: [PlacedFault] = []
    /// Dividends and splits beside the prices, in the order of the file.
    package private(set) var actions: [PriceAction] = []
    /// The first price below zero that is taken as it is, and how many there are.
    package private(set) var negatives: (count: Int, first: String, line: Int) = (0, "", 0)
    /// What all rows are of, as the first one says it in the columns for that, and its line.
    private var steady: [(text: String, line: Int)] = []
    /// Lines of one text each, as vendors have them below their rows: a fault where rows follow.
    private var footers: [(text: String, fault: PlacedFault)] = []
    /// The rows of a file of many securities that were left out.
    private var leftOut: (rows: Int, names: FirstNames) = (0, FirstNames())
    private var otherSeries: (rows: Int, names: FirstNames) = (0, FirstNames())
    package var choiceNotes: [String] {
        func rows(_ count: Int) -> String { "\(count) row\(count == 1 ? "" : "s") of " }
        return (leftOut.rows > 0 ? [rows(leftOut.rows) + "\(leftOut.names.words): left out"] : [])
            + (otherSeries.rows > 0 ? [rows(otherSeries.rows) + "the series \(otherSeries.names.words): left out"] : [])
    }
    /// What was left out below the rows.
    package var footerNotes: [String] { footers.map { "line \($0.fault.line), \(quoted($0.text)): left out" } }
    /// How many faults there were beyond those kept.
    package private(set) var furtherFaults = 0

    /// More rows than the days of 2,700 years are no price file.
    package static let mostRows = 1_000_000
    package static let mostFaults = 10_000
    private static let mostFooters = 10

    package init(
        layout: PriceLayout, takesMidpoints: Bool, today: CivilDay? = nil, signedColumns: Set<Int> = []
    ) {
        var layout = layout
        layout.dialect.takesMidpoints = takesMidpoints
        (self.layout, self.today, self.signedColumns) = (layout, today, signedColumns)
        ranged = layout.securities.filter { $0.fields.count > 1 }
    }

    /// The securities that may have a high and a low.
    private let ranged: [PriceLayout.Security]

    package mutating func note(_ fault: PlacedFault) {
        if faults.count < PriceTable.mostFaults { faults.append(fault) } else { furtherFaults += 1 }
    }

    /// Judges a line below the header and remembers where it stands.
    package mutating func add(_ bytes: [UInt8], line number: Int, offset: Int) {
        let line: CSVLine
        do throws(PlacedFault) { line = try layout.line(bytes, number: number) } catch { return note(error) }
        guard !line.isBlank else { return }
        if layout.dialect.writing != nil, takeAction(line, number) { return }
        guard line.fields.count == layout.fieldCount else {
            let (count, wanted) = (line.fields.count, layout.fieldCount)
            let fault = PlacedFault(
                line: number, column: line.fields[min(count, wanted + 1) - 1].column,
                "the line has \(count) field\(count == 1 ? "" : "s"), the header \(wanted)"
                    + (count > wanted ? "; a number has no thousands separator" : ""))
            let text = line.text(line.fields[0])
            guard count == 1, layout.dialect.writing != nil, text.first?.isLetter == true,
                footers.count < PriceTable.mostFooters
            else { return note(fault) }
            return footers.append((text, fault))
        }
        for footer in footers { note(footer.fault) }
        footers = []
        if let choice = layout.choice, !isChosen(line, choice) { return }
        var day: CivilDay?
        let date = line.fields[layout.dateField]
        do throws(DayFault) { day = try layout.dialect.day(bytes[date.bytes]) } catch {
            note(PlacedFault(line: number, column: date.column, error.reason))
        }
        if let known = day, let today, today < known {
            note(PlacedFault(line: number, column: date.column, "\(known) lies in the future"))
        }
        for column in layout.columns { judge(column, of: line, number) }
        for security in ranged { judgeRange(security, of: line, number) }
        if !layout.steadyFields.isEmpty { judgeSteady(line, number) }
        guard let day else { return }
        if layout.dividendField != nil || layout.splitField != nil { takeActions(line, day, number) }
        guard rows.count < PriceTable.mostRows else {
            if rows.count == PriceTable.mostRows {
                note(PlacedFault(line: number, column: 1, "more than \(PriceTable.mostRows) rows; split the file"))
            }
            return
        }
        rows.append(
            Row(
                daysSinceEpoch: Int32(day.daysSinceEpoch), line: Int32(clamping: number), length: Int32(bytes.count),
                offset: offset))
    }

    private mutating func isChosen(_ line: CSVLine, _ choice: RowChoice) -> Bool {
        let text = line.text(line.fields[choice.column])
        guard choice.texts.contains(text) else {
            leftOut.rows += 1
            leftOut.names.add(text)
            return false
        }
        guard let series = choice.series else { return true }
        let name = line.text(line.fields[series.column])
        guard name != series.name else { return true }
        otherSeries.rows += 1
        otherSeries.names.add(name)
        return false
    }

    private mutating func judge(_ column: PriceLayout.Column, of line: CSVLine, _ number: Int) {
        let place = line.fields[column.index]
        let isPrice = column.field.isPrice
        let reason: String
        switch layout.dialect.cell(line.bytes[place.bytes], column.field) {
        case .fault(let fault): reason = fault
        case .negative(let text) where !isPrice: reason = "a volume of -\(text); it cannot be negative"
        case .negative(let text) where !layout.dialect.takesMidpoints:
            if signedColumns.contains(column.index) {
                if negatives.count == 0 { negatives = (0, text, number) }
                negatives.count += 1
                return
            }
            reason =
                "a price of -\(text); a share has none below zero: say --midpoints where a minus marks a bid-ask midpoint"
        default: return
        }
        note(PlacedFault(line: number, column: place.column, reason))
    }

    private mutating func judgeRange(_ security: PriceLayout.Security, of line: CSVLine, _ number: Int) {
        guard security.fields[.high] != nil || security.fields[.low] != nil else { return }
        // One below zero is refused as such, or taken.
        func price(_ field: PriceField) -> ExactDecimal? {
            value(field, security, line).flatMap { ExactDecimal(price: $0) }.flatMap {
                $0.sign > 0 || security.fields[field].map(signedColumns.contains) == true ? $0 : nil
            }
        }
        func column(_ field: PriceField) -> Int { security.fields[field].map { line.fields[$0].column } ?? 1 }
        let (high, low, close) = (price(.high), price(.low), price(.close))
        if let high, let low, high < low {
            return note(
                PlacedFault(line: number, column: column(.high), "the high \(high) is below the low \(low)"))
        }
        if let high, let close, high < close {
            note(PlacedFault(line: number, column: column(.close), "the close \(close) is above the high \(high)"))
        }
        if let low, let close, close < low {
            note(PlacedFault(line: number, column: column(.close), "the close \(close) is below the low \(low)"))
        }
    }

    private mutating func judgeSteady(_ line: CSVLine, _ number: Int) {
        let texts = layout.steadyFields.map { line.text(line.fields[$0]) }
        if steady.isEmpty { steady = texts.map { ($0, number) } }
        for (place, text) in texts.enumerated() where text != steady[place].text {
            note(
                PlacedFault(
                    line: number, column: line.fields[layout.steadyFields[place]].column,
                    "the row is of \(quoted(text)), line \(steady[place].line) of \(quoted(steady[place].text)); "
                        + "a file has one security, or a column of closes a ticker, and one currency"))
        }
    }

    /// A row that is a dividend or a split, as Yahoo has them among the prices; false for any other.
    private mutating func takeAction(_ line: CSVLine, _ number: Int) -> Bool {
        let texts = line.fields.indices.filter { $0 != layout.dateField }.map { line.text(line.fields[$0]) }
            .filter { !$0.isEmpty }
        guard texts.count == 1, layout.dateField < line.fields.count, let kind = PriceAction.kind(ofRow: texts[0]),
            let day = try? layout.dialect.day(line.bytes[line.fields[layout.dateField].bytes])
        else { return false }
        actions.append(PriceAction(day: day, line: number, kind: kind))
        return true
    }

    private mutating func takeActions(_ line: CSVLine, _ day: CivilDay, _ number: Int) {
        func text(_ index: Int?) -> String? {
            guard let index else { return nil }
            let text = line.text(line.fields[index])
            let digits = NumberText(line.bytes[line.fields[index].bytes])?
                .digits(layout.dialect.writing?.decimal ?? .point)
            return text.contains(":") ? text : digits.map { String(decoding: $0, as: UTF8.self) }
        }
        if let amount = text(layout.dividendField), let value = ExactDecimal(price: amount), value.sign > 0 {
            actions.append(PriceAction(day: day, line: number, kind: .dividend(amount)))
        }
        if let ratio = text(layout.splitField).flatMap({ ActionRatio($0) }) {
            actions.append(PriceAction(day: day, line: number, kind: .split(ratio)))
        }
    }

    /// What a good line says of a security; nil where it says nothing.
    package func value(_ field: PriceField, _ security: PriceLayout.Security, _ line: CSVLine) -> String? {
        security.fields[field].flatMap { layout.value(PriceLayout.Column(field: field, index: $0), line) }
    }

    /// The row of a day, once the rows are in their order.
    package func row(of day: CivilDay) -> Row? {
        let place = rows.partitionPoint { Int($0.daysSinceEpoch) < day.daysSinceEpoch }
        return place < rows.count && rows[place].day == day ? rows[place] : nil
    }

    /// Puts the rows in the order of their days and compares those of one day. A day that stands twice with the same values
    /// counts once.
    ///
    /// - Parameter read: a row's bytes again.
    package mutating func order(read: (Row) throws -> [UInt8]) throws {
        rows.sort { ($0.daysSinceEpoch, $0.line) < ($1.daysSinceEpoch, $1.line) }
        if rows.isEmpty, faults.isEmpty { note(PlacedFault(line: 1, column: 1, "there is no day below the header")) }
        var kept: [Row] = []
        kept.reserveCapacity(rows.count)
        for row in rows {
            guard let first = kept.last, first.daysSinceEpoch == row.daysSinceEpoch else {
                kept.append(row)
                continue
            }
            try compare(row, with: first, read)
        }
        rows = kept
        judgeSpacing()
        faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// Weeks and months are no sessions: a change from one to the next is none of a day.
    private mutating func judgeSpacing() {
        guard let spacing = RowSpacing(rows.map { Int($0.daysSinceEpoch) }) else { return }
        for (before, row) in zip(rows, rows.dropFirst()) {
            let days = row.daysSinceEpoch - before.daysSinceEpoch
            note(
                PlacedFault(
                    line: Int(row.line), column: 1,
                    "\(row.day?.description ?? "") comes \(days) days after the row before it: the rows are "
                        + "\(spacing.rawValue), not sessions; take a file with daily prices"))
        }
    }

    private mutating func compare(_ row: Row, with first: Row, _ read: (Row) throws -> [UInt8]) throws {
        let (left, right) = (
            try layout.line(read(first), number: Int(first.line)), try layout.line(read(row), number: Int(row.line))
        )
        // Rows of two securities are refused as such.
        guard layout.steadyFields.allSatisfy({ left.text(left.fields[$0]) == right.text(right.fields[$0]) }) else {
            return
        }
        for security in layout.securities {
            for field in PriceField.allCases {
                let (one, other) = (value(field, security, left), value(field, security, right))
                guard !PriceTable.isSame(one, other), let index = security.fields[field] else { continue }
                note(
                    PlacedFault(
                        line: Int(row.line), column: right.fields[index].column,
                        "\(row.day?.description ?? "") stands twice: \(security.ticker) has the \(field.rawValue) "
                            + "\(other ?? "nothing") here and \(one ?? "nothing") in line \(first.line)"))
            }
        }
    }

    static func isSame(_ one: String?, _ other: String?) -> Bool {
        if one == other { return true }
        guard let one, let other, let left = ExactDecimal(price: one) else { return false }
        return left == ExactDecimal(price: other)
    }
}
