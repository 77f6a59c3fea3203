/// A day of the proleptic Gregorian calendar, years 1 to 9999, without a time zone.
package struct CivilDay: Hashable, Sendable {
    /// `20251103`: its order is that of days. One number, for days are compared and hashed by the million.
    @usableFromInline let digits: Int32

    package var year: Int { Int(digits) / 10_000 }
    package var month: Int { Int(digits) / 100 % 100 }
    package var day: Int { Int(digits) % 100 }

    /// Nil where the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDay.length(ofMonth: month, year: year)
        else { return nil }
        digits = CivilDay.digits(year, month, day)
    }

    private static func digits(_ year: Int, _ month: Int, _ day: Int) -> Int32 {
        Int32(truncatingIfNeeded: year * 10_000 + month * 100 + day)
    }

    /// Reads `YYYY-MM-DD`, nothing else.
    package init?(_ text: String) {
        var text = text
        guard let day = text.withUTF8({ CivilDay(utf8: $0) }) else { return nil }
        self = day
    }

    package init?(_ text: Substring) { self.init(String(text)) }

    init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 10 else { return nil }
        // Year, month and day in eight digits. Days come by the million: one pass, no copies.
        var digits = 0
        for place in 0..<10 {
            let byte = text[place]
            if place == 4 || place == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                digits = digits * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        self.init(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    }

    /// Days since 1970-01-01. The algorithm counts 400-year eras from 1 March of year 0.
    package var daysSinceEpoch: Int {
        let (year, month, day) = (year, month, day)
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Nil outside the years 1 to 9999.
    package init?(daysSinceEpoch days: Int) {
        guard (-719_162...2_932_896).contains(days) else { return nil }
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        digits = CivilDay.digits(
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Nil beyond the years 1 to 9999.
    package func adding(days: Int) -> CivilDay? { CivilDay(daysSinceEpoch: daysSinceEpoch + days) }

    /// The same day `months` later, or that month's last day where it is shorter: 31 January and a month is 28 or 29
    /// February. Nil beyond the years 1 to 9999.
    package func adding(months: Int) -> CivilDay? {
        let total = year * 12 + month - 1 + months
        let (newYear, newMonth) = (total / 12, total % 12 + 1)
        guard total >= 12 else { return nil }
        return CivilDay(
            year: newYear, month: newMonth, day: min(day, CivilDay.length(ofMonth: newMonth, year: newYear)))
    }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int { ((daysSinceEpoch + 3) % 7 + 7) % 7 + 1 }

    package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDay: Comparable, CustomStringConvertible {
    @inlinable
    package static func == (left: CivilDay, right: CivilDay) -> Bool { left.digits == right.digits }

    @inlinable
    package static func < (left: CivilDay, right: CivilDay) -> Bool { left.digits < right.digits }

    @inlinable
    package func hash(into hasher: inout Hasher) { hasher.combine(digits) }

    /// `YYYY-MM-DD`.
    package var description: String {
        String(unsafeUninitializedCapacity: 10) { text in
            var rest = digits
            for place in stride(from: 9, through: 0, by: -1) {
                if place == 4 || place == 7 {
                    text[place] = UInt8(ascii: "-")
                } else {
                    text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
            }
            return 10
        }
    }
}

/// Plain ASCII digits: `Int(String)` would also take a sign.
enum Digits {
    static func value(of bytes: some Collection<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
        var value = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    static func padded(_ value: Int, to width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
