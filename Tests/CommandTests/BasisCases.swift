import Foundation
import Testing

@Suite("What a market value rests on: said when it is appended, explained, and counted where it contradicts itself")
struct BasisCases {
    private func ledger(prices: String, adjusted: String = "none") throws -> Workspace {
        let run = try Workspace(demo: false)
        try run.shell("impact init --quiet")
        try run.shell(
            "impact append company.registered company=nvidia name=NVIDIA kind=public --occurred ../2020 "
                + "'listings=[{\"ticker\":\"NVDA\",\"mic\":\"XNAS\",\"currency\":\"USD\"}]' --quiet")
        try run.write("date,close\n\(prices)", to: "prices.csv")
        let result = try run.shell(
            "impact import --prices prices.csv --ticker NVDA --currency USD --adjusted \(adjusted) --quiet")
        try #require(result.status == 0, "\(result.errors)")
        return run
    }

    private static let adjusted = "2024-06-06,120.998\n2024-06-07,120.888\n2024-06-10,121.79\n2024-06-11,120.91\n"

    @Test("append takes basic for outstanding, and says where a split may be in a count or not")
    func append() throws {
        let run = try ledger(prices: Self.adjusted, adjusted: "splits")
        let count = "impact append shares.recorded company=nvidia measure=basic outstanding='24.6bn share'"
        try run.shell(
            "impact append split.effective company=nvidia ticker=NVDA ratio=10:1 --occurred 2024-06-10 --quiet")
        let note =
            "no market value rests on the count of 2024-05-24: whether the split of 2024-06-10 is in it nothing says"
        let unsaid = try run.shell("\(count) --occurred 2024-05-24 --published 2024-06-20 --dry-run")
        #expect(unsaid.status == 0, "\(unsaid.errors)")
        #expect(unsaid.errors.contains(note))
        #expect((unsaid.output + unsaid.errors).contains("measure = outstanding"))
        let said = try run.shell("\(count) splitsThrough=2024-06-10 --occurred 2024-05-24 --published 2024-06-20")
        #expect(said.status == 0 && !said.errors.contains("no market value"))
        let rows = try run.rows("market-cap")
        #expect(rows.map { $0["total.amount"] } == ["2973844800000", "2996034000000", "2974386000000"])
    }

    @Test("explain shows the count, its day, the splits and what the closes are adjusted for")
    func explain() throws {
        let run = try ledger(prices: Self.adjusted, adjusted: "splits")
        try run.shell(
            "impact append split.effective company=nvidia ticker=NVDA ratio=10:1 --occurred 2024-06-10 --quiet")
        try run.shell(
            "impact append shares.recorded company=nvidia measure=basic outstanding='2.46bn share' "
                + "--occurred 2024-05-24 --quiet")
        let before = try run.shell("impact explain market-cap nvidia@2024-06-07").output
        #expect(before.contains("outstanding shares of 2024-05-24, × 10 / 1 by splits of 2024-06-10"))
        #expect(before.contains("total: 2,973,844,800,000 USD = 24,600,000,000 share × 120.888"))
        let after = try run.shell("impact explain market-cap nvidia@2024-06-11").output
        #expect(after.contains("2,460,000,000 share × 10 / 1 by the splits since of 2024-06-10"))
    }

    @Test("status counts days whose closes contradict a split")
    func status() throws {
        let run = try ledger(prices: Self.adjusted)
        try run.shell(
            "impact append split.effective company=nvidia ticker=NVDA ratio=10:1 --occurred 2024-06-10 --quiet")
        let view = try run.shell("impact view market-cap")
        #expect(view.output.contains("contradiction: the closes do not show the split 10:1 of 2024-06-10"))
        let status = try run.shell("impact status --json").output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any])
        let projections = object["projections"] as? [[String: Any]] ?? []
        let own = projections.first { $0["name"] as? String == "market-cap" }
        #expect(own?["contradictions"] as? Int == 1)
    }

    @Test("the studies of a company are those of all that are its")
    func studiesOfOneCompany() throws {
        let program = try Workspace(demo: false)
        #expect(try program.shell("impact init --demo study --ledger s.sqlite").status == 0)
        let all = try program.shell("impact view study -O jsonl --quiet --ledger s.sqlite").output
        let own = all.split(separator: "\n").filter { $0.contains("\"company\":\"microsoft\"") }
        #expect(own.count > 1)
        let found = try program.shell("impact view study --company MSFT -O jsonl --quiet --ledger s.sqlite")
        #expect(found.output.split(separator: "\n") == own)
    }

    @Test("a study leaves out what overlaps where that is asked for")
    func overlap() throws {
        let help = try Workspace(demo: false).shell("impact study --help").output
        #expect(help.contains("--exclude-overlap"))
    }
}
