import CivilTime

extension ParserCheck {
    /// Whatever a zoneinfo file says, days start one after the other, and each start shows its day.
    package static let zoneinfo = ParserCheck(
        "zoneinfo", maximumLength: 2048,
        words: [
            "TZif2", "\nEST5EDT,M3.2.0,M11.1.0\n", "<+0330>-3:30", ",J365/167", ",0/-167", ",M12.5.6/24",
            "\u{0}\u{0}\u{0}\u{1}",
            "\u{7F}\u{7F}\u{7F}\u{7F}", "XXX24YYY-24", "\n\n",
        ]
    ) { input in
        let zone: TimeZoneRules
        do throws(TimeZoneError) { zone = try TimeZoneRules.zoneinfo(name: "Fuzz/Zone", contents: input) } catch {
            try holdIsMessage(error.description)
            return false
        }
        for day in days {
            guard let next = day.adding(days: 1) else { continue }
            let (start, end) = (zone.startOfDay(day), zone.startOfDay(next))
            try hold("\(day) does not end before it starts", start <= end)
            try hold(
                "offsets are at most 26 hours",
                (-90_000...93_600).contains(zone.offset(at: start)))
            guard let shown = zone.day(of: start), let before = zone.day(of: start.adding(seconds: -1)) else {
                continue
            }
            try hold("where \(day) starts, \(shown) is shown", shown >= day)
            try hold("before \(day) starts, \(before) is shown", before < day)
            let local = zone.localTime(of: start)
            try hold("the clocks show the day", local?.day == shown)
        }
        return true
    }

    private static let days = [
        "0002-01-01", "1582-10-15", "1883-11-18", "1901-12-13", "1970-01-01", "1995-01-01", "2011-12-30", "2025-03-09",
        "2025-11-02", "2037-12-31", "2038-01-19", "2400-02-29", "9990-07-01",
    ].compactMap { CivilDay($0) }
}
