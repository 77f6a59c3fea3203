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
    ///
    /// - Parameter isSession: whether a day of this calendar is a session of the security's own market, too: the calendar may be
    ///   another's.
    package func dayZero(
        of news: Announcement, _ rule: ClosedDayRule, isSession: (CivilDay) -> Bool = { _ in true }
    ) throws(DayZeroFault) -> Int {
        guard let first = days.first, let last = days.last else { throw .emptyCalendar }
        // Beyond its last session the calendar does not know which days are without trading.
        guard news.day >= first, news.day <= last else { throw .outsideCalendar(first: first, last: last) }
        var zero = firstRow(onOrAfter: news.day)
        var step = 1
        if days[zero] == news.day, isSession(news.day) {
            if news.isAfterClose { zero += 1 }
        } else {
            guard rule != .refuse else { throw .noTrading }
            if rule == .previous, !news.isAfterClose { (zero, step) = (zero - 1, -1) }
        }
        while days.indices.contains(zero), !isSession(days[zero]) { zero += step }
        guard days.indices.contains(zero) else { throw .outsideCalendar(first: first, last: last) }
        return zero
    }
}
