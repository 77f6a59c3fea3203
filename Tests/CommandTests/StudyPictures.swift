import Foundation
import Testing

/// What `study` draws and `view study` keeps, from a price file on.
@Suite("Studies drawn and kept")
struct StudyPictures {
    private static let prices = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples/prices-2000-2013.csv").path

    private func workspace() throws -> Workspace {
        let workspace = try Workspace(demo: false)
        try workspace.run("init")
        let imported = try workspace.run(
            "import", "--prices", "--currency", "USD", "--adjusted", "all", "--index", "SP500", Self.prices)
        try #require(imported.status == 0, "\(imported.errors)")
        return workspace
    }

    @Test("the form is that of -O, else of the file's suffix; warnings stay on stderr")
    func forms() throws {
        let workspace = try workspace()
        let group = ["--on", "AAPL@2007-01-09", "--on", "AAPL@2011-08-25"]
        let drawn = try workspace.run("study", group[0], group[1], group[2], group[3], "-O", "svg")
        #expect(drawn.status == 0 && drawn.output.hasPrefix("<svg ") && drawn.output.contains("mean of 2"))
        #expect(drawn.errors.contains("AAPL is studied 2 times"))
        let file = try workspace.run("study", group[0], group[1], "-o", workspace.path("one.svg"))
        #expect(file.status == 0 && file.output.isEmpty)
        let svg = try String(contentsOfFile: workspace.path("one.svg"), encoding: .utf8)
        #expect(svg.contains("day 0, 2007-01-09") && svg.contains("class=\"band\""))
        let page = try workspace.run("study", group[0], group[1], "-O", "html")
        #expect(page.output.hasPrefix("<!DOCTYPE html>") && page.output.contains("with 95 % bounds"))
        #expect(try workspace.run("study", group[0], group[1], "-O", "gif").status == 64)
    }

    @Test("a recorded event is a row of the view, with its arithmetic, and a retraction takes it away")
    func view() throws {
        let workspace = try workspace()
        let id = "019a4a10-0000-7000-8000-0000000000e2"
        try workspace.run(
            "append", "company.registered", "company=google", "name=Google", "kind=public", "--occurred",
            "../2004-08-19",
            "listings=[{\"ticker\":\"GOOG\",\"mic\":\"XNAS\",\"currency\":\"USD\"}]", "--certainty", "confirmed")
        try workspace.run(
            "append", "results.released", "company=google", "period=2006-Q3", "--occurred",
            "2006-10-19T16:05:00-04:00", "--certainty", "confirmed", "--id", id)
        let row = try #require(
            try JSONSerialization.jsonObject(with: Data(try workspace.run("view", "study", "-O", "jsonl").output.utf8))
                as? [String: Any])
        #expect(row["day0"] as? String == "2006-10-20" && row["m"] as? Int == 250)
        let study = try #require(
            try JSONSerialization.jsonObject(with: Data(try workspace.run("study", id, "--json").output.utf8))
                as? [String: Any])
        let event = try #require((study["events"] as? [[String: Any]])?.first)
        let beta = try #require(event["beta"] as? Double)
        #expect(abs(try #require(row["beta"] as? Double) / beta - 1) < 1e-11)
        let explained = try workspace.run("explain", "study", id)
        #expect(explained.status == 0 && explained.output.contains("× return of the index)"))
        #expect(try workspace.run("replay", "--check").status == 0)
        #expect(try workspace.run("verify").status == 0)
        try workspace.run("retract", id, "--reason", "a mistake")
        #expect(try workspace.run("view", "study", "-O", "jsonl").output.isEmpty)
    }

    @Test("without an index the view says once why it is empty")
    func noIndex() throws {
        let result = try Workspace().run("view", "study", "-O", "jsonl")
        #expect(result.status == 0 && result.output.isEmpty)
        #expect(result.errors.contains("nothing is studied: no index is recorded to hold prices against"))
    }

    @Test("the demo of studies: a newcomer sees eight pieces of news, two of them published after the close")
    func demo() throws {
        let workspace = try Workspace(demo: false)
        let made = try workspace.run("init", "--demo", "study")
        try #require(made.status == 0, "\(made.errors)")
        let shown = try workspace.run("view", "study", "-O", "jsonl").output
        let rows = try shown.split(whereSeparator: \.isNewline).map { line in
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let percent = try #require(row["ar0"] as? Double) * 100
            return "\(row["company"] ?? "") \(row["day0"] ?? "") \((percent * 100).rounded() / 100)"
        }
        // Of the days that the news was for: as a study of the whole price file by ticker and date has them.
        #expect(
            Set(rows) == [
                "microsoft 2004-07-21 3.53", "ibm 2004-12-08 0.2", "google 2006-10-09 1.83", "apple 2007-01-09 8.39",
                "microsoft 2008-02-01 -7.81", "ibm 2009-03-18 -2.67", "ibm 2009-04-06 -0.11",
                "google 2011-08-15 -3.52", "apple 2011-08-25 0.66",
            ])
        #expect(try workspace.run("init", "--demo", "news", "--ledger", "other.sqlite").status == 64)
    }

    @Test("the demo's closes are those of the price file, digit by digit")
    func demoPrices() throws {
        let workspace = try Workspace(demo: false)
        try workspace.run("init", "--demo", "study")
        let file = try String(contentsOfFile: Self.prices, encoding: .utf8).split(whereSeparator: \.isNewline)
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let days = Dictionary(uniqueKeysWithValues: file.dropFirst().map { (String($0[0]), $0) })
        let exported = try workspace.run("export", "events").output
        var count = 0
        for line in exported.split(whereSeparator: \.isNewline) {
            let event = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let data = try #require(event["data"] as? [String: Any])
            guard event["type"] as? String == "prices.recorded" else { continue }
            let column = try #require(file[0].firstIndex { $0 == data["ticker"] as? String ?? "" })
            for (day, close) in zip(data["days"] as? [String] ?? [], data["close"] as? [String] ?? []) {
                #expect(days[day].map { String($0[column]) } == close)
                count += 1
            }
        }
        #expect(count > 4000)
    }
}
