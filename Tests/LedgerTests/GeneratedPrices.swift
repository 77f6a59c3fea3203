import CanonicalJSON
import CivilTime
import Testing

/// Prices of one share with splits, receipts and contradictions among them, recorded in many ways, and a benchmark of the same
/// days.
struct GeneratedPrices {
    var random: SeededGenerator
    var days: [CivilDay] = []
    let ledger: LedgerFixture

    init(_ seed: UInt64) throws {
        random = SeededGenerator(state: seed)
        var day = try #require(CivilDay("2024-01-02"))
        let (gap, hasGap) = (Int.random(in: 5...30, using: &random), Bool.random(using: &random))
        while days.count < 45 {
            if day.weekday <= 5 { days.append(day) }
            // Nothing is recorded for longer than closes say anything of a split.
            let step = hasGap && days.count == gap ? 16 : 1
            day = try #require(day.adding(days: step))
        }
        ledger = try LedgerFixture(companies: [])
        try register()
        try record("SP500", "index", "none", closes: days.indices.map { "\(5_000 + $0 % 7)" }, of: days, through: nil)
        let splits = try splits()
        try recordPrices(splits)
    }

    private mutating func pick<Element>(_ elements: [Element]) throws -> Element {
        try #require(elements.randomElement(using: &random))
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    /// A receipt may come to stand for another number of shares.
    private mutating func register() throws {
        var listings: [JSONValue] = [["ticker": "AMZN", "mic": "XNAS", "currency": "USD"]]
        if chance(30) {
            let change = try pick(days).description
            let before = try #require(CivilDay(change)?.adding(days: -1)).description
            listings = [
                ["ticker": "AMZN", "mic": "XNAS", "currency": "USD", "ratio": "5", "until": .string(before)],
                [
                    "ticker": "AMZN", "mic": "XNAS", "currency": "USD", "ratio": .string(try pick(["10", "4", "5"])),
                    "from": .string(change),
                ],
            ]
        }
        try ledger.append(
            "company.registered",
            ["company": "amazon", "name": "Amazon", "kind": "public", "listings": .array(listings)], occurred: "2020")
    }

    /// The splits that the closes show, of which not all are told rightly.
    private mutating func splits() throws -> [(day: CivilDay, new: Int, old: Int)] {
        var splits: [(day: CivilDay, new: Int, old: Int)] = []
        for number in 0..<Int.random(in: 0...3, using: &random) {
            let (new, old) = try pick([(2, 1), (4, 1), (20, 1), (1, 10), (5, 4), (3, 2), (1, 1)])
            let day = try pick(days)
            if chance(85) { splits.append((day, new, old)) }
            guard chance(85) else { continue }
            let told = try #require(day.adding(days: chance(25) ? Int.random(in: -4...4, using: &random) : 0))
            let certainty = chance(20) ? "reported" : "confirmed"
            try ledger.split(
                "amazon", "XNAS:AMZN", "\(new):\(old)", told.description, certainty: certainty,
                slug: chance(20) ? "split-\(number)" : nil, published: chance(20) ? "2024-12-01" : nil)
            if chance(25) {
                let other = try pick(["3:1", "\(new * 2):\(old * 2)", "2:1"])
                try ledger.split(
                    "amazon", "XNAS:AMZN", other, told.adding(days: 1)?.description ?? "",
                    certainty: try pick(["confirmed", "reported"]))
            }
        }
        return splits
    }

    private mutating func recordPrices(_ splits: [(day: CivilDay, new: Int, old: Int)]) throws {
        let adjusted = try pick(["none", "none", "splits", "all"])
        var (price, prices) = (80_000.0, [Double]())
        for _ in days {
            prices.append(price)
            price *= 1 + Double(Int.random(in: -900...1_000, using: &random)) / 10_000
        }
        var start = 0
        while start < days.count {
            let end = min(days.count, start + Int.random(in: 4...45, using: &random))
            let through = adjusted == "none" ? nil : days[Int.random(in: (end - 1)..<days.count, using: &random)]
            // Several facts may have the same days.
            for first in chance(25) ? [start, max(0, start - 3)] : [start] {
                let closes = (first..<end).map { place -> JSONValue in
                    if chance(4) { return .null }
                    var close = prices[place] * (first == start ? 1 : 1.01)
                    for split in splits where split.day <= days[place] || through.map({ split.day <= $0 }) ?? false {
                        close *= Double(split.old) / Double(split.new)
                    }
                    return .string(String(Double(Int(close * 100)) / 100))
                }
                let published = chance(20) ? "2024-04-0\(Int.random(in: 1...9, using: &random))" : nil
                try record(
                    "AMZN", "equity", adjusted, closes: closes, of: Array(days[first..<end]), through: through,
                    after: first > 0 ? days[first - 1] : nil, published: published)
            }
            start = end
        }
    }

    private func record(
        _ ticker: String, _ kind: String, _ adjusted: String, closes: [String], of days: [CivilDay], through: CivilDay?
    ) throws {
        try record(ticker, kind, adjusted, closes: closes.map { .string($0) }, of: days, through: through)
    }

    private func record(
        _ ticker: String, _ kind: String, _ adjusted: String, closes: [JSONValue], of days: [CivilDay],
        through: CivilDay?, after previous: CivilDay? = nil, published: String? = nil
    ) throws {
        var data: JSONObject = [
            "ticker": .string(ticker), "mic": kind == "index" ? "XXXX" : "XNAS", "kind": .string(kind),
            "currency": "USD", "adjusted": .string(adjusted), "days": .array(days.map { .string($0.description) }),
            "close": .array(closes),
        ]
        // So that it is known over a gap, too, that no session lies between.
        data["previousDay"] = previous.map { .string($0.description) }
        data["adjustedThrough"] = through.map { .string($0.description) }
        try ledger.append(
            "prices.recorded", data, occurred: days.last?.description ?? "", published: published)
    }
}
