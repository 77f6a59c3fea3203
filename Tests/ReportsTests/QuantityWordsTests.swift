import CanonicalJSON
import MarketEvents
import Reports
import Testing

@Suite("Figures are words in a report, and lose no digit")
struct QuantityWordsTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let amount: String
        var upper: String?
        var unit = "USD"
        var qualifier: Qualifier = .exact
        var isApproximate = false
        let words: String
        var change: String?

        var testDescription: String { words }

        func quantity() throws -> Quantity {
            Quantity(
                try #require(ExactDecimal(amount: amount)), try #require(MeasureUnit.named(unit)), qualifier,
                upper: try upper.map { try #require(ExactDecimal(amount: $0)) }, isApproximate: isApproximate)
        }
    }

    static let rows = [
        Row(amount: "38000000000", words: "38 billion USD", change: "up 38 billion USD"),
        Row(amount: "1062000000000", qualifier: .about, words: "about 1.062 trillion USD"),
        Row(amount: "200000", unit: "GPU", qualifier: .atLeast, words: "at least 200,000 GPU"),
        Row(amount: "1000000000000", qualifier: .upTo, words: "up to 1 trillion USD"),
        Row(amount: "91000000000", upper: "93000000000", qualifier: .between, words: "91 to 93 billion USD"),
        Row(
            amount: "900000000", upper: "2000000000", qualifier: .between, words: "900 million to 2 billion USD"),
        Row(
            amount: "5000000000", qualifier: .atLeast, isApproximate: true, words: "at least about 5 billion USD"),
        // No scale word where it would need many digits behind the point.
        Row(amount: "5428571428.57", words: "5,428,571,428.57 USD"),
        Row(amount: "35.95", unit: "percent", words: "35.95 %"),
        Row(amount: "0", unit: "GW", words: "0 GW", change: "unchanged"),
        // A fall of at least 5 billion is at most -5 billion.
        Row(
            amount: "-5000000000", qualifier: .upTo, words: "up to \u{2212}5 billion USD",
            change: "down at least 5 billion USD"),
        Row(
            amount: "-7000000000", upper: "-5000000000", qualifier: .between,
            words: "\u{2212}7 to \u{2212}5 billion USD", change: "down 5 to 7 billion USD"),
        // Whether it rose or fell is not known: then the bounds are shown.
        Row(
            amount: "-1000000000", upper: "2000000000", qualifier: .between, words: "\u{2212}1 to 2 billion USD",
            change: "\u{2212}1 to 2 billion USD"),
    ]

    @Test("a quantity in words", arguments: rows)
    func words(_ row: Row) throws {
        #expect(try row.quantity().inWords == row.words)
        if let change = row.change { #expect(try row.quantity().asChange == change) }
    }

    @Test("the words hold every digit of the amount")
    func digits() throws {
        var random = SplitMix64(state: 7)
        for _ in 0..<2000 {
            let text = String(1 + random.next(below: 1 << 50)) + (random.next(below: 2) == 0 ? "" : ".25")
            let amount = try #require(ExactDecimal(amount: text))
            let words = Quantity(amount, try #require(MeasureUnit.named("USD"))).inWords.split(separator: " ")
            let shown = try #require(ExactDecimal(amount: words[0].replacing(",", with: "")))
            let scale = ["trillion": 12, "billion": 9, "million": 6][words[1]] ?? 0
            let whole = ExactDecimal(coefficient: shown.coefficient, scale: shown.scale)
            var raised = whole
            for _ in 0..<scale { raised = try raised.multiplied(by: ExactDecimal(10)) }
            #expect(raised == amount, "\(text) reads \(words.joined(separator: " "))")
        }
    }
}
