import CanonicalJSON
import CivilTime
import EventStudy
import MarketEvents
import Projections
import Testing

@Suite("A study's market value is that of the measured rows: one set of rules for shares, splits and prices")
struct StudyValueTests {
    /// What is recorded of Amazon's shares and of the split, beside its raw prices.
    struct Recorded: Sendable, CustomTestStringConvertible {
        let what: String
        /// Of a hundred shares, or of as many as they became.
        var counts = [(shares: "100", day: "2025-01-02", certainty: "confirmed")]
        var splits = [(ratio: "4:1", day: "2025-10-30", certainty: "confirmed")]
        /// From this session on a raw price is a quarter.
        var cut = "2025-10-30"
        /// Where the prices stand.
        var market = "XNAS"

        var testDescription: String { what }
    }

    static let cases: [Recorded] = [
        Recorded(what: "a split after the count"),
        Recorded(
            what: "a split on the studied day",
            splits: [("4:1", "2025-11-03", "confirmed")], cut: "2025-11-03"),
        Recorded(what: "a split before the count", counts: [("400", "2025-10-31", "confirmed")]),
        Recorded(
            what: "a split told twice of one day, once less surely and with another ratio",
            splits: [("4:1", "2025-10-30", "confirmed"), ("3:1", "2025-10-30", "reported")]),
        Recorded(
            what: "a count of a quarter, which holds from its end",
            counts: [("100", "2025-01-02", "confirmed"), ("999", "2025-Q4", "confirmed")]),
        Recorded(
            what: "a split whose day is known as a month",
            splits: [("4:1", "2025-10", "confirmed")], cut: "2025-10-31"),
        Recorded(
            what: "prices of an unknown market, and a split of the listing", market: "XXXX"),
        Recorded(
            what: "two counts of one day",
            counts: [("100", "2025-01-02", "confirmed"), ("7", "2025-01-02", "expected")]),
    ]

    private func fixture(_ recorded: Recorded) throws -> StudyFixture {
        let fixture = try StudyFixture(adjusted: "all", mic: recorded.market)
        let raw = zip(fixture.days, fixture.closes).map { day, close -> String in
            guard day.description >= recorded.cut, let price = ExactDecimal(price: close.own) else { return close.own }
            return (try? price.scaled(by: ExactDecimal(1), over: ExactDecimal(4), fractionDigits: 4))?.description ?? ""
        }
        try fixture.record("AMZN", recorded.market, "equity", "none", raw)
        for split in recorded.splits {
            try fixture.ledger.append(
                "split.effective",
                [
                    "company": "amazon", "ticker": "AMZN", "ratio": .string(split.ratio),
                    "certainty": .string(split.certainty),
                ], occurred: split.day, published: split.certainty == "confirmed" ? "2025-09-01" : "2025-11-20",
                subject: "stock/XNAS:AMZN")
        }
        for count in recorded.counts {
            try fixture.ledger.append(
                "shares.recorded",
                [
                    "company": "amazon", "measure": "basic", "certainty": .string(count.certainty),
                    "outstanding": ["amount": .string(count.shares), "unit": "share", "qualifier": "exact"],
                ], occurred: count.day, published: count.certainty == "confirmed" ? nil : "2025-11-20")
        }
        return fixture
    }

    @Test("The change of day 0 is the measured one, whatever was recorded:", arguments: cases)
    func change(_ recorded: Recorded) throws {
        let fixture = try fixture(recorded)
        let subject = try fixture.study([fixture.point("2025-11-03")]).subjects[0]
        let measured = try #require(
            fixture.ledger.rows("market-cap").first { $0["day"] == "2025-11-03" })
        #expect(subject.marketValueChange?.typed == typed(measured["change"]))
        // A hundred shares of before the split, at prices of before the split.
        let expected = try fixture.close("2025-11-03").subtracting(fixture.close("2025-10-31")).multiplied(
            by: ExactDecimal(100))
        #expect(subject.marketValueChange?.amount == expected)
        #expect(subject.marketValueChange?.qualifier == .exact)
        // The abnormal amount is of the value at the close before, in the same shares.
        let report = try fixture.study([fixture.point("2025-11-03")])
        let abnormal = Array(report.sample.abnormalReturns(of: 0))[3]
        let value = try fixture.close("2025-10-31").double * 100
        #expect(abs((subject.dayZeroAmount?.value ?? 0) / (value * abnormal) - 1) < 1e-9)
        // What it rests on is what the measured row rests on.
        for id in measured["events"]?.array ?? [] { #expect(subject.events.contains(id.string ?? "")) }
    }

    @Test("returns of raw prices are freed of a split once, however often it was told")
    func returns() throws {
        let whole = try StudyFixture(adjusted: "none")
        let plain = try whole.study([whole.point("2025-11-03")])
        let told = try StudyFixture(adjusted: "none")
        let raw = zip(told.days, told.closes).map { day, close in
            day.description < "2025-10-30"
                ? close.own : (ExactDecimal(price: close.own)?.double).map { String($0 / 4) } ?? ""
        }
        let again = try StudyFixture(adjusted: "none", mic: "XXXX")
        for (fixture, mic) in [(told, "XNAS"), (again, "XXXX")] {
            try fixture.record("AMZN", mic, "equity", "none", raw, published: "2025-11-20")
            for _ in 0..<2 {
                try fixture.ledger.append(
                    "split.effective", ["company": "amazon", "ticker": "AMZN", "ratio": "4:1"],
                    occurred: "2025-10-30", subject: "stock/XNAS:AMZN")
            }
            let carried = try fixture.study([fixture.point("2025-11-03")])
            #expect(abs(carried.sample.estimates[0].beta - plain.sample.estimates[0].beta) < 1e-9)
            let (left, right) = (carried.sample.abnormalReturns(of: 0), plain.sample.abnormalReturns(of: 0))
            #expect(zip(left, right).allSatisfy { abs($0 - $1) < 1e-9 })
        }
    }

    @Test("shares that are only bounded have no abnormal amount")
    func bounded() throws {
        let fixture = try StudyFixture(adjusted: "none")
        try fixture.ledger.share("amazon", "100", "2025-01-02", qualifier: "atLeast")
        let subject = try fixture.study([fixture.point("2025-11-03")]).subjects[0]
        #expect(subject.dayZeroAmount == nil)
        #expect(subject.marketValueChange?.qualifier == .atLeast || subject.marketValueChange?.qualifier == .upTo)
    }
}
