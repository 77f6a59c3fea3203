import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Projections
import Testing

@Suite("What a correction moves to another company's share is measured there")
struct MovedReadingTests {
    enum Mistake: String, CaseIterable {
        case claim, prices, shares
    }

    /// Amazon's day as it was, but one of its events was recorded of Microsoft.
    private func ledger(_ mistake: Mistake) throws -> (fixture: LedgerFixture, mistaken: String) {
        let fixture = try LedgerFixture.listed([("amazon", "XNAS:AMZN"), ("microsoft", "XNAS:MSFT")])
        func company(_ own: Mistake) -> (id: String, instrument: String) {
            own == mistake ? ("microsoft", "XNAS:MSFT") : ("amazon", "XNAS:AMZN")
        }
        let events: [Mistake: String] = [
            .prices: try fixture.price(company(.prices).instrument, ["2025-10-31 244.22", "2025-11-03 254.00"]),
            .shares: try fixture.share(company(.shares).id, "10690216011", "2025-11-03"),
            .claim: try fixture.claim(
                company(.claim).id, company(.claim).instrument, dollars("140000000000", "about")),
        ]
        return (fixture, try #require(events[mistake]))
    }

    private func correct(_ event: String, _ mistake: Mistake, _ fixture: LedgerFixture) throws -> String {
        let envelope = try #require(try fixture.log.event(id: event)?.envelope)
        var reading = envelope.data
        if reading["company"] != nil { reading["company"] = "amazon" }
        if reading["ticker"] != nil { reading["ticker"] = "AMZN" }
        let stream =
            switch mistake {
            case .claim: "stock/XNAS:AMZN"
            case .prices: "prices/XNAS:AMZN"
            case .shares: "company/amazon"
            }
        return try fixture.append(
            "event.corrected",
            [
                "target": .string(event), "reason": "of another company", "data": .object(reading),
                "subject": .string(stream),
            ])
    }

    private func verdicts(_ fixture: LedgerFixture) throws -> [String] {
        try fixture.rows("claims").map { "\($0["company"]?.string ?? "") \($0["verdict"]?.string ?? "")" }
    }

    @Test("whatever of a claim, its prices and its shares was told of the wrong one", arguments: Mistake.allCases)
    func isMeasured(_ mistake: Mistake) throws {
        let (fixture, event) = try ledger(mistake)
        #expect(try !verdicts(fixture).contains("amazon differs"))
        let correction = try correct(event, mistake, fixture)
        #expect(try verdicts(fixture) == ["amazon differs"])
        #expect(try fixture.measured("amazon") == ["2025-11-03 104550312587.58 USD 4.005"])
        _ = try fixture.append("event.retracted", ["target": .string(correction), "reason": "it was right"])
        #expect(try !verdicts(fixture).contains("amazon differs"))
    }

    @Test("in a file that follows the log event by event, too", arguments: Mistake.allCases)
    func isFollowed(_ mistake: Mistake) throws {
        let (fixture, event) = try ledger(mistake)
        let correction = try correct(event, mistake, fixture)
        // News of the share from which the reading was moved, and of the one to which it was.
        try fixture.price("XNAS:MSFT", ["2025-11-04 514.33"], previous: "2025-11-03")
        try fixture.price("XNAS:AMZN", ["2025-11-04 249.32"], previous: "2025-11-03")
        _ = try fixture.append("event.retracted", ["target": .string(correction), "reason": "it was right"])
        try withFolder { folder in
            let log = try SQLiteEventLog.create(path: folder + "/ledger.sqlite", origin: "test.invalid/moved")
            defer { log.close() }
            let store = try ViewStore(path: folder + "/ledger.views.sqlite")
            let followed = Ledger(log: log, store: store).views
            let folded = Ledger(log: log, store: nil).views
            for event in try fixture.log.read(ReadQuery(limit: .max)) {
                _ = try log.append([event.envelope], expecting: [:])
                for projector in [MarketCapProjector.self, ClaimsProjector.self] as [any Projector.Type] {
                    #expect(
                        try followed.rows(of: projector).rows == folded.rows(of: projector).rows,
                        "\(projector.shape.name) at \(event.position)")
                }
            }
        }
    }
}
