import CanonicalJSON
import CivilTime
import Foundation
import MarketEvents
import Testing

@testable import Reports

@Suite("A report says of each figure how far to trust it")
struct ReportNotesTests {
    private func cells(_ fixture: ReportFixture, _ section: String) throws -> [ReportCell] {
        let document = ReportDocument(try fixture.input())
        return try #require(document.sections.first { $0.id == section }).tables.flatMap(\.rows).flatMap { $0 }
    }

    private func notes(_ fixture: ReportFixture, _ section: String, _ text: String) throws -> [String] {
        try #require(cells(fixture, section).last { $0.text == text }, "no \(text) in \(section)").notes
    }

    @Test(
        "a change of market value is a claim, with its certainty",
        arguments: [
            ("confirmed", ["a claim"]), ("reported", ["a claim", "not confirmed"]),
            ("expected", ["a claim", "a forecast"]),
        ])
    func claims(_ certainty: String, _ expected: [String]) throws {
        let fixture = try ReportFixture()
        try fixture.append(
            "market-cap.changed", "stock/XXXX:AMZN",
            ["company": "amazon", "ticker": "AMZN", "change": dollars("140000000000", "about")],
            certainty: .string(certainty))
        #expect(try notes(fixture, "market-impact", "up about 140 billion USD") == expected)
        #expect(try fixture.html().contains("Up about 140 billion USD") == false)
        #expect(ReportDocument(try fixture.input()).figures.first?.notes == expected)
    }

    @Test("a deal whose buyer is its supplier, as it turned out, says so and is in no sum")
    func withinOneCompany() throws {
        let fixture = try ReportFixture(["amazon": "Amazon", "oracle": "Oracle"])
        try fixture.append(
            "company.registered", "company/u1", ["company": "u1", "name": "A client", "kind": "undisclosed"])
        try fixture.deal("d", "7000000000", ["buyer": "u1"])
        try fixture.deal("e", "30000000000", ["buyer": "amazon", "supplier": "oracle"])
        try fixture.append("company.identified", "company/u1", ["company": "u1", "is": "amazon"])
        let cells = try cells(fixture, "commitments")
        #expect(cells.contains { $0.details.contains("within one company, in no sum") })
        #expect(cells.contains { $0.text == "binding 30 billion USD" && $0.lines == ["internal 7 billion USD"] })
        let markdown = try fixture.markdown()
        #expect(!markdown.contains("37 billion"))
    }

    @Test("a denied claim stands struck through, with the word denied, in both forms and both sections")
    func struck() throws {
        let fixture = try ReportFixture(["amazon": "Amazon"])
        try fixture.append(
            "company.registered", "company/amazon",
            [
                "company": "amazon", "name": "Amazon", "kind": "public",
                "listings": [["ticker": "AMZN", "mic": "XNAS", "currency": "USD"]],
            ])
        try fixture.append(
            "prices.recorded", "prices/XNAS:AMZN",
            [
                "ticker": "AMZN", "mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none",
                "days": ["2025-10-31", "2025-11-03"], "close": ["1", "2"],
            ])
        try fixture.append(
            "shares.recorded", "company/amazon",
            [
                "company": "amazon", "measure": "basic",
                "outstanding": ["amount": "1000000", "unit": "share", "qualifier": "exact"],
            ])
        let claim = try fixture.append(
            "market-cap.changed", "stock/XNAS:AMZN",
            ["company": "amazon", "ticker": "AMZN", "mic": "XNAS", "change": dollars("5000000")])
        try fixture.append(
            "market-cap.changed", "stock/XNAS:AMZN",
            ["company": "amazon", "ticker": "AMZN", "mic": "XNAS", "change": dollars("1000000")])
        #expect(try !fixture.html().contains("<s>"))
        try fixture.append(
            "evidence.added", "stock/XNAS:AMZN",
            ["target": .string(claim), "stance": "denies", "by": .object(["party": "amazon"])], certainty: nil)
        for section in ["market-impact", "claims"] {
            let said = try #require(cells(fixture, section).first { $0.text == "up 5 million USD" })
            #expect(said.isStruck && said.notes.contains("denied, counts in no sum"))
            let other = try #require(cells(fixture, section).first { $0.text == "up 1 million USD" })
            #expect(!other.isStruck)
        }
        let html = Report.html(try fixture.input())
        #expect(html.components(separatedBy: "<s>up 5 million USD</s>").count == 3)
        #expect(html.contains("denied, counts in no sum"))
        let markdown = try fixture.markdown()
        #expect(markdown.components(separatedBy: "~~up 5 million USD~~").count == 3)
        // What is explained in the lead, and drawn, is a claim that stands.
        let lead = ReportDocument(try fixture.input()).sections.first { $0.id == "claims" }?.lead
        #expect(lead?.contains("Up 1 million") == true || lead?.contains("up 1 million") == true, "\(lead ?? "")")
    }

    @Test(
        "later evidence shows: disputed and denied",
        arguments: [("disputes", "disputed"), ("denies", "denied, counts in no sum")])
    func laterEvidence(_ stance: String, _ note: String) throws {
        let fixture = try ReportFixture()
        let id = try fixture.deal("d1", "38000000000", ["commitment": "unstated"])
        try fixture.append(
            "evidence.added", "deal/d1",
            ["target": .string(id), "stance": .string(stance), "by": .object(["party": "amazon"])], certainty: nil,
            occurred: "2025-11-05")
        #expect(try notes(fixture, "commitments", "38 billion USD").contains(note))
        #expect(
            try fixture.html().contains("Later \(note.split(separator: ",")[0]) by Amazon.com, Inc., 2025-11-05"))
    }

    @Test("a plan that deals are only assumed to count toward says so at each figure and in its picture")
    func assumed() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", "38000000000", ["countsToward": .array([.object(["plan": "p", "basis": "assumed"])])])
        try fixture.append(
            "plan.stated", "plan/p", ["plan": "p", "company": "openai", "spend": dollars("90000000000", "about")])
        #expect(try notes(fixture, "plans", "about 52 billion USD") == ["assumed"])
        #expect(try notes(fixture, "plans", "38 billion USD") == ["assumed"])
        #expect(try notes(fixture, "plans", "about 90 billion USD") == ["a statement of intent"])
        let html = try fixture.html()
        #expect(html.contains("assumes that these deals count toward the plan"))
        // The covered part is hatched, the rest open with a broken outline.
        #expect(html.contains("class=\"part\" fill=\"url(#plans-covered-binding)\""))
        #expect(html.contains("class=\"open vague\""))
    }

    @Test("a plan that a source says the deals count toward is not hatched")
    func stated() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", "38000000000", ["countsToward": .array([.object(["plan": "p", "basis": "stated"])])])
        try fixture.append(
            "plan.stated", "plan/p", ["plan": "p", "company": "openai", "spend": dollars("90000000000")])
        let html = try fixture.html()
        #expect(!html.contains("url(#plans-covered-binding)") && !html.contains("assume"))
    }

    @Test("deals beyond a plan are said to be beyond it, not a negative rest")
    func beyond() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", "38000000000", ["countsToward": .array([.object(["plan": "p", "basis": "stated"])])])
        try fixture.append(
            "plan.stated", "plan/p", ["plan": "p", "company": "openai", "spend": dollars("30000000000")])
        #expect(try cells(fixture, "plans").contains { $0.text == "8 billion USD beyond the plan" })
        #expect(try !fixture.html().contains("\u{2212}8 billion"))
    }

    @Test("a straight line over the years is an assumption")
    func straightLine() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", "38000000000", ["term": "P7Y", "termQualifier": "about"])
        let term = try #require(cells(fixture, "commitments").first { $0.text == "about 7 years" })
        #expect(term.details == ["about 5,428,571,428.57 USD a year"] && term.notes == ["assumed: spread evenly"])
    }

    @Test("a figure that nobody is named to have published has no source; a sum may lack one in part")
    func sources() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", "38000000000", source: nil)
        #expect(try notes(fixture, "commitments", "38 billion USD") == ["no source"])
        #expect(try fixture.html().contains("<p><span class=\"note\">no source</span></p>"))
        try fixture.deal("d2", "300000000000", ["supplier": "oracle"])
        #expect(try notes(fixture, "commitments", "338 billion USD") == ["in part without a source"])
        #expect(try notes(fixture, "commitments", "300 billion USD") == [])
    }

    @Test("a confirmed and sourced figure carries no reservation")
    func sound() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", "38000000000")
        #expect(try notes(fixture, "commitments", "38 billion USD") == [])
    }

    @Test("every amount in a table and on top links to the event behind it, and that to its source")
    func evidence() throws {
        let fixture = try ReportFixture()
        let id = try fixture.deal("d1", "38000000000", ["summary": "OpenAI buys"])
        let html = try fixture.html()
        #expect(html.contains("38 billion USD</strong>"))
        #expect(html.count(of: "href=\"#e-\(id)\"") >= 4)
        let entry = try #require(html.text.firstMatch(of: #/<li id="e-[^>]*>OpenAI buys[\s\S]*?Reuters/#))
        #expect(entry.output.contains(id))
        for section in ReportDocument(try fixture.input()).sections {
            for table in section.tables {
                for row in table.rows {
                    for (cell, column) in zip(row, table.columns) where column.isNumber && !cell.text.isEmpty {
                        #expect(cell.support?.events.isEmpty == false, "\(cell.text) in \(table.caption)")
                    }
                }
            }
        }
    }

    @Test("a figure that rests on many events links the six with the largest figures, and says how to see all")
    func manyEvents() throws {
        let fixture = try ReportFixture()
        let ids = try (1...9).map { try fixture.deal("d\($0)", "\($0)000000000") }
        let html = try fixture.html()
        #expect(html.contains("and 3 more events: <code>impact explain commitments openai:USD</code>"))
        let headline = try #require(html.text.firstMatch(of: #/<strong>45 billion USD[\s\S]*?</li>/#)).output
        #expect(
            ids.map { headline.contains("#e-\($0)\"") } == [false, false, false, true, true, true, true, true, true])
        #expect(try fixture.markdown().contains("and 3 more events"))
    }

    @Test("no symbol stands for a qualifier, no ISO duration for a term")
    func words() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", nil, ["value": dollars("38000000000", "atLeast"), "term": "P7Y"])
        for form in [try fixture.html().text, try fixture.markdown()] {
            #expect(form.contains("at least 38 billion USD") && form.contains("7 years"))
            #expect(!form.contains("P7Y") && !form.contains("&gt;=") && !form.contains("~"))
        }
    }

    @Test("an event without a summary is told in words made of its fields")
    func headline() throws {
        let fixture = try ReportFixture()
        try fixture.deal("d1", "38000000000")
        #expect(
            try fixture.html().contains("<span>OpenAI buys 38bn USD of cloud from Amazon.com, Inc., binding</span>"))
    }

    @Test("an empty ledger says that there is nothing to report")
    func empty() throws {
        let fixture = try ReportFixture([:])
        let html = try fixture.html()
        #expect(html.faults == [] && html.contains("there is nothing to report"))
        #expect(try fixture.markdown().contains("there is nothing to report"))
    }
}

@Suite("A report can be of a company or of a time")
struct ReportScopeTests {
    private func fixture() throws -> ReportFixture {
        let fixture = try ReportFixture([
            "openai": "OpenAI", "amazon": "Amazon", "oracle": "Oracle", "nvidia": "Nvidia",
        ])
        try fixture.deal("d1", "38000000000", occurred: "2025-11-03")
        try fixture.deal("d2", "300000000000", ["supplier": "oracle"], occurred: "2025-09-10")
        try fixture.append(
            "risk.flagged", "risk/k", ["risk": "k", "companies": .array(["oracle"]), "summary": "Debt"],
            occurred: "2025-09-12")
        return fixture
    }

    private func day(_ text: String) throws -> Instant { try Cut.moment(text) }

    @Test("of a company: only what names it, in any role, with the figures as they are")
    func company() throws {
        let html = try fixture().html(ReportScope(company: "oracle"))
        #expect(html.contains("300 billion USD") && html.contains("88.76 %") && html.contains("Debt"))
        #expect(!html.contains(">38 billion USD<") && !html.contains("Amazon"))
        #expect(html.contains("class=\"box focus\""))
    }

    @Test("since a day: what happened from then on, and the rows that rest on it")
    func since() throws {
        let fixture = try fixture()
        let html = try fixture.html(ReportScope(since: try day("2025-10-31"))).withoutSources
        #expect(html.contains("Amazon") && !html.contains("Oracle") && !html.contains("Debt"))
        // A sum is not made anew from what is shown; its sources are all of those it rests on.
        #expect(html.contains("338 billion USD"))
    }

    @Test("until a day: what had happened by its end")
    func until() throws {
        let html = try fixture().html(ReportScope(until: try day("2025-09-10"))).withoutSources
        #expect(html.contains("Oracle") && !html.contains("Amazon") && !html.contains("Debt"))
    }

    @Test("the JSON form has the same rows, and every event that they rest on")
    func json() throws {
        let json = try JSONValue(parsing: Report.json(try fixture().input(ReportScope(company: "oracle")))).object
        let views = try #require(json?["views"]?.object)
        #expect(views["dependencies"]?.array?.count == 1 && views["commitments"]?.array?.count == 1)
        #expect(json?["company"] == "oracle" && json?["risks"]?.array?.count == 1)
        let events = try #require(json?["events"]?.object)
        for row in views.members.flatMap({ $0.value.array ?? [] }) {
            for id in row.object?["events"]?.array ?? [] { #expect(events[id.string ?? ""] != nil) }
        }
    }
}
