import CivilTime
import EventLog
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import Reports
import Testing

/// A question about one thing reads what that thing has, and gives what a fold of the whole log gives.
@Suite("Parts of views")
struct PartTests {
    /// A ledger that grew batch by batch, with questions between, so that the index followed it.
    private func withLedger(_ seed: UInt64, _ body: (Ledger) throws -> Void) throws {
        try withFolder { folder in
            var clock = Instant(seconds: 1_762_214_400)
            let log = try SQLiteEventLog.create(
                path: folder + "/ledger.sqlite", origin: "test.invalid/part", clock: { clock })
            defer { log.close() }
            let ledger = Ledger(log: log, store: try ViewStore(path: folder + "/ledger.views.sqlite"))
            var random = SeededNumbers(seed: seed)
            var generated = GeneratedLedger(length: 280, seed: seed, character: .contradictory)
            while true {
                let batch = generated.next(1 + random.below(60))
                if batch.isEmpty { break }
                _ = try log.append(batch, expecting: [:])
                clock = clock.adding(seconds: 3600)
                _ = try ledger.views.positions(naming: "c0")
            }
            try body(ledger)
        }
    }

    private static let folded = allProjectors.filter { !($0 is any LogProjector.Type) }

    @Test("The rows that name a company are those of the whole, under every cut", arguments: [2] as [UInt64])
    func companies(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            var random = SeededNumbers(seed: seed)
            for selection in try FoldCheck.selections(&random) {
                let (whole, history) = try ledger.views.everything(selection)
                let known = Dictionary(uniqueKeysWithValues: history.facts.map { ($0.id, $0) })
                let companies = try ledger.companies().ids
                for company in Set((0..<2).map { _ in companies[random.below(companies.count)] }) {
                    let part = try ledger.views.part(naming: company, in: Self.folded, selection)
                    for view in part.views {
                        let all = try #require(whole.first { $0.shape.name == view.shape.name })
                        let expected = all.rows.filter { $0.names(company, all.shape) }
                        if view.rows != expected {
                            let difference = FoldCheck.difference(view.rows, expected, view.shape)
                            Issue.record("seed \(seed), \(view.shape.name) of \(company), \(selection):\n\(difference)")
                        }
                    }
                    let facts = Dictionary(uniqueKeysWithValues: part.history.facts.map { ($0.id, $0) })
                    for id in part.views.flatMap({ $0.rows.flatMap(\.events) }) {
                        #expect(facts[id]?.certainty == known[id]?.certainty, "\(id) of \(company), \(selection)")
                        #expect(facts[id]?.event.data == known[id]?.event.data, "\(id) of \(company), \(selection)")
                    }
                }
            }
        }
    }

    @Test("The first rows of what happened are found day by day, under every cut", arguments: [1, 2] as [UInt64])
    func firstRows(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            var random = SeededNumbers(seed: seed)
            for selection in try FoldCheck.selections(&random) {
                let whole = try ledger.views.rows(of: TimelineProjector.self, selection)
                for _ in 0..<3 {
                    let middle = whole.rows.isEmpty ? nil : whole.rows[random.below(whole.rows.count)]
                    let since = try middle.flatMap { $0.cell("occurred", of: whole.shape).text }.map {
                        try StatedTime($0).end
                    }
                    let stretch = TimeStretch(since: random.below(4) == 0 ? nil : since)
                    func isWanted(_ row: ViewRow) -> Bool {
                        row.cell("occurred", of: whole.shape).text.flatMap { try? StatedTime($0) }.map(stretch.admits)
                            ?? false
                    }
                    let limit = random.below(30)
                    let found = try ledger.views.firstRows(
                        of: TimelineProjector.self, selection, since: stretch.since, limit: limit, admits: isWanted)
                    #expect(found.rows == Array(whole.rows.filter(isWanted).prefix(limit)), "\(selection)")
                }
            }
        }
    }

    @Test("The stored rows that name a company are found without the others", arguments: [1, 2] as [UInt64])
    func storedRows(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            for projector in allProjectors {
                let whole = try ledger.views.rows(of: projector)
                for company in try ledger.companies().ids {
                    let found = try ledger.views.rows(of: projector, Selection(), naming: company)
                    #expect(found.rows == whole.rows.filter { $0.names(company, whole.shape) }, "\(company)")
                }
            }
        }
    }

    @Test("What is explained of a row is what the whole explains", arguments: [1] as [UInt64])
    func rows(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            var random = SeededNumbers(seed: seed)
            for selection in try FoldCheck.selections(&random) {
                let (views, history) = try ledger.views.everything(selection)
                let whole = ExplanationBasis(views: views, history: history, asOf: selection.cut.asOf)
                for projector in Self.folded {
                    let name = projector.shape.name
                    let keys = (views.first { $0.shape.name == name }?.rows ?? []).map(\.key)
                    for key in Set((0..<2).compactMap { _ in keys.isEmpty ? nil : keys[random.below(keys.count)] }) {
                        let part = try ledger.views.part(
                            behind: key, in: ExplanationBasis.views(behind: projector), selection)
                        let basis = ExplanationBasis(
                            views: part.views, history: part.history, asOf: selection.cut.asOf)
                        func text(_ basis: ExplanationBasis) -> [String] {
                            basis.rows(of: name, named: key).compactMap {
                                Explanation(of: $0, in: name, from: basis)?.json.canonicalText
                            }
                        }
                        let (found, expected) = (text(basis), text(whole))
                        #expect(!expected.isEmpty)
                        if found != expected {
                            Issue.record(
                                "seed \(seed), \(name) \(key), \(selection):\nfound    \(found)\nexpected \(expected)")
                        }
                    }
                }
            }
        }
    }

    @Test("What changed is what the whole differs in, on every clock", arguments: [1, 2] as [UInt64])
    func differences(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            var random = SeededNumbers(seed: seed)
            var positions: [String: Int] = [:]
            try ledger.forEachEvent { positions[$0.envelope.id] = $0.position }
            for clock in [\Cut.asOf, \Cut.asPublic, \Cut.asKnown] {
                for wanted in try FoldCheck.selections(&random).prefix(2) {
                    var (before, after) = (wanted, wanted)
                    let (first, second) = try moments(clock, ledger, &random)
                    (before.cut[keyPath: clock], after.cut[keyPath: clock]) = (first, second)
                    let found = try ledger.views.difference(from: before, to: after)
                    let (old, new) = (try ledger.views.everything(before), try ledger.views.everything(after))
                    let facts = ChangedFacts(from: old.history, to: new.history)
                    for (index, projector) in allProjectors.enumerated() {
                        let expected = ViewDifference(
                            projector, from: old.views[index].rows, to: new.views[index].rows, facts)
                        let view = found.views[index]
                        #expect(view.changes.map(\.key) == expected.changes.map(\.key))
                        for (change, other) in zip(view.changes, expected.changes) {
                            #expect(change.before == other.before && change.after == other.after)
                            #expect(
                                change.events == other.events.sorted { positions[$0] ?? 0 < positions[$1] ?? 0 },
                                "\(view.shape.name) \(change.key), \(before) to \(after)")
                            #expect(change.events.allSatisfy { found.events[$0] == facts.events[$0] })
                        }
                    }
                }
            }
        }
    }

    /// Two moments of a clock, a while apart; sometimes the second one cuts nothing.
    private func moments(
        _ clock: WritableKeyPath<Cut, Instant?>, _ ledger: Ledger, _ random: inout SeededNumbers
    ) throws -> (Instant, Instant?) {
        var all: [Instant] = []
        try ledger.forEachEvent { event in
            let stated = clock == \.asPublic ? event.envelope.published : event.envelope.occurred
            all.append(
                clock == \.asKnown
                    ? event.recordedTime : try stated.map { try StatedTime($0).end } ?? event.recordedTime)
        }
        let pair = [all[random.below(all.count)], all[random.below(all.count)]].sorted()
        return (pair[0], random.below(4) == 0 ? nil : pair[1])
    }

    @Test("The index leads to all events that name a company", arguments: [1, 2] as [UInt64])
    func mentions(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            let plain = Ledger(log: ledger.log, store: nil)
            for company in try ledger.companies().ids {
                var expected: [Int] = []
                try ledger.forEachEvent { if $0.names(company) { expected.append($0.position) } }
                for views in [ledger.views, plain.views] {
                    let found = Set(try views.positions(naming: company))
                    #expect(found.isSuperset(of: expected), "\(company)")
                }
            }
        }
    }
}
