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
                _ = try ledger.views.positions(touching: "c0")
            }
            try body(ledger)
        }
    }

    private static let folded = allProjectors.filter { !($0 is any LogProjector.Type) }

    /// Those that name a company; of the chronicle those of events that touch it.
    private static func rows(
        of company: String, _ whole: ViewResult, _ history: EffectiveHistory
    ) throws -> [ViewRow] {
        guard whole.shape.name == "timeline" else { return whole.rows.filter { $0.names(company, whole.shape) } }
        let touching = Set(history.facts.touching(company).map(\.id))
        return whole.rows.filter { touching.contains(TimelineProjector.event(ofKey: $0.key)) }
    }

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
                        let expected = try Self.rows(of: company, all, history)
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
                    let limit = random.below(5) == 0 ? nil : random.below(30)
                    var question = RowQuestion(TimelineProjector.self, selection)
                    (question.since, question.limit, question.admits) = (stretch.since, limit, isWanted)
                    var found: [ViewRow] = []
                    try ledger.views.answer(question) { if case .row(let row) = $0 { found.append(row) } }
                    #expect(found == Array(whole.rows.filter(isWanted).prefix(limit ?? .max)), "\(selection)")
                }
            }
        }
    }

    @Test("The stored rows that name a company are found without the others", arguments: [1, 2] as [UInt64])
    func storedRows(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            for projector in allProjectors {
                let whole = try ledger.views.rows(of: projector)
                let history = try ledger.views.history(Selection())
                for company in try ledger.companies().ids {
                    let found = try ledger.views.rows(of: projector, Selection(), naming: company)
                    #expect(try found.rows == Self.rows(of: company, whole, history), "\(company)")
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

    /// Told of decoded events, all of them, however long that takes.
    private static func touching(_ company: String, _ events: [RecordedEvent]) -> [Int] {
        let byID = Dictionary(uniqueKeysWithValues: events.map { ($0.envelope.id, $0) })
        var companies: Set = [company]
        for _ in events {
            let more = events.filter { event in
                event.envelope.type == "company.identified"
                    && companies.contains(event.envelope.data["is"]?.string ?? "")
            }.compactMap { $0.envelope.data["company"]?.string }
            if companies.isSuperset(of: more) { break }
            companies.formUnion(more)
        }
        func names(_ event: RecordedEvent) -> Bool { companies.contains { event.names($0) } }
        let shared = ["deal", "right", "plan", "stake", "dependency", "risk"]
        let streams = Set(events.filter(names).map(\.envelope.subject))
        func touches(_ event: RecordedEvent) -> Bool {
            let (subject, data) = (event.envelope.subject, event.envelope.data)
            if names(event) { return true }
            if shared.contains(String(subject.prefix { $0 != "/" })), streams.contains(subject) { return true }
            let link = event.envelope.type == "event.corrected" ? data["data"]?.object ?? [:] : data
            if subject.hasPrefix("deal/"),
                ["deal", "other"].contains(where: { name in
                    link[name]?.string.map { streams.contains("deal/" + $0) } ?? false
                })
            {
                return true
            }
            return data["target"]?.string.flatMap { byID[$0] }.map(touches) ?? false
        }
        return events.filter(touches).map(\.position)
    }

    @Test("The index leads to the events that touch a company, and to no others", arguments: [1, 2] as [UInt64])
    func touchingEvents(_ seed: UInt64) throws {
        try withLedger(seed) { ledger in
            var events: [RecordedEvent] = []
            try ledger.forEachEvent { events.append($0) }
            let plain = Ledger(log: ledger.log, store: nil)
            for company in try ledger.companies().ids {
                let expected = Self.touching(company, events)
                #expect(try ledger.views.positions(touching: company) == expected, "\(company)")
                #expect(try plain.views.positions(touching: company) == expected, "\(company)")
                for event in events.suffix(20) {
                    #expect(
                        try ledger.views.touches(company, at: event.position) == expected.contains(event.position))
                }
            }
        }
    }
}
