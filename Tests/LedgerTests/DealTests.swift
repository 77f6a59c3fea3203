import CanonicalJSON
import Projections
import Testing

@Suite("Deals: merged, amended, ended, never counted twice")
struct DealTests {
    @Test("two announcements of one deal merge field by field; the later published wins, and nothing is added")
    func announcementsMerge() throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("d", value: "300", ["term": "P5Y"]), published: "2025-09-10")
        try ledger.append("deal.announced", deal("d", value: "310"), published: "2025-09-11")
        let row = try ledger.row("commitments", "deal", "d")
        #expect(typed(row["total"]) == "310 USD")
        #expect(row["term"] == "P5Y")
        #expect(row["events"]?.array?.count == 2)
        let sum = try #require(try ledger.rows("commitments").first { $0["deal"] == .null })
        #expect(typed(sum["announced"]) == "310 USD")
    }

    @Test("of announcements that state the value that holds, the surest gives the certainty")
    func agreementIsNoContradiction() throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("d", value: "300"), published: "2025-09-10")
        try ledger.append(
            "deal.announced", deal("d", value: "300", ["certainty": "reported"]), published: "2025-11-02")
        #expect(try ledger.row("commitments", "deal", "d")["certainty"] == "confirmed")
    }

    @Test("an increase in another unit is said beside the total, and the deal keeps its total")
    func increaseInAnotherUnit() throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("d", value: "38"))
        let euros = try ledger.append(
            "deal.amended",
            ["deal": "d", "increase": ["amount": "5", "unit": "EUR", "qualifier": "exact"]],
            occurred: "2025-12-01")
        try ledger.append("deal.amended", ["deal": "d", "increase": dollars("2")], occurred: "2025-12-02")
        let row = try ledger.row("commitments", "deal", "d")
        #expect(typed(row["total"]) == "40 USD")
        let said = (row["alsoSaid"]?.array ?? []).compactMap(\.object)
        #expect(said.map { $0["event"] } == [.string(euros)])
        #expect(said.map { typed($0["value"]) } == ["5 EUR"])
        for view in ["commitments", "dependencies"] {
            let parked = try ledger.ledger.views.rows(of: try #require(ViewRunner.projector(named: view))).parked
            #expect(parked.isEmpty)
        }
    }

    @Test("amendments are laid in the order they occurred, whatever the order of recording; increase adds there")
    func amendments() throws {
        let ledger = try LedgerFixture()
        try ledger.append(
            "deal.amended", ["deal": "d", "increase": dollars("5")], occurred: "2025-12-01")
        try ledger.append("deal.announced", deal("d", value: "38", ["through": "nvidia"]), occurred: "2025-11-03")
        try ledger.append(
            "deal.amended", ["deal": "d", "value": dollars("40"), "through": .null], occurred: "2025-11-20")
        let row = try ledger.row("commitments", "deal", "d")
        #expect(typed(row["total"]) == "45 USD")
        #expect(row["through"] == .null)
        #expect(typed(try ledger.row("commitments", "deal", "d", asOf("2025-11-25"))["total"]) == "40 USD")
    }

    @Test(
        "what is announced counts binding, conditional and unstated deals only",
        arguments: [
            ("binding", "10 USD"), ("conditional", "10 USD"), ("unstated", "10 USD"), ("option", "0 USD"),
            ("framework", "0 USD"), ("letter-of-intent", "0 USD"),
        ])
    func announced(_ commitment: String, _ sum: String) throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("d", value: "10", ["commitment": .string(commitment)]))
        let row = try #require(try ledger.rows("commitments").first { $0["deal"] == .null })
        #expect(typed(row["announced"]) == sum)
        let entry = try #require(row["byCommitment"]?.array?.first?.object)
        #expect(entry["commitment"] == .string(commitment))
        #expect(typed(entry["amount"]) == "10 USD")
    }

    @Test("expected, denied and ended deals stand in entries of their own")
    func entriesOfTheirOwn() throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("expected", value: "1", ["certainty": "expected"]))
        let denied = try ledger.append("deal.announced", deal("denied", value: "2"))
        try ledger.append(
            "evidence.added", ["target": .string(denied), "stance": "denies", "by": ["party": "amazon"]])
        try ledger.append("deal.announced", deal("ended", value: "4"))
        try ledger.append("deal.ended", ["deal": "ended"])
        try ledger.append("deal.announced", deal("held", value: "8"))
        let row = try #require(try ledger.rows("commitments").first { $0["deal"] == .null })
        #expect(typed(row["announced"]) == "8 USD")
        let entries = (row["byCommitment"]?.array ?? []).compactMap(\.object)
        let amounts = Dictionary(
            uniqueKeysWithValues: entries.map { ($0["commitment"]?.string ?? "", typed($0["amount"]) ?? "") })
        #expect(amounts == ["unstated": "8 USD", "expected": "1 USD", "denied": "2 USD", "ended": "4 USD"])
        #expect(try ledger.row("commitments", "deal", "denied")["certainty"] == "denied")
    }

    @Test("parts have a strength of their own; one whose condition is met is binding")
    func parts() throws {
        let ledger = try LedgerFixture()
        let parts: JSONValue = [
            ["part": "first", "value": dollars("10"), "commitment": "conditional"],
            ["part": "rest", "value": dollars("60"), "commitment": "letter-of-intent"],
        ]
        try ledger.append("deal.announced", deal("d", value: "100", ["parts": parts, "commitment": "framework"]))
        func amounts() throws -> [String] {
            let row = try #require(try ledger.rows("commitments").first { $0["deal"] == .null })
            return (row["byCommitment"]?.array ?? []).compactMap(\.object).map {
                "\($0["commitment"]?.string ?? "") \(typed($0["amount"]) ?? "")"
            }
        }
        #expect(try amounts() == ["conditional 10 USD", "framework 30 USD", "letter-of-intent 60 USD"])
        try ledger.append("deal.part-met", ["deal": "d", "part": "first"])
        #expect(try amounts() == ["binding 10 USD", "framework 30 USD", "letter-of-intent 60 USD"])
    }

    @Test(
        "of two deals that are the same, of a part and its whole, one counts",
        arguments: ["same-as", "part-of", "replaces"])
    func links(_ relation: String) throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("a", value: "10"))
        try ledger.append("deal.announced", deal("b", value: "10"))
        try ledger.append("deal.linked", ["deal": "a", "other": "b", "relation": .string(relation)])
        let row = try #require(try ledger.rows("commitments").first { $0["deal"] == .null })
        #expect(typed(row["announced"]) == "10 USD")
    }

    @Test("terms end deals only under an as-of cut")
    func terms() throws {
        let ledger = try LedgerFixture()
        try ledger.append(
            "deal.announced", deal("d", value: "10", ["term": "P1Y", "starts": "2024-01-01"]), occurred: "2023-12-01")
        func contracted(_ selection: Selection) throws -> String? {
            typed(try #require(try ledger.rows("commitments", selection).first { $0["deal"] == .null })["announced"])
        }
        #expect(try contracted(Selection()) == "10 USD")
        #expect(try contracted(asOf("2024-12-30")) == "10 USD")
        #expect(try contracted(asOf("2024-12-31")) == "0 USD")
    }

    @Test("what is left is the total less what was delivered by the latest day")
    func deliveries() throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("d", value: "100"))
        for (day, total) in [("2026-06-30", "30"), ("2026-03-31", "10")] {
            try ledger.append(
                "deal.delivered",
                ["deal": "d", "day": .string(day), "total": dollars(total), "measure": "delivered"], occurred: day)
        }
        let row = try ledger.row("commitments", "deal", "d")
        #expect(typed(row["delivered"]) == "30 USD")
        #expect(typed(row["remaining"]) == "70 USD")
    }

    @Test("a total between two numbers is spread bound by bound, and its years add up to it")
    func spreadBounds() throws {
        let ledger = try LedgerFixture()
        let value: JSONValue = ["amount": "10", "upper": "20", "unit": "USD", "qualifier": "between"]
        try ledger.append("deal.announced", deal("d", ["value": value, "term": "P2Y"]))
        try ledger.append("deal.announced", deal("e", ["value": dollars("9", "atLeast"), "term": "P2Y"]))
        func years(_ id: String) throws -> [String?] {
            (try ledger.row("commitments", "deal", id)["periods"]?.array ?? []).map { typed($0.object?["amount"]) }
        }
        #expect(try years("d") == ["5..10 USD", "5..10 USD"])
        #expect(try years("e") == [">=4.5 USD", ">=4.5 USD"])
    }

    @Test("at least 9 and up to 5 are at least 9: what cannot be negative has a floor, and no deal drops out of a sum")
    func openSum() throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.announced", deal("d", ["value": dollars("9", "atLeast")]))
        try ledger.append("deal.announced", deal("e", ["value": dollars("5", "upTo")]))
        let sums = try ledger.rows("commitments").first { $0["deal"] == .null }
        #expect(typed(sums?["announced"]) == ">=9 USD")
        #expect(sums?["deals"] == ["d", "e"])
        #expect(typed(sums?["byCommitment"]?.array?.first?.object?["amount"]) == ">=9 USD")
    }

    @Test("an end without a start is incomplete, not an error")
    func incomplete() throws {
        let ledger = try LedgerFixture()
        try ledger.append("deal.ended", ["deal": "unheard-of"])
        #expect(try ledger.rows("commitments").isEmpty)
    }
}
