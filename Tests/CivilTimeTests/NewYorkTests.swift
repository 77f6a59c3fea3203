import Testing

@testable import CivilTime

@Suite("New York")
struct NewYorkTests {
    @Test("every hour from 1955 to 2037 has the offset of the tz database, also the seconds around a change")
    func everyHour() throws {
        let zone = TimeZoneRules.newYork
        let transitions = NewYorkTransitions.seconds
        var changes = 0
        var wrong: [Int] = []
        func check(_ seconds: Int) {
            let expected = changes % 2 == 0 ? -18_000 : -14_400
            if zone.offset(at: Instant(seconds: seconds)) != expected { wrong.append(seconds) }
        }
        for second in stride(from: -473_385_600, to: 2_145_916_800, by: 3600) {
            if changes < transitions.count, second == transitions[changes] {
                check(second - 1)
                changes += 1
            }
            check(second)
        }
        #expect(changes == transitions.count)
        #expect(wrong.isEmpty)
    }

    @Test(
        "after 2037 the rule of 2007 goes on",
        arguments: [
            ("2038-03-14T06:59:59Z", -5), ("2038-03-14T07:00:00Z", -4), ("2038-11-07T05:59:59Z", -4),
            ("2038-11-07T06:00:00Z", -5), ("9998-07-04T00:00:00Z", -4), ("9999-12-31T23:59:59Z", -5),
        ])
    func future(instant: String, hours: Int) throws {
        #expect(TimeZoneRules.newYork.offset(at: try #require(Instant(rfc3339: instant))) == hours * 3600)
    }

    @Test("before 1955 it is standard time all year")
    func past() throws {
        #expect(TimeZoneRules.newYork.offset(at: try #require(Instant(rfc3339: "1929-07-01T12:00:00Z"))) == -18_000)
        #expect(TimeZoneRules.newYork.offset(at: try #require(Instant(rfc3339: "0001-01-01T00:00:00Z"))) == -18_000)
    }

    @Test("every day of 150 years starts where the one before ends, and holds its own start")
    func days() throws {
        let zone = TimeZoneRules.newYork
        var lengths: [Int: Int] = [:]
        var wrong: [CivilDay] = []
        var day = try #require(CivilDay(year: 1950, month: 1, day: 1))
        let last = try #require(CivilDay(year: 2100, month: 1, day: 1))
        var start = zone.startOfDay(day)
        while day < last {
            let next = try #require(day.adding(days: 1))
            let end = zone.startOfDay(next)
            if zone.day(of: start) != day || zone.day(of: end.adding(seconds: -1)) != day { wrong.append(day) }
            lengths[(end.seconds - start.seconds) / 3600, default: 0] += 1
            (day, start) = (next, end)
        }
        #expect(wrong.isEmpty)
        // One of each in every year from 1955 on.
        #expect(lengths[23] == 145)
        #expect(lengths[25] == 145)
        #expect(Set(lengths.keys) == [23, 24, 25])
    }

    @Test("the clocks of an instant show its day, time and offset")
    func localTime() throws {
        let instant = try #require(Instant(rfc3339: "2025-11-04T02:07:09.5Z"))
        let shown = try #require(TimeZoneRules.newYork.localTime(of: instant))
        #expect(shown.day == CivilDay("2025-11-03"))
        #expect([shown.hour, shown.minute, shown.second] == [21, 7, 9])
        #expect(shown.nanoseconds == 500_000_000)
        #expect(shown.offset == -18_000)
    }
}
