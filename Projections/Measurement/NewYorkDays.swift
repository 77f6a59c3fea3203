import CivilTime
import MarketEvents

extension CivilDay {
    /// Where the next day starts in New York.
    var endInNewYork: Instant? { adding(days: 1).map { TimeZoneRules.newYork.startOfDay($0) } }
}

extension StatedTime {
    /// The day of New York in which it ends.
    package var lastDay: CivilDay? { day ?? StatedTime.lastDay(from: start, to: end) }

    static func lastDay(from start: Instant?, to end: Instant) -> CivilDay? {
        TimeZoneRules.newYork.day(of: start == end ? end : Instant(seconds: end.seconds - 1))
    }
}
