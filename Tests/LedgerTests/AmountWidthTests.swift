import CanonicalJSON
import MarketEvents
import Projections
import Reports
import Testing

@Suite("An amount of any width stands in every view and in its explanation to the last digit")
struct AmountWidthTests {
    /// Texts of every width, none of which ends in a zero behind the point.
    private static let texts: [String] = (1...21).flatMap { whole in
        (0...12).map { fraction in
            func digits(_ count: Int) -> String { String((0..<count).map { Character(String($0 % 9 + 1)) }) }
            return digits(whole) + (fraction == 0 ? "" : "." + digits(fraction))
        }
    }

    private static func money(_ text: String, upper: String? = nil) -> JSONValue {
        var object: JSONObject = [
            "amount": .string(text), "unit": "USD", "qualifier": upper == nil ? "exact" : "between",
        ]
        object["upper"] = upper.map { .string($0) }
        return .object(object)
    }

    private static func amount(_ value: JSONValue?) -> String? { value?.object?["amount"]?.string }

    /// One deal, plan, right and two claims a width.
    private static func ledger() throws -> LedgerFixture {
        let ledger = try LedgerFixture(companies: ["openai", "amazon"])
        var events: [JSONObject] = []
        for (index, text) in texts.enumerated() {
            events += [
                ledger.event(
                    "deal.announced",
                    [
                        "deal": .string("d\(index)"), "buyer": "openai", "supplier": "amazon", "kind": "cloud",
                        "commitment": "binding", "value": money(text),
                    ]),
                ledger.event(
                    "plan.stated",
                    [
                        "plan": .string("p\(index)"), "company": "openai",
                        "spend": money("0", upper: text),
                    ]),
                ledger.event(
                    "right.granted",
                    [
                        "right": .string("r\(index)"), "holder": "amazon", "grantor": "openai", "kind": "warrant",
                        "quantity": ["amount": .string(text), "unit": "share", "qualifier": "exact"],
                    ]),
                ledger.event(
                    "market-cap.changed", ["company": "amazon", "ticker": "AMZN", "change": money(text)],
                    subject: "stock/XXXX:AMZN"),
                ledger.event(
                    "market-cap.changed", ["company": "amazon", "ticker": "AMZN", "change": money("-" + text)],
                    subject: "stock/XXXX:AMZN"),
                ledger.event(
                    "stock.moved",
                    [
                        "company": "amazon", "ticker": "AMZN", "direction": "down",
                        "size": ["amount": .string(text), "unit": "percent", "qualifier": "exact"],
                    ], subject: "stock/XXXX:AMZN"),
            ]
        }
        _ = try ledger.ledger.append(events)
        return ledger
    }

    @Test("in the rows of every view")
    func views() throws {
        let ledger = try Self.ledger()
        let wanted = Set(Self.texts)
        func amounts(_ view: String, _ column: String, part: String = "amount") throws -> Set<String> {
            Set(try ledger.rows(view).compactMap { $0[column]?.object?[part]?.string })
        }
        #expect(try amounts("commitments", "total").isSuperset(of: wanted))
        #expect(try amounts("plans", "stated", part: "upper").union(amounts("plans", "stated")).isSuperset(of: wanted))
        let signed = wanted.union(wanted.map { "-" + $0 })
        #expect(try amounts("market-cap", "change") == signed)
        #expect(try amounts("claims", "claimed") == signed)
        #expect(Set(try ledger.rows("market-cap").compactMap { $0["percent"]?.string }) == wanted)
    }

    @Test("in its explanation")
    func explained() throws {
        let ledger = try Self.ledger()
        let (views, history) = try ledger.ledger.views.everything(Selection())
        let basis = ExplanationBasis(views: views, history: history, asOf: nil)
        for (index, text) in Self.texts.enumerated()
        where text.prefix(while: { $0 != "." }).count >= 15 && [0, 1, 12].contains(index % 13) {
            for (view, key) in [("commitments", "d\(index)"), ("plans", "p\(index)"), ("claims", "")] {
                let rows =
                    try view == "claims"
                    ? #require(views.first { $0.shape.name == view }).rows.filter {
                        $0.key.hasSuffix(LedgerFixture.id(3 + 6 * index + 5))
                    } : basis.rows(of: view, named: key)
                try #require(!rows.isEmpty, "\(view) \(key)")
                for row in rows {
                    let explanation = try #require(Explanation(of: row, in: view, from: basis))
                    #expect(
                        explanation.derivations.contains { $0.json.canonicalText.contains("\(text)\"") },
                        "\(view) \(key) lacks \(text)")
                }
            }
        }
    }
}
