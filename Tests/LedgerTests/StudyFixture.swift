import CanonicalJSON
import CivilTime
import EventStudy
import Ledger
import MarketEvents
import Projections
import Testing

/// A ledger with a benchmark, one company with two years of prices, and what a test adds.
struct StudyFixture {
    let ledger: LedgerFixture
    let days: [CivilDay]
    /// By day: the market's and the company's closes as recorded.
    let closes: [(market: String, own: String)]

    /// Every weekday from 2024-11-04 to 2025-11-14; the walk is seeded.
    init(adjusted: String = "all", mic: String = "XNAS", index: Bool = true) throws {
        ledger = try LedgerFixture(companies: ["openai"])
        var days: [CivilDay] = []
        var day = try #require(CivilDay("2024-11-04"))
        while day <= (try #require(CivilDay("2025-11-14"))) {
            if day.weekday <= 5 { days.append(day) }
            day = try #require(day.adding(days: 1))
        }
        self.days = days
        var state: UInt64 = 7
        func step() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % 201 - 100
        }
        var (market, own) = (500_000, 20_000)
        closes = days.map { _ in
            let shock = step()
            market += shock * 40
            own += shock * 2 + step() * 2
            return ("\(market / 100)", "\(own / 100).\(own % 100 < 10 ? "0" : "")\(own % 100)")
        }
        try ledger.append(
            "company.registered",
            [
                "company": "amazon", "name": "Amazon", "kind": "public",
                "listings": [["ticker": "AMZN", "mic": "XNAS", "currency": "USD"]],
            ])
        try ledger.append(
            "company.registered", ["company": "aws", "name": "AWS", "kind": "unit", "parent": "amazon"])
        if index { try record("SP500", "XXXX", "index", "none", closes.map(\.market)) }
        try record("AMZN", mic, "equity", adjusted, closes.map(\.own))
    }

    func record(
        _ ticker: String, _ mic: String, _ kind: String, _ adjusted: String, _ values: [String],
        days: [CivilDay]? = nil, published: String? = nil
    ) throws {
        let days = days ?? self.days
        try ledger.append(
            "prices.recorded",
            [
                "ticker": .string(ticker), "mic": .string(mic), "kind": .string(kind), "currency": "USD",
                "adjusted": .string(adjusted), "days": .array(days.map { .string($0.description) }),
                "close": .array(values.map { .string($0) }),
            ], occurred: days.last?.description ?? "", published: published)
    }

    func deal(_ fields: JSONObject = [:], occurred: String = "2025-11-03", published: String? = nil) throws -> String {
        var data: JSONObject = ["deal": "d1", "buyer": "openai", "supplier": "amazon", "kind": "cloud"]
        for member in fields.members { data[member.name] = member.value }
        return try ledger.append("deal.announced", data, occurred: occurred, published: published)
    }

    func study(_ items: [StudyRequest.Item], _ change: (inout StudyRequest) -> Void = { _ in }) throws -> StudyReport {
        var request = StudyRequest(
            design: try StudyDesign(estimation: -120 ... -11, window: -3...3), items: items)
        change(&request)
        return try ledger.ledger.study(request)
    }

    func point(_ text: String, _ ticker: String = "AMZN") throws -> StudyRequest.Item {
        .point(.init(ticker: ticker, day: try #require(CivilDay(text))))
    }

    func close(_ day: String) throws -> ExactDecimal {
        let index = try #require(days.firstIndex { $0.description == day })
        return try #require(ExactDecimal(price: closes[index].own))
    }
}
