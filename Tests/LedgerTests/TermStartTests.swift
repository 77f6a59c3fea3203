import CanonicalJSON
import MarketEvents
import Projections
import Testing

@Suite("The years of a deal are as precise as its start")
struct TermStartTests {
    private static func periods(_ starts: String, _ term: String) throws -> [[String?]] {
        let fixture = try LedgerFixture()
        try fixture.append(
            "deal.announced",
            [
                "deal": "d", "buyer": "openai", "supplier": "oracle", "kind": "cloud", "term": .string(term),
                "starts": .string(starts), "value": ["amount": "300", "unit": "USD", "qualifier": "exact"],
            ])
        let row = try fixture.row("commitments", "deal", "d")
        return (row["periods"]?.array ?? []).map { [$0.object?["from"]?.string, $0.object?["to"]?.string] }
    }

    @Test(
        "a start in a year gives years, one in a quarter quarters, and so on",
        arguments: [
            ("2027", "P3Y", [["2027", "2027"], ["2028", "2028"], ["2029", "2029"]]),
            ("2027", "P18M", [["2027", "2027"], ["2028", "2028"]]),
            ("2026-H2", "P2Y", [["2026-H2", "2027-H1"], ["2027-H2", "2028-H1"]]),
            ("2027-Q2", "P2Y", [["2027-Q2", "2028-Q1"], ["2028-Q2", "2029-Q1"]]),
            ("2027-03", "P2Y", [["2027-03", "2028-02"], ["2028-03", "2029-02"]]),
            ("2027-03-15", "P2Y", [["2027-03-15", "2028-03-14"], ["2028-03-15", "2029-03-14"]]),
            ("2027-03-15T12:00:00Z", "P1Y", [["2027-03-15", "2028-03-14"]]),
            ("2026/2028", "P1Y", [[nil, nil]]), ("../2028", "P1Y", [[nil, nil]]),
        ] as [(String, String, [[String?]])])
    func periods(_ starts: String, _ term: String, _ expected: [[String?]]) throws {
        #expect(try Self.periods(starts, term) == expected)
    }

    @Test(
        "a term that starts in some year is over when it is over for the last day of that",
        arguments: [
            ("2025", "2026-12-29", false), ("2025", "2026-12-30", true), ("2025-03-15", "2026-03-13", false),
            ("2025-03-15", "2026-03-14", true),
        ])
    func expiry(_ starts: String, _ day: String, _ isOver: Bool) throws {
        let fixture = try LedgerFixture()
        try fixture.append(
            "deal.announced",
            [
                "deal": "d", "buyer": "openai", "supplier": "oracle", "kind": "cloud", "term": "P1Y",
                "commitment": "binding",
                "starts": .string(starts), "value": ["amount": "300", "unit": "USD", "qualifier": "exact"],
            ], occurred: "2025-01-02")
        let rows = try fixture.rows("commitments", asOf(day))
        let sum = try #require(rows.first { $0["deal"] == .null })
        #expect(typed(sum["contracted"]) == (isOver ? "0 USD" : "300 USD"))
    }
}
