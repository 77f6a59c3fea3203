import CivilTime
import MarketEvents

/// From which session on something holds that happens to a share.
enum SessionOpening {
    /// The first day whose session opens at or after a time: of a plain day, or of a longer time, its last day.
    static func firstDay(at time: StatedTime) -> CivilDay? {
        guard time.includesEnd else { return time.lastDay }
        let zone = TimeZoneRules.newYork
        guard let day = zone.day(of: time.end) else { return nil }
        let open = Instant(seconds: zone.startOfDay(day).seconds + opening)
        return time.end <= open ? day : day.adding(days: 1)
    }

    /// New York opens at 9:30. On the two days of a year on which its clocks change it has no session.
    private static let opening = 9 * 3600 + 30 * 60
}
