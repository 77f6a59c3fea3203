/// When a zone's local time differs from UTC by how much.
///
/// New York is a rule of our own, because `FoundationEssentials` knows no zone by name; others come from the system's
/// zoneinfo files (`TimeZoneRules+Zoneinfo`).
package struct TimeZoneRules: Sendable, Equatable {
    private enum Rules: Sendable, Equatable {
        case fixed(Int)
        case unitedStatesEastern
        /// Sorted by instant.
        case transitions([Transition], before: Int)
    }

    struct Transition: Sendable, Equatable {
        let at: Int
        let offset: Int
    }

    private let rules: Rules

    package static let utc = TimeZoneRules(rules: .fixed(0))
    package static let newYork = TimeZoneRules(rules: .unitedStatesEastern)

    private init(rules: Rules) { self.rules = rules }

    init(transitions: [Transition], before: Int) { rules = .transitions(transitions, before: before) }

    /// Seconds east of Greenwich.
    package func offset(at instant: Instant) -> Int {
        switch rules {
        case .fixed(let offset): return offset
        case .unitedStatesEastern: return USEasternTime.offset(at: instant)
        case .transitions(let transitions, let before):
            var low = 0
            var high = transitions.count
            while low < high {
                let middle = (low + high) / 2
                if transitions[middle].at <= instant.seconds { low = middle + 1 } else { high = middle }
            }
            return low == 0 ? before : transitions[low - 1].offset
        }
    }

    /// The first instant of a local day; after the gap where a change of clocks skips midnight.
    package func startOfDay(_ day: CivilDay) -> Instant {
        let local = day.daysSinceEpoch * 86_400
        // The offset at the local midnight is one of those in force within a day and a half of it.
        let offsets = [-129_600, 0, 129_600].map { offset(at: Instant(seconds: local + $0)) }
        let candidates = Set(offsets).map { Instant(seconds: local - $0) }
            .filter { self.offset(at: $0) == local - $0.seconds }
        if let first = candidates.min() { return first }
        // No such local time: the moment the clocks jumped.
        var low = local - (offsets.max() ?? 0) - 86_400
        var high = local - (offsets.min() ?? 0) + 86_400
        while low < high {
            let middle = floorDivide(low + high, 2)
            if middle + offset(at: Instant(seconds: middle)) >= local { high = middle } else { low = middle + 1 }
        }
        return Instant(seconds: low)
    }

    /// The local day of an instant. Nil outside the years 1 to 9999.
    package func day(of instant: Instant) -> CivilDay? {
        instant.adding(seconds: offset(at: instant)).utcDay
    }
}

/// US Eastern time: five hours behind Greenwich, four in summer. The changes come at two o'clock local time.
///
/// Summer time by year (Uniform Time Act of 1966 and its amendments): from 1967 the last Sunday of April to the last of October;
/// 1974 from 6 January, 1975 from 23 February; from 1987 the first Sunday of April; from 2007 the second Sunday of March to
/// the first of November. Before 1967 no summer time is assumed.
enum USEasternTime {
    static func offset(at instant: Instant) -> Int {
        let standard = -18_000
        guard let year = instant.adding(seconds: standard).utcDay?.year,
            let (start, end) = summer(of: year)
        else { return standard }
        let begins = start.daysSinceEpoch * 86_400 + 7200 - standard
        let ends = end.daysSinceEpoch * 86_400 + 7200 - (standard + 3600)
        return (begins..<ends).contains(instant.seconds) ? standard + 3600 : standard
    }

    private static func summer(of year: Int) -> (CivilDay, CivilDay)? {
        let start =
            switch year {
            case ..<1967: nil as CivilDay?
            case 1974: CivilDay(year: 1974, month: 1, day: 6)
            case 1975: CivilDay(year: 1975, month: 2, day: 23)
            case ..<1987: sunday(onOrAfter: CivilDay(year: year, month: 4, day: 24))
            case ..<2007: sunday(onOrAfter: CivilDay(year: year, month: 4, day: 1))
            default: sunday(onOrAfter: CivilDay(year: year, month: 3, day: 8))
            }
        let end = sunday(
            onOrAfter: year < 2007
                ? CivilDay(year: year, month: 10, day: 25) : CivilDay(year: year, month: 11, day: 1))
        guard let start, let end else { return nil }
        return (start, end)
    }

    private static func sunday(onOrAfter day: CivilDay?) -> CivilDay? {
        day.flatMap { $0.adding(days: 7 - $0.weekday) }
    }
}
