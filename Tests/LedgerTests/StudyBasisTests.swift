import CanonicalJSON
import CivilTime
import EventStudy
import Ledger
import MarketEvents
import Testing

@testable import Projections

extension LedgerFixture {
    private static let share = Instrument(mic: "XNAS", ticker: "AMZN")
    private static let index = Instrument(mic: "XXXX", ticker: "SP500")

    /// The changes in percent of one that market-cap has, by day, where they are from one session of the benchmark to the next.
    fileprivate func measuredReturns(_ days: [CivilDay], _ selection: Selection) throws -> [Double?] {
        let history = try ledger.views.history(selection)
        var market = Market(companies: history.companies)
        for fact in history.facts + history.splitsBeyondCut { market.add(fact) }
        let share = market.share(of: Self.share, on: try #require(days.last))
        return try zip([nil] + days.map(Optional.some), days).map { before, day in
            guard let move = market.move(share, on: day), move.previousDay == before, move.obstacle == nil else {
                return nil
            }
            return try move.percent(to: move.close).double / 100
        }
    }

    fileprivate func studiedReturns(
        _ selection: Selection, _ kind: ReturnKind = .simple
    ) throws -> (days: [CivilDay], returns: [Double?]) {
        let facts = StudyFacts(log: log, selection: selection)
        guard let index = try facts.bestHistory(of: .index(Self.index)) else { return ([], []) }
        let market = StudyMarket(index, of: .index(Self.index))
        let day = try #require(market.calendar.days.last)
        let share = try facts.withListedShares { $0.share(of: Self.share, on: day) }
        guard let history = try facts.bestHistory(of: share, for: kind) else {
            return (market.calendar.days, market.calendar.days.map { _ in nil })
        }
        let returns = try StudyRun.returns(of: history, share, kind, market, facts)
        return (market.calendar.days, returns.values.map { $0.isNaN ? nil : $0 })
    }
}

@Suite("A study's return of a day is the change in percent that market-cap has of it")
struct StudyBasisTests {
    private static func agree(_ studied: Double?, _ measured: Double?) -> Bool {
        guard let studied, let measured else { return studied == nil && measured == nil }
        return abs(studied - measured) <= 1e-12 * (1 + abs(measured))
    }

    private func expectAgreement(_ ledger: LedgerFixture, _ selection: Selection, _ name: String) throws -> Int {
        let (days, studied) = try ledger.studiedReturns(selection)
        let measured = try ledger.measuredReturns(days, selection)
        for (place, day) in days.enumerated() {
            #expect(
                Self.agree(studied[place], measured[place]),
                "\(name), \(day): \(String(describing: studied[place])), \(String(describing: measured[place]))")
        }
        return measured.count { $0 != nil }
    }

    @Test("or neither has one, however prices and splits are recorded", arguments: (1...120).map { UInt64($0) })
    func generated(_ seed: UInt64) throws {
        let ledger = try GeneratedPrices(seed).ledger
        var compared = 0
        for (name, selection) in [
            ("whole", Selection()), ("as of", try asOf("2024-02-09")), ("as public", try asPublic("2024-02-12")),
        ] {
            compared += try expectAgreement(ledger, selection, "seed \(seed), \(name)")
        }
        #expect(compared > 30)
    }

    /// The benchmark has the days of the prices.
    private func ledger(
        _ prices: [String], adjusted: String = "none", through: String? = nil, ratios: [(String, from: String)] = []
    ) throws -> LedgerFixture {
        let ledger = try LedgerFixture(companies: [])
        let listings = ratios.enumerated().map { place, ratio -> JSONValue in
            var listing: JSONObject = [
                "ticker": "AMZN", "mic": "XNAS", "currency": "USD", "ratio": .string(ratio.0),
                "from": .string(ratio.from),
            ]
            if place + 1 < ratios.count {
                listing["until"] = (CivilDay(ratios[place + 1].from)?.adding(days: -1)?.description).map { .string($0) }
            }
            return .object(listing)
        }
        let plain: [JSONValue] = [["ticker": "AMZN", "mic": "XNAS", "currency": "USD"]]
        try ledger.append(
            "company.registered",
            [
                "company": "amazon", "name": "Amazon", "kind": "public",
                "listings": .array(listings.isEmpty ? plain : listings),
            ], occurred: "2018")
        let parts = prices.map { $0.split(separator: " ").map(String.init) }
        for (ticker, mic, kind) in [("SP500", "XXXX", "index"), ("AMZN", "XNAS", "equity")] {
            var data: JSONObject = [
                "ticker": .string(ticker), "mic": .string(mic), "kind": .string(kind), "currency": "USD",
                "adjusted": .string(kind == "index" ? "none" : adjusted),
                "days": .array(parts.map { .string($0[0]) }),
                "close": .array(parts.map { .string(kind == "index" ? "5000" : $0[1]) }),
            ]
            if kind == "equity" { data["adjustedThrough"] = through.map { .string($0) } }
            try ledger.append("prices.recorded", data, occurred: parts.last?[0] ?? "")
        }
        return ledger
    }

    private func returns(
        _ ledger: LedgerFixture, _ selection: Selection = Selection(), _ kind: ReturnKind = .simple
    ) throws -> [String] {
        if kind == .simple { _ = try expectAgreement(ledger, selection, "returns") }
        return try ledger.studiedReturns(selection, kind).returns.dropFirst().map { value in
            value.map { String((($0 * 1e6).rounded()) / 1e6) } ?? "none"
        }
    }

    @Test("a split between closes that are more than ten days apart")
    func farApart() throws {
        let ledger = try ledger(["2024-03-01 100", "2024-03-20 52", "2024-03-21 26"])
        try ledger.split("amazon", "XNAS:AMZN", "2:1", "2024-03-11")
        #expect(try returns(ledger) == ["0.04", "none"])
    }

    @Test("a ratio that is not settled: no return crosses its days, raw or adjusted; all others stand")
    func unsettled() throws {
        for (adjusted, closes) in [("none", [100, 101, 51, 52]), ("splits", [50, 50.5, 51, 52])] {
            let days = ["2024-03-07", "2024-03-08", "2024-03-11", "2024-03-12"]
            let ledger = try ledger(
                zip(days, closes).map { "\($0) \($1)" }, adjusted: adjusted,
                through: adjusted == "none" ? nil : "2024-03-12")
            try ledger.split("amazon", "XNAS:AMZN", "2:1", "2024-03-11")
            try ledger.split("amazon", "XNAS:AMZN", "3:1", "2024-03-11")
            #expect(try returns(ledger) == ["0.01", "none", "0.019608"], "\(adjusted)")
        }
    }

    @Test(
        "a split beyond the cut takes its adjustment back from closes that hold it, and no return crosses it in raw ones"
    )
    func beyondCut() throws {
        let adjusted = try ledger(
            ["2024-03-07 50", "2024-03-08 50.5", "2024-03-11 51", "2024-03-12 52"], adjusted: "splits",
            through: "2024-03-12")
        try adjusted.split("amazon", "XNAS:AMZN", "2:1", "2024-03-11", published: "2024-06-01")
        #expect(try returns(adjusted, asPublic("2024-03-12")) == ["0.01", "0.009901", "0.019608"])
        let raw = try ledger(["2024-03-07 100", "2024-03-08 101", "2024-03-11 75", "2024-03-12 76.5"])
        try raw.split("amazon", "XNAS:AMZN", "4:3", "2024-03-11", published: "2024-06-01")
        #expect(try returns(raw, asPublic("2024-03-12")) == ["0.01", "none", "0.02"])
    }

    @Test("a receipt that comes to stand for twice as many shares, and what it pays is of its day")
    func receipt() throws {
        let prices = ["2024-03-07 50", "2024-03-08 51", "2024-03-11 102", "2024-03-12 104.04"]
        let ledger = try ledger(prices, ratios: [("5", "2018-01-01"), ("10", "2024-03-11")])
        #expect(try returns(ledger) == ["0.02", "0.0", "0.02"])
        func pay(_ amount: String, _ day: String) throws {
            try ledger.append(
                "dividend.effective", ["company": "amazon", "ticker": "AMZN", "amount": dollars(amount)], occurred: day,
                subject: "stock/XNAS:AMZN")
        }
        try pay("1.00", "2024-03-08")
        try pay("2.04", "2024-03-12")
        #expect(try returns(ledger, Selection(), .total) == ["0.04", "0.0", "0.04"])
        // Nothing else says that there is none: the closes do not show the change.
        let unchanged = try self.ledger(
            ["2024-03-07 50", "2024-03-08 51", "2024-03-11 51"], ratios: [("5", "2018-01-01"), ("10", "2024-03-11")])
        #expect(try returns(unchanged) == ["0.02", "none"])
    }

    @Test("a split that the closes show on another day: no return of either day")
    func anotherDay() throws {
        let ledger = try ledger(
            ["2024-03-07 100", "2024-03-08 101", "2024-03-11 102", "2024-03-12 82", "2024-03-13 83"])
        try ledger.split("amazon", "XNAS:AMZN", "5:4", "2024-03-11")
        #expect(try returns(ledger) == ["0.01", "none", "none", "0.012195"])
    }

    @Test("a jump right behind the first close")
    func jump() throws {
        #expect(
            try returns(ledger(["2024-03-07 100", "2024-03-08 10", "2024-03-11 10.1"])) == ["none", "0.01"])
    }

    @Test("two splits at once, of which the closes show neither")
    func twoAtOnce() throws {
        let ledger = try ledger(["2024-03-07 100", "2024-03-08 101", "2024-03-12 102", "2024-03-13 103.02"])
        try ledger.split("amazon", "XNAS:AMZN", "2:1", "2024-03-11", slug: "one")
        try ledger.split("amazon", "XNAS:AMZN", "3:1", "2024-03-12", slug: "two")
        #expect(try returns(ledger) == ["0.01", "none", "0.01"])
    }

    @Test("a day of which the telling that wins has no price above zero is as another tells it")
    func noPriceOfZero() throws {
        let ledger = try ledger(["2024-03-07 100", "2024-03-08 101", "2024-03-11 102.01"])
        try ledger.append(
            "prices.recorded",
            [
                "ticker": "AMZN", "mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none",
                "days": ["2024-03-08"], "close": ["0"],
            ], occurred: "2024-03-08", published: "2024-03-20")
        #expect(try returns(ledger) == ["0.01", "0.01"])
    }
}
