import CanonicalJSON
import CivilTime
import EventLog
import Foundation
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import Testing

/// A folder of its own for a test's files.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fold-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

@Suite("The fast folds give the rows of the plain ones")
struct FoldTests {
    final class Clock {
        var now = Instant(seconds: 1_762_214_400)
    }

    /// A log whose events were recorded hour by hour.
    private func log(_ length: Int, seed: UInt64) throws -> InMemoryEventLog {
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
    private func selections(_ random: inout SeededNumbers) throws -> [Selection] {
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

    @Test("on contradictory ledgers, under every cut and filter", arguments: (0..<12).map { UInt64($0) })
    func contradictory(_ seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let log = try log(280, seed: seed)
        let views = Ledger(log: log, store: nil).views
        for selection in try selections(&random) {
            let history = try views.history(selection)
            for plain in PlainFold.projectors {
                let projector = try #require(ViewRunner.projector(named: plain.shape.name))
                let expected = PlainFold.fold(plain, history, selection).rows
                let found = try views.rows(of: projector, selection).rows
                if found != expected {
                    let pair = zip(found, expected).first { $0 != $1 }
                    Issue.record(
                        """
                        seed \(seed), \(plain.shape.name), \(selection): \(found.count) rows for \(expected.count)
                        \(pair.map { $0.0.key + " " + $0.0.json(plain.shape).canonicalText } ?? "")
                        \(pair.map { $0.1.key + " " + $0.1.json(plain.shape).canonicalText } ?? "")
                        """)
                }
            }
        }
    }

    @Test("after any number of events more, in a file that is caught up", arguments: (100..<106).map { UInt64($0) })
    func caughtUp(_ seed: UInt64) throws {
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
                try expectPlainRows(views, seed)
            }
        }
    }

    private func expectPlainRows(_ views: ViewRunner, _ seed: UInt64) throws {
        let history = try views.history(Selection())
        for plain in PlainFold.projectors {
            let name = plain.shape.name
            let projector = try #require(ViewRunner.projector(named: name))
            let expected = PlainFold.fold(plain, history)
            let result = try views.rows(of: projector)
            try #require(result.rows == expected.rows, "seed \(seed), \(name) at \(result.head.position)")
            let status = try #require(try views.status(result.head, digests: false).first { $0.name == name })
            try #require(
                status.incomplete == expected.incomplete, "seed \(seed), \(name) at \(result.head.position)")
        }
    }

    @Test("on a ledger of years, with threads of their own")
    func steady() throws {
        try withFolder { folder in
            let log = try SQLiteEventLog.create(path: folder + "/ledger.sqlite", origin: "test.invalid/fold")
            defer { log.close() }
            try GeneratedLedger.fill(log, length: 12_000)
            let store = try ViewStore(path: folder + "/ledger.views.sqlite")
            try expectPlainRows(Ledger(log: log, store: store).views, 1)
        }
    }
}

@Suite("The generated ledger")
struct GeneratedLedgerTests {
    @Test(
        "is valid for the strict decoder, corrections' new payloads, too",
        arguments: [
            GeneratedLedger.Character.steady, .contradictory,
        ])
    func isValid(_ character: GeneratedLedger.Character) throws {
        var ledger = GeneratedLedger(length: 3_000, seed: 7, character: character)
        var types: [String: EventType] = [:]
        for envelope in ledger.next(3_000) {
            let type = try #require(EventType.named(envelope.type))
            types[envelope.id] = type
            let event = try MarketEvent(type: type, data: envelope.data)
            if case .eventCorrected(let correction) = event.content {
                _ = try MarketEvent(type: try #require(types[correction.target]), data: correction.data)
            }
            let occurred = try StatedTime(try #require(envelope.occurred))
            #expect(occurred.time.rfc3339() == envelope.time)
        }
        #expect(Set(types.values.map(\.name)).count >= 24)
    }

    @Test("is the same for the same seed")
    func isRepeatable() {
        var (first, second) = (GeneratedLedger(length: 500, seed: 3), GeneratedLedger(length: 500, seed: 3))
        #expect(first.next(500) == second.next(500))
    }
}
