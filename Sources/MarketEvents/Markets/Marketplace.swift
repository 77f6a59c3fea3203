import CivilTime

/// When a session opens and closes, in minutes after midnight by the market's clocks.
package struct SessionHours: Hashable, Sendable {
    package let open: Int
    package let close: Int

    /// `16:00`.
    package static func text(_ minute: Int) -> String {
        let (hour, rest) = (minute / 60, minute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Reads `HH:MM`, 00:00 to 23:59.
    package static func minute(_ text: some StringProtocol) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        var value = [0, 0]
        for place in [0, 1, 3, 4] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) else { return nil }
            value[place / 3] = value[place / 3] * 10 + Int(bytes[place] - UInt8(ascii: "0"))
        }
        return value[0] < 24 && value[1] < 60 ? value[0] * 60 + value[1] : nil
    }
}

/// A market: its clocks, its week, its hours by period, its special days. Days are those of its own zone.
package final class Marketplace: Sendable {
    /// Hours that held for a while.
    package struct Period: Sendable {
        package let from: CivilDay?
        /// Included.
        package let until: CivilDay?
        package let week: WeekDays
        package let hours: SessionHours
        /// Only while New York has daylight time, or only while it has not.
        package let whileNewYorkHasDaylight: Bool?
        /// Who says so.
        package let source: String

        func holds(on day: CivilDay) -> Bool {
            guard from.map({ $0 <= day }) ?? true, until.map({ day <= $0 }) ?? true else { return false }
            guard let daylight = whileNewYorkHasDaylight else { return true }
            let zone = TimeZoneRules.newYork
            // The clocks are changed at night: what holds at the end of the day holds in its session.
            let evening = zone.startOfDay(day).adding(seconds: 20 * 3600)
            return (zone.offset(at: evening) == -4 * 3600) == daylight
        }
    }

    /// What is special about a day.
    package struct SpecialDay: Hashable, Sendable {
        package var isClosed = false
        package var open: Int?
        package var close: Int?
    }

    /// Whose hours these are: the operating market's, for a segment.
    package let mic: String
    package let name: String
    package let zone: TimeZoneRules
    package let periods: [Period]
    package let specialDays: [CivilDay: SpecialDay]
    /// What holds where this says nothing.
    private let base: Marketplace?
    /// Days on which something of it has a price.
    private let recorded: Set<CivilDay>
    /// The events that state it; empty for what is built in.
    package let events: [String]

    init(
        mic: String, name: String, zone: TimeZoneRules, periods: [Period], specialDays: [CivilDay: SpecialDay],
        over base: Marketplace? = nil, events: [String] = []
    ) {
        (self.mic, self.name, self.zone, self.periods) = (mic, name, zone, periods)
        (self.specialDays, self.base, self.events) = (specialDays, base, events)
        recorded = []
    }

    /// A market with the days on which something of it has a price.
    init(_ market: Marketplace, tradingOn recorded: Set<CivilDay>) {
        (mic, name, zone, periods) = (market.mic, market.name, market.zone, market.periods)
        (specialDays, base, events) = (market.specialDays, market.base, market.events)
        self.recorded = recorded
    }

    package func special(_ day: CivilDay) -> SpecialDay? { specialDays[day] ?? base?.special(day) }

    /// Periods of the same days may be of different days of the week.
    private func period(_ day: CivilDay) -> Period? {
        let holding = periods.lazy.filter { $0.holds(on: day) }
        return holding.first { $0.week.contains(day) } ?? holding.first ?? base?.period(day)
    }

    /// When trading opened and closed if there was a session that day, whatever the table says of that: prices know better.
    package func hours(on day: CivilDay) -> SessionHours? {
        guard let usual = period(day)?.hours else { return nil }
        guard let special = special(day), !special.isClosed else { return usual }
        return SessionHours(open: special.open ?? usual.open, close: special.close ?? usual.close)
    }

    /// Whether a day is a session: something of the market has a price, or its hours expect one.
    package func isSession(_ day: CivilDay) -> Bool { recorded.contains(day) || isExpected(day) }

    /// Whether a day is one of the market's week that is not closed, as far as its hours tell.
    package func isExpected(_ day: CivilDay) -> Bool {
        if let special = special(day) {
            // Hours of its own make a session of a day outside of the week, too.
            return !special.isClosed && (special.open != nil && special.close != nil || isInWeek(day))
        }
        return isInWeek(day)
    }

    private func isInWeek(_ day: CivilDay) -> Bool { period(day)?.week.contains(day) ?? false }
}
