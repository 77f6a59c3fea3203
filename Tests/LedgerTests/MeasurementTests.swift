import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Testing

extension LedgerFixture {
    /// A ledger whose companies have one listing each: `amazon` of `XNAS:AMZN` and so on.
    static func listed(_ listings: [(company: String, instrument: String)]) throws -> LedgerFixture {
        let fixture = try LedgerFixture(companies: [])
        for (company, instrument) in listings { try fixture.list(company, [instrument]) }
        return fixture
    }

    /// Registers a company with listings such as `XNAS:GOOGL A` (with a class).
    func list(
        _ company: String, _ instruments: [String], from: String? = nil, occurred: String = "2020",
        kind: String = "public"
    ) throws {
        try append(
            "company.registered",
            [
                "company": .string(company), "name": .string(company), "kind": .string(kind),
                "listings": .array(
                    instruments.map { text in
                        let parts = text.split(separator: " ")
                        let instrument = parts[0].split(separator: ":").map(String.init)
                        var listing: JSONObject = [
                            "ticker": .string(instrument[1]), "mic": .string(instrument[0]), "currency": "USD",
                        ]
                        if parts.count > 1 { listing["class"] = .string(String(parts[1])) }
                        if let from { listing["from"] = .string(from) }
                        return .object(listing)
                    }),
            ], occurred: occurred)
    }

    /// Prices of `XNAS:AMZN` as `day close [high low]`, a day without a close as `-`.
    @discardableResult
    func price(
        _ instrument: String, _ days: [String], previous: String? = nil, adjusted: String = "none",
        published: String? = nil
    ) throws -> String {
        let cells = days.map { $0.split(separator: " ").map(String.init) }
        let parts = instrument.split(separator: ":").map(String.init)
        func column(_ index: Int) -> JSONValue {
            .array(cells.map { $0.count > index && $0[index] != "-" ? .string($0[index]) : .null })
        }
        var data: JSONObject = [
            "ticker": .string(parts[1]), "mic": .string(parts[0]), "kind": "equity", "currency": "USD",
            "adjusted": .string(adjusted), "days": column(0), "close": column(1),
        ]
        if cells.contains(where: { $0.count > 2 }) {
            data["high"] = column(2)
            data["low"] = column(3)
        }
        data["previousDay"] = previous.map { .string($0) }
        return try append("prices.recorded", data, occurred: cells.last?[0] ?? "", published: published)
    }

    @discardableResult
    func share(
        _ company: String, _ count: String, _ occurred: String, shareClass: String? = nil, qualifier: String = "exact"
    ) throws -> String {
        var data: JSONObject = [
            "company": .string(company), "measure": "basic",
            "outstanding": ["amount": .string(count), "unit": "share", "qualifier": .string(qualifier)],
        ]
        data["class"] = shareClass.map { .string($0) }
        return try append("shares.recorded", data, occurred: occurred)
    }

    @discardableResult
    func claim(
        _ company: String, _ instrument: String, _ change: JSONValue, occurred: String = "2025-11-03",
        basis: String? = nil
    ) throws -> String {
        var data: JSONObject = ["company": .string(company), "change": change]
        data["basis"] = basis.map { .string($0) }
        return try append("market-cap.changed", data, occurred: occurred, subject: "stock/\(instrument)")
    }

    /// The measured changes, as `day change percent`.
    func measured(_ company: String, _ selection: Selection = Selection()) throws -> [String] {
        try rows("market-cap", selection).filter {
            $0["company"]?.string == company && $0["origin"] == "measured"
        }.map {
            "\($0["day"]?.string ?? "") \(typed($0["change"]) ?? "null") \($0["percent"]?.string ?? "null")"
        }
    }
}

@Suite("Measured market value: prices times the shares of the day, close to close")
struct MeasurementTests {
    private func amazon() throws -> LedgerFixture { try LedgerFixture.listed([("amazon", "XNAS:AMZN")]) }

    @Test("one row a session whose previous session is known, with the day's high and low, and the events behind it")
    func sessions() throws {
        let ledger = try amazon()
        let prices = try ledger.price(
            "XNAS:AMZN", ["2025-10-31 244.22", "2025-11-03 254.00 258.60 252.90", "2025-11-04 249.32"])
        let shares = try ledger.share("amazon", "10690216011", "2025-11-03")
        #expect(
            try ledger.measured("amazon") == [
                "2025-11-03 104550312587.58 USD 4.005", "2025-11-04 -50030210931.48 USD -1.843",
            ])
        let row = try #require(try ledger.rows("market-cap").first)
        #expect(typed(row["changeHigh"]) == "153725306238.18 USD")
        #expect(typed(row["changeLow"]) == "92791075015.48 USD" || typed(row["changeLow"]) == "92791074975.48 USD")
        #expect(row["previousDay"] == "2025-10-31")
        #expect(row["adjusted"] == "none")
        #expect(row["direction"] == "up")
        #expect(row["basis"] == "close")
        #expect(row["events"] == .array([.string(prices), .string(shares)]))
    }

    @Test(
        "across events a session is known by previousDay, or where no session lies between; an empty cell says nothing"
    )
    func adjacency() throws {
        let ledger = try amazon()
        try ledger.share("amazon", "100", "2025-10-01")
        try ledger.price("XNAS:AMZN", ["2025-10-30 1", "2025-10-31 2"])
        try ledger.price("XNAS:AMZN", ["2025-11-04 4"])
        #expect(try ledger.measured("amazon") == ["2025-10-31 100 USD 100.000"])
        try ledger.price("XNAS:AMZN", ["2025-11-05 5"], previous: "2025-11-04")
        #expect(try ledger.measured("amazon").last == "2025-11-05 100 USD 25.000")
        try ledger.price("XNAS:AMZN", ["2025-11-06 -", "2025-11-07 7"], previous: "2025-11-05")
        #expect(try ledger.measured("amazon").last == "2025-11-07 200 USD 40.000")
        try ledger.price("XNAS:AMZN", ["2025-11-10 8"])
        #expect(try ledger.measured("amazon").last == "2025-11-10 100 USD 14.286", "a weekend lies between")
        try ledger.price("XNAS:AMZN", ["2025-11-12 9"])
        #expect(try ledger.measured("amazon").count == 4)
    }

    @Test(
        "a holiday of the share's own market is no session between two events, another market's is one",
        arguments: [
            ("XNAS", "2025-11-26", "2025-11-28", true), ("XTKS", "2025-11-26", "2025-11-28", false),
            ("XTKS", "2025-05-02", "2025-05-07", true), ("XNAS", "2025-05-02", "2025-05-07", false),
            ("XLON", "2025-04-17", "2025-04-22", true), ("XNAS", "2025-04-17", "2025-04-22", false),
        ])
    func holidays(_ market: String, _ before: String, _ after: String, _ isNext: Bool) throws {
        let ledger = try LedgerFixture.listed([("amazon", "\(market):AMZN")])
        try ledger.price("\(market):AMZN", ["\(before) 10"])
        try ledger.price("\(market):AMZN", ["\(after) 11"])
        #expect(try ledger.measured("amazon") == (isNext ? ["\(after) null 10.000"] : []))
    }

    @Test("a price between two days that an event covers stands between them, whichever was recorded first")
    func between() throws {
        let ledger = try amazon()
        try ledger.price("XNAS:AMZN", ["2025-10-30 1", "2025-11-03 2"])
        #expect(try ledger.measured("amazon").count == 1)
        try ledger.price("XNAS:AMZN", ["2025-10-31 1.5"])
        #expect(try ledger.measured("amazon") == ["2025-10-31 null 50.000", "2025-11-03 null 33.333"])
    }

    @Test("a change follows the company from one ticker to the next, and no ticker from one company to the next")
    func renamed() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.append(
            "company.registered",
            [
                "company": "meta", "name": "Meta", "kind": "public",
                "listings": [
                    ["ticker": "FB", "mic": "XNAS", "currency": "USD", "until": "2022-06-08"],
                    ["ticker": "META", "mic": "XNAS", "currency": "USD", "from": "2022-06-09"],
                ],
            ], occurred: "2012")
        try ledger.price("XNAS:FB", ["2022-06-07 195.65", "2022-06-08 196.64"])
        try ledger.price("XNAS:META", ["2022-06-09 184.00", "2022-06-10 175.57"], previous: "2022-06-08")
        #expect(
            try ledger.measured("meta") == [
                "2022-06-08 null 0.506", "2022-06-09 null -6.428", "2022-06-10 null -4.582",
            ])
    }

    @Test("without a share count the move is known and the change is not; a count holds from its day on")
    func shares() throws {
        let ledger = try amazon()
        try ledger.price("XNAS:AMZN", ["2025-10-30 10", "2025-10-31 11", "2025-11-03 12"])
        #expect(try ledger.measured("amazon") == ["2025-10-31 null 10.000", "2025-11-03 null 9.091"])
        try ledger.share("amazon", "100", "2025-11-03")
        #expect(try ledger.measured("amazon") == ["2025-10-31 null 10.000", "2025-11-03 100 USD 9.091"])
        try ledger.share("amazon", "50", "2025-10")
        #expect(try ledger.measured("amazon") == ["2025-10-31 50 USD 10.000", "2025-11-03 100 USD 9.091"])
    }

    @Test(
        "the count's qualifier is the change's; in a fall bounds change places",
        arguments: [
            ("about", "12", "~200 USD"), ("atLeast", "12", ">=200 USD"), ("atLeast", "9", "<=-100 USD"),
            ("upTo", "9", ">=-100 USD"),
        ])
    func qualifiers(_ qualifier: String, _ close: String, _ change: String) throws {
        let ledger = try amazon()
        try ledger.price("XNAS:AMZN", ["2025-10-31 10", "2025-11-03 \(close)"])
        try ledger.share("amazon", "100", "2025-11-01", qualifier: qualifier)
        #expect(try ledger.measured("amazon")[0].contains(" \(change) "))
    }

    @Test("a split between two closes changes no value; a count from before it is multiplied")
    func splits() throws {
        let ledger = try amazon()
        try ledger.share("amazon", "500", "2022-05-01")
        try ledger.price("XNAS:AMZN", ["2022-06-03 2447", "2022-06-06 124.79", "2022-06-07 123"])
        try ledger.append(
            "split.effective", ["company": "amazon", "ticker": "AMZN", "ratio": "20:1"], occurred: "2022-06-06",
            subject: "stock/XNAS:AMZN")
        #expect(
            try ledger.measured("amazon") == [
                "2022-06-06 24400 USD 1.994", "2022-06-07 -17900 USD -1.434",
            ])
        // A count of the split's own day does not say on which side it is.
        try ledger.share("amazon", "10000", "2022-06-06")
        #expect(try ledger.measured("amazon") == ["2022-06-06 null 1.994", "2022-06-07 null -1.434"])
        try ledger.share("amazon", "10000", "2022-06-07")
        #expect(
            try ledger.measured("amazon") == ["2022-06-06 null 1.994", "2022-06-07 -17900 USD -1.434"])
    }

    @Test("a ratio that does not divide evenly is rounded once, at the end")
    func thirds() throws {
        let ledger = try amazon()
        try ledger.count("amazon", "300000000", "2025-11-03", ["splitsThrough": "2025-11-03"])
        try ledger.price("XNAS:AMZN", ["2025-10-31 100", "2025-11-03 66.67"])
        try ledger.append(
            "split.effective", ["company": "amazon", "ticker": "AMZN", "ratio": "3:2"], occurred: "2025-11-03",
            subject: "stock/XNAS:AMZN")
        // 66.67 less 100 times 2/3, times 300 million.
        #expect(try ledger.measured("amazon") == ["2025-11-03 1000000 USD 0.005"])
    }

    @Test("classes add up, each at its own listing's price; all together at the first where they are counted together")
    func classes() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("alphabet", ["XNAS:GOOGL A", "XNAS:GOOG C"])
        try ledger.price("XNAS:GOOGL", ["2025-10-31 100", "2025-11-03 110 115 99"])
        try ledger.price("XNAS:GOOG", ["2025-10-31 200", "2025-11-03 210 211 208"])
        try ledger.share("alphabet", "5", "2025-10-01", shareClass: "A")
        try ledger.share("alphabet", "3", "2025-10-01", shareClass: "C")
        #expect(try ledger.measured("alphabet") == ["2025-11-03 80 USD 7.273"])
        let row = try #require(try ledger.rows("market-cap").first)
        #expect(typed(row["changeHigh"]) == "~108 USD")
        #expect(row["ticker"] == .null)
        try ledger.share("alphabet", "9", "2025-10-02")
        #expect(try ledger.measured("alphabet") == ["2025-11-03 90 USD 10.000"])
        try ledger.share("alphabet", "6", "2025-10-03", shareClass: "A")
        #expect(try ledger.measured("alphabet") == ["2025-11-03 90 USD 7.500"])
        try ledger.share("alphabet", "7", "2025-10-03", shareClass: "B")
        #expect(try ledger.measured("alphabet") == ["2025-11-03 null 10.000"], "class B has no price")
    }

    @Test("series are never mixed: raw prices first, else an adjusted series, which the row names")
    func adjusted() throws {
        let ledger = try amazon()
        try ledger.share("amazon", "100", "2025-10-01")
        try ledger.price("XNAS:AMZN", ["2025-10-31 1", "2025-11-03 2"], adjusted: "all")
        #expect(try ledger.measured("amazon") == ["2025-11-03 null 100.000"], "no amount of closes without dividends")
        #expect(try ledger.rows("market-cap").first?["adjusted"] == "all")
        try ledger.price("XNAS:AMZN", ["2025-10-31 3"])
        #expect(try ledger.measured("amazon") == ["2025-11-03 null 100.000"])
        try ledger.price("XNAS:AMZN", ["2025-11-03 4"], previous: "2025-10-31")
        #expect(try ledger.measured("amazon") == ["2025-11-03 100 USD 33.333"])
    }

    @Test(
        "each price counts from the end of its own day, under as-of and as-public; a stated publication counts for the whole"
    )
    func cuts() throws {
        let ledger = try amazon()
        try ledger.share("amazon", "100", "2025-10-01")
        try ledger.price("XNAS:AMZN", ["2025-10-30 1", "2025-10-31 2", "2025-11-03 3"])
        func days(_ selection: Selection) throws -> [String] {
            try ledger.measured("amazon", selection).map { String($0.prefix(10)) }
        }
        #expect(try days(asOf("2025-10-31")) == ["2025-10-31"])
        #expect(try days(asOf("2025-11-02")) == ["2025-10-31"])
        #expect(try days(asOf("2025-11-03T23:59:59-05:00")) == ["2025-10-31"])
        #expect(try days(asOf("2025-11-03")) == ["2025-10-31", "2025-11-03"])
        #expect(try days(asPublic("2025-10-31")) == ["2025-10-31"])
        #expect(try days(asOf("2025-10-29")).isEmpty)
        try ledger.price("XNAS:AMZN", ["2025-11-03 3", "2025-11-04 4"], published: "2025-12-01")
        #expect(try days(asPublic("2025-11-30")) == ["2025-10-31", "2025-11-03"])
        #expect(try days(asPublic("2025-12-01")) == ["2025-10-31", "2025-11-03", "2025-11-04"])
    }

    @Test("of two prices of one day the one that wins holds, whichever was recorded first")
    func contradiction() throws {
        for isReversed in [false, true] {
            let ledger = try amazon()
            try ledger.share("amazon", "100", "2025-10-01")
            try ledger.price("XNAS:AMZN", ["2025-10-31 1"])
            let prices = [("2", "2025-11-03"), ("3", "2025-11-05")]
            for (close, published) in isReversed ? prices.reversed() : prices {
                try ledger.price(
                    "XNAS:AMZN", ["2025-11-03 \(close)"], previous: "2025-10-31", published: published)
            }
            #expect(try ledger.measured("amazon") == ["2025-11-03 200 USD 200.000"])
        }
    }

    @Test("XXXX and the single listing of its ticker are one instrument, on the days of the listing")
    func unknownMarket() throws {
        let ledger = try amazon()
        try ledger.share("amazon", "100", "2025-10-01")
        try ledger.price("XXXX:AMZN", ["2025-10-31 1", "2025-11-03 2"])
        #expect(try ledger.measured("amazon") == ["2025-11-03 100 USD 100.000"])
        try ledger.price("XNAS:AMZN", ["2025-11-04 3"], previous: "2025-11-03")
        #expect(try ledger.measured("amazon").last == "2025-11-04 100 USD 50.000")
        try ledger.list("other", ["XETR:AMZN"])
        #expect(try ledger.measured("amazon").isEmpty, "two listings of the ticker: nobody knows which it is")
    }

    @Test("a price's day belongs to the company whose listing is valid then")
    func listings() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.append(
            "company.registered",
            [
                "company": "old", "name": "Old", "kind": "public",
                "listings": [["ticker": "X", "mic": "XNYS", "currency": "USD", "until": "2025-10-31"]],
            ], occurred: "2020")
        try ledger.list("new", ["XNYS:X"], from: "2025-11-03")
        try ledger.price("XNYS:X", ["2025-10-30 1", "2025-10-31 2", "2025-11-03 3", "2025-11-04 4"])
        #expect(try ledger.measured("old").map { $0.prefix(10) } == ["2025-10-31"])
        #expect(
            try ledger.measured("new").map { $0.prefix(10) } == ["2025-11-04"],
            "the close before the first is of another company's share")
    }

    @Test("a company that is registered later has its prices before that, too")
    func registeredLater() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.price("XNAS:AMZN", ["2025-10-31 1", "2025-11-03 2"])
        try ledger.list("amazon", ["XNAS:AMZN"], occurred: "2025-12-01")
        #expect(try ledger.measured("amazon", asOf("2025-11-03")) == ["2025-11-03 null 100.000"])
    }

    @Test("a product beyond 38 digits is not known, and the move still is")
    func overflow() throws {
        let ledger = try amazon()
        try ledger.share("amazon", "999999999999999999999", "2025-10-01")
        try ledger.price(
            "XNAS:AMZN", ["2025-10-31 1.123456789012345678", "2025-11-03 999999999999999999.1"])
        #expect(try ledger.measured("amazon").map { $0.hasPrefix("2025-11-03 null") } == [true])
    }
}

@Suite("An undisclosed company is the one it turns out to be")
struct IdentityTests {
    private func ledger() throws -> LedgerFixture {
        let ledger = try LedgerFixture(companies: ["openai", "oracle"])
        try ledger.append(
            "company.registered", ["company": "customer-a", "name": "Customer A", "kind": "undisclosed"])
        try ledger.append(
            "deal.announced",
            ["deal": "d", "buyer": "customer-a", "supplier": "oracle", "kind": "cloud", "value": dollars("7")],
            occurred: "2025-07-01", published: "2025-07-01")
        return ledger
    }

    @Test("views show it under that name")
    func merged() throws {
        let ledger = try ledger()
        #expect(try ledger.row("commitments", "deal", "d")["buyer"] == "customer-a")
        try ledger.append(
            "company.identified", ["company": "customer-a", "is": "openai"], occurred: "2025-09-01",
            published: "2025-09-01")
        let row = try ledger.row("commitments", "deal", "d")
        #expect(row["buyer"] == "openai")
        #expect(try ledger.row("dependencies", "provider", "oracle")["dependent"] == "openai")
        #expect(try ledger.row("commitments", "deal", "d", asOf("2025-08-31"))["buyer"] == "customer-a")
    }

    @Test("claims that prices are held against show it under that name, too")
    func measured() throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        try ledger.list("customer-a", ["XNAS:CUSA"], kind: "undisclosed")
        try ledger.list("openai", [])
        for instrument in ["XNAS:AMZN", "XNAS:CUSA"] {
            try ledger.price(instrument, ["2025-10-31 100", "2025-11-03 110"])
        }
        for (company, instrument) in [("amazon", "XNAS:AMZN"), ("customer-a", "XNAS:CUSA")] {
            try ledger.append(
                "stock.moved",
                [
                    "company": .string(company), "direction": "up",
                    "size": ["amount": "10", "unit": "percent", "qualifier": "exact"],
                    "saidBy": ["party": "customer-a"],
                ], subject: "stock/\(instrument)")
        }
        func claims() throws -> [String] {
            try ledger.rows("claims").map {
                "\($0["company"]?.string ?? "") \($0["saidBy"]?.string ?? "") \($0["verdict"]?.string ?? "")"
            }
        }
        #expect(try claims() == ["amazon customer-a holds", "customer-a customer-a holds"])
        try ledger.append("company.identified", ["company": "customer-a", "is": "openai"], occurred: "2025-09-01")
        #expect(try claims() == ["amazon openai holds", "openai openai holds"])
    }

    @Test("the statement itself goes on to say who was who; a denied one merges nothing")
    func denied() throws {
        let ledger = try ledger()
        let identified = try ledger.append(
            "company.identified", ["company": "customer-a", "is": "openai"], occurred: "2025-09-01")
        let row = try ledger.row("timeline", "type", "company.identified")
        #expect(row["companies"] == ["customer-a", "openai"])
        try ledger.append(
            "evidence.added", ["target": .string(identified), "stance": "denies", "by": ["party": "openai"]])
        #expect(try ledger.row("commitments", "deal", "d")["buyer"] == "customer-a")
    }
}

@Suite("Measurements do not depend on the order of recording")
struct MeasurementOrderTests {
    private static let days = ["2025-10-30", "2025-10-31", "2025-11-03", "2025-11-04"]

    /// Prices that contradict and complete each other, counts, a split and claims.
    private func facts(_ random: inout SeededGenerator) throws -> [JSONObject] {
        let maker = try LedgerFixture(companies: [])
        var events: [JSONObject] = []
        for number in 0..<9 {
            let day = try #require(Self.days.randomElement(using: &random))
            let published = Bool.random(using: &random) ? Self.days.randomElement(using: &random) : nil
            let amount = String(Int.random(in: 1...9, using: &random))
            let start = Int.random(in: 0..<3, using: &random)
            let some = Self.days[start...Int.random(in: start...3, using: &random)]
            var prices: JSONObject = [
                "ticker": "AMZN", "mic": Bool.random(using: &random) ? "XNAS" : "XXXX", "kind": "equity",
                "currency": "USD", "adjusted": Int.random(in: 0..<4, using: &random) == 0 ? "all" : "none",
                "days": .array(some.map { .string($0) }),
                "close": .array(
                    some.map { _ in
                        Int.random(in: 0..<5, using: &random) == 0
                            ? .null : .string(String(Int.random(in: 1...9, using: &random)))
                    }),
            ]
            if start > 0, Bool.random(using: &random) { prices["previousDay"] = .string(Self.days[start - 1]) }
            let choices: [(String, JSONObject, String)] = [
                ("prices.recorded", prices, some.last ?? day), ("prices.recorded", prices, some.last ?? day),
                (
                    "shares.recorded",
                    [
                        "company": "amazon", "measure": "basic",
                        "outstanding": ["amount": .string(amount), "unit": "share", "qualifier": "exact"],
                    ], day
                ),
                ("split.effective", ["company": "amazon", "ticker": "AMZN", "ratio": .string("\(amount):1")], day),
                ("market-cap.changed", ["company": "amazon", "change": dollars(amount, "about")], day),
            ]
            guard let choice = choices.randomElement(using: &random) else { continue }
            let isStock = choice.0 != "prices.recorded" && choice.0 != "shares.recorded"
            events.append(
                maker.event(
                    choice.0, choice.1, occurred: choice.2, published: published,
                    subject: isStock ? "stock/XNAS:AMZN" : nil, id: 100 + number))
        }
        return events
    }

    @Test("any order gives the same digests", arguments: (0..<120).map { UInt64($0) })
    func permutations(_ seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let events = try facts(&random)
        var digests: Set<[String]> = []
        for _ in 0..<4 {
            let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
            for event in events.shuffled(using: &random) { _ = try ledger.ledger.append([event]) }
            digests.insert(
                try ledger.ledger.views.everything(Selection()).views.map { $0.shape.digest(of: $0.rows) })
        }
        #expect(digests.count == 1, "seed \(seed)")
    }

    @Test(
        "a change is shares times the step of the price, rounded half to even, whatever the split",
        arguments: (0..<300).map { UInt64($0) })
    func arithmetic(_ seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let (new, old) = (Int.random(in: 1...20, using: &random), Int.random(in: 1...20, using: &random))
        let (before, after) = (Int.random(in: 1...99_999, using: &random), Int.random(in: 1...99_999, using: &random))
        let count = Int.random(in: 1...9_999_999, using: &random)
        let dollar = try #require(MeasureUnit.named("USD"))
        func price(_ cents: Int) -> ExactDecimal { ExactDecimal(coefficient: Int128(cents), scale: 2) }
        let day = try #require(CivilDay("2025-11-03"))
        let move = PriceMove(
            instrument: Instrument(mic: "XNAS", ticker: "AMZN"), adjusted: "none", currency: dollar, day: day,
            previousDay: day, previousClose: price(before), close: price(after), high: nil, low: nil,
            split: SplitRatio(new: ExactDecimal(new), old: ExactDecimal(old)), facts: [])
        // In cents, over `new`.
        let numerator = count * (after * new - before * old)
        var (cents, rest) = numerator.quotientAndRemainder(dividingBy: new)
        if 2 * abs(rest) > new || (2 * abs(rest) == new && cents % 2 != 0) { cents += rest < 0 ? -1 : 1 }
        rest = 0
        let exact = try move.step(to: price(after)).multiplied(by: ExactDecimal(count))
        let change = try exact.rounded(2)
        #expect(change == price(cents))
        let (value, isRounded) = try exact.decimal()
        #expect(isRounded == (try value.multiplied(by: ExactDecimal(new)) != price(numerator)))
        // The price of that very change is the close again, up to the cent that was rounded.
        let required = try move.price(of: change, count: ExactDecimal(count))
        #expect(try abs(required.subtracting(price(after)).double) <= 0.01)
    }
}
