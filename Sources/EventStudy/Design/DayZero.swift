import CivilTime

/// When news became public, as far as a study needs it.
package struct Announcement: Hashable, Sendable {
    package let day: CivilDay
    /// Whether that day's session was over: then the next session is the first to see it.
    package let isAfterClose: Bool

    package init(day: CivilDay, isAfterClose: Bool = false) {
        self.day = day
        self.isAfterClose = isAfterClose
    }

    /// An instant, by the session of the market: of XNYS and XNAS it ends at 16:00 in New York (half days are taken for whole
    /// ones). The sessions of other markets are not known here, and the instant's day in New York is taken as it is.
    ///
    /// Nil beyond the years 1 to 9999.
    package init?(instant: Instant, mic: String) {
        guard let local = TimeZoneRules.newYork.localTime(of: instant) else { return nil }
        let isOver = (local.hour, local.minute, local.second, local.nanoseconds) > (16, 0, 0, 0)
        self.init(day: local.day, isAfterClose: isOver && (mic == "XNYS" || mic == "XNAS"))
    }
}

/// Which session is day 0 of a date without trading.
package enum ClosedDayRule: String, CaseIterable, Sendable {
    case next, previous, refuse
}

/// Why news has no day 0.
package enum DayZeroFault: Error, Equatable, Sendable {
    /// The calendar does not reach there; it is from `first` to `last`.
    case outsideCalendar(first: CivilDay, last: CivilDay)
    case emptyCalendar
    /// There was no trading that day, and `refuse` was asked for.
    case noTrading
}

extension TradingCalendar {
    /// The row of day 0: the first session that could see the news.
    package func dayZero(of news: Announcement, _ rule: ClosedDayRule) throws(DayZeroFault) -> Int {
        guard let first = days.first, let last = days.last else { throw .emptyCalendar }
        // Beyond its last session the calendar does not know which days are without trading.
        guard news.day >= first, news.day <= last else { throw .outsideCalendar(first: first, last: last) }
        let row = firstRow(onOrAfter: news.day)
        let zero: Int
        if days[row] == news.day {
            zero = news.isAfterClose ? row + 1 : row
        } else {
            guard rule != .refuse else { throw .noTrading }
            zero = rule == .previous && !news.isAfterClose ? row - 1 : row
        }
        guard zero < days.count else { throw .outsideCalendar(first: first, last: last) }
        return zero
    }
}
