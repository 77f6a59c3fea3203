import CanonicalJSON
import MarketEvents
import Projections
import Testing

@Suite("A unit stands under its company")
struct UnitDependenciesTests {
    private func edges(_ fields: JSONObject) throws -> [String] {
        let fixture = try LedgerFixture(companies: ["anthropic", "alphabet", "nvidia"])
        for unit in ["google", "deepmind"] {
            try fixture.append(
                "company.registered",
                ["company": .string(unit), "name": .string(unit), "kind": "unit", "parent": "alphabet"])
        }
        var deal: JSONObject = ["deal": "d1", "kind": "chips", "commitment": "binding"]
        for member in fields.members { deal[member.name] = member.value }
        try fixture.append("deal.announced", deal)
        return try fixture.ledger.views.rows(of: DependencyProjector.self).rows.map(\.key)
    }

    @Test(
        "nobody depends on a unit of his own, nor on the unit that he is of",
        arguments: [
            ("anthropic", "alphabet", "google", ["anthropic:alphabet:chips"]),
            ("anthropic", "google", "alphabet", ["anthropic:google:chips"]),
            ("anthropic", "google", "deepmind", ["anthropic:google:chips"]),
            ("anthropic", "google", "nvidia", ["anthropic:google:chips", "google:nvidia:chips"]),
            ("alphabet", "google", "nvidia", ["google:nvidia:chips"]),
            ("google", "deepmind", "google", []),
        ])
    func edges(_ buyer: String, _ supplier: String, _ maker: String, _ expected: [String]) throws {
        let fields: JSONObject = [
            "buyer": .string(buyer), "supplier": .string(supplier),
            "hardware": [["product": "TPU", "maker": .string(maker)]],
        ]
        #expect(try edges(fields) == expected)
    }
}
