import CivilTime
import MarketEvents

extension ParserCheck {
    /// Stated times, the periods in them, cuts and instants.
    package static let time = ParserCheck(
        "time", maximumLength: 120,
        words: [
            "../", "/", "2025-Q3", "2025-06", "2025-11-03", "2025-11-03T09:30:00-05:00", "T23:59:59.999999999Z",
            "0001-01-01",
            "0000", "9999-12-31", "9998", "-02-29", "+23:59", "-23:59", "T24:00:00Z", ":60Z", "\u{301}",
            "-H2", "Q3 2025", "3 Nov 2025", "Nov 3, 2025", "1er février ", "03/11/2025", " 09:30", " pm", " UTC",
            "+0100", "by ",
        ]
    ) { input in
        guard let text = text(of: input) else { return false }
        try holdReading(text)
        try holdInstant(text)
        try holdCut(text)
        let time: StatedTime
        do throws(StatedTimeError) { time = try StatedTime(text) } catch {
            try holdIsMessage(error.description)
            return false
        }
        try hold("the text is kept", time.text.utf8.elementsEqual(text.utf8))
        if let start = time.start { try hold("\(text) does not end before it starts", start <= time.end) }
        try holdRoundTrip(time.time)
        try holdRoundTrip(time.end)
        try hold("a time has no order to itself", StatedTime.isOrdered(time, before: time) == nil)
        if let day = time.day {
            try hold("\(text) starts on its day", time.start.map { TimeZoneRules.newYork.day(of: $0) } == day)
        }
        let instant = StatedTime(instant: time.time)
        let again = try? StatedTime(instant.text)
        try hold("the instant \(instant.text) reads back as itself", again == instant || isAtEdge(instant.text))
        return true
    }

    /// What is typed for a time is read as one that an event may have, and so is everything that a refusal offers.
    private static func holdReading(_ text: String) throws {
        for zone in [nil] + zones.map(Optional.some) {
            let offered: [String]
            do throws(StatedTimeError) {
                offered = [try TimeReader(zone: zone).read(text)]
            } catch {
                try holdIsMessage(error.description)
                offered = error.readings
            }
            if (try? StatedTime(text)) != nil { try hold("\(text) is a time, and stays one", offered == [text]) }
            for time in offered {
                try hold("\(text) is read or offered as \(time), which is a time", (try? StatedTime(time)) != nil)
            }
        }
    }

    private static func holdInstant(_ text: String) throws {
        guard let instant = Instant(rfc3339: text) else { return }
        try holdRoundTrip(instant)
        let stated = try? StatedTime(text)
        try hold(
            "an instant is a time: \(text)",
            stated?.start == instant && stated?.end == instant || stated == nil && isAtEdge(text))
    }

    /// Where some place of the world is in a year that no time may name.
    private static func isAtEdge(_ text: String) -> Bool { text.hasPrefix("0001-01-01") || text.hasPrefix("9999") }

    private static func holdRoundTrip(_ instant: Instant) throws {
        let text = instant.rfc3339()
        try hold("\(text) reads back as itself", Instant(rfc3339: text) == instant)
        let microseconds = instant.rfc3339(fractionDigits: 6)
        try hold(
            "\(microseconds) is \(text) rounded down",
            Instant(rfc3339: microseconds)
                == Instant(microsecondsSinceEpoch: instant.microsecondsSinceEpoch))
    }

    private static let zones: [TimeZoneRules] = [.newYork, .utc]

    private static func holdCut(_ text: String) throws {
        for zone in zones {
            let period: Period
            let moment: Instant
            do throws(StatedTimeError) {
                period = try Period(text[...], zone: zone)
                moment = try Cut.moment(text, zone: zone)
            } catch {
                try holdIsMessage(error.description)
                continue
            }
            try holdPeriod(text, period, moment, zone)
        }
    }

    private static func holdPeriod(_ text: String, _ period: Period, _ moment: Instant, _ zone: TimeZoneRules) throws {
        try hold("\(text) cuts at its end", moment == period.end)
        try hold("\(text) does not end before it starts", period.start <= period.end)
        // On the first day of the year 1 in UTC it is still the year before it in the west, which has no days.
        try hold(
            "\(text) is within its days",
            zone.day(of: period.start) != nil && zone.day(of: period.end) != nil
                || isAtEdge(period.start.rfc3339()) && period.day == nil)
        if let day = period.day, period.start < period.end {
            try hold(
                "\(day) ends where the next day starts", day.adding(days: 1).map { zone.startOfDay($0) } == period.end)
            try hold("\(day) reads back", CivilDay(day.description) == day)
        }
    }
}
