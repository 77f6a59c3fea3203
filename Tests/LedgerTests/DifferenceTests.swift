import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import Testing

@Suite("What changed between two moments")
struct DifferenceTests {
    private func difference(
        _ fixture: LedgerFixture, _ view: String, from before: Selection, to after: Selection
    ) throws -> ViewDifference {
        let projector = try #require(ViewRunner.projector(named: view))
        return try fixture.ledger.views.difference(of: [projector], from: before, to: after).views[0]
    }

    private func known(_ fixture: LedgerFixture) -> Selection { Selection(cut: Cut(asKnown: fixture.clock.now)) }

    private func pass(_ fixture: LedgerFixture) { fixture.clock.now = fixture.clock.now.adding(seconds: 60) }

    @Test("a new deal is a row added, and changes its buyer's sum; both name it")
    func newDeal() throws {
        let fixture = try LedgerFixture()
        try fixture.append("deal.announced", deal("first", value: "300"), occurred: "2025-10-01")
        let second = try fixture.append("deal.announced", deal("second", value: "38"), occurred: "2025-11-03")
        let found = try difference(
            fixture, "commitments", from: try asOf("2025-11-02"), to: try asOf("2025-11-03"))
        #expect(found.changes.map(\.key) == ["openai:USD", "second"])
        #expect(found.changes.map(\.kind) == [.changed, .added])
        #expect(found.changes.allSatisfy { $0.events == [second] })
        #expect(
            found.changes[0].columns.map { found.shape.columns[$0].name } == [
                "unstated", "announced", "byCommitment", "byCertainty", "deals",
            ])
    }

    @Test("a share that another deal made smaller names that deal")
    func shareOfAnother() throws {
        let fixture = try LedgerFixture()
        try fixture.append("deal.announced", deal("first", value: "300"), occurred: "2025-10-01")
        let other = try fixture.append(
            "deal.announced", deal("second", value: "100", ["supplier": "oracle"]), occurred: "2025-11-03")
        let found = try difference(
            fixture, "dependencies", from: try asOf("2025-11-02"), to: try asOf("2025-11-03"))
        let change = try #require(found.changes.first { $0.key == "openai:amazon:cloud" })
        #expect(change.kind == .changed && change.events == [other])
        #expect(change.before?.cell("sharePercent", of: found.shape) == "100.00")
        #expect(change.after?.cell("sharePercent", of: found.shape) == "75.00")
    }

    @Test("a right that runs out changes by the passing of time, and by no event")
    func expiry() throws {
        let fixture = try LedgerFixture()
        try fixture.append(
            "right.granted",
            [
                "right": "r", "holder": "microsoft", "grantor": "openai", "kind": "first-refusal",
                "expires": "2025-11-10",
            ], occurred: "2025-11-01")
        let found = try difference(fixture, "rights", from: try asOf("2025-11-05"), to: try asOf("2025-11-20"))
        #expect(found.changes.map(\.kind) == [.changed])
        #expect(found.changes[0].events.isEmpty)
    }

    @Test("on the clock of recording a retraction takes a row away, a correction changes it; both are named")
    func recorded() throws {
        let fixture = try LedgerFixture()
        let first = try fixture.append("deal.announced", deal("first", value: "300"))
        let second = try fixture.append("deal.announced", deal("second", value: "38"))
        let before = known(fixture)
        pass(fixture)
        let retraction = try fixture.append("event.retracted", ["target": .string(first), "reason": "it was none"])
        var mended = deal("second", value: "83")
        mended["certainty"] = "confirmed"
        let correction = try fixture.append(
            "event.corrected", ["target": .string(second), "reason": "digits", "data": .object(mended)])
        let found = try difference(fixture, "commitments", from: before, to: known(fixture))
        let byKey = Dictionary(uniqueKeysWithValues: found.changes.map { ($0.key, $0) })
        #expect(byKey["first"]?.kind == .gone && byKey["first"]?.events == [first, retraction])
        #expect(byKey["second"]?.kind == .changed && byKey["second"]?.events == [second, correction])
        #expect(byKey["openai:USD"]?.events == [first, second, retraction, correction])
    }

    @Test("the other cuts and filters hold on both sides")
    func combined() throws {
        let fixture = try LedgerFixture()
        try fixture.append("deal.announced", deal("late", value: "1"), occurred: "2025-11-03", published: "2026-01-01")
        var (before, after) = (try asOf("2025-11-02"), try asOf("2025-11-03"))
        #expect(try difference(fixture, "commitments", from: before, to: after).changes.count == 2)
        before.cut.asPublic = try Cut.moment("2025-12-01")
        after.cut.asPublic = before.cut.asPublic
        #expect(try difference(fixture, "commitments", from: before, to: after).changes.isEmpty)
    }

    @Test("laid over the rows of before, the changes give those of after", arguments: (200..<206).map { UInt64($0) })
    func isWhole(_ seed: UInt64) throws {
        let log = InMemoryEventLog()
        var generated = GeneratedLedger(length: 240, seed: seed, character: .contradictory)
        _ = try log.append(generated.next(240), expecting: [:])
        let views = Ledger(log: log, store: nil).views
        var random = SeededNumbers(seed: seed)
        let (first, second) = (10 + random.below(9), 19 + random.below(10))
        let (before, after) = (try asOf("2020-01-\(first)"), try asOf("2020-01-\(second)"))
        let found = try views.difference(from: before, to: after)
        for view in found.views {
            let projector = try #require(ViewRunner.projector(named: view.shape.name))
            var rows = Dictionary(
                uniqueKeysWithValues: try views.rows(of: projector, before).rows.map { ($0.key, $0) })
            for change in view.changes {
                #expect(rows[change.key] == change.before)
                rows[change.key] = change.after
                #expect(change.events.allSatisfy { found.events[$0] != nil }, "seed \(seed), \(change.key)")
            }
            #expect(try views.rows(of: projector, after).rows == rows.values.sorted { $0.key < $1.key })
        }
        #expect(try views.difference(from: after, to: after).isEmpty)
    }
}
