import CanonicalJSON
import EventLog
import Ledger
import MarketEvents
import Projections
import Testing

/// In a log of more than 20,000 events studies are made when somebody asks for them, so that nobody else waits for them.
@Suite("Studies of a long log")
struct LongStudyTests {
    /// A log with the fixture's prices and a deal, behind more events than are studied unasked.
    private func withLongLog(_ body: (SQLiteEventLog, ViewRunner, StudyFixture) throws -> Void) throws {
        try withFolder { folder in
            let fixture = try StudyFixture()
            _ = try fixture.deal(occurred: "2025-10-27")
            let log = try SQLiteEventLog.create(path: folder + "/l.sqlite", origin: "test.invalid/long-study")
            defer { log.close() }
            let known = try fixture.ledger.log.read(ReadQuery())
            _ = try log.append(known.map(\.envelope), expecting: [:])
            _ = try log.append((1...20_000).map(other), expecting: [:])
            let views = Ledger(log: log, store: try ViewStore(path: folder + "/l.views.sqlite")).views
            try body(log, views, fixture)
        }
    }

    /// An event that no study rests on.
    private func other(_ number: Int) -> Envelope {
        Envelope(
            id: LedgerFixture.id(1_000_000 + number), source: "urn:test", type: "plan.stated",
            dataschema: "urn:impact:schema:plan.stated:1", subject: "plan/p\(number % 50)",
            time: "2025-11-03T05:00:00Z", occurred: "2025-11-03",
            data: ["plan": .string("p\(number % 50)"), "company": "nobody", "certainty": "reported"])
    }

    private func studied(_ log: SQLiteEventLog) throws -> [ViewRow] {
        try Ledger(log: log, store: nil).views.rows(of: StudyProjector.self).rows
    }

    private func status(_ views: ViewRunner, _ log: SQLiteEventLog) throws -> (isStored: Bool, isCurrent: Bool) {
        let all = try views.status(log.head(), digests: false)
        let study = try #require(all.first { $0.name == StudyProjector.shape.name })
        return (study.position != nil, study.isCurrent)
    }

    @Test("are made when they are asked for, left behind by what comes, and made anew at the next question")
    func asked() throws {
        try withLongLog { log, views, fixture in
            let rights = try #require(ViewRunner.projector(named: "rights"))
            _ = try views.rows(of: rights)
            #expect(try status(views, log) == (false, false))
            #expect(try views.check().1.contains { $0.projection == "study" } == false)

            let first = try views.rows(of: StudyProjector.self).rows
            #expect(try first.count == 1 && first == studied(log))
            #expect(try status(views, log) == (true, true))

            let second = try fixture.deal(["deal": "d2"], occurred: "2025-10-30")
            let event = try #require(try fixture.ledger.log.event(id: second)).envelope
            _ = try log.append([event], expecting: [:])
            _ = try views.rows(of: rights)
            #expect(try status(views, log) == (true, false), "another view waited for the studies")
            let both = try views.rows(of: StudyProjector.self).rows
            #expect(try both.count == 2 && both == studied(log))

            _ = try log.append([other(0)], expecting: [:])
            let checks = try views.check().1
            #expect(checks.contains { $0.projection == "study" } && checks.allSatisfy(\.holds))
        }
    }
}
