import CivilTime
import MarketEvents
import Testing

@Suite("Stated times: as precise as they are known, in New York days")
struct StatedTimeTests {
    @Test(
        "start and end of each form",
        arguments: [
            ("2019", "2019-01-01T05:00:00Z", "2020-01-01T05:00:00Z"),
            ("2025-Q3", "2025-07-01T04:00:00Z", "2025-10-01T04:00:00Z"),
            ("2025-06", "2025-06-01T04:00:00Z", "2025-07-01T04:00:00Z"),
            ("2024-02-29", "2024-02-29T05:00:00Z", "2024-03-01T05:00:00Z"),
            ("2025-03-09", "2025-03-09T05:00:00Z", "2025-03-10T04:00:00Z"),
            ("2025-11-02", "2025-11-02T04:00:00Z", "2025-11-03T05:00:00Z"),
            ("2025-11-03T09:30:00-05:00", "2025-11-03T14:30:00Z", "2025-11-03T14:30:00Z"),
            ("2025-10-27/2025-11-02", "2025-10-27T04:00:00Z", "2025-11-03T05:00:00Z"),
            ("../2025-10-27", nil, "2025-10-28T04:00:00Z"),
        ] as [(String, String?, String)])
    func forms(_ text: String, _ start: String?, _ end: String) throws {
        let time = try StatedTime(text)
        #expect(time.start?.rfc3339() == start)
        #expect(time.end.rfc3339() == end)
        #expect(time.time.rfc3339() == start ?? end)
    }

    @Test(
        "what is no time is refused with a reason",
        arguments: [
            ("2025-02-30", "'2025-02-30' is not a day: that month has 28 days"),
            ("2025-13", "'2025-13' is not a month: there are 01 to 12"),
            ("2025-13-01", "'2025-13-01' is not a day: there are months 01 to 12"),
            ("2025-Q5", "'2025-Q5' is not a quarter: there are Q1 to Q4"),
            ("2025-11-03/2025-11-01", "'2025-11-03/2025-11-01' runs backwards: write the earlier time first"),
            ("2025-04-31", "'2025-04-31' is not a day: that month has 30 days"),
            ("0000", "'0000' is not within the years 1 to 9998"),
            ("9999-12", "'9999-12' is not within the years 1 to 9998"),
            (
                "9999-12-31T23:59:59Z", "'9999-12-31T23:59:59Z' is not within the days 0001-01-02 to 9998-12-31"
            ),
            (
                "0001-01-01T00:00:00+05:00",
                "'0001-01-01T00:00:00+05:00' is not a time; write 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, 2025-11-03T09:30:00-05:00, A/B or ../A"
            ),
            ("2025/2024-12", "'2025/2024-12' runs backwards: write the earlier time first"),
            ("2025-12/2025", "'2025-12/2025' runs backwards: write the earlier time first"),
            (String(repeating: "2", count: 81), "a time has at most 80 characters"),
            (
                "03.11.2025",
                "'03.11.2025' is not a time; write 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, 2025-11-03T09:30:00-05:00, A/B or ../A"
            ),
        ])
    func refusals(_ text: String, _ reason: String) {
        do throws(StatedTimeError) {
            _ = try StatedTime(text)
            Issue.record("taken: \(text)")
        } catch { #expect(error.description == reason) }
    }

    @Test(
        "no other form is a time",
        arguments: [
            "", "/", "..", "../", "../..", "2025/", "/2025", "2025/2026/2027", "2025/..", "../2025/2026", "25", "2025-",
            "2025-1", "2025-11-3", "2025-11-03 ", "2025-11-03T09:30", "2025-11-03T09:30:00", "2025-11-03t09:30:00z",
            "2025-q3", "2025-Q33", "2025-11-03T24:00:00Z", "2025-11-03T23:59:60Z", "20251103", "+2025", "２０２５",
            "2025\u{301}", "..\u{301}/2025", "2025-Q3\u{301}", "2025-W45",
        ])
    func refusesForms(_ text: String) { #expect(throws: StatedTimeError.self, "\(text)") { try StatedTime(text) } }

    @Test(
        "the New York day, where a time is known to the day",
        arguments: [
            ("2025-11-03", "2025-11-03"), ("2025-11-03T23:30:00-05:00", "2025-11-03"),
            ("2025-11-04T03:30:00Z", "2025-11-03"), ("2025-11", nil), ("2025", nil), ("2025-Q4", nil),
            ("../2025-11-03", nil), ("2025-11-03/2025-11-03", nil),
        ] as [(String, String?)])
    func days(_ text: String, _ day: String?) throws { #expect(try StatedTime(text).day?.description == day) }

    @Test(
        "the order of occurrence is by the end, then by the start; an unknown start is the earliest; alike is neither")
    func order() throws {
        let ordered = try [
            "2024", "../2025-11-03", "2025-11-01/2025-11-03", "2025-11-03", "2025-11-04T05:00:00Z", "2025-11",
        ].map { try StatedTime($0) }
        for (left, first) in ordered.enumerated() {
            for (right, second) in ordered.enumerated() {
                let expected: Bool? = left == right ? nil : left < right
                #expect(StatedTime.isOrdered(first, before: second) == expected, "\(first.text) \(second.text)")
            }
        }
    }

    @Test("the pattern of the schema takes what the parser takes")
    func patterns() throws {
        let pattern = try Regex(StatedTime.pattern)
        let day = try Regex(StatedTime.dayPattern)
        let years = ["2024", "2025", "1900", "2000", "0000"]
        let tails = [
            "", "-Q0", "-Q1", "-Q4", "-00", "-01", "-12", "-13", "-02-28", "-02-29", "-02-30", "-04-31", "-12-31",
            "-1-1",
        ]
        for year in years {
            for tail in tails {
                let text = year + tail
                let parsed = (try? StatedTime(text)) != nil
                #expect((try pattern.wholeMatch(in: text) != nil) == parsed, "\(text)")
                #expect((try day.wholeMatch(in: text) != nil) == (parsed && text.count == 10), "\(text)")
                #expect((try pattern.wholeMatch(in: "../" + text) != nil) == parsed, "../\(text)")
            }
        }
        for text in [
            "2025-11-03T24:00:00Z", "2025-11-03T23:59:60Z", "2025-11-03T09:30:00", "2025-11-03T09:30:00.5+24:00",
        ] {
            #expect(try pattern.wholeMatch(in: text) == nil && (try? StatedTime(text)) == nil, "\(text)")
        }
    }

    @Test("published: as stated; else the evidence that ends first; else when it was over")
    func published() throws {
        let occurred = try StatedTime("2025-11-03")
        let evidence = try ["2025-11-05", "2025-11", "2025-11-04"].map { try StatedTime($0) }
        let stated = try StatedTime("2025-12-01")
        #expect(StatedTime.published(stated: stated, evidence: evidence, occurred: occurred) == stated)
        #expect(StatedTime.published(stated: nil, evidence: evidence, occurred: occurred).text == "2025-11-04")
        #expect(
            StatedTime.published(stated: nil, evidence: [], occurred: occurred).text == "2025-11-04T05:00:00Z")
    }

    @Test(
        "a cut admits what had ended by then",
        arguments: [
            ("2025-11-03", "2025-11-03", true), ("2025-11-03", "2025-11-02", false), ("2025-Q3", "2025-09-30", true),
            ("2025-Q3", "2025-09-29", false), ("2025", "2025-12-30", false), ("../2025-06", "2025-06-29", false),
            ("../2025-06", "2025-06", true), ("2025-11-03T09:30:00-05:00", "2025-11-03T14:29:59Z", false),
            ("2025-11-03T09:30:00-05:00", "2025-11-03T14:30:00Z", false),
            ("2025-11-03T09:30:00-05:00", "2025-11-03T14:30:01Z", true),
        ])
    func cuts(_ time: String, _ cut: String, _ isAdmitted: Bool) throws {
        let (time, moment) = (try StatedTime(time), try Cut.moment(cut))
        let always = try StatedTime("1970")
        #expect(Cut(asOf: moment).admits(occurred: time, published: always) == isAdmitted)
        #expect(Cut(asPublic: moment).admits(occurred: always, published: time) == isAdmitted)
        // A ledger holds at a moment what was recorded at that very moment.
        #expect(Cut(asKnown: moment).admits(recorded: time.end) == (isAdmitted || cut == "2025-11-03T14:30:00Z"))
        #expect(Cut().admits(occurred: time, published: time))
    }
}
