import Foundation
import Testing

/// Writers sign what they say, and whoever knows their keys can tell.
@Suite("--sign, and verify --writers")
struct Signatures {
    /// The demo, keys `ana.key` and `bo.key`, and a list `writers.txt` with both keys, each with its writer.
    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        let made = try workspace.shell(
            """
            for name in ana bo; do
              impact keygen $name -o $name.key --quiet > $name.pub && echo "$(cat $name.pub) $name" >> writers.txt
            done
            """)
        try #require(made.status == 0, "\(made.errors)")
        return workspace
    }

    private static let flag = "impact append risk.flagged companies=openai summary=x --occurred 2025-11-04 --quiet"

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    static let lines = [
        "impact append risk.flagged risk=r companies=openai summary=x --occurred 2025-11-04",
        "impact correct 12 value='39bn USD' --reason mistyped", "impact retract 25 --reason 'a mix-up'",
        "impact confirm 19 --by oracle", "impact review 12 approve",
    ]

    @Test("every command that writes signs, tried or done, and says with which key", arguments: lines)
    func signing(_ line: String) throws {
        let workspace = try workspace()
        let by = "--writer ana --sign ana.key"
        let tried = try object(try workspace.shell("\(line) \(by) --dry-run --json").output)
        #expect((tried["signature"] as? String)?.hasPrefix("ed25519:") == true)
        let result = try workspace.shell("\(line) \(by)")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains(#/  signed with the key ana\+[0-9a-f]{8}\n/#))
        let verified = try workspace.shell("impact verify --writers writers.txt")
        #expect(verified.status == 0)
        #expect(verified.output.contains(#/signed      1 event by ana\+[0-9a-f]{8}: 40\n/#), "\(verified.output)")
        #expect(verified.output.contains("unsigned    39 events: 1-39\n"))
    }

    @Test("prices are signed as they are imported; of events those that are the writer's own and bear no signature")
    func imports() throws {
        let workspace = try workspace()
        let result = try workspace.shell(
            """
            set -e
            printf 'date,close\\n2025-11-04,249.32\\n2025-11-05,250.20\\n' > amzn.csv
            impact import --prices amzn.csv --ticker AMZN --currency USD --writer ana --sign ana.key --quiet
            \(Self.flag) risk=r1 --writer ana
            \(Self.flag) risk=r2 --writer bo
            """)
        #expect(result.status == 0, "\(result.errors)")
        let imported = try workspace.shell(
            """
            impact export events | tail -n 2 > two.jsonl
            impact init --ledger other.sqlite --quiet
            (impact export events | head -n 8; cat two.jsonl) > ten.jsonl
            impact import ten.jsonl --writer ana --sign ana.key --ledger other.sqlite
            impact import ten.jsonl --writer bo --sign bo.key --ledger other.sqlite
            """)
        #expect(
            imported.errors.split(separator: "\n").prefix(2)
                == ["appended 10 events", "signed 1 event: those by urn:impact:writer:ana that bore no signature yet"],
            "\(imported.errors)")
        // What the ledger holds without a signature is another event with one.
        #expect(imported.status == 75)
        let verified = try workspace.shell("impact verify --writers writers.txt --ledger other.sqlite --each")
        let words = verified.output.split(separator: "\r\n").dropFirst().map { $0.split(separator: ",")[3] }
        #expect(words == Array(repeating: "none", count: 8) + ["known", "none"])
        // A signature may have been left out, or taken off before the event was recorded.
        let summary = try workspace.shell("impact verify --writers writers.txt --ledger other.sqlite").output
        #expect(
            summary.contains(
                "unsigned    1 event by writers whose keys are in the list: 10\nunsigned    8 events: 1-8\n"))
        #expect(
            try workspace.shell("impact verify --writers writers.txt").output.contains(#/signed      1 event by ana/#))
    }

    @Test("the same event again, signed again, is taken once; signed by another key it is another event")
    func identity() throws {
        let workspace = try workspace()
        let line = Self.flag + " risk=r --writer ana --id 019a4a10-0000-7000-8000-0000000000a1"
        let first = try workspace.shell("\(line) --sign ana.key")
        #expect(first.status == 0)
        #expect(try workspace.shell("\(line) --sign ana.key").output.contains("unchanged: the same event is at 40"))
        #expect(try workspace.shell("\(line) --sign bo.key").status == 75)
        #expect(try workspace.shell(line).status == 75)
    }

    @Test("a signature goes through export and import, and a byte that was changed on the way is found")
    func tampering() throws {
        let workspace = try workspace()
        let made = try workspace.shell(
            """
            set -e
            \(Self.flag) risk=r1 --writer ana --sign ana.key
            \(Self.flag) risk=r2 --writer bo --sign bo.key
            \(Self.flag) risk=r3 --writer bo --sign ana.key
            impact export events > story.jsonl
            copy() { impact init --ledger $1.sqlite --quiet && impact import $1.jsonl --ledger $1.sqlite --quiet; }
            cp story.jsonl same.jsonl; copy same
            sed 's/"risk":"r1","summary":"x"/"risk":"r1","summary":"y"/' story.jsonl > changed.jsonl; copy changed
            sed '40s/urn:impact:writer:ana/urn:impact:writer:bo/' story.jsonl > stolen.jsonl; copy stolen
            """)
        try #require(made.status == 0, "\(made.errors)")
        func verify(_ ledger: String, _ list: String = "writers.txt") throws -> ProgramResult {
            try workspace.shell("impact verify --writers \(list) --ledger \(ledger).sqlite")
        }
        let same = try verify("same")
        #expect(same.status == 1 && same.errors == "impact: not sound: the first bad position is 42\n")
        #expect(
            same.output.contains(
                #/position 42: the signature by ana\+.{8} is good, but that is a key of ana, not of urn:impact:writer:bo\n/#
            ))
        #expect(same.output.contains(#/signed      1 event by ana\+.{8}: 40\nsigned      1 event by bo\+.{8}: 41\n/#))
        #expect(same.output.contains("false       1 event: 42\n"))
        // Without writers' names the list does not say for whom a key signs.
        #expect(try workspace.shell("cat ana.pub bo.pub > keys").status == 0)
        #expect(try verify("same", "keys").status == 0)
        #expect(
            try verify("same", "bo.pub").output.contains(
                #/unknown     2 events by the key .{8}, which is not in the list: 40, 42\n/#))
        for ledger in ["changed", "stolen"] {
            let result = try verify(ledger, "keys")
            #expect(result.status == 1, "\(ledger)")
            #expect(
                result.output.contains(
                    #/position 40: the signature by ana\+.{8} is not of what the event says: one of the two was changed\n/#
                ))
            // Nobody can tell without the keys.
            #expect(try workspace.shell("impact verify --ledger \(ledger).sqlite").status == 0)
        }
    }

    @Test("as JSON and as CSV")
    func forms() throws {
        let workspace = try workspace()
        try workspace.shell("\(Self.flag) risk=r1 --writer ana --sign ana.key")
        let json = try object(try workspace.shell("impact verify --writers writers.txt --json").output)
        let groups = try #require(json["signatures"] as? [[String: Any]])
        #expect(groups.map { $0["signature"] as? String } == ["known", "none"])
        #expect(groups[0]["events"] as? Int == 1 && groups[0]["positions"] as? [[Int]] == [[40, 40]])
        #expect((groups[0]["key"] as? String)?.hasPrefix("ana+") == true)
        #expect(try object(try workspace.run("verify", "--json").output)["signatures"] == nil)
        let each = try workspace.shell("impact verify --writers writers.txt --each")
        let rows = each.output.split(separator: "\r\n")
        #expect(rows.count == 41 && rows[0] == "position,id,writer,signature,key,reason")
        #expect(rows[1] == "1,019a4a10-0000-7000-8000-000000000001,impact-demo,none,,")
        #expect(rows[40].contains(#/^40,[0-9a-f-]+,ana,known,ana\+[0-9a-f]{8},$/#))
        #expect(each.errors.contains("sound: 40 events"))
    }

    static let refused = [
        Refusal(
            what: "a key that is missing", line: "impact append risk.flagged risk=r companies=openai --sign none",
            status: 66, message: "impact: none cannot be read: No such file or directory"),
        Refusal(
            what: "a restored copy", line: "impact import story.jsonl --restore --sign ana.key", status: 64,
            message: "impact: --restore keeps events as they are: sign them where they are written"),
        Refusal(
            what: "a writer of what others wrote",
            line: "impact export events > story.jsonl; impact import story.jsonl --writer ana", status: 64,
            message: "impact: events name their writers themselves; --writer goes with a table, --prices or --sign"),
        Refusal(
            what: "a list that is no list", line: "printf 'x\\n\\ny z\\n' > l; impact verify --writers l", status: 65,
            message: "impact: l:1: is no verifier key of the form NAME+HASH+BASE64, as keygen prints it\n"
                + "impact: l:3: is no verifier key of the form NAME+HASH+BASE64, as keygen prints it"),
        Refusal(
            what: "each without a list", line: "impact verify --each", status: 64,
            message: "impact: --each needs --writers"),
    ]

    @Test("Refused:", arguments: refused)
    func refusal(_ refusal: Refusal) throws {
        let result = try workspace().shell(refusal.line)
        #expect(result.errors == refusal.message + "\n")
        #expect(result.status == refusal.status && result.output == "")
    }

    @Test(
        "another program finds the same signatures good and false, and one that it makes is good here",
        .enabled(if: Tool.hasPythonCryptography, "needs Python with the package cryptography"))
    func otherProgram() throws {
        let workspace = try workspace()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "check_signatures.py").path
        let event = """
            {"specversion":"1.0","id":"019a4a10-0000-7000-8000-0000000000a1","source":"urn:impact:writer:bo",\
            "type":"risk.flagged","dataschema":"urn:impact:schema:risk.flagged:1","datacontenttype":"application/json",\
            "subject":"risk/r2","occurred":"2025-11-04","time":"2025-11-04T05:00:00Z","comexamplenumber":7,\
            "data":{"certainty":"reported","companies":["openai"],"risk":"r2","summary":"\\u20ac \u{1F600} \\"",\
            "evidence":[{"publisher":"P","quote":"\\u0001\\n"}]}}

            """
        try workspace.write(event, to: "event.jsonl")
        let result = try workspace.shell(
            """
            set -e
            \(Self.flag) risk=r1 --json > one.json --writer ana --sign ana.key evidence.Reuters.quote='a "quoted" caf\u{E9}'
            python3 '\(script)' --sign "$(cat bo.key)" < event.jsonl > signed.jsonl
            impact import signed.jsonl --quiet
            sed 's/"r2"/"r3"/; s/risk\\/r2/risk\\/r3/; s/a1"/a2"/' signed.jsonl > changed.jsonl
            impact import changed.jsonl --quiet
            impact export events > story.jsonl
            python3 '\(script)' story.jsonl "$(cat ana.pub)" "$(cat bo.pub)"
            impact verify --writers writers.txt --each --quiet 2> /dev/null | tail -n 3 | cut -d, -f1,4 || true
            """)
        #expect(
            result.output == "40 good\n41 good\n42 false\n40,known\n41,known\n42,false\n",
            "\(result.output)\(result.errors)")
    }
}
