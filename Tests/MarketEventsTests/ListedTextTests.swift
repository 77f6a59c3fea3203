import CanonicalJSON
import MarketEvents
import Testing

@Suite("Lists of texts")
struct ListedTextTests {
    @Test("each wrong element is named by its place, and only those")
    func places() throws {
        let type = try #require(EventType.named("prices.recorded"))
        let data: JSONObject = [
            "ticker": "A", "mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none",
            "certainty": "confirmed", "days": ["2025-11-03", "2025-11-31", .null, "2025-11-05"],
            "close": ["1.5", .null, "1,5", .integer(3)],
        ]
        let faults = Shape.object(type.payload).faults(in: .object(data), path: "data")
        #expect(faults.map(\.path) == ["data.close[2]", "data.close[3]", "data.days[1]", "data.days[2]"])
        #expect(faults.allSatisfy { !$0.reason.isEmpty })
    }

    @Test("texts of a format are found wherever a type has them")
    func found() throws {
        func companies(_ name: String, _ data: JSONObject) throws -> [String] {
            var found: [String] = []
            Shape.object(try #require(EventType.named(name)).payload).forEachText(
                named: TextFormat.company.name, in: .object(data), path: "data"
            ) { company, path in found.append("\(path) \(company)") }
            return found
        }
        #expect(
            try companies("risk.flagged", ["risk": "r", "companies": ["a", "b"], "saidBy": ["party": "c"]]) == [
                "data.companies[0] a", "data.companies[1] b", "data.saidBy.party c",
            ])
        #expect(
            try companies(
                "deal.announced",
                [
                    "buyer": "a", "hardware": [["product": "p"], ["product": "q", "maker": "m"]],
                    "consideration": [["payer": "x", "payee": "y"]], "purposes": ["training"],
                ]) == [
                    "data.buyer a", "data.consideration[0].payee y", "data.consideration[0].payer x",
                    "data.hardware[1].maker m",
                ])
        #expect(try companies("prices.recorded", ["days": ["2025-11-03"], "close": ["1"]]) == [])
    }
}
