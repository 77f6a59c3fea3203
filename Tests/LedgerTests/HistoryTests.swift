import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Testing

@Suite("The effective history: corrections, retractions, later evidence, three clocks")
struct HistoryTests {
    private func claim(_ amount: String, _ more: JSONObject = [:]) -> JSONObject {
        var data: JSONObject = ["company": "amazon", "ticker": "AMZN", "change": dollars(amount, "about")]
        for member in more.members { data[member.name] = member.value }
        return data
    }

    @Test("a correction shows the whole new payload; retracting it brings the former reading back")
    func corrections() throws {
        let ledger = try LedgerFixture()
        let event = try ledger.append("market-cap.changed", claim("14"))
        var corrected = claim("140")
        corrected["certainty"] = "confirmed"
        let correction = try ledger.append(
            "event.corrected", ["target": .string(event), "reason": "a digit was lost", "data": .object(corrected)])
        func change() throws -> String? { typed(try ledger.row("market-cap", "company", "amazon")["change"]) }
        #expect(try change() == "~140 USD")
        #expect(
            try ledger.row("market-cap", "company", "amazon")["events"]
                == .array([.string(event), .string(correction)]))
        let retraction = try ledger.append(
            "event.retracted", ["target": .string(correction), "reason": "it was right before"])
        #expect(try change() == "~14 USD")
        try ledger.append("event.retracted", ["target": .string(retraction), "reason": "no, it was wrong"])
        #expect(try change() == "~140 USD")
    }

    @Test("what was believed before a correction is shown as known then")
    func asKnown() throws {
        let ledger = try LedgerFixture()
        let event = try ledger.append("market-cap.changed", claim("14"))
        let before = Selection(cut: Cut(asKnown: ledger.clock.now))
        ledger.clock.now = ledger.clock.now.adding(seconds: 3600)
        var corrected = claim("140")
        corrected["certainty"] = "confirmed"
        try ledger.append(
            "event.corrected", ["target": .string(event), "reason": "a digit was lost", "data": .object(corrected)])
        #expect(typed(try ledger.row("market-cap", "company", "amazon", before)["change"]) == "~14 USD")
        let long = Selection(cut: Cut(asKnown: try Cut.moment("2020")))
        #expect(try ledger.rows("market-cap", long).isEmpty)
    }

    @Test(
        "later evidence changes the certainty from its publication on, never before",
        arguments: [
            ("confirms", "confirmed"), ("disputes", "disputed"), ("denies", "denied"), ("supports", "reported"),
        ])
    func evidence(_ stance: String, _ certainty: String) throws {
        let ledger = try LedgerFixture()
        let event = try ledger.append(
            "market-cap.changed", claim("14", ["certainty": "reported"]), published: "2025-11-03")
        try ledger.append(
            "evidence.added", ["target": .string(event), "stance": .string(stance), "by": ["party": "amazon"]],
            occurred: "2025-11-05", published: "2025-11-05")
        #expect(try ledger.row("market-cap", "company", "amazon")["certainty"] == .string(certainty))
        #expect(try ledger.row("market-cap", "company", "amazon", asPublic("2025-11-04"))["certainty"] == "reported")
        #expect(
            try ledger.row("market-cap", "company", "amazon", asPublic("2025-11-05"))["certainty"] == .string(certainty)
        )
    }

    @Test("a certainty cuts before the fold, by what is effective")
    func certaintyCut() throws {
        let ledger = try LedgerFixture()
        let event = try ledger.append("market-cap.changed", claim("14", ["certainty": "reported"]))
        let confirmed = Selection(certainty: [.confirmed])
        #expect(try ledger.rows("market-cap", confirmed).isEmpty)
        try ledger.append(
            "evidence.added", ["target": .string(event), "stance": "confirms", "by": ["party": "amazon"]])
        #expect(try ledger.rows("market-cap", confirmed).count == 1)
    }

    @Test("reviewed only: events with an approving review that holds")
    func reviewed() throws {
        let ledger = try LedgerFixture()
        let event = try ledger.append("market-cap.changed", claim("14"))
        let reviewedOnly = Selection(reviewedOnly: true)
        #expect(try ledger.rows("market-cap", reviewedOnly).isEmpty)
        try ledger.append("event.reviewed", ["target": .string(event), "verdict": "approved"], occurred: "2025-11-04")
        #expect(try ledger.rows("market-cap", reviewedOnly).count == 1)
        try ledger.append("event.reviewed", ["target": .string(event), "verdict": "rejected"], occurred: "2025-11-05")
        #expect(try ledger.rows("market-cap", reviewedOnly).isEmpty)
    }

    @Test("units count as their parents where they are rolled up")
    func rollUp() throws {
        let ledger = try LedgerFixture()
        try ledger.append(
            "company.registered", ["company": "google", "name": "Google", "kind": "unit", "parent": "microsoft"])
        try ledger.append(
            "dependency.stated", ["dependent": "openai", "provider": "google", "kind": "cloud"], occurred: "2025-06-01")
        #expect(try ledger.row("dependencies", "dependent", "openai")["provider"] == "google")
        #expect(
            try ledger.row("dependencies", "dependent", "openai", Selection(rollUp: true))["provider"] == "microsoft")
    }

    @Test("an interval is open or closed by what happened last, not by what was recorded or published last")
    func intervals() throws {
        let ledger = try LedgerFixture()
        let edge: JSONObject = ["dependent": "openai", "provider": "microsoft", "kind": "compute"]
        try ledger.append("dependency.ended", edge, occurred: "2023", published: "2025-01-01")
        try ledger.append("dependency.stated", edge, occurred: "2019", published: "2025-10-01")
        #expect(try ledger.row("dependencies", "dependent", "openai")["until"] == "2023")
        try ledger.append("dependency.stated", edge, occurred: "2024", published: "2024-02-01")
        let row = try ledger.row("dependencies", "dependent", "openai")
        #expect(row["until"] == .null)
        #expect(row["since"] == "2024")
    }
}

@Suite("The order of recording does not matter")
struct PermutationTests {
    /// A small generator of our own, so that a failing seed can be run again anywhere (SplitMix64).
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// Facts that contradict, amend, end and deny each other.
    private func facts(_ random: inout Seeded) -> [JSONObject] {
        let maker = try? LedgerFixture(companies: [])
        let days = ["2025-01-01", "2025-02", "2025-Q2", "../2025-03-01", "2025-01-01/2025-04-01", "2025-06-01"]
        var events: [JSONObject] = []
        for number in 0..<8 {
            let occurred = days.randomElement(using: &random) ?? "2025"
            let published = days.randomElement(using: &random)
            let amount = String(Int.random(in: 1...9, using: &random))
            let certainty: JSONValue =
                ["confirmed", "reported", "expected"].randomElement(using: &random) ?? "reported"
            let choices: [(String, JSONObject)] = [
                ("deal.announced", deal("d", value: amount, ["certainty": certainty])),
                ("deal.announced", deal("d", ["certainty": certainty, "term": "P2Y", "through": "nvidia"])),
                ("deal.amended", ["deal": "d", "increase": dollars(amount, "about"), "certainty": certainty]),
                ("deal.amended", ["deal": "d", "value": dollars(amount), "through": .null]),
                ("deal.ended", ["deal": "d"]),
                ("right.granted", ["right": "r", "holder": "amazon", "grantor": "openai", "kind": "warrant"]),
                ("right.ended", ["right": "r"]),
                (
                    "dependency.stated",
                    ["dependent": "openai", "provider": "amazon", "kind": "cloud", "certainty": certainty]
                ),
                ("dependency.ended", ["dependent": "openai", "provider": "amazon", "kind": "cloud"]),
                ("plan.stated", ["plan": "p", "company": "openai", "spend": dollars(amount, "about")]),
            ]
            guard let choice = choices.randomElement(using: &random), let maker else { continue }
            events.append(
                maker.event(choice.0, choice.1, occurred: occurred, published: published, id: 100 + number))
        }
        return events
    }

    @Test("any order of recording the same facts gives the same digests", arguments: (0..<120).map { UInt64($0) })
    func permutations(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        let events = facts(&random)
        var digests: Set<[String]> = []
        for _ in 0..<4 {
            let ledger = try LedgerFixture()
            for event in events.shuffled(using: &random) { _ = try ledger.ledger.append([event]) }
            digests.insert(
                try ledger.ledger.views.everything(Selection()).views.map { $0.shape.digest(of: $0.rows) })
        }
        #expect(digests.count == 1, "seed \(seed)")
    }
}
