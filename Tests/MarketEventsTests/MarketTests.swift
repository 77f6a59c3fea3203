import CanonicalJSON
import CivilTime
import Testing

@testable import MarketEvents

@Suite("Markets: which session news can move first, and which one something said of a share is about")
struct MarketTests {
    @Test("the table is whole, and this machine knows every zone of it")
    func table() {
        #expect(Markets.tableFault == nil)
        #expect(Markets.tabled.count >= 23)
        for market in Markets.tabled {
            for mic in [market.mic] + market.followers.map(\.mic) {
                let found = Markets.builtIn[mic]
                #expect(!found.isAssumed, "\(mic)")
                #expect(found.market.mic == market.mic, "\(mic)")
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let mic: String
        let instant: String
        let next: String
        let last: String
        var testDescription: String { "\(mic) \(instant)" }

        init(_ mic: String, _ instant: String, next: String, last: String) {
            (self.mic, self.instant, self.next, self.last) = (mic, instant, next, last)
        }
    }

    @Test(
        "by the market's own clocks: before the close that day, at the close or later the next session",
        arguments: [
            Row("XNAS", "2025-11-03T15:59:59-05:00", next: "2025-11-03", last: "2025-11-03"),
            Row("XNAS", "2025-11-03T16:00:00-05:00", next: "2025-11-04", last: "2025-11-03"),
            Row("XNYS", "2025-07-01T20:00:00Z", next: "2025-07-02", last: "2025-07-01"),
            // Before the opening the last session is yesterday's, and the next one this day's.
            Row("XNYS", "2025-11-04T08:00:00-05:00", next: "2025-11-04", last: "2025-11-03"),
            Row("XNYS", "2025-11-04T09:30:00-05:00", next: "2025-11-04", last: "2025-11-04"),
            Row("XNGS", "2012-01-24T16:30:00-05:00", next: "2012-01-25", last: "2012-01-24"),
            Row("ARCX", "2012-01-24T16:30:00-05:00", next: "2012-01-25", last: "2012-01-24"),
            Row("BATS", "2012-01-24T16:30:00-05:00", next: "2012-01-25", last: "2012-01-24"),
            // Half days, of rules and of their own.
            Row("XNAS", "2024-11-29T13:00:00-05:00", next: "2024-12-02", last: "2024-11-29"),
            Row("XNAS", "2024-11-29T12:59:00-05:00", next: "2024-11-29", last: "2024-11-29"),
            Row("XNYS", "2013-07-03T14:00:00-04:00", next: "2013-07-05", last: "2013-07-03"),
            Row("XNYS", "2012-07-05T14:00:00-04:00", next: "2012-07-05", last: "2012-07-05"),
            Row("XNYS", "1996-07-05T14:00:00-04:00", next: "1996-07-08", last: "1996-07-05"),
            Row("XNYS", "2002-07-05T14:00:00-04:00", next: "2002-07-08", last: "2002-07-05"),
            Row("XNYS", "1997-12-26T14:00:00-05:00", next: "1997-12-29", last: "1997-12-26"),
            Row("XNYS", "1999-12-31T14:00:00-05:00", next: "2000-01-03", last: "1999-12-31"),
            Row("XNYS", "2003-12-26T14:00:00-05:00", next: "2003-12-29", last: "2003-12-26"),
            Row("XNYS", "1992-11-27T13:30:00-05:00", next: "1992-11-27", last: "1992-11-27"),
            Row("XNYS", "1992-11-27T14:00:00-05:00", next: "1992-11-30", last: "1992-11-27"),
            // A halt until the usual close is no early close; a late opening is one.
            Row("XNYS", "1997-10-27T15:45:00-05:00", next: "1997-10-27", last: "1997-10-27"),
            Row("XNYS", "2002-09-11T11:00:00-04:00", next: "2002-09-11", last: "2002-09-10"),
            // Closures without a rule.
            Row("XNYS", "2001-09-11T10:00:00-04:00", next: "2001-09-17", last: "2001-09-10"),
            Row("XNYS", "2012-10-29T10:00:00-04:00", next: "2012-10-31", last: "2012-10-26"),
            Row("XNYS", "2025-01-09T10:00:00-05:00", next: "2025-01-10", last: "2025-01-08"),
            // Rules go on behind the lists: Christmas Eve, and the day that is kept for a Saturday's Fourth of July.
            Row("XNYS", "2029-12-24T14:00:00-05:00", next: "2029-12-26", last: "2029-12-24"),
            Row("XNYS", "2037-07-03T10:00:00-04:00", next: "2037-07-06", last: "2037-07-02"),
            Row("XNYS", "2032-07-05T10:00:00-04:00", next: "2032-07-06", last: "2032-07-02"),
            Row("XTKS", "2025-11-11T10:00:00+09:00", next: "2025-11-11", last: "2025-11-11"),
            Row("XTKS", "2025-11-11T05:30:00+09:00", next: "2025-11-11", last: "2025-11-10"),
            Row("XTKS", "2025-11-11T15:15:00+09:00", next: "2025-11-11", last: "2025-11-11"),
            Row("XTKS", "2025-11-11T15:30:00+09:00", next: "2025-11-12", last: "2025-11-11"),
            // Until then it closed at 15:00; 4 November was a holiday.
            Row("XTKS", "2024-11-01T15:15:00+09:00", next: "2024-11-05", last: "2024-11-01"),
            Row("XLON", "2025-12-24T12:30:00Z", next: "2025-12-29", last: "2025-12-24"),
            Row("XPAR", "2025-12-24T14:04:00+01:00", next: "2025-12-24", last: "2025-12-24"),
            Row("XETR", "2002-05-02T19:00:00+02:00", next: "2002-05-02", last: "2002-05-02"),
            Row("XETR", "2025-05-02T19:00:00+02:00", next: "2025-05-05", last: "2025-05-02"),
            Row("XSWX", "2025-11-03T17:25:00+01:00", next: "2025-11-04", last: "2025-11-03"),
            // Follows New York's summer, although its own clocks do not change.
            Row("BVMF", "2025-07-01T17:30:00-03:00", next: "2025-07-02", last: "2025-07-01"),
            Row("BVMF", "2025-12-01T17:30:00-03:00", next: "2025-12-01", last: "2025-12-01"),
            // An hour later on the day of the exam.
            Row("XKRX", "2024-11-14T16:00:00+09:00", next: "2024-11-14", last: "2024-11-14"),
            // Another week, and another one before.
            Row("XSAU", "2025-11-07T10:00:00+03:00", next: "2025-11-09", last: "2025-11-06"),
            Row("XSAU", "2013-06-20T12:00:00+03:00", next: "2013-06-22", last: "2013-06-19"),
            // Of a market that nobody knows New York's hours are taken.
            Row("XXXX", "2025-11-03T16:00:00-05:00", next: "2025-11-04", last: "2025-11-03"),
        ])
    func sessions(_ row: Row) throws {
        let market = Markets.builtIn[row.mic].market
        let instant = try #require(Instant(rfc3339: row.instant))
        #expect(market.nextSession(at: instant)?.description == row.next)
        #expect(market.lastSession(at: instant)?.description == row.last)
    }

    @Test("a day with a price is a session, whatever the table says")
    func recorded() throws {
        let saturday = try #require(CivilDay("2025-11-08"))
        let market = Markets.builtIn["XNAS"].market
        #expect(market.session(onOrAfter: saturday) { $0 == saturday } == saturday)
        #expect(market.session(onOrAfter: saturday)?.description == "2025-11-10")
        #expect(market.session(onOrBefore: saturday)?.description == "2025-11-07")
    }

    private func stated(_ data: JSONObject) throws -> MarketStated {
        var data = data
        data["certainty"] = "confirmed"
        let event = try MarketEvent(type: try #require(EventType.named("market.stated")), data: data)
        guard case .marketStated(let stated) = event.content else { throw Missing() }
        return stated
    }

    private struct Missing: Error {}

    @Test("what is stated of a market is laid over the table, and a later statement over it")
    func statements() throws {
        let dubai: JSONObject = [
            "mic": "XDFM", "zone": "Asia/Dubai",
            "hours": [
                ["until": "2021-12-31", "week": "Sun-Thu", "open": "10:00", "close": "14:00"],
                ["from": "2022-01-01", "week": "Mon-Thu", "open": "10:00", "close": "15:00"],
                ["from": "2022-01-01", "week": "Fri", "open": "10:00", "close": "12:00"],
            ], "specialDays": [["day": "2025-11-05"], ["day": "2025-11-06", "close": "13:00"]],
        ]
        let markets = Markets([try stated(dubai)])
        let market = markets["XDFM"].market
        #expect(!markets["XDFM"].isAssumed && Markets.builtIn["XDFM"].isAssumed)
        func next(_ text: String) throws -> String? {
            market.nextSession(at: try #require(Instant(rfc3339: text)))?.description
        }
        #expect(try next("2021-11-05T11:00:00+04:00") == "2021-11-07")  // a Friday
        #expect(try next("2025-11-07T11:00:00+04:00") == "2025-11-07")
        #expect(try next("2025-11-07T12:00:00+04:00") == "2025-11-10")
        #expect(try next("2025-11-04T15:00:00+04:00") == "2025-11-06")
        #expect(try next("2025-11-06T13:00:00+04:00") == "2025-11-07")
        // Over a market of the table: its special days stay, and segments follow.
        let longer = Markets([
            try stated([
                "mic": "XNYS", "zone": "America/New_York",
                "hours": [["from": "2026-12-01", "open": "09:30", "close": "17:00"]],
            ])
        ])
        let segment = longer["ARCX"].market
        let evening = try #require(Instant(rfc3339: "2026-12-01T16:30:00-05:00"))
        #expect(segment.nextSession(at: evening)?.description == "2026-12-01")
        let christmas = try #require(CivilDay("2026-12-25"))
        #expect(!segment.isExpected(christmas))
    }

    @Test("hours that contradict themselves, and zones that do not exist, are refused")
    func refused() throws {
        func faults(_ fields: JSONObject) -> [String] {
            var data = fields
            data["mic"] = "XDFM"
            data["zone"] = data["zone"] ?? "Asia/Dubai"
            return MarketEntryRules(data, "data").faults.map(\.description)
        }
        let hours: JSONObject = ["open": "10:00", "close": "14:00"]
        #expect(faults(["hours": [.object(hours)]]) == [])
        #expect(faults(["zone": "Asia/Atlantis", "hours": [.object(hours)]]).first?.contains("no time zone") == true)
        #expect(faults(["hours": [["open": "14:00", "close": "14:00"]]]).count == 1)
        let later: JSONValue = ["from": "2020-01-01", "open": "10:00", "close": "15:00"]
        #expect(faults(["hours": [.object(hours), later]]).count == 1)
        let friday: JSONValue = ["week": "Fri", "open": "10:00", "close": "12:00"]
        #expect(faults(["week": "Mon-Thu", "hours": [.object(hours), friday]]) == [])
        let backwards: JSONValue = ["from": "2021-01-01", "until": "2020-01-01", "open": "10:00", "close": "15:00"]
        #expect(faults(["hours": [backwards]]).count == 1)
        #expect(
            faults(["hours": [.object(hours)], "specialDays": [["day": "2025-11-05"], ["day": "2025-11-05"]]]).count
                == 1)
    }
}
