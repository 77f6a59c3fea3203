import Foundation
import Testing

@Suite("import --prices")
struct PriceImports {
    let workspace: Workspace

    init() throws { workspace = try Workspace() }

    /// The payloads of the prices.recorded events, as `export events` has them.
    private func recorded() throws -> [Row] {
        try workspace.run("export", "events").output.split(separator: "\n").compactMap { line in
            let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard event?["type"] as? String == "prices.recorded",
                event?["source"] as? String == "urn:impact:writer:tester"
            else { return nil }
            return (event?["data"] as? [String: Any]).map(Row.init)
        }
    }

    @Test("a file of one security becomes one event a year, each tied to the session before it")
    func one() throws {
        try workspace.write(
            "\u{FEFF}Date,Volume,Close,High\r\n2024/12/31,10,\"219.39\",\r\n2024-12-30,,221.30,NA\r\n2025-1-2,7,220.22,225.15\r\n",
            to: "amzn.csv")
        let result = try workspace.run("import", "--prices", "amzn.csv", "--ticker", "AMZN", "--currency", "USD")
        #expect(result.errors == "appended 3 prices in 2 events\n")
        let events = try recorded()
        try #require(events.count == 2)
        #expect(events[0].list("days") == ["2024-12-30", "2024-12-31"])
        #expect(events[0].list("close") == ["221.30", "219.39"])
        #expect(events[0]["previousDay"] == nil)
        #expect(events[0]["high"] == nil)
        #expect(events[1].list("days") == ["2025-01-02"])
        #expect(events[1].list("high") == ["225.15"])
        #expect(events[1]["previousDay"] == "2024-12-31")
        #expect(events.map { $0["mic"] } == ["XNAS", "XNAS"])
        #expect(events.map { $0["kind"] } == ["equity", "equity"])
        #expect(events.map { $0["adjusted"] } == ["none", "none"])
        #expect(
            events.map { $0["summary"] } == [
                "Prices of XNAS:AMZN from 2024-12-30 to 2024-12-31", "Prices of XNAS:AMZN of 2025-01-02",
            ])
    }

    @Test(
        "a column a ticker: listed ones on their market, others on XXXX, an index as an index, empty cells as no price")
    func several() throws {
        try workspace.write(
            "date,AMZN,GLE,SP500\n2025-01-02,220.22,,5868.55\n2025-01-03,224.19,1,5942.47\n", to: "w.csv")
        let result = try workspace.run(
            "import", "--prices", "w.csv", "--currency", "USD", "--adjusted", "all", "--index", "SP500")
        #expect(result.errors == "appended 5 prices in 3 events\n")
        let events = try recorded()
        #expect(events.map { "\($0["mic"] ?? ""):\($0["ticker"] ?? "")" } == ["XNAS:AMZN", "XXXX:GLE", "XXXX:SP500"])
        #expect(events.map { $0["kind"] } == ["equity", "equity", "index"])
        #expect(events.map { $0.list("days").count } == [2, 1, 2])
        #expect(events.map { $0["adjusted"] } == ["all", "all", "all"])
    }

    @Test("an exchange rate is no index, no share and no benchmark: nobody lists it, and nothing is measured by it")
    func rates() throws {
        try workspace.write("date,AMZN,SP500\n2025-01-02,1.0353,1.5\n2025-01-03,1.0307,1.6\n", to: "w.csv")
        let both = try workspace.shell("impact import --prices w.csv --currency USD --index SP500 --fx SP500")
        #expect(both.status == 64)
        #expect(
            both.errors.hasPrefix("impact: SP500 is said to be an index and an exchange rate; say --index or --fx"))
        // Even where a company lists that very ticker.
        let result = try workspace.shell("impact import --prices w.csv --currency USD --index SP500 --fx AMZN")
        #expect(
            result.errors
                == "appended 4 prices in 2 events\nAMZN: what one unit costs in USD, fixing close\n")
        let events = try recorded()
        #expect(events.map { "\($0["mic"] ?? ""):\($0["ticker"] ?? "")" } == ["XXXX:AMZN", "XXXX:SP500"])
        #expect(events.map { $0["kind"] } == ["fx", "index"])
        let before = try workspace.run("view", "market-cap", "--company", "amazon", "--json").output
        #expect(!before.contains("2025-01-03"))
        try workspace.write("date,close\n2025-01-06,1.0390\n", to: "r.csv")
        let alone = try workspace.run("import", "--prices", "r.csv", "--currency", "USD", "--fx", "EURUSD")
        #expect(alone.errors.hasPrefix("appended 1 price in 1 event\n"))
        #expect(try recorded().last?["kind"] == "fx")
        #expect(try recorded().last?["fixing"] == "close")
        let plain = try workspace.run("import", "r.csv", "--fx", "EURUSD")
        #expect(plain.status == 64 && plain.errors.hasPrefix("impact: --fx is for --prices"))
    }

    @Test("the same file again changes nothing; more days of it add only those; standard input is a file, too")
    func again() throws {
        try workspace.write("date,close\n2025-01-02,220.22\n", to: "a.csv")
        try workspace.write("date,close\n2025-01-02,220.220\n2025-01-03,224.19\n", to: "b.csv")
        let options = "--ticker AMZN --currency USD"
        #expect(
            try workspace.shell("impact import --prices a.csv \(options)").errors == "appended 1 price in 1 event\n")
        #expect(
            try workspace.shell("impact import --prices a.csv \(options)").errors
                == "appended 0 prices in 0 events; 1 price was there already\n")
        #expect(
            try workspace.shell("cat b.csv | impact import --prices - \(options) --dry-run").errors
                == "would append 1 price in 1 event; 1 price was there already\n")
        #expect(
            try workspace.shell("cat b.csv | impact import --prices - \(options)").errors
                == "appended 1 price in 1 event; 1 price was there already\n")
        #expect(try recorded().last?["previousDay"] == "2025-01-02")
    }

    @Test("a day that stands with another price is a conflict, and --correct records a correction")
    func conflict() throws {
        try workspace.write("date,close\n2025-01-02,220.22\n", to: "a.csv")
        try workspace.write("date,high,close\n2025-01-02,225.15,220.23\n2025-01-03,,224.19\n", to: "b.csv")
        let options = "--ticker AMZN --currency USD"
        try workspace.shell("impact import --prices a.csv \(options)")
        let before = try workspace.run("export", "events").output
        let refused = try workspace.shell("impact import --prices b.csv \(options)")
        #expect(refused.status == 75)
        let event = try #require(refused.errors.firstMatch(of: /event ([0-9a-f-]+)/)?.output.1)
        #expect(
            refused.errors == """
                impact: b.csv:2:19: XNAS:AMZN is recorded on 2025-01-02 with the close 220.22 (event \(event)); the file says 220.23; say --correct to record a correction
                impact: nothing was imported

                """)
        #expect(try workspace.run("export", "events").output == before)
        #expect(
            try workspace.shell("impact import --prices b.csv \(options) --correct").errors
                == "appended 1 price in 1 event, and 1 correction\n")
        #expect(
            try workspace.shell("impact import --prices b.csv \(options)").errors
                == "appended 0 prices in 0 events; 2 prices were there already\n")
    }

    @Test("two days of one event, corrected years apart in one file, are both corrected")
    func twoCorrections() throws {
        let line = """
            {"specversion":"1.0","id":"019a4a10-0000-7000-8000-000000000900","source":"urn:impact:writer:t",\
            "type":"prices.recorded","subject":"prices/XNAS:AMZN","occurred":"2025-01-02","data":{"ticker":"AMZN",\
            "mic":"XNAS","kind":"equity","currency":"USD","adjusted":"none","days":["2024-12-31","2025-01-02"],\
            "close":["1","2"],"certainty":"confirmed"}}
            """
        try workspace.write(line + "\n", to: "p.jsonl")
        try workspace.write("date,close\n2024-12-31,219.39\n2025-01-02,220.22\n", to: "a.csv")
        #expect(try workspace.run("import", "p.jsonl").status == 0)
        let corrected = try workspace.shell("impact import --prices a.csv --ticker AMZN --currency USD --correct")
        #expect(corrected.errors == "appended 0 prices in 0 events, and 2 corrections\n")
        #expect(
            try workspace.shell("impact import --prices a.csv --ticker AMZN --currency USD").errors
                == "appended 0 prices in 0 events; 2 prices were there already\n")
    }

    static let refusals: [Refusal] = [
        Refusal(
            what: "no currency", line: "impact import --prices a.csv --ticker AMZN", status: 64,
            message: "impact: --prices needs --currency, such as --currency USD"),
        Refusal(
            what: "an unknown currency", line: "impact import --prices a.csv --ticker AMZN --currency USX", status: 64,
            message: "impact: --currency: unknown currency (ISO 4217) 'USX'; nearest: UGX, USD, USN"),
        Refusal(
            what: "a ticker that is none", line: "impact import --prices a.csv --ticker amzn --currency USD",
            status: 64,
            message: "impact: --ticker: 'amzn' is not a ticker; write for example AMZN"),
        Refusal(
            what: "an adjustment that is none",
            line: "impact import --prices a.csv --ticker AMZN --currency USD --adjusted split", status: 64,
            message: "impact: --adjusted is 'split'; write none, splits or all"),
        Refusal(
            what: "an option of prices without them", line: "impact import a.csv --ticker AMZN", status: 64,
            message: "impact: --ticker is for --prices"),
        Refusal(
            what: "another currency than the listing's",
            line: "impact import --prices a.csv --ticker AMZN --currency EUR", status: 65,
            message: "impact: a.csv:1:1: --currency is EUR; amazon lists XNAS:AMZN in USD\nimpact: nothing was imported"
        ),
        Refusal(
            what: "an empty file", line: ": > e.csv; impact import --prices e.csv --ticker AMZN --currency USD",
            status: 65,
            message: "impact: e.csv:1:1: the file is empty; its first line is date,close or date,AAPL\n"
                + "impact: nothing was imported"),
        Refusal(
            what: "UTF-16", line: #"printf '\377\376d' > e.csv; impact import --prices e.csv --currency USD"#,
            status: 65,
            message: "impact: e.csv:1:1: the file is UTF-16; save it as UTF-8\nimpact: nothing was imported"),
        Refusal(
            what: "a line without an end",
            line: "(echo date,close; head -c 1200000 /dev/zero | tr '\\0' 1) > e.csv; "
                + "impact import --prices e.csv --ticker AMZN --currency USD",
            status: 65,
            message: "impact: e.csv:2:1: 1200000 bytes; at most 1048576 are taken\nimpact: nothing was imported"),
        Refusal(
            what: "a folder", line: "impact import --prices . --ticker AMZN --currency USD", status: 66,
            message: "impact: . is a folder; name a file in it"),
        Refusal(
            what: "a missing file", line: "impact import --prices none.csv --ticker AMZN --currency USD", status: 66,
            message: "impact: none.csv cannot be read: No such file or directory"),
    ]

    @Test("Refused:", arguments: refusals)
    func refused(_ refusal: Refusal) throws {
        try workspace.write("date,close\n2025-01-02,220.22\n", to: "a.csv")
        let before = try workspace.run("export", "events").output
        let result = try workspace.shell(refusal.line)
        #expect(result.errors == refusal.message + "\n")
        #expect(result.status == refusal.status)
        #expect(try workspace.run("export", "events").output == before)
    }

    @Test("a ticker of two listings needs --mic; one that moved its market is on each in its time")
    func markets() throws {
        try workspace.write("date,close\n2024-12-31,1\n2025-01-02,2\n2025-01-03,3\n", to: "a.csv")
        let listings =
            #"[{"ticker":"ACM","mic":"XNAS","currency":"USD"},{"ticker":"ACM","mic":"XETR","currency":"USD"}]"#
        try workspace.shell(
            "impact append company.registered company=acme name=Acme kind=public 'listings=\(listings)' --occurred 2020"
        )
        let refused = try workspace.shell("impact import --prices a.csv --ticker ACM --currency USD")
        #expect(
            refused.errors
                == "impact: a.csv:1:1: ACM is listed on XETR, XNAS; say --mic\nimpact: nothing was imported\n")
        let moved =
            #"[{"ticker":"MVD","mic":"XNYS","currency":"USD","until":"2025-01-02"},"#
            + #"{"ticker":"MVD","mic":"XNAS","currency":"USD","from":"2025-01-03"}]"#
        try workspace.shell(
            "impact append company.registered company=moved name=Moved kind=public 'listings=\(moved)' --occurred 2020")
        #expect(try workspace.shell("impact import --prices a.csv --ticker MVD --currency USD").status == 0)
        #expect(
            try recorded().map { "\($0["mic"] ?? "") \($0.list("days").joined(separator: " "))" }
                == ["XNYS 2024-12-31", "XNYS 2025-01-02", "XNAS 2025-01-03"])
    }
}
