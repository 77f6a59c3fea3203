import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Testing

/// A company whose value is known first: its price in shares of before all splits, walking, times as many shares. What is recorded
/// is made of that, in one of the many ways in which vendors and filings put it.
private struct KnownValue {
    struct Split {
        let session: CivilDay
        /// Where it is told of the evening before.
        let occurred: String
        /// The day of `occurred`.
        let day: CivilDay
        let new: Int
        let old: Int
    }

    var random: SeededGenerator
    var days: [CivilDay] = []
    /// In cents, of a share of before all splits.
    var prices: [Int] = []
    var splits: [Split] = []
    static let shares = 4_000_000

    init(_ seed: UInt64) throws {
        random = SeededGenerator(state: seed)
        var day = try #require(CivilDay("2024-01-02"))
        var price = 800_000
        while days.count < 50 {
            if day.weekday <= 5 {
                days.append(day)
                prices.append(price)
                price += Int.random(in: -30_000...30_000, using: &random)
            }
            day = try #require(day.adding(days: 1))
        }
        let ratios = [(2, 1), (4, 1), (5, 1), (10, 1), (20, 1), (1, 4), (1, 10), (5, 4)]
        for place in [Int.random(in: 3...12, using: &random), Int.random(in: 28...45, using: &random)] {
            let (new, old) = try #require(ratios.randomElement(using: &random))
            let isEvening = Bool.random(using: &random)
            let told = isEvening ? days[place - 1] : days[place]
            splits.append(
                Split(
                    session: days[place], occurred: isEvening ? "\(told)T18:00:00-05:00" : told.description, day: told,
                    new: new, old: old))
        }
    }

    /// A price in shares of a session, after what adjusts it further.
    func close(_ place: Int, adjustedThrough: CivilDay?) throws -> String {
        var price = ExactDecimal(coefficient: Int128(prices[place]), scale: 2)
        for split in splits {
            let isIn = adjustedThrough.map { split.day <= $0 } ?? false
            if split.session <= days[place] || isIn {
                price = try price.scaled(by: ExactDecimal(split.old), over: ExactDecimal(split.new), fractionDigits: 12)
            }
        }
        return price.description
    }

    /// The shares in which the splits up to a day are.
    func count(through day: CivilDay) -> Int {
        splits.filter { $0.day <= day }.reduce(KnownValue.shares) { $0 * $1.new / $1.old }
    }

    mutating func ledger() throws -> LedgerFixture {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        var start = 0
        let isAdjusted = Bool.random(using: &random)
        while start < days.count {
            let end = min(days.count, start + Int.random(in: 10...50, using: &random))
            let through = isAdjusted ? days[Int.random(in: (end - 1)..<days.count, using: &random)] : nil
            var data: JSONObject = [
                "ticker": "AMZN", "mic": "XNAS", "kind": "equity", "currency": "USD",
                "adjusted": isAdjusted ? "splits" : "none",
                "days": .array(days[start..<end].map { .string($0.description) }),
                "close": .array(try (start..<end).map { .string(try close($0, adjustedThrough: through)) }),
            ]
            data["adjustedThrough"] = through.map { .string($0.description) }
            if start > 0 { data["previousDay"] = .string(days[start - 1].description) }
            try ledger.append("prices.recorded", data, occurred: days[end - 1].description)
            start = end
        }
        for split in splits {
            try ledger.split("amazon", "XNAS:AMZN", "\(split.new):\(split.old)", split.occurred)
            if Bool.random(using: &random) {
                // Another vendor, less sure, a day later and in other terms.
                try ledger.split(
                    "amazon", "XNAS:AMZN", "\(split.new * 3):\(split.old * 3)",
                    split.session.adding(days: 1)?.description ?? "", certainty: "reported")
            }
        }
        if Bool.random(using: &random) {
            let own = try #require(days[0].adding(days: -30))
            try ledger.count("amazon", String(count(through: own)), own.description)
        } else {
            // Of before, restated for what came up to some day.
            let through = try #require(days.randomElement(using: &random))
            try ledger.count(
                "amazon", String(count(through: through)), "2023-Q4", published: "2024-06-01",
                ["splitsThrough": .string(through.description)])
        }
        return ledger
    }
}

@Suite("However prices, splits and counts are recorded, the value of a company is one")
struct BasisPropertyTests {
    @Test(
        "total, change and percentage are those that the records were made of", arguments: (1...60).map { UInt64($0) })
    func value(_ seed: UInt64) throws {
        var known = try KnownValue(seed)
        let ledger = try known.ledger()
        let rows = try ledger.rows("market-cap").filter { $0["origin"] == "measured" }
        #expect(rows.count == known.days.count - 1)
        for (place, row) in zip(1..., rows) {
            func dollars(_ cents: Int) -> String {
                "\(ExactDecimal(coefficient: Int128(cents) * Int128(KnownValue.shares), scale: 2)) USD"
            }
            let step = known.prices[place] - known.prices[place - 1]
            let percent = try ExactDecimal(100).scaled(
                by: ExactDecimal(step), over: ExactDecimal(known.prices[place - 1]), fractionDigits: 3)
            #expect(row["day"]?.string == known.days[place].description)
            #expect(typed(row["total"]) == dollars(known.prices[place]), "seed \(seed), \(known.days[place])")
            #expect(typed(row["change"]) == dollars(step), "seed \(seed), \(known.days[place])")
            #expect(row["percent"]?.string == percent.fixed(fractionDigits: 3))
        }
    }

    @Test("a cut shows the days up to it as they are without it", arguments: (1...20).map { UInt64($0) })
    func cuts(_ seed: UInt64) throws {
        var known = try KnownValue(seed)
        let ledger = try known.ledger()
        let whole = try ledger.valued("amazon")
        for place in stride(from: 5, to: 50, by: 11) {
            let day = known.days[place].description
            let cut = try ledger.valued("amazon", asOf(day))
            #expect(cut == Array(whole.prefix { $0.prefix(10) <= day }), "seed \(seed), \(day)")
        }
    }
}
