import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections
import Testing

@Suite("Who confirms, disputes and denies, in the order of publication")
struct EvidenceTests {
    /// A word of evidence: who, what, and the day of November 2025 on which it was published.
    struct Word: Sendable {
        let by: String
        let stance: String
        let day: Int

        init(_ by: String, _ stance: String, _ day: Int) { (self.by, self.stance, self.day) = (by, stance, day) }

        fileprivate func event(_ fixture: LedgerFixture, about target: String) -> JSONObject {
            let isCompany = EvidenceTests.companies.contains(by)
            return fixture.event(
                "evidence.added",
                [
                    "target": .string(target), "stance": .string(stance),
                    "by": isCompany ? ["party": .string(by)] : ["publisher": .string(by)],
                ], published: "2025-11-\(day < 10 ? "0" : "")\(day)")
        }
    }

    struct Row: Sendable, CustomStringConvertible {
        let certainty: String
        let words: [Word]
        let result: String

        init(_ certainty: String, _ words: [Word], _ result: String) {
            (self.certainty, self.words, self.result) = (certainty, words, result)
        }

        var description: String {
            certainty + words.map { ", \($0.by) \($0.stance) (\($0.day))" }.joined() + ": " + result
        }
    }

    fileprivate static let companies = ["openai", "amazon", "aws", "oracle"]

    private func fixture() throws -> LedgerFixture {
        let fixture = try LedgerFixture(companies: ["openai", "amazon", "oracle"])
        try fixture.append(
            "company.registered", ["company": "aws", "name": "AWS", "kind": "unit", "parent": "amazon"])
        return fixture
    }

    @Test(
        "what a right's parties say decides, others are laid on what was reached",
        arguments: [
            Row("confirmed", [Word("Blog", "disputes", 4)], "disputed"),
            Row("confirmed", [Word("Blog", "denies", 4)], "disputed"),
            Row("reported", [Word("Blog", "denies", 4)], "denied"),
            Row("confirmed", [Word("Blog", "denies", 4), Word("openai", "denies", 5)], "denied"),
            Row(
                "confirmed", [Word("Blog", "denies", 4), Word("openai", "denies", 5), Word("Blog", "confirms", 6)],
                "denied"),
            Row("confirmed", [Word("openai", "denies", 5), Word("openai", "confirms", 6)], "confirmed"),
            // By publication, not by the order of recording.
            Row("reported", [Word("Paper", "confirms", 6), Word("Blog", "denies", 5)], "confirmed"),
            Row("reported", [Word("Paper", "confirms", 5), Word("Blog", "denies", 6)], "disputed"),
            // The right is against AWS, which is Amazon's.
            Row("confirmed", [Word("amazon", "denies", 5), Word("Paper", "confirms", 6)], "denied"),
            Row("confirmed", [Word("oracle", "denies", 5)], "disputed"),
            Row("reported", [Word("oracle", "denies", 5), Word("Paper", "disputes", 6)], "denied"),
            Row("reported", [Word("oracle", "denies", 5), Word("Paper", "confirms", 6)], "confirmed"),
            Row("reported", [Word("openai", "supports", 5)], "reported"),
        ])
    func sequences(_ row: Row) throws {
        for words in [row.words, row.words.reversed()] {
            let fixture = try fixture()
            let right = try fixture.append(
                "right.granted",
                [
                    "right": "r", "holder": "openai", "grantor": "aws", "kind": "exclusivity",
                    "certainty": .string(row.certainty),
                ], published: "2025-11-03")
            for word in words { _ = try fixture.ledger.append([word.event(fixture, about: right)]) }
            let found = try fixture.row("rights", "right", "r")
            #expect(found["certainty"]?.string == row.result)
            #expect(found["inForce"] == .boolean(row.result != "denied"))
            #expect(
                try fixture.ledger.views.history(Selection()).facts.first { $0.id == right }?.certainty?.rawValue
                    == row.result)
        }
    }

    @Test("a denial by a party is one of every less sure telling, and of none that is as sure")
    func lessSure() throws {
        func grant(_ fixture: LedgerFixture, _ certainty: String, _ scope: String) throws -> String {
            try fixture.append(
                "right.granted",
                [
                    "right": "r", "holder": "openai", "grantor": "amazon", "kind": "exclusivity",
                    "scope": .string(scope), "certainty": .string(certainty),
                ])
        }
        let fixture = try fixture()
        let told = try grant(fixture, "confirmed", "all")
        _ = try grant(fixture, "reported", "some")
        _ = try fixture.ledger.append([Word("amazon", "denies", 5).event(fixture, about: told)])
        let denied = try fixture.row("rights", "right", "r")
        #expect(denied["certainty"] == "denied" && denied["inForce"] == .boolean(false))
        _ = try grant(fixture, "confirmed", "more")
        let held = try fixture.row("rights", "right", "r")
        #expect(held["certainty"] == "confirmed" && held["scope"] == "more" && held["inForce"] == .boolean(true))
        let beside = held["alsoSaid"]?.array?.compactMap(\.object) ?? []
        #expect(beside.compactMap { $0["certainty"]?.string } == ["denied", "denied"])
        #expect(beside.compactMap { $0["value"]?.string } == ["all", "some"])
    }

    @Test("of a change that names no company the deal's parties may deny it, in a file that is caught up, too")
    func ofChanges() throws {
        try withFolder { folder in
            let fixture = try fixture()
            let right = try fixture.append(
                "right.granted",
                ["right": "r", "holder": "openai", "grantor": "aws", "kind": "exclusivity", "scope": "all"])
            let ended = try fixture.append("right.ended", ["right": "r"], occurred: "2025-11-05")
            #expect(try fixture.row("rights", "right", "r")["inForce"] == .boolean(false))
            _ = try fixture.ledger.append([Word("amazon", "denies", 7).event(fixture, about: ended)])
            let row = try fixture.row("rights", "right", "r")
            #expect(row["inForce"] == .boolean(true))
            #expect(row["events"]?.array?.contains(.string(right)) == true)
            #expect(
                row["alsoSaid"]?.array?.first?.object?["field"] == "until"
                    && row["alsoSaid"]?.array?.first?.object?["certainty"] == "denied")
        }
    }

    @Test("evidence that was itself denied counts for nothing")
    func deniedEvidence() throws {
        let fixture = try fixture()
        let right = try fixture.append(
            "right.granted", ["right": "r", "holder": "openai", "grantor": "amazon", "kind": "exclusivity"])
        let word = Word("Blog", "disputes", 4).event(fixture, about: right)
        _ = try fixture.ledger.append([word])
        _ = try fixture.ledger.append([Word("Blog", "denies", 5).event(fixture, about: word["id"]?.string ?? "")])
        #expect(try fixture.row("rights", "right", "r")["certainty"] == "confirmed")
    }
}
