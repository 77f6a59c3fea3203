import CanonicalJSON
import CivilTime
import EventStudy
import Ledger
import MarketEvents
import Projections
import Testing

@Suite("Day 0, and the day of a claim, go by the share's own market")
struct MarketHoursTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let mic: String
        let occurred: String
        let dayZero: String
        var testDescription: String { "\(mic) \(occurred)" }

        init(_ mic: String, _ occurred: String, _ dayZero: String) {
            (self.mic, self.occurred, self.dayZero) = (mic, occurred, dayZero)
        }
    }

    /// The fixture's prices, of Amazon listed elsewhere.
    private func fixture(_ mic: String) throws -> StudyFixture {
        let fixture = try StudyFixture(mic: mic)
        try fixture.ledger.append(
            "company.registered",
            [
                "company": "amazon", "name": "Amazon", "kind": "public",
                "listings": [["ticker": "AMZN", "mic": .string(mic), "currency": "USD"]],
            ])
        return fixture
    }

    @Test(
        "in the study of an event, and in the view of studies",
        arguments: [
            Row("XTKS", "2025-11-11T10:00:00+09:00", "2025-11-11"),
            Row("XTKS", "2025-11-11T15:30:00+09:00", "2025-11-12"),
            Row("XTKS", "2025-11-11T00:30:00+09:00", "2025-11-11"),
            Row("XNGS", "2025-11-10T16:30:00-05:00", "2025-11-11"),
            Row("XNAS", "2025-11-10T16:00:00-05:00", "2025-11-11"),
            Row("XLON", "2025-11-10T16:29:00Z", "2025-11-10"),
            Row("XLON", "2025-11-10T16:30:00Z", "2025-11-11"),
            Row("XXXX", "2025-11-10T16:00:00-05:00", "2025-11-11"),
        ])
    func studies(_ row: Row) throws {
        let fixture = try fixture(row.mic)
        let id = try fixture.deal(occurred: row.occurred)
        let report = try fixture.study([.event(id)]) {
            $0.testsUsualWindows = true; $0.design = shortDesign
        }
        #expect(report.dayZero(of: 0).description == row.dayZero)
        #expect(!report.subjects[0].isHourUnknown)
        #expect(report.subjects[0].dayZeroReason.contains(row.mic))
        let shown = try fixture.ledger.row("study", "event", id)
        #expect(shown["hourUnknown"] == .boolean(false))
        #expect(shown["notes"] == (row.mic == "XXXX" ? ["new-york-hours"] : []))
    }

    private var shortDesign: StudyDesign {
        // The window ends within the fixture's prices.
        guard let design = try? StudyDesign(estimation: -120 ... -11, window: -2...2) else { fatalError("no design") }
        return design
    }

    @Test("where only the day is known the row says so, and its study leads with the day and the next one")
    func unknownHour() throws {
        let fixture = try StudyFixture()
        let id = try fixture.deal(occurred: "2025-10-27")
        let row = try fixture.ledger.row("study", "event", id)
        #expect(row["day0"] == "2025-10-27" && row["hourUnknown"] == .boolean(true))
        #expect(row["window"] == [.integer(0), .integer(1)])
        let report = try fixture.study([.event(id)]) { $0.testsUsualWindows = true }
        #expect(report.sample.design.tested == [0...1, -1...1, -3...3])
        let asked = try fixture.study([.event(id)])
        #expect(asked.sample.design.tested == [-1...1, -3...3])
        let hour = try fixture.deal(["deal": "d2"], occurred: "2025-10-28T10:00:00-04:00")
        let other = try fixture.ledger.row("study", "event", hour)
        #expect(other["window"] == [.integer(-1), .integer(1)] && other["hourUnknown"] == .boolean(false))
    }

    @Test("what the ledger states of a market holds for studies and claims, whenever it was recorded")
    func stated() throws {
        let fixture = try fixture("XDFM")
        let id = try fixture.deal(occurred: "2025-11-10T14:30:00+04:00")
        let claim = try fixture.ledger.append(
            "stock.moved", ["company": "amazon", "direction": "up"], occurred: "2025-11-11T09:00:00+04:00",
            subject: "stock/XDFM:AMZN")
        #expect(try fixture.ledger.row("study", "event", id)["notes"] == ["new-york-hours"])
        #expect(try fixture.ledger.row("claims", "event", claim)["notes"] == ["new-york-hours"])
        try fixture.ledger.append(
            "market.stated",
            [
                "mic": "XDFM", "zone": "Asia/Dubai", "hours": [["open": "10:00", "close": "14:00"]],
            ])
        let study = try fixture.ledger.row("study", "event", id)
        #expect(study["day0"] == "2025-11-11" && study["notes"] == [])
        let row = try fixture.ledger.row("claims", "event", claim)
        #expect(row["day"] == "2025-11-10" && row["notes"] == [])
    }

    private static let listings = [("amazon", "XTKS:AMZN")]

    @Test(
        "a claim is about the session that runs or ended last",
        arguments: [
            ("2025-11-04T10:00:00+09:00", "2025-11-04", false), ("2025-11-04T20:00:00+09:00", "2025-11-04", false),
            ("2025-11-05T08:59:00+09:00", "2025-11-04", false), ("2025-11-05T09:00:00+09:00", "2025-11-05", false),
            // 3 November was a holiday in Japan.
            ("2025-11-03", "2025-10-31", true), ("2025-11-02", "2025-10-31", true), ("2025-11-04", "2025-11-04", true),
        ])
    func claims(_ occurred: String, _ day: String, _ isHourUnknown: Bool) throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.price(
            "XTKS:AMZN", ["2025-10-30 100", "2025-10-31 101", "2025-11-04 103", "2025-11-05 106"])
        let id = try ledger.append(
            "stock.moved", ["company": "amazon", "direction": "up"], occurred: occurred, subject: "stock/XTKS:AMZN")
        let row = try ledger.row("claims", "event", id)
        #expect(row["day"] == .string(day))
        #expect(row["hourUnknown"] == .boolean(isHourUnknown))
        #expect(row["verdict"] == "holds")
        let measured = ["2025-10-31": "1 percent", "2025-11-04": "1.980198019802 percent"][day]
        if let measured { #expect(typed(row["measured"])?.hasSuffix(measured) == true) }
        #expect(try ledger.rows("market-cap").contains { $0["origin"] == "claimed" && $0["day"] == .string(day) })
    }
}
