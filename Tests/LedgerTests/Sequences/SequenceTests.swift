import CanonicalJSON
import Projections
import Testing

@Suite("Sequences")
struct SequenceTests {
    static let all = ToldSequence.totals + ToldSequence.parts + ToldSequence.ends + ToldSequence.links

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
