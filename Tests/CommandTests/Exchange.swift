import Foundation
import Testing

@Suite("Exchange: what goes out comes in again, the same")
struct Exchange {
    private static func event(_ number: Int, _ fields: String) -> String {
        #"{"specversion":"1.0","id":"019a4a10-0000-7000-8000-00000000900\#(number)","source":"urn:other",\#(fields)}"#
    }

    @Test("a restored ledger has the same events, byte for byte, and the same root")
    func restore() throws {
        let program = try Workspace()
        try program.run("correct", "19", "value=250bn USD", "--reason", "mistyped")
        let root = try program.shell("impact status | grep root").output.split(separator: " ").last.map(String.init)
        let result = try program.shell(
            """
            impact init --ledger copy.sqlite --quiet
            impact export events | impact import - --restore --ledger copy.sqlite
            impact export events > a; impact export events --ledger copy.sqlite > b; cmp a b
            """)
        #expect(result.status == 0, "\(result.output)")
        #expect(result.errors == "restored 40 events, root \(root ?? "?")")
    }

    @Test("a ledger that has events takes no restore, and a broken one leaves nothing")
    func refusedRestores() throws {
        let program = try Workspace()
        try program.shell("impact export events > all; sed 5d all > gap; sed 's/\"sequence\":\"[0-9]*\",//' all > none")
        let full = try program.run("import", "all", "--restore")
        #expect(full.status == 65)
        #expect(
            full.errors == "impact: only a new ledger can be restored into, and this one has events: "
                + "make another one with impact init\n")
        try program.run("init", "--ledger", "copy.sqlite", "--quiet")
        let gap = try program.run("import", "gap", "--restore", "--ledger", "copy.sqlite")
        #expect(gap.status == 65)
        #expect(gap.errors == "impact: gap:5: sequence: 5 follows here\nimpact: nothing was imported\n")
        let none = try program.run("import", "none", "--restore", "--ledger", "copy.sqlite")
        #expect(
            none.errors.hasPrefix(
                "impact: none:1: sequence: is missing or not 20 digits; only an export of all events can be restored\n")
        )
        #expect(try program.run("export", "events", "--ledger", "copy.sqlite").output == "")
    }

    @Test("an import again changes nothing and says so")
    func again() throws {
        let program = try Workspace()
        let result = try program.shell("impact export events | impact import -")
        #expect(result.status == 0)
        #expect(result.errors == "appended 0 events, 39 were there already\n")
    }

    @Test("an id that is taken is a conflict with its line")
    func conflict() throws {
        let program = try Workspace()
        try program.shell("impact export events | sed '3s/Amazon Web Services/AWS Inc/g' > changed")
        let result = try program.run("import", "changed")
        #expect(result.status == 75)
        #expect(
            result.errors
                == "impact: changed:3: id: the id 019a4a10-0000-7000-8000-000000000003 is taken by the event at "
                + "position 3, which differs in data.name, data.summary: give the new event an id of its own, or correct "
                + "the old one by a correcting event\nimpact: nothing was imported\n")
    }

    static let foreign: [(String, String, String)] = [
        (
            "an unknown type",
            Exchange.event(1, #""type":"order.placed","subject":"order/1","time":"2025-01-01T00:00:00Z","data":{}"#),
            "type: unknown event type 'order.placed'"
        ),
        (
            "a type of another version",
            Exchange.event(
                2,
                #""type":"deal.ended","dataschema":"urn:impact:schema:deal.ended:9","subject":"deal/x","occurred":"2025","data":{"deal":"x","certainty":"reported"}"#
            ),
            "dataschema: is 'urn:impact:schema:deal.ended:9'; this program knows urn:impact:schema:deal.ended:1"
        ),
        ("a number", "7", "is a number; write an event, an object in JSON"),
        (
            "binary data",
            Exchange.event(
                4, #""type":"deal.ended","subject":"deal/x","time":"2025-01-01T00:00:00Z","data_base64":"AAAA""#),
            "data_base64: binary data is not taken; give an object as data"
        ),
        (
            "an extension that CloudEvents does not know",
            Exchange.event(
                5,
                #""type":"deal.ended","subject":"deal/x","occurred":"2025","traceParent":"x","data":{"deal":"x","certainty":"reported"}"#
            ),
            "traceParent: is not an attribute of CloudEvents: a-z and 0-9 only"
        ),
        (
            "a structured extension",
            Exchange.event(
                6,
                #""type":"deal.ended","subject":"deal/x","occurred":"2025","trace":{"a":1},"data":{"deal":"x","certainty":"reported"}"#
            ),
            "trace: is an object; an extension is a string, number or boolean"
        ),
    ]

    @Test("foreign events that cannot be kept whole are refused with the reason:", arguments: foreign)
    func refused(what: String, line: String, reason: String) throws {
        let program = try Workspace()
        try program.write(line + "\n", to: "f.jsonl")
        let result = try program.run("import", "f.jsonl")
        #expect(result.status == 65)
        #expect(
            result.errors.split(separator: "\n").first?.hasPrefix("impact: f.jsonl:1: \(reason)") == true,
            "\(result.errors)")
        #expect(result.errors.hasSuffix("impact: nothing was imported\n"))
    }

    @Test("all that is wrong with one event is listed, in its attributes and in its payload")
    func allFaults() throws {
        let program = try Workspace()
        try program.write(
            #"{"specversion":"2.0","id":"019a4a11-0000-7000-8000-00000000000x","source":"s","type":"deal.announced","subject":"deal/d","occurred":"2025-13","#
                + #""data":{"deal":"D","buyer":"openai","supplier":"nobody","kind":"clowd","certainty":"reported"}}"#
                + "\n",
            to: "f.jsonl")
        #expect(
            try program.run("import", "f.jsonl").errors == """
                impact: f.jsonl:1: specversion: is '2.0'; write "1.0"
                impact: f.jsonl:1: id: '019a4a11-0000-7000-8000-00000000000x' is not a UUID
                impact: f.jsonl:1: occurred: '2025-13' is not a month: there are 01 to 12
                impact: f.jsonl:1: data.supplier: no company 'nobody' is registered; register it first: \
                impact append company.registered
                impact: f.jsonl:1: data.deal: 'D' is not a deal id; write for example openai-amazon-2025
                impact: f.jsonl:1: data.kind: 'clowd' is not one of cloud, compute, chips, power, capital, license, \
                acquisition, lease, loan, guarantee, other; did you mean cloud?
                impact: nothing was imported

                """)
    }

    @Test("unknown types are kept where that is asked for: listed, exported, counted, in no view")
    func keepUnknown() throws {
        let program = try Workspace()
        let line = Exchange.event(
            1,
            #""type":"order.placed","subject":"order/1","time":"2025-01-01T00:00:00Z","region":"eu","weight":3,"data":{"n":[1,2.5]}"#
        )
        try program.write(line + "\n", to: "f.jsonl")
        #expect(try program.run("import", "f.jsonl", "--keep-unknown").status == 0)
        #expect(try program.shell("impact log --type order.placed | tail -1").output.contains("order/1"))
        #expect(try program.run("status").output.contains("unknown order.placed: 1\n"))
        let exported = try program.shell("impact export events | tail -1").output
        #expect(
            exported.contains(#""data":{"n":[1,2.5]}"#) && exported.contains(#""region":"eu""#)
                && exported.contains(#""weight":3"#))
        let again = try program.shell("impact export events | impact import - --keep-unknown")
        #expect(again.errors == "appended 0 events, 40 were there already\n")
    }

    @Test("a line is bounded, and so is what may be wrong with a file")
    func bounds() throws {
        let program = try Workspace()
        try program.shell("head -c 3000000 /dev/zero | tr '\\0' x > long; echo >> long; echo '{' >> long")
        #expect(
            try program.run("import", "long").errors == """
                impact: long:1: 3000000 bytes; at most 1048576 are taken
                impact: long:2: column 2: the text ends inside an object
                impact: nothing was imported

                """)
        try program.shell("yes x | head -20000 > many")
        let errors = try program.run("import", "many").errors.split(separator: "\n")
        #expect(errors.count == 10_002)
        #expect(errors[10_000] == "impact: 10000 faults; the rest of the file was not judged")
    }

    @Test("an event that would not fit in a line of an export is refused")
    func largestEvent() throws {
        let program = try Workspace()
        let quote = String(repeating: #"\u0001"#, count: 3300)
        let items = (0..<55).map { _ in #"{"publisher":"p","quote":"\#(quote)"}"# }.joined(separator: ",")
        let line = Exchange.event(
            1,
            #""type":"deal.ended","subject":"deal/x","occurred":"2025","data":{"deal":"x","certainty":"reported","evidence":[\#(items)]}"#
        )
        #expect(line.utf8.count > 1_000_000)
        try program.write(String(line.prefix(1_048_576)), to: "f.jsonl")
        let result = try program.run("import", "f.jsonl")
        #expect(result.status == 65)
        #expect(try program.run("export", "events").output.split(separator: "\n").count == 39)
    }

    @Test(
        "the SDK of CloudEvents reads every line, and what it writes is taken again",
        .enabled(if: Tool.python(has: "cloudevents"), "needs the PyPI package cloudevents"))
    func softwareDevelopmentKit() throws {
        let program = try Workspace()
        let script = """
            import json, sys
            from cloudevents.core.formats.json import JSONFormat
            from cloudevents.core.v1.event import CloudEvent
            for line in sys.stdin:
                event = JSONFormat().read(CloudEvent, line)
                assert event.get_specversion() == "1.0" and event.get_data() == json.loads(line)["data"]
                sys.stdout.write(JSONFormat().write(event).decode() + "\\n")
            """
        try program.write(script, to: "sdk.py")
        let result = try program.shell(
            """
            impact init --ledger copy.sqlite --quiet
            impact export events > a && python3 sdk.py < a > b && impact import b --restore --ledger copy.sqlite --quiet
            impact export events --ledger copy.sqlite | cmp - a
            """)
        #expect(result.status == 0, "\(result.errors)\(result.output)")
    }
}

@Suite("Backups and the doctor")
struct BackupsAndDoctor {
    @Test("a backup is whole, its owner's only, and has the root of the ledger")
    func backup() throws {
        let program = try Workspace()
        let made = try program.run("backup", "copy.sqlite")
        let root = try program.shell("impact status | grep root").output.split(separator: " ").last ?? ""
        #expect(made.errors == "made copy.sqlite with 39 events, root \(root)")
        #expect(try program.shell("stat -c %a copy.sqlite").output == "600\n")
        #expect(
            try program.shell("impact export events > a; impact export events --ledger copy.sqlite | cmp - a").status
                == 0)
        #expect(
            try program.run("append", "risk.flagged", "risk=z", "companies=openai", "--ledger", "copy.sqlite").status
                == 0)
    }

    @Test("a backup never replaces a file, and needs its folder")
    func refusals() throws {
        let program = try Workspace()
        try program.write("mine", to: "taken")
        #expect(try program.run("backup", "taken").status == 73)
        #expect(try program.shell("cat taken").output == "mine")
        #expect(try program.run("backup", "no/copy").status == 73)
        #expect(try program.run("backup", ".").status == 73)
        #expect(try program.shell("ls -A").output.contains("draft") == false)
    }

    @Test("a damaged event is not copied")
    func damaged() throws {
        let program = try Workspace()
        let result = try program.shell(
            """
            sqlite3 ledger.sqlite "DROP TRIGGER event_update; UPDATE event SET data = replace(data, '38000000000', '39000000000')"
            impact backup copy.sqlite
            """)
        #expect(result.status == 65)
        #expect(
            result.errors
                == "impact: the copy for copy.sqlite is not sound (the event at position 12 does not have its "
                + "hash): nothing was left there\n")
        #expect(try program.shell("ls -A | grep -c copy").output == "0\n")
    }

    @Test("the doctor finds nothing wrong with a new ledger; a warning is nothing wrong")
    func healthy() throws {
        let program = try Workspace()
        let result = try program.run("doctor")
        #expect(result.status == 0, "\(result.output)")
        for subject in [
            "SQLite", "locale", "file system", "permissions", "write-ahead log", "space on disk", "ledger", "syncs",
            "clock", "views",
        ] {
            #expect(result.output.contains(" \(subject): "), "\(subject)")
        }
    }

    static let faults: [(String, String, String)] = [
        ("a ledger that others can read", "chmod 644 ledger.sqlite", "has mode 644: others can read it"),
        ("a folder that others can write to", "chmod 777 .", "others can write to the folder"),
        (
            "another program's file as views", "sqlite3 ledger.views.sqlite 'CREATE TABLE x(y)'",
            "is no views file of this program"
        ),
        ("a file that is no ledger", "echo text > ledger.sqlite", "is not a ledger"),
    ]

    @Test("the doctor names what is wrong:", arguments: faults)
    func wrong(what: String, line: String, finding: String) throws {
        let program = try Workspace()
        let result = try program.shell("\(line); impact doctor")
        #expect(result.status == 1)
        #expect(
            result.output.split(separator: "\n").contains { $0.hasPrefix("wrong") && $0.contains(finding) },
            "\(result.output)")
    }

    @Test("the doctor warns of a clock behind the last event, and of views behind the log")
    func behind() throws {
        let program = try Workspace(demo: false)
        try program.run("init", "--demo", environment: ["SOURCE_DATE_EPOCH": "4000000000"])
        let result = try program.run("doctor")
        #expect(result.status == 1)
        #expect(result.output.contains("wrong   clock: the clock says "))
        let other = try Workspace()
        try other.shell(
            "impact view rights > /dev/null; impact append risk.flagged risk=z companies=openai > /dev/null")
        #expect(try other.run("doctor").output.contains(" behind the log"))
    }
}

@Suite("Many processes")
struct ManyProcesses {
    @Test("eight processes append at once: every acknowledged event is there, without a gap", arguments: ["one", "$n"])
    func writers(stream: String) throws {
        let program = try Workspace()
        try program.write(
            """
            for i in 1 2 3 4 5; do
              "$1" append risk.flagged risk=\(stream.replacing("$n", with: "r$2")) companies=openai summary="$2-$i" --quiet \\
                | sed -n 's/^appended at \\([0-9]*\\).*/\\1/p'
            done
            """, to: "writer")
        let result = try program.shell(
            "seq 8 | xargs -P 8 -I{} sh writer '\(Workspace.program.path)' {} | sort -n | tr '\\n' ' '")
        #expect(result.errors == "")
        #expect(result.output == (40...79).map { "\($0) " }.joined())
        #expect(try program.run("verify").status == 0)
        let summaries = try program.shell(
            "impact log --type risk.flagged --json | grep -o '\"summary\":\"[1-8]-[1-5]\"' | sort -u | wc -l")
        #expect(summaries.output == "40\n")
    }

    @Test("of those who ask for the same boundary one comes through")
    func boundary() throws {
        let program = try Workspace()
        try program.write(
            """
            "$1" append risk.flagged risk=r$2 companies=openai --unless type=risk.flagged --after 25 > /dev/null 2>&1
            echo $?
            """, to: "writer")
        let result = try program.shell(
            "seq 8 | xargs -P 8 -I{} sh writer '\(Workspace.program.path)' {} | sort -n | uniq -c | tr -s ' \\n' ' '")
        #expect(result.output == " 1 0 7 75 ")
    }
}
