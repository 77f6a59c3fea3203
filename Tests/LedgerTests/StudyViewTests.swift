import CanonicalJSON
import CivilTime
import EventLog
import EventStudy
import Foundation
import Ledger
import MarketEvents
import Projections
import Testing

@Suite("The view of default studies")
struct StudyViewTests {
    /// The fixture's prices, and deals of Amazon with enough days before them.
    private func withDeal(_ fields: JSONObject = [:], occurred: String = "2025-10-27") throws -> (StudyFixture, String)
    {
        let fixture = try StudyFixture()
        return (fixture, try fixture.deal(fields, occurred: occurred))
    }

    private func only(_ fixture: StudyFixture, _ selection: Selection = Selection()) throws -> JSONObject {
        let rows = try fixture.ledger.rows("study", selection)
        try #require(rows.count == 1, "\(rows.count) rows")
        return rows[0]
    }

    private func number(_ row: JSONObject, _ name: String) -> Double? {
        if case .number(let value)? = row[name] { value } else { nil }
    }

    @Test("a row has the figures of the study without options, to twelve digits")
    func figures() throws {
        let (fixture, id) = try withDeal()
        let row = try only(fixture)
        let report = try fixture.study([.event(id)]) { request in
            request.design = (try? StudyDesign()) ?? request.design
            request.testsUsualWindows = true
        }
        let estimate = report.sample.estimates[0]
        let cumulated = try #require(report.sample.cumulated(of: 0).first)
        #expect(row["company"] == "amazon" && row["ticker"] == "AMZN" && row["event"] == .string(id))
        #expect(row["day0"] == "2025-10-27" && row["model"] == "market")
        #expect(row["estimation"] == [.integer(-260), .integer(-11)] && row["window"] == [.integer(0), .integer(1)])
        #expect(row["m"] == .integer(estimate.days))
        let error = cumulated.exactVariance.squareRoot()
        for (name, value) in [
            ("alpha", estimate.alpha), ("beta", estimate.beta), ("sigma", estimate.sigma), ("car", cumulated.car),
            ("ar0", Array(report.sample.abnormalReturns(of: 0))[5]), ("standardError", error),
            ("tExact", cumulated.exactT), ("pExact", cumulated.exactP),
        ] {
            let shown = try #require(number(row, name), "\(name)")
            #expect(abs(shown - value) <= 1e-11 * abs(value), "\(name)")
            #expect(Statistic.rounded(shown) == shown, "\(name) is rounded once and for all")
        }
        let (lower, upper) = (try #require(number(row, "lower")), try #require(number(row, "upper")))
        #expect(lower < cumulated.car && cumulated.car < upper)
        #expect(row["reason"] == .null && row["overlapping"] == [])
        let events = try #require(row["events"]?.array)
        #expect(events.contains(.string(id)) && events.count == 3)
    }

    @Test("with shares the row has the abnormal amount of day 0, which is about")
    func amount() throws {
        let (fixture, id) = try withDeal()
        #expect(try only(fixture)["dollarEffect"] == .null)
        try fixture.ledger.append(
            "shares.recorded",
            [
                "company": "amazon", "measure": "basic",
                "outstanding": ["amount": "10690216011", "unit": "share", "qualifier": "exact"],
            ], occurred: "2025-10-01")
        let amount = try fixture.study([.event(id)]) { $0.design = (try? StudyDesign()) ?? $0.design }
            .subjects[0].dayZeroAmount
        let row = try only(fixture)
        #expect(row["dollarEffect"]?.object.flatMap { Quantity($0) } == amount?.amount)
        #expect(row["dollarEffectInterval"]?.object.flatMap { Quantity($0) } == amount?.interval)
        // Closes that are adjusted for dividends are no prices that were paid; of others there is an amount.
        #expect(row["dollarEffect"] == .null)
        try fixture.record("AMZN", "XNAS", "equity", "none", fixture.closes.map(\.own))
        let paid = try fixture.study([.event(id)]) { $0.design = (try? StudyDesign()) ?? $0.design }
            .subjects[0].dayZeroAmount
        let paidRow = try only(fixture)
        #expect(paidRow["dollarEffect"]?.object.flatMap { Quantity($0) } == paid?.amount)
        #expect(paidRow["dollarEffectInterval"]?.object.flatMap { Quantity($0) } == paid?.interval)
        #expect(paidRow["dollarEffect"]?.object?["qualifier"] == "about")
    }

    @Test("other news of the company within five days is named; an amendment concerns whom its deal does")
    func overlapping() throws {
        let (fixture, id) = try withDeal()
        let unit = try fixture.ledger.append(
            "results.released", ["company": "aws", "period": "2025-Q3"], occurred: "2025-10-30")
        let amendment = try fixture.ledger.append(
            "deal.amended", ["deal": "d1", "term": "P7Y"], occurred: "2025-10-31")
        try fixture.ledger.append("company.restructured", ["company": "openai"], occurred: "2025-10-28")
        let rows = try fixture.ledger.rows("study")
        #expect(rows.map { $0["event"] } == [.string(id), .string(unit), .string(amendment)])
        #expect(rows.allSatisfy { $0["company"] == "amazon" })
        #expect(rows[0]["overlapping"] == .array([unit, amendment].sorted().map { .string($0) }))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let occurred: String
        let reason: String
        var testDescription: String { "\(occurred): \(reason)" }
    }

    @Test(
        "an event that cannot be studied is a row with the reason",
        arguments: [
            Refusal(
                occurred: "2024-12-02",
                reason: "needs 30 days, has 9, first price 2024-11-04 "
                    + "(days with a return in the estimation window -260..-11)"),
            Refusal(
                occurred: "2026-01-05",
                reason: "2026-01-05 is not within the prices of SP500, which are from 2024-11-04 to 2025-11-14"),
            Refusal(occurred: "2025-11-14", reason: "no return on day 1, so no CAR"),
        ])
    func refusals(_ refusal: Refusal) throws {
        let (fixture, _) = try withDeal(occurred: refusal.occurred)
        let row = try only(fixture)
        #expect(row["reason"] == .string(refusal.reason))
        #expect(row["car"] == .null && row["pExact"] == .null && row["date"] == .string(refusal.occurred))
        #expect((row["ar0"] == .null) == (row["day0"] == .null))
    }

    @Test("without one index nothing is studied, and the reason is one for all")
    func benchmark() throws {
        let (fixture, _) = try withDeal()
        let log = fixture.ledger.log
        #expect(try StudyProjector.obstacle(in: log, Selection()) == nil)
        let early = Selection(cut: Cut(asOf: try Cut.moment("2024-01-01", zone: .newYork)))
        #expect(try StudyProjector.obstacle(in: log, early) == nil, "no prices at all then")
        try fixture.record("NDX", "XXXX", "index", "none", fixture.closes.map(\.market))
        #expect(try fixture.ledger.rows("study").isEmpty)
        #expect(
            try StudyProjector.obstacle(in: log, Selection())
                == "several indexes are recorded (NDX, SP500): which one is the market is not known")
        let bare = try StudyFixture(index: false)
        _ = try bare.deal(occurred: "2025-10-27")
        #expect(try bare.ledger.rows("study").isEmpty)
        #expect(
            try StudyProjector.obstacle(in: bare.ledger.log, Selection())?.hasPrefix("no index is recorded") == true)
    }

    @Test("no day, no listing or no prices: no row")
    func outside() throws {
        let (fixture, _) = try withDeal(occurred: "2025-10")
        try fixture.ledger.append("company.restructured", ["company": "openai"], occurred: "2025-10-28")
        #expect(try fixture.ledger.rows("study").isEmpty)
        let bare = try LedgerFixture()
        try bare.append("company.restructured", ["company": "openai"], occurred: "2025-10-28")
        #expect(try bare.rows("study").isEmpty)
    }

    @Test("under a cut the row is what was known then")
    func cuts() throws {
        let (fixture, id) = try withDeal(occurred: "2025-10-27")
        func row(_ cut: Cut) throws -> JSONObject? { try fixture.ledger.rows("study", Selection(cut: cut)).first }
        let whole = try only(fixture)
        #expect(try row(Cut(asOf: try Cut.moment("2025-10-26", zone: .newYork))) == nil)
        let short = try #require(try row(Cut(asOf: try Cut.moment("2025-10-27", zone: .newYork))))
        #expect(short["reason"] == "no return on day 1, so no CAR" && short["ar0"] == whole["ar0"])
        #expect(try row(Cut(asPublic: try Cut.moment("2025-10-28", zone: .newYork)))?["car"] == whole["car"])
        let before = fixture.ledger.clock.now
        #expect(try row(Cut(asKnown: Instant(seconds: before.seconds - 1))) == nil)
        fixture.ledger.clock.now = Instant(seconds: before.seconds + 60)
        try fixture.ledger.append("event.retracted", ["target": .string(id), "reason": "a mistake"])
        #expect(try fixture.ledger.rows("study").isEmpty)
        #expect(try row(Cut(asKnown: before)) == whole)
    }

    @Test("stored rows follow new news, prices and corrections, and are those of a fold in memory")
    func follows() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("study-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fixture = try StudyFixture(index: false)
        let store = try ViewStore(path: folder.appendingPathComponent("l.views.sqlite").path)
        let ledger = Ledger(log: fixture.ledger.log, store: store)
        func rows() throws -> [ViewRow] {
            // A question for another view brings this one up, too.
            _ = try ledger.views.rows(of: ClaimsLike.projector)
            #expect(try store.isCurrent(StudyProjector.self, try ledger.log.head()))
            let rows = try ledger.views.rows(of: StudyProjector.self).rows
            #expect(try rows == fixture.ledger.ledger.views.rows(of: StudyProjector.self).rows)
            #expect(try ledger.views.check().1.allSatisfy(\.holds))
            return rows
        }
        #expect(try rows().isEmpty)
        let id = try fixture.deal(occurred: "2025-10-27")
        #expect(try rows().isEmpty, "no index yet")
        try fixture.record("SP500", "XXXX", "index", "none", fixture.closes.map(\.market))
        let first = try rows()
        #expect(first.count == 1)
        try fixture.ledger.append("company.restructured", ["company": "openai"], occurred: "2025-10-28")
        #expect(try rows() == first)
        let place = try #require(fixture.days.firstIndex { $0.description == "2025-10-27" })
        try fixture.record(
            "AMZN", "XNAS", "equity", "all", ["999.00"], days: [fixture.days[place]], published: "2025-11-20")
        let moved = try rows()
        #expect(moved.count == 1 && moved != first)
        try fixture.ledger.append(
            "event.corrected",
            [
                "target": .string(id), "reason": "another day", "occurred": "2025-10-28",
                "data": [
                    "deal": "d1", "buyer": "openai", "supplier": "amazon", "kind": "cloud", "certainty": "confirmed",
                ],
            ])
        #expect(try rows().map { $0.cell("date", of: StudyProjector.shape) } == [.text("2025-10-28")])
    }

    @Test("news of an undisclosed company is studied under the name of the one that it turned out to be")
    func identified() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("study-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fixture = try StudyFixture()
        try fixture.ledger.append(
            "company.registered", ["company": "vendor-x", "name": "Vendor X", "kind": "undisclosed"])
        let id = try fixture.deal(["supplier": "vendor-x"], occurred: "2025-10-27")
        let store = try ViewStore(path: folder.appendingPathComponent("l.views.sqlite").path)
        let ledger = Ledger(log: fixture.ledger.log, store: store)
        #expect(try ledger.views.rows(of: StudyProjector.self).rows.isEmpty)
        let statement = try fixture.ledger.append(
            "company.identified", ["company": "vendor-x", "is": "amazon"], occurred: "2025-11-10")
        let row = try only(fixture)
        #expect(row["company"] == "amazon" && row["event"] == .string(id))
        #expect(row["events"]?.array?.contains(.string(statement)) == true)
        func stored() throws -> [JSONObject] {
            try ledger.views.rows(of: StudyProjector.self).rows.map { $0.json(StudyProjector.shape) }
        }
        #expect(try stored() == [row])
        #expect(try fixture.study([.event(id)]).subjects.map(\.company) == ["amazon"])
        // News that names nobody but the undisclosed company touches the stored rows, too.
        _ = try fixture.deal(["deal": "d2", "buyer": "vendor-x", "supplier": "openai"], occurred: "2025-10-20")
        #expect(try stored().count == 2)
        #expect(try ledger.views.check().1.allSatisfy(\.holds))
        // Before it was said nobody knew.
        let cut = Cut(asOf: (try StatedTime("2025-11-09")).end)
        #expect(try fixture.ledger.rows("study", Selection(cut: cut)).isEmpty)
    }

    private enum ClaimsLike {
        static var projector: any Projector.Type { ViewRunner.projector(named: "claims") ?? StudyProjector.self }
    }

    @Test(
        "a statistic has twelve digits, whatever machine wrote them",
        arguments: [0.1 + 0.2, 1.0 / 3, -2e-300, 1.7976931348623157e308, 5e-324, 0.0, 123_456_789_012.5] as [Double])
    func digits(_ value: Double) throws {
        let rounded = try #require(Statistic.rounded(value))
        #expect(abs(rounded - value) <= 5.000001e-12 * abs(value) || abs(value) < 1e-300)
        #expect(Statistic.rounded(rounded) == rounded)
        #expect(Statistic.rounded(.nan) == nil && Statistic.rounded(.infinity) == nil)
    }
}
