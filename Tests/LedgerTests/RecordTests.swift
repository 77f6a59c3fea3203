import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Projections
import Reports
import Testing

@Suite("Who claimed what, who was first, who denied it, and what became of it")
struct RecordTests {
    /// Somebody who tells a claim of Amazon's third of November.
    struct Source: Sendable {
        let publisher: String
        let published: String?

        init(_ publisher: String, _ published: String? = nil) {
            (self.publisher, self.published) = (publisher, published)
        }

        fileprivate var evidence: JSONValue {
            var item: JSONObject = ["publisher": .string(publisher)]
            item["published"] = published.map { .string($0) }
            return .object(item)
        }
    }

    private func amazon() throws -> LedgerFixture {
        let ledger = try LedgerFixture.listed([("amazon", "XNAS:AMZN"), ("microsoft", "XNAS:MSFT")])
        try ledger.price("XNAS:AMZN", ["2025-10-31 244.22", "2025-11-03 254.00 258.60 252.90"])
        try ledger.share("amazon", "10690216011", "2025-11-03")
        return ledger
    }

    @discardableResult
    private func claim(
        _ ledger: LedgerFixture, _ billions: Int, _ evidence: [Source], saidBy: JSONValue? = nil,
        published: String? = nil
    ) throws -> String {
        var data: JSONObject = [
            "company": "amazon", "change": dollars("\(billions)000000000", "about"), "certainty": "reported",
            "evidence": .array(evidence.map(\.evidence)),
        ]
        data["saidBy"] = saidBy
        return try ledger.append(
            "market-cap.changed", data, published: published, subject: "stock/XNAS:AMZN")
    }

    @discardableResult
    private func say(
        _ ledger: LedgerFixture, _ stance: String, _ by: JSONValue, of target: String, _ published: String
    ) throws -> String {
        try ledger.append(
            "evidence.added", ["target": .string(target), "stance": .string(stance), "by": by], published: published)
    }

    struct First: Sendable {
        let evidence: [Source]
        var saidBy: JSONValue?
        var published: String?
        var later: Source?
        let first: String?
    }

    @Test(
        "who said it first is whom nobody else surely precedes, else the claim's own speaker, else unknown",
        arguments: [
            First(evidence: [Source("Reuters", "2025-11-03")], first: "Reuters"),
            First(evidence: [Source("Reuters")], first: "Reuters"),
            First(evidence: [Source("Reuters", "2025-11-04"), Source("CNBC", "2025-11-03")], first: "CNBC"),
            // Of one day nobody knows.
            First(evidence: [Source("Reuters", "2025-11-03"), Source("CNBC", "2025-11-03")], first: nil),
            First(evidence: [Source("Reuters", "2025-11-03"), Source("CNBC", "2025-11-03T21:00:00Z")], first: nil),
            First(
                evidence: [Source("Reuters", "2025-11-03T20:59:00Z"), Source("CNBC", "2025-11-03T21:00:00Z")],
                first: "Reuters"),
            First(evidence: [Source("Reuters"), Source("CNBC", "2025-11-03")], first: nil),
            First(
                evidence: [Source("Reuters", "2025-11-03")], saidBy: ["person": "An Analyst", "publisher": "A Bank"],
                first: "An Analyst, A Bank"),
            // The paper had it before the speaker said it aloud.
            First(
                evidence: [Source("Reuters", "2025-11-02")], saidBy: ["party": "amazon"], published: "2025-11-03",
                first: "Reuters"),
            First(
                evidence: [Source("Reuters", "2025-11-05")], later: Source("Les Echos", "2025-11-04"),
                first: "Les Echos"),
        ])
    func first(_ row: First) throws {
        let ledger = try amazon()
        let event = try claim(ledger, 140, row.evidence, saidBy: row.saidBy, published: row.published)
        if let later = row.later {
            try say(ledger, "supports", ["publisher": .string(later.publisher)], of: event, later.published ?? "")
        }
        #expect(try ledger.row("claims", "event", event)["firstSaid"] == row.first.map { .string($0) } ?? .null)
    }

    @Test(
        "who denies a claim is named with the day, and does not tell it; as what it was said stays beside what is left")
    func denied() throws {
        let ledger = try amazon()
        let event = try claim(ledger, 140, [Source("Reuters", "2025-11-03")])
        try say(ledger, "denies", ["publisher": "A Blog"], of: event, "2025-11-04")
        try say(ledger, "denies", ["party": "amazon", "person": "A Spokesperson"], of: event, "2025-11-06")
        let row = try ledger.row("claims", "event", event)
        #expect(row["saidAs"] == "reported" && row["certainty"] == "denied" && row["firstSaid"] == "Reuters")
        #expect(row["toldBy"] == [["publisher": "Reuters", "published": "2025-11-03"]])
        #expect(
            row["deniedBy"] == [
                ["publisher": "A Blog", "published": "2025-11-04"],
                ["party": "amazon", "person": "A Spokesperson", "published": "2025-11-06"],
            ])
        // Before it was denied nobody had.
        let before = try ledger.row("claims", "event", event, asPublic("2025-11-03"))
        #expect(before["deniedBy"] == [] && before["certainty"] == "reported")
    }

    @Test("the record of a source: each claim against the close, the first of all who say the same, and the numbers")
    func record() throws {
        let ledger = try amazon()
        let reuters = try claim(ledger, 140, [Source("Reuters", "2025-11-03T21:10:00Z")])
        let cnbc = try claim(ledger, 140, [Source("CNBC", "2025-11-03T21:05:00Z")])
        try claim(ledger, 105, [Source("Reuters", "2025-11-04")])
        let denied = try claim(ledger, 200, [Source("CNBC", "2025-11-04")])
        try say(ledger, "denies", ["party": "amazon"], of: denied, "2025-11-05")
        try ledger.append(
            "stock.moved",
            [
                "company": "microsoft", "direction": "down", "certainty": "reported",
                "evidence": [["publisher": "CNBC"]],
            ],
            subject: "stock/XNAS:MSFT")

        func cells(_ source: String, _ event: String, _ names: String...) throws -> [JSONValue] {
            let row = try #require(
                try ledger.rows("record").first { $0["source"] == .string(source) && $0["event"] == .string(event) })
            return names.map { row[$0] ?? .null }
        }
        #expect(try cells("Reuters", reuters, "first") == [.boolean(false)])
        #expect(
            try cells("CNBC", cnbc, "first", "verdict", "reached", "held", "differencePercent", "denied") == [
                .boolean(true), "reached", .boolean(true), .boolean(false), "33.91", .boolean(false),
            ])
        #expect(try cells("CNBC", denied, "denied", "certainty") == [.boolean(true), "denied"])

        func numbers(_ source: String, _ selection: Selection = Selection()) throws -> [Int] {
            let sum = try #require(
                try ledger.rows("record", selection).first { $0["source"] == .string(source) && $0["event"] == .null })
            return RecordProjector.numbers.map { sum[$0.name]?.integer ?? -1 }
        }
        // Claims, measured, reached, held, first, denied.
        #expect(try numbers("Reuters") == [2, 2, 2, 1, 1, 0])
        #expect(try numbers("CNBC") == [3, 2, 1, 0, 3, 1])
        #expect(try numbers("CNBC", asPublic("2025-11-03")) == [2, 1, 1, 0, 2, 0])
        #expect(try ledger.rows("record").filter { $0["source"] == "amazon" }.isEmpty)
    }

    @Test("a figure told once more later is the later source's claim, too, and not its first")
    func repeated() throws {
        let ledger = try amazon()
        let event = try claim(ledger, 140, [Source("Reuters", "2025-11-03")])
        try say(ledger, "supports", ["publisher": "Les Echos"], of: event, "2025-11-04")
        try say(ledger, "confirms", ["publisher": "Reuters"], of: event, "2025-11-05")
        let rows = try ledger.rows("record").filter { $0["event"] != .null }
        #expect(rows.map { $0["source"]?.string } == ["Les Echos", "Reuters"])
        #expect(rows.map { $0["first"] } == [.boolean(false), .boolean(true)])
        #expect(rows.map { $0["published"] } == ["2025-11-04", "2025-11-03"])
    }

    @Test("of one company the rows of its claims, without numbers; the numbers are explained claim by claim")
    func asked() throws {
        let ledger = try amazon()
        try claim(ledger, 140, [Source("Reuters", "2025-11-03")])
        try claim(ledger, 105, [Source("Reuters", "2025-11-03")])
        let views = ledger.ledger.views
        let named = try views.rows(of: RecordProjector.self, Selection(), naming: "amazon").rows
        #expect(named.count == 2 && named.allSatisfy { $0.key.hasPrefix("Reuters@2025-11-03:") })
        #expect(try views.rows(of: RecordProjector.self, Selection(), naming: "microsoft").rows.isEmpty)

        let part = try views.part(
            behind: "Reuters", in: ExplanationBasis.views(behind: RecordProjector.self), Selection())
        let basis = ExplanationBasis(views: part.views, history: part.history, asOf: nil)
        let sum = try #require(basis.rows(of: "record", named: "Reuters").first)
        let explanation = try #require(Explanation(of: sum, in: "record", from: basis))
        #expect(explanation.derivations.map(\.figure) == RecordProjector.numbers.map(\.name))
        let held = try #require(explanation.derivations.first { $0.figure == "heldClaims" })
        #expect(held.value == .text("1") && held.parts.count == 1)
    }
}
