import CanonicalJSON
import MarketEvents
import Projections
import Testing

@Suite(
    "A split is of the share: it reaches its other listings, and a receipt where something says what that stands for")
struct SharedSplitTests {
    private func ledger(_ company: String, _ listings: [JSONObject]) throws -> LedgerFixture {
        let ledger = try LedgerFixture(companies: [])
        try ledger.append(
            "company.registered",
            [
                "company": .string(company), "name": .string(company), "kind": "public",
                "listings": .array(listings.map { .object($0) }),
            ], occurred: "2015")
        return ledger
    }

    private func listing(_ instrument: String, ratio: String? = nil, _ more: JSONObject = [:]) -> JSONObject {
        let parts = instrument.split(separator: ":").map(String.init)
        var listing: JSONObject = ["ticker": .string(parts[1]), "mic": .string(parts[0]), "currency": "USD"]
        listing["ratio"] = ratio.map { .string($0) }
        for member in more.members { listing[member.name] = member.value }
        return listing
    }

    /// Alibaba, 30 July 2019: each share became eight, and a receipt, which had stood for one, stood for eight. Its price did
    /// not fall. Round closes and counts.
    @Test(
        "a share's split and its receipt's ratio that grew by as much leave the receipt's price as it was",
        arguments: ["XNYS:BABA", "XHKG:9988"], ["2019-07-30", "2019-07-29T20:00:00-04:00"])
    func alibaba(_ told: String, _ occurred: String) throws {
        let ledger = try ledger(
            "alibaba",
            [
                listing("XNYS:BABA", ratio: "1", ["until": "2019-07-29"]),
                listing("XNYS:BABA", ratio: "8", ["from": "2019-07-30"]), listing("XHKG:9988"),
            ])
        try ledger.count("alibaba", "2600000000", "2019-03-31")
        try ledger.price(
            "XNYS:BABA", ["2019-07-26 176", "2019-07-29 178", "2019-07-30 177", "2019-07-31 173"])
        try ledger.split("alibaba", told, "8:1", occurred)
        let right = [
            "2019-07-29 462800000000 USD 5200000000 USD 1.136", "2019-07-30 460200000000 USD -2600000000 USD -0.562",
            "2019-07-31 449800000000 USD -10400000000 USD -2.260",
        ]
        #expect(try ledger.valued("alibaba") == right)
        // A count of the day after holds it.
        try ledger.count("alibaba", "20800000000", "2019-07-31")
        #expect(try ledger.valued("alibaba") == right)
    }

    /// Novo Nordisk, September 2023: the share was split on the 13th, its receipt in New York on the 20th. Round closes.
    @Test(
        "a receipt that is split a week after its share has its own day, and a count in between holds the share's split",
        arguments: ["1", nil], [("2260000000", "2023-06-30"), ("4520000000", "2023-09-15")])
    func novo(_ ratio: String?, _ count: (shares: String, day: String)) throws {
        let ledger = try ledger("novo", [listing("XCSE:NOVO"), listing("XNYS:NVO", ratio: ratio)])
        try ledger.count("novo", count.shares, count.day)
        try ledger.price("XNYS:NVO", ["2023-09-18 190", "2023-09-19 188", "2023-09-20 95"])
        try ledger.split("novo", "XCSE:NOVO", "2:1", "2023-09-13")
        try ledger.split("novo", "XNYS:NVO", "2:1", "2023-09-20")
        #expect(
            try ledger.valued("novo") == [
                "2023-09-19 424880000000 USD -4520000000 USD -1.053",
                "2023-09-20 429400000000 USD 4520000000 USD 1.064",
            ])
    }

    /// A receipt of five shares of which each becomes two.
    private func receipt(_ last: String, ratios: [String] = ["5"]) throws -> LedgerFixture {
        var listings = [listing("XTAI:2330")]
        if ratios.count == 1 {
            listings.append(listing("XNYS:TSM", ratio: ratios[0]))
        } else {
            listings.append(listing("XNYS:TSM", ratio: ratios[0], ["until": "2025-11-02"]))
            listings.append(listing("XNYS:TSM", ratio: ratios[1], ["from": "2025-11-03"]))
        }
        let ledger = try ledger("tsmc", listings)
        try ledger.count("tsmc", "1000", "2025-09-30")
        try ledger.price("XNYS:TSM", ["2025-10-30 400", "2025-10-31 404", "2025-11-03 \(last)"])
        try ledger.split("tsmc", "XTAI:2330", "2:1", "2025-11-03")
        return ledger
    }

    private static let before = "2025-10-31 80800 USD 800 USD 1.000"
    private static let after = "2025-11-03 81600 USD 800 USD 0.990"

    @Test("where nothing says what the receipt stands for since, there is a percentage, and no amount")
    func untold() throws {
        let open =
            "(how many shares the receipt stands for since the split of 2025-11-03 is not known: give its ratio from then on, or its own split)"
        #expect(try receipt("408").valued("tsmc") == [Self.before, "2025-11-03 null null 0.990 \(open)"])
        let fallen = try receipt("204").valued("tsmc")
        #expect(fallen.first == Self.before && fallen.last?.hasPrefix("2025-11-03 null null null (contra") == true)
    }

    @Test("its own split says it, and so does its ratio from then on")
    func told() throws {
        let split = try receipt("204")
        try split.split("tsmc", "XNYS:TSM", "2:1", "2025-11-03")
        #expect(try split.valued("tsmc") == [Self.before, Self.after])
        #expect(try receipt("408", ratios: ["5", "10"]).valued("tsmc") == [Self.before, Self.after])
    }

    @Test("a count of after the split meets the ratio as it is registered, and one of before it no price of after it")
    func countOfAfter() throws {
        let ledger = try receipt("408")
        try ledger.count("tsmc", "2000", "2025-11-03", ["splitsThrough": "2025-11-03"])
        #expect(try ledger.valued("tsmc").last == "2025-11-03 163200 USD 1600 USD 0.990")
    }

    @Test("a split that is told of a receipt alone is none of its share")
    func receiptAlone() throws {
        let ledger = try ledger("tsmc", [listing("XTAI:2330"), listing("XNYS:TSM", ratio: "5")])
        try ledger.count("tsmc", "1000", "2025-09-30")
        try ledger.price("XTAI:2330", ["2025-10-31 100", "2025-11-03 101"])
        try ledger.split("tsmc", "XNYS:TSM", "2:1", "2025-11-03")
        #expect(try ledger.valued("tsmc") == ["2025-11-03 101000 USD 1000 USD 1.000"])
    }

    /// Shopify, ten for one on 29 June 2022, told of New York. Round closes.
    @Test("a share that is listed twice is split on both exchanges")
    func twoExchanges() throws {
        let ledger = try ledger("shopify", [listing("XNYS:SHOP"), listing("XTSE:SHOP")])
        try ledger.count("shopify", "1000", "2022-05-01")
        try ledger.price("XTSE:SHOP", ["2022-06-28 450", "2022-06-29 43"])
        try ledger.append(
            "split.effective",
            ["company": "shopify", "ticker": "SHOP", "mic": "XNYS", "ratio": "10:1"], occurred: "2022-06-29",
            subject: "stock/XNYS:SHOP")
        #expect(try ledger.valued("shopify") == ["2022-06-29 430000 USD -20000 USD -4.444"])
    }

    @Test("a split that was told of a former ticker is the share's")
    func formerTicker() throws {
        let ledger = try ledger(
            "meta",
            [
                listing("XNAS:FB", ["until": "2022-06-08"]), listing("XNAS:META", ["from": "2022-06-09"]),
            ])
        try ledger.count("meta", "1000", "2022-05-01")
        try ledger.price("XNAS:FB", ["2022-06-06 400", "2022-06-07 202"])
        try ledger.price("XNAS:META", ["2022-06-09 204", "2022-06-10 205"])
        try ledger.split("meta", "XNAS:FB", "2:1", "2022-06-07")
        #expect(
            try ledger.valued("meta") == [
                "2022-06-07 404000 USD 4000 USD 1.000", "2022-06-10 410000 USD 2000 USD 0.490",
            ])
    }
}
