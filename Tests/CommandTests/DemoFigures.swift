import Testing

@Suite("The demo's figures")
struct DemoFigures {
    let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("Amazon is claimed to have gained about 140 billion, because of the deal; Microsoft dipped, without a figure")
    func marketCap() throws {
        let rows = try workspace.rows("market-cap")
        try #require(rows.map { $0["company"] } == ["amazon", "microsoft"])
        let amazon = rows[0]
        #expect(amazon["change.amount"] == "140000000000")
        #expect(amazon["change.unit"] == "USD")
        #expect(amazon["change.qualifier"] == "about")
        #expect(amazon["origin"] == "claimed")
        #expect(amazon["certainty"] == "expected")
        #expect(amazon["day"] == "2025-11-03")
        let deal = try #require(try workspace.rows("commitments").first { $0["deal"] == "openai-amazon-2025" })
        #expect(amazon.rows("causes").map { $0["event"] } == deal.list("events"))
        #expect(rows[1]["change.amount"] == nil)
        #expect(rows[1]["direction"] == "down")
        #expect(rows[1]["duration"] == "brief")
    }

    @Test("Amazon's 38 billion fall on seven dated years, and the last takes the rounding")
    func amazonCommitment() throws {
        let deal = try #require(try workspace.rows("commitments").first { $0["deal"] == "openai-amazon-2025" })
        #expect(deal["total.amount"] == "38000000000")
        #expect(deal["total.qualifier"] == "exact")
        #expect(deal["commitment"] == "binding")
        #expect(deal["certainty"] == "confirmed")
        #expect(deal["term"] == "P7Y")
        let periods = deal.rows("periods")
        #expect(
            periods.map { $0["amount.amount"] } == Array(repeating: "5428571428.57", count: 6) + ["5428571428.58"])
        #expect(periods.map { $0["from"] } == (2025...2031).map { "\($0)-11-03" })
        #expect(periods.map { $0["to"] } == (2026...2032).map { "\($0)-11-02" })
    }

    @Test("Oracle's 300 billion are 60 a year, without invented calendar years")
    func oracleCommitment() throws {
        let deal = try #require(try workspace.rows("commitments").first { $0["deal"] == "openai-oracle-2025" })
        #expect(deal["total.amount"] == "300000000000")
        #expect(deal["commitment"] == "unstated")
        #expect(deal["certainty"] == "reported")
        #expect(deal["term"] == "P5Y")
        #expect(deal["termQualifier"] == "about")
        let periods = deal.rows("periods")
        #expect(periods.map { $0["amount.amount"] } == Array(repeating: "60000000000", count: 5))
        #expect(periods.allSatisfy { $0["from"] == nil && $0["to"] == nil })
    }

    @Test("OpenAI has contracted 338 billion: 38 binding and confirmed, 300 unstated and reported")
    func contracted() throws {
        let sum = try #require(try workspace.rows("commitments").first { $0["deal"] == nil })
        #expect(sum["buyer"] == "openai")
        #expect(sum["contracted.amount"] == "338000000000")
        #expect(sum.rows("byCommitment").map { $0["commitment"] } == ["binding", "unstated"])
        #expect(sum.rows("byCommitment").map { $0["amount.amount"] } == ["38000000000", "300000000000"])
        #expect(sum.rows("byCertainty").map { $0["certainty"] } == ["confirmed", "reported"])
        #expect(sum.rows("byCertainty").map { $0["amount.amount"] } == ["38000000000", "300000000000"])
    }

    @Test("Of about 1.4 trillion stated, 338 billion are covered by assumption; the 30 GW are a row of their own")
    func plans() throws {
        let rows = try workspace.rows("plans")
        let money = try #require(rows.first { $0["unit"] == "USD" })
        #expect(money["stated.amount"] == "1400000000000")
        #expect(money["stated.qualifier"] == "about")
        #expect(money["covered.amount"] == "338000000000")
        #expect(money["basis"] == "assumed")
        #expect(money["notCovered.amount"] == "1062000000000")
        #expect(money["notCovered.qualifier"] == "about")
        let power = try #require(rows.first { $0["unit"] == "GW" })
        #expect(power["stated.amount"] == "30")
    }

    @Test("OpenAI depends on Amazon through AWS, Microsoft, Google and Oracle; Amazon on Nvidia and OpenAI")
    func dependencies() throws {
        let rows = try workspace.rows("dependencies")
        let edges = Set(rows.map { "\($0["dependent"] ?? "")>\($0["provider"] ?? "")" })
        #expect(
            edges == [
                "openai>amazon", "openai>microsoft", "openai>google", "openai>oracle", "amazon>nvidia",
                "amazon>openai",
            ])
        let amazon = try #require(rows.first { $0["provider"] == "amazon" })
        #expect(amazon["through"] == "aws")
        #expect(try #require(rows.first { $0["provider"] == "nvidia" })["basis"] == "inferred")
    }

    @Test("Indirectly, OpenAI depends on Nvidia by way of Amazon")
    func indirect() throws {
        let paths = try workspace.rows("dependencies", "--indirect").map { $0.list("path") }
        #expect(paths.contains(["openai", "amazon", "nvidia"]))
    }

    @Test(
        "Of 338 billion recorded, 11.24 % go to Amazon and 88.76 % to Oracle",
        arguments: [
            ("amazon", "11.24"), ("oracle", "88.76"),
        ])
    func shares(provider: String, percent: String) throws {
        let row = try #require(try workspace.rows("dependencies").first { $0["provider"] == provider })
        #expect(row["sharePercent"] == percent)
        #expect(row["shareOf.amount"] == "338000000000")
    }

    @Test("Microsoft's first refusal ended on 2025-10-28 and was in force the day before")
    func rights() throws {
        let now = try #require(try workspace.rows("rights").first)
        #expect(now["right"] == "microsoft-first-refusal")
        #expect(now["until"] == "2025-10-28")
        #expect(now.fields["inForce"] as? Bool == false)
        let before = try #require(try workspace.rows("rights", "--as-of", "2025-10-27").first)
        #expect(before.fields["inForce"] as? Bool == true)
    }

    @Test("As of 2025-10-31 there is no deal with Amazon and no claim, but the restructuring is done")
    func asOf() throws {
        let cut = ["--as-of", "2025-10-31"]
        #expect(try workspace.rows("commitments", cut[0], cut[1]).allSatisfy { $0["deal"] != "openai-amazon-2025" })
        #expect(try workspace.rows("market-cap", cut[0], cut[1]).isEmpty)
        let types = try workspace.rows("timeline", cut[0], cut[1]).map { $0["type"] }
        #expect(types.contains("company.restructured"))
    }

    @Test("As public by 2025-10-31: the restructuring, not the plan")
    func asPublic() throws {
        let types = try workspace.rows("timeline", "--as-public", "2025-10-31").map { $0["type"] }
        #expect(types.contains("company.restructured"))
        #expect(!types.contains("plan.stated"))
    }

    @Test(
        "Google is not there in the middle of June 2025, and is on the first of July",
        arguments: [
            ("2025-06-15", false), ("2025-07-01", true),
        ])
    func google(day: String, there: Bool) throws {
        let rows = try workspace.rows("dependencies", "--as-of", day)
        #expect(rows.contains { $0["provider"] == "google" } == there)
    }

    @Test(
        "As known in 2020 every view is empty, and that is no error",
        arguments: [
            "market-cap", "claims", "commitments", "plans", "dependencies", "rights", "timeline",
        ])
    func asKnown(view: String) throws {
        #expect(try workspace.rows(view, "--as-known", "2020").isEmpty)
    }

    @Test("The explanation of the plan names the events behind 1.062 trillion")
    func explanation() throws {
        let result = try workspace.run("explain", "plans", "openai-compute")
        #expect(result.status == 0)
        #expect(result.output.contains("1,062,000,000,000"))
        for event in try #require(try workspace.rows("plans").first { $0["unit"] == "USD" }).list("events") {
            #expect(result.output.contains(event))
        }
    }

    @Test("SOURCE_DATE_EPOCH makes two demos equal, byte for byte")
    func reproducible() throws {
        let first = try workspace.run("export", "events")
        let second = try Workspace().run("export", "events")
        #expect(first.status == 0)
        #expect(first.output.split(separator: "\n").count > 16)
        #expect(first.output == second.output)
    }
}
