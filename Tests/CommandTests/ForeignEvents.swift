import Foundation
import Testing

@Suite("CloudEvents are taken as other programs write them")
struct ForeignEvents {
    static func event(_ attributes: String, _ risk: String = "r") -> String {
        #"{"specversion":"1.0","source":"https://example.org/desk","type":"risk.flagged","subject":"risk/\#(risk)",\#(attributes),"#
            + #""data":{"risk":"\#(risk)","companies":["openai"],"certainty":"reported"}}"#
    }
    static let id = #""id":"019a4a11-0000-7000-8000-000000000001""#

    static let taken: [(String, String, [String])] = [
        (
            "an offset in time, which is kept as when it happened", #"\#(id),"time":"2025-11-03T09:30:00.25-05:00""#,
            [#""time":"2025-11-03T14:30:00.25Z""#, #""occurred":"2025-11-03T09:30:00.25-05:00""#]
        ),
        (
            "an offset of nothing", #"\#(id),"time":"2025-11-03T14:30:00+00:00""#,
            [#""time":"2025-11-03T14:30:00Z""#, #""occurred":"2025-11-03T14:30:00Z""#]
        ),
        (
            "small letters", #"\#(id),"time":"2025-11-03t14:30:00z""#,
            [#""time":"2025-11-03T14:30:00Z""#, #""occurred":"2025-11-03T14:30:00Z""#]
        ),
        (
            "an offset beside a statement of when",
            #"\#(id),"occurred":"2025-11-03","time":"2025-11-03T00:00:00-05:00""#,
            [#""time":"2025-11-03T05:00:00Z""#, #""occurred":"2025-11-03""#]
        ),
        (
            "an id of the writer's own", #""id":"Order 17","time":"2025-11-03T14:30:00Z""#,
            // uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/desk"), "Order 17")
            [#""id":"ab3eaa66-aa13-566f-b2fb-4a4a8a39075a""#, #""originalid":"Order 17""#]
        ),
        (
            "a parameter of the content type",
            #"\#(id),"time":"2025-11-03T14:30:00Z","datacontenttype":"Application/JSON; charset=\"UTF-8\"""#,
            [#""datacontenttype":"application/json""#]
        ),
    ]

    @Test("what the standard allows becomes what a ledger has; the same file again is no news:", arguments: taken)
    func isTaken(what: String, attributes: String, wanted: [String]) throws {
        let program = try Workspace()
        try program.write(ForeignEvents.event(attributes) + "\n", to: "f.jsonl")
        #expect(try program.run("import", "f.jsonl").errors == "appended 1 event\n")
        #expect(try program.run("import", "f.jsonl").errors == "appended 0 events, 1 were there already\n")
        let exported = try program.shell("impact export events | tail -1 | tee e").output
        for part in wanted { #expect(exported.contains(part), "\(exported)") }
        // What was taken is what is taken again, from an export, too.
        #expect(try program.run("import", "e").errors == "appended 0 events, 1 were there already\n")
        #expect(
            try program.shell(
                "impact export events > a; impact init --quiet --ledger b.sqlite; impact import a --restore --quiet --ledger b.sqlite; "
                    + "impact export events --ledger b.sqlite | cmp - a"
            ).status == 0)
        #expect(try program.run("verify").status == 0)
    }

    static let refused: [(String, String, String)] = [
        (
            "a mistyped UUID", #""id":"019a4a11-0000-7000-8000-00000000000g","time":"2025-11-03T14:30:00Z""#,
            "id: '019a4a11-0000-7000-8000-00000000000g' is not a UUID"
        ),
        ("an empty id", #""id":"","time":"2025-11-03T14:30:00Z""#, "id: is not one line of text; write a string"),
        (
            "another encoding",
            #"\#(id),"time":"2025-11-03T14:30:00Z","datacontenttype":"application/json;charset=latin1""#,
            "datacontenttype: is 'application/json;charset=latin1'; only application/json is taken"
        ),
        (
            "a time of no place", #"\#(id),"time":"2025-11-03T14:30:00""#,
            "time: '2025-11-03T14:30:00' is not an RFC 3339 time in UTC"
        ),
        (
            "a time that contradicts what is said",
            #"\#(id),"occurred":"2025-11-03","time":"2025-11-03T00:00:00-06:00""#,
            "time: 2025-11-03T06:00:00Z contradicts occurred 2025-11-03"
        ),
    ]

    @Test("what means nothing is refused:", arguments: refused)
    func isRefused(what: String, attributes: String, reason: String) throws {
        let program = try Workspace()
        try program.write(ForeignEvents.event(attributes) + "\n", to: "f.jsonl")
        let result = try program.run("import", "f.jsonl")
        #expect(result.status == 65)
        #expect(result.errors.hasPrefix("impact: f.jsonl:1: \(reason)"), "\(result.errors)")
    }

    @Test("what one types has the ledger's forms: an id is a UUID there")
    func typed() throws {
        let result = try Workspace().run(
            "append", "risk.flagged", "risk=r", "companies=openai", "--occurred", "2025", "--id", "order-17")
        #expect(result.errors == "impact: id: 'order-17' is not a UUID\n")
    }

    static let first = event(#""id":"1","time":"2025-11-03T09:30:00-05:00""#)
    static let second = event(#""id":"2","time":"2025-11-03T09:30:00-05:00""#, "s")

    @Test(
        "a list of events is a file of them, however it is broken into lines",
        arguments: [
            "[\(first),\(second)]", "[\n  \(first),\n  \(second)\n]\n", "\u{FEFF}  [\(first)\r\n,\(second)]",
            "[\(first)]\n[\(second)]\n",
            "[" + first.replacing(",", with: ",\n") + "\n, " + second.replacing(":{", with: ":\n{") + "]",
        ])
    func lists(text: String) throws {
        let program = try Workspace()
        try program.write(text, to: "batch.json")
        #expect(try program.run("import", "batch.json").errors == "appended 2 events\n")
        #expect(try program.shell("impact import - < batch.json").errors == "appended 0 events, 2 were there already\n")
    }

    @Test("an empty list holds nothing")
    func emptyList() throws {
        let program = try Workspace()
        try program.write("[ ]\n", to: "batch.json")
        #expect(try program.run("import", "batch.json").errors == "appended 0 events\n")
    }

    @Test("of a list faults name the line and the event, and nothing of it is taken")
    func faultyList() throws {
        let program = try Workspace()
        try program.write("[\(ForeignEvents.first),\n\(ForeignEvents.second),\n7,\n{\"id\": x}]", to: "batch.json")
        let result = try program.run("import", "batch.json")
        #expect(result.status == 65)
        #expect(
            result.errors == """
                impact: batch.json:3: event 3: is a number; write an event, an object in JSON
                impact: batch.json:4: event 4: column 8: no JSON value starts like this
                impact: nothing was imported

                """)
        #expect(try program.run("export", "events").output.split(separator: "\n").count == 39)
    }

    @Test(
        "a list that is none is refused",
        arguments: [
            ("[\(first)", "batch.json:1: the list has no end: is the file cut off?"),
            ("[\(first),]", "batch.json:1: a comma without an event behind it"),
            ("[,\(first)]", "batch.json:1: a comma without an event before it"),
            ("[\(first)]\n\(second)", "batch.json:2: text behind the list"),
            ("[\(first)}]", "batch.json:1: a bracket closes what was not opened"),
        ])
    func noList(text: String, message: String) throws {
        let program = try Workspace()
        try program.write(text, to: "batch.json")
        let result = try program.run("import", "batch.json")
        #expect(result.status == 65)
        #expect(result.errors == "impact: \(message)\nimpact: nothing was imported\n")
    }

    @Test(
        "what the SDK of CloudEvents makes of its own accord is taken",
        .enabled(if: Tool.python(has: "cloudevents"), "needs the PyPI package cloudevents"))
    func softwareDevelopmentKit() throws {
        let program = try Workspace()
        let script = """
            import datetime
            from cloudevents.core.formats.json import JSONFormat
            from cloudevents.core.v1.event import CloudEvent
            zone = datetime.timezone(datetime.timedelta(hours=-5))
            for number in range(3):
                event = CloudEvent(
                    attributes={"specversion": "1.0", "id": f"story-{number}", "source": "https://example.org/desk",
                        "type": "risk.flagged", "subject": f"risk/r{number}", "datacontenttype": "application/json",
                        "time": datetime.datetime(2025, 11, 3, 9, 30, number, tzinfo=zone)},
                    data={"risk": f"r{number}", "companies": ["openai"], "certainty": "reported"})
                print(JSONFormat().write(event).decode())
            """
        try program.write(script, to: "sdk.py")
        let result = try program.shell(
            "python3 sdk.py > f.jsonl && impact import f.jsonl && (echo '['; sed '$!s/$/,/' f.jsonl; echo ']') | impact import -"
        )
        #expect(result.errors == "appended 3 events\nappended 0 events, 3 were there already\n")
        #expect(try program.run("export", "events").output.contains(#""occurred":"2025-11-03T09:30:02-05:00""#))
    }
}
