/// Daylight-saving time that comes back every year: the `TZ` string of POSIX (with the extension of RFC 8536,
/// section 3.3.1), such as `EST5EDT,M3.2.0,M11.1.0`.
struct YearlyRule: Sendable, Equatable {
    /// Seconds east of Greenwich.
    let standardOffset: Int
    /// Nil where no clock is changed.
    let daylight: Daylight?

    struct Daylight: Sendable, Equatable {
        let offset: Int
        let start: Change
        let end: Change
    }

    /// A moment of a year by the clocks that are shown before it.
    struct Change: Sendable, Equatable {
        let date: Date
        /// Seconds after midnight, -167 to 167 hours.
        let time: Int
    }

    enum Date: Sendable, Equatable {
        /// 1 is 1 January, 60 is 1 March in every year: 29 February is not counted.
        case dayWithoutLeapDay(Int)
        /// 0 is 1 January; 29 February is counted.
        case dayFromZero(Int)
        /// Weekday 0 is Sunday; week 5 is the last of the month.
        case weekday(Int, week: Int, month: Int)

        /// Days since 1970. Nil outside the years 1 to 9999.
        func days(inYear year: Int) -> Int? {
            guard let newYear = CivilDay(year: year, month: 1, day: 1)?.daysSinceEpoch else { return nil }
            switch self {
            case .dayWithoutLeapDay(let number):
                return newYear + number - 1 + (number >= 60 && CivilDay.isLeap(year) ? 1 : 0)
            case .dayFromZero(let number):
                return newYear + number
            case .weekday(let weekday, let week, let month):
                guard let first = CivilDay(year: year, month: month, day: 1) else { return nil }
                let firstMatch = (weekday - first.weekday + 14) % 7
                let length = CivilDay.length(ofMonth: month, year: year)
                let day = firstMatch + 7 * (week - 1)
                return first.daysSinceEpoch + (day < length ? day : day - 7)
            }
        }
    }

    /// The changes of some years in their order, which may not be that of the years: a change may lie a week outside its own.
    /// Where two fall together, the one to daylight time counts.
    func transitions(inYears years: ClosedRange<Int>) -> [TimeZoneRules.Transition] {
        guard let daylight else { return [] }
        var changes: [(seconds: Int, isToDaylight: Bool)] = []
        for year in years {
            guard let start = daylight.start.date.days(inYear: year), let end = daylight.end.date.days(inYear: year)
            else { continue }
            changes.append((start * 86_400 + daylight.start.time - standardOffset, true))
            changes.append((end * 86_400 + daylight.end.time - daylight.offset, false))
        }
        changes.sort { $0.seconds == $1.seconds ? !$0.isToDaylight && $1.isToDaylight : $0.seconds < $1.seconds }
        return changes.reduce(into: []) { transitions, change in
            if transitions.last?.seconds == change.seconds { transitions.removeLast() }
            transitions.append(
                TimeZoneRules.Transition(
                    seconds: change.seconds, offset: change.isToDaylight ? daylight.offset : standardOffset))
        }
    }

    func offset(at seconds: Int) -> Int {
        transitions(around: seconds).last { $0.seconds <= seconds }?.offset ?? standardOffset
    }

    func firstTransition(after seconds: Int) -> TimeZoneRules.Transition? {
        transitions(around: seconds).first { $0.seconds > seconds }
    }

    /// Those of the year and of two before and behind it: with changes that lie a week outside their years, the last one of a year
    /// may be one of the year before, and that one's may be behind it still.
    private func transitions(around seconds: Int) -> [TimeZoneRules.Transition] {
        guard let year = Instant(seconds: seconds).utcDay?.year else { return [] }
        return transitions(inYears: (year - 2)...(year + 2))
    }
}
