import CivilTime

/// A day that comes back every year, as `MarketTable` writes it.
///
/// - `12-25`; moved where it falls on a weekend: `12-25~` to the nearest weekday, `12-25<` back to Friday, `12-25>` from Sunday to
///   Monday, `12-25>>` from either to Monday, `12-26>>>` the day behind one that is moved so.
/// - `4Thu11`, `lastMon05`: a weekday of a month, counted; `4Thu11+1` the day after.
/// - `Fri06-19`: the first Friday from that day on.
/// - `easter-2`, `easter+1`: days from Easter Sunday (of the Gregorian calendar).
struct DayRule: Sendable, Equatable {
    private enum Base: Sendable, Equatable {
        case fixed(month: Int, day: Int)
        /// Week 5 is the last.
        case counted(week: Int, weekday: Int, month: Int)
        case onOrAfter(weekday: Int, month: Int, day: Int)
        case easter
    }

    private let base: Base
    private let offset: Int
    /// By how many days it moves, by its weekday: Saturday, Sunday, Monday.
    private let shifts: [Int]

    private static let moves: [String: [Int]] = [
        "": [0, 0, 0], "~": [-1, 1, 0], "<": [-1, -2, 0], ">": [0, 1, 0], ">>": [2, 1, 0], ">>>": [2, 2, 1],
    ]

    /// Nil where the text is none.
    init?(_ text: Substring) {
        let bytes = Array(text.utf8)
        func number(_ bytes: some Collection<UInt8>) -> Int? { Int(String(decoding: bytes, as: UTF8.self)) }
        if text.hasPrefix("easter") {
            guard let offset = number(bytes.dropFirst(6)) else { return nil }
            (base, self.offset, shifts) = (.easter, offset, [0, 0, 0])
            return
        }
        if bytes.count >= 5, bytes[2] == UInt8(ascii: "-"), let month = number(bytes[0..<2]) {
            guard let day = number(bytes[3..<5]), let shifts = DayRule.moves[String(text.dropFirst(5))] else {
                return nil
            }
            (base, offset, self.shifts) = (.fixed(month: month, day: day), 0, shifts)
            return
        }
        if let weekday = WeekDays.number(of: text.prefix(3)) {
            guard bytes.count == 8, let month = number(bytes[3..<5]), let day = number(bytes[6..<8]) else { return nil }
            (base, offset, shifts) = (.onOrAfter(weekday: weekday, month: month, day: day), 0, [0, 0, 0])
            return
        }
        let isLast = text.hasPrefix("last")
        let rest = text.dropFirst(isLast ? 4 : 1)
        guard let week = isLast ? 5 : number(bytes.prefix(1)), let weekday = WeekDays.number(of: rest.prefix(3)),
            let month = number(rest.dropFirst(3).prefix(2).utf8)
        else { return nil }
        base = .counted(week: week, weekday: weekday, month: month)
        let behind = rest.dropFirst(5)
        guard let offset = behind.isEmpty ? 0 : number(behind.utf8) else { return nil }
        (self.offset, shifts) = (offset, [0, 0, 0])
    }

    /// Nil where the year has no such day.
    func day(inYear year: Int) -> CivilDay? {
        switch base {
        case .fixed(let month, let day):
            guard let found = CivilDay(year: year, month: month, day: day) else { return nil }
            let shift =
                switch found.weekday {
                case 6: shifts[0]
                case 7: shifts[1]
                case 1: shifts[2]
                default: 0
                }
            return shift == 0 ? found : found.adding(days: shift)
        case .onOrAfter(let weekday, let month, let day):
            guard let first = CivilDay(year: year, month: month, day: day) else { return nil }
            return first.adding(days: (weekday - first.weekday + 7) % 7)
        case .counted(let week, let weekday, let month):
            guard let first = CivilDay(year: year, month: month, day: 1) else { return nil }
            let place = (weekday - first.weekday + 7) % 7 + 7 * (week - 1)
            let isBeyond = place >= CivilDay.length(ofMonth: month, year: year)
            return first.adding(days: (isBeyond ? place - 7 : place) + offset)
        case .easter: return DayRule.easter(year)?.adding(days: offset)
        }
    }

    /// Easter Sunday, by the anonymous algorithm of 1876 (Meeus, Astronomical Algorithms, chapter 8).
    private static func easter(_ year: Int) -> CivilDay? {
        let (a, b, c) = (year % 19, year / 100, year % 100)
        let (d, e) = (b / 4, b % 4)
        let g = (b - (b + 8) / 25 + 1) / 3
        let h = (19 * a + b - d - g + 15) % 30
        let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7
        let sum = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114
        return CivilDay(year: year, month: sum / 31, day: sum % 31 + 1)
    }
}
