import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Testing

@Suite("Concentration")
struct ConcentrationTests {
    @Test("the folds are those of the plain definition, under every cut", arguments: (0..<6).map { UInt64($0) })
    func definition(_ seed: UInt64) throws { try FoldCheck([PlainConcentration.self], seed: seed).underEveryCut() }

    @Test("and after any number of events more", arguments: (100..<103).map { UInt64($0) })
    func caughtUp(_ seed: UInt64) throws { try FoldCheck([PlainConcentration.self], seed: seed).caughtUp() }

    private func fixture(_ deals: [(supplier: String, value: String, qualifier: String)]) throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        for (index, terms) in deals.enumerated() {
            try fixture.append(
                "deal.announced",
                deal(
                    "d\(index)",
                    ["supplier": .string(terms.supplier), "value": dollars(terms.value, terms.qualifier)]))
        }
        return fixture
    }

    struct Example: Sendable {
        let deals: [(supplier: String, value: String, qualifier: String)]
        let largest: String?
        let index: String?
    }

    @Test(
        "the index is the sum of the squared shares in percent",
        arguments: [
            Example(deals: [("oracle", "5", "exact")], largest: "oracle", index: "10000.00"),
            // 40² + 30² + 30²
            Example(
                deals: [("amazon", "30", "exact"), ("oracle", "40", "exact"), ("nvidia", "30", "exact")],
                largest: "oracle", index: "3400.00"),
            // 3 × (100/3)² is 3333.33; squares of rounded shares would make 3332.67.
            Example(
                deals: [("amazon", "1", "exact"), ("oracle", "1", "exact"), ("nvidia", "1", "about")],
                largest: "amazon", index: "3333.33"),
            // Two deals with one supplier are one share.
            Example(
                deals: [("amazon", "1", "exact"), ("amazon", "1", "exact"), ("oracle", "2", "exact")],
                largest: "amazon", index: "5000.00"),
            // What is no one number has no share, and what has no share no index.
            Example(deals: [("amazon", "1", "exact"), ("oracle", "2", "atLeast")], largest: "oracle", index: nil),
            Example(deals: [("amazon", "3", "exact"), ("oracle", "2", "atLeast")], largest: nil, index: nil),
            Example(deals: [("amazon", "588", "exact"), ("oracle", "22.4", "upTo")], largest: "amazon", index: nil),
        ])
    func index(_ example: Example) throws {
        let rows = try fixture(example.deals).rows("concentration").filter { $0["certainty"] == .null }
        #expect(rows.count == 1)
        #expect(rows[0]["herfindahl"]?.string == example.index)
        #expect(rows[0]["largestSupplier"]?.string == example.largest)
    }

    @Test("each certainty has a row of its own; what does not count has none")
    func certainties() throws {
        let fixture = try fixture([("amazon", "10", "exact")])
        try fixture.append(
            "deal.announced", deal("press", value: "30", ["supplier": "oracle", "certainty": "reported"]))
        try fixture.append("deal.announced", deal("hope", value: "99", ["certainty": "expected"]))
        try fixture.append("deal.announced", deal("letter", value: "99", ["commitment": "letter-of-intent"]))
        let rows = try fixture.rows("concentration")
        #expect(rows.map { $0["certainty"]?.string } == [nil, "confirmed", "reported"])
        #expect(rows.map { typed($0["announced"]) } == ["40 USD", "10 USD", "30 USD"])
        #expect(rows.map { $0["herfindahl"]?.string } == ["6250.00", "10000.00", "10000.00"])
        let sum = try #require(try fixture.rows("commitments").first { $0["deal"] == .null })
        #expect(sum["announced"] == rows[0]["announced"])
    }
}
