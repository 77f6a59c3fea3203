import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents
import Projections
import Testing

@Suite("Who undisclosed companies turn out to be")
struct UndisclosedCompanyTests {
    private func fixture() throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        for company in ["u1", "u2", "u3"] {
            try fixture.append(
                "company.registered", ["company": .string(company), "name": .string(company), "kind": "undisclosed"])
        }
        return fixture
    }

    @discardableResult
    private func identify(_ fixture: LedgerFixture, _ company: String, _ identity: String) throws -> String {
        try fixture.append("company.identified", ["company": .string(company), "is": .string(identity)])
    }

    @Test("each statement stands in the events of every row that it renames")
    func events() throws {
        let fixture = try fixture()
        try fixture.append("deal.announced", deal("d", value: "7", ["buyer": "u1"]))
        try fixture.append(
            "right.granted", ["right": "r", "holder": "u1", "grantor": "oracle", "kind": "exclusivity"])
        try fixture.append("plan.stated", ["plan": "p", "company": "u2", "spend": dollars("5")])
        try fixture.append("market-cap.changed", ["company": "u2", "ticker": "UU", "change": dollars("1")])
        let first = try identify(fixture, "u1", "u2")
        let second = try identify(fixture, "u2", "openai")
        for (view, key, value, wanted) in [
            ("commitments", "deal", "d", [first, second]), ("rights", "right", "r", [first, second]),
            ("plans", "plan", "p", [second]), ("dependencies", "dependent", "openai", [first, second]),
            ("market-cap", "company", "openai", [second]),
        ] {
            let events = Set(try fixture.row(view, key, value)["events"]?.array?.compactMap(\.string) ?? [])
            #expect(events.isSuperset(of: wanted), "\(view)")
        }
        let difference = try fixture.ledger.views.difference(
            of: [RightsProjector.self], from: Selection(cut: Cut(asKnown: Instant(seconds: 0))), to: Selection())
        #expect(difference.views.first?.changes.first?.events.contains(second) == true)
    }

    @Test("a statement that a filter leaves out names nobody, in views as in the facts behind explanations")
    func filtered() throws {
        let fixture = try fixture()
        let right: JSONObject = ["right": "r", "holder": "u1", "grantor": "oracle", "kind": "exclusivity"]
        let granted = try fixture.append("right.granted", right)
        try fixture.append("company.identified", ["company": "u1", "is": "openai", "certainty": "reported"])
        try fixture.append("event.reviewed", ["target": .string(granted), "verdict": "approved"])
        for (selection, holder) in [
            (Selection(), "openai"), (Selection(certainty: [.reported, .confirmed]), "openai"),
            (Selection(certainty: [.confirmed]), "u1"), (Selection(reviewedOnly: true), "u1"),
        ] {
            #expect(try fixture.row("rights", "right", "r", selection)["holder"]?.string == holder)
            let facts = try fixture.ledger.views.history(selection).facts
            #expect(facts.first { $0.id == granted }?.event.data["holder"]?.string == holder)
        }
    }

    @Test("a circle, and a company that is not undisclosed, are refused with the reason")
    func refused() throws {
        func reason(_ company: String, _ identity: String, _ fixture: LedgerFixture) -> String {
            do {
                try identify(fixture, company, identity)
                return ""
            } catch { return "\(error)" }
        }
        let fixture = try fixture()
        #expect(reason("amazon", "openai", fixture).contains("only an undisclosed company"))
        try identify(fixture, "u1", "u2")
        try identify(fixture, "u2", "u3")
        #expect(reason("u3", "u1", fixture).contains("already"))
        #expect(reason("u3", "openai", fixture).isEmpty)
        // One batch is one ledger.
        let batch = [
            fixture.event("company.registered", ["company": "v1", "name": "v", "kind": "undisclosed"]),
            fixture.event("company.registered", ["company": "v2", "name": "v", "kind": "undisclosed"]),
            fixture.event("company.identified", ["company": "v1", "is": "v2"]),
            fixture.event("company.identified", ["company": "v2", "is": "v1"]),
        ]
        #expect(throws: RejectedBatch.self) { _ = try fixture.ledger.append(batch) }
    }

    @Test("a circle that two writers made is one company, under the least of its names")
    func circle() throws {
        let log = InMemoryEventLog(clock: { Instant(seconds: 1_762_214_400) })
        func event(_ number: Int, _ type: String, _ subject: String, _ data: JSONObject) -> Envelope {
            var data = data
            data["certainty"] = "confirmed"
            return Envelope(
                id: LedgerFixture.id(number), source: "urn:test", type: type,
                dataschema: EventType.named(type)?.dataschema ?? "", subject: subject, time: "2020-01-15T05:00:00Z",
                occurred: "2020-01-15", data: data)
        }
        func grant(_ number: Int, _ right: String, _ holder: String) -> Envelope {
            event(
                number, "right.granted", "right/\(right)",
                ["right": .string(right), "holder": .string(holder), "grantor": "oracle", "kind": "exclusivity"])
        }
        _ = try log.append(
            [
                event(1, "company.identified", "company/u1", ["company": "u1", "is": "u2"]),
                event(2, "company.identified", "company/u2", ["company": "u2", "is": "u1"]),
                event(3, "company.identified", "company/u3", ["company": "u3", "is": "u2"]),
                grant(4, "a", "u1"), grant(5, "b", "u2"), grant(6, "c", "u3"),
            ], expecting: [:])
        let rows = try Ledger(log: log, store: nil).views.rows(of: RightsProjector.self).rows
        #expect(rows.map { $0.cell("holder", of: RightsProjector.shape).text } == ["u1", "u1", "u1"])
    }

    @Test("a deal whose ends become one company stays listed as what it is")
    func oneCompany() throws {
        let fixture = try fixture()
        try fixture.append("deal.announced", deal("d", value: "7", ["buyer": "u1"]))
        let statement = try identify(fixture, "u1", "amazon")
        let row = try fixture.row("commitments", "deal", "d")
        #expect(row["buyer"] == "amazon" && row["supplier"] == "amazon")
        #expect(row["events"]?.array?.contains(.string(statement)) == true)
        let facts = try fixture.ledger.views.history(Selection()).facts
        #expect(facts.contains { $0.event.type.name == "deal.announced" })
    }

    @Test("names, parents and listings are those of the cut")
    func cut() throws {
        let fixture = try LedgerFixture(companies: ["openai"])
        func register(_ name: String, _ parent: String?, _ occurred: String) throws {
            var data: JSONObject = ["company": "meta", "name": .string(name), "kind": "public"]
            data["parent"] = parent.map { .string($0) }
            try fixture.append("company.registered", data, occurred: occurred)
        }
        try register("Facebook", nil, "2012-05-18")
        try register("Meta", "openai", "2021-10-28")
        for (moment, name, parent) in [
            ("2021-01", "Facebook", "meta"), ("2022", "Meta", "openai"), ("2000", "Facebook", "meta"),
        ] {
            let companies = try fixture.ledger.companies(asOf(moment))
            #expect(companies.latest("meta")?.name == name)
            #expect(companies.topParent(of: "meta") == parent)
            #expect(try fixture.ledger.views.history(asOf(moment)).companies.latest("meta")?.name == name)
        }
    }
}
