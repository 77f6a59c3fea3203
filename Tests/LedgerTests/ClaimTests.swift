import CanonicalJSON
import MarketEvents
import Projections
import Testing

@Suite("Claims held against measurements")
struct ClaimTests {
    private static let listings = [("amazon", "XNAS:AMZN"), ("microsoft", "XNAS:MSFT")]

    /// Amazon on 3 November 2025, as it was.
    private func amazon() throws -> LedgerFixture {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.price("XNAS:AMZN", ["2025-10-31 244.22", "2025-11-03 254.00 258.60 252.90"])
        try ledger.share("amazon", "10690216011", "2025-11-03")
        return ledger
    }

    private func claim(_ ledger: LedgerFixture) throws -> JSONObject {
        let rows = try ledger.rows("claims")
        try #require(rows.count == 1)
        return rows[0]
    }

    @Test("about 140 billion is 33.91 % above the close and was reached at 257.32")
    func story() throws {
        let ledger = try amazon()
        let event = try ledger.claim("amazon", "XNAS:AMZN", dollars("140000000000", "about"))
        let row = try claim(ledger)
        #expect(typed(row["claimed"]) == "~140000000000 USD")
        #expect(typed(row["measured"]) == "104550312587.58 USD")
        #expect(typed(row["measuredHigh"]) == "153725306238.18 USD")
        #expect(typed(row["difference"]) == "~35449687412.42 USD")
        #expect(row["differencePercent"] == "33.91")
        #expect(row["holdsAt"] == "257.32")
        #expect(row["verdict"] == "reached")
        #expect(row["tolerance"] == "10 %")
        #expect(row["event"] == .string(event))
        #expect(row["events"]?.array?.count == 3)
    }

    /// A claim of Amazon's change in billions of dollars, or a percent move, and what becomes of it. The close was +104.55
    /// billion (+4.005 %), the high +153.7, the low +92.8.
    struct Verdict: Sendable, CustomTestStringConvertible {
        let amount: String
        let qualifier: String
        var upper: String?
        var basis: String?
        var step: String?
        let verdict: String
        var tolerance: String?

        var testDescription: String { "\(qualifier) \(amount) \(upper ?? "") \(basis ?? "") \(step ?? "")" }
    }

    static let verdicts: [Verdict] = [
        Verdict(amount: "100", qualifier: "about", verdict: "holds", tolerance: "10 %"),
        Verdict(amount: "96", qualifier: "about", verdict: "holds", tolerance: "10 %"),
        Verdict(amount: "95", qualifier: "about", verdict: "reached", tolerance: "10 %"),
        Verdict(amount: "92", qualifier: "about", verdict: "differs", tolerance: "10 %"),
        Verdict(amount: "160", qualifier: "about", verdict: "differs", tolerance: "10 %"),
        Verdict(amount: "-105", qualifier: "about", verdict: "differs", tolerance: "10 %"),
        // The last digit says how precise a number is meant.
        Verdict(amount: "105", qualifier: "exact", verdict: "holds", tolerance: "500000000 USD"),
        Verdict(amount: "104", qualifier: "exact", verdict: "reached", tolerance: "500000000 USD"),
        Verdict(amount: "100", qualifier: "exact", verdict: "reached", tolerance: "500000000 USD"),
        Verdict(amount: "90", qualifier: "exact", verdict: "differs", tolerance: "500000000 USD"),
        // The step that was said is that digit: 100 to the nearest 10, and 105 to the nearest 0.1.
        Verdict(amount: "100", qualifier: "exact", step: "10000000000", verdict: "holds", tolerance: "5000000000 USD"),
        Verdict(amount: "105", qualifier: "exact", step: "100000000", verdict: "reached", tolerance: "50000000 USD"),
        Verdict(amount: "104", qualifier: "atLeast", verdict: "holds"),
        Verdict(amount: "105", qualifier: "atLeast", verdict: "reached"),
        Verdict(amount: "154", qualifier: "atLeast", verdict: "differs"),
        Verdict(amount: "105", qualifier: "upTo", verdict: "holds"),
        Verdict(amount: "93", qualifier: "upTo", verdict: "reached"),
        // Up to a gain is no fall, and at least a fall of 5 is no gain.
        Verdict(amount: "-5", qualifier: "atLeast", verdict: "differs"),
        Verdict(amount: "92", qualifier: "upTo", verdict: "differs"),
        Verdict(amount: "100", qualifier: "between", upper: "110", verdict: "holds"),
        Verdict(amount: "110", qualifier: "between", upper: "120", verdict: "reached"),
        Verdict(amount: "160", qualifier: "between", upper: "170", verdict: "differs"),
        // What is said of the day's best moment is held against its high.
        Verdict(amount: "140", qualifier: "about", basis: "intraday", verdict: "holds", tolerance: "10 %"),
        Verdict(amount: "105", qualifier: "about", basis: "intraday", verdict: "reached", tolerance: "10 %"),
        Verdict(amount: "140", qualifier: "about", basis: "close", verdict: "reached", tolerance: "10 %"),
    ]

    @Test("A claim of so many billions:", arguments: verdicts)
    func verdict(_ claim: Verdict) throws {
        let ledger = try amazon()
        var change: JSONObject = [
            "amount": .string(claim.amount + "000000000"), "unit": "USD", "qualifier": .string(claim.qualifier),
        ]
        change["upper"] = claim.upper.map { .string($0 + "000000000") }
        change["step"] = claim.step.map { .string($0) }
        _ = try ledger.claim("amazon", "XNAS:AMZN", .object(change), basis: claim.basis)
        let row = try self.claim(ledger)
        #expect(row["verdict"] == .string(claim.verdict))
        #expect(row["tolerance"]?.string == claim.tolerance)
    }

    @Test("a change of market value claimed in percent is held against the price's")
    func percentOfValue() throws {
        let ledger = try amazon()
        _ = try ledger.claim("amazon", "XNAS:AMZN", ["amount": "4.0", "unit": "percent", "qualifier": "exact"])
        let row = try claim(ledger)
        // 9.78 / 244.22 is no finite decimal: rounded once, and marked.
        #expect(typed(row["measured"]) == "~4.00458602899 percent")
        #expect(row["measured"]?.object?["qualifier"] == "exact")
        #expect(row["measured"]?.object?["approximate"] == .boolean(true))
        #expect(row["holdsAt"] == "253.99")
        #expect(row["verdict"] == "holds")
        #expect(row["tolerance"] == "0.05 percent")
    }

    struct Move: Sendable, CustomTestStringConvertible {
        let direction: String
        var size: (String, String)?
        var duration: String?
        var prices = ["2025-10-31 100", "2025-11-03 104 106 99"]
        let verdict: String
        var holdsAt: String?

        var testDescription: String { "\(direction) \(size?.0 ?? "") \(duration ?? "") \(prices)" }
    }

    static let moves: [Move] = [
        Move(direction: "up", size: ("4", "exact"), verdict: "holds", holdsAt: "104.00"),
        Move(direction: "up", size: ("4.4", "exact"), verdict: "reached", holdsAt: "104.40"),
        Move(direction: "up", size: ("5", "exact"), verdict: "reached", holdsAt: "105.00"),
        Move(direction: "up", size: ("4.3", "about"), verdict: "holds", holdsAt: "104.30"),
        Move(direction: "up", size: ("6", "atLeast"), verdict: "reached", holdsAt: "106.00"),
        Move(direction: "up", size: ("7", "atLeast"), verdict: "differs", holdsAt: "107.00"),
        Move(direction: "down", size: ("1", "atLeast"), verdict: "reached", holdsAt: "99.00"),
        Move(direction: "down", size: ("2", "exact"), verdict: "differs", holdsAt: "98.00"),
        Move(direction: "up", verdict: "holds"),
        Move(direction: "down", verdict: "reached"),
        Move(direction: "down", duration: "brief", verdict: "reached"),
        Move(direction: "down", prices: ["2025-10-31 100", "2025-11-03 104"], verdict: "differs"),
        Move(
            direction: "down", duration: "brief", prices: ["2025-10-31 100", "2025-11-03 104"], verdict: "unmeasured"),
        Move(direction: "down", prices: ["2025-10-31 100", "2025-11-03 104 105 101"], verdict: "differs"),
        Move(direction: "up", prices: ["2025-11-03 104 105 101"], verdict: "unmeasured"),
    ]

    @Test("A claim that the price moved:", arguments: moves)
    func move(_ claim: Move) throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.price("XNAS:AMZN", claim.prices)
        var data: JSONObject = ["company": "amazon", "direction": .string(claim.direction)]
        data["duration"] = claim.duration.map { .string($0) }
        data["size"] = claim.size.map {
            ["amount": .string($0.0), "unit": "percent", "qualifier": .string($0.1)]
        }
        try ledger.append("stock.moved", data, occurred: "2025-11-03", subject: "stock/XNAS:AMZN")
        let row = try self.claim(ledger)
        #expect(row["verdict"] == .string(claim.verdict))
        #expect(row["holdsAt"]?.string == claim.holdsAt)
    }

    @Test(
        "an exact claim is held to half a unit of the last digit that it was said with",
        arguments: [
            ("10", "114.90", "differs", "0.5 percent"), ("10", "110.40", "holds", "0.5 percent"),
            ("15", "114.90", "holds", "0.5 percent"), ("14.9", "114.90", "holds", "0.05 percent"),
            ("14.8", "114.90", "differs", "0.05 percent"), ("15.0", "114.90", "differs", "0.05 percent"),
            ("15.0", "114.96", "holds", "0.05 percent"), ("100", "199.6", "holds", "0.5 percent"),
        ])
    func lastDigit(_ size: String, _ close: String, _ verdict: String, _ tolerance: String) throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.price("XNAS:AMZN", ["2025-10-31 100", "2025-11-03 \(close)"])
        try ledger.append(
            "stock.moved",
            [
                "company": "amazon", "direction": "up",
                "size": ["amount": .string(size), "unit": "percent", "qualifier": "exact"],
            ], subject: "stock/XNAS:AMZN")
        let row = try claim(ledger)
        #expect(row["verdict"] == .string(verdict))
        #expect(row["tolerance"] == .string(tolerance))
    }

    @Test("a move too small for three digits is a move: its direction and its verdict come from the exact figures")
    func smallMove() throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.price("XNAS:AMZN", ["2025-10-31 400000.00", "2025-11-03 400000.01"])
        try ledger.share("amazon", "163500000", "2025-11-03")
        try ledger.append("stock.moved", ["company": "amazon", "direction": "up"], subject: "stock/XNAS:AMZN")
        #expect(try ledger.measured("amazon") == ["2025-11-03 1635000 USD 0.000"])
        #expect(try ledger.row("market-cap", "origin", "measured")["direction"] == "up")
        let row = try claim(ledger)
        #expect(row["verdict"] == "holds")
        #expect(typed(row["measured"]) == "0.0000025 percent")
    }

    @Test("the difference and its percentage come from the exact figures, however the amounts are rounded")
    func exactDifference() throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        // A third of a dollar a share: 3 for 1 between the two closes.
        try ledger.price("XNAS:AMZN", ["2025-10-31 10", "2025-11-03 3.33"])
        try ledger.count("amazon", "1", "2025-11-03", ["splitsThrough": "2025-11-03"])
        try ledger.append(
            "split.effective", ["company": "amazon", "ticker": "AMZN", "ratio": "3:1"], occurred: "2025-11-03",
            subject: "stock/XNAS:AMZN")
        _ = try ledger.claim("amazon", "XNAS:AMZN", ["amount": "-0.01", "unit": "USD", "qualifier": "exact"])
        let row = try claim(ledger)
        #expect(typed(row["measured"]) == "~-0.003333333333 USD")
        #expect(typed(row["difference"]) == "~-0.006666666667 USD")
        #expect(row["differencePercent"] == "200.00")
        #expect(row["difference"]?.object?["qualifier"] == "exact")
    }

    @Test("a denied claim stays listed with that certainty, and is in no spread")
    func denied() throws {
        let ledger = try amazon()
        let first = try ledger.claim("amazon", "XNAS:AMZN", dollars("140000000000", "about"))
        _ = try ledger.claim("amazon", "XNAS:AMZN", dollars("105000000000"))
        try ledger.append(
            "evidence.added", ["target": .string(first), "stance": "denies", "by": ["party": "amazon"]])
        let row = try ledger.row("claims", "event", first)
        #expect(row["certainty"] == "denied" && row["verdict"] == "reached" && row["spread"] == .null)
        #expect(
            try ledger.rows("market-cap").filter { $0["certainty"] == "denied" }.count == 1)
    }

    @Test("a fall of 3 percent is claimed as -3, and of at least as at most -3")
    func signs() throws {
        for (qualifier, claimed) in [
            ("exact", "-3 percent"), ("atLeast", "<=-3 percent"), ("upTo", ">=-3 percent"),
        ] {
            let ledger = try LedgerFixture.listed(Self.listings)
            try ledger.append(
                "stock.moved",
                [
                    "company": "amazon", "direction": "down",
                    "size": ["amount": "3", "unit": "percent", "qualifier": .string(qualifier)],
                ], subject: "stock/XNAS:AMZN")
            #expect(typed(try claim(ledger)["claimed"]) == claimed)
        }
    }

    struct Record: Sendable, CustomTestStringConvertible {
        let what: String
        let kind: String
        var basis: String?
        var from: String?
        let prices: [String]
        let verdict: String
        var toBeat: String?

        var testDescription: String { what }
    }

    static let records: [Record] = [
        Record(
            what: "an earlier close was higher", kind: "all-time-high", basis: "close",
            prices: ["2025-10-30 300", "2025-10-31 244", "2025-11-03 254"], verdict: "differs", toBeat: "300.00"),
        Record(
            what: "none was higher, but nobody knows the prices before", kind: "all-time-high", basis: "close",
            prices: ["2025-10-31 244", "2025-11-03 254"], verdict: "unmeasured", toBeat: "244.00"),
        Record(
            what: "none was higher since the listing", kind: "all-time-high", basis: "close", from: "2025-10-30",
            prices: ["2025-10-31 244", "2025-11-03 254"], verdict: "holds", toBeat: "244.00"),
        Record(
            what: "an equal one is no record", kind: "all-time-high", basis: "close", from: "2025-10-30",
            prices: ["2025-10-31 254", "2025-11-03 254"], verdict: "differs", toBeat: "254.00"),
        Record(
            what: "a low", kind: "all-time-low", basis: "close", from: "2025-10-30",
            prices: ["2025-10-31 244", "2025-11-03 243"], verdict: "holds", toBeat: "244.00"),
        Record(
            what: "within the day", kind: "all-time-high", basis: "intraday", from: "2025-10-30",
            prices: ["2025-10-31 244 250 240", "2025-11-03 245 251 244"], verdict: "holds", toBeat: "250.00"),
        Record(
            what: "either at the close or within the day", kind: "all-time-high", from: "2025-10-30",
            prices: ["2025-10-31 249 250 240", "2025-11-03 245 251 244"], verdict: "holds", toBeat: "250.00"),
        Record(
            what: "neither", kind: "all-time-high", from: "2025-10-30",
            prices: ["2025-10-31 249 250 240", "2025-11-03 245 249 244"], verdict: "differs", toBeat: "249.00"),
        Record(
            what: "not at the close, and of the day's highs nothing is known", kind: "all-time-high",
            from: "2025-10-30",
            prices: ["2025-10-31 249", "2025-11-03 245"], verdict: "unmeasured"),
        Record(
            what: "52 weeks need prices of 52 weeks", kind: "52-week-high", basis: "close", from: "2020",
            prices: ["2025-10-31 244", "2025-11-03 254"], verdict: "unmeasured", toBeat: "244.00"),
        Record(
            what: "52 weeks forget what was before", kind: "52-week-high", basis: "close",
            prices: ["2024-11-01 999", "2024-11-04 240", "2025-11-03 254"], verdict: "holds", toBeat: "240.00"),
    ]

    @Test("A claim of a record:", arguments: records)
    func record(_ claim: Record) throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("amazon", ["XNAS:AMZN"], from: claim.from)
        try ledger.price("XNAS:AMZN", claim.prices)
        var data: JSONObject = ["company": "amazon", "kind": .string(claim.kind)]
        data["basis"] = claim.basis.map { .string($0) }
        try ledger.append("stock.record-set", data, occurred: "2025-11-03", subject: "stock/XNAS:AMZN")
        let row = try self.claim(ledger)
        #expect(row["verdict"] == .string(claim.verdict))
        #expect(row["holdsAt"]?.string == claim.toBeat)
    }

    @Test("records are told in shares of the day: a price before a split is divided")
    func recordAfterSplit() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("amazon", ["XNAS:AMZN"], from: "2022-06-02")
        try ledger.price("XNAS:AMZN", ["2022-06-03 2400", "2022-06-06 124"])
        try ledger.append(
            "split.effective", ["company": "amazon", "ticker": "AMZN", "ratio": "20:1"], occurred: "2022-06-06",
            subject: "stock/XNAS:AMZN")
        try ledger.append(
            "stock.record-set", ["company": "amazon", "kind": "all-time-high", "basis": "close"],
            occurred: "2022-06-06", subject: "stock/XNAS:AMZN")
        let row = try claim(ledger)
        #expect(row["verdict"] == "holds")
        #expect(row["holdsAt"] == "120.00")
    }

    @Test("claims of several sources stand side by side, with their spread and each other's events")
    func spread() throws {
        let ledger = try amazon()
        let first = try ledger.claim("amazon", "XNAS:AMZN", dollars("140000000000", "about"))
        #expect(try claim(ledger)["spread"] == .null)
        let second = try ledger.claim("amazon", "XNAS:AMZN", dollars("105000000000"))
        let rows = try ledger.rows("claims")
        #expect(rows.map { typed($0["spread"]) } == Array(repeating: "~105000000000..140000000000 USD", count: 2))
        #expect(rows.allSatisfy { $0["events"]?.array?.contains(.string(first)) == true })
        #expect(rows.allSatisfy { $0["events"]?.array?.contains(.string(second)) == true })
        #expect(Set(rows.compactMap { $0["verdict"]?.string }) == ["reached", "holds"])
    }

    @Test("without prices, shares or a day a claim is unmeasured; so is one in another currency")
    func unmeasured() throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        _ = try ledger.claim("amazon", "XNAS:AMZN", dollars("1"))
        #expect(try claim(ledger)["verdict"] == "unmeasured")
        try ledger.price("XNAS:AMZN", ["2025-10-31 1", "2025-11-03 2"])
        #expect(try claim(ledger)["verdict"] == "unmeasured")
        try ledger.share("amazon", "1", "2025-11-03")
        #expect(try claim(ledger)["verdict"] == "holds")
        _ = try ledger.claim("microsoft", "XNAS:MSFT", ["amount": "1", "unit": "EUR", "qualifier": "exact"])
        _ = try ledger.claim("amazon", "XNAS:AMZN", dollars("1"), occurred: "2025-11")
        #expect(
            try ledger.rows("claims").compactMap { $0["verdict"]?.string } == ["holds", "unmeasured", "unmeasured"])
    }

    @Test("as known before the price was recorded, the claim is unmeasured")
    func asKnown() throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        _ = try ledger.claim("amazon", "XNAS:AMZN", dollars("100000000", "about"))
        try ledger.share("amazon", "100000000", "2025-11-03")
        let before = Selection(cut: Cut(asKnown: ledger.clock.now))
        ledger.clock.now = ledger.clock.now.adding(seconds: 3600)
        try ledger.price("XNAS:AMZN", ["2025-10-31 1", "2025-11-03 2"])
        #expect(try ledger.rows("claims", before)[0]["verdict"] == "unmeasured")
        #expect(try claim(ledger)["verdict"] == "holds")
    }

    @Test("a claim on a stock whose market was not known is held against the listing's prices")
    func unknownMarket() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.append(
            "company.registered", ["company": "amazon", "name": "Amazon", "kind": "public"], occurred: "2019")
        try ledger.append(
            "stock.moved", ["company": "amazon", "ticker": "AMZN", "direction": "up"], occurred: "2025-11-03")
        try ledger.list("amazon", ["XNAS:AMZN"])
        try ledger.price("XNAS:AMZN", ["2025-10-31 1", "2025-11-03 2"])
        #expect(try claim(ledger)["verdict"] == "holds")
    }
}
