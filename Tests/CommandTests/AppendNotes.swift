import Foundation
import Testing

/// What stood, what is appended, and what is said of that on standard error.
struct AppendCase: Sendable, CustomTestStringConvertible {
    let name: String
    let stood: [String]
    let appended: String
    let said: [String]
    var testDescription: String { name }

    init(_ name: String, _ stood: [String], _ appended: String, _ said: [String]) {
        (self.name, self.stood, self.appended, self.said) = (name, stood, appended, said)
    }
}

enum AppendCases {
    static let deal: String = "append deal.announced deal=d buyer=openai supplier=microsoft kind=cloud"
    static func announced(_ value: String, _ certainty: String, _ day: String) -> String {
        "\(deal) value='\(value)' --certainty \(certainty) --occurred \(day)"
    }
    static func amended(_ fields: String, _ certainty: String, _ day: String) -> String {
        "append deal.amended deal=d \(fields) --certainty \(certainty) --occurred \(day)"
    }
    static let coreWeave: [String] = [
        announced("11.9bn USD", "confirmed", "2025-03-10"), amended("increase='4bn USD'", "confirmed", "2025-05-15"),
        amended("increase='6.5bn USD'", "confirmed", "2025-09-25"),
    ]
    static let nothing: String = "changes nothing of what stood"

    static let deals: [AppendCase] = [
        AppendCase("the first announcement changes nothing", [], announced("250bn USD", "confirmed", "2025-01-10"), []),
        AppendCase(
            "250c, then 25e", [announced("250bn USD", "confirmed", "2025-01-10")],
            announced("25bn USD", "expected", "2025-02-10"),
            ["value 250,000,000,000 USD -> 25,000,000,000 USD: less sure, stands beside it", nothing]),
        AppendCase(
            "a later total that is as sure", [announced("250bn USD", "confirmed", "2025-01-10")],
            announced("300bn USD", "confirmed", "2025-02-10"),
            ["changes total 250,000,000,000 USD -> 300,000,000,000 USD"]),
        AppendCase(
            "11.9c, then +4c", Array(coreWeave.prefix(1)), coreWeave[1],
            ["changes total 11,900,000,000 USD -> 15,900,000,000 USD"]),
        AppendCase(
            "11.9c +4c +6.5c, then 22.4r", coreWeave, announced("22.4bn USD", "reported", "2025-09-26"),
            ["contains the changes up to 2025-09-26", nothing]),
        AppendCase(
            "+6.5c, then +6.5r of the next day", coreWeave, amended("increase='6.5bn USD'", "reported", "2025-09-26"),
            [
                "changes total 22,400,000,000 USD -> 28,900,000,000 USD", "changes certainty confirmed -> reported",
                "resembles the change 6,500,000,000 USD of 2025-09-25 (ID): "
                    + "say amendment=NAME in both if they are one change",
            ]),
        AppendCase(
            "+6.5c, then +6.5r of the same day", coreWeave, amended("increase='6.5bn USD'", "reported", "2025-09-25"),
            ["tells the change of 2025-09-25 again (ID): it counts once", nothing]),
        AppendCase(
            "of two changes one has a name",
            [
                announced("100bn USD", "confirmed", "2025-01-10"),
                amended("increase='5bn USD' amendment=second-phase", "confirmed", "2025-09-01"),
            ], amended("increase='5.2bn USD'", "confirmed", "2025-09-15"),
            [
                "changes total 105,000,000,000 USD -> 110,200,000,000 USD",
                "resembles the change 5,000,000,000 USD of 2025-09-01 (ID): "
                    + "say amendment=second-phase in both if they are one change",
            ]),
        AppendCase(
            "more than a fortnight later it is another change",
            [
                announced("100bn USD", "confirmed", "2025-01-10"),
                amended("increase='5bn USD'", "confirmed", "2025-09-01"),
            ], amended("increase='5bn USD'", "confirmed", "2025-09-16"),
            ["changes total 105,000,000,000 USD -> 110,000,000,000 USD"]),
        AppendCase(
            "of another amount it is another change",
            [
                announced("100bn USD", "confirmed", "2025-01-10"),
                amended("increase='5bn USD'", "confirmed", "2025-09-01"),
            ], amended("increase='5.6bn USD'", "confirmed", "2025-09-02"),
            ["changes total 105,000,000,000 USD -> 110,600,000,000 USD"]),
        AppendCase(
            "two names are two changes",
            [
                announced("100bn USD", "confirmed", "2025-01-10"),
                amended("increase='5bn USD' amendment=one", "confirmed", "2025-09-01"),
            ], amended("increase='5bn USD' amendment=two", "confirmed", "2025-09-01"),
            ["changes total 105,000,000,000 USD -> 110,000,000,000 USD"]),
        AppendCase(
            "a change that a later total contains", [announced("22.4bn USD", "confirmed", "2025-09-26")], coreWeave[1],
            ["is contained in the total of 2025-09-26 (ID)", nothing]),
        AppendCase(
            "100c, then +5e", [announced("100bn USD", "confirmed", "2025-01-10")],
            amended("increase='5bn USD'", "expected", "2025-09-01"),
            [
                "changes expected none -> 5,000,000,000 USD",
                "increase 5,000,000,000 USD: only expected, stands beside it",
            ]),
        AppendCase(
            "an end that is only expected", [announced("250bn USD", "confirmed", "2025-01-10")],
            "append deal.ended deal=d --certainty expected --occurred 2026-06",
            ["ended 2026-06: less sure, stands beside it", nothing]),
        AppendCase(
            "an end", [announced("250bn USD", "confirmed", "2025-01-10")],
            "append deal.ended deal=d --certainty confirmed --occurred 2026-06", ["changes ended none -> 2026-06"]),
        AppendCase(
            "a stranger's announcement under a used id", [announced("250bn USD", "confirmed", "2025-01-10")],
            "append deal.announced deal=d buyer=openai supplier=oracle kind=cloud value='30bn USD' "
                + "--certainty reported --occurred 2025-02-10",
            [
                "has no effect: under this id openai is the buyer and microsoft the supplier; "
                    + "give a deal of others an id of its own", nothing,
            ]),
        AppendCase(
            "a unit is no stranger where its parent stands",
            [
                "append deal.announced deal=u buyer=openai supplier=amazon kind=cloud --certainty confirmed "
                    + "--occurred 2025-01-10"
            ],
            "append deal.announced deal=u buyer=openai supplier=aws kind=cloud --certainty reported --occurred 2025-02-10",
            ["supplier amazon -> aws: less sure, stands beside it", nothing]),
        AppendCase(
            "a stranger's announcement that is surer", [announced("250bn USD", "reported", "2025-01-10")],
            "append deal.announced deal=d buyer=openai supplier=oracle kind=cloud value='30bn USD' "
                + "--certainty confirmed --occurred 2025-02-10",
            [
                "changes supplier microsoft -> oracle", "changes total 250,000,000,000 USD -> 30,000,000,000 USD",
                "changes certainty reported -> confirmed", "sets ID aside: it names other parties under this id",
            ]),
        AppendCase(
            "a part that is met",
            [
                "\(deal) value='100bn USD' commitment=binding "
                    + #"parts='[{"part":"p","commitment":"conditional","value":{"amount":"40000000000","#
                    + #""unit":"USD","qualifier":"exact"}}]' "#
                    + "--certainty confirmed --occurred 2025-01-10"
            ], "append deal.part-met deal=d part=p --certainty confirmed --occurred 2025-06-10",
            [
                "changes binding 60,000,000,000 USD -> 100,000,000,000 USD",
                "changes conditional 40,000,000,000 USD -> none",
            ]),
        AppendCase(
            "an amendment of nothing", [], amended("term=P5Y", "confirmed", "2025-06-10"),
            ["has no effect yet: nothing says that there is such a thing"]),
        AppendCase(
            "a term that is less sure",
            ["\(deal) value='100bn USD' term=P7Y --certainty confirmed --occurred 2025-01-10"],
            amended("term=P5Y", "reported", "2025-06-10"),
            ["term P7Y -> P5Y: less sure, stands beside it", nothing]),
    ]

    static let others: [AppendCase] = [
        AppendCase(
            "a right that ends",
            ["append right.granted right=r holder=openai grantor=amazon kind=warrant --occurred 2025-01-10"],
            "append right.ended right=r --occurred 2025-10-28",
            [
                "changes until none -> 2025-10-28", "changes in force yes -> no",
            ]),
        AppendCase(
            "an end that is less sure than the right",
            [
                "append right.granted right=r holder=openai grantor=amazon kind=warrant --certainty confirmed "
                    + "--occurred 2025-01-10"
            ], "append right.ended right=r --occurred 2025-10-28",
            ["until 2025-10-28: less sure, stands beside it", nothing]),
        AppendCase(
            "a plan that grows",
            ["append plan.stated plan=p company=openai spend='1trn USD' --certainty confirmed --occurred 2025-01-10"],
            "append plan.stated plan=p company=openai spend='1.4trn USD' --certainty confirmed --occurred 2025-10-28",
            ["changes stated 1,000,000,000,000 USD -> 1,400,000,000,000 USD"]),
        AppendCase(
            "a dependency that ends",
            ["append dependency.stated dependent=openai provider=nvidia kind=partnership --occurred 2025-01-10"],
            "append dependency.ended dependent=openai provider=nvidia kind=partnership --occurred 2025-10-28",
            ["changes until none -> 2025-10-28"]),
        AppendCase(
            "a deny of what was announced",
            ["\(deal) value='250bn USD' --certainty confirmed --occurred 2025-01-10 --id \(id)"],
            "deny \(id) --by openai --occurred 2025-02-01", ["changes certainty confirmed -> denied"]),
        AppendCase(
            "a correction",
            ["\(deal) value='250bn USD' --certainty confirmed --occurred 2025-01-10 --id \(id)"],
            "correct \(id) value='25bn USD' --reason mistyped",
            ["changes total 250,000,000,000 USD -> 25,000,000,000 USD"]),
        AppendCase(
            "a retraction",
            ["\(deal) value='250bn USD' --certainty confirmed --occurred 2025-01-10 --id \(id)"],
            "retract \(id) --reason 'a mix-up'", ["d is no more: nothing says that there is such a thing"]),
        AppendCase(
            "a deal that is part of another",
            [
                "append deal.announced deal=whole buyer=openai supplier=microsoft kind=cloud value='300bn USD' "
                    + "commitment=binding --certainty confirmed --occurred 2025-01-10",
                "\(deal) value='90bn USD' commitment=binding --certainty confirmed --occurred 2025-02-10",
            ], "append deal.linked deal=d other=whole relation=part-of --certainty confirmed",
            ["changes counted in none -> whole"]),
        AppendCase(
            "what is no figure of a row", [],
            "append risk.flagged risk=r companies=openai summary=x --occurred 2025-01-10",
            []),
    ]
    static let id: String = "019a4a10-0000-7000-8000-0000000000aa"
}

extension AppendCases {
    private static let claim: String =
        "append market-cap.changed company=AMZN change='~100bn USD' --occurred 2025-11-03"
    private static let company: String =
        "append company.registered company=coreweave name='CoreWeave, Inc.' kind=public"
    private static let listing: String = "listings.CRWV.mic=XNAS listings.CRWV.currency=USD"

    /// What was told before, in streams that no row is folded from alone.
    static let retellings: [AppendCase] = [
        AppendCase(
            "a claim of a day that has one", [], claim,
            ["tells again what ID says of 2025-11-03 (~140,000,000,000 USD, expected): both stand side by side"]),
        AppendCase("a claim of another day", [], claim.replacing("11-03", with: "11-04"), []),
        AppendCase("a claim of other trading", [], claim + " basis=after-hours", []),
        AppendCase(
            "a move of a day that has another", [],
            "append stock.moved company=AMZN direction=up --occurred 2025-11-03", []),
        AppendCase(
            "a figure of one period, on another day",
            [
                "append metric.reported company=oracle metric=backlog value='455bn USD' period=2025-Q3 --occurred 2025-09-09"
            ],
            "append metric.reported company=oracle metric=backlog value='460bn USD' period=2025-Q3 --occurred 2025-09-20",
            ["tells again what ID says of 2025-09-09 (455,000,000,000 USD, reported): both stand side by side"]),
        AppendCase(
            "a figure of another period",
            [
                "append metric.reported company=oracle metric=backlog value='455bn USD' period=2025-Q3 --occurred 2025-09-09"
            ],
            "append metric.reported company=oracle metric=backlog value='523bn USD' period=2025-Q4 --occurred 2025-12-10",
            []),
        AppendCase(
            "what was retracted is told by nobody", ["retract 14 --reason x"], claim, []),
        AppendCase(
            "a company under another id", [],
            "append company.registered company=amazon-com name='Amazon.com' kind=public --occurred 2025-11-04",
            ["resembles amazon, Amazon.com, Inc.: where they are one company, use that id"]),
        AppendCase(
            "a registration that leaves out what the one before said", ["\(company) \(listing) --occurred 2025-03-28"],
            "\(company) aliases=CRWV --occurred 2025-06-01",
            ["changes aliases none -> CRWV", "changes listings USD XNAS CRWV -> none"]),
        AppendCase(
            "a registration of before does not change what holds", ["\(company) \(listing) --occurred 2025-03-28"],
            "\(company) --occurred 2024-06-01", []),
    ]
}

@Suite("append says what an event changes of what stood")
struct AppendNotes {
    @Test("what was told before", arguments: AppendCases.retellings)
    func retelling(_ row: AppendCase) throws { try check(row) }

    @Test("rights and plans under other ids, where the stored views know them")
    func others() throws {
        let program = try Workspace()
        let right = "append right.granted holder=microsoft grantor=openai kind=first-refusal --occurred 2025-01-21"
        let plan = "append plan.stated company=openai --occurred 2025-11-06"
        #expect(try program.shell("impact \(right) right=r --dry-run").errors == "")
        try program.run("view", "rights")
        #expect(
            try program.shell("impact \(right) right=r --dry-run").errors
                == "resembles the right microsoft-first-refusal of the same parties; if they are one right: say "
                + "right=microsoft-first-refusal\n")
        #expect(try program.shell("impact \(right) right=r kind=exclusivity --dry-run").status == 65)
        #expect(
            try program.shell("impact \(right.replacing("first-refusal", with: "warrant")) right=r --dry-run").errors
                == "")
        #expect(
            try program.shell("impact \(plan) plan=p spend='1.4trn USD' --dry-run").errors
                == "resembles the plan openai-compute, ~1,400,000,000,000 USD of the same company; if they are one plan: say "
                + "plan=openai-compute\n")
        #expect(try program.shell("impact \(plan) plan=p spend='100bn USD' --dry-run").errors == "")
        #expect(try program.shell("impact \(plan) plan=p spend='1.4trn USD' --dry-run --quiet").errors == "")
    }

    @Test("a deal", arguments: AppendCases.deals)
    func ofDeal(_ row: AppendCase) throws { try check(row) }

    @Test("other things, and what is said of events", arguments: AppendCases.others)
    func other(_ row: AppendCase) throws { try check(row) }

    private func check(_ row: AppendCase) throws {
        let program = try Workspace()
        for line in row.stood {
            let result = try program.shell("impact \(line) --quiet")
            try #require(result.status == 0, "\(line): \(result.errors)")
            #expect(result.errors == "", "quiet")
        }
        let tried = try program.shell("impact \(row.appended) --dry-run")
        #expect(lines(tried) == row.said, "tried")
        let result = try program.shell("impact \(row.appended)")
        #expect(result.status == 0 && tried.status == 0)
        #expect(lines(result) == row.said)
    }

    /// With an id in the place of every id.
    private func lines(_ result: ProgramResult) -> [String] {
        result.errors.replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "ID").split(separator: "\n").map(String.init)
    }

    @Test("as JSON the event stands alone, and the same again is said to change nothing new")
    func json() throws {
        let program = try Workspace()
        let line = AppendCases.announced("25bn USD", "expected", "2025-02-10") + " --id \(AppendCases.id)"
        try program.shell("impact \(AppendCases.announced("250bn USD", "confirmed", "2025-01-10"))")
        let result = try program.shell("impact \(line) --json")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(object?["id"] as? String == AppendCases.id)
        #expect(lines(result).count == 2)
        let again = try program.shell("impact \(line)")
        #expect(again.output.contains("unchanged") && again.errors == "")
    }
}

@Suite("append says which deals a new one resembles")
struct ResemblingDeals {
    private static let announcement =
        "append deal.announced deal=x buyer=openai supplier=aws kind=cloud --certainty reported --occurred 2025-11-04"
    private static let said =
        "resembles openai-amazon-2025, 38,000,000,000 USD of the same two parties; if they are one deal: "
        + "impact append deal.linked deal=x other=openai-amazon-2025 relation=same-as\n"

    @Test(
        "the same two parties, the same unit and nearly the same amount, a unit being its parent",
        arguments: [
            ("value='40bn USD'", said), ("value='38bn USD'", said), ("value='30bn USD'", ""), ("value='38bn EUR'", ""),
            ("term=P7Y", ""),
        ])
    func resembles(_ fields: String, _ said: String) throws {
        let program = try Workspace()
        try program.run("view", "commitments")
        #expect(try program.shell("impact \(Self.announcement) \(fields) --dry-run").errors == said)
        #expect(try program.shell("impact \(Self.announcement) \(fields) --dry-run --quiet").errors == "")
        #expect(try program.shell("impact \(Self.announcement) \(fields)").errors == said)
    }

    @Test("views that are not current are not folded for it, and none are made")
    func notCurrent() throws {
        let program = try Workspace()
        #expect(try program.shell("impact \(Self.announcement) value='38bn USD' --dry-run").errors == "")
        #expect(!FileManager.default.fileExists(atPath: program.path("ledger.views.sqlite")))
        try program.run("view", "commitments")
        try program.run("append", "risk.flagged", "risk=r", "companies=openai", "summary=x")
        #expect(try program.shell("impact \(Self.announcement) value='38bn USD'").errors == "")
    }

    @Test("nor is another one named that is linked already")
    func linked() throws {
        let program = try Workspace()
        try program.shell("impact append deal.linked deal=openai-amazon-2025 other=x relation=same-as --quiet")
        try program.run("view", "commitments")
        #expect(try program.shell("impact \(Self.announcement) value='38bn USD'").errors == "")
    }
}

@Suite("When two deals are one")
struct LinkTimes {
    @Test(
        "a link is dated by the later announcement, unless somebody says when",
        arguments: [
            ("same-as", "", "2025-Q3"), ("part-of", "", "2025-Q3"), ("part-of", "--occurred 2025-12", "2025-12"),
        ])
    func time(_ relation: String, _ options: String, _ occurred: String) throws {
        let program = try Workspace()
        for (deal, day) in [("a", "2025-08-01"), ("b", "2025-Q3"), ("b", "2025-11-01")] {
            let result = try program.shell(
                "impact append deal.announced deal=\(deal) buyer=openai supplier=oracle kind=cloud --occurred \(day)")
            try #require(result.status == 0)
        }
        let link = try program.shell("impact append deal.linked deal=a other=b relation=\(relation) \(options) --json")
        let object = try JSONSerialization.jsonObject(with: Data(link.output.utf8)) as? [String: Any]
        #expect(object?["occurred"] as? String == occurred)
    }

    @Test("where one is not announced yet the other's announcement dates it, and else it is of now")
    func unannounced() throws {
        let program = try Workspace()
        try program.shell(
            "impact append deal.announced deal=a buyer=openai supplier=oracle kind=cloud --occurred 2025-08-01")
        let link = try program.shell("impact append deal.linked deal=a other=b relation=same-as")
        #expect(link.output.contains("occurred 2025-08-01\n"))
        let unknown = try program.shell("impact append deal.linked deal=c other=b relation=same-as")
        #expect(unknown.output.contains(/occurred 20\d\d-\d\d-\d\dT/))
        let replaces = try program.shell("impact append deal.linked deal=a other=b relation=replaces")
        #expect(replaces.output.contains(/occurred 20\d\d-\d\d-\d\dT/))
    }
}

@Suite("append tells a person what is missing, and a program nothing", .enabled(if: Tool.isThere("script")))
struct MissingFacts {
    private static let source = "no source, and marked so in reports: --publisher NAME, with --title, --url and --quote"
    private static let date = "no date, so that it happened now: --occurred 2025-11-03, or 2025-Q3, or ../2025-11-03"
    private static let certainty =
        "nothing says how sure it is, so that it is reported: --certainty confirmed (by a party, a filing) or expected (a forecast)"
    private static let published = "public only when 2025-Q3 was over: --published says when it first was"
    private static let line = "append risk.flagged risk=r companies=openai summary=x"

    private func typed(_ line: String) throws -> [String] {
        let program = try Workspace()
        let result = try program.shell(
            "script -qec \"'\(Workspace.program.path)' \(line) > out.txt\" /dev/null < /dev/null")
        #expect(result.status == 0, "\(result.output)")
        return result.output.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
    }

    @Test(
        "each with the option that gives it, and how to add it to what stands",
        arguments: [
            (
                "", [source, date, certainty],
                "to add it: impact correct 40 evidence.NAME.url=ADDRESS --occurred WHEN certainty=WORD --reason completed"
            ),
            (
                "--occurred 2025-Q3 --certainty expected", [source, published],
                "to add it: impact correct 40 evidence.NAME.url=ADDRESS --published WHEN --reason completed"
            ),
            ("--occurred 2025-Q3 --publisher P --certainty expected --published 2025-07-15", [], nil),
            ("--occurred 2025-11-03 evidence.P.published=2025-11-04 certainty=confirmed", [], nil),
            ("--dry-run", [source, date, certainty], nil), ("--quiet", [], nil),
        ] as [(String, [String], String?)])
    func missing(_ options: String, _ lines: [String], _ last: String?) throws {
        #expect(try typed("\(Self.line) \(options)") == lines + [last].compactMap(\.self))
    }

    @Test("of a link the announcements say when it was; what the ledger says of itself has no source")
    func others() throws {
        let link = "append deal.linked deal=openai-amazon-2025 other=openai-oracle-2025 relation=same-as --dry-run"
        #expect(try !typed(link).contains(Self.date))
        #expect(try typed("review 12 approve") == [])
    }

    @Test("in a pipe nothing is said and nothing is asked")
    func piped() throws {
        let result = try Workspace().shell("impact \(Self.line)")
        #expect(result.status == 0 && result.errors == "")
    }
}
