import CanonicalJSON
import MarketEvents
import Projections
import Testing

/// One row a telling, of five types of events, and of nothing else.
@Suite("Figures")
struct FiguresTests {
    private static func ledger() throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        try fixture.append(
            "metric.reported",
            [
                "company": "oracle", "metric": "backlog", "value": dollars("455000000000"),
                "percent": ["amount": "66", "unit": "percent", "qualifier": "exact"],
                "counterparty": "openai", "period": "2025-Q3", "saidBy": ["party": "oracle"],
            ], occurred: "2025-09-09")
        try fixture.append(
            "valuation.reported",
            ["company": "openai", "value": dollars("500000000000", "about"), "context": "a sale of employees' shares"],
            occurred: "2025-10")
        try fixture.append(
            "results.released", ["company": "amazon", "period": "2025-Q3"], occurred: "2025-10-30")
        try fixture.append(
            "risk.flagged",
            ["risk": "bubble", "companies": ["openai", "oracle"], "value": dollars("1000000000000", "atLeast")],
            occurred: "2025-11-03")
        try fixture.append("risk.flagged", ["risk": "unsized", "companies": ["openai"]], occurred: "2025-11-03")
        try fixture.append("deal.announced", deal("d1", value: "38000000000"), occurred: "2025-11-03")
        return fixture
    }

    @Test("each telling is a row with what it says; what has no figure is none")
    func rows() throws {
        let rows = try Self.ledger().rows("figures")
        #expect(rows.map { $0["kind"]?.string } == ["metric", "results", "valuation", "risk-flagged"])
        #expect(rows.map { $0["company"]?.string } == ["oracle", "amazon", "openai", nil])
        #expect(rows.map { $0["day"]?.string } == ["2025-09-09", "2025-10-30", "2025-10", "2025-11-03"])
        #expect(
            rows.map { typed($0["value"]) }
                == ["455000000000 USD", nil, "~500000000000 USD", ">=1000000000000 USD"])
        let metric = rows[0]
        #expect(
            metric["metric"] == "backlog" && typed(metric["percent"]) == "66 percent" && metric["period"] == "2025-Q3")
        #expect(metric["counterparty"] == "openai" && metric["saidBy"] == "oracle")
        #expect(metric["companies"] == ["openai", "oracle"])
        #expect(rows[2]["context"] == "a sale of employees' shares")
        #expect(rows[3]["risk"] == "bubble" && rows[3]["companies"] == ["openai", "oracle"])
    }

    @Test("cuts, corrections and retractions hold as everywhere")
    func effective() throws {
        let fixture = try Self.ledger()
        #expect(try fixture.rows("figures", asOf("2025-10-01")).count == 1)
        try fixture.append("event.retracted", ["target": .string(LedgerFixture.id(7)), "reason": "never said"])
        try fixture.append(
            "event.corrected",
            [
                "target": .string(LedgerFixture.id(6)), "reason": "another figure",
                "data": [
                    "company": "oracle", "metric": "backlog", "value": dollars("523000000000"),
                    "certainty": "confirmed",
                ],
            ])
        let rows = try fixture.rows("figures")
        #expect(rows.map { $0["kind"]?.string } == ["metric", "results", "risk-flagged"])
        #expect(typed(rows[0]["value"]) == "523000000000 USD")
        #expect(rows[0]["events"]?.array?.count == 2)
    }

    @Test(
        "of one company there is what names it, in any role", arguments: [("openai", 3), ("amazon", 1), ("nvidia", 0)])
    func ofCompany(company: String, count: Int) throws {
        let views = try Self.ledger().ledger.views
        #expect(try views.rows(of: FiguresProjector.self, Selection(), naming: company).rows.count == count)
    }

    @Test("the first rows are the beginning of all, also where a correction moved one to another day", arguments: 0...5)
    func first(limit: Int) throws {
        let fixture = try Self.ledger()
        try fixture.append(
            "event.corrected",
            [
                "target": .string(LedgerFixture.id(6)), "reason": "another day", "occurred": "2025-11-20",
                "data": ["company": "oracle", "metric": "backlog", "value": dollars("1"), "certainty": "confirmed"],
            ])
        let views = fixture.ledger.views
        let all = try views.rows(of: FiguresProjector.self).rows
        var question = RowQuestion(FiguresProjector.self)
        question.limit = limit
        var found: [ViewRow] = []
        try views.answer(question) { if case .row(let row) = $0 { found.append(row) } }
        #expect(all.last?.cell("metric", of: FiguresProjector.shape) == .text("backlog"))
        #expect(found == Array(all.prefix(limit)))
    }

    @Test("a row is explained by its event, which the event's id and position name as well")
    func explained() throws {
        let fixture = try Self.ledger()
        for key in [LedgerFixture.id(7), "7"] {
            let part = try fixture.ledger.views.part(behind: key, in: [FiguresProjector.self], Selection())
            let rows = part.views[0].rows.filter { $0.events.contains(LedgerFixture.id(7)) }
            #expect(rows.count == 1)
            #expect(
                FiguresProjector.derivations(of: try #require(rows.first)).map(\.parts[0].source)
                    == [.event(LedgerFixture.id(7))])
        }
    }
}
