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
