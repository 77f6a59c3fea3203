import Foundation
import Testing

/// A study of the oracle (Tests/EventStudyTests/Oracle/oracle.py) run from the import of a price file to the JSON.
@Suite("impact study gives the oracle's figures from a price file to its JSON")
struct StudyCases {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func oracle() throws -> [[String: Any]] {
        let data = try Data(contentsOf: root.appending(path: "Tests/EventStudyTests/Oracle/oracle.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    }

    /// The example prices with some closes taken away.
    private static func prices(without missing: [String: [String]]) throws -> String {
        let text = try String(contentsOf: root.appending(path: "Examples/prices-2000-2013.csv"), encoding: .utf8)
        var lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let columns = lines[0]
        for row in lines.indices.dropFirst() {
            let day = String(lines[row][0])
            for (index, ticker) in columns.enumerated() where missing[String(ticker)]?.contains(day) == true {
                lines[row][index] = ""
            }
        }
        return lines.map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// Compares what both have; a number to 1e-10, absolute near zero.
    private func expect(_ found: Any?, _ reference: Any?, _ path: String) {
        switch reference {
        case let reference as [String: Any]:
            for (name, value) in reference where name != "change" {
                expect((found as? [String: Any])?[name], value, "\(path).\(name)")
            }
        case let reference as [Any]:
            let values = found as? [Any] ?? []
            #expect(values.count == reference.count, "\(path)")
            for (index, pair) in zip(values, reference).enumerated() { expect(pair.0, pair.1, "\(path)[\(index)]") }
        case let reference as NSNumber:
            guard let value = found as? NSNumber else {
                Issue.record("\(path) is \(found.map { "\($0)" } ?? "missing")")
                return
            }
            let difference = abs(value.doubleValue - reference.doubleValue) / max(abs(reference.doubleValue), 1e-3)
            #expect(difference < 1e-10, "\(path): \(value), oracle \(reference)")
        case let reference as String: #expect(found as? String == reference, "\(path)")
        default: #expect(found is NSNull, "\(path) is \(found.map { "\($0)" } ?? "missing"), undefined in the oracle")
        }
    }

    @Test(
        "figure by figure",
        arguments: [
            "eight events", "eight events, log returns", "eight events, Scholes-Williams", "a shared day",
            "a shared day, estimation days missing", "the same, market-adjusted", "one event",
        ])
    func figures(_ name: String) throws {
        let study = try #require(try Self.oracle().first { $0["name"] as? String == name })
        let design = try #require(study["design"] as? [String: Any])
        let events = try #require(study["events"] as? [[String: Any]])
        func window(_ value: Any?) throws -> String {
            let bounds = try #require(value as? [Int])
            return "\(bounds[0])..\(bounds[1])"
        }
        let program = try Workspace(demo: false)
        try program.write(try Self.prices(without: study["missing"] as? [String: [String]] ?? [:]), to: "prices.csv")
        let imported = try program.shell(
            "impact init --quiet && impact import --prices --currency USD --adjusted all --index SP500 prices.csv")
        try #require(imported.status == 0, "\(imported.errors)")
        var line = "impact study --json --quiet --model \(try #require(design["model"] as? String))"
        line += " --returns \(try #require(design["returns"] as? String))"
        line += " --estimation=\(try window(design["estimation"])) --window \(try window(design["window"]))"
        for car in try #require(design["cars"] as? [Any]) { line += " --car=\(try window(car))" }
        for event in events {
            line += " --on \(try #require(event["ticker"] as? String))@\(try #require(event["date"] as? String))"
        }
        let result = try program.shell(line)
        try #require(result.status == 0, "\(result.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(object["benchmark"] as? String == "SP500")
        for (index, reference) in events.enumerated() {
            var reference = reference
            reference["day0"] = reference["date"]
            // An incomplete window is null in the oracle, and a window of nulls here.
            let cars = try #require(reference["cars"] as? [Any]).map { $0 is NSNull ? [:] as [String: Any] : $0 }
            reference["cars"] = cars
            expect((object["events"] as? [Any])?[index], reference, "events[\(index)]")
        }
        expect(object["tests"], study["tests"], "tests")
    }

    private func workspace() throws -> Workspace {
        let program = try Workspace(demo: false)
        let file = Self.root.appending(path: "Examples/prices-2000-2013.csv").path
        let made = try program.shell(
            "impact init --quiet && impact import --prices --currency USD --adjusted all --index SP500 '\(file)'")
        try #require(made.status == 0, "\(made.errors)")
        return program
    }

    @Test("what cannot be studied is refused with numbers, each fault on a line of its own")
    func refusals() throws {
        let program = try workspace()
        let cases: [(String, Int32, String)] = [
            (
                "--on FB@2012-06-15", 65,
                "impact: FB@2012-06-15: needs 30 days, has 8, first price 2012-05-18 "
                    + "(days with a return in the estimation window -260..-11)\n"
            ),
            (
                "--on FB@2012-06-15 --on GOGO@2010-01-04 --on GOOG@2013-06-03", 65,
                "impact: the ledger holds no prices of 'GOGO'; nearest: GOOG\n"
                    + "impact: GOOG@2013-06-03: 2013-06-03 is not within the prices of SP500, which are from 2000-03-01 "
                    + "to 2013-03-01\n"
                    + "impact: FB@2012-06-15: needs 30 days, has 8, first price 2012-05-18 "
                    + "(days with a return in the estimation window -260..-11)\n"
            ),
            (
                "--on GOOG@2013-06-03", 65,
                "impact: GOOG@2013-06-03: 2013-06-03 is not within the prices of SP500, which are from 2000-03-01 to "
                    + "2013-03-01\n"
            ),
            (
                "--on GOOG@2006-10-08 --day refuse", 65,
                "impact: GOOG@2006-10-08: there was no trading on 2006-10-08; --day next or previous takes another "
                    + "session\n"
            ),
            ("--on GOOG@2006-02-30", 64, "impact: --on: '2006-02-30' is not a day: that month has 28 days\n"),
            (
                "--on GOOG", 64,
                "impact: --on: 'GOOG' is not a ticker and a day; write for example GOOG@2006-10-09\n"
            ),
            (
                "--on GOOG@2006-10-09 --window=-5..-9", 64,
                "impact: --window: '-5..-9' runs backwards: write -9..-5\n"
            ),
            (
                "--on GOOG@2006-10-09 --car=-9..1", 64,
                "impact: the window -9..1 is not within the event window -5..5\n"
            ),
            (
                "--on GOOG@2006-10-09 --model markt", 64,
                "impact: --model is 'markt'; nearest: market; see impact help study\n"
            ),
            ("", 64, "impact: name an event, or a ticker and a day: --on GOOG@2006-10-09\n"),
            (
                "019a4a10-0000-7000-8000-0000000000ff", 65,
                "impact: the ledger has no event '019a4a10-0000-7000-8000-0000000000ff'; impact log lists them\n"
            ),
        ]
        for (options, status, message) in cases {
            let result = try program.shell("impact study \(options)")
            #expect(result.status == status, "\(options)")
            #expect(result.errors == message, "\(options)")
            #expect(result.output.isEmpty)
        }
    }

    @Test("many points come from a file, and each of its faults has a line")
    func pointsFromFile() throws {
        let program = try workspace()
        try program.write("GOOG@2006-10-09\n\nIBM@2004-12-08\r\n", to: "points.txt")
        let result = try program.shell(
            "impact study --on MSFT@2004-07-20 --on @points.txt --window 0..0 -O csv --quiet")
        let tickers = result.output.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",")[0] }
        #expect(tickers == ["MSFT", "GOOG", "IBM"])
        try program.write("GOOG@2006-10-09\nIBM\nIBM@2004-13-08\n", to: "faults.txt")
        let refused = try program.shell("impact study --on @faults.txt")
        #expect(refused.status == 65)
        #expect(
            refused.errors
                == "impact: faults.txt:2: 'IBM' is not a ticker and a day; write for example GOOG@2006-10-09\n"
                + "impact: faults.txt:3: '2004-13-08' is not a day: there are months 01 to 12\n")
        #expect(try program.shell("impact study --on @none.txt").status == 66)
    }

    @Test("the panel has a row an event and day of the event window")
    func panel() throws {
        let program = try workspace()
        let csv = try program.shell(
            "impact study --on GOOG@2006-10-09 --on IBM@2004-12-08 --window -1..1 -O csv --quiet")
        let lines = csv.output.split(whereSeparator: \.isNewline)
        #expect(lines.first == "event,ticker,relative_day,date,return,market_return,ar,sar,overlapping")
        #expect(lines.count == 7)
        #expect(lines[2].hasPrefix(",GOOG,0,2006-10-09,"))
        let rows = try program.shell("impact study --on GOOG@2006-10-09 -O jsonl --quiet").output
            .split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        #expect(rows.map { $0?["relativeDay"] as? Int } == Array(-5...5))
        #expect(rows.allSatisfy { $0?["marketReturn"] is NSNumber && $0?["event"] is NSNull })
    }

    @Test("news after the close is of the next session, by the option or by the clock")
    func afterClose() throws {
        let program = try workspace()
        func dayZero(_ options: String) throws -> String? {
            let result = try program.shell("impact study \(options) --json --quiet")
            let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            return ((object?["events"] as? [[String: Any]])?.first)?["day0"] as? String
        }
        #expect(try dayZero("--on AAPL@2011-08-24") == "2011-08-24")
        #expect(try dayZero("--on AAPL@2011-08-24 --after-close") == "2011-08-25")
        #expect(try dayZero("--on AAPL@2011-08-27") == "2011-08-29")
        #expect(try dayZero("--on AAPL@2011-08-27 --day previous") == "2011-08-26")
        let id = "019a4a10-0000-7000-8000-0000000000aa"
        let recorded = try program.shell(
            """
            impact append company.registered company=apple name=Apple kind=public \
              'listings=[{"ticker":"AAPL","mic":"XNAS","currency":"USD"}]' --occurred ../2000-01 --certainty confirmed --quiet &&
            impact append company.restructured company=apple structure='Jobs resigns' --id \(id) \
              --occurred 2011-08-24T18:30:00-04:00 --certainty confirmed --quiet
            """)
        try #require(recorded.status == 0, "\(recorded.errors)")
        #expect(try dayZero(id) == "2011-08-25")
        // The tape of that day alone: shares make amounts of it, at closes that were paid.
        let shares = try program.shell(
            "impact append shares.recorded company=apple measure=basic outstanding='927090000 share' "
                + "--occurred 2011-08-25 --certainty confirmed --quiet")
        try #require(shares.status == 0, "\(shares.errors)")
        let adjusted = try program.shell("impact study \(id) --window 0..0 --json --quiet").output
        #expect(adjusted.contains("\"amountReason\":\"the closes are adjusted for dividends, too"))
        let paid = try program.shell(
            "impact import --prices --currency USD --index SP500 '\(Self.root.path)/Examples/prices-2000-2013.csv' --quiet"
        )
        try #require(paid.status == 0, "\(paid.errors)")
        let result = try program.shell("impact study \(id) --window 0..0 --json --quiet")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let event = try #require((object?["events"] as? [[String: Any]])?.first)
        let cumulated = try #require((event["cars"] as? [[String: Any]])?.first)
        let sum = try #require((object?["tests"] as? [[String: Any]])?.first)
        for (name, row) in [("event", event), ("window", cumulated), ("sum", sum)] {
            let amount = try #require(row["dollarEffect"] as? [String: Any], "\(name)")
            #expect(amount["qualifier"] as? String == "about" && amount["unit"] as? String == "USD")
            #expect(amount["amount"] as? String == "296035588.96")
            #expect((row["dollarEffectInterval"] as? [String: Any])?["qualifier"] as? String == "between")
            #expect(row["dollarEffectStandardError"] is [String: Any])
        }
        #expect((event["marketValueChange"] as? [String: Any])?["qualifier"] as? String == "exact")
        #expect(event["company"] as? String == "apple" && event["event"] as? String == id)
    }
}
