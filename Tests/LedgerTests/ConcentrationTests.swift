import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Testing

/// On how few suppliers a buyer has laid its commitments, in the plainest code.
private struct PlainConcentration: PlainProjector {
    static var shape: ViewShape { ConcentrationProjector.shape }

    private var book = PlainDealBook()

    init() {}

    mutating func apply(_ fact: Fact) { book.apply(fact) }

    func rows(asOf: Instant?) -> [ViewRow] {
        let deals = book.deals(asOf: asOf).filter { $0.value != nil && !$0.contracted.isEmpty }
        let buyers = Dictionary(grouping: deals) { "\($0.buyer):\($0.value?.unit.code ?? "")" }
        return buyers.flatMap { key, deals in
            [Self.row(key, nil, deals)]
                + Dictionary(grouping: deals, by: \.certainty).map { Self.row(key, $0.key, $0.value) }
        }
    }

    private static func row(_ key: String, _ certainty: Certainty?, _ deals: [PlainDeal]) -> ViewRow {
        let whole = sum(deals)
        let suppliers = Dictionary(grouping: deals, by: \.supplier).sorted { left, right in
            let (first, second) = (sum(left.value)?.number, sum(right.value)?.number)
            guard let first, let second, first != second else {
                return (first == nil) == (second == nil) ? left.key < right.key : second == nil
            }
            return second < first
        }
        var cells: [String: Cell] = [
            "buyer": .text(deals[0].buyer), "unit": Cell(deals[0].value?.unit.code),
            "certainty": Cell(certainty?.rawValue), "contracted": Cell(whole),
            "suppliers": .list(
                suppliers.map { supplier, own in
                    [
                        "supplier": .string(supplier), "amount": sum(own).map { .object($0.json) } ?? .null,
                        "sharePercent": whole.flatMap { sum(own)?.percent(of: $0) }.map { .string($0) } ?? .null,
                        "deals": .array(
                            own.flatMap { deal in
                                deal.contracted.map { ["deal": .string(deal.id), "amount": .object($0.json)] }
                            }),
                    ]
                }),
        ]
        if let whole, let index = index(suppliers.map { sum($0.value)?.number }, of: whole.number) {
            cells["herfindahl"] = .text(index)
            cells["largestSupplier"] = .text(suppliers[0].key)
            cells["largestPercent"] = Cell(sum(suppliers[0].value)?.percent(of: whole))
        }
        return ViewRow(
            shape, key: ([key] + (certainty.map { [$0.rawValue] } ?? [])).joined(separator: ":"), cells,
            events: deals.flatMap(\.events))
    }

    private static func sum(_ deals: [PlainDeal]) -> Quantity? {
        (try? Quantity.sum(deals.flatMap(\.contracted))) ?? nil
    }

    private static func index(_ amounts: [ExactDecimal?], of whole: ExactDecimal?) -> String? {
        let known = amounts.compactMap { $0 }
        guard let whole, whole.sign > 0, known.count == amounts.count, known.allSatisfy({ $0.sign >= 0 }) else {
            return nil
        }
        let squares = try? known.map { try $0.multiplied(by: $0) }.reduce(ExactDecimal.zero) { try $0.adding($1) }
        let index = try? squares?.scaled(
            by: ExactDecimal(10_000), over: whole.multiplied(by: whole), fractionDigits: 2)
        return index?.fixed(fractionDigits: 2)
    }
}

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
            Example(deals: [("amazon", "1", "exact"), ("oracle", "2", "atLeast")], largest: nil, index: nil),
            Example(deals: [("amazon", "0", "exact")], largest: nil, index: nil),
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
        #expect(rows.map { typed($0["contracted"]) } == ["40 USD", "10 USD", "30 USD"])
        #expect(rows.map { $0["herfindahl"]?.string } == ["6250.00", "10000.00", "10000.00"])
        let sum = try #require(try fixture.rows("commitments").first { $0["deal"] == .null })
        #expect(sum["contracted"] == rows[0]["contracted"])
    }
}
