import Foundation
import Testing

@Suite("keygen, checkpoint, prove, verify")
struct Trust {
    private static let name = "ledger.example.org/2025"

    /// The demo with a key `ledger.key`, its verifier key in `ledger.pub`, and a signed checkpoint `checkpoint.txt`.
    private func published() throws -> Workspace {
        let workspace = try Workspace()
        let made = try workspace.shell(
            "impact keygen \(Self.name) -o ledger.key --quiet > ledger.pub && "
                + "impact checkpoint --key ledger.key -o checkpoint.txt --quiet")
        try #require(made.status == 0, "\(made.errors)")
        return workspace
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    // MARK: - Keys

    @Test("keygen makes a file for its owner only, and prints the key that checks")
    func keygen() throws {
        let workspace = try Workspace(demo: false)
        let result = try workspace.run("keygen", Self.name, "-o", "ledger.key")
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: #/ledger\.example\.org/2025\+[0-9a-f]{8}\+A[A-Za-z0-9+/]{43}\n/#) != nil)
        #expect(
            result.errors
                == "made ledger.key: keep it secret, and give others the verifier key on standard output\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: workspace.path("ledger.key"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let key = try String(contentsOfFile: workspace.path("ledger.key"), encoding: .utf8)
        let hash = result.output.split(separator: "+")[1]
        #expect(key.hasPrefix("PRIVATE+KEY+\(Self.name)+\(hash)+A") && key.hasSuffix("\n"))
        #expect(try workspace.run("keygen", Self.name, "-o", "other.key").output != result.output)
    }

    static let refusedKeys = [
        Refusal(
            what: "over a file", line: "impact keygen n -o ledger.key", status: 73,
            message: "impact: ledger.key exists already; a key is never replaced"),
        Refusal(
            what: "through a symbolic link", line: "ln -s elsewhere link; impact keygen n -o link", status: 73,
            message: "impact: link exists already; a key is never replaced"),
        Refusal(
            what: "on standard output", line: "impact keygen n -o -", status: 64,
            message: "impact: a private key is not printed; name a file with -o"),
        Refusal(
            what: "in a missing folder", line: "impact keygen n -o no/key", status: 73,
            message: "impact: no/key cannot be created: No such file or directory"),
        Refusal(
            what: "of a name with a space", line: "impact keygen 'a b' -o k", status: 64,
            message: "impact: 'a b' cannot name a key: write a name of up to 256 bytes without spaces and '+', such as "
                + "ledger.example.org/2025"),
        Refusal(
            what: "that is missing", line: "impact checkpoint --key none", status: 66,
            message: "impact: none cannot be read: No such file or directory"),
        Refusal(
            what: "behind a symbolic link", line: "ln -s ledger.key link; impact checkpoint --key link", status: 65,
            message: "impact: link is a symbolic link: name the file itself"),
        Refusal(
            what: "that others can read", line: "chmod 640 ledger.key; impact checkpoint --key ledger.key", status: 65,
            message: "impact: ledger.key is open to others (mode 0640): chmod 600 ledger.key, and make a new key if "
                + "somebody may have read it"),
        Refusal(
            what: "that is a folder", line: "mkdir -m 700 d; impact checkpoint --key d", status: 65,
            message: "impact: d is not a plain file"),
        Refusal(
            what: "that is a pipe", line: "mkfifo -m 600 p; impact checkpoint --key p", status: 65,
            message: "impact: p is not a plain file"),
        Refusal(
            what: "that is none", line: "(umask 077; cp ledger.pub k); impact checkpoint --key k", status: 65,
            message: "impact: k is no private key of the form PRIVATE+KEY+NAME+HASH+BASE64, as keygen writes it"),
    ]

    @Test("a key is refused:", arguments: refusedKeys)
    func refusedKey(_ refusal: Refusal) throws {
        let result = try published().shell(refusal.line)
        #expect(result.errors == refusal.message + "\n")
        #expect(result.status == refusal.status && result.output == "")
    }

    // MARK: - Checkpoints

    @Test("a checkpoint has origin, size and root; with a key it is a signed note of the same body")
    func checkpoint() throws {
        let workspace = try published()
        let body = try workspace.run("checkpoint").output
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4 && lines[0].hasPrefix("impact.invalid/") && lines[1] == "39" && lines[3] == "")
        let root = try #require(Data(base64Encoded: String(lines[2])))
        let status = try object(try workspace.run("status", "--json").output)
        #expect(root.map { String(format: "%02x", $0) }.joined() == status["root"] as? String)
        let signed = try workspace.run("checkpoint", "--key", "ledger.key")
        #expect(signed.output.hasPrefix(body + "\n\u{2014} \(Self.name) "))
        #expect(
            signed.errors
                == "note: the key is \(Self.name), the log \(lines[0]); witnesses expect one name\n")
        #expect(try String(contentsOfFile: workspace.path("checkpoint.txt"), encoding: .utf8) == signed.output)
    }

    @Test("a key of the log's own name is nothing to note")
    func sameName() throws {
        let workspace = try Workspace(demo: false)
        let result = try workspace.shell(
            """
            impact init --origin \(Self.name) --quiet
            impact keygen \(Self.name) -o k --quiet > v
            impact checkpoint --key k > c
            impact verify --checkpoint c --verifier "$(cat v)"
            """)
        #expect(result.status == 0 && result.errors == "")
        #expect(result.output.contains("checkpoint  of 0 events; this log extends it\n"))
    }

    @Test("an origin that no checkpoint could name is refused", arguments: ["'a\nb'", "''"])
    func origin(name: String) throws {
        let result = try Workspace(demo: false).shell("impact init --origin \(name)")
        #expect(result.status == 64)
        #expect(
            result.errors
                == "impact: --origin is not one line of text; write a name such as ledger.example.org/2025\n")
    }

    // MARK: - Proofs

    @Test("prove names an event by position or id, of today's log or of an earlier size")
    func prove() throws {
        let workspace = try Workspace()
        let byPosition = try workspace.run("prove", "5")
        #expect(byPosition.status == 0 && byPosition.output.hasSuffix("}\n"))
        #expect(try workspace.run("prove", "019A4A10-0000-7000-8000-000000000005").output == byPosition.output)
        let proof = try object(byPosition.output)
        #expect(Set(proof.keys) == ["hashes", "id", "leafHash", "leafIndex", "origin", "root", "treeSize"])
        #expect(proof["leafIndex"] as? Int == 4 && proof["treeSize"] as? Int == 39)
        #expect((proof["hashes"] as? [String])?.count == 6)
        let earlier = try object(try workspace.run("prove", "5", "--size", "8").output)
        #expect(earlier["treeSize"] as? Int == 8 && (earlier["hashes"] as? [String])?.count == 3)
        let consistency = try object(try workspace.run("prove", "--from", "8").output)
        #expect(
            Set(consistency.keys) == ["hashes", "firstRoot", "firstSize", "origin", "secondRoot", "secondSize"])
        #expect(consistency["firstRoot"] as? String == earlier["root"] as? String)
        #expect(consistency["secondRoot"] as? String == proof["root"] as? String)
    }

    static let refusedProofs = [
        Refusal(
            what: "of nothing", line: "impact prove", status: 64,
            message: "impact: say what to prove: an event's id or position [--size N], or --from N [--to M]"),
        Refusal(
            what: "of both", line: "impact prove 3 --from 2", status: 64,
            message: "impact: say what to prove: an event's id or position [--size N], or --from N [--to M]"),
        Refusal(
            what: "of an event that is not there", line: "impact prove 40", status: 65,
            message: "impact: the ledger has no event '40'; impact log lists them"),
        Refusal(
            what: "in a log that ends before", line: "impact prove 5 --size 4", status: 65,
            message: "impact: a tree of 4 events does not hold position 5; its positions are 1 to 4"),
        Refusal(
            what: "in a log that is not that long", line: "impact prove 5 --size 40", status: 65,
            message: "impact: the log has 39 events, not 40; write a size up to 39"),
        Refusal(
            what: "backwards", line: "impact prove --from 20 --to 10", status: 65,
            message: "impact: no tree of 20 events grows to one of 10; the first size is from 1 to the second"),
        Refusal(
            what: "from nothing", line: "impact prove --from 0", status: 65,
            message: "impact: no tree of 0 events grows to one of 39; the first size is from 1 to the second"),
    ]

    @Test("a proof is refused:", arguments: refusedProofs)
    func refusedProof(_ refusal: Refusal) throws {
        let result = try Workspace().shell(refusal.line)
        #expect(result.errors == refusal.message + "\n")
        #expect(result.status == refusal.status && result.output == "")
    }

    @Test(
        "a checker in Python that shares no code finds leaves, roots, proofs and signature right, and a wrong proof wrong",
        .enabled(if: Tool.hasPythonCryptography, "needs Python with the package cryptography"))
    func otherChecker() throws {
        let workspace = try published()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "check_proofs.py").path
        let extended = (0..<300).map { number in
            """
            {"specversion":"1.0","id":"019a4a10-0000-7000-8000-000000002\(100 + number)","source":"urn:impact:writer:t",\
            "type":"risk.flagged","subject":"risk/r\(number)","occurred":"2025-11-04","comexampletraceé":1,\
            "data":{"certainty":"reported","companies":["openai"],"risk":"r\(number)","summary":"\\u20ac \u{1F600} \(number)"}}

            """
        }
        try workspace.write(extended.joined().replacing("comexampletraceé", with: "comexampletrace"), to: "more.jsonl")
        try #require(try workspace.run("import", "more.jsonl").status == 0)
        let result = try workspace.shell(
            """
            for n in 1 2 25 26 256 257 324 325; do impact prove $n > in-$n.json; done
            impact prove 3 --size 25 > in-early.json
            for n in 1 8 25 256 324 325; do impact prove --from $n > co-$n.json; done
            impact prove --from 25 --to 256 > co-early.json
            impact export events > events.jsonl
            check() { python3 '\(script)' events.jsonl checkpoint.txt "$(cat ledger.pub)" "$@"; }
            check in-*.json co-*.json
            sed 's/"leafIndex":25/"leafIndex":24/' in-26.json > wrong.json
            check wrong.json 2> /dev/null || echo refused
            """)
        #expect(
            result.output == "339 leaves, checkpoint of 39, 9 inclusion proofs, 7 consistency proofs\nrefused\n",
            "\(result.errors)")
        let verified = try workspace.shell("impact verify --checkpoint checkpoint.txt --verifier \"$(cat ledger.pub)\"")
        #expect(verified.status == 0)
    }

    // MARK: - Verification

    @Test("a sound ledger: exit 0, its root, and how many events a second")
    func sound() throws {
        let workspace = try published()
        try workspace.run("view", "plans")
        let result = try workspace.shell("impact verify --checkpoint checkpoint.txt --verifier \"$(cat ledger.pub)\"")
        #expect(result.status == 0 && result.errors == "")
        let lines = result.output.split(separator: "\n")
        #expect(lines.map { $0.prefix { $0 != " " } } == ["origin", "root", "checkpoint", "views", "sound:"])
        #expect(lines[2] == "checkpoint  of 39 events; this log extends it")
        #expect(lines[3].contains("commitments") && lines[3].contains("plans"))
        #expect(lines[4].wholeMatch(of: #/sound: 39 events in \d+ ms, \d+ events a second/#) != nil)
        #expect(try workspace.run("verify", "--quiet").output == "")
        let report = try object(try workspace.run("verify", "--json").output)
        #expect(report["sound"] as? Bool == true && report["events"] as? Int == 39)
        #expect((report["findings"] as? [Any])?.isEmpty == true)
    }

    @Test("a tampered ledger: exit 1, the first bad position and what differs", .enabled(if: Tool.isThere("sqlite3")))
    func tampered() throws {
        let workspace = try Workspace()
        let result = try workspace.shell(
            """
            sqlite3 ledger.sqlite "DROP TRIGGER event_update; UPDATE event SET occurred = '2020' WHERE position IN (7, 9)"
            impact verify
            """)
        #expect(result.status == 1)
        #expect(result.errors == "impact: not sound: the first bad position is 7\n")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines[0].wholeMatch(of: #/position 7: leaf is [0-9a-f]{64}, but the stored columns hash to [0-9a-f]{64}/#)
                != nil)
        #expect(lines[1] == "the trigger event_update is missing")
        let quiet = try workspace.run("verify", "--quiet")
        #expect(quiet.status == 1 && quiet.output == result.output && quiet.errors == "")
        let json = try workspace.run("verify", "--json")
        #expect(json.status == 1)
        let report = try object(json.output)
        #expect(report["sound"] as? Bool == false && report["root"] is NSNull)
        let findings = try #require(report["findings"] as? [[String: Any]])
        #expect(findings[0]["position"] as? Int == 7 && findings[0]["part"] as? String == "event")
        #expect(findings[1]["position"] is NSNull && findings[1]["part"] as? String == "guards")
    }

    @Test("an unreadable row: exit 1 and its position, not an I/O error", .enabled(if: Tool.isThere("sqlite3")))
    func unreadable() throws {
        let result = try Workspace().shell(
            """
            page=$(sqlite3 ledger.sqlite "SELECT pageno - 1 FROM dbstat WHERE name = 'event' AND pagetype = 'leaf' LIMIT 1 OFFSET 2")
            dd if=/dev/zero of=ledger.sqlite bs=4096 seek=$page count=1 conv=notrunc 2> /dev/null
            impact verify
            """)
        #expect(result.status == 1)
        #expect(
            result.output.firstMatch(of: #/^position \d+: cannot be read: database disk image is malformed\n/#) != nil)
    }

    @Test(
        "a views file that claims to be current and does not match is a finding", .enabled(if: Tool.isThere("sqlite3")))
    func views() throws {
        let workspace = try Workspace()
        try workspace.run("view", "plans")
        #expect(try workspace.run("verify").status == 0)
        let result = try workspace.shell(
            """
            sqlite3 ledger.views.sqlite "UPDATE commitments_row SET commitment = replace(commitment, 'binding', 'option')"
            impact verify
            """)
        #expect(result.status == 1 && result.errors == "impact: not sound\n")
        #expect(
            result.output.wholeMatch(
                of:
                    #/the view commitments claims to be of position 39, but its digest is [0-9a-f]{64} where the log gives [0-9a-f]{64}: impact replay commitments\n/#
            ) != nil)
        try workspace.run("replay", "commitments")
        #expect(try workspace.run("verify").status == 0)
        #expect(try workspace.shell("echo text > ledger.views.sqlite; impact verify").status == 1)
        #expect(try workspace.shell("rm ledger.views.sqlite*; impact verify").status == 0)
        #expect(!FileManager.default.fileExists(atPath: workspace.path("ledger.views.sqlite")))
    }

    static let refusedCheckpoints = [
        Refusal(
            what: "without a verifier key", line: "impact verify --checkpoint checkpoint.txt", status: 64,
            message: "impact: --checkpoint and --verifier go together: a file, and the key that checks it"),
        Refusal(
            what: "that is missing", line: #"impact verify --checkpoint none --verifier "$(cat ledger.pub)""#,
            status: 66,
            message: "impact: none cannot be read: No such file or directory"),
        Refusal(
            what: "with what is no key", line: "impact verify --checkpoint checkpoint.txt --verifier x", status: 64,
            message: "impact: --verifier is no verifier key of the form NAME+HASH+BASE64, as keygen prints it"),
        Refusal(
            what: "that is not signed",
            line: "impact checkpoint > c; " + #"impact verify --checkpoint c --verifier "$(cat ledger.pub)""#,
            status: 65,
            message: "impact: c: no signed note: text, an empty line, then lines of signatures are due"),
    ]

    @Test("a checkpoint is refused:", arguments: refusedCheckpoints)
    func refusedCheckpoint(_ refusal: Refusal) throws {
        let result = try published().shell(refusal.line)
        #expect(result.errors == refusal.message + "\n")
        #expect(result.status == refusal.status && result.output == "")
    }

    @Test("a checkpoint whose signature does not fit, of another log, or of more events is a finding")
    func otherCheckpoints() throws {
        let workspace = try published()
        func verify(_ preparation: String) throws -> ProgramResult {
            try workspace.shell(preparation + #"; impact verify --checkpoint c --verifier "$(cat ledger.pub)""#)
        }
        let changed = try verify("sed 's/^39$/38/' checkpoint.txt > c")
        #expect(changed.status == 1 && changed.errors == "impact: not sound\n")
        #expect(
            changed.output
                == "checkpoint.txt: the signature by \(Self.name) is not of this text: one of the two was changed\n"
                .replacing("checkpoint.txt", with: "c"))
        let stranger = try verify(
            "impact keygen \(Self.name) -o k2 --quiet > v2; impact checkpoint --key k2 --quiet > c")
        #expect(stranger.status == 1 && stranger.output.hasPrefix("c: no signature by \(Self.name)+"))
        let other = try verify(
            "impact init --ledger o.sqlite --origin other.invalid --quiet; "
                + "impact checkpoint --ledger o.sqlite --key ledger.key --quiet > c")
        #expect(other.status == 1 && other.output.hasPrefix("the checkpoint is of the log other.invalid, and this is "))
        let longer = try verify(
            """
            cp ledger.sqlite old.sqlite
            impact append risk.flagged risk=r1 'companies=["openai"]' > /dev/null
            impact checkpoint --key ledger.key --quiet > c
            rm ledger.sqlite-*; mv old.sqlite ledger.sqlite
            """)
        #expect(longer.status == 1)
        #expect(longer.output == "the checkpoint is of 40 events, and this log ends at 39\n")
    }

    @Test("a read-only ledger is verified, too, and nothing is written beside it")
    func readOnly() throws {
        let workspace = try Workspace()
        let result = try workspace.shell(
            "rm -f ledger.sqlite-*; chmod 0444 ledger.sqlite; chmod 0555 .; impact verify > /dev/null; s=$?; chmod 0755 .; "
                + "ls ledger*; exit $s")
        #expect(result.status == 0)
        #expect(result.output == "ledger.sqlite\n")
    }
}

extension Tool {
    static let hasPythonCryptography: Bool = {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import cryptography"]
        process.standardError = FileHandle.nullDevice
        return (try? process.run()) != nil
            && {
                process.waitUntilExit(); return process.terminationStatus == 0
            }()
    }()
}
