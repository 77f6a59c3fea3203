import CivilTime
import MarketEvents
import Testing

@Suite("Times as people type them: one reader for events, fields and cuts")
struct TimeReaderTests {
    @Test(
        "is read as a time of an event",
        arguments: [
            // What is a time already stays as it is.
            ("2025", "2025"), ("2026-H2", "2026-H2"), ("2025-Q3", "2025-Q3"), ("2025-06", "2025-06"),
            ("2025-11-03", "2025-11-03"), ("2025-11-03T09:30:00-05:00", "2025-11-03T09:30:00-05:00"),
            ("2025-06/2025-Q3", "2025-06/2025-Q3"), ("../2025-11-03", "../2025-11-03"),
            ("3 Nov 2025", "2025-11-03"), ("03 Nov 2025", "2025-11-03"), ("Nov 3, 2025", "2025-11-03"),
            ("3 November 2025", "2025-11-03"), ("November 3rd, 2025", "2025-11-03"),
            ("3rd of November 2025", "2025-11-03"),
            ("3 NOV 2025", "2025-11-03"), ("Nov. 3, 2025", "2025-11-03"), ("3-Nov-2025", "2025-11-03"),
            ("2025 Nov 3", "2025-11-03"), ("3 novembre 2025", "2025-11-03"), ("le 3 novembre 2025", "2025-11-03"),
            ("1er février 2026", "2026-02-01"), ("15 août 2025", "2025-08-15"), ("31 déc. 2025", "2025-12-31"),
            ("3\u{A0}novembre\u{202F}2025", "2025-11-03"), ("Nov 2025", "2025-11"), ("novembre 2025", "2025-11"),
            ("November of 2025", "2025-11"), ("Q3 2025", "2025-Q3"), ("q3 2025", "2025-Q3"), ("2025 Q3", "2025-Q3"),
            ("2025Q3", "2025-Q3"), ("3Q 2025", "2025-Q3"), ("Q3/2025", "2025-Q3"), ("T3 2025", "2025-Q3"),
            ("H2 2026", "2026-H2"), ("2H 2026", "2026-H2"), ("2026 H2", "2026-H2"), ("S2 2026", "2026-H2"),
            ("2025-q3", "2025-Q3"), ("2025/11/03", "2025-11-03"), ("2025-11-3", "2025-11-03"),
            ("2025.11.03", "2025-11-03"),
            ("11/2025", "2025-11"), ("2025/11", "2025-11"), ("13/11/2025", "2025-11-13"), ("11/13/2025", "2025-11-13"),
            ("03/03/2025", "2025-03-03"), ("31.12.2025", "2025-12-31"), ("../3 Nov 2025", "../2025-11-03"),
            ("Q3 2025/Q4 2025", "2025-Q3/2025-Q4"), ("3 Nov 2025/5 Nov 2025", "2025-11-03/2025-11-05"),
            (" 2025-11-03 ", "2025-11-03"), ("2025‑11‑03", "2025-11-03"),
            ("2025-11-03 09:30Z", "2025-11-03T09:30:00Z"), ("2025-11-03 09:30 UTC", "2025-11-03T09:30:00Z"),
            ("2025-11-03T09:30-05:00", "2025-11-03T09:30:00-05:00"),
            ("3 Nov 2025 09:30 +0100", "2025-11-03T09:30:00+01:00"),
        ])
    func reads(_ text: String, _ time: String) throws {
        #expect(try TimeReader().read(text) == time)
        #expect(throws: Never.self) { try StatedTime(time) }
    }

    @Test(
        "an hour without an offset is told in the zone that is named",
        arguments: [
            ("2025-11-03 09:30", "America/New_York", "2025-11-03T09:30:00-05:00"),
            ("2025-11-03T09:30", "America/New_York", "2025-11-03T09:30:00-05:00"),
            ("2025-07-03 09:30", "America/New_York", "2025-07-03T09:30:00-04:00"),
            ("2025-11-03T09:30:15.250", "America/New_York", "2025-11-03T09:30:15.250-05:00"),
            ("3 Nov 2025 9:30", "Europe/Paris", "2025-11-03T09:30:00+01:00"),
            ("3 novembre 2025 à 18:05", "Europe/Paris", "2025-11-03T18:05:00+01:00"),
            ("Nov 3, 2025, 4:30 pm", "America/New_York", "2025-11-03T16:30:00-05:00"),
            ("Nov 3, 2025 at 12:05 AM", "America/New_York", "2025-11-03T00:05:00-05:00"),
            ("2025-11-03 09:30", "Asia/Kolkata", "2025-11-03T09:30:00+05:30"),
            ("2025-11-03 09:30", "UTC", "2025-11-03T09:30:00Z"),
            ("2025-11-03 09:30+02:00", "America/New_York", "2025-11-03T09:30:00+02:00"),
            (
                "2025-11-03 09:30/2025-11-03 16:00", "America/New_York",
                "2025-11-03T09:30:00-05:00/2025-11-03T16:00:00-05:00"
            ),
        ])
    func hours(_ text: String, _ zone: String, _ time: String) throws {
        #expect(try TimeReader(zone: TimeZoneRules.named(zone)).read(text) == time)
    }

    private func refusal(_ text: String, _ zone: String? = nil) throws -> StatedTimeError? {
        let reader = TimeReader(zone: try zone.map { try TimeZoneRules.named($0) })
        return #expect(throws: StatedTimeError.self) { try reader.read(text) }
    }

    @Test(
        "what has two readings is refused with both",
        arguments: [
            ("03/11/2025", ["2025-11-03", "2025-03-11"]), ("3.11.2025", ["2025-11-03", "2025-03-11"]),
            ("03-11-2025", ["2025-11-03", "2025-03-11"]), ("3/11/2025", ["2025-11-03", "2025-03-11"]),
        ])
    func ambiguous(_ text: String, _ readings: [String]) throws {
        let error = try refusal(text)
        #expect(error?.readings == readings)
        #expect(error?.description == "'\(text)' has 2 readings; write \(readings.joined(separator: " or "))")
    }

    @Test("an hour that the clocks showed twice has two readings, one that they skipped none")
    func clockChanges() throws {
        #expect(
            try refusal("2025-11-02 01:30", "America/New_York")?.readings == [
                "2025-11-02T01:30:00-04:00", "2025-11-02T01:30:00-05:00",
            ])
        #expect(
            try refusal("2025-03-09 02:30", "America/New_York")?.description
                == "'2025-03-09 02:30' was skipped by the clocks of America/New_York; write the time that they showed")
    }

    @Test(
        "an hour without an offset and without a zone is refused, saying which option",
        arguments: ["2025-11-03 09:30", "2025-11-03T09:30"])
    func withoutZone(_ text: String) throws {
        let error = try refusal(text)
        #expect(
            error?.description
                == "'\(text)' has no offset: say --time-zone, such as --time-zone America/New_York, "
                + "or write for example 2025-11-03T09:30:00-05:00")
    }

    @Test(
        "what is not understood is refused with the nearest that is",
        arguments: [
            ("early November 2025", ["2025-11"]), ("Monday, 3 Nov 2025", ["2025-11-03"]), ("mid-2026", ["2026"]),
            ("by 3 Nov 2025", ["../2025-11-03"]), ("by 2025/26", ["../2026"]), ("20251103", ["2025-11-03"]),
            ("3 Nov 25", ["2025-11-03"]),
            ("Q3 25", ["2025-Q3"]), ("Nov-25", ["2025-11"]), ("FY2025", ["2025"]), ("2025/26", ["2025/2026"]),
            ("03/11/25", ["2025-11-03", "2025-03-11", "2003-11-25"]), ("-2025-11-03", ["2025-11-03"]),
            ("2025--11-03", ["2025-11-03"]), ("2025-11-03?", ["2025-11-03"]),
        ])
    func nearest(_ text: String, _ readings: [String]) throws {
        let error = try refusal(text)
        #expect(error?.readings == readings)
        #expect(error?.description.hasPrefix("'\(text)' is not a time; did you mean '\(readings[0])'") == true)
        for reading in readings { #expect(try TimeReader().read(reading) == reading) }
    }

    @Test(
        "what is no time is told what is wrong with it",
        arguments: [
            ("", "is not a time"), ("soon", "is not a time"), ("2025-13", "is not a month"),
            ("2025-02-30", "has 28 days"),
            ("2025-Q5", "is not a quarter"), ("2026-H3", "is not a half-year"), ("30 Feb 2025", "is not a time"),
            ("2025-11-04/2025-11-03", "runs backwards"), ("4 Nov 2025/3 Nov 2025", "runs backwards"),
            ("2025-11-03 25:00", "is not a time"), ("2025-11-03 09:75", "is not a time"), ("09:30", "is not a time"),
            ("2025-11-03T24:00:00Z", "is not a time"), ("3\u{301} Nov 2025", "is not a time"),
            (String(repeating: "2", count: 90), "at most 80 characters"),
        ])
    func wrong(_ text: String, _ reason: String) throws {
        let error = try refusal(text, "America/New_York")
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("a half-year ends where the next one starts")
    func halves() throws {
        let (first, second) = (try StatedTime("2026-H1"), try StatedTime("2026-H2"))
        let (year, next, quarter) = (try StatedTime("2026"), try StatedTime("2027"), try StatedTime("2026-Q2"))
        #expect(first.start == year.start && first.end == second.start && second.end == next.start)
        #expect(first.end == quarter.end)
    }

    @Test("a cut is read in its zone")
    func cuts() throws {
        let paris = TimeReader(zone: try TimeZoneRules.named("Europe/Paris"))
        #expect(try paris.period("3 Nov 2025").end.rfc3339() == "2025-11-03T23:00:00Z")
        #expect(try paris.period("2025-11-03 09:30").end.rfc3339() == "2025-11-03T08:30:00Z")
        #expect(try TimeReader().period("Q3 2025").end.rfc3339() == "2025-10-01T04:00:00Z")
    }
}
