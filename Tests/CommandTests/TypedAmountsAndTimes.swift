import Foundation
import Testing

@Suite("Amounts and times from the command line, as people write them")
struct TypedAmountsAndTimes {
    private static func object(_ result: ProgramResult) throws -> [String: Any] {
        try #require(result.status == 0, "\(result.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }

    private static let deal = "impact append deal.announced deal=d buyer=openai supplier=oracle kind=cloud "

    @Test("a deal in parts, without quotes of JSON, and with words kept")
    func parts() throws {
        let program = try Workspace()
        let event = try Self.object(
            try program.shell(
                Self.deal + "value='up to $22.4 billion' parts.g1.value='<=10bn USD' parts.g1.commitment=binding "
                    + "parts.g1.due='Q3 2027' starts=2027 term=P3Y --occurred '28 Oct 2025' --json"))
        let data = try #require(event["data"] as? [String: Any])
        let value = try #require(data["value"] as? [String: String])
        #expect(
            value == [
                "amount": "22400000000", "unit": "USD", "qualifier": "upTo", "step": "100000000",
                "stated": "up to $22.4 billion",
            ])
        let part = try #require((data["parts"] as? [[String: Any]])?.first)
        #expect(part["part"] as? String == "g1" && part["due"] as? String == "2027-Q3")
        #expect((part["value"] as? [String: String])?["amount"] == "10000000000")
        #expect(event["occurred"] as? String == "2025-10-28")
        let row = try #require(try program.rows("commitments").first { $0["deal"] == "d" })
        #expect(row["starts"] == "2027" && row.rows("periods").map { $0["from"] } == ["2027", "2028", "2029"])
        // Told once more with another part, of which the first stays.
        let corrected = try program.run(
            "correct", try #require(event["id"] as? String), "parts.g1.value=$9bn", "--reason", "r")
        #expect(corrected.status == 0, "\(corrected.errors)")
        #expect(corrected.output.contains("9000000000"))
    }

    @Test("a change may have a plus; what has two readings is refused with both, and nothing is written")
    func refusals() throws {
        let program = try Workspace()
        let before = try program.run("export", "events").output
        let result = try program.shell(
            Self.deal
                + "value='¥38bn' capacity=1.2 'parts=[{\"part\":\"a\",\"value\":\"5 billion\"}]' starts=03/11/2027 "
                + "--occurred '2025-11-03 09:30' --published 3/4/2025")
        #expect(result.status == 65)
        #expect(
            result.errors == """
                impact: value: '¥38bn' has 2 readings; write 38bn JPY or 38bn CNY
                impact: capacity: '1.2' has no unit; did you mean '1.2 GW'?
                impact: parts[0].value: '5 billion' has no unit; did you mean '5bn USD'?
                impact: starts: '03/11/2027' has 2 readings; write 2027-11-03 or 2027-03-11
                impact: --published: '3/4/2025' has 2 readings; write 2025-04-03 or 2025-03-04
                impact: --occurred: '2025-11-03 09:30' has no offset: say --time-zone, such as --time-zone America/New_York, \
                or write for example 2025-11-03T09:30:00-05:00

                """)
        #expect(try program.run("export", "events").output == before)
        let change = "impact append market-cap.changed company=AMZN change='+140bn USD' --occurred "
        #expect(try program.shell(change + "2025-11-03").status == 0)
        let event = try Self.object(
            try program.shell(change + "'3 Nov 2025 16:00' --time-zone America/New_York --json"))
        #expect(event["occurred"] as? String == "2025-11-03T16:00:00-05:00")
    }

    @Test("cuts take what people type, and hours in the zone that is named")
    func cuts() throws {
        let program = try Workspace()
        for view in ["plans", "commitments"] {
            for (typed, plain) in [
                ("'3 novembre 2025'", "2025-11-03"), ("'Nov 3, 2025'", "2025-11-03"), ("'Q4 2025'", "2025-Q4"),
                ("'2025-11-03 09:30' --time-zone America/New_York", "2025-11-03T09:30:00-05:00"),
                ("'H2 2025'", "2025-12"),
            ] {
                for option in ["--as-of", "--as-public", "--as-known"] {
                    let rows = try program.shell("impact view \(view) -O jsonl \(option) \(typed)")
                    #expect(rows.status == 0, "\(rows.errors)")
                    #expect(
                        rows.output == (try program.shell("impact view \(view) -O jsonl \(option) \(plain)")).output)
                }
            }
        }
        let log = try program.shell("impact log --since '3 Nov 2025' --until 'November 2025'")
        #expect(log.output == (try program.shell("impact log --since 2025-11-03 --until 2025-11")).output)
        #expect(log.output.split(separator: "\n").count > 2)
        #expect(
            try program.shell("impact diff --from '28 Oct 2025' --to 'Nov 3, 2025' plans").output
                == program.shell("impact diff --from 2025-10-28 --to 2025-11-03 plans").output)
        for option in ["--as-of", "--as-public", "--as-known", "--since", "--until"] {
            let command = option.hasPrefix("--as") ? "view plans" : "log"
            let refused = try program.shell("impact \(command) \(option) 03/11/2025")
            #expect(refused.status == 64)
            #expect(refused.errors.contains("has 2 readings; write 2025-11-03 or 2025-03-11"))
            let hours = try program.shell("impact \(command) \(option) '2025-11-03 09:30'")
            #expect(hours.status == 64 && hours.errors.contains("say --time-zone"), "\(hours.errors)")
        }
    }

    @Test("a publication that nobody stated is shown as such, one that is stated or evidenced is not")
    func publications() throws {
        let program = try Workspace()
        func append(_ risk: String, _ more: String) throws -> String {
            let line = "impact append risk.flagged risk=\(risk) companies=openai value='5bn USD' --json "
            return try #require(try Self.object(try program.shell(line + more))["id"] as? String)
        }
        let source = #"'evidence=[{"publisher":"Reuters","published":"29 Oct 2025"}]'"#
        for (risk, more, words, basis) in [
            ("a", "--occurred 2025-10-28", "published by 2025-10-28, not stated", "occurred"),
            ("b", "--occurred 2025-Q3", "published by the end of 2025-Q3, not stated", "occurred"),
            (
                "c", "--occurred 2025-10-28T09:30:00-04:00", "published by 2025-10-28T09:30:00-04:00, not stated",
                "occurred"
            ),
            ("e", "--occurred ../2025-10", "published by the end of 2025-10, not stated", "occurred"),
            ("f", "--occurred 2025-10-28 " + source, "published 2025-10-29", "evidence"),
            ("g", "--occurred 2025-10-28 --published 2025-10-30", "published: 2025-10-30", nil),
        ] as [(String, String, String, String?)] {
            let id = try append(risk, more)
            let shown = try program.run("show", id).output
            #expect(shown.contains(words), "\(shown)")
            #expect(shown.contains("not stated") == (basis == "occurred"))
            #expect(try Self.object(try program.run("show", id, "--json"))["publishedbasis"] as? String == basis)
            let explained = try program.shell("impact explain timeline \(id)").output
            #expect(explained.contains("not stated") == (basis == "occurred"), "\(explained)")
            let json = try program.shell("impact explain timeline \(id) --json").output
            #expect(json.contains("\"publishedBasis\":\"\(basis ?? "stated")\""), "\(json)")
        }
        for form in ["md", "html"] {
            let report = try program.run("report", "-O", form).output
            #expect(report.contains("published by 2025-10-28, not stated"), "\(form)")
        }
        #expect(try program.run("report", "-O", "json").output.contains("\"publishedBasis\":\"occurred\""))
    }

    @Test("what show prints beside an event is no part of it")
    func importedAgain() throws {
        let program = try Workspace()
        let line = try program.run("show", "30", "--json").output
        #expect(line.contains("\"publishedbasis\":\"occurred\""))
        try program.write(line, to: "event.jsonl")
        let result = try program.run("import", program.path("event.jsonl"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(try program.run("verify").status == 0)
        #expect(!(try program.run("export", "events").output.contains("publishedbasis")))
    }
}
