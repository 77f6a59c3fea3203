import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import Testing

/// Holds the folds of some views against their plain definitions, on generated ledgers: what every view has to stand.
struct FoldCheck {
    private final class Clock {
        var now = Instant(seconds: 1_762_214_400)
    }

    private let projectors: [any PlainProjector.Type]
    private let seed: UInt64

    init(_ projectors: [any PlainProjector.Type], seed: UInt64) { (self.projectors, self.seed) = (projectors, seed) }

    /// A log whose events were recorded hour by hour.
    private func log(_ length: Int) throws -> InMemoryEventLog {
        let clock = Clock()
        let log = InMemoryEventLog(clock: { clock.now })
        var ledger = GeneratedLedger(length: length, seed: seed, character: .contradictory)
        while true {
            let batch = ledger.next(10)
            if batch.isEmpty { return log }
            _ = try log.append(batch, expecting: [:])
            clock.now = clock.now.adding(seconds: 3600)
        }
    }

    /// Every way of asking, with moments within those of the generated events.
    static func selections(_ random: inout SeededNumbers) throws -> [Selection] {
        let day = try Cut.moment("2020-01-\(10 + random.below(20))")
        let published = try Cut.moment("2020-02-\(10 + random.below(18))")
        let known = Instant(seconds: 1_762_214_400 + 3600 * random.below(30))
        return [
            Selection(), Selection(cut: Cut(asOf: day)), Selection(cut: Cut(asPublic: published)),
            Selection(cut: Cut(asKnown: known)), Selection(cut: Cut(asOf: day, asPublic: published, asKnown: known)),
            Selection(certainty: [.confirmed, .disputed]), Selection(reviewedOnly: true), Selection(rollUp: true),
            Selection(cut: Cut(asOf: day), certainty: [.reported, .denied], rollUp: true),
        ]
    }

    /// On a contradictory ledger, under every cut and filter.
    func underEveryCut() throws {
        var random = SeededNumbers(seed: seed)
        let log = try log(280)
        let views = Ledger(log: log, store: nil).views
        for selection in try Self.selections(&random) {
            let history = try views.history(selection)
            for plain in projectors {
                let projector = try #require(ViewRunner.projector(named: plain.shape.name))
                let expected = PlainFold.fold(plain, history, selection).rows
                let found = plain.comparable(try views.rows(of: projector, selection).rows)
                if found != expected {
                    let difference = Self.difference(found, expected, plain.shape)
                    Issue.record("seed \(seed), \(plain.shape.name), \(selection):\n\(difference)")
                }
            }
        }
    }

    /// Which columns of the first rows that differ say what.
    static func difference(
        _ found: [ViewRow], _ expected: [ViewRow], _ shape: ViewShape
    ) -> String {
        let foundByKey = Dictionary(found.map { ($0.key, $0.json(shape)) }) { first, _ in first }
        let expectedByKey = Dictionary(expected.map { ($0.key, $0.json(shape)) }) { first, _ in first }
        let keys = Set(foundByKey.keys).union(expectedByKey.keys).sorted().filter {
            foundByKey[$0]?.canonicalText != expectedByKey[$0]?.canonicalText
        }
        let rows = keys.prefix(3).map { key in
            guard let row = foundByKey[key] else { return "\(key): not found" }
            guard let right = expectedByKey[key] else { return "\(key): found, but there is none" }
            let names = shape.columns.map(\.name) + ["events"]
            let columns = names.filter { row[$0]?.canonicalText != right[$0]?.canonicalText }
            return key + ":"
                + columns.map { name in
                    "\n    \(name)\n        found    \(row[name]?.canonicalText ?? "no column")"
                        + "\n        expected \(right[name]?.canonicalText ?? "no column")"
                }.joined()
        }
        return "\(found.count) rows for \(expected.count), \(keys.count) of them different\n"
            + rows.joined(separator: "\n")
    }

    /// In a file that is caught up after any number of events more.
    func caughtUp() throws {
        try withFolder { folder in
            var random = SeededNumbers(seed: seed)
            let log = try SQLiteEventLog.create(path: folder + "/ledger.sqlite", origin: "test.invalid/fold")
            defer { log.close() }
            let store = try ViewStore(path: folder + "/ledger.views.sqlite")
            let views = Ledger(log: log, store: store).views
            var ledger = GeneratedLedger(length: 320, seed: seed, character: .contradictory)
            while true {
                let batch = ledger.next(1 + random.below(40))
                if batch.isEmpty { break }
                _ = try log.append(batch, expecting: [:])
                try expectPlainRows(views)
            }
        }
    }

    private func expectPlainRows(_ views: ViewRunner) throws {
        let history = try views.history(Selection())
        for plain in projectors {
            let name = plain.shape.name
            let projector = try #require(ViewRunner.projector(named: name))
            let expected = PlainFold.fold(plain, history)
            let result = try views.rows(of: projector)
            let found = plain.comparable(result.rows)
            try #require(
                found == expected.rows,
                """
                seed \(seed), \(name) at \(result.head.position): \
                \(Self.difference(found, expected.rows, plain.shape))
                """)
            let status = try #require(try views.status(result.head, digests: false).first { $0.name == name })
            try #require(
                status.incomplete == expected.incomplete, "seed \(seed), \(name) at \(result.head.position)")
            try #require(status.rows == result.rows.count, "seed \(seed), \(name) at \(result.head.position)")
            let said = result.rows.reduce(0) { $0 + $1.cell("alsoSaid", of: result.shape).list.count }
            try #require(
                projector.shape.index(of: "alsoSaid") == nil || status.contradictions == said,
                "seed \(seed), \(name) at \(result.head.position)")
        }
    }

    /// On a ledger of years, with threads of their own.
    func onYears() throws {
        try withFolder { folder in
            let log = try SQLiteEventLog.create(path: folder + "/ledger.sqlite", origin: "test.invalid/fold")
            defer { log.close() }
            try GeneratedLedger.fill(log, length: 12_000)
            let store = try ViewStore(path: folder + "/ledger.views.sqlite")
            try expectPlainRows(Ledger(log: log, store: store).views)
        }
    }
}
