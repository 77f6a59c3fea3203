import CanonicalJSON
import MarketEvents
import Projections
import Reports
import Testing

/// Terms that are shown and in no sum, ends, remainders, and parts of rights that vest.
@Suite("What a deal or a right says beside its amounts")
struct LaterTermsTests {
    private static let gigawatt: JSONValue = ["amount": "1", "unit": "GW", "qualifier": "exact"]

    private static func shares(_ amount: String) -> JSONValue {
        ["amount": .string(amount), "unit": "share", "qualifier": "exact"]
    }

    @Test("a rate and words for a total are shown, and in no sum")
    func rates() throws {
        let fixture = try LedgerFixture()
        try fixture.append(
            "deal.announced",
            deal(
                "d",
                ["rate": ["amount": dollars("30.0"), "per": "year"], "valueStated": "tens of billions", "term": "P5Y"]))
        let row = try fixture.row("commitments", "deal", "d")
        #expect(typed(row["rate"]) == "30 USD" && row["ratePer"] == "year")
        #expect(row["valueStated"] == "tens of billions")
        #expect(row["total"] == .null && row["periods"] == [] && row["amounts"] == [])
        #expect(try fixture.rows("commitments").count == 1)
        // Whoever multiplies says so.
        let text = try Self.explanation(of: "d", in: "commitments", fixture)
        #expect(
            text.contains(
                "rate over term: 150 USD = the rate over 60 months, if it never changes: nobody says so, and it"))
    }

    @Test("the end that is stated ends it under a cut, before the term does, and without a cut it ends nothing")
    func ends() throws {
        let fixture = try LedgerFixture()
        try fixture.append(
            "deal.announced", deal("d", value: "60", ["starts": "2025-01-01", "term": "P7Y", "ends": "2030"]),
            occurred: "2025-01-01")
        func announced(_ selection: Selection = Selection()) throws -> String? {
            typed(try fixture.row("commitments", "unit", "USD", selection, where: { $0["deal"] == .null })["announced"])
        }
        #expect(try fixture.row("commitments", "deal", "d")["ends"] == "2030")
        #expect(try announced() == "60 USD")
        #expect(try announced(asOf("2030-12-30")) == "60 USD")
        #expect(try announced(asOf("2030-12-31")) == "0 USD")
    }

    @Test(
        "from a start through an end a total is spread evenly, where these are whole months",
        arguments: [
            ("2026-01-01", "2027-06-30", ["2026-01-01 2026-12-31 40 USD", "2027-01-01 2027-06-30 20 USD"]),
            ("2026-01-01", "2027", ["2026-01-01 2026-12-31 30 USD", "2027-01-01 2027-12-31 30 USD"]),
            ("2026", "2027", ["2026 2026 30 USD", "2027 2027 30 USD"]),
            ("2026-07", "2028-03", ["2026-07 2027-06 34.29 USD", "2027-07 2028-03 25.71 USD"]),
            ("2026-01-15", "2027", []), ("2026", "2027-06-30", []),
        ])
    func spread(_ starts: String, _ ends: String, _ expected: [String]) throws {
        let fixture = try LedgerFixture()
        try fixture.append(
            "deal.announced", deal("d", value: "60", ["starts": .string(starts), "ends": .string(ends)]))
        let periods = try fixture.row("commitments", "deal", "d")["periods"]?.array ?? []
        let shown = periods.map { period in
            [period.object?["from"]?.string, period.object?["to"]?.string, typed(period.object?["amount"])]
                .compactMap { $0 }.joined(separator: " ")
        }
        #expect(shown == expected)
        _ = try Self.explanation(of: "d", in: "commitments", fixture)
    }

    @Test("who else takes part stands beside the buyer, whose the amount is once; and may deny it")
    func parties() throws {
        let fixture = try LedgerFixture()
        let id = try fixture.append(
            "deal.announced",
            deal("d", value: "40", ["parties": [["party": "oracle", "role": "co-investor", "share": dollars("10")]]]))
        let row = try fixture.row("commitments", "deal", "d")
        #expect(
            row["parties"]
                == [["party": "oracle", "role": "co-investor", "share": dollars("10")]])
        #expect(try fixture.rows("commitments").compactMap { $0["buyer"]?.string } == ["openai", "openai"])
        try fixture.append(
            "evidence.added", ["target": .string(id), "stance": "denies", "by": ["party": "oracle"]])
        #expect(try fixture.row("commitments", "deal", "d")["certainty"] == "denied")
    }

    @Test("what a party says is left to be done is neither a total nor a change of one; the latest day is shown")
    func remaining() throws {
        let fixture = try LedgerFixture()
        try fixture.append("deal.announced", deal("d", value: "60"))
        for (day, amount, certainty) in [
            ("2025-12-31", "50", "confirmed"), ("2025-12-31", "52", "reported"), ("2025-09-30", "55", "confirmed"),
            ("2026-06-30", "45", "expected"),
        ] {
            try fixture.append(
                "deal.remaining",
                ["deal": "d", "day": .string(day), "amount": dollars(amount), "certainty": .string(certainty)])
        }
        let row = try fixture.row("commitments", "deal", "d")
        #expect(typed(row["remainingStated"]) == "50 USD" && row["remainingDay"] == "2025-12-31")
        #expect(typed(row["total"]) == "60 USD" && row["remaining"] == .null)
        let said = row["alsoSaid"]?.array?.compactMap(\.object) ?? []
        #expect(said.map { typed($0["value"]) } == ["52 USD"] && said.map { $0["field"] } == ["remainingStated"])
    }

    @Test("what is paid for ending a deal is the fee of the end that holds")
    func fee() throws {
        let fixture = try LedgerFixture()
        try fixture.append("deal.announced", deal("d", value: "60"), occurred: "2025-01-01")
        try fixture.append(
            "deal.ended", ["deal": "d", "fee": dollars("9"), "certainty": "reported"], occurred: "2025-06-01")
        #expect(typed(try fixture.row("commitments", "deal", "d")["fee"]) == nil)
        try fixture.append("deal.ended", ["deal": "d", "fee": dollars("3")], occurred: "2025-06-01")
        #expect(typed(try fixture.row("commitments", "deal", "d")["fee"]) == "3 USD")
    }

    @Test("lists stand in the row as they are stated: parts with what they hang on, hardware, what is given in return")
    func lists() throws {
        let fixture = try LedgerFixture()
        let part: JSONObject = [
            "part": "first", "value": dollars("15.0"), "commitment": "conditional", "condition": "an offering",
            "due": "2028", "lapses": "2030",
        ]
        try fixture.append(
            "deal.announced",
            deal(
                "d", value: "50",
                [
                    "parts": [.object(part)],
                    "hardware": [["product": "GB200", "maker": "nvidia", "quantity": Self.gigawatt]],
                    "consideration": [
                        ["payer": "amazon", "payee": "openai", "form": "warrant", "quantity": Self.shares("160")]
                    ],
                    "purposes": ["training"], "fullCapacityBy": "2026", "extendableFrom": "2027", "starts": "2025-12",
                ]))
        let row = try fixture.row("commitments", "deal", "d")
        var shown = part
        shown["value"] = dollars("15")
        #expect(row["parts"] == [.object(shown)])
        #expect(row["hardware"]?.array?[0].object?["maker"] == "nvidia")
        #expect(row["consideration"]?.array?[0].object?["form"] == "warrant")
        #expect(row["purposes"] == ["training"])
        #expect(["fullCapacityBy", "extendableFrom", "starts"].map { row[$0] } == ["2026", "2027", "2025-12"])
    }

    @Test("parts of a right vest one by one; what is expected to vest has not")
    func vesting() throws {
        let fixture = try LedgerFixture()
        try fixture.append(
            "right.granted",
            [
                "right": "warrant", "holder": "openai", "grantor": "nvidia", "kind": "warrant",
                "quantity": Self.shares("160"), "strike": ["amount": "0.01", "unit": "USD", "qualifier": "exact"],
                "parts": [
                    ["part": "first", "quantity": Self.shares("100"), "condition": "the first gigawatt"],
                    ["part": "rest", "quantity": Self.shares("60"), "due": "2030"],
                ],
            ])
        func vested(_ selection: Selection = Selection()) throws -> (String?, [Bool?]) {
            let row = try fixture.row("rights", "right", "warrant", selection)
            return (typed(row["vested"]), (row["parts"]?.array ?? []).map { $0.object?["vested"]?.boolean })
        }
        #expect(try vested() == ("0 share", [false, false]))
        try fixture.append(
            "right.part-vested", ["right": "warrant", "part": "rest", "certainty": "expected"], occurred: "2025-12-01")
        #expect(try vested() == ("0 share", [false, false]))
        #expect(
            try fixture.row("rights", "right", "warrant")["alsoSaid"]?.array?.map { $0.object?["field"] }
                == ["partVested"])
        try fixture.append(
            "right.part-vested", ["right": "warrant", "part": "first", "certainty": "reported"],
            occurred: "2026-06-30")
        #expect(try vested() == ("100 share", [true, false]))
        #expect(try vested(asOf("2026-01-01")) == ("0 share", [false, false]))
        #expect(
            try fixture.row("rights", "right", "warrant")["parts"]?.array?[0].object?["certainty"] == "reported")
        #expect(
            try Self.explanation(of: "warrant", in: "rights", fixture).contains("vested: 100 share = part first [3]"))
    }

    @Test("a stake stands in a stream of its two companies, and in the timeline of each")
    func stakes() throws {
        let fixture = try LedgerFixture()
        let id = try fixture.append(
            "stake.stated",
            [
                "holder": "microsoft", "company": "openai", "class": "common",
                "percent": ["amount": "27", "unit": "percent", "qualifier": "about"], "value": dollars("135", "about"),
            ])
        #expect(try fixture.ledger.log.event(id: id)?.envelope.subject == "stake/microsoft:openai")
        let rows = try fixture.rows("timeline").filter { $0["type"] == "stake.stated" }
        #expect(rows.map { $0["companies"] } == [["microsoft", "openai"]])
        let text = try Self.explanation(of: rows[0]["id"]?.string ?? "", in: "timeline", fixture)
        #expect(text.contains("percent: ~27 percent, class: common, value: ~135 USD"), "\(text)")
    }

    private static func explanation(of key: String, in view: String, _ fixture: LedgerFixture) throws -> String {
        let (views, history) = try fixture.ledger.views.everything(Selection())
        let basis = ExplanationBasis(views: views, history: history, asOf: nil)
        let row = try #require(basis.rows(of: view, named: key).first)
        return try #require(Explanation(of: row, in: view, from: basis)).text(width: nil)
    }
}

extension LedgerFixture {
    /// The one row of a view that a condition holds for, beside a field's value.
    fileprivate func row(
        _ view: String, _ field: String, _ value: String, _ selection: Selection, where holds: (JSONObject) -> Bool
    ) throws -> JSONObject {
        let found = try rows(view, selection).filter { $0[field]?.string == value && holds($0) }
        try #require(found.count == 1)
        return found[0]
    }
}
