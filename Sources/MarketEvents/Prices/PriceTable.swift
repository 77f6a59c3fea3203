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
    package let takesMidpoints: Bool
    /// By day, then by line.
    package private(set) var rows: [Row] = []
    package private(set) var faults: [PlacedFault] = []
    /// How many faults there were beyond those kept.
    package private(set) var furtherFaults = 0

    /// More rows than the days of 2,700 years are no price file.
    package static let mostRows = 1_000_000
    package static let mostFaults = 10_000

    package init(layout: PriceLayout, takesMidpoints: Bool) {
        self.layout = layout
        self.takesMidpoints = takesMidpoints
    }

    package mutating func note(_ fault: PlacedFault) {
        if faults.count < PriceTable.mostFaults { faults.append(fault) } else { furtherFaults += 1 }
    }

    /// Judges a line below the header and remembers where it stands.
    package mutating func add(_ bytes: [UInt8], line number: Int, offset: Int) {
        let line: CSVLine
        do throws(PlacedFault) { line = try CSVLine(bytes, number: number) } catch { return note(error) }
        guard !line.isBlank else { return }
        guard line.fields.count == layout.fieldCount else {
            let (count, wanted) = (line.fields.count, layout.fieldCount)
            return note(
                PlacedFault(
                    line: number, column: line.fields[min(count, wanted + 1) - 1].column,
                    "the line has \(count) field\(count == 1 ? "" : "s"), the header \(wanted)"
                        + (count > wanted ? "; a number has no thousands separator" : "")))
        }
        var day: CivilDay?
        let date = line.fields[layout.dateField]
        do throws(DayFault) { day = try DayCell.read(bytes[date.bytes]) } catch {
            note(PlacedFault(line: number, column: date.column, error.reason))
        }
        for column in layout.columns { judge(column, of: line, number) }
        if let security = layout.securities.first, security.fields.count > 1 { judgeRange(security, of: line, number) }
        guard let day else { return }
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

    private mutating func judge(_ column: PriceLayout.Column, of line: CSVLine, _ number: Int) {
        let place = line.fields[column.index]
        let isPrice = column.field.isPrice
        let reason: String
        switch PriceCell(line.bytes[place.bytes], zeroIsTaken: !isPrice) {
        case .fault(let fault): reason = fault
        case .midpoint(let text) where !isPrice: reason = "a volume of -\(text); it cannot be negative"
        case .midpoint(let text) where !takesMidpoints:
            reason = "a price of -\(text); say --midpoints where a minus marks a bid-ask midpoint"
        default: return
        }
        note(PlacedFault(line: number, column: place.column, reason))
    }

    private mutating func judgeRange(_ security: PriceLayout.Security, of line: CSVLine, _ number: Int) {
        guard let index = security.fields[.high],
            let high = value(.high, security, line).flatMap({ ExactDecimal(price: $0) }),
            let low = value(.low, security, line).flatMap({ ExactDecimal(price: $0) }), high < low
        else { return }
        note(
            PlacedFault(line: number, column: line.fields[index].column, "the high \(high) is below the low \(low)"))
    }

    /// What a good line says of a security; nil where it says nothing.
    package func value(_ field: PriceField, _ security: PriceLayout.Security, _ line: CSVLine) -> String? {
        guard let index = security.fields[field] else { return nil }
        return PriceCell(line.bytes[line.fields[index].bytes], zeroIsTaken: !field.isPrice).text
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
        faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    private mutating func compare(_ row: Row, with first: Row, _ read: (Row) throws -> [UInt8]) throws {
        let (left, right) = (
            try CSVLine(read(first), number: Int(first.line)), try CSVLine(read(row), number: Int(row.line))
        )
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
