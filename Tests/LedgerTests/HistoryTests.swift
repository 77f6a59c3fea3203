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
