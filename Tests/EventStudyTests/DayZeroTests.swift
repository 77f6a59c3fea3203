import CivilTime
import Testing

@testable import EventStudy

@Suite("Day 0 is the first session that could see the news")
struct DayZeroTests {
    /// Thursday, Friday, Monday (2025-11-06, -07, -10).
    private static let calendar = TradingCalendar(
        days: ["2025-11-06", "2025-11-07", "2025-11-10"].compactMap { CivilDay($0) })

    struct Row: Sendable, CustomTestStringConvertible {
        let news: String
        var afterClose = false
        var rule = ClosedDayRule.next
        let session: String
        var testDescription: String {
            "\(news)\(afterClose ? ", after the close" : ""), \(rule): \(session)"
        }
    }

    @Test(
        "a day is itself, a day without trading goes by the rule, and news after the close by the next session",
        arguments: [
            Row(news: "2025-11-07", session: "2025-11-07"),
            Row(news: "2025-11-08", session: "2025-11-10"),
            Row(news: "2025-11-08", rule: .previous, session: "2025-11-07"),
            Row(news: "2025-11-07", rule: .refuse, session: "2025-11-07"),
            Row(news: "2025-11-06", afterClose: true, session: "2025-11-07"),
            Row(news: "2025-11-07", afterClose: true, session: "2025-11-10"),
            // After the close of a day without trading is before the next session, too: not the one after it.
            Row(news: "2025-11-08", afterClose: true, session: "2025-11-10"),
            Row(news: "2025-11-08", afterClose: true, rule: .previous, session: "2025-11-10"),
            Row(news: "2025-11-07", afterClose: true, rule: .previous, session: "2025-11-10"),
        ])
    func sessions(_ row: Row) throws {
        let news = Announcement(day: try #require(CivilDay(row.news)), isAfterClose: row.afterClose)
        let zero = try Self.calendar.dayZero(of: news, row.rule)
        #expect(Self.calendar.days[zero].description == row.session)
    }

    @Test(
        "news beyond the calendar has no day 0",
        arguments: [
            ("2025-11-05", false, ClosedDayRule.next), ("2025-11-05", false, .previous), ("2025-11-05", false, .refuse),
            ("2025-11-11", false, .next), ("2025-11-10", true, .next), ("2025-11-10", true, .previous),
            ("2025-11-11", true, .previous), ("2025-11-11", false, .refuse), ("2025-11-11", false, .previous),
        ])
    func beyond(_ day: String, _ afterClose: Bool, _ rule: ClosedDayRule) throws {
        let news = Announcement(day: try #require(CivilDay(day)), isAfterClose: afterClose)
        let days = Self.calendar.days
        #expect(throws: DayZeroFault.outsideCalendar(first: days[0], last: days[2])) {
            try Self.calendar.dayZero(of: news, rule)
        }
        #expect(throws: DayZeroFault.emptyCalendar) { try TradingCalendar(days: []).dayZero(of: news, rule) }
    }

    @Test("a day without trading is refused where that is asked for")
    func refused() throws {
        let saturday = Announcement(day: try #require(CivilDay("2025-11-08")))
        #expect(throws: DayZeroFault.noTrading) { try Self.calendar.dayZero(of: saturday, .refuse) }
    }

    @Test("a day of the calendar that is no session of the security's market goes by the rule, too")
    func sessionsOfAnother() throws {
        let friday = try #require(CivilDay("2025-11-07"))
        func zero(_ news: Announcement, _ rule: ClosedDayRule) throws -> String {
            Self.calendar.days[try Self.calendar.dayZero(of: news, rule) { $0 != friday }].description
        }
        #expect(try zero(Announcement(day: friday), .next) == "2025-11-10")
        #expect(try zero(Announcement(day: friday), .previous) == "2025-11-06")
        let thursday = try #require(CivilDay("2025-11-06"))
        #expect(try zero(Announcement(day: thursday, isAfterClose: true), .next) == "2025-11-10")
        #expect(throws: DayZeroFault.noTrading) { try zero(Announcement(day: friday), .refuse) }
    }
}
