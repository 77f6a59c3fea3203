import Foundation
import Testing

@Suite("import --prices: what a file says of itself is held against what was told, and its rows against each other")
struct VendorStatements {
    let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private static let rows = "Date,Close\n2025-06-04,207.23\n2025-06-05,207.91\n"

    static let contradictions: [(text: String, options: String, message: String)] = [
        // Currency: in a line above, in a column's name, in a column, in the cells.
        (
            "Security,AMZN US Equity\nCurrency,EUR\n" + rows, "--ticker AMZN --currency USD",
            "v.csv:2:10: the file's currency is EUR here, and --currency is USD: say --currency EUR, or mend the file where it is wrong"
        ),
        (
            "Currency: GBp\n" + rows, "--ticker VOD --currency GBP",
            "v.csv:1:1: the file's currency is GBp here, and --currency is GBP: say --currency GBp, or mend the file where it is wrong"
        ),
        (
            "Date;Close (GBp)\n2025-06-04;77.58\n", "--ticker VOD --currency GBP",
            "v.csv:1:6: the file's currency is GBp here, and --currency is GBP: say --currency GBp, or mend the file where it is wrong"
        ),
        (
            "Datum;Schlusskurs in EUR\n04.06.2025;45,20\n", "--ticker GLE --currency USD",
            "v.csv:1:7: the file's currency is EUR here, and --currency is USD: say --currency EUR, or mend the file where it is wrong"
        ),
        (
            "Date,Close,Currency\n2025-06-04,77.58,GBP\n2025-06-05,77.6,GBP\n", "--ticker VOD --currency GBX",
            "v.csv:2:18: the file's currency is GBP here, and --currency is GBX: say --currency GBP, or mend the file where it is wrong"
        ),
        (
            "Date,Close,Currency\n2025-06-04,77.58,GBP\n2025-06-05,77.6,EUR\n", "--ticker VOD --currency GBP",
            "v.csv:3:17: the row is of 'EUR', line 2 of 'GBP'; a file has one security, or a column of closes a ticker, and one currency"
        ),
        (
            "Date,Close/Last,Volume\n06/13/2025,$207.91,51979240\n", "--ticker GLE --currency EUR",
            "v.csv:2:12: '$207.91' is in dollars or pesos, and --currency is EUR: say --currency USD, or mend the file where it is wrong"
        ),
        (
            "Date,Close\n2025-06-13,£77.58\n", "--ticker VOD --currency GBX",
            "v.csv:2:12: '£77.58' is in pounds, and --currency is GBX: say --currency GBP, or mend the file where it is wrong"
        ),
        // The security.
        (
            "Security,MSFT US Equity\n" + rows, "--ticker AMZN --currency USD",
            "v.csv:1:10: the file is of 'MSFT US Equity' here, and --ticker is AMZN: say --ticker MSFT, or record MSFT among the aliases of amazon"
        ),
        (
            "Date,Close,RIC\n2025-06-04,207.23,MSFT.O\n2025-06-05,207.91,MSFT.O\n", "--ticker ZZZ --currency USD",
            "v.csv:2:19: the file is of 'MSFT.O' here, and --ticker is ZZZ: say --ticker MSFT, or mend the file where it is wrong"
        ),
        (
            "Price,Close\nTicker,MSFT\nDate,\n2025-06-04,207.23\n", "--ticker AMZN --currency USD",
            "v.csv:2:8: the file is of 'MSFT' here, and --ticker is AMZN: say --ticker MSFT, or record MSFT among the aliases of amazon"
        ),
        // What closes are adjusted for.
        (
            "Date,Adj Close\n2025-06-04,207.23\n", "--ticker AMZN --currency USD --adjusted none",
            "v.csv:1:6: the closes are adjusted here, and --adjusted is none: say --adjusted all or --adjusted splits, or mend the file where it is wrong"
        ),
        (
            "Adjustment,Splits\n" + rows, "--ticker AMZN --currency USD --adjusted all",
            "v.csv:1:12: the closes are adjusted for splits here, and --adjusted is all: say --adjusted splits, or mend the file where it is wrong"
        ),
        (
            "Date,Unadjusted Close\n2025-06-04,207.23\n", "--ticker AMZN --currency USD --adjusted splits",
            "v.csv:1:6: the closes are not adjusted here, and --adjusted is splits: say --adjusted none, or mend the file where it is wrong"
        ),
        // How far its rows stand apart.
        (
            "Security,AMZN US Equity\nPeriod,W\n" + rows, "--ticker AMZN --currency USD",
            "v.csv:2:8: the file's rows are weekly here, not sessions; take a file with daily prices"
        ),
        (
            "<TICKER>,<PER>,<DATE>,<CLOSE>\nAMZN.US,M,20250530,207.91\n", "--ticker AMZN --currency USD",
            "v.csv:2:9: the file's rows are monthly here, not sessions; take a file with daily prices"
        ),
    ]

    @Test("A contradiction is refused, and both are named:", arguments: contradictions)
    func refused(_ text: String, _ options: String, _ message: String) throws {
        try workspace.write(text, to: "v.csv")
        let result = try workspace.shell("impact import --prices v.csv \(options)")
        #expect(result.errors == "impact: \(message)\nimpact: nothing was imported\n")
        #expect(result.status == 65)
    }

    @Test(
        "What agrees is taken, however the vendor spells it:",
        arguments: [
            ("Security,AMZN US Equity\nCurrency,USD\nPeriod,D\n" + rows, "--ticker AMZN --currency USD"),
            ("Currency,GBp\n" + rows, "--ticker VOD --currency GBX"),
            ("Date,Close (p)\n2025-06-04,77.58\n", "--ticker VOD --currency GBX"),
            ("RIC,AMZN.O\n" + rows, "--ticker AMZN --currency USD"),
            ("Symbol,NASDAQ:AMZN\n" + rows, "--ticker AMZN --currency USD"),
            ("Symbol,BRK/B\n" + rows, "--ticker BRK-B --currency USD"),
            ("Identifier,US0231351067\n" + rows, "--ticker AMZN --currency USD"),
            ("Security,Amazon.com Inc\n" + rows, "--ticker AMZN --currency USD"),
            ("Symbol,SPX Index\n" + rows, "--index SP500 --currency USD"),
            ("Date,Close/Last\n06/13/2025,$207.91\n", "--ticker RY --currency CAD"),
            ("Date,Close,Currency\n2025-06-04,77.58,GBX\n", "--ticker VOD --currency GBp"),
            ("Date,Adj Close\n2025-06-04,207.23\n", "--ticker AMZN --currency USD --adjusted splits"),
        ])
    func agrees(_ text: String, _ options: String) throws {
        try workspace.write(text, to: "v.csv")
        let result = try workspace.shell("impact import --prices v.csv \(options)")
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("an alias of the company is its name in a file, too; so is a ticker that it had")
    func alias() throws {
        let listings =
            #"[{"ticker":"FB","mic":"XNAS","currency":"USD","until":"2022-06-08"},"#
            + #"{"ticker":"META","mic":"XNAS","currency":"USD","from":"2022-06-09"}]"#
        try workspace.shell(
            "impact append company.registered company=mp name=MP kind=public 'listings=\(listings)' "
                + #"'aliases=["MVRS"]' --occurred 2012"#)
        for name in ["FB US Equity", "MVRS"] {
            try workspace.write("Security,\(name)\nDate,Close\n2022-06-09,184\n2022-06-10,175.57\n", to: "m.csv")
            for option in ["--ticker META", "--company mp"] {
                let result = try workspace.shell("impact import --prices m.csv \(option) --currency USD")
                #expect(result.status == 0, "\(result.errors)")
            }
        }
        try workspace.write("Security,MSFT\nDate,Close\n2022-06-09,184\n", to: "m.csv")
        let refused = try workspace.shell("impact import --prices m.csv --company mp --currency USD")
        #expect(
            refused.errors.hasPrefix(
                "impact: m.csv:1:10: the file is of 'MSFT' here, and --company is mp: say --ticker MSFT, or record MSFT "
                    + "among the aliases of mp\n"))
    }

    // MARK: Weeks and months among sessions

    private func wide(_ days: Int, _ value: (_ index: Int, _ weekday: Int) -> String) -> String {
        var (lines, written) = (["date,DAY,SOME"], 0)
        for offset in 0..<(2 * days) where written < days {
            // 2024-01-01 was a Monday.
            let date = Date(timeIntervalSince1970: 1_704_067_200 + Double(offset) * 86_400)
            if offset % 7 > 4 { continue }
            let text = date.formatted(.iso8601.year().month().day())
            lines.append("\(text),\(100 + written % 7),\(value(written, offset % 7))")
            written += 1
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test("weekly prices in one column among columns of sessions are refused, with the column")
    func weeklyColumn() throws {
        try workspace.write(wide(80) { _, weekday in weekday == 4 ? "5.1" : "" }, to: "w.csv")
        let result = try workspace.shell("impact import --prices w.csv --currency USD")
        #expect(
            result.errors == """
                impact: w.csv:6:16: SOME: 16 prices from 2024-01-05 to 2024-04-19 stand a week apart: they are weekly, not of sessions; leave them out, or take a file with daily prices
                impact: nothing was imported

                """)
        #expect(result.status == 65)
    }

    @Test("so are years of weeks or months before the sessions of one security")
    func stretch() throws {
        var lines = ["date,close"]
        for month in 0..<30 { lines.append("\(2000 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-28,5") }
        for day in 1...28 { lines.append("2002-07-\(day < 10 ? "0" : "")\(day),5") }
        try workspace.write(lines.joined(separator: "\n") + "\n", to: "s.csv")
        let result = try workspace.shell("impact import --prices s.csv --ticker ZZZ --currency USD")
        #expect(
            result.errors == """
                impact: s.csv:2:12: ZZZ: 30 prices from 2000-01-28 to 2002-06-28 stand a month apart: they are monthly, not of sessions; leave them out, or take a file with daily prices
                impact: nothing was imported

                """)
    }

    @Test("a share that trades rarely, was suspended, or whose market was closed now and then is no such series")
    func rare() throws {
        // Irregular steps, some of a week.
        let rare = [0, 5, 10, 14, 19, 24, 26, 31, 36, 41, 55, 60, 65, 70, 71]
        try workspace.write(wide(80) { index, _ in rare.contains(index) ? "5" : "" }, to: "r.csv")
        #expect(try workspace.shell("impact import --prices r.csv --currency USD").status == 0)
        try workspace.write(wide(80) { index, _ in (20...60).contains(index) ? "" : "5" }, to: "s.csv")
        #expect(try workspace.shell("impact import --prices s.csv --currency USD --mic XNYS").status == 0)
    }

    // MARK: Two closes of different size

    private static let yahoo =
        "Date,Open,High,Low,Close,Adj Close,Volume\n2024-05-30,1146.50,1158.19,1096.63,1105.00,110.48,487350000\n"
        + "2024-05-31,1125.20,1127.20,1069.40,1096.33,109.61,613263000\n2024-06-03,null,null,null,null,null,null\n"
        + "2024-06-04,1157.80,1166.00,1140.45,1164.37,116.41,403324000\n"

    private func nvidia() throws {
        let listing = #"'listings=[{"ticker":"NVX","mic":"XNAS","currency":"USD"}]'"#
        for line in [
            "company.registered company=nv name=NV kind=public --occurred ../2020 \(listing)",
            "shares.recorded company=nv measure=outstanding outstanding='2460000000 share' --occurred 2024-05-24",
            "split.effective company=nv ticker=NVX ratio=10:1 --occurred 2024-06-10",
        ] { #expect(try workspace.shell("impact append \(line) --certainty confirmed").status == 0) }
        try workspace.write(Self.yahoo, to: "y.csv")
    }

    @Test("closes ten times their adjusted closes have two readings; the refusal names both and the option of each")
    func twoSizes() throws {
        try nvidia()
        let refused = try workspace.shell("impact import --prices y.csv --ticker NVX --currency USD")
        #expect(
            refused.errors == """
                impact: y.csv:5:36: the close 1164.37 is 10 times the adjusted close 116.41. Either closes are as traded, before a split that only the adjusted close holds: say --adjusted none. Or they are adjusted for splits, and dividends since make the difference: say --adjusted splits. --columns close='Adj Close' --adjusted all takes the adjusted close
                impact: nothing was imported

                """)
    }

    @Test(
        "each option gives the figures of its reading",
        arguments: [
            // As traded: 2.46bn shares times -8.67.
            ("--adjusted none", "none", "-21328200000", "-0.785"),
            // Adjusted for the split of 10 June: as traded each was ten times that.
            ("--adjusted splits", "splits", "-213282000000", "-0.785"),
            ("--columns 'close=Adj Close' --adjusted all", "all", nil, "-0.787"),
        ] as [(String, String, String?, String)])
    func eachSize(_ options: String, _ adjusted: String, _ change: String?, _ percent: String) throws {
        try nvidia()
        let taken = try workspace.shell("impact import --prices y.csv --ticker NVX --currency USD \(options)")
        #expect(taken.status == 0, "\(taken.errors)")
        let rows = try workspace.rows("market-cap", "--company", "nv").filter { $0["day"] == "2024-05-31" }
        #expect(rows.map { $0["adjusted"] } == [adjusted])
        #expect(rows.map { $0["percent"] } == [percent])
        #expect(rows.map { ($0.fields["change"] as? [String: Any])?["amount"] as? String } == [change])
    }
}
