extension TimeZoneRules {
    /// US Eastern Time. Right for every moment since 1955, the future by the rule in force since 2007 (Energy Policy Act
    /// of 2005); before 1955, when cities set their own dates, standard time all year.
    ///
    /// Sources: 15 U.S.C. 260a and its amendments (1966, 1973, 1974, 1986, 2005); New York's own rule of 1955 to 1966
    /// fell together with that of 1967.
    package static let newYork = TimeZoneRules(
        name: "America/New_York", initialOffset: easternStandard,
        transitions: pastYears.flatMap { years, start in
            eastern(start, sunday(week: 5, month: 10)).transitions(inYears: years)
        },
        rule: eastern(sunday(week: 2, month: 3), sunday(week: 1, month: 11)))

    private static let easternStandard = -5 * 3600

    /// When daylight time began in years that are over; it ended on the last Sunday of October in all of them.
    private static let pastYears: [(ClosedRange<Int>, YearlyRule.Date)] = [
        (1955...1973, sunday(week: 5, month: 4)),
        (1974...1974, sunday(week: 1, month: 1)),
        (1975...1975, sunday(week: 5, month: 2) /* the 23rd */),
        (1976...1986, sunday(week: 5, month: 4)),
        (1987...2006, sunday(week: 1, month: 4)),
    ]

    private static func sunday(week: Int, month: Int) -> YearlyRule.Date { .weekday(0, week: week, month: month) }

    private static func eastern(_ start: YearlyRule.Date, _ end: YearlyRule.Date) -> YearlyRule {
        let twoOClock = 2 * 3600
        return YearlyRule(
            standardOffset: easternStandard,
            daylight: .init(
                offset: easternStandard + 3600, start: .init(date: start, time: twoOClock),
                end: .init(date: end, time: twoOClock)))
    }
}
