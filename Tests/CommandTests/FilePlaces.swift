import Foundation
import Testing

@Suite("Files are their owner's only, and none is written that was not named")
struct FilePlaces {
    @Test("whatever the umask, a ledger and what belongs to it has mode 0600", arguments: ["000", "022", "077"])
    func modes(umask: String) throws {
        let workspace = try Workspace(demo: false)
        let result = try workspace.shell(
            """
            umask \(umask)
            impact init --demo && impact view plans && impact append risk.flagged risk=r companies=openai && impact replay \\
            && impact backup copy.sqlite && impact keygen example.org/log -o key && impact checkpoint --key key >&2 \\
            && impact verify --ledger copy.sqlite && impact view plans --ledger copy.sqlite >&2
            stat -L -c '%a %n' *.sqlite* key > modes
            """)
        #expect(result.status == 0, "\(result.errors)")
        let modes = try String(contentsOf: workspace.folder.appending(path: "modes"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        for name in [
            "ledger.sqlite", "ledger.sqlite-lock", "ledger.views.sqlite", "copy.sqlite", "copy.views.sqlite", "key",
        ] {
            #expect(modes.contains("600 \(name)"))
        }
        #expect(modes.filter { !$0.hasPrefix("600 ") } == [])
    }

    @Test("while a ledger is open, its write-ahead log and shared memory are its owner's, too")
    func whileOpen() throws {
        let workspace = try Workspace()
        let result = try workspace.shell(
            """
            umask 000
            mkfifo events
            impact import events & exec 3> events
            while [ ! -e ledger.sqlite-wal ]; do sleep 0.01; done
            stat -c '%a' ledger.sqlite*
            exec 3>&-
            wait
            """)
        #expect(Set(result.output.split(separator: "\n")).subtracting(["appended 0 events"]) == ["600"])
    }

    @Test("each command leaves the files that it was told to make, and no other")
    func places() throws {
        let workspace = try Workspace()
        for folder in ["home", "temporary"] {
            try FileManager.default.createDirectory(
                at: workspace.folder.appending(path: folder), withIntermediateDirectories: false)
        }
        let commands: [(line: String, made: Set<String>)] = [
            ("impact view plans", ["ledger.views.sqlite"]), ("impact log", []), ("impact status", []),
            ("impact doctor", []),
            ("impact append risk.flagged risk=r companies=openai", []), ("impact retract 26 --reason x", []),
            ("impact export events | impact import -", []), ("impact report -o ../../$NAME/r.html", ["r.html"]),
            ("impact export sqlite e.sqlite", ["e.sqlite"]), ("impact export events -o e.jsonl", ["e.jsonl"]),
            ("impact backup b.sqlite", ["b.sqlite"]), ("impact keygen k -o key", ["key"]),
            ("impact checkpoint --key key -o note", ["note"]),
            ("impact verify", []), ("impact replay", []), ("impact log -o no/such/folder", []),
            ("impact report -o home", []),
            ("impact export sqlite ledger.sqlite", []), ("impact backup ledger.sqlite", []),
            ("impact keygen k -o key", []),
        ]
        for (line, made) in commands {
            let before = try Self.names(workspace)
            _ = try workspace.shell(
                "export HOME=\"$PWD/home\" TMPDIR=\"$PWD/temporary\" NAME=\"$(basename \"$(dirname \"$PWD\")\")/$(basename \"$PWD\")\"; "
                    + "\(line) > /dev/null 2>&1")
            let found = try Self.names(workspace).subtracting(before)
            #expect(found == made, "\(line)")
        }
    }

    /// All paths below the folder but those of the runs themselves, of SQLite's companions and of the generations that
    /// the views file leads to.
    private static func names(_ workspace: Workspace) throws -> Set<String> {
        let all = try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path)
        return Set(
            all.filter {
                !$0.hasSuffix(".out") && !$0.hasSuffix(".err") && !$0.contains(".sqlite-") && !$0.contains(".views-")
            })
    }

    @Test(
        "an output is never written through a symbolic link, nor over one",
        arguments: [
            (
                "impact log -o link", 73,
                "impact: link is a symbolic link: name the file itself, or write to standard output\n"
            ),
            (
                "impact report -o link", 73,
                "impact: link is a symbolic link: name the file itself, or write to standard output\n"
            ),
            ("impact export sqlite link", 73, "impact: link exists already; name another file\n"),
            ("impact keygen k -o link", 73, "impact: link exists already; a key is never replaced\n"),
            ("impact checkpoint --key keylink", 65, "impact: keylink is a symbolic link: name the file itself\n"),
        ])
    func links(line: String, status: Int32, message: String) throws {
        let workspace = try Workspace()
        try workspace.shell(
            "impact keygen k -o key; ln -s key keylink; echo mine > target; ln -s target link; ln -s nothing dangling")
        for name in line.contains("keylink") ? ["link"] : ["link", "dangling"] {
            let result = try workspace.shell(line.replacing(" link", with: " \(name)"))
            #expect(result.status == status)
            #expect(result.errors == message.replacing("impact: link", with: "impact: \(name)"))
        }
        #expect(
            try workspace.shell("cat target; readlink link dangling; ls nothing").output == "mine\ntarget\nnothing\n")
    }

    @Test("a backup through a symbolic link is refused")
    func backupLink() throws {
        let workspace = try Workspace()
        try workspace.shell("echo mine > target; ln -s target link; ln -s nothing dangling")
        #expect(try workspace.run("backup", "link").status == 73)
        #expect(try workspace.run("backup", "dangling").status == 73)
        #expect(
            try workspace.shell("cat target; readlink link dangling; ls nothing").output == "mine\ntarget\nnothing\n")
    }

    @Test("a pipe as output is written to and stays a pipe")
    func pipe() throws {
        let workspace = try Workspace()
        let result = try workspace.shell(
            "mkfifo pipe; cat pipe > got & impact log -o pipe; wait; test -p pipe && cmp got - < got && impact log | cmp - got && echo same"
        )
        #expect(result.output == "same\n")
        #expect(result.errors == "")
    }

    @Test(
        "a ledger may have any name, also one that SQLite would not take for a file's",
        arguments: [":memory:", "a?mode=memory", "%41 #b"])
    func names(_ name: String) throws {
        let workspace = try Workspace(demo: false)
        #expect(try workspace.run("init", "--demo", "--ledger", name).status == 0)
        #expect(try workspace.run("log", "--ledger", name).output.contains("deal/openai-amazon-2025"))
        #expect(try Self.names(workspace).contains(name))
    }
}
