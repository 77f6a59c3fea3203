import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Testing

/// Listings as tests write them: `XNAS:FB A ratio=5 from=2022-06-09 until=2024-01-31 currency=EUR`.
func listings(_ texts: [String]) -> JSONValue {
    .array(
        texts.map { text in
            let parts = text.split(separator: " ").map(String.init)
            let instrument = parts[0].split(separator: ":").map(String.init)
            var listing: JSONObject = [
                "ticker": .string(instrument[1]), "mic": .string(instrument[0]), "currency": "USD",
            ]
            for part in parts.dropFirst() {
                let pair = part.split(separator: "=").map(String.init)
                listing[pair.count == 2 ? pair[0] : "class"] = .string(pair[pair.count - 1])
            }
            return .object(listing)
        })
}

extension LedgerFixture {
    @discardableResult
    func register(_ company: String, _ texts: [String], occurred: String = "2010") throws -> String {
        try append(
            "company.registered",
            ["company": .string(company), "name": .string(company), "kind": "public", "listings": listings(texts)],
            occurred: occurred)
    }
}

/// All prices are made up.
@Suite("A share is a company's class, under whatever tickers it was listed; a ticker is whose it was on the day")
struct ShareIdentityTests {
    struct Renamed: Sendable, CustomTestStringConvertible {
        let what: String
        let registrations: [[String]]
        var old = "XNYS:OLD"
        let new: String
        var testDescription: String { what }
    }

    /// The share changes what it is listed as on Monday, 3 November 2025.
    static let renamed = [
        Renamed(
            what: "another ticker",
            registrations: [["XNYS:OLD until=2025-10-31", "XNYS:NEW from=2025-11-03"]], new: "XNYS:NEW"),
        Renamed(
            what: "another market, the same ticker",
            registrations: [["XNYS:OLD until=2025-10-31", "XNAS:OLD from=2025-11-03"]], new: "XNAS:OLD"),
        Renamed(
            what: "another market and ticker, told of the ticker alone",
            registrations: [
                ["XNYS:OLD until=2025-10-31", "XNAS:NEW from=2025-11-03"]
            ], old: "XXXX:OLD", new: "XXXX:NEW"),
        Renamed(
            what: "registered anew, without from and until",
            registrations: [["XNYS:OLD"], ["XNYS:NEW"]], new: "XNYS:NEW"),
        Renamed(
            what: "both tickers for some days",
            registrations: [["XNYS:OLD until=2025-11-05", "XNYS:NEW from=2025-11-03"]], new: "XNYS:NEW"),
        Renamed(
            what: "a receipt",
            registrations: [["XNYS:OLD ratio=5 until=2025-10-31", "XNYS:NEW ratio=5 from=2025-11-03"]], new: "XNYS:NEW"),
        Renamed(
            what: "a class, beside another one",
            registrations: [
                ["XNYS:OLD A until=2025-10-31", "XNYS:NEW A from=2025-11-03", "XNYS:OTHER C"]
            ], new: "XNYS:NEW"),
        Renamed(
            what: "beside a listing elsewhere that never changed",
            registrations: [["XNYS:OLD until=2025-10-31", "XNYS:NEW from=2025-11-03", "XETR:OLD"]], new: "XNYS:NEW"),
        Renamed(
            what: "its whole history under the ticker of today",
            registrations: [["XNYS:OLD until=2025-10-31", "XNYS:NEW from=2025-11-03"]], old: "XNYS:NEW",
            new: "XNYS:NEW"),
    ]

    private func ledger(_ renamed: Renamed) throws -> LedgerFixture {
        let ledger = try LedgerFixture(companies: [])
        for (place, listings) in renamed.registrations.enumerated() {
            try ledger.register("acme", listings, occurred: place == 0 ? "2010" : "2025-11-03")
        }
        return ledger
    }

    @Test("A change goes from one listing of a share to the next:", arguments: renamed)
    func change(_ renamed: Renamed) throws {
        let ledger = try ledger(renamed)
        try ledger.price(renamed.old, ["2025-10-30 100", "2025-10-31 101"])
        try ledger.price(renamed.new, ["2025-11-03 102.01", "2025-11-04 104.0502"])
        #expect(
            try ledger.measured("acme") == [
                "2025-10-31 null 1.000", "2025-11-03 null 1.000", "2025-11-04 null 2.000",
            ])
        let rows = try ledger.rows("market-cap")
        let registered = try ledger.ledger.views.history(Selection()).facts.filter {
            $0.event.type.name == "company.registered"
        }
        let named = rows.map { row in
            registered.contains { fact in row["events"]?.array?.contains(.string(fact.id)) == true }
        }
        #expect(named == [false, true, false], "the change that rests on the registration names it")
    }

    @Test("a ticker of two companies: neither has the other's days, nor the other's splits and dividends")
    func reused() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.register("sprint", ["XNYS:S until=2025-10-31"])
        try ledger.register("sentinel", ["XNYS:S from=2025-11-03"])
        // Closes are adjusted through the day on which they are recorded, which is behind the split.
        ledger.clock.now = Instant(seconds: 1_764_547_200)
        try ledger.price(
            "XNYS:S", ["2025-10-30 50", "2025-10-31 51", "2025-11-03 30", "2025-11-04 33"], adjusted: "splits")
        try ledger.count("sprint", "100", "2025-10-01")
        try ledger.count("sentinel", "10", "2025-11-01")
        // Sentinel's, between the last day and the day through which the closes are adjusted.
        try ledger.split("sentinel", "XNYS:S", "2:1", "2025-11-04")
        try ledger.append(
            "dividend.effective",
            ["company": "sprint", "ticker": "S", "mic": "XNYS", "amount": dollars("1"), "inKind": "shares"],
            occurred: "2025-10-31", subject: "stock/XNYS:S")
        #expect(try ledger.valued("sprint") == ["2025-10-31 5100 USD 100 USD 2.000 [ex-distribution]"])
        #expect(try ledger.valued("sentinel") == ["2025-11-04 660 USD 60 USD 10.000"])
    }

    @Test("a ticker of two classes of one company: no change goes from one to the other, and each follows its class")
    func reusedByClass() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.register(
            "alphabet",
            [
                "XNAS:GOOG A until=2025-10-31", "XNAS:GOOG C from=2025-11-03", "XNAS:GOOGL A from=2025-11-03",
            ])
        try ledger.price("XNAS:GOOG", ["2025-10-30 1100", "2025-10-31 1122", "2025-11-03 560", "2025-11-04 565.6"])
        try ledger.price("XNAS:GOOGL", ["2025-11-03 1133.22", "2025-11-04 1144.5522"])
        let moves = try ledger.rows("market-cap").map {
            "\($0["day"]?.string ?? "") \($0["ticker"]?.string ?? "") \($0["percent"]?.string ?? "")"
        }
        #expect(moves == ["2025-10-31 GOOG 2.000", "2025-11-03 GOOGL 1.000", "2025-11-04 GOOG 1.000"])
    }

    @Test("a class that is only told later is no other share")
    func classToldLater() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.register("acme", ["XNYS:T"])
        try ledger.register("acme", ["XNYS:T A"], occurred: "2025-11-03")
        try ledger.price("XNYS:T", ["2025-10-31 100", "2025-11-03 101"])
        #expect(try ledger.measured("acme") == ["2025-11-03 null 1.000"])
    }

    @Test(
        "what is listed beside it, in another currency, or as a receipt is not what a share was before",
        arguments: [
            ["XNYS:OLD", "XNYS:NEW from=2025-11-03"],
            ["XNYS:OLD until=2025-10-31", "XNYS:BOTH until=2025-10-31", "XNYS:NEW from=2025-11-03"],
            ["XNYS:OLD ratio=1 until=2025-10-31", "XNYS:NEW from=2025-11-03"],
            ["XNYS:OLD A until=2025-10-31", "XNYS:NEW B from=2025-11-03"],
            ["XNYS:OLD until=2025-10-31 currency=EUR", "XNYS:NEW from=2025-11-03"],
        ])
    func notJoined(_ listings: [String]) throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.register("acme", listings)
        try ledger.price("XXXX:OLD", ["2025-10-30 50", "2025-10-31 51"])
        try ledger.price("XNYS:BOTH", ["2025-10-30 100", "2025-10-31 101"])
        try ledger.price("XNYS:NEW", ["2025-11-03 102", "2025-11-04 103"])
        #expect(try ledger.measured("acme").filter { $0.hasPrefix("2025-11-03") }.isEmpty)
        #expect(try ledger.rows("market-cap").filter { $0["day"] == "2025-11-04" }.count == 1)
    }

    @Test("an all-time high reaches back to the first listing of the share, whatever its ticker was")
    func allTimeHigh() throws {
        func verdict(_ days: [String]) throws -> String? {
            let ledger = try LedgerFixture(companies: [])
            try ledger.register("acme", ["XNYS:OLD from=2025-10-27 until=2025-10-31", "XNYS:NEW from=2025-11-03"])
            try ledger.price("XNYS:OLD", days)
            try ledger.price("XNYS:NEW", ["2025-11-03 102", "2025-11-04 103"], previous: "2025-10-31")
            try ledger.append(
                "stock.record-set", ["company": "acme", "ticker": "NEW", "kind": "all-time-high", "basis": "close"],
                occurred: "2025-11-04", subject: "stock/XNYS:NEW")
            return try ledger.rows("claims").first?["verdict"]?.string
        }
        let week = ["2025-10-27 90", "2025-10-28 91", "2025-10-29 92", "2025-10-30 93", "2025-10-31 94"]
        #expect(try verdict(week) == "holds")
        #expect(try verdict([week[0], week[1], "2025-10-29 110", week[3], week[4]]) == "differs")
        let recent = try LedgerFixture(companies: [])
        try recent.register("acme", ["XNYS:OLD from=2015 until=2025-10-31", "XNYS:NEW from=2025-11-03"])
        try recent.price("XNYS:NEW", ["2025-11-03 102", "2025-11-04 103"])
        try recent.append(
            "stock.record-set", ["company": "acme", "ticker": "NEW", "kind": "all-time-high", "basis": "close"],
            occurred: "2025-11-04", subject: "stock/XNYS:NEW")
        #expect(try recent.rows("claims").first?["verdict"] == "unmeasured")
        #expect(try recent.rows("claims").first?["holdsSince"] == "2025-11-03")
    }

    // MARK: Two tickers at once

    @Test(
        "of two tickers of one market at once of which no class is told no total is made, and a split of one is none of the other"
    )
    func twoTickers() throws {
        func ledger(_ first: String, _ second: String) throws -> LedgerFixture {
            let ledger = try LedgerFixture(companies: [])
            try ledger.register("berkshire", [first, second])
            try ledger.price("XNYS:BRKA", ["2025-10-31 1500", "2025-11-03 1515"])
            try ledger.price("XNYS:BRKB", ["2025-10-31 50", "2025-11-03 1.01"])
            try ledger.split("berkshire", "XNYS:BRKB", "50:1", "2025-11-03")
            return ledger
        }
        let untold = try ledger("XNYS:BRKA", "XNYS:BRKB")
        try untold.count("berkshire", "10", "2025-10-01")
        #expect(
            try untold.valued("berkshire") == [
                "2025-11-03 null null 1.000 (XNYS:BRKA and XNYS:BRKB are listed at once, and of which class each is is not known)"
            ])
        let told = try ledger("XNYS:BRKA A", "XNYS:BRKB B")
        try told.count("berkshire", "10", "2025-10-01", shareClass: "A")
        try told.count("berkshire", "100", "2025-10-01", shareClass: "B")
        // 10 × 1515 + 5000 × 1.01, from 10 × 1500 + 100 × 50.
        #expect(try told.valued("berkshire") == ["2025-11-03 20200 USD 200 USD 1.000"])
    }

    @Test("two markets of one share are one: a count of all is priced at the first, once")
    func twoMarkets() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.register("acme", ["XNYS:T", "XTSE:T"])
        try ledger.count("acme", "100", "2025-10-01")
        try ledger.price("XNYS:T", ["2025-10-31 10", "2025-11-03 11"])
        try ledger.price("XTSE:T", ["2025-10-31 20", "2025-11-03 22"])
        // Nobody knows of which of the two.
        try ledger.price("XXXX:T", ["2025-10-31 1", "2025-11-03 99"])
        #expect(try ledger.valued("acme") == ["2025-11-03 1100 USD 100 USD 10.000"])
    }

    // MARK: Receipts

    @Test(
        "a receipt without a class, or with a receipt's for a class, is of the only class that its company lists",
        arguments: ["XNYS:NVO ratio=1", "XNYS:NVO ADR ratio=1", "XNYS:NVO ADS ratio=1", "XNYS:NVO B ratio=1"])
    func receiptOfClass(_ receipt: String) throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.register("novo", ["XCSE:NOVO-B B", receipt])
        try ledger.count("novo", "200", "2025-10-01", shareClass: "B")
        try ledger.price("XNYS:NVO", ["2025-10-31 100", "2025-11-03 51"])
        try ledger.split("novo", "XCSE:NOVO-B", "2:1", "2025-11-03")
        try ledger.split("novo", "XNYS:NVO", "2:1", "2025-11-03")
        #expect(try ledger.valued("novo") == ["2025-11-03 20400 USD 400 USD 2.000"])
    }

    @Test("a split of the share reaches its receipt by the ratio from then on, whatever class the receipt names")
    func receiptRatio() throws {
        for name in ["", "ADR ", "B "] {
            let ledger = try LedgerFixture(companies: [])
            try ledger.register(
                "novo",
                [
                    "XCSE:NOVO-B B", "XNYS:NVO \(name)ratio=1 until=2025-11-02",
                    "XNYS:NVO \(name)ratio=2 from=2025-11-03",
                ])
            try ledger.count("novo", "200", "2025-10-01", shareClass: "B")
            try ledger.price("XNYS:NVO", ["2025-10-31 100", "2025-11-03 102"])
            try ledger.split("novo", "XCSE:NOVO-B", "2:1", "2025-11-03")
            #expect(try ledger.valued("novo") == ["2025-11-03 20400 USD 400 USD 2.000"], "\(name)")
        }
    }

    @Test("a receipt of another class than the share that is listed is not paired with it")
    func receiptOfOtherClass() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.register("acme", ["XCSE:ACM-A A", "XNYS:ACM B ratio=1"])
        try ledger.count("acme", "200", "2025-10-01", shareClass: "A")
        try ledger.price("XNYS:ACM", ["2025-10-31 100", "2025-11-03 102"])
        try ledger.split("acme", "XCSE:ACM-A", "2:1", "2025-11-03")
        #expect(try ledger.valued("acme") == ["2025-11-03 null null 2.000 (class A has no price)"])
    }
}
