import CivilTime
import MarketEvents
import Testing

@Suite("Midnight belongs to the day that it begins")
struct MidnightTests {
    struct Row: Sendable, CustomStringConvertible {
        let time: String
        let moment: String
        let isOver: Bool

        init(_ time: String, _ moment: String, _ isOver: Bool) {
            (self.time, self.moment, self.isOver) = (time, moment, isOver)
        }

        var description: String { "\(time) by \(moment)" }
    }

    @Test(
        "a period is over where it ends by the moment, an instant where it lies before it",
        arguments: [
            Row("2025-03-09", "2025-03-09", true),
            Row("2025-03-09T23:59:59-04:00", "2025-03-09", true),
            Row("2025-03-10T00:00:00-04:00", "2025-03-09", false),
            Row("2025-03-10T00:00:00-04:00", "2025-03-10", true),
            Row("2025-03-10T04:00:00Z", "2025-03-10T00:00:00-04:00", false),
            Row("2025-03-09", "2025-03-10T00:00:00-04:00", true),
            Row("2025-03-10T04:00:00Z", "2025-03-10T00:00:00.000000001-04:00", true),
            // Its end is an instant, and belongs to it.
            Row("2025-03-08/2025-03-10T00:00:00-04:00", "2025-03-09", false),
            Row("../2025-03-10T00:00:00-04:00", "2025-03-09", false),
            Row("../2025-03-09", "2025-03-09", true),
            Row("2025-Q1", "2025-03-31", true),
        ])
    func over(_ row: Row) throws {
        let (time, moment) = (try StatedTime(row.time), try Cut.moment(row.moment))
        #expect(time.isOver(by: moment) == row.isOver)
        #expect(Cut(asOf: moment).admits(occurred: time, published: time) == row.isOver)
        #expect(TimeStretch(until: moment).admits(time) == row.isOver)
        // What is not over by a moment is admitted from it on.
        #expect(TimeStretch(since: moment).admits(time) == !row.isOver)
        // What nobody dated is public when it is over, for every cut.
        #expect(StatedTime.published(stated: nil, evidence: [], occurred: time).isOver(by: moment) == row.isOver)
    }

    @Test("in every time zone", arguments: ["UTC", "Asia/Tokyo", "Europe/Paris"])
    func zones(_ name: String) throws {
        let zone = try TimeZoneRules.named(name)
        let end = try Cut.moment("2025-03-09", zone: zone)
        let midnight = StatedTime(instant: end)
        #expect(!midnight.isOver(by: end))
        #expect(midnight.isOver(by: try Cut.moment("2025-03-10", zone: zone)))
    }
}
