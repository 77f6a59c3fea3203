import CanonicalJSON
import MarketEvents
import Projections
import Reports
import Testing

@Suite("Real deals of 2022 to 2026, as a careful analyst would write them down")
struct RealDealsTests {
    private static let companies = [
        "adobe", "amazon", "amd", "anthropic", "aws", "cipher", "coatue", "constellation", "coreweave", "figma",
        "fluidstack", "ford", "google", "iren", "l-and-f", "lg-energy", "meta", "microsoft", "nebius", "nvidia",
        "openai", "oracle", "samsung", "softbank", "talen", "terawulf", "tesla", "thrive",
    ]

    private static func ledger(_ told: [RealDeal.Told]) throws -> LedgerFixture {
        let fixture = try LedgerFixture(companies: companies)
        for event in told { try fixture.append(event.type, event.data, occurred: event.occurred) }
        return fixture
    }

    /// What a row says in a column, or counts with in a unit.
    private static func shown(_ row: JSONObject, _ column: String) -> String? {
        let path = column.split(separator: ".").map(String.init)
        guard path.count == 2 else { return text(row[column] ?? .null, column) }
        let amounts = row["amounts"]?.array?.compactMap(\.object).first { $0["unit"]?.string == path[0] }
        guard let amounts else { return nil }
        if let figure = typed(amounts[path[1]]) { return figure }
        let entries = amounts["byCommitment"]?.array?.compactMap(\.object) ?? []
        return entries.first { $0["commitment"]?.string == path[1] }.flatMap { typed($0["amount"]) }
    }

    private static func text(_ value: JSONValue, _ column: String) -> String? {
        if let quantity = typed(value) { return quantity }
        guard let entries = value.array else { return value.string }
        let shown: (JSONObject) -> String? = { entry in
            let names =
                switch column {
                case "parts": ["part", "commitment", "lapses"]
                case "parties": ["party", "role"]
                case "hardware": ["maker", "product"]
                case "periods": ["from"]
                default: ["field"]
                }
            let count = entry["quantity"]?.object.flatMap { Quantity($0) }.map { $0.grouped.split(separator: " ")[0] }
            return
                (names.compactMap { entry[$0]?.string }
                + [
                    count.map { $0.trimmingPrefix(">=").description }, typed(entry["amount"]), typed(entry["value"]),
                ].compactMap { $0 }).joined(separator: " ")
        }
        return entries.isEmpty ? nil : entries.compactMap(\.object).compactMap(shown).joined(separator: "; ")
    }

    private static func expect(_ wanted: [String: String?], in row: JSONObject, _ name: String) {
        for (column, value) in wanted.sorted(by: { $0.key < $1.key }) {
            let expected = value.map { text in typed(RealDeal.Told.quantity(text)) ?? text }
            let found = shown(row, column)
            if found != expected {
                Issue.record("\(name): \(column) is \(found ?? "empty"), and should be \(expected ?? "empty")")
            }
        }
    }

    @Test("the row:", arguments: RealDeal.all)
    func row(_ deal: RealDeal) throws {
        let fixture = try Self.ledger(deal.told)
        Self.expect(deal.row, in: try fixture.row("commitments", "deal", "d"), deal.name)
        if let later = deal.later {
            Self.expect(later.row, in: try fixture.row("commitments", "deal", "d", asOf(later.day)), deal.name)
        }
    }

    @Test("its arithmetic adds up, and every source is said", arguments: RealDeal.all)
    func explained(_ deal: RealDeal) throws {
        #expect(!deal.source.isEmpty)
        let fixture = try Self.ledger(deal.told)
        let (views, history) = try fixture.ledger.views.everything(Selection())
        let basis = ExplanationBasis(views: views, history: history, asOf: nil)
        let row = try #require(basis.rows(of: "commitments", named: "d").first)
        let explanation = try #require(Explanation(of: row, in: "commitments", from: basis))
        let shape = CommitmentsProjector.shape
        for (column, cell) in zip(shape.columns, row.cells) {
            guard let quantity = cell.quantity else { continue }
            #expect(
                explanation.derivations.first { $0.figure == column.name }?.value == .quantity(quantity),
                "\(column.name)")
        }
    }

    @Test("AMD's warrant for OpenAI: 160m shares at 0.01, and what vests of it")
    func warrant() throws {
        let fixture = try Self.ledger([
            .right(
                "granted", "2025-10-05",
                [
                    "right": "amd-warrant", "holder": "openai", "grantor": "amd", "kind": "warrant",
                    "quantity": ["amount": "160000000", "unit": "share", "qualifier": "upTo"],
                    "strike": ["amount": "0.01", "unit": "USD", "qualifier": "exact"],
                ])
        ])
        let row = try fixture.row("rights", "right", "amd-warrant")
        #expect(typed(row["quantity"]) == "<=160000000 share" && typed(row["strike"]) == "0.01 USD")
        #expect(row["vested"] == .null && row["parts"] == .null)
    }

    @Test("Google's warrants for its guarantee: 41,011,803 and 32,568,197 shares of TeraWulf (its 8-Ks of August 2025)")
    func warrants() throws {
        func shares(_ amount: String) -> JSONValue {
            ["amount": .string(amount), "unit": "share", "qualifier": "exact"]
        }
        let fixture = try Self.ledger([
            .right(
                "granted", "2025-08-14",
                [
                    "right": "terawulf-warrants", "holder": "google", "grantor": "terawulf", "kind": "warrant",
                    "quantity": shares("41011803"), "parts": [["part": "first", "quantity": shares("41011803")]],
                ]),
            .right(
                "amended", "2025-08-18",
                [
                    "right": "terawulf-warrants", "quantity": shares("73580000"),
                    "parts": [
                        ["part": "first", "quantity": shares("41011803")],
                        ["part": "second", "quantity": shares("32568197")],
                    ],
                ]),
        ])
        let row = try fixture.row("rights", "right", "terawulf-warrants")
        #expect(typed(row["quantity"]) == "73580000 share" && typed(row["vested"]) == "0 share")
    }
}
