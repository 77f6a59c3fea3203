import CivilTime
import MarketEvents

/// When a term starts, as precisely as it was said: a day, or a month, quarter, half-year or year.
package struct TermStart: Hashable, Sendable {
    package enum Precision: Int, Sendable {
        case day, month, quarter, half, year

        /// 0 for a day.
        fileprivate var months: Int { [0, 1, 3, 6, 12][rawValue] }
    }

    /// The first day of it.
    package let day: CivilDay
    package let precision: Precision

    package init(day: CivilDay, precision: Precision = .day) { (self.day, self.precision) = (day, precision) }

    /// Nil for a time that is neither: of "some time from A to B" nobody knows which year is the first.
    init?(_ moment: Moment) {
        if let day = moment.day {
            self.init(CivilDay(daysSinceEpoch: Int(day)), .day)
            return
        }
        let first = moment.start.flatMap { TimeZoneRules.newYork.day(of: $0) }
        switch moment.text.count {
        case 4: self.init(first, .year)
        case 7 where moment.text.start[5] == UInt8(ascii: "Q"): self.init(first, .quarter)
        case 7 where moment.text.start[5] == UInt8(ascii: "H"): self.init(first, .half)
        case 7: self.init(first, .month)
        default: return nil
        }
    }

    private init?(_ day: CivilDay?, _ precision: Precision) {
        guard let day else { return nil }
        self.init(day: day, precision: precision)
    }

    /// The last day on which it may be.
    var lastDay: CivilDay? {
        precision == .day ? day : day.adding(months: precision.months)?.adding(days: -1)
    }

    /// How many whole months it is through an end. Of a start in some year that is known where the end is in some year, too, and
    /// so of a half-year, a quarter and a month.
    func months(through end: Moment?) -> Int? {
        guard let end, precision == .day || TermStart(end)?.precision == precision else { return nil }
        return CivilDay(daysSinceEpoch: Int(end.lastDay)).flatMap { CivilDay.months(from: day, through: $0) }
    }

    /// Where a period starts that is so many months later: "2029" for a start in 2027 and 24 months.
    func from(months: Int) -> String? { day.adding(months: months).map(text) }

    /// Where one ends that starts after `months` and takes `length` months.
    func to(months: Int, length: Int) -> String? {
        day.adding(months: months + length)?.adding(days: -1).map(text)
    }

    /// The day, or what it is in, as times are written.
    private func text(_ day: CivilDay) -> String {
        let written = day.description
        let (year, month) = (written.prefix(4), written.prefix(7))
        return switch precision {
        case .day: written
        case .month: String(month)
        case .quarter: "\(year)-Q\((day.month + 2) / 3)"
        case .half: "\(year)-H\((day.month + 5) / 6)"
        case .year: String(year)
        }
    }
}
