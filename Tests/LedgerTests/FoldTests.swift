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
    @Test(
        "on contradictory ledgers, under every cut and filter",
        arguments: (Array(0..<12) + [15, 35]).map { UInt64($0) })
    func contradictory(_ seed: UInt64) throws {
        try FoldCheck(PlainFold.projectors, seed: seed).underEveryCut()
    }

    @Test("after any number of events more, in a file that is caught up", arguments: (100..<106).map { UInt64($0) })
    func caughtUp(_ seed: UInt64) throws { try FoldCheck(PlainFold.projectors, seed: seed).caughtUp() }

    @Test("on a ledger of years, with threads of their own")
    func steady() throws { try FoldCheck(PlainFold.projectors, seed: 1).onYears() }
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
