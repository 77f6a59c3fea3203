import CivilTime

/// How the days of a file are ordered.
package enum DayOrder: String, CaseIterable, Sendable {
    case ymd, mdy, dmy
}

/// What stands before the fraction of a number.
package enum DecimalMark: String, CaseIterable, Sendable {
    case point, comma
}

/// How the cells of a price file are written: one way for the whole file.
package struct PriceDialect: Sendable {
    /// What stands between cells.
    package var separator = UInt8(ascii: ",")
    /// Nil where cells are as the log writes them, which takes no second look: `2025-11-03`, `254.00`.
    package var writing: Writing?
    /// How many powers of ten a price is too great by: two where the file is in pence.
    package var minorDigits = 0
    /// Whether a minus marks CRSP's bid-ask midpoint.
    package var takesMidpoints = false

    package struct Writing: Sendable {
        package let decimal: DecimalMark
        package let days: DayOrder
        /// The market's own time; nil where it is not known.
        package let zone: TimeZoneRules?

        package init(decimal: DecimalMark, days: DayOrder, zone: TimeZoneRules?) {
            (self.decimal, self.days, self.zone) = (decimal, days, zone)
        }
    }

    package init() {}

    package func line(_ bytes: [UInt8], number: Int) throws(PlacedFault) -> CSVLine {
        try CSVLine(bytes, number: number, separator: separator)
    }

    func day(_ bytes: ArraySlice<UInt8>) throws(DayFault) -> CivilDay {
        guard let writing else { return try DayCell.read(bytes) }
        let text = String(decoding: bytes, as: UTF8.self)
        if let day = DayText(text, zone: writing.zone)?.day(writing.days) { return day }
        if let reason = DayText.reason(text) { throw DayFault(reason: reason) }
        // What is wrong with it.
        _ = try DayCell.read(bytes)
        throw DayFault(
            reason: "\(quoted(text)) is not a day as the others of the file are; write for example 2025-11-03")
    }

    func cell(_ bytes: ArraySlice<UInt8>, _ field: PriceField) -> PriceCell {
        guard let writing else { return PriceCell(bytes, zeroIsTaken: !field.isPrice) }
        guard let number = NumberText(bytes) else { return .none }
        guard let digits = number.digits(writing.decimal) else {
            let other: DecimalMark = writing.decimal == .point ? .comma : .point
            let text = String(decoding: bytes, as: UTF8.self)
            if number.takes(other), text.contains(other == .comma ? "," : ".") {
                return .fault("\(quoted(text)) has a decimal \(other.rawValue), and the file's other cells have none")
            }
            return PriceCell(bytes, zeroIsTaken: !field.isPrice)
        }
        if number.hasSuffix, field.isPrice {
            return .fault("\(quoted(String(decoding: bytes, as: UTF8.self))) is not a price")
        }
        return PriceCell(digits, zeroIsTaken: !field.isPrice)
    }

    /// What a good cell says; nil where it says nothing.
    package func value(_ bytes: ArraySlice<UInt8>, _ field: PriceField) -> String? {
        switch cell(bytes, field) {
        case .none, .fault: nil
        case .number(let text): field.isPrice && minorDigits > 0 ? NumberText.shifted(text, by: -minorDigits) : text
        case .negative(let text):
            (takesMidpoints ? "" : "-") + (minorDigits > 0 ? NumberText.shifted(text, by: -minorDigits) : text)
        }
    }
}
