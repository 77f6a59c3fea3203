import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents
import Projections
import Testing

extension LedgerFixture {
    /// Closes of an index.
    @discardableResult
    func index(_ instrument: String, _ days: [String]) throws -> String {
        let cells = days.map { $0.split(separator: " ").map(String.init) }
        let parts = instrument.split(separator: ":").map(String.init)
        return try append(
            "prices.recorded",
            [
                "ticker": .string(parts[1]), "mic": .string(parts[0]), "kind": "index", "currency": "USD",
                "adjusted": "none", "days": .array(cells.map { .string($0[0]) }),
                "close": .array(cells.map { $0[1] == "-" ? .null : .string($0[1]) }),
            ], occurred: cells.last?[0] ?? "")
    }
}

@Suite("A session is a day on which something of the market has a price, or without any one that its hours expect")
struct SessionDayTests {
    private static let listings = [("amazon", "XNAS:AMZN"), ("microsoft", "XNAS:MSFT"), ("toyota", "XTKS:7203")]

    /// Amazon on Friday 7 and Monday 10 November 2025, in two events.
    private func amazon() throws -> LedgerFixture {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.price("XNAS:AMZN", ["2025-11-07 100"])
        try ledger.price("XNAS:AMZN", ["2025-11-10 110"])
        return ledger
    }

    private static let crossed = ["2025-11-10 null 10.000"]

    @Test(
        "no change crosses, between two events, a Saturday on which the market traded",
        arguments: [
            // Of the market: another share, a segment's, an index; not an empty cell, another market's or an unknown one's.
            ("XNAS:MSFT", "2025-11-08 500", false), ("XNGS:QQQM", "2025-11-08 500", false),
            ("XNAS:MSFT", "2025-11-08 -", true), ("XTKS:7203", "2025-11-08 500", true),
            ("XXXX:SPX", "2025-11-08 500", true), ("XNYS:IBM", "2025-11-08 500", true),
            ("XNAS:MSFT", "2025-11-06 500", true), ("XNAS:MSFT", "2025-11-11 500", true),
        ])
    func otherShare(_ instrument: String, _ price: String, _ isNext: Bool) throws {
        let ledger = try amazon()
        #expect(try ledger.measured("amazon") == Self.crossed)
        try ledger.price(instrument, [price])
        #expect(try ledger.measured("amazon") == (isNext ? Self.crossed : []))
    }

    @Test("an index of the market is as good as a share, and an exchange rate is nothing of a market")
    func index() throws {
        let ledger = try amazon()
        try ledger.append(
            "prices.recorded",
            [
                "ticker": "EURUSD", "mic": "XNAS", "kind": "fx", "currency": "USD", "adjusted": "none",
                "days": ["2025-11-08"], "close": ["1.1"],
            ], occurred: "2025-11-08")
        #expect(try ledger.measured("amazon") == Self.crossed)
        try ledger.index("XNAS:COMP", ["2025-11-08 -"])
        #expect(try ledger.measured("amazon") == Self.crossed)
        try ledger.index("XNAS:COMP", ["2025-11-08 23000"])
        #expect(try ledger.measured("amazon") == [])
    }

    @Test("within one event the last day with a price is the one before, whatever the market did in between")
    func withinOneEvent() throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.price("XNAS:AMZN", ["2025-11-07 100", "2025-11-10 110"])
        try ledger.price("XNAS:MSFT", ["2025-11-08 500"])
        #expect(try ledger.measured("amazon") == Self.crossed)
    }

    @Test("a price that a cut leaves out, or that was retracted, makes no session")
    func cuts() throws {
        let ledger = try amazon()
        let price = try ledger.price("XNAS:MSFT", ["2025-11-07 490", "2025-11-08 500"], published: "2025-11-20")
        #expect(try ledger.measured("amazon", asPublic("2025-11-12")) == Self.crossed)
        #expect(try ledger.measured("amazon", asPublic("2025-11-20")) == [])
        #expect(try ledger.measured("amazon", asOf("2025-11-10")) == [])
        ledger.clock.now = ledger.clock.now.adding(seconds: 3600)
        let before = Selection(cut: Cut(asKnown: ledger.clock.now.adding(seconds: -1)))
        let retraction = try ledger.append("event.retracted", ["target": .string(price), "reason": "a test"])
        #expect(try ledger.measured("amazon") == Self.crossed)
        #expect(try ledger.measured("amazon", before) == [])
        try ledger.append("event.retracted", ["target": .string(retraction), "reason": "it was right"])
        #expect(try ledger.measured("amazon") == [])
    }

    /// Whatever the claim is, and in every view that has a row of it.
    @Test(
        "a claim, a move and a record of a Saturday belong to it where the market traded, also before its own share did",
        arguments: ["market-cap.changed", "stock.moved", "stock.record-set"])
    func claims(_ type: String) throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        var data: JSONObject = ["company": "amazon"]
        switch type {
        case "market-cap.changed": data["change"] = dollars("10")
        case "stock.moved": data["direction"] = "up"
        default: data["kind"] = "all-time-high"
        }
        let id = try ledger.append(type, data, occurred: "2025-11-08T12:00:00-05:00", subject: "stock/XNAS:AMZN")
        func days() throws -> Set<String> {
            let claimed = try ledger.rows("market-cap").filter { $0["origin"] == "claimed" }
            return Set((claimed + [try ledger.row("claims", "event", id)]).compactMap { $0["day"]?.string })
        }
        #expect(try days() == ["2025-11-07"])
        try ledger.price("XNAS:MSFT", ["2025-11-08 500"])
        #expect(try days() == ["2025-11-08"])
        #expect(
            try ledger.rows("market-cap").filter { $0["origin"] == "claimed" }.allSatisfy {
                $0["company"] == "amazon"
            })
    }

    @Test("a market that nobody knows has days of its own, beside New York's")
    func unknownMarket() throws {
        let ledger = try LedgerFixture.listed([("amazon", "XNYS:AMZN"), ("emaar", "XDFM:EMAAR")])
        try ledger.price("XDFM:EMAAR", ["2025-11-08 10"])
        for (company, instrument) in [("amazon", "XNYS:AMZN"), ("emaar", "XDFM:EMAAR")] {
            try ledger.append(
                "stock.moved", ["company": .string(company), "direction": "up"], occurred: "2025-11-09",
                subject: "stock/\(instrument)")
        }
        #expect(try ledger.row("claims", "company", "amazon")["day"] == "2025-11-07")
        #expect(try ledger.row("claims", "company", "emaar")["day"] == "2025-11-08")
    }

    @Test(
        "a price of the share itself makes a session for what is said of it, in both views, also without a market; and its retraction takes it back",
        arguments: ["market-cap.changed", "stock.moved"], ["XXXX:AMZN", "XNAS:AMZN"])
    func ownPrice(_ type: String, _ stream: String) throws {
        let ledger = try LedgerFixture(companies: [])
        // Nobody lists it yet on that Saturday, or its only listing is the share.
        try ledger.list("amazon", ["XNAS:AMZN"], from: stream == "XXXX:AMZN" ? "2025-12-01" : nil)
        let cause = try ledger.append("company.restructured", ["company": "amazon"])
        var data: JSONObject = ["company": "amazon", "ticker": "AMZN"]
        if stream == "XNAS:AMZN" { data["mic"] = "XNAS" }
        data["causes"] = [["event": .string(cause), "basis": "stated"]]
        data["saidBy"] = ["publisher": "Reuters \"wire\"", "person": "Jane Doe"]
        if type == "stock.moved" {
            data["direction"] = "down"
            data["size"] = ["amount": "3.50", "unit": "percent", "qualifier": "about"]
            data["duration"] = "brief"
        } else {
            data["change"] = ["amount": "-10", "unit": "USD", "qualifier": "upTo"]
        }
        let id = try ledger.append(type, data, occurred: "2025-11-08T12:00:00-05:00", subject: "stock/\(stream)")
        func rows() throws -> [JSONObject] {
            [try ledger.row("claims", "event", id)]
                + (try ledger.rows("market-cap").filter { $0["origin"] == "claimed" })
        }
        let before = try rows()
        #expect(before.map { $0["day"] } == ["2025-11-07", "2025-11-07"])
        let price = try ledger.price("XXXX:AMZN", ["2025-11-07 100", "2025-11-08 97"])
        let moved = try rows()
        #expect(moved.map { $0["day"] } == ["2025-11-08", "2025-11-08"])
        // Nothing but the day of it is other than before.
        var (one, other) = (before[1], moved[1])
        for name in ["day", "key"] { (one[name], other[name]) = (nil, nil) }
        #expect(one == other)
        try ledger.append("event.retracted", ["target": .string(price), "reason": "wrong"])
        #expect(try rows() == before)
    }

    // MARK: The market of a ticker

    @Test("a claim under an unknown market is of the market of its ticker's single listing, whenever that was recorded")
    func singleListing() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("amazon", [], occurred: "2018")
        // In Tokyo it was 10:00 of the 11th, in New York 20:00 of the 10th.
        let move = try ledger.append(
            "stock.moved", ["company": "amazon", "ticker": "AMZN", "direction": "up"], occurred: "2025-11-11T01:00:00Z",
            subject: "stock/XXXX:AMZN")
        func row() throws -> JSONObject { try ledger.row("claims", "event", move) }
        func claimedDay() throws -> String? {
            try ledger.rows("market-cap").first { $0["origin"] == "claimed" }?["day"]?.string
        }
        #expect(try row()["day"] == "2025-11-10" && row()["notes"] == ["new-york-hours"])
        #expect(try claimedDay() == "2025-11-10")
        try ledger.list("amazon", ["XTKS:AMZN"], occurred: "2019")
        #expect(try row()["day"] == "2025-11-11" && row()["notes"] == [])
        #expect(try claimedDay() == "2025-11-11")
        try ledger.price("XTKS:AMZN", ["2025-11-10 100", "2025-11-11 101"])
        #expect(try row()["verdict"] == "holds")
        // Two listings of the ticker on that day settle nothing.
        try ledger.list("microsoft", ["XLON:AMZN"], occurred: "2019")
        #expect(try row()["day"] == "2025-11-10" && row()["notes"] == ["new-york-hours"])
        #expect(try claimedDay() == "2025-11-10")
    }

    @Test("a listing that does not hold on the day says nothing of it")
    func listingOfAnotherTime() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("amazon", ["XTKS:AMZN"], from: "2026-01-01")
        let move = try ledger.append(
            "stock.moved", ["company": "amazon", "ticker": "AMZN", "direction": "up"], occurred: "2025-11-11T01:00:00Z",
            subject: "stock/XXXX:AMZN")
        #expect(try ledger.row("claims", "event", move)["notes"] == ["new-york-hours"])
    }

    // MARK: Other trading

    @Test(
        "what is said of other trading has a day, and nothing that daily prices could measure",
        arguments: [
            // Amazon closed at 16:00 on Monday the 10th.
            ("open", "2025-11-10T08:00:00-05:00", "2025-11-10"), ("open", "2025-11-10T16:30:00-05:00", "2025-11-11"),
            ("pre-market", "2025-11-10T08:00:00-05:00", "2025-11-10"), ("pre-market", "2025-11-08", "2025-11-10"),
            ("after-hours", "2025-11-10T17:00:00-05:00", "2025-11-10"),
            ("after-hours", "2025-11-10T08:00:00-05:00", "2025-11-07"),
            ("after-hours", "2025-11-10T10:00:00-05:00", "2025-11-07"), ("after-hours", "2025-11-08", "2025-11-07"),
            ("after-hours", "2025-11-10", "2025-11-10"),
        ])
    func otherTrading(_ basis: String, _ occurred: String, _ day: String) throws {
        let ledger = try LedgerFixture.listed(Self.listings)
        try ledger.share("amazon", "100", "2025-10-01")
        try ledger.price(
            "XNAS:AMZN", ["2025-11-06 100", "2025-11-07 101", "2025-11-10 103", "2025-11-11 106"])
        try ledger.claim("amazon", "XNAS:AMZN", dollars("200"), occurred: occurred, basis: basis)
        var event = ledger.event(
            "stock.moved", ["company": "amazon", "direction": "up", "basis": .string(basis)], occurred: occurred,
            subject: "stock/XNAS:AMZN")
        event["dataschema"] = "urn:impact:schema:stock.moved:3"
        _ = try ledger.ledger.append([event])
        let rows = try ledger.rows("claims")
        #expect(rows.count == 2)
        for row in rows {
            #expect(row["day"] == .string(day) && row["basis"] == .string(basis))
            #expect(row["verdict"] == "unmeasured" && row["measured"] == .null && row["measuredHigh"] == .null)
        }
    }
}
