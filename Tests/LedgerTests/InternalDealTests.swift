import CanonicalJSON
import Ledger
import MarketEvents
import Projections
import Reports
import Testing

/// A deal of 7 whose buyer is said later to be its supplier, or is a unit of it, beside one of 30 with somebody else.
@Suite("A deal whose buyer and supplier are one company stays listed, says so, and is no commitment to anybody")
struct InternalDealTests {
    /// How the two ends become one.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case identified, rolledUp
        /// An amendment names the buyer as the supplier.
        case amended
        var testDescription: String { rawValue }

        var selection: Selection { Selection(rollUp: self == .rolledUp) }
    }

    private func fixture(_ way: Way, _ more: JSONObject = [:]) throws -> LedgerFixture {
        let fixture = try LedgerFixture()
        try fixture.append("company.registered", ["company": "u1", "name": "A client", "kind": "undisclosed"])
        try fixture.append(
            "company.registered", ["company": "aws", "name": "AWS", "kind": "unit", "parent": "amazon"])
        try fixture.append("plan.stated", ["plan": "p", "company": "amazon", "spend": dollars("100")])
        var own: JSONObject = [
            "commitment": "binding", "countsToward": [["plan": "p", "basis": "stated"]],
            "hardware": [["product": "chips", "maker": "nvidia"]],
        ]
        for member in more.members { own[member.name] = member.value }
        own["buyer"] =
            switch way {
            case .identified: "u1"
            case .rolledUp: "aws"
            case .amended: "amazon"
            }
        if way == .amended { own["supplier"] = "oracle" }
        try fixture.append("deal.announced", deal("d", value: "7", own))
        try fixture.append(
            "deal.announced",
            deal("e", value: "30", ["buyer": "amazon", "supplier": "oracle", "commitment": "binding"]))
        switch way {
        case .identified: try fixture.append("company.identified", ["company": "u1", "is": "amazon"])
        case .rolledUp: break
        case .amended:
            try fixture.append("deal.amended", ["deal": "d", "supplier": "amazon"], occurred: "2025-11-04")
        }
        return fixture
    }

    @Test("its row stands, with an entry of its own", arguments: Way.allCases)
    func listed(_ way: Way) throws {
        let row = try fixture(way).row("commitments", "deal", "d", way.selection)
        #expect(row["buyer"] == "amazon" && row["supplier"] == "amazon")
        let amounts = try #require(row["amounts"]?.array?.first?.object)
        #expect(typed(amounts["announced"]) == "0 USD" && typed(amounts["contracted"]) == "0 USD")
        #expect(amounts["byCommitment"] == [["amount": dollars("7"), "commitment": "internal"]])
        #expect(amounts["byCertainty"] == [])
    }

    @Test("it is in no sum of its company's, and beside them in an entry", arguments: Way.allCases)
    func sums(_ way: Way) throws {
        let row = try fixture(way).rows("commitments", way.selection).filter {
            $0["deal"] == .null && $0["buyer"] == "amazon"
        }
        try #require(row.count == 1)
        #expect(typed(row[0]["announced"]) == "30 USD" && typed(row[0]["contracted"]) == "30 USD")
        #expect(
            row[0]["byCommitment"] == [
                ["amount": dollars("30"), "commitment": "binding"], ["amount": dollars("7"), "commitment": "internal"],
            ])
        #expect(row[0]["deals"] == ["e"])
    }

    @Test("it is no purchase from a supplier", arguments: Way.allCases)
    func concentration(_ way: Way) throws {
        let rows = try fixture(way).rows("concentration", way.selection).filter {
            $0["buyer"] == "amazon" && $0["certainty"] == .null
        }
        try #require(rows.count == 1)
        #expect(rows[0]["largestSupplier"] == "oracle" && rows[0]["largestPercent"] == "100.00")
        #expect(typed(rows[0]["announced"]) == "30 USD")
    }

    @Test("nobody depends on himself; who makes its hardware is still depended on", arguments: Way.allCases)
    func dependencies(_ way: Way) throws {
        let rows = try fixture(way).rows("dependencies", way.selection)
        #expect(!rows.contains { $0["dependent"] == $0["provider"] })
        let others = rows.filter { $0["dependent"] == "amazon" }
        #expect(Set(others.compactMap { $0["provider"]?.string }) == ["nvidia", "oracle"])
        #expect(others.first { $0["provider"] == "oracle" }?["sharePercent"] == "100.00")
    }

    @Test("it covers nothing of a plan", arguments: Way.allCases)
    func plans(_ way: Way) throws {
        let row = try fixture(way).row("plans", "plan", "p", way.selection)
        #expect(typed(row["covered"]) == "0 USD" && typed(row["notCovered"]) == "100 USD")
        #expect(row["deals"] == [])
    }

    @Test("what links it and a deal of two companies is void: neither vanishes in the other", arguments: Way.allCases)
    func links(_ way: Way) throws {
        for (deal, relation, other) in [
            ("e", "part-of", "d"), ("e", "same-as", "d"), ("d", "same-as", "e"), ("d", "replaces", "e"),
            ("d", "part-of", "e"), ("e", "replaces", "d"),
        ] {
            let fixture = try fixture(way)
            try fixture.append(
                "deal.linked",
                ["deal": .string(deal), "other": .string(other), "relation": .string(relation)], occurred: "2025-11-05")
            let rows = try fixture.rows("commitments", way.selection)
            #expect(rows.allSatisfy { $0["countedIn"] == .null }, "\(deal) \(relation) \(other)")
            let sum = try #require(rows.first { $0["deal"] == .null && $0["buyer"] == "amazon" })
            #expect(typed(sum["announced"]) == "30 USD", "\(deal) \(relation) \(other)")
        }
    }

    @Test("where statements made it so they contradict each other, which status counts; units of one parent do not")
    func contradiction() throws {
        for way in Way.allCases {
            let row = try fixture(way).row("commitments", "deal", "d", way.selection)
            let said = (row["alsoSaid"]?.array ?? []).compactMap(\.object).filter { $0["value"] == "amazon" }
            #expect(said.compactMap { $0["field"]?.string } == (way == .rolledUp ? [] : ["supplier"]), "\(way)")
        }
        #expect(try fixture(.rolledUp).row("commitments", "deal", "d")["alsoSaid"] == [])
    }

    @Test("what is denied or has ended besides is denied or has ended")
    func otherEntries() throws {
        let fixture = try fixture(.identified)
        try fixture.append("deal.ended", ["deal": "d"], occurred: "2025-11-20")
        func entry() throws -> JSONValue? {
            try fixture.row("commitments", "deal", "d")["amounts"]?.array?.first?.object?["byCommitment"]
        }
        #expect(try entry() == [["amount": dollars("7"), "commitment": "ended"]])
        let expected = try self.fixture(.identified, ["certainty": "expected"])
        #expect(
            try expected.row("commitments", "deal", "d")["amounts"]?.array?.first?.object?["byCommitment"]
                == [["amount": dollars("7"), "commitment": "internal"]])
    }

    @Test("a deal with the company while nobody knew who it was counts under a cut of then")
    func cut() throws {
        let fixture = try LedgerFixture()
        try fixture.append("company.registered", ["company": "u1", "name": "A client", "kind": "undisclosed"])
        try fixture.append("deal.announced", deal("d", value: "7", ["buyer": "u1"]), occurred: "2025-11-03")
        try fixture.append("company.identified", ["company": "u1", "is": "amazon"], occurred: "2025-12-01")
        let then = try fixture.rows("concentration", asOf("2025-11-10"))
        #expect(then.allSatisfy { $0["buyer"] == "u1" && $0["largestSupplier"] == "amazon" } && !then.isEmpty)
        #expect(try fixture.rows("concentration").isEmpty)
    }

    @Test("units roll up into one company: what they hold of each other, and state, stays listed")
    func otherStreams() throws {
        let fixture = try fixture(.rolledUp)
        try fixture.append(
            "right.granted", ["right": "r", "holder": "aws", "grantor": "amazon", "kind": "exclusivity"])
        try fixture.append("dependency.stated", ["dependent": "aws", "provider": "amazon", "kind": "power"])
        let selection = Selection(rollUp: true)
        let right = try fixture.row("rights", "right", "r", selection)
        #expect(right["holder"] == "amazon" && right["grantor"] == "amazon")
        #expect(try fixture.row("dependencies", "kind", "power", selection)["provider"] == "amazon")
        let types = try fixture.ledger.views.history(selection).facts.map(\.event.type.name)
        #expect(types.filter { $0 == "company.registered" }.count == 7)
    }

    @Test("explain says that it is internal, and why", arguments: Way.allCases)
    func explained(_ way: Way) throws {
        let fixture = try fixture(way)
        let (views, history) = try fixture.ledger.views.everything(way.selection)
        let basis = ExplanationBasis(views: views, history: history, asOf: nil)
        let row = try #require(basis.rows(of: "commitments", named: "d").first)
        let text = try #require(Explanation(of: row, in: "commitments", from: basis)).text(width: nil)
        #expect(text.contains("amazon, is the supplier, too, so it is in no sum"), "\(text)")
        if way == .identified { #expect(text.contains("company.identified"), "\(text)") }
        let sum = try #require(basis.rows(of: "commitments", named: "amazon:USD").first)
        let sums = try #require(Explanation(of: sum, in: "commitments", from: basis)).text(width: nil)
        #expect(sums.contains("by commitment, internal"), "\(sums)")
    }
}
