import CanonicalJSON
import Projections
import Testing

@Suite("Sequences")
struct SequenceTests {
    static let all =
        ToldSequence.totals + ToldSequence.parts + ToldSequence.ends + ToldSequence.links
        + ToldSequence.units

    @Test("what was told comes to one answer, in whatever order it was recorded", arguments: all)
    func answer(_ sequence: ToldSequence) throws {
        for order in sequence.orders {
            let found = ToldSequence.saying(try sequence.recorded(order).rows("commitments"))
            try #require(found.sums == sequence.sums, "recorded \(order)")
            try #require(found.alsoSaid == sequence.alsoSaid, "recorded \(order)")
        }
    }

    @Test("what was told of a plan and of deals covers so much of it", arguments: PlanSequence.all)
    func plan(_ sequence: PlanSequence) throws {
        let told = ToldSequence(sequence.name, sequence.told, [:])
        for order in told.orders { try sequence.expect(try told.recorded(order).rows("plans"), order) }
    }

    @Test("a schedule leaves no rest of parts that are only expected where surer words state no total")
    func schedule() throws {
        let payments: JSONValue = [
            ["from": "2026-01-01", "to": "2026-12-31", "amount": ToldSequence.Told.quantity("4")]
        ]
        let sequence = ToldSequence(
            "no total",
            [
                .announced(
                    nil, "expected", with: ["schedule": payments, "parts": [part("first", ">=5", "binding")]]),
                .amended(nil, "reported", "2025-04-10"),
            ], [:])
        for order in sequence.orders {
            let row = try sequence.recorded(order).row("commitments", "deal", "d")
            #expect(typed(row["total"]) == nil, "recorded \(order)")
            #expect(row["periods"]?.array?.count == 1, "recorded \(order)")
        }
    }

    @Test("certainties stand from the surest to the least sure, in a deal's row as in its buyer's")
    func certainties() throws {
        let sequence = ToldSequence(
            "disputed, with a forecast",
            [
                .announced("100", "reported"), .increased("5", "expected", "2025-05-15"),
                .evidence("disputes", by: ["publisher": "A Blog"], of: 0, "2025-06-02"),
            ], [:])
        for order in sequence.orders {
            let rows = try sequence.recorded(order).rows("commitments")
            let whole = try #require(rows.first { $0["deal"] == .null })
            let own = try #require(rows.first { $0["deal"] == "d" }?["amounts"]?.array?.first?.object)
            let named = own["byCertainty"]?.array?.compactMap { $0.object?["certainty"]?.string }
            #expect(named == ["disputed", "expected"], "recorded \(order)")
            #expect(own["byCertainty"] == whole["byCertainty"], "recorded \(order)")
        }
    }

    @Test("two figures of a plan in one unit are one row")
    func planInOneUnit() throws {
        let fixture = try LedgerFixture(companies: ToldSequence.companies)
        try fixture.append(
            "plan.stated",
            [
                "plan": "p", "company": "openai", "spend": ToldSequence.Told.quantity("33 GW"),
                "power": ToldSequence.Told.quantity("10 GW"),
            ])
        let rows = try fixture.rows("plans")
        #expect(rows.count == 1)
        #expect(typed(rows.first?["stated"]) == "33 GW")
        #expect(rows.first?["alsoSaid"]?.array?.first?.object?["field"] == "power")
    }

    @Test("a right that is granted at some time up to a day after its end is not in force")
    func right() throws {
        let fixture = try LedgerFixture()
        try fixture.append("right.ended", ["right": "r"], occurred: "2025-10-28")
        try fixture.append(
            "right.granted",
            [
                "right": "r", "holder": "microsoft", "grantor": "openai", "kind": "first-refusal",
                "certainty": "reported",
            ], occurred: "../2025-11-03")
        #expect(try fixture.row("rights", "right", "r")["inForce"] == .boolean(false))
    }

    @Test(
        "what counts by itself in a unit is in force, also where what it counts in has ended, and in what shares are of"
    )
    func dependenciesUnitByUnit() throws {
        let sequence = ToldSequence(
            "a part with a capacity of its own",
            [
                .announced("100", "confirmed", deal: "d1", with: ["capacity": ToldSequence.Told.quantity("6 GW")]),
                .announced("300", "confirmed", deal: "d2"), .linked("d1", "part-of", "d2"),
                .ended("confirmed", "2025-11", deal: "d2"),
                .announced(
                    nil, "confirmed", deal: "d3",
                    with: ["capacity": ToldSequence.Told.quantity("2 GW"), "supplier": "oracle"]),
            ], [:])
        for order in sequence.orders {
            let ledger = try sequence.recorded(order)
            let shares = try ledger.rows("dependencies").map {
                "\($0["provider"]?.string ?? "") \(typed($0["committed"]) ?? "") of \(typed($0["shareOf"]) ?? "")"
            }
            #expect(shares == ["amazon 6 GW of 8 GW", "oracle 2 GW of 8 GW"], "recorded \(order)")
            let whole = try ledger.rows("commitments").first { $0["unit"] == "GW" && $0["deal"] == .null }
            #expect(typed(whole?["announced"]) == "8 GW", "recorded \(order)")
        }
    }

    @Test("a part lapses at its midnight: at the end of the day before it still counts")
    func lapses() throws {
        let fixture = try LedgerFixture(companies: ToldSequence.companies)
        let lapsing: JSONValue = [
            "part": "first", "commitment": "binding", "value": ToldSequence.Told.quantity("5"),
            "lapses": "2025-11-11T00:00:00-05:00",
        ]
        try fixture.append("deal.announced", deal("d", ["parts": [lapsing]]), occurred: "2025-11-03")
        for (day, announced) in [("2025-11-10", "5 USD"), ("2025-11-11", "0 USD")] {
            let selection = try asOf(day)
            let plain = try PlainFold.fold(
                PlainCommitments.self, fixture.ledger.views.history(selection), selection
            ).rows.map { $0.json(PlainCommitments.shape) }
            for rows in [try fixture.rows("commitments", selection), plain] {
                #expect(typed(rows.first { $0["deal"] == .null }?["announced"]) == announced, "\(day)")
            }
        }
    }

    @Test("where what replaced a deal has ended nobody depends on anybody any more")
    func dependencies() throws {
        let sequence = try #require(ToldSequence.links.first { $0.name == "what replaced it has ended" })
        for order in sequence.orders { #expect(try sequence.recorded(order).rows("dependencies").isEmpty) }
    }
}

@Suite("Sequences by the plain definition")
struct PlainSequenceTests {
    @Test("what was told comes to one answer, in whatever order it was recorded", arguments: SequenceTests.all)
    func answer(_ sequence: ToldSequence) throws {
        for order in sequence.orders {
            let history = try sequence.recorded(order).ledger.views.history(Selection())
            let rows = PlainFold.fold(PlainCommitments.self, history).rows.map { $0.json(PlainCommitments.shape) }
            let found = ToldSequence.saying(rows)
            try #require(found.sums == sequence.sums, "recorded \(order)")
            try #require(found.alsoSaid == sequence.alsoSaid, "recorded \(order)")
        }
    }

    @Test("what was told of a plan and of deals covers so much of it", arguments: PlanSequence.all)
    func plan(_ sequence: PlanSequence) throws {
        let told = ToldSequence(sequence.name, sequence.told, [:])
        for order in told.orders {
            let history = try told.recorded(order).ledger.views.history(Selection())
            let rows = PlainFold.fold(PlainPlans.self, history).rows.map { $0.json(PlainPlans.shape) }
            try sequence.expect(rows, order)
        }
    }
}
