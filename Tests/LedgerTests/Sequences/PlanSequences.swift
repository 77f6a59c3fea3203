import CanonicalJSON
import Projections
import Testing

/// What is told of a plan and of deals, and how much of the plan the deals cover.
struct PlanSequence: Sendable, CustomTestStringConvertible {
    let name: String
    let told: [ToldSequence.Told]
    let covered: String
    let notCovered: String
    let deals: [String]

    var testDescription: String { name }

    private typealias Told = ToldSequence.Told

    private static let counts: JSONObject = ["countsToward": [["plan": "p", "basis": "stated"]]]

    private static func counting(_ more: JSONObject) -> JSONObject {
        var data = counts
        for member in more.members { data[member.name] = member.value }
        return data
    }

    private static let plan = Told.planned("spend", "1400")

    static let all: [PlanSequence] = [
        PlanSequence(
            name: "an option covers nothing",
            told: [
                .planned("power", "33 GW"),
                .announced(
                    nil, "confirmed",
                    with: counting([
                        "capacity": Told.quantity("6 GW"),
                        "parts": [part("first", "1 GW", "binding"), part("rest", "5 GW", "option")],
                    ])),
            ], covered: "1 GW", notCovered: "32 GW", deals: ["d"]),
        PlanSequence(
            name: "a part counts where its whole does not",
            told: [
                plan, .announced("100", "confirmed", deal: "d1", with: counts),
                .announced("300", "confirmed", deal: "d2"),
                .linked("d1", "part-of", "d2"),
            ], covered: "100 USD", notCovered: "1300 USD", deals: ["d1"]),
        PlanSequence(
            name: "a part counts in its whole where both do",
            told: [
                plan, .announced("100", "confirmed", deal: "d1", with: counts),
                .announced("300", "confirmed", deal: "d2", with: counts), .linked("d1", "part-of", "d2"),
            ], covered: "300 USD", notCovered: "1100 USD", deals: ["d2"]),
        PlanSequence(
            name: "a chain through a whole that does not count",
            told: [
                plan, .announced("100", "confirmed", deal: "d1", with: counts),
                .announced("200", "confirmed", deal: "d2"),
                .announced("300", "confirmed", deal: "d3", with: counts), .linked("d1", "part-of", "d2"),
                .linked("d2", "part-of", "d3"),
            ], covered: "300 USD", notCovered: "1100 USD", deals: ["d3"]),
        PlanSequence(
            name: "a replacement that is void takes a deal nowhere, also where it does not count",
            told: [
                plan, .announced("100", "confirmed", deal: "d1", with: counts),
                .announced("150", "reported", deal: "d2"),
                .announced("300", "confirmed", deal: "d3", with: counts), .linked("d2", "replaces", "d1"),
                .linked("d2", "part-of", "d3"),
            ], covered: "400 USD", notCovered: "1000 USD", deals: ["d1", "d3"]),
        PlanSequence(
            name: "an option is in no figure, also where a part that does not count toward the plan counts by itself",
            told: [
                .planned("power", "33 GW"),
                .announced(nil, "confirmed", deal: "d1", with: ["capacity": Told.quantity("1 GW")]),
                .announced(
                    nil, "confirmed", deal: "d2", commitment: nil,
                    with: counting(["parts": [part("first", "9 GW", "binding"), part("rest", "<=5 GW", "option")]])),
                .linked("d1", "part-of", "d2"),
            ], covered: "9 GW", notCovered: "24 GW", deals: ["d2"]),
        PlanSequence(
            name: "what one twin counts toward the other does",
            told: [
                plan, .announced("90", "reported", deal: "d1", with: counts),
                .announced("100", "confirmed", deal: "d2"),
                .linked("d1", "same-as", "d2"),
            ], covered: "100 USD", notCovered: "1300 USD", deals: ["d2"]),
        PlanSequence(
            name: "what is covered beyond the plan keeps its sign",
            told: [.planned("spend", "200"), .announced("300", "confirmed", with: counts)], covered: "300 USD",
            notCovered: "-100 USD", deals: ["d"]),
        PlanSequence(
            name: "a rumour of the plan", told: [plan, .planned("spend", "800", "reported", "2025-12-01")],
            covered: "0 USD", notCovered: "1400 USD", deals: []),
        PlanSequence(
            name: "the latest of the surest",
            told: [plan, .planned("spend", "800", "confirmed", "2025-12-01")], covered: "0 USD",
            notCovered: "800 USD", deals: []),
    ]

    /// Whether rows of the plans say so.
    func expect(_ rows: [JSONObject], _ order: [Int]) throws {
        let row = try #require(rows.first, "recorded \(order)")
        try #require(typed(row["covered"]) == covered, "recorded \(order)")
        try #require(typed(row["notCovered"]) == notCovered, "recorded \(order)")
        try #require(row["deals"] == .array(deals.map { .string($0) }), "recorded \(order)")
    }
}

extension ToldSequence.Told {
    static func planned(
        _ field: String, _ amount: String, _ certainty: String = "confirmed", _ day: String = "2025-10-13"
    ) -> ToldSequence.Told {
        ToldSequence.Told(
            type: "plan.stated",
            data: [
                "plan": "p", "company": "openai", field: quantity(amount), "certainty": .string(certainty),
            ], occurred: day, published: nil, target: nil)
    }
}
