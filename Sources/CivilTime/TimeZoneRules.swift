/// What a place adds to UTC, and when that changed or will change.
package struct TimeZoneRules: Sendable, Equatable {
    /// `America/New_York`, `UTC`: the name in the tz database.
    package let name: String
    private let initialOffset: Int
    private let transitions: [Transition]
    private let rule: YearlyRule?

    /// From `seconds` of UTC since 1970 on, `offset` holds.
    struct Transition: Sendable, Equatable {
        let seconds: Int
        /// Seconds east of Greenwich.
        let offset: Int
    }

    /// `transitions` ascend. What `rule` says after the last of them is laid out up to 2037 (which only makes it faster)
    /// and computed beyond; without a rule the last offset stays.
    init(name: String, initialOffset: Int, transitions: [Transition], rule: YearlyRule?) {
        self.name = name
        self.initialOffset = initialOffset
        self.rule = rule
        var transitions = transitions
        if let rule, let last = transitions.last, let year = Instant(seconds: last.seconds).utcDay?.year, year <= 2037 {
            transitions += rule.transitions(inYears: (year - 1)...2037).filter { $0.seconds > last.seconds }
        }
        // RFC 8536, section 3.3, wants the two to agree; where a file contradicts itself, the rule holds from there on.
        if let rule, let last = transitions.popLast() {
            transitions.append(Transition(seconds: last.seconds, offset: rule.offset(at: last.seconds)))
        }
        self.transitions = transitions
    }

    package static let utc = TimeZoneRules(name: "UTC", initialOffset: 0, transitions: [], rule: nil)

    /// Seconds east of Greenwich: -18,000 for New York in winter.
    package func offset(at instant: Instant) -> Int {
        let later = indexOfFirstTransition(after: instant.seconds)
        if later == transitions.count, let rule { return rule.offset(at: instant.seconds) }
        return later == 0 ? initialOffset : transitions[later - 1].offset
    }

    /// The first moment at which the clocks there show `day` or later: midnight; the first of two midnights; where
    /// midnight (or the whole day) was left out, the first moment after the gap.
    package func startOfDay(_ day: CivilDay) -> Instant {
        let midnight = day.daysSinceEpoch * 86_400
        // No offset is larger than 26 hours (RFC 8536, section 3.2), so this is before the day anywhere.
        var begin = midnight - 27 * 3600
        var offset = offset(at: Instant(seconds: begin))
        while let next = firstTransition(after: begin), max(begin, midnight - offset) >= next.seconds {
            begin = next.seconds
            offset = next.offset
        }
        return Instant(seconds: max(begin, midnight - offset))
    }

    /// Nil outside the years 1 to 9999.
    package func day(of instant: Instant) -> CivilDay? {
        CivilDay(daysSinceEpoch: floorDivide(instant.seconds + offset(at: instant), 86_400))
    }

    /// What the clocks there show. Nil outside the years 1 to 9999.
    package func localTime(of instant: Instant) -> LocalTime? {
        let offset = offset(at: instant)
        let local = instant.seconds + offset
        guard let day = CivilDay(daysSinceEpoch: floorDivide(local, 86_400)) else { return nil }
        let ofDay = local - day.daysSinceEpoch * 86_400
        return LocalTime(
            day: day, hour: ofDay / 3600, minute: ofDay / 60 % 60, second: ofDay % 60,
            nanoseconds: instant.nanoseconds, offset: offset)
    }

    private func firstTransition(after seconds: Int) -> Transition? {
        let later = indexOfFirstTransition(after: seconds)
        return later < transitions.count ? transitions[later] : rule?.firstTransition(after: seconds)
    }

    private func indexOfFirstTransition(after seconds: Int) -> Int {
        transitions.partitionPoint { $0.seconds <= seconds }
    }
}

/// What the clocks of a place show.
package struct LocalTime: Hashable, Sendable {
    package let day: CivilDay
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let nanoseconds: Int
    /// Seconds east of Greenwich.
    package let offset: Int
}
