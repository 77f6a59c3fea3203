import Testing

/// A refused command line: what it says on standard error, word for word, and its exit code.
struct Refusal: Sendable, CustomTestStringConvertible {
    let what: String
    let line: String
    let status: Int32
    let message: String

    var testDescription: String { what }
}

/// Without its value.
let dealLine = "impact append deal.announced deal=d1 buyer=openai supplier=amazon kind=cloud"

@Suite("Bad input gives one clear message and the contract's exit code, and leaves the ledger as it was")
struct BadInput {
    static let refusals: [Refusal] = [
        Refusal(
            what: "an unknown type, with the nearest", line: "impact append deal.anounced deal=d1", status: 65,
            message: "impact: unknown event type 'deal.anounced'; nearest: deal.announced, deal.amended"),
        Refusal(
            what: "a missing field", line: "impact append deal.announced deal=d1 buyer=openai kind=cloud", status: 65,
            message: "impact: supplier: is missing: who delivers"),
        Refusal(
            what: "a floating-point amount",
            line: dealLine + #" 'value={"amount":38.5,"unit":"USD","qualifier":"exact"}'"#,
            status: 65,
            message:
                "impact: value.amount: is a number; write an amount as a decimal string in quotes, such as \"38000000000\""
        ),
        Refusal(
            what: "an ambiguous number, with both readings", line: dealLine + " value='1,4 billion USD'", status: 65,
            message: "impact: value: '1,4 billion USD' has 2 readings; write 1400000000 USD or 1400000000000 USD, "
                + "or say --locale en or fr"),
        Refusal(
            what: "an unknown unit", line: dealLine + " value='38bn XYQ'", status: 65,
            message: "impact: value: '38bn XYQ' has the unknown unit 'XYQ'; did you mean '38bn USD'?"),
        Refusal(
            what: "a day that does not exist", line: dealLine + " --occurred 2025-02-30", status: 65,
            message: "impact: --occurred: '2025-02-30' is not a day: that month has 28 days"),
        Refusal(
            what: "a buyer that is not registered",
            line: "impact append deal.announced deal=d1 buyer=acme-unknown supplier=amazon kind=cloud", status: 65,
            message: "impact: buyer: no company 'acme-unknown' is registered; register it first: "
                + "impact append company.registered"),
        Refusal(
            what: "a company with a typo, with the nearest",
            line: "impact append deal.announced deal=d1 buyer=openay supplier=amazon kind=cloud", status: 65,
            message: "impact: buyer: no company 'openay' is registered; nearest: openai"),
        Refusal(
            what: "a field with a typo, with the nearest",
            line: "impact append deal.announced deal=d1 buyr=openai supplier=amazon kind=cloud", status: 65,
            message: "impact: buyr: unknown field; nearest: buyer"),
        Refusal(
            what: "a command with a typo, with the nearest", line: "impact vew", status: 64,
            message: "impact: no command 'vew'; nearest: new, view"),
        Refusal(
            what: "a view with a typo, with the nearest", line: "impact view rihgts", status: 64,
            message: "impact: unknown view 'rihgts'; nearest: rights"),
        Refusal(
            what: "a key with a typo, with the nearest", line: "impact explain plans openai-compte", status: 65,
            message: "impact: unknown row of plans 'openai-compte'; nearest: openai-compute"),
        Refusal(
            what: "a schema with a typo, with the nearest", line: "impact schema deal.anounced", status: 65,
            message: "impact: unknown event type 'deal.anounced'; nearest: deal.announced, deal.amended"),
        Refusal(
            what: "an unknown option", line: "impact log --bogus", status: 64,
            message: "impact: unknown option '--bogus'; see impact help log"),
        Refusal(
            what: "an option with a typo, with the nearest", line: "impact log --compny amazon", status: 64,
            message: "impact: unknown option '--compny'; nearest: --company; see impact help log"),
        Refusal(
            what: "a format with a typo, with the nearest", line: "impact view rights -O tabel", status: 64,
            message: "impact: -O is 'tabel'; nearest: table; see impact help view"),
        Refusal(
            what: "a format that is none", line: "impact report --format spreadsheet", status: 64,
            message: "impact: --format is 'spreadsheet'; known are html, md, json; see impact help report"),
        Refusal(
            what: "an export to nothing known", line: "impact export event", status: 64,
            message: "impact: <target> is 'event'; nearest: events; see impact help export"),
        Refusal(
            what: "an option that wants a number", line: "impact view rights --limit many", status: 64,
            message: "impact: --limit is 'many'; write a whole number; see impact help view"),
        Refusal(
            what: "an option without its value", line: "impact view rights --as-of", status: 64,
            message: "impact: --as-of <when> has no value; see impact help view"),
        Refusal(
            what: "a view without its name", line: "impact view", status: 64,
            message: "impact: <view> is missing; see impact help view"),
        Refusal(
            what: "a word too many", line: "impact view rights plans", status: 64,
            message: "impact: unexpected argument 'plans'; see impact help view"),
        Refusal(
            what: "help for a command with a typo, with the nearest", line: "impact help veiw", status: 64,
            message: "impact: no command 'veiw'; nearest: view"),
        Refusal(
            what: "a picture of what is no graph", line: "impact view rights -O dot", status: 64,
            message: "impact: rights is no graph; dot and mermaid are for the view dependencies"),
        Refusal(
            what: "init on a ledger", line: "impact init --ledger ledger.sqlite", status: 73,
            message: "impact: ledger.sqlite exists already: name another file; a ledger is never replaced"),
        Refusal(
            what: "init in a missing folder", line: "impact init --ledger no/l.sqlite", status: 73,
            message: "impact: the folder of no/l.sqlite does not exist: make it first, or check the path"),
        Refusal(
            what: "a ledger in a missing folder", line: "impact view rights --ledger no/l.sqlite", status: 66,
            message:
                "impact: there is no ledger at no/l.sqlite, nor its folder: check the path, or make one there with "
                + "impact init"),
        Refusal(
            what: "a missing ledger", line: "impact view rights --ledger no.sqlite", status: 66,
            message: "impact: there is no ledger at no.sqlite: check the path, or make one there with impact init"),
        Refusal(
            what: "a text file as ledger", line: "echo text > text; impact view rights --ledger text", status: 65,
            message: "impact: text is not a ledger: check the path; the file was left as it is"),
        Refusal(
            what: "an empty file as ledger", line: ": > empty; impact view rights --ledger empty", status: 65,
            message: "impact: empty is not a ledger: check the path; the file was left as it is"),
        Refusal(
            what: "another program's database as ledger",
            line: "impact export sqlite other --quiet; impact view rights --ledger other", status: 65,
            message: "impact: other is a database of another program: check the path; the file was left as it is"),
        Refusal(
            what: "a folder as ledger", line: "impact view rights --ledger .", status: 65,
            message: "impact: . is a folder: name the ledger's file in it"),
        Refusal(
            what: "an expectation that does not hold",
            line: "impact append risk.flagged risk=r1 'companies=[\"openai\"]' --expect 5", status: 75,
            message: "impact: the stream risk/r1 was expected at version 5 but is at version 0: read what was "
                + "appended meanwhile, then append again expecting 0"),
        Refusal(
            what: "escape sequences in a summary",
            line: "impact append risk.flagged risk=r1 'companies=[\"openai\"]' summary=\"$(printf 'a\\033[31m')\"",
            status: 65,
            message: "impact: summary: 'a\\u{1b}[31m' is not one line of text; "
                + "write for example OpenAI buys cloud services"),
        Refusal(
            what: "an append to a read-only ledger",
            line: "chmod 0444 ledger.sqlite; impact append risk.flagged risk=r1 'companies=[\"openai\"]' "
                + "--ledger ledger.sqlite",
            status: 77,
            message: "impact: ledger.sqlite can only be read: make the file and its folder writable to append"),
        Refusal(
            what: "text that is not UTF-8", line: #"printf '{"a":"\377\376"}\n' > f.jsonl; impact import f.jsonl"#,
            status: 65,
            message: "impact: f.jsonl:1: column 6: a string that is not UTF-8\nimpact: nothing was imported"),
        Refusal(
            what: "100,000 opening brackets",
            line: "(printf '{\"a\":'; head -c 100000 /dev/zero | tr '\\0' '[') > f.jsonl; impact import f.jsonl",
            status: 65,
            message: "impact: f.jsonl:1: column 37: nested deeper than 32 (the last line has no end: "
                + "is the file cut off?)\nimpact: nothing was imported"),
        Refusal(
            what: "a list of nothing but opening brackets",
            line: "head -c 100000 /dev/zero | tr '\\0' '[' > f.json; impact import f.json", status: 65,
            message: "impact: f.json:1: the list has no end: is the file cut off?\nimpact: nothing was imported"),
        Refusal(
            what: "a cut that is no day", line: "impact view rights --as-of 2025-02-30", status: 64,
            message: "impact: '2025-02-30' is not a day: that month has 28 days"),
        Refusal(
            what: "a cut in no time zone", line: "impact view rights --time-zone Mars/Phobos", status: 64,
            message:
                "impact: there is no time zone Mars/Phobos on this machine (no file /usr/share/zoneinfo/Mars/Phobos): "
                + "write one such as Europe/Paris, or install tzdata"),
        Refusal(
            what: "an unknown certainty", line: "impact view rights --certainty sure", status: 64,
            message: "impact: unknown certainty 'sure'; known are confirmed, reported, disputed, expected, denied"),
        Refusal(
            what: "a certainty with a typo, with the nearest", line: "impact view rights --certainty confirmd",
            status: 64,
            message: "impact: unknown certainty 'confirmd'; nearest: confirmed"),
        Refusal(
            what: "JSON that is none", line: "impact append risk.flagged risk=r1 'companies=[\"openai\"'", status: 65,
            message: "impact: companies: is not JSON: column 10: the text ends inside a list"),
        Refusal(
            what: "a key that is no slug", line: "impact append risk.flagged risk=R_1 'companies=[\"openai\"]'",
            status: 65, message: "impact: risk: 'R_1' is not a risk's id; write for example ai-bubble"),
        Refusal(
            what: "a cause that is not in the ledger",
            line: "impact append risk.flagged risk=z 'companies=[\"openai\"]' "
                + "--cause 019a4a10-0000-7000-8000-0000009f0001",
            status: 65,
            message: "impact: causes[0].event: the ledger has no event 019a4a10-0000-7000-8000-0000009f0001"),
        Refusal(
            what: "an id without its time", line: "impact append risk.flagged risk=z --id 12", status: 64,
            message: "impact: --id needs --occurred: the same event again must have the same content"),
        Refusal(
            what: "an expectation that is no number", line: "impact append risk.flagged risk=z --expect abc",
            status: 64, message: "impact: --expect is 'abc'; write any, new or the stream's version"),
        Refusal(
            what: "an event that is not there", line: "impact show 9999", status: 65,
            message: "impact: the ledger has no event '9999'; impact log lists them"),
        Refusal(
            what: "a projection with a typo, with the nearest", line: "impact replay plns", status: 64,
            message: "impact: unknown projection 'plns'; nearest: plans"),
        Refusal(
            what: "a company of the log with a typo, with the nearest", line: "impact log --company amzon", status: 65,
            message: "impact: no company 'amzon' is registered; nearest: amazon"),
        Refusal(
            what: "a missing file", line: "impact import none.jsonl", status: 66,
            message: "impact: none.jsonl cannot be read: No such file or directory"),
        Refusal(
            what: "a file whose reading fails", line: "impact import /proc/self/mem", status: 74,
            message: "impact: /proc/self/mem could not be read: Input/output error"),
        Refusal(
            what: "an output in a missing folder", line: "impact log -o no/x", status: 73,
            message: "impact: no/x cannot be created: No such file or directory"),
        Refusal(
            what: "an output without room", line: "impact log > /dev/full", status: 74,
            message: "impact: standard output could not be written: No space left on device"),
    ]

    @Test("Refused:", arguments: refusals + options)
    func refused(_ refusal: Refusal) throws {
        let workspace = try Workspace()
        let before = try workspace.run("export", "events")
        let result = try workspace.shell(refusal.line)
        #expect(result.errors.replacing(workspace.folder.path + "/", with: "") == refusal.message + "\n")
        #expect(result.status == refusal.status)
        #expect(result.output == "")
        let after = try workspace.run("export", "events")
        #expect(after.status == 0)
        #expect(after.output == before.output)
    }

    /// A company as a line of a file, good unless told otherwise.
    private static func line(
        _ number: Int, type: String = "company.registered", occurred: String = "2025-11-04", extra: String = ""
    ) -> String {
        """
        {"specversion":"1.0","id":"019a4a10-0000-7000-8000-00000000010\(number)","source":"urn:impact:writer:t",\
        "type":"\(type)","subject":"company/c\(number)",\(extra)"occurred":"\(occurred)",\
        "data":{"certainty":"confirmed","company":"c\(number)","name":"C","kind":"private"}}
        """
    }

    static let files: [(String, String, String)] = [
        (
            "faults in lines 2, 5 and 9",
            (1...9).map { number in
                switch number {
                case 2: line(2, type: "company.registred")
                case 5: line(5, occurred: "2025-02-30")
                case 9: #"{"specversion":"#
                default: line(number)
                }
            }.joined(separator: "\n") + "\n",
            """
            impact: f.jsonl:2: type: unknown event type 'company.registred'; nearest: company.registered, \
            company.restructured
            impact: f.jsonl:5: occurred: '2025-02-30' is not a day: that month has 28 days
            impact: f.jsonl:9: column 16: the text ends where a value is due
            impact: nothing was imported

            """
        ),
        (
            "a truncated last line", line(1) + "\n" + line(2).prefix(100),
            """
            impact: f.jsonl:2: column 97: the text ends inside a string (the last line has no end: \
            is the file cut off?)
            impact: nothing was imported

            """
        ),
        (
            "a time that contradicts occurred", line(1, extra: #""time":"2025-11-09T00:00:00Z","#) + "\n",
            """
            impact: f.jsonl:1: time: 2025-11-09T00:00:00Z contradicts occurred 2025-11-04, whose time is \
            2025-11-04T05:00:00Z
            impact: nothing was imported

            """
        ),
        (
            "NUL in a summary", line(1).replacing(#""name":"C""#, with: #""summary":"a\u0000b","name":"C""#) + "\n",
            """
            impact: f.jsonl:1: data.summary: 'a\\u{0}b' is not one line of text; write for example \
            OpenAI buys cloud services
            impact: nothing was imported

            """
        ),
    ]

    @Test("Nothing is imported, and every bad line is named:", arguments: files)
    func imports(what: String, content: String, message: String) throws {
        let workspace = try Workspace()
        let before = try workspace.run("export", "events")
        try workspace.write(content, to: "f.jsonl")
        let result = try workspace.run("import", "f.jsonl")
        #expect(result.errors == message)
        #expect(result.status == 65)
        #expect(try workspace.run("export", "events").output == before.output)
    }

    @Test("A read-only ledger can be viewed")
    func readOnly() throws {
        let workspace = try Workspace()
        let result = try workspace.shell("chmod 0444 ledger.sqlite; impact view rights -O csv")
        #expect(result.status == 0)
        #expect(result.output.contains("microsoft-first-refusal"))
    }

    @Test("The same event again changes nothing and says so; the same id with other content is a conflict")
    func sameAgain() throws {
        let workspace = try Workspace()
        let append =
            "impact append risk.flagged risk=r1 --id 019a4a10-0000-7000-8000-000000000901 --occurred 2025-11-04 "
        #expect(try workspace.shell(append + #"'companies=["openai"]'"#).output.contains("appended at 40"))
        let before = try workspace.run("export", "events").output
        let again = try workspace.shell(append + #"'companies=["openai"]'"#)
        #expect(again.status == 0)
        #expect(again.output.contains("unchanged: the same event is at 40, risk/r1 version 1"))
        let other = try workspace.shell(append + #"'companies=["amazon"]'"#)
        #expect(other.status == 75)
        #expect(
            other.errors
                == "impact: the id 019a4a10-0000-7000-8000-000000000901 is taken by the event at position 40, which "
                + "differs in data.companies: give the new event an id of its own, or correct the old one by a "
                + "correcting event\n")
        #expect(try workspace.run("export", "events").output == before)
    }

    @Test("A closed pipe ends the log silently")
    func closedPipe() throws {
        let result = try Workspace().shell("impact log | head -1; for i in 1 2 3 4 5; do impact log; done | :")
        #expect(result.errors == "")
        #expect(result.output.hasPrefix("position"))
    }

    @Test("Ctrl-C in a replay leaves the old views, whole", arguments: ["0.001", "0.01", "0.02", "0.04", "0.08"])
    func interrupt(seconds: String) throws {
        let workspace = try Workspace()
        let risks = (100..<700).map { number in
            """
            {"specversion":"1.0","id":"019a4a10-0000-7000-8000-000000001\(number)","source":"urn:impact:writer:t",\
            "type":"risk.flagged","subject":"risk/r\(number)","occurred":"2025-11-04",\
            "data":{"certainty":"reported","companies":["openai"],"risk":"r\(number)"}}

            """
        }
        try workspace.write(risks.joined(), to: "risks.jsonl")
        #expect(try workspace.run("import", "risks.jsonl").status == 0)
        let views = try workspace.run("view", "commitments", "--json").output
        let status = try workspace.run("status").output
        // `timeout` says 124 when it had to interrupt; a shell's background job would ignore the signal.
        let replay = "env --default-signal=INT timeout -s INT \(seconds) '\(Workspace.program.path)' replay"
        let ended = try workspace.shell(replay).status
        #expect(ended == 124 || (ended == 0 && seconds != "0.001"))
        #expect(try workspace.run("status").output == status)
        #expect(try workspace.run("view", "commitments", "--json").output == views)
    }
}
