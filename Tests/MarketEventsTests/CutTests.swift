import CivilTime
import MarketEvents
import Testing

@Suite("The three cuts")
struct CutTests {
    /// Each form of time with the moment that it has ended at.
    private static let times = [
        ("2025-11-03", "2025-11-04T05:00:00Z"), ("2025-10", "2025-11-01T04:00:00Z"),
        ("2025-Q3", "2025-10-01T04:00:00Z"), ("2024", "2025-01-01T05:00:00Z"),
        ("../2025-11-02", "2025-11-03T05:00:00Z"),
        ("2025-10/2025-11-03", "2025-11-04T05:00:00Z"), ("2025-11-03T10:00:00-05:00", "2025-11-03T15:00:00Z"),
    ]
    /// Before all, at and just before some ends, after all.
    private static let moments = [
        "2024-12-31T00:00:00Z", "2025-10-01T04:00:00Z", "2025-10-01T03:59:59.999999999Z", "2025-11-03T15:00:00Z",
        "2025-11-04T05:00:00Z", "2025-11-04T04:59:59Z", "2026-01-01T00:00:00Z",
    ]

    @Test("every cut, every pair of times: a fact is admitted where each clock that is followed has passed its end")
    func exhaustive() throws {
        let moments: [Instant?] = [nil] + Self.moments.compactMap { Instant(rfc3339: $0) }
        try #require(moments.count == Self.moments.count + 1)
        var admitted = 0
        for (occurred, occurredEnd) in Self.times {
            for (published, publishedEnd) in Self.times {
                let (happened, known) = (try StatedTime(occurred), try StatedTime(published))
                let ends = (try #require(Instant(rfc3339: occurredEnd)), try #require(Instant(rfc3339: publishedEnd)))
                for asOf in moments {
                    for asPublic in moments {
                        // An instant lies before the moment; a period may end there.
                        func isOver(_ end: Instant, _ time: String, _ moment: Instant?) -> Bool {
                            guard let moment else { return true }
                            return time.contains("T") ? end < moment : end <= moment
                        }
                        let expected = isOver(ends.0, occurred, asOf) && isOver(ends.1, published, asPublic)
                        admitted += expected ? 1 : 0
                        #expect(
                            Cut(asOf: asOf, asPublic: asPublic).admits(occurred: happened, published: known)
                                == expected, "\(occurred) \(published) \(String(describing: asOf))")
                    }
                }
            }
        }
        #expect(admitted > 1000)
    }

    @Test("as known: what was recorded at that moment is held, a microsecond later is not")
    func known() throws {
        let moment = try #require(Instant(rfc3339: "2025-11-03T12:00:00Z"))
        #expect(Cut(asKnown: moment).admits(recorded: moment))
        #expect(
            !Cut(asKnown: moment).admits(recorded: Instant(microsecondsSinceEpoch: moment.microsecondsSinceEpoch + 1)))
        #expect(Cut(asOf: moment, asPublic: moment).admits(recorded: moment.adding(seconds: 1)))
    }

    @Test(
        "a moment is an instant itself, or the end of a period in the zone that is asked for",
        arguments: [
            ("2025-11-03", "2025-11-04T05:00:00Z", "2025-11-03T23:00:00Z"),
            ("2025-11", "2025-12-01T05:00:00Z", "2025-11-30T23:00:00Z"),
            ("2025-Q3", "2025-10-01T04:00:00Z", "2025-09-30T22:00:00Z"),
            ("2025", "2026-01-01T05:00:00Z", "2025-12-31T23:00:00Z"),
            ("2025-11-03T09:30:00-05:00", "2025-11-03T14:30:00Z", "2025-11-03T14:30:00Z"),
        ])
    func moments(_ text: String, _ inNewYork: String, _ inParis: String) throws {
        #expect(try Cut.moment(text).rfc3339() == inNewYork)
        #expect(try Cut.moment(text, zone: try TimeZoneRules.named("Europe/Paris")).rfc3339() == inParis)
    }
}
