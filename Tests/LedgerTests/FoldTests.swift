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

    @Test("draws every type, every field, every word of a closed list, and every field that may be null as null")
    func drawsAll() {
        var expected: Set<String> = []
        for type in EventType.all { expected.formUnion(Drawn.fields(of: type)) }
        var found: Set<String> = []
        for seed in 0..<10 {
            var ledger = GeneratedLedger(length: 3_000, seed: UInt64(seed), character: .contradictory)
            for envelope in ledger.next(3_000) {
                guard let type = EventType.named(envelope.type) else { continue }
                found.formUnion(Drawn.fields(of: type, in: envelope.data))
            }
        }
        #expect(expected.subtracting(found).sorted() == [])
    }

    @Test("has rows in every view, and something in every column of those that it is held against")
    func fillsViews() throws {
        var filled: Set<String> = []
        for seed in 0..<40 {
            let log = InMemoryEventLog()
            try GeneratedLedger.fill(log, length: 280, seed: UInt64(seed), character: .contradictory)
            let views = Ledger(log: log, store: nil).views
            for projector in ViewStore.stored {
                for row in try views.rows(of: projector).rows {
                    for (column, cell) in zip(projector.shape.columns, row.cells) where cell != .missing {
                        filled.insert("\(projector.shape.name).\(column.name)")
                    }
                }
            }
        }
        // A path is in no row that is stored, and a spread takes two claims of a day and the counts of its shares.
        let all = PlainFold.projectors.flatMap { plain in plain.shape.columns.map { "\(plain.shape.name).\($0.name)" } }
        #expect(Set(all).subtracting(filled).subtracting(["dependencies.path", "claims.spread"]).sorted() == [])
        // A study needs an index and prices of a year: `StudyFixture` has them.
        for projector in ViewStore.stored where projector.shape.name != "study" {
            #expect(filled.contains { $0.hasPrefix("\(projector.shape.name).") }, "\(projector.shape.name)")
        }
    }

    @Test("is the same for the same seed")
    func isRepeatable() {
        var (first, second) = (GeneratedLedger(length: 500, seed: 3), GeneratedLedger(length: 500, seed: 3))
        #expect(first.next(500) == second.next(500))
    }
}

/// What a payload may have, by its place: fields, words, nulls.
private enum Drawn {
    /// - Parameter data: what is looked at; nil gives everything that there may be.
    static func fields(of type: EventType, in data: JSONObject? = nil) -> Set<String> {
        let own = Set(type.ownFields.map(\.name))
        return type.payload.fields.reduce(into: [type.name]) { found, field in
            let value = data?[field.name]
            if data != nil, value == nil { return }
            let path = own.contains(field.name) ? "\(type.name).\(field.name)" : "any.\(field.name)"
            found.insert(path)
            found.formUnion(all(of: field.shape, path, in: value))
        }
    }

    /// - Parameter value: what is looked at; nil gives everything that there may be.
    private static func all(of shape: Shape, _ path: String, in value: JSONValue? = nil) -> Set<String> {
        switch shape {
        case .choice(let words):
            return value.map { ["\(path)=\($0.string ?? "")"] } ?? Set(words.map { "\(path)=\($0)" })
        case .list(let element, _):
            guard let value else { return all(of: element, path + "[]") }
            return (value.array ?? []).reduce(into: []) { $0.formUnion(all(of: element, path + "[]", in: $1)) }
        case .nullable(let inner):
            guard let value else { return all(of: inner, path).union([path + "=null"]) }
            return value.isNull ? [path + "=null"] : all(of: inner, path, in: value)
        case .object(let object):
            return object.fields.reduce(into: []) { found, field in
                let place = "\(path).\(field.name)"
                let own = value.map { $0.object?[field.name] }
                if let own, own == nil { return }
                found.formUnion(all(of: field.shape, place, in: own ?? nil).union([place]))
            }
        case .text, .boolean, .quantity, .payload: return []
        }
    }
}
