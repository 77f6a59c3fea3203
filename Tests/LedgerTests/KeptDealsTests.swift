import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import LedgerGenerator
import MarketEvents
import Testing

@testable import Projections

@Suite("Deals are kept as they were folded")
struct KeptDealsTests {
    private static let views: [any Projector.Type] = [
        CommitmentsProjector.self, DependencyProjector.self, ConcentrationProjector.self, PlansProjector.self,
    ]

    /// A ledger in a file whose views are followed.
    private struct Followed {
        let folder: String
        let log: SQLiteEventLog
        let store: ViewStore
        let views: ViewRunner

        init(_ folder: String) throws {
            self.folder = folder
            log = try SQLiteEventLog.create(
                path: folder + "/ledger.sqlite", origin: "test.invalid/kept",
                clock: { Instant(seconds: 1_762_214_400) })
            store = try ViewStore(path: folder + "/ledger.views.sqlite")
            views = Ledger(log: log, store: store).views
        }

        var generation: String { store.generation }

        /// The kept deals by the groups that are folded from them.
        func kept(_ store: ViewStore) throws -> [String] {
            let rows = try store.connection.prepare("SELECT place >> 20, deal, folded FROM deal_of_group")
            defer { rows.reset() }
            var found: [String] = []
            while try rows.step() { found.append("\(rows.int(0)) \(rows.text(1)) \(rows.blob(2))") }
            return found.sorted()
        }

        /// Views that were folded from nothing.
        func folded<R>(_ body: (ViewStore, ViewRunner) throws -> R) throws -> R {
            let path = folder + "/folded-\(UInt64.random(in: 0 ... .max)).views.sqlite"
            let fresh = try ViewStore(path: path)
            defer { fresh.close() }
            let views = Ledger(log: log, store: fresh).views
            try views.rebuild()
            return try body(fresh, views)
        }

        /// Whether the followed rows and kept deals are those of a whole fold.
        func isWhole() throws -> Bool {
            try views.refresh()
            return try folded { fresh, freshViews in
                for projector in KeptDealsTests.views {
                    let (own, other) = try (views.rows(of: projector).rows, freshViews.rows(of: projector).rows)
                    guard own == other else { return false }
                }
                return try kept(store) == kept(fresh)
            }
        }
    }

    @Test(
        "as a whole fold keeps them, after any number of events more", arguments: (0..<8).map { UInt64($0) },
        [GeneratedLedger.Character.contradictory, .steady])
    func followed(_ seed: UInt64, _ character: GeneratedLedger.Character) throws {
        try withFolder { folder in
            let followed = try Followed(folder)
            defer { followed.log.close() }
            var random = SeededGenerator(state: seed)
            var ledger = GeneratedLedger(length: 400, seed: seed &+ 40, character: character)
            while case let batch = ledger.next(Int.random(in: 1...40, using: &random)), !batch.isEmpty {
                _ = try followed.log.append(batch, expecting: [:])
                #expect(try followed.isWhole(), "seed \(seed), \(character)")
            }
            #expect(try followed.kept(followed.store).count > 3)
        }
    }

    /// Events of a fixture, one after the other into a followed ledger.
    private func follow(_ fixture: LedgerFixture, _ body: (Followed) throws -> Void) throws {
        try withFolder { folder in
            let followed = try Followed(folder)
            defer { followed.log.close() }
            for event in try fixture.log.read(ReadQuery(limit: .max)) {
                _ = try followed.log.append([event.envelope], expecting: [:])
                #expect(try followed.isWhole(), "at \(event.position)")
            }
            try body(followed)
        }
    }

    @Test("and counted in another one from when a link is said again that was taken back before the views were made")
    func renewedLink() throws {
        let fixture = try LedgerFixture()
        try fixture.append("deal.announced", deal("whole", value: "100"))
        try fixture.append("deal.announced", deal("part", value: "30"))
        let link = try fixture.append("deal.linked", ["deal": "part", "other": "whole", "relation": "part-of"])
        let retraction = try fixture.append("event.retracted", ["target": .string(link), "reason": "it is not"])
        try withFolder { folder in
            let followed = try Followed(folder)
            defer { followed.log.close() }
            let events = try fixture.log.read(ReadQuery(limit: .max)).map(\.envelope)
            _ = try followed.log.append(events, expecting: [:])
            #expect(try followed.isWhole())
            let renewal = try fixture.append("event.retracted", ["target": .string(retraction), "reason": "it is"])
            let envelope = try #require(try fixture.log.event(id: renewal)?.envelope)
            _ = try followed.log.append([envelope], expecting: [:])
            #expect(try followed.isWhole())
            let deals = try followed.views.rows(of: CommitmentsProjector.self).rows
            let counted = try #require(deals.first { $0.key == "part" }?.json(CommitmentsProjector.shape)["countedIn"])
            #expect(counted == .string("whole"))
        }
    }

    @Test("for the company that a correction gives a deal to, and no longer for the one it was said of")
    func moved() throws {
        let fixture = try LedgerFixture()
        let first = try fixture.append("deal.announced", deal("one", value: "100"))
        try fixture.append("deal.announced", deal("two", value: "7"))
        try fixture.append("plan.stated", ["plan": "stargate", "company": "openai", "spend": dollars("500")])
        try fixture.append(
            "event.corrected",
            [
                "target": .string(first), "reason": "another buyer",
                "data": .object(
                    deal(
                        "one", value: "90",
                        [
                            "buyer": "oracle", "certainty": "confirmed",
                            "countsToward": [["plan": "stargate", "basis": "stated"]],
                        ])),
            ])
        try fixture.append("deal.announced", deal("three", value: "5", ["buyer": "oracle"]))
        try fixture.append("event.retracted", ["target": .string(first), "reason": "no such deal"])
        try fixture.append("deal.announced", deal("four", value: "5", ["buyer": "oracle"]))
        try follow(fixture) { _ in }
    }

    // MARK: what may have happened to them

    private enum Damage: String, CaseIterable {
        case flippedByte, cutShort, emptied, unnamed, flippedAndUnnamed, swappedNames

        var sql: String {
            switch self {
            case .flippedByte: "UPDATE deal_of_group SET folded = CAST(replace(folded, 'USD', 'USN') AS BLOB)"
            case .cutShort: "UPDATE deal_of_group SET folded = CAST(substr(folded, 1, 40) AS BLOB)"
            case .emptied: "UPDATE deal_of_group SET folded = x''"
            case .unnamed: "UPDATE deal_of_group SET deal = 'nobody'"
            case .flippedAndUnnamed: "UPDATE deal_of_group SET folded = x'00', deal = ''"
            case .swappedNames: "UPDATE deal_of_group SET deal = CASE deal WHEN 'one' THEN 'two' ELSE 'one' END"
            }
        }
    }

    @Test("and where they were damaged, rows are those of the log", arguments: Damage.allCases)
    private func damaged(_ damage: Damage) throws {
        try withFolder { folder in
            let fixture = try LedgerFixture()
            for id in ["one", "two", "three"] { try fixture.append("deal.announced", deal(id, value: "100")) }
            try fixture.append("deal.linked", ["deal": "three", "other": "two", "relation": "part-of"])
            let followed = try Followed(folder)
            defer { followed.log.close() }
            let events = try fixture.log.read(ReadQuery(limit: .max)).map(\.envelope)
            _ = try followed.log.append(events, expecting: [:])
            try followed.views.refresh()
            try followed.store.connection.execute(damage.sql)
            let next = try fixture.append("deal.announced", deal("four", value: "1"))
            let envelope = try #require(try fixture.log.event(id: next)?.envelope)
            _ = try followed.log.append([envelope], expecting: [:])
            try followed.views.refresh()
            try followed.folded { _, whole in
                for projector in KeptDealsTests.views {
                    let rows = try (followed.views.rows(of: projector).rows, whole.rows(of: projector).rows)
                    #expect(rows.0 == rows.1)
                }
            }
        }
    }

    @Test("also while no view of deals follows the log, and all that stay behind are folded anew afterwards")
    func leftBehind() throws {
        try withFolder { folder in
            let fixture = try LedgerFixture()
            let followed = try Followed(folder)
            defer { followed.log.close() }
            var read = 0
            func takeOver() throws {
                let new = try fixture.log.read(ReadQuery(fromPosition: read + 1, limit: .max))
                _ = try followed.log.append(new.map(\.envelope), expecting: [:])
                read = new.last?.position ?? read
            }
            try fixture.append("deal.announced", deal("one", value: "100"))
            try takeOver()
            try followed.views.refresh()
            for projector in KeptDealsTests.views {
                try followed.store.connection.execute(
                    "UPDATE checkpoint SET version = version + 1 WHERE projection = '\(projector.shape.name)'")
            }
            try fixture.append("deal.announced", deal("two", value: "20"))
            try takeOver()
            // Another view leads the log's followers on.
            _ = try followed.views.rows(of: RightsProjector.self)
            #expect(try followed.isWhole())
            try fixture.append("deal.announced", deal("three", value: "3"))
            try takeOver()
            #expect(try followed.isWhole())
        }
    }

    @Test("and folded anew where another version of the rules has made them")
    func otherRules() throws {
        try withFolder { folder in
            let fixture = try LedgerFixture()
            try fixture.append("deal.announced", deal("one", value: "100"))
            try follow(fixture) { followed in
                let former = followed.generation
                try followed.store.connection.execute(
                    "UPDATE checkpoint SET version = version - 1 WHERE projection = '\(ViewStore.shared)'")
                try fixture.append("deal.announced", deal("two", value: "20"))
                let envelope = try #require(try fixture.log.read(ReadQuery(limit: .max)).last?.envelope)
                _ = try followed.log.append([envelope], expecting: [:])
                #expect(try followed.isWhole())
                #expect(followed.generation != former)
            }
        }
    }
}
