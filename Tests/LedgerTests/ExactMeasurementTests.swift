import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Testing

@Suite("Measured amounts are exact: rounded once, and only where no finite decimal is what they are")
struct ExactMeasurementTests {
    private func split(_ ledger: LedgerFixture, _ ratio: String, _ day: String, _ more: JSONObject = [:]) throws {
        var data: JSONObject = ["company": "amazon", "ticker": "AMZN", "ratio": .string(ratio)]
        for member in more.members { data[member.name] = member.value }
        try ledger.append(
            "split.effective", data, occurred: day, published: data["evidence"] == nil ? nil : day,
            subject: "stock/XNAS:AMZN")
    }

    @Test("a product has all its digits, also those below the currency's minor unit")
    func products() throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        try ledger.share("amazon", "3", "2025-10-01")
        try ledger.price("XNAS:AMZN", ["2025-10-31 1.00001", "2025-11-03 1.000025"])
        #expect(try ledger.measured("amazon").map { $0.split(separator: " ")[1] } == ["0.000045"])
    }

    @Test("a quotient that no finite decimal is has twelve digits, and says that it is approximate")
    func quotients() throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        try ledger.count("amazon", "1", "2025-11-03", ["splitsThrough": "2025-11-03"])
        try ledger.price("XNAS:AMZN", ["2025-10-31 10", "2025-11-03 4"])
        try split(ledger, "3:1", "2025-11-03")
        let change = try ledger.row("market-cap", "origin", "measured")["change"]?.object
        #expect(
            change == ["amount": "0.666666666667", "unit": "USD", "qualifier": "exact", "approximate": .boolean(true)])
    }

    @Test("two classes are added before they are rounded")
    func classes() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("amazon", ["XNAS:AMZN A", "XNAS:AMZB B"])
        try ledger.price("XNAS:AMZN", ["2025-10-31 10", "2025-11-03 4"])
        try ledger.price("XNAS:AMZB", ["2025-10-31 10", "2025-11-03 4"])
        for (shareClass, count) in [("A", "1"), ("B", "2")] {
            try ledger.count(
                "amazon", count, "2025-11-03", shareClass: shareClass, ["splitsThrough": "2025-11-03"])
        }
        for ticker in ["AMZN", "AMZB"] {
            try ledger.append(
                "split.effective", ["company": "amazon", "ticker": .string(ticker), "ratio": "3:1"],
                occurred: "2025-11-03", subject: "stock/XNAS:\(ticker)")
        }
        // 2/3 of a dollar and 4/3 are 2 dollars, and not 0.67 + 1.33 or 0.666666666667 + 1.333333333333.
        #expect(try ledger.measured("amazon") == ["2025-11-03 2 USD 20.000"])
        #expect(typed(try ledger.row("market-cap", "origin", "measured")["change"]) == "2 USD")
    }

    @Test("shares that are up to a number are not fewer than none")
    func counts() throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        try ledger.price("XNAS:AMZN", ["2025-10-31 10", "2025-11-03 12", "2025-11-04 11"])
        try ledger.share("amazon", "100", "2025-10-01", qualifier: "upTo")
        // From 0 to 200, and from -100 to 0.
        #expect(
            try ledger.measured("amazon") == ["2025-11-03 <=200 USD 20.000", "2025-11-04 >=-100 USD -8.333"])
    }

    @Test("prices of every width are measured to their last digit")
    func widths() throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        try ledger.share("amazon", "1", "2000-01-01")
        var days: [String] = []
        var expected: [String] = []
        var day = 0
        func add(_ price: String) -> String {
            // So far apart that no jump is taken for a split.
            let text = CivilDay("2010-01-01")?.adding(days: 12 * day)?.description ?? ""
            day += 1
            days.append("\(text) \(price) \(price) 1")
            return text
        }
        _ = add("1")
        for whole in 1...18 {
            for fraction in 0...12 {
                let digits = String((0..<whole).map { Character(String($0 % 9 + 1)) })
                let price =
                    digits + (fraction == 0 ? "" : "." + String((0..<fraction).map { Character(String($0 % 9 + 1)) }))
                let text = add(price)
                let change = try #require(ExactDecimal(price: price)).subtracting(ExactDecimal(1))
                expected.append("\(text) \(change) USD")
                _ = add("1")
            }
        }
        try ledger.price("XNAS:AMZN", days)
        let rows = try ledger.rows("market-cap")
        #expect(rows.count == 2 * expected.count)
        for (index, text) in expected.enumerated() {
            let row = rows[2 * index]
            let change = row["change"]?.object?["amount"]?.string ?? ""
            #expect("\(row["day"]?.string ?? "") \(change) USD" == text)
            #expect(typed(row["changeHigh"]) == typed(row["change"]))
        }
    }

    // MARK: What is surer

    @Test("the filter by certainty cuts what is said, not prices, counts and splits")
    func certainty() throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        try ledger.share("amazon", "100", "2025-10-01")
        try ledger.price("XNAS:AMZN", ["2025-10-31 200", "2025-11-03 11"])
        try split(ledger, "20:1", "2025-11-03", ["certainty": "reported"])
        let whole = try ledger.measured("amazon")
        #expect(whole == ["2025-11-03 2000 USD 10.000"])
        for certainty in Certainty.allCases {
            #expect(try ledger.measured("amazon", Selection(certainty: [certainty])) == whole)
        }
    }

    @Test(
        "of two splits or counts of one day the surer holds, however late the other was published", arguments: [0, 1])
    func surer(_ first: Int) throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN")])
        try ledger.price("XNAS:AMZN", ["2025-10-31 200", "2025-11-03 11"])
        for place in [first, 1 - first] {
            let isFiling = place == 0
            try ledger.append(
                "split.effective",
                [
                    "company": "amazon", "ticker": "AMZN", "ratio": isFiling ? "20:1" : "10:1",
                    "certainty": isFiling ? "confirmed" : "reported",
                ], occurred: "2025-11-03", published: isFiling ? "2025-10-01" : "2025-11-20",
                subject: "stock/XNAS:AMZN")
            try ledger.append(
                "shares.recorded",
                [
                    "company": "amazon", "measure": "basic", "certainty": isFiling ? "confirmed" : "reported",
                    "outstanding": ["amount": isFiling ? "100" : "7", "unit": "share", "qualifier": "exact"],
                ], occurred: "2025-10-01", published: isFiling ? "2025-10-01" : "2025-11-20")
            try ledger.append(
                "prices.recorded",
                [
                    "ticker": "AMZN", "mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none",
                    "days": ["2025-11-03", "2025-11-04"], "close": [isFiling ? "11" : "12", isFiling ? "22" : "99"],
                    "certainty": isFiling ? "confirmed" : "reported",
                ], occurred: "2025-11-04", published: isFiling ? nil : "2025-11-20")
        }
        #expect(try ledger.measured("amazon") == ["2025-11-03 2000 USD 10.000", "2025-11-04 22000 USD 100.000"])
    }
}
