import CivilTime

/// A moment by a market's clocks.
package struct MarketMoment: Hashable, Sendable {
    package let day: CivilDay
    /// After midnight.
    package let minute: Int
    /// Whether the session of that day, if there is one, had begun, and whether it was over: it is at the close.
    package let hasOpened: Bool
    package let isOver: Bool
}

extension Marketplace {
    /// Nil beyond the years 1 to 9999.
    package func moment(_ instant: Instant) -> MarketMoment? {
        guard let local = zone.localTime(of: instant) else { return nil }
        let minute = local.hour * 60 + local.minute
        let hours = hours(on: local.day)
        return MarketMoment(
            day: local.day, minute: minute, hasOpened: hours.map { $0.open <= minute } ?? false,
            isOver: hours.map { $0.close <= minute } ?? false)
    }

    /// How far a session is looked for: no market was ever closed for so long.
    private static let reach = 200

    /// The first session from a day on; nil where there is none for half a year.
    ///
    /// - Parameter isRecorded: whether more is known to have a price on a day than the market knows.
    package func session(onOrAfter day: CivilDay, isRecorded: (CivilDay) -> Bool = { _ in false }) -> CivilDay? {
        session(from: day, step: 1, isRecorded)
    }

    package func session(onOrBefore day: CivilDay, isRecorded: (CivilDay) -> Bool = { _ in false }) -> CivilDay? {
        session(from: day, step: -1, isRecorded)
    }

    private func session(from day: CivilDay, step: Int, _ isRecorded: (CivilDay) -> Bool) -> CivilDay? {
        var day = day
        for _ in 0..<Marketplace.reach {
            if isRecorded(day) || isSession(day) { return day }
            guard let next = day.adding(days: step) else { return nil }
            day = next
        }
        return nil
    }

    /// The session that something said of a share at a moment belongs to: the one that ran, or ended last.
    package func lastSession(at instant: Instant, isRecorded: (CivilDay) -> Bool = { _ in false }) -> CivilDay? {
        guard let moment = moment(instant) else { return nil }
        let last = moment.hasOpened ? moment.day : moment.day.adding(days: -1)
        return last.flatMap { session(onOrBefore: $0, isRecorded: isRecorded) }
    }

    /// The last session that was over at a moment.
    package func endedSession(at instant: Instant, isRecorded: (CivilDay) -> Bool = { _ in false }) -> CivilDay? {
        guard let moment = moment(instant) else { return nil }
        let last = moment.isOver ? moment.day : moment.day.adding(days: -1)
        return last.flatMap { session(onOrBefore: $0, isRecorded: isRecorded) }
    }

    /// The first session that news of a moment could move: before the close its own day's, at the close or later the next.
    package func nextSession(at instant: Instant, isRecorded: (CivilDay) -> Bool = { _ in false }) -> CivilDay? {
        guard let moment = moment(instant) else { return nil }
        let first = moment.isOver ? moment.day.adding(days: 1) : moment.day
        return first.flatMap { session(onOrAfter: $0, isRecorded: isRecorded) }
    }
}

extension Marketplace {
    /// The moment at which the market's clocks show a minute of a day; where they are changed in between, as they run at noon.
    package func instant(_ minute: Int, on day: CivilDay) -> Instant {
        let noon = Instant(seconds: zone.startOfDay(day).seconds + 12 * 3600)
        return Instant(seconds: day.daysSinceEpoch * 86_400 + minute * 60 - zone.offset(at: noon))
    }

    /// From which day on something holds that happens to a share: the first whose session opens at or after it; of a plain day, or
    /// of a longer time, its last day.
    package func firstOpening(at time: StatedTime) -> CivilDay? {
        guard time.includesEnd else {
            return time.day ?? TimeZoneRules.newYork.day(of: Instant(seconds: time.end.seconds - 1))
        }
        guard let day = zone.day(of: time.end) else { return nil }
        guard let hours = hours(on: day), instant(hours.open, on: day) < time.end else { return day }
        return day.adding(days: 1)
    }
}
