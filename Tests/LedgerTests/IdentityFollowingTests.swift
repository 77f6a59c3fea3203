import CanonicalJSON
import EventLog
import Foundation
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import Testing

@Suite("Views are followed where it was said who an undisclosed company is")
struct IdentityFollowingTests {
    /// A log with views, and the generation of their file: another one after everything was folded anew.
    private final class Followed {
        let log: SQLiteEventLog
        let views: ViewRunner
        private let path: String
        private var count = 0

        init(_ folder: String) throws {
            log = try SQLiteEventLog.create(path: folder + "/l.sqlite", origin: "test.invalid/identity")
            path = folder + "/l.views.sqlite"
            views = Ledger(log: log, store: try ViewStore(path: path)).views
        }

        func generation() throws -> String { try FileManager.default.destinationOfSymbolicLink(atPath: path) }

        func event(_ type: String, _ subject: String, _ fields: JSONObject, day: String = "2020-01-15") -> Envelope {
            count += 1
            var data = fields
            if EventType.named(type)?.stream != .target, data["certainty"] == nil { data["certainty"] = "confirmed" }
            return Envelope(
                id: LedgerFixture.id(count), source: "urn:test", type: type,
                dataschema: EventType.named(type)?.dataschema ?? "", subject: subject, time: "\(day)T05:00:00Z",
                occurred: day, data: data)
        }

        func append(_ events: [Envelope]) throws { _ = try log.append(events, expecting: [:]) }

        /// Holds all stored views, caught up, against a replay from nothing.
        func expectReplayed(_ words: String) throws {
            try views.refresh()
            let (head, checks) = try views.check()
            for check in checks where !check.holds {
                let first = check.differences.first
                Issue.record(
                    """
                    \(words), \(check.projection) at \(head.position): \(check.excuse ?? "")
                    \(first?.stored ?? "")
                    \(first?.folded ?? "")
                    """)
            }
        }

        /// Holds them, and what is parked, against a fold in memory, view by view.
        func expectFolded(_ words: String) throws {
            let whole = Ledger(log: log, store: nil).views
            for projector in ViewStore.stored {
                let (found, expected) = (try views.rows(of: projector), try whole.rows(of: projector))
                let name = projector.shape.name
                if found.rows != expected.rows {
                    let pair = zip(found.rows, expected.rows).first { $0 != $1 }
                    Issue.record(
                        """
                        \(words), \(name) at \(found.head.position): \(found.rows.count) rows for \(expected.rows.count)
                        \(pair.map { $0.0.json(projector.shape).canonicalText } ?? "")
                        \(pair.map { $0.1.json(projector.shape).canonicalText } ?? "")
                        """)
                }
                func places(_ result: ViewResult) -> [Int] { result.parked.map(\.position).sorted() }
                #expect(places(found) == places(expected), "\(words), \(name): other events are parked")
            }
        }
    }

    /// Statements that companies of the generated ledger are each other, what corrects, retracts, disputes and reviews them,
    /// and what is said of other events of companies.
    private struct Sayings {
        let companies: [String]
        var random: SeededNumbers
        private var statements: [(id: String, company: String)] = []
        private var retractions: [(id: String, company: String)] = []
        private var registrations: [(id: String, company: String)] = []

        init(_ companies: [String], _ random: SeededNumbers) { (self.companies, self.random) = (companies, random) }

        /// - Returns: whether it may change the names under which companies stand.
        mutating func next(_ followed: Followed) -> (event: Envelope, isIdentifying: Bool) {
            let (company, other) = (random.pick(companies), random.pick(companies))
            func identity(_ company: String) -> JSONObject {
                ["company": .string(company), "is": .string(other), "certainty": "reported"]
            }
            func about(_ type: String, _ target: (id: String, company: String), _ fields: JSONObject) -> Envelope {
                var data = fields
                data["target"] = .string(target.id)
                return followed.event(type, "company/\(target.company)", data)
            }
            let choice = random.below(10)
            if statements.isEmpty || choice < 3 {
                let day = "2020-01-\(10 + random.below(20))"
                let event = followed.event("company.identified", "company/\(company)", identity(company), day: day)
                statements.append((event.id, company))
                return (event, true)
            }
            let target = random.pick(statements)
            switch choice {
            case 3:
                return (
                    about("event.corrected", target, ["reason": "x", "data": .object(identity(target.company))]), true
                )
            case 4:
                let event = about("event.retracted", target, ["reason": "x"])
                retractions.append((event.id, target.company))
                return (event, true)
            case 5 where !retractions.isEmpty:
                return (about("event.retracted", random.pick(retractions), ["reason": "x"]), true)
            case 5, 6:
                let stance = random.pick(["denies", "confirms", "supports"])
                return (about("evidence.added", target, ["by": ["publisher": "P"], "stance": .string(stance)]), true)
            default:
                // Of a company of whom nobody said who it is.
                let unidentified = companies.filter { company in !statements.contains { $0.company == company } }
                guard let name = unidentified.first else { break }
                if let registration = registrations.first(where: { $0.company == name }) {
                    let data: JSONObject = ["company": .string(name), "name": "Mended", "kind": "public"]
                    return (about("event.corrected", registration, ["reason": "x", "data": .object(data)]), false)
                }
                let event = followed.event(
                    "company.registered", "company/\(name)", ["company": .string(name), "name": "N", "kind": "public"])
                registrations.append((event.id, name))
                return (event, false)
            }
            return (about("event.reviewed", target, ["verdict": "approved"]), true)
        }
    }

    @Test("whatever comes, in any batches, rows are those of a whole fold", arguments: (0..<6).map { UInt64($0) })
    func asFoldedFromNothing(_ seed: UInt64) throws {
        try withFolder { folder in
            let followed = try Followed(folder)
            defer { followed.log.close() }
            var random = SeededNumbers(seed: seed)
            var ledger = GeneratedLedger(length: 220, seed: seed, character: .contradictory)
            // Registers its companies.
            let first = ledger.next(5)
            let companies = first.map { String($0.subject.dropFirst("company/".count)) }
            var sayings = Sayings(companies, SeededNumbers(seed: ~seed))
            try followed.append(first + [sayings.next(followed).event])
            try followed.views.refresh()
            var (generation, kept) = (try followed.generation(), 0)
            // The streams of those who were registered as somebody's: a registration without a parent takes that back.
            var units = Set(first.filter(\.statesParent).map(\.subject))
            while true {
                var batch = ledger.next(1 + random.below(16))
                if batch.isEmpty { break }
                var isIdentifying = false
                while random.chance(percent: 25) {
                    let saying = sayings.next(followed)
                    batch.append(saying.event)
                    isIdentifying = isIdentifying || saying.isIdentifying
                }
                try followed.append(batch)
                // Generated events may say who a company is, whose it is or when a market trades, or correct or retract one that
                // does; else nothing may change a name.
                let mayIdentify =
                    isIdentifying || batch.contains { mayRename($0) || units.contains($0.subject) }
                units.formUnion(batch.filter(\.statesParent).map(\.subject))
                try followed.expectReplayed("seed \(seed)")
                let now = try followed.generation()
                if !mayIdentify {
                    #expect(now == generation, "seed \(seed): everything was folded anew")
                    kept += 1
                }
                if isIdentifying { #expect(now != generation, "seed \(seed): nothing was folded anew") }
                generation = now
            }
            #expect(kept >= 5)
            try followed.expectFolded("seed \(seed)")
        }
    }

    /// Whether rows of other streams may stand under another name or another day after it.
    private func mayRename(_ event: Envelope) -> Bool {
        switch event.type {
        case "company.identified", "market.stated": true
        case "company.registered": event.data["parent"] != nil
        default:
            EventType.named(event.type)?.stream == .target
                && ["company/", "market/"].contains { event.subject.hasPrefix($0) }
        }
    }

    /// What an undisclosed customer does is the named company's, in every view, and only what it touches is folded.
    @Test("an ordinary event costs no whole fold, and stands under the right name")
    func ordinary() throws {
        try withFolder { folder in
            let followed = try Followed(folder)
            defer { followed.log.close() }
            func company(_ id: String, _ kind: String) -> Envelope {
                followed.event(
                    "company.registered", "company/\(id)",
                    ["company": .string(id), "name": .string(id), "kind": .string(kind)])
            }
            func announced(_ id: String, by buyer: String) -> Envelope {
                followed.event("deal.announced", "deal/\(id)", deal(id, value: "7", ["buyer": .string(buyer)]))
            }
            func depends(_ company: String, on provider: String) -> Envelope {
                followed.event(
                    "dependency.stated", "dependency/\(company):\(provider):cloud",
                    ["dependent": .string(company), "provider": .string(provider), "kind": "cloud"])
            }
            func dependents() throws -> [String] {
                let projector = try #require(ViewRunner.projector(named: "dependencies"))
                return try followed.views.rows(of: projector).rows.map(\.key)
            }
            try followed.append([
                company("openai", "private"), company("amazon", "public"), company("oracle", "public"),
                company("customer-a", "undisclosed"), depends("customer-a", on: "oracle"),
            ])
            #expect(try dependents() == ["customer-a:oracle:cloud"])
            let before = try followed.generation()
            try followed.append([
                followed.event(
                    "company.identified", "company/customer-a", ["company": "customer-a", "is": "openai"])
            ])
            #expect(try dependents() == ["openai:oracle:cloud"])
            let after = try followed.generation()
            #expect(after != before)

            for event in [
                announced("d", by: "customer-a"), depends("openai", on: "amazon"), depends("customer-a", on: "nvidia"),
                announced("e", by: "openai"), company("nvidia", "public"),
                followed.event(
                    "dependency.ended", "dependency/customer-a:oracle:cloud",
                    ["dependent": "customer-a", "provider": "oracle", "kind": "cloud"]),
            ] {
                try followed.append([event])
                try followed.expectFolded("after \(event.type) of \(event.subject)")
                #expect(try followed.generation() == after, "\(event.type) of \(event.subject)")
            }
            #expect(Set(try dependents().map { $0.prefix { $0 != ":" } }) == ["openai"])
        }
    }

    @Test("a check of views that are behind the statement folds them anew first, and then finds them right")
    func checked() throws {
        try withFolder { folder in
            let followed = try Followed(folder)
            defer { followed.log.close() }
            try followed.append([
                followed.event("deal.announced", "deal/d", deal("d", value: "7", ["buyer": "customer-a"]))
            ])
            try followed.views.refresh()
            try followed.append([
                followed.event("company.identified", "company/customer-a", ["company": "customer-a", "is": "openai"])
            ])
            #expect(try followed.views.check().1.allSatisfy(\.holds))
            try followed.append([
                followed.event("deal.announced", "deal/e", deal("e", value: "7", ["buyer": "customer-a"]))
            ])
            #expect(try followed.views.check().1.allSatisfy(\.holds))
        }
    }

    @Test("a replay on several threads that meets a statement at its very end begins anew under the right names")
    func replayed() throws {
        try withFolder { folder in
            let followed = try Followed(folder)
            defer { followed.log.close() }
            // From 10,000 events on a replay has threads.
            var ledger = GeneratedLedger(length: 10_000)
            try followed.append(ledger.next(10_000))
            try followed.append(ledger.next(100))
            _ = try followed.views.rebuild()
            let before = try followed.views.rows(of: DependencyProjector.self).rows
            let company = try #require(before.first?.key.split(separator: ":").first.map(String.init))
            try followed.append([
                followed.event("company.identified", "company/\(company)", ["company": .string(company), "is": "acme"])
            ])
            _ = try followed.views.rebuild()
            let after = try followed.views.rows(of: DependencyProjector.self).rows
            #expect(try after == Ledger(log: followed.log, store: nil).views.rows(of: DependencyProjector.self).rows)
            #expect(!after.contains { $0.key.hasPrefix(company + ":") })
            #expect(after.contains { $0.key.hasPrefix("acme:") })
        }
    }
}

extension Envelope {
    /// Itself, or as the correction of a registration.
    fileprivate var statesParent: Bool { data["parent"] != nil || data["data"]?.object?["parent"] != nil }
}
