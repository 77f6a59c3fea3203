import Testing

/// Options and arguments that contradict each other, or cannot be.
extension BadInput {
    private static let risk = "impact append risk.flagged risk=z companies=openai"

    static let options: [Refusal] = [
        Refusal(
            what: "inferred without a cause", line: risk + " --inferred", status: 64,
            message: "impact: --inferred needs --cause: it says how the cause is known"),
        Refusal(
            what: "evidence without a publisher", line: risk + " --title T", status: 64,
            message: "impact: --title, --url and --quote need --publisher"),
        Refusal(
            what: "a language that numbers are not read in", line: risk + " value='1 USD' --locale de", status: 64,
            message: "impact: --locale is 'de'; write en or fr"),
        Refusal(
            what: "a position without its query", line: risk + " --after 3", status: 64,
            message: "impact: --after needs --unless: the query that must find nothing after it"),
        Refusal(
            what: "a position below zero", line: risk + " --after=-1 --unless type=deal.announced", status: 64,
            message: "impact: --after is -1; write a position from 0 on"),
        Refusal(
            what: "a query whose stream is none", line: risk + " --after 1 --unless stream=deal", status: 64,
            message:
                "impact: --unless: 'deal' is not a stream; write category/key, such as deal/openai-amazon-2025"),
        Refusal(
            what: "a query with a key twice", line: risk + " --after 1 --unless company=openai,company=amazon",
            status: 64,
            message: "impact: --unless: company comes twice; write company=a|b"),
        Refusal(
            what: "a certainty that no writer states", line: risk + " --certainty denied", status: 65,
            message: "impact: certainty: 'denied' is not one of confirmed, reported, expected"),
        Refusal(
            what: "an id that is no UUID", line: risk + " --id 12 --occurred 2025-11-03", status: 65,
            message: "impact: id: '12' is not a UUID"),
        Refusal(
            what: "a publication that is no time", line: risk + " --published soon", status: 65,
            message: "impact: --published: 'soon' is not a time; write 2025, 2025-H2, 2025-Q3, 2025-06, 2025-11-03, "
                + "2025-11-03T09:30:00-05:00, A/B or ../A"),
        Refusal(
            what: "a field twice", line: risk + " companies=amazon", status: 65,
            message: "impact: companies: is given twice"),
        Refusal(
            what: "a field without a value", line: risk + " value", status: 65,
            message: "impact: 'value' is not field=value"),
        Refusal(
            what: "a field of what has none", line: risk + " summary.text=x", status: 65,
            message: "impact: summary.text: has no fields of its own; give it as a whole"),
        Refusal(
            what: "a list of objects as text", line: dealLine + " consideration=x", status: 65,
            message: "impact: consideration: has fields of its own; write consideration.FIELD=… or JSON"),
        Refusal(
            what: "neither true nor false", line: risk + " inferred=maybe", status: 65,
            message: "impact: inferred: 'maybe' is neither true nor false"),
        Refusal(
            what: "an unknown type that is near nothing", line: "impact append xyz", status: 65,
            message: "impact: unknown event type 'xyz'; impact schema lists them"),
        Refusal(
            what: "an unknown view that is near nothing", line: "impact view xyz", status: 64,
            message: "impact: unknown view 'xyz'; known are \(Workspace.views.joined(separator: ", "))"),
        Refusal(
            what: "an unknown row that is near nothing", line: "impact explain plans nothing", status: 65,
            message: "impact: unknown row of plans 'nothing'; impact view plans shows what there is"),
        Refusal(
            what: "paths of what is no graph", line: "impact view rights --indirect", status: 64,
            message: "impact: --indirect is for the view dependencies"),
        Refusal(
            what: "a span of time that runs backwards", line: "impact log --since 2025-12 --until 2025-10", status: 64,
            message: "impact: --since 2025-12 is after --until 2025-10"),
        Refusal(
            what: "the readings of what was not there yet", line: "impact log --history 12 --as-known 2020", status: 65,
            message: "impact: the ledger did not hold the event '12' then"),
        Refusal(
            what: "events into a named file", line: "impact export events f", status: 64,
            message: "impact: events go to standard output, or to a file with -o"),
        Refusal(
            what: "a database without its file", line: "impact export sqlite", status: 64,
            message: "impact: export sqlite needs the file to make"),
        Refusal(
            what: "a database over another file", line: "impact export sqlite ledger.sqlite", status: 73,
            message: "impact: ledger.sqlite exists already; name another file"),
        Refusal(
            what: "a database in a missing folder", line: "impact export sqlite no/views.sqlite", status: 73,
            message: "impact: no/views.sqlite cannot be created: No such file or directory"),
        Refusal(
            what: "an origin of two lines", line: #"impact init --ledger x.sqlite --origin "$(printf 'a\nb')""#,
            status: 64,
            message: "impact: --origin is not one line of text; write a name such as ledger.example.org/2025"),
        Refusal(
            what: "a clock that is no number",
            line: "export SOURCE_DATE_EPOCH=noon; impact init --demo --ledger x.sqlite", status: 64,
            message: "impact: SOURCE_DATE_EPOCH is not a number of seconds since 1970"),
        Refusal(
            what: "options for events with prices", line: "impact import --prices f --keep-unknown --currency USD",
            status: 64, message: "impact: --keep-unknown and --restore are for events, not prices"),
        Refusal(
            what: "options for prices with events", line: "impact import f --currency USD", status: 64,
            message: "impact: --currency is for --prices"),
        Refusal(
            what: "a folder to import", line: "impact import .", status: 66,
            message: "impact: . is a folder; name a file in it"),
        Refusal(
            what: "a pipe where nothing can be kept",
            line: "export TMPDIR=/nowhere; impact export events | impact import -", status: 73,
            message: "impact: no temporary file can be made in /nowhere: No such file or directory"),
        Refusal(
            what: "nothing to prove", line: "impact prove", status: 64,
            message: "impact: say what to prove: an event's id or position [--size N], or --from N [--to M]"),
        Refusal(
            what: "a proof in more events than there are", line: "impact prove 12 --size 99", status: 65,
            message: "impact: the log has 39 events, not 99; write a size up to 39"),
        Refusal(
            what: "a checkpoint without its key", line: "impact verify --checkpoint x", status: 64,
            message: "impact: --checkpoint and --verifier go together: a file, and the key that checks it"),
        Refusal(
            what: "a key in place of a file", line: "impact keygen a -o ledger.sqlite", status: 73,
            message: "impact: ledger.sqlite exists already; a key is never replaced"),
        Refusal(
            what: "a key behind a link", line: "ln -s ledger.sqlite k; impact checkpoint --key k", status: 65,
            message: "impact: k is a symbolic link: name the file itself"),
        Refusal(
            what: "a folder as key", line: "impact checkpoint --key .", status: 65,
            message: "impact: . is not a plain file"),
        Refusal(
            what: "a key that others may read",
            line: "impact keygen a -o k --quiet > k.pub; chmod 644 k; impact checkpoint --key k", status: 65,
            message:
                "impact: k is open to others (mode 0644): chmod 600 k, and make a new key if somebody may have read it"
        ),
        Refusal(
            what: "a ledger of a newer program",
            line: "cp ledger.sqlite l.sqlite; sqlite3 l.sqlite 'PRAGMA user_version=9'; impact log --ledger l.sqlite",
            status: 65,
            message: "impact: l.sqlite has the format 9 and this program knows formats up to 1: use a newer program"),
        Refusal(
            what: "a new ledger beside the remains of another",
            line: "touch n.sqlite-wal; impact init --ledger n.sqlite",
            status: 73,
            message: "impact: no ledger could be made at n.sqlite (n.sqlite-wal of an earlier file is in the way): "
                + "put this right, or name another place"),
        Refusal(
            what: "a folder as new ledger", line: "impact init --ledger ./", status: 73,
            message: "impact: ./ is a folder: name the ledger's file in it"),
        Refusal(
            what: "another program's database as views",
            line: "sqlite3 ledger.views.sqlite 'CREATE TABLE t (a); PRAGMA application_id = 5'; impact view rights",
            status: 65,
            message: "impact: ledger.views.sqlite is not a views file of this program; move it away, and the views are "
                + "folded again"),
        Refusal(
            what: "a query beyond all bounds",
            line: risk + " --after 1 --unless company=$(head -c 5000 /dev/zero | tr '\\0' a)", status: 64,
            message: "impact: --unless: a query has at most 4000 bytes"),
        Refusal(
            what: "a time zone outside of its folder", line: "impact view rights --time-zone ../../etc/passwd",
            status: 64,
            message:
                "impact: ../../etc/passwd is not the name of a time zone: write one such as America/New_York or UTC"),
        Refusal(
            what: "a command that is near nothing", line: "impact zzz", status: 64,
            message:
                "impact: no command 'zzz'; known are init, append, new, template, correct, retract, confirm, dispute, "
                + "deny, review, import, log, show, backup, doctor, replay, quarantine, status, view, diff, study, explain, "
                + "story, cite, report, export, schema, markets, verify, keygen, checkpoint, prove, help"),
        Refusal(
            what: "a value for what takes none", line: "impact log --quiet=3", status: 64,
            message: "impact: the option '--quiet' does not take any value, but '3' was specified; see impact help log"),
    ]

    /// What a restore refuses: one change to the third line of an export.
    static let restores: [(String, String)] = [
        ("s/\"streamversion\":1/\"streamversion\":7/", "sequence: its streamversion is 7 and company/aws is due at 1"),
        ("s/\"streamversion\":1,//", "streamversion: is missing or not a number"),
        (
            "s/\"recordedtime\":\"2025/\"recordedtime\":\"2024/",
            "sequence: its recordedtime 2024-11-03T20:00:00Z is before 2025-11-03T20:00:00Z, that of the one before"
        ),
        (
            "s/\"recordedtime\":\"2025/\"recordedtime\":\"x/",
            "recordedtime: is missing or not a time in UTC with six fractional digits"
        ),
        (
            "s/\"sequence\":\"0*3\"/\"sequence\":\"3\"/",
            "sequence: is missing or not 20 digits; only an export of all events can be restored"
        ),
        ("s/\"sequence\":\"\\(0*\\)3\"/\"sequence\":\"\\14\"/", "sequence: 3 follows here"),
        (
            "s/000000000003/000000000002/",
            "sequence: its id 019a4a10-0000-7000-8000-000000000002 is that of the event at position 2"
        ),
    ]

    @Test("A restore keeps nothing where one line is not what the other log had:", arguments: restores)
    func restored(change: String, reason: String) throws {
        let workspace = try Workspace()
        let result = try workspace.shell(
            "impact init --ledger new.sqlite --quiet; impact export events | sed '3\(change)' "
                + "| impact import - --restore --ledger new.sqlite")
        #expect(result.errors == "impact: -:3: \(reason)\nimpact: nothing was imported\n")
        #expect(result.status == 65)
        #expect(try workspace.run("export", "events", "--ledger", "new.sqlite").output == "")
    }

    @Test("What is retracted is not retracted again; where nothing is to be seen it is said")
    func states() throws {
        let workspace = try Workspace()
        try #require(try workspace.run("retract", "19", "--reason", "x").status == 0)
        let again = try workspace.run("retract", "19", "--reason", "y")
        #expect(again.errors == "impact: '19' is retracted already\n")
        #expect(again.status == 65)
        let empty = try workspace.run("view", "rights", "--as-known", "2020")
        #expect(empty.errors == "no rows in rights as known at 2020\n")
        #expect(empty.status == 0 && empty.output == "")
    }
}
