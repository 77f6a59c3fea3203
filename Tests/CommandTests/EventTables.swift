import Foundation
import Testing

@Suite("A table of events is imported as its lines would be typed")
struct EventTables {
    static let head =
        "key,deal,buyer,supplier,kind,value,parts.more.value,parts.more.commitment,occurred,publisher,url\n"
    static let lines =
        "a,d1,OpenAI,ORCL,cloud,38 billion dollars,<=10bn USD,option,3 Nov 2025,Reuters,https://example.org/1\n"
        + "b,d2,openai,amazon,cloud,~$5bn,,,2025-Q3,,\n"

    static func written(_ text: String) throws -> Workspace {
        let program = try Workspace()
        try program.write(text, to: "t.csv")
        return program
    }

    @Test("a line is the event that append makes of the same words")
    func sameAsAppend() throws {
        let program = try EventTables.written(EventTables.head + EventTables.lines)
        #expect(try program.run("import", "t.csv", "--type", "deal.announced").errors == "appended 2 events\n")
        try program.shell(
            """
            impact init --ledger other.sqlite --demo --quiet
            for d in 1 2; do id=$(impact log --json | sed -n "$((39 + d))p" | grep -o '"id":"[^"]*"' | cut -d'"' -f4)
            if [ $d = 1 ]; then impact append deal.announced deal=d1 buyer=OpenAI supplier=ORCL kind=cloud \
              value='38 billion dollars' parts.more.value='<=10bn USD' parts.more.commitment=option \
              --occurred '3 Nov 2025' --publisher Reuters --url https://example.org/1 --id $id --ledger other.sqlite
            else impact append deal.announced deal=d2 buyer=openai supplier=amazon kind=cloud value='~$5bn' \
              --occurred 2025-Q3 --id $id --ledger other.sqlite; fi; done
            """)
        let same = try program.shell(
            """
            for l in ledger other; do impact export events --ledger $l.sqlite | tail -2 | sed 's/"recordedtime":"[^"]*"//' > $l; done
            cmp ledger other && grep -c deal.announced ledger
            """)
        #expect(same.output == "2\n", "\(same.errors)")
    }

    @Test("a second import is none and says so; a changed line under the same key is a conflict")
    func again() throws {
        let program = try EventTables.written(EventTables.head + EventTables.lines)
        try program.run("import", "t.csv", "--type", "deal.announced")
        let root = try program.shell("impact status | grep root").output
        #expect(
            try program.run("import", "t.csv", "--type", "deal.announced").errors
                == "appended 0 events, 2 were there already\n")
        try program.shell("sed -i 's/~$5bn/~$6bn/' t.csv")
        let changed = try program.run("import", "t.csv", "--type", "deal.announced")
        #expect(changed.status == 75)
        #expect(changed.errors.hasPrefix("impact: t.csv:3:1: key: the id "))
        #expect(changed.errors.contains(" which differs in data.value: "))
        #expect(try program.shell("impact status | grep root").output == root)
    }

    @Test("the id of a key is that which others make of it, too")
    func identifier() throws {
        let program = try EventTables.written("type,key,risk,companies,occurred\nrisk.flagged,line 7,r,openai,2025\n")
        #expect(try program.run("import", "t.csv").status == 0)
        // uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "urn:impact:writer:tester"), "line 7")
        #expect(
            try program.run("export", "events").output.contains(#""id":"253ed7a2-cf99-5ddc-acab-559a2b43548f""#))
    }

    @Test("a line without a key is known by all that it says")
    func withoutKey() throws {
        let program = try EventTables.written("type,risk,companies,occurred\nrisk.flagged,r,openai,2025\n")
        #expect(try program.run("import", "t.csv").errors == "appended 1 event\n")
        #expect(try program.run("import", "t.csv").errors == "appended 0 events, 1 were there already\n")
    }

    @Test("any column may be the key, and stays what it is; a UUID is the id itself")
    func keys() throws {
        let id = "019a4a11-0000-7000-8000-000000000001"
        let program = try EventTables.written("id,risk,companies,occurred\n\(id.uppercased()),r,openai,2025\n")
        #expect(try program.run("import", "t.csv", "--type", "risk.flagged").status == 0)
        #expect(try program.run("show", id).status == 0)
        try program.write("risk,companies,occurred\nother,openai,2025\n", to: "t.csv")
        #expect(
            try program.run("import", "t.csv", "--type", "risk.flagged", "--key", "risk").errors
                == "appended 1 event\n")
        #expect(try program.shell("impact log --stream risk/other | grep -c risk.flagged").output == "1\n")
    }

    @Test("events of one table name each other by their keys, and companies that it registers anywhere")
    func names() throws {
        let program = try EventTables.written(
            """
            type,key,company,name,kind,parent,risk,companies,target,stance,by.publisher,cause,occurred
            risk.flagged,r,,,,,short,Zed Labs,,,,,2025
            risk.eased,e,,,,,short,zed,,,,r,2026
            evidence.added,c,,,,,,,r,confirms,FT,,2026
            company.registered,z,zed,Zed Labs,unit,yonder,,,,,,,2024
            company.registered,y,yonder,Yonder,private,,,,,,,,2024

            """)
        let result = try program.run("import", "t.csv")
        #expect(result.errors == "appended 5 events\n")
        let events = try program.shell("impact export events | tail -5").output
        #expect(events.contains(#""parent":"yonder""#) && events.contains(#""companies":["zed"]"#))
        #expect(events.contains(#""subject":"risk/short","time""#))
        #expect(try program.run("verify").status == 0)
    }

    static let forms: [(String, String)] = [
        (
            "a byte order mark and line ends of Windows",
            "\u{FEFF}type,risk,companies,occurred\r\nrisk.flagged,r,openai,2025\r\n"
        ),
        ("semicolons", "type;risk;companies;occurred\nrisk.flagged;r;openai,oracle;2025\n"),
        ("tabs", "type\trisk\tcompanies\toccurred\nrisk.flagged\tr\topenai\t2025\n"),
        ("what spreadsheets say of it", "sep=;\ntype;risk;companies;occurred\nrisk.flagged;r;openai;2025\n"),
        (
            "quotes, with commas in them",
            "\"type\",risk,companies,occurred\nrisk.flagged,r,\"openai,oracle\",\" 2025 \"\n"
        ),
        ("blank lines, and lines of commas", "\ntype,risk,companies,occurred\n\nrisk.flagged,r,openai,2025\n,,,\n"),
        ("no end of the last line", "type,risk,companies,occurred\nrisk.flagged,r,openai,2025"),
        ("empty columns", "type,risk,companies,occurred,,\nrisk.flagged,r,openai,2025,,\n"),
    ]

    @Test("is taken as programs write it:", arguments: forms)
    func taken(what: String, text: String) throws {
        let program = try EventTables.written(text)
        let result = try program.run("import", "t.csv")
        #expect(result.errors == "appended 1 event\n")
        #expect(try program.shell("impact import - < t.csv").errors == "appended 0 events, 1 were there already\n")
    }

    @Test("a cell goes over line breaks where text may, and faults behind it stand on their line")
    func lineBreaks() throws {
        let program = try EventTables.written(
            "type,risk,companies,occurred,publisher,quote\nrisk.flagged,r,openai,2025,P,\"one \"\"two\"\"\nthree\"\n"
                + "risk.flagged,r,\"openai\n\",2025,P,\nrisk.flagged,R,openai,2025,P,\n")
        let result = try program.run("import", "t.csv")
        #expect(
            result.errors.hasPrefix("impact: t.csv:6:14: risk: 'R' is not a risk's id; write for example ai-bubble\n"))
        try program.shell("sed -i 's/,R,/,r,/' t.csv")
        #expect(try program.run("import", "t.csv").errors == "appended 2 events, 1 were there already\n")
        #expect(try program.run("export", "events").output.contains(#""quote":"one \"two\"\nthree""#))
    }

    @Test("what holds for all lines is said once, and a line may say it otherwise")
    func forAll() throws {
        let program = try EventTables.written(
            """
            key,risk,companies,occurred,certainty,publisher,url,saidBy
            a,r,openai,2025-11-03 09:30,,,https://example.org/a,
            b,r,openai,2025-11-04,expected,FT,,oracle

            """)
        let result = try program.run(
            "import", "t.csv", "--type", "risk.flagged", "--certainty", "confirmed", "--publisher", "Reuters",
            "--title",
            "All", "--said-by", "amazon", "--time-zone", "Europe/Paris")
        #expect(result.errors == "appended 2 events\n")
        let events = try program.shell("impact export events | tail -2").output.split(separator: "\n")
        #expect(
            events[0].contains(
                #""certainty":"confirmed","companies":["openai"],"evidence":[{"publisher":"Reuters","title":"All","url":"https://example.org/a"}]"#
            ))
        #expect(
            events[0].contains(#""saidBy":{"party":"amazon"}"#)
                && events[0].contains(#""occurred":"2025-11-03T09:30:00+01:00""#))
        #expect(events[1].contains(#""certainty":"expected","companies":["openai"],"evidence":[{"publisher":"FT"}]"#))
        #expect(events[1].contains(#""saidBy":{"party":"oracle"}"#))
    }

    @Test("a dry run shows what was understood, and writes nothing")
    func dryRun() throws {
        let program = try EventTables.written(EventTables.head + EventTables.lines)
        let result = try program.run("import", "t.csv", "--type", "deal.announced", "--dry-run")
        #expect(result.errors == "would append 2 events\n")
        #expect(result.output.hasPrefix("t.csv:2: deal.announced, deal/d1, occurred 2025-11-03\n  buyer = openai\n"))
        #expect(result.output.contains("  value = 38000000000 USD\n"))
        #expect(try program.run("export", "events").output.split(separator: "\n").count == 39)
    }

    @Test("all faults are listed with line and column, each with what would be right")
    func faults() throws {
        let program = try EventTables.written(
            "key;deal;buyer;supplier;kind;value;parts.p.value;parts.p.commitment;occurred;url;publisher\r\n"
                + "1;D 1;Opnai;amazon;clod;38bn;10bn;binding;03/11/2025;nowhere;P\r\n"
                + "2;d9;openai;openai;cloud;1,4 billion USD;;;2025-11-03;;\r\n"
                + "3;d9;openai;amazon;cloud;5bn USD\r\n"
                + "3;d9;openai;amazon;cloud;5bn USD;;;2025;;;x\r\n"
                + ";d9;openai;amazon;cloud;;;;;;\r\n"
                + "1;d8;openai;amazon;cloud;;;;2025;;\r\n")
        let result = try program.run("import", "t.csv", "--type", "deal.announced")
        #expect(result.status == 65)
        #expect(
            result.errors == """
                impact: t.csv:2:3: deal: 'D 1' is not a deal id; write for example openai-amazon-2025
                impact: t.csv:2:7: buyer: no company 'Opnai' is registered; nearest: openai
                impact: t.csv:2:20: kind: 'clod' is not one of cloud, compute, chips, power, capital, license, acquisition, \
                lease, loan, guarantee, other; did you mean cloud?
                impact: t.csv:2:25: value: '38bn' has no unit; did you mean '38bn USD'?
                impact: t.csv:2:30: parts.p.value: '10bn' has no unit; did you mean '10bn USD'?
                impact: t.csv:2:43: occurred: '03/11/2025' has 2 readings; write 2025-11-03 or 2025-03-11
                impact: t.csv:2:54: url: 'nowhere' is not a web address; write for example https://example.org/story
                impact: t.csv:3:13: supplier: is the buyer itself
                impact: t.csv:3:26: value: '1,4 billion USD' has 2 readings; write 1400000000 USD or 1400000000000 USD, or say \
                --locale en or fr
                impact: t.csv:4:26: the line ends after 6 cells, and the head has 11
                impact: t.csv:5:1: key: '3' is the key of line 4, too
                impact: t.csv:5:43: the line has 12 cells, and the head 11
                impact: t.csv:6:1: key: is empty; every line needs a key, or none
                impact: t.csv:6:28: occurred: is missing; say when it happened
                impact: t.csv:7:1: key: '1' is the key of line 2, too
                impact: nothing was imported

                """)
    }

    @Test("what no column says is missing once, not on every line")
    func missingColumn() throws {
        let program = try EventTables.written(
            "deal,buyer,kind,occurred\nd1,openai,cloud,2025\nd2,openai,clod,2025\nd3,openai,cloud,2025\n")
        let result = try program.run("import", "t.csv", "--type", "deal.announced")
        #expect(
            result.errors.hasPrefix(
                "impact: t.csv:2:1: supplier: is missing: who delivers (so on 3 lines; no column says it)\n"
                    + "impact: t.csv:3:11: kind: 'clod'"), "\(result.errors)")
    }

    @Test("what is missing beside a cell is named as what it is, at that cell")
    func missingBesideACell() throws {
        let program = try EventTables.written(
            "type,deal,buyer,supplier,kind,parts.g1.value,title,cause,evidence.FT.url,occurred\n"
                + "deal.announced,d1,openai,amazon,cloud,5bn USD,A title,nobody,nowhere,2025\n"
                + "deal.ended,d1,openai,,,,,,,2025\n")
        let result = try program.run("import", "t.csv")
        #expect(
            result.errors == """
                impact: t.csv:2:39: parts.g1.commitment: is missing: how binding it is
                impact: t.csv:2:47: evidence.publisher: is missing: who published it
                impact: t.csv:2:55: cause: 'nobody' is not an event id (a lower-case UUID); write for example \
                01934e2c-0000-7000-8000-000000000001
                impact: t.csv:2:62: evidence.FT.url: 'nowhere' is not a web address; write for example \
                https://example.org/story
                impact: t.csv:3:15: buyer: unknown field; known are deal, reason, fee, certainty, saidBy, summary, causes, \
                inferred, evidence
                impact: nothing was imported

                """)
    }

    static let heads: [(String, [String], String)] = [
        (
            "deal,buyr\n", ["--type", "deal.announced"],
            "t.csv:1:6: 'buyr': deal.announced has no field of that name; nearest: buyer"
        ),
        ("type,occured\n", [], "t.csv:1:6: 'occured': no type of event has a field of that name; nearest: occurred"),
        ("type,deal,deal\n", [], "t.csv:1:11: 'deal': is the name of two columns"),
        ("type,key,id\n", [], "t.csv:1:10: a record has one key: leave out key or id, or say --key"),
        ("type,deal\n", ["--key", "dael"], "t.csv:1:1: no column is called 'dael', which --key names; nearest: deal"),
        (
            "risk,companies,occurred\n", [],
            "t.csv:1:1: nothing says of what type the events are; say --type risk.flagged or --type risk.eased, or add a "
                + "column type"
        ),
        ("type,parts.g1.vlaue\n", [], "t.csv:1:6: 'parts.g1.vlaue': no type of event has a field of that name"),
        ("type,=cmd\n", [], "t.csv:1:6: '=cmd': no type of event has a field of that name"),
        (
            "date,close\n", [],
            "t.csv: no column says the type of events; prices are imported with --prices, events with --type TYPE"
        ),
        ("type,\"risk\n", [], "t.csv:1:6: a quote is opened here and never closed"),
    ]

    @Test("a head that nobody can read is refused:", arguments: heads)
    func refusedHeads(head: String, options: [String], message: String) throws {
        let program = try EventTables.written(head)
        let arguments = options.map { "'\($0)'" }.joined(separator: " ")
        let result = try program.shell("impact import t.csv \(arguments)")
        #expect(result.status == 65)
        #expect(result.errors.hasPrefix("impact: \(message)"), "\(result.errors)")
    }

    @Test("what is for a table is refused beside CloudEvents, and beside prices")
    func options() throws {
        let program = try EventTables.written("{}\n")
        for option in ["--type", "--key", "--certainty", "--said-by", "--locale", "--time-zone"] {
            let result = try program.run("import", "t.csv", option, "x")
            #expect(result.status == 64)
            #expect(result.errors == "impact: \(option) is for a table of events (CSV)\n")
        }
        #expect(try program.run("import", "t.csv", "--publisher", "x").status == 64)
        #expect(try program.run("import", "t.csv", "--type", "x", "--prices", "--currency", "USD").status == 64)
        try program.write("type,risk\n", to: "t.csv")
        #expect(try program.run("import", "t.csv", "--keep-unknown").status == 64)
    }

    @Test("hostile cells stay text, and do nothing to a terminal")
    func hostile() throws {
        let program = try EventTables.written(
            "type,key,risk,companies,occurred,summary,publisher,title\n"
                + "risk.flagged,'; DROP TABLE event; --,r,openai,2025,=HYPERLINK(1),\"[Exclusive] {\",\"{\"\"a\"\":1}\"\n"
        )
        #expect(try program.run("import", "t.csv").errors == "appended 1 event\n")
        let event = try program.shell("impact export events | tail -1").output
        #expect(event.contains(#""evidence":[{"publisher":"[Exclusive] {","title":"{\"a\":1}"}]"#))
        #expect(event.contains(#""summary":"=HYPERLINK(1)""#))
        try program.write(
            "type,key,risk,companies,occurred,summary\nrisk.flagged,\u{1B}]0;x\u{07},r,openai,2025,\u{1B}[2J\n",
            to: "t.csv")
        let result = try program.run("import", "t.csv")
        #expect(result.status == 65 && !result.errors.contains("\u{1B}"), "\(result.errors)")
    }

    @Test("the example of 2025 is that of its tables, and imports into an empty ledger and beside the other stories")
    func example() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples").path
        let program = try Workspace()
        let result = try program.shell(
            """
            impact import '\(folder)/oracle-and-nvidia-2025-09.jsonl' && impact import '\(folder)/ai-compute-2025.jsonl'
            export IMPACT_LEDGER=new.sqlite IMPACT_WRITER=impact-examples
            impact init --quiet && impact import '\(folder)/ai-compute-2025.jsonl'
            for t in companies more-deals; do impact import '\(folder)/ai-compute-2025/'$t.csv; done
            impact import '\(folder)/ai-compute-2025/first-deals.csv' --type deal.announced --key deal
            """)
        #expect(
            result.errors == """
                appended 9 events
                appended 49 events
                appended 49 events
                appended 0 events, 21 were there already
                appended 0 events, 22 were there already
                appended 0 events, 3 were there already

                """)
        #expect(
            try program.shell("impact export events --ledger new.sqlite | grep -vc '\"evidence\"'").output == "0\n")
        #expect(
            try program.shell(
                "impact replay --ledger new.sqlite >&2; impact status --ledger new.sqlite | awk '/^commitments/ { print $6, $7, $8 }'"
            ).output
                .hasPrefix("0 0 0"))
    }

    @Test("a template imports into the demo, line and all", arguments: try EventTables.types())
    func templates(type: String) throws {
        let program = try Workspace()
        try program.shell(
            "impact append company.registered company=undisclosed-1 name=x kind=undisclosed --occurred 2024 --quiet")
        let made = try program.shell("impact template \(type) > t.csv && impact import t.csv && impact import t.csv")
        #expect(made.errors == "appended 1 event\nappended 0 events, 1 were there already\n")
        #expect(try program.run("verify").status == 0)
        let head = try program.run("template", type, "--no-example").output
        #expect(head.split(separator: "\n").count == 1 && head.hasPrefix("type,key,occurred,"))
    }

    static func types() throws -> [String] {
        try Workspace(demo: false).run("schema").output.split(separator: "\n").compactMap { line in
            line.split(separator: " ").first.map(String.init)
        }.filter { $0.contains(".") }
    }
}
