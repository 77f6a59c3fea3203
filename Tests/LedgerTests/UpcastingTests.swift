import CanonicalJSON
import EventLog
import Foundation
import Ledger
import MarketEvents
import Projections
import Testing

@Suite("Payloads of earlier versions are read as today's, and stay as they were written")
struct UpcastingTests {
    /// An export that the program wrote when every type had version 1: the demo, a move of Oracle's shares and its correction.
    private static let stored = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Stored/version-1.jsonl")

    private func storedLines() throws -> [String] {
        try String(contentsOf: Self.stored, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// The stored log, restored with its positions and times.
    private func restored() throws -> Ledger {
        let ledger = Ledger(log: InMemoryEventLog(), store: nil)
        var options = BatchIntake.Options()
        options.restores = true
        let lines = try storedLines()
        _ = try ledger.take(options) { batch in
            for (index, line) in lines.enumerated() {
                try batch.add(try #require(try JSONValue(parsing: line).object), at: index + 1)
            }
        }
        return ledger
    }

    private func rows(_ ledger: Ledger, _ view: String) throws -> [JSONObject] {
        let result = try ledger.views.rows(of: try #require(ViewRunner.projector(named: view)))
        return result.rows.map { $0.json(result.shape) }
    }

    @Test("a log of version 1 keeps its bytes, its hashes and its root")
    func keepsBytes() throws {
        let ledger = try restored()
        let lines = try storedLines()
        var exported: [String] = []
        try ledger.forEachEvent { exported.append($0.json.canonicalText) }
        #expect(exported == lines)
        let head = try ledger.log.head()
        #expect(head.position == 41)
        #expect(
            head.root.map { String(format: "%02x", $0) }.joined()
                == "27e2484844a96e1d5b3a3add28b2b8225058ce7bf4e3bf10e7cd42218e43478c")
    }

    @Test("its views are what the same log gives on every machine")
    func goldenDigests() throws {
        let ledger = try restored()
        let golden = Self.stored.deletingLastPathComponent().appending(path: "version-1.digests")
        let digests = try allProjectors.map { projector in
            let digest = projector.shape.digest(of: try ledger.views.rows(of: projector).rows)
            return "\(projector.shape.name) \(projector.version) \(digest)"
        }
        let expected = try String(contentsOf: golden, encoding: .utf8).split(separator: "\n").map(String.init)
        // A view that is younger than the file has no digest in it.
        let known = digests.filter { digest in
            expected.contains { $0.prefix { $0 != " " } == digest.prefix { $0 != " " } }
        }
        #expect(known == expected, "where rules changed on purpose, raise the version and write the file anew")
    }

    @Test("a move of version 1 was in the regular session, and so is its correction")
    func upcast() throws {
        let history = try restored().views.history(Selection())
        let moves = history.facts.filter { $0.event.type.name == "stock.moved" }
        #expect(moves.count == 2)
        for move in moves {
            guard case .stockMoved(_, let direction, _, _, let basis) = move.event.content else { continue }
            #expect(basis == nil && move.event.data["trading"] == nil)
            if !move.support.isEmpty { #expect(direction == "up") }
        }
    }

    private func move(_ fields: JSONObject, schema: String?, number: Int) -> JSONObject {
        let data: JSONObject = ["company": "microsoft", "direction": "up", "certainty": "confirmed"]
        var event: JSONObject = [
            "specversion": "1.0", "id": .string(LedgerFixture.id(number)), "source": "urn:impact:writer:test",
            "type": "stock.moved", "subject": "stock/XNAS:MSFT", "occurred": "2025-11-03",
            "data": .object(JSONObject((data.members + fields.members).map { ($0.name, $0.value) })),
        ]
        event["dataschema"] = schema.map { .string("urn:impact:schema:stock.moved:" + $0) }
        return event
    }

    @Test("a move in extended trading is not held against the prices of the regular session")
    func extendedTrading() throws {
        let ledger = try restored()
        _ = try ledger.append([
            move(["trading": "after-hours"], schema: "2", number: 1),
            move(["trading": "regular"], schema: "2", number: 2),
            move([:], schema: "2", number: 3), move([:], schema: "1", number: 4), move([:], schema: nil, number: 5),
            move(["trading": "premarket"], schema: "2", number: 6), move(["basis": "open"], schema: "3", number: 7),
        ])
        let claims = try rows(ledger, "claims")
        func claim(_ number: Int) -> [String?] {
            let row = claims.first { $0["event"]?.string == LedgerFixture.id(number) }
            return [row?["verdict"]?.string, row?["basis"]?.string]
        }
        #expect(claim(1) == ["unmeasured", "after-hours"])
        #expect(claim(6) == ["unmeasured", "pre-market"])
        #expect(claim(7) == ["unmeasured", "open"])
        for number in 2...5 { #expect(claim(number) == ["differs", nil], "\(number)") }
    }

    @Test(
        "what a version does not have is refused, and said which has it",
        arguments: [
            ("1", "data.trading: is a field of version 2; write dataschema urn:impact:schema:stock.moved:2"),
            ("2", "data.basis: is a field of version 3; write dataschema urn:impact:schema:stock.moved:3"),
            (
                "4",
                "dataschema: is 'urn:impact:schema:stock.moved:4'; this program knows urn:impact:schema:stock.moved:1 "
                    + "and urn:impact:schema:stock.moved:2 and urn:impact:schema:stock.moved:3"
            ),
        ])
    func refused(version: String, message: String) throws {
        let ledger = try restored()
        let field = version == "1" ? "trading" : "basis"
        let error = #expect(throws: RejectedBatch.self) {
            try ledger.append([move(JSONObject([(field, JSONValue.string("after-hours"))]), schema: version, number: 1)]
            )
        }
        #expect(error?.events.first?.faults.map(\.description) == [message])
    }

    @Test("every upcaster makes a valid payload of every valid one of its version")
    func total() throws {
        let data: JSONObject = ["company": "a", "direction": "up", "certainty": "confirmed"]
        let type = try #require(EventType.named("stock.moved"))
        for (version, more, basis) in [
            (1, [], nil), (2, [], nil), (2, [("trading", "regular")], nil),
            (2, [("trading", "premarket")], "pre-market"), (2, [("trading", "after-hours")], "after-hours"),
        ] as [(Int, [(String, JSONValue)], JSONValue?)] {
            let written = JSONObject(data.members.map { ($0.name, $0.value) } + more)
            let event = try MarketEvent(type: type, data: written, dataschema: type.dataschema(ofVersion: version))
            #expect(event.data["basis"] == basis && event.data["trading"] == nil)
            #expect(throws: Never.self) { try MarketEvent(type: type, data: event.data) }
        }
    }
}
