import CanonicalJSON
import MarketEvents
import Projections
import Testing

@Suite("What the row of a claim says beside its figures")
struct ClaimNotesTests {
    // MARK: Records

    struct Record: Sendable, CustomTestStringConvertible {
        let what: String
        var kind = "all-time-high"
        var basis: String?
        var days: [[String]]
        var listedFrom: String?
        let verdict: String
        let since: String?
        var testDescription: String { what }
    }

    private static let rising = [
        ["2025-10-29 90 91 89", "2025-10-30 100 101 99", "2025-10-31 102 103 101", "2025-11-03 110 111 109"]
    ]

    static let tested = [
        Record(
            what: "prices that do not reach back to the listing", basis: "close", days: rising,
            listedFrom: "2020-01-01", verdict: "unmeasured", since: "2025-10-29"),
        Record(
            what: "nobody knows since when it is listed", basis: "close", days: rising, verdict: "unmeasured",
            since: "2025-10-29"),
        Record(
            what: "52 weeks of which only days are known", kind: "52-week-high", basis: "intraday", days: rising,
            verdict: "unmeasured", since: "2025-10-29"),
        Record(what: "unsaid on both", days: rising, verdict: "unmeasured", since: "2025-10-29"),
        Record(
            what: "prices since the listing", basis: "close", days: rising, listedFrom: "2025-10-28", verdict: "holds",
            since: nil),
        Record(
            what: "an earlier close was higher", basis: "close",
            days: [["2025-10-30 120", "2025-10-31 102", "2025-11-03 110"]], verdict: "differs", since: nil),
        Record(
            what: "sessions are missing in between", basis: "close",
            days: [["2025-10-20 90", "2025-10-21 91"], ["2025-10-30 100", "2025-10-31 102", "2025-11-03 110"]],
            verdict: "unmeasured", since: "2025-10-30"),
        Record(
            what: "a day without a high", basis: "intraday",
            days: [["2025-10-29 90 91 89", "2025-10-30 100 - -", "2025-10-31 102 103 101", "2025-11-03 110 111 109"]],
            verdict: "unmeasured", since: "2025-10-31"),
        Record(
            what: "a low", kind: "all-time-low", basis: "close",
            days: [["2025-10-30 100", "2025-10-31 99", "2025-11-03 98"]], verdict: "unmeasured", since: "2025-10-30"),
        Record(
            what: "a jump that no split explains", basis: "close",
            days: [["2025-10-29 10", "2025-10-30 100", "2025-10-31 102", "2025-11-03 110"]], verdict: "unmeasured",
            since: "2025-10-30"),
        Record(what: "the first price", basis: "close", days: [["2025-11-03 110"]], verdict: "unmeasured", since: nil),
    ]

    @Test("a record that prices bear out as far as they reach says since when it holds", arguments: tested)
    func records(_ record: Record) throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("amazon", ["XNAS:AMZN"], from: record.listedFrom)
        for days in record.days { try ledger.price("XNAS:AMZN", days) }
        var data: JSONObject = ["company": "amazon", "kind": .string(record.kind)]
        data["basis"] = record.basis.map { .string($0) }
        let id = try ledger.append("stock.record-set", data, subject: "stock/XNAS:AMZN")
        let row = try ledger.row("claims", "event", id)
        #expect(row["verdict"] == .string(record.verdict))
        #expect(row["holdsSince"] == record.since.map { .string($0) } ?? .null)
        if record.since != nil { #expect((row["events"]?.array?.count ?? 0) > 1, "what it rests on") }
    }

    // MARK: Notes

    @Test("a day without a distribution in kind is noted, of a move and of a value, with the event that says so")
    func distribution() throws {
        let ledger = try LedgerFixture.listed([("ge", "XNYS:GE")])
        try ledger.count("ge", "1000", "2024-03-01")
        try ledger.price("XNYS:GE", ["2024-04-01 175.34", "2024-04-02 139.84", "2024-04-03 140"])
        func claims(_ day: String) throws -> [String] {
            let percent: JSONValue = ["amount": "-20", "unit": "percent", "qualifier": "about"]
            return [
                try ledger.claim("ge", "XNYS:GE", dollars("-35500"), occurred: day),
                try ledger.claim("ge", "XNYS:GE", percent, occurred: day),
                try ledger.append(
                    "stock.moved", ["company": "ge", "direction": "down"], occurred: day, subject: "stock/XNYS:GE"),
            ]
        }
        let (of, after) = (try claims("2024-04-02"), try claims("2024-04-03"))
        func noted() throws -> [String: JSONValue] {
            Dictionary(
                try ledger.rows("claims").map { ($0["event"]?.string ?? "", $0["notes"] ?? .null) },
                uniquingKeysWith: { first, _ in first })
        }
        #expect(try noted().values.allSatisfy { $0 == [] })
        let distribution = try ledger.append(
            "dividend.effective",
            [
                "company": "ge", "ticker": "GE", "amount": dollars("35.80"), "inKind": "a share of GE Vernova for four",
            ], occurred: "2024-04-02", subject: "stock/XNYS:GE")
        let notes = try noted()
        for id in of {
            #expect(notes[id] == ["ex-distribution"])
            #expect(try ledger.row("claims", "event", id)["events"]?.array?.contains(.string(distribution)) == true)
        }
        for id in after { #expect(notes[id] == []) }
    }

    @Test("a value with a class at the price of another is noted, and a percentage of one class is not")
    func classPrice() throws {
        let ledger = try LedgerFixture(companies: [])
        try ledger.list("alphabet", ["XNAS:GOOGL A", "XNAS:GOOG C"])
        try ledger.price("XNAS:GOOGL", ["2025-10-31 281.19", "2025-11-03 283.72"])
        try ledger.price("XNAS:GOOG", ["2025-10-31 281.82", "2025-11-03 284.12"])
        try ledger.count("alphabet", "5818000000", "2025-10-22", shareClass: "A")
        try ledger.count("alphabet", "5407000000", "2025-10-22", shareClass: "C")
        try ledger.count("alphabet", "846000000", "2025-10-22", shareClass: "B", ["convertsInto": "A"])
        let value = try ledger.append(
            "market-cap.changed",
            ["company": "alphabet", "ticker": "GOOGL", "change": dollars("29000000000", "about")],
            subject: "stock/XNAS:GOOGL")
        let move = try ledger.append(
            "stock.moved", ["company": "alphabet", "ticker": "GOOGL", "direction": "up"], subject: "stock/XNAS:GOOGL")
        #expect(try ledger.row("claims", "event", value)["notes"] == ["class-price"])
        #expect(try ledger.row("claims", "event", value)["verdict"] == "holds")
        #expect(try ledger.row("claims", "event", move)["notes"] == [])
    }
}
