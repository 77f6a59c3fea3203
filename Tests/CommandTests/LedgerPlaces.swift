import Foundation
import Testing

@Suite("No acknowledged event is lost, wherever the ledger lies and whatever is done to its files")
struct LedgerPlaces {
    private static let append = "impact append risk.flagged companies=openai --quiet risk="

    @Test("by a second name nothing is written, and doctor says that there are two")
    func hardLink() throws {
        let result = try Workspace().shell(
            """
            ln ledger.sqlite other.sqlite
            \(Self.append)a > /dev/null; echo $?
            \(Self.append)b --ledger other.sqlite > /dev/null; echo $?
            impact view plans > /dev/null; echo $?
            impact doctor | grep 'names:'
            rm other.sqlite
            \(Self.append)c > /dev/null; echo $?
            """)
        #expect(
            result.output
                == "77\n77\n0\nwrong   names: the ledger's file has 2 names (hard links), and is not written to: what is "
                + "appended by one is lost by the others\n0\n")
        #expect(result.errors.contains("remove the others; a copy is made by impact backup"))
    }

    @Test(
        "an import into a ledger that is replaced or removed meanwhile does not say that it is done",
        arguments: ["mv backup.sqlite ledger.sqlite", "rm ledger.sqlite", "rm ledger.sqlite; impact init --quiet"])
    func replaced(change: String) throws {
        let result = try Workspace().shell(
            """
            impact backup backup.sqlite --quiet
            impact export events | sed 's/"id":"[0-9a-f]*/"id":"ffffffff/' > more.jsonl
            mkfifo events
            impact import events & exec 3> events
            cat more.jsonl >&3
            sleep 0.3
            \(change)
            exec 3>&-
            wait $!; echo "exit $?"
            """)
        #expect(!result.errors.contains("appended 39 events"))
        #expect(result.output.contains("exit 74") && result.errors.contains("while it was open"), "\(result)")
    }

    @Test("following a ledger that is replaced ends with 74 and says so")
    func followed() throws {
        let result = try Workspace().shell(
            """
            impact backup backup.sqlite --quiet
            impact log --follow > /dev/null & sleep 0.4
            mv backup.sqlite ledger.sqlite
            wait $!; echo "exit $?"
            """)
        #expect(result.output == "exit 74\n")
        #expect(result.errors.contains("ledger.sqlite was replaced by another file while it was open"))
    }

    @Test(
        "a backup that was restored beside the former write-ahead log is refused, until that is moved away or adopted")
    func restored() throws {
        let workspace = try Workspace()
        // A reader keeps what is appended in the write-ahead log.
        try workspace.write(
            """
            import shutil, sqlite3, subprocess, sys
            reader = sqlite3.connect("file:ledger.sqlite?mode=ro", uri=True)
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM event").fetchall()
            for number in range(9):
                subprocess.run([sys.argv[1], "append", "risk.flagged", f"risk=r{number}", "companies=openai"],
                    capture_output=True)
            shutil.copy("ledger.sqlite-wal", "kept")
            """, to: "keep.py")
        let result = try workspace.shell(
            """
            impact backup backup.sqlite --quiet
            for n in 1 2 3; do
              impact export events | head -39 | sed 's/"id":"[0-9a-f]*/"id":"fffffff'$n'/' | impact import - --quiet
            done
            python3 keep.py '\(Workspace.program.path)'
            rm -f ledger.sqlite*
            cp backup.sqlite ledger.sqlite; cp kept ledger.sqlite-wal
            impact log > /dev/null; echo $?
            \(Self.append)x > /dev/null; echo $?
            impact verify > verified; echo $?; grep -c 'may be the write-ahead log of another file' verified
            impact doctor | grep -c 'wrong   write-ahead log'
            mkdir former; mv ledger.sqlite-wal ledger.sqlite-shm former
            \(Self.append)x > /dev/null; echo $?
            impact verify --quiet; echo $?
            """)
        #expect(result.output == "65\n65\n1\n1\n1\n0\n0\n", "\(result)")
        #expect(result.errors.contains("impact doctor --adopt-wal takes them together as they are"))
    }

    @Test("a ledger that another program keeps for itself is busy")
    func exclusive() throws {
        let workspace = try Workspace()
        try workspace.write(
            """
            import sqlite3, subprocess, sys
            held = sqlite3.connect("ledger.sqlite", isolation_level=None)
            held.execute("PRAGMA locking_mode = EXCLUSIVE")
            held.execute("BEGIN EXCLUSIVE")
            print(subprocess.run([sys.argv[1], "log"], capture_output=True).returncode)
            """, to: "hold.py")
        #expect(try workspace.shell("python3 hold.py '\(Workspace.program.path)'").output == "75\n")
    }

    @Test("views that are removed while they are read are folded again")
    func removedViews() throws {
        let result = try Workspace().shell(
            """
            (while [ ! -e done ]; do rm -f ledger.views*; sleep 0.05; done) & 
            for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do impact view plans > /dev/null || echo "exit $?"; done
            touch done; wait
            """)
        #expect(result.output == "" && result.errors == "", "\(result)")
    }

    @Test("a closed standard input is no empty one, and a closed standard error is not the ledger")
    func closedStreams() throws {
        let workspace = try Workspace()
        let closed = try workspace.shell("impact import - <&-")
        #expect(closed.status == 66 && closed.errors.contains("standard input cannot be read"))
        let prices = try workspace.shell("impact import --prices - --ticker X --currency USD <&-")
        #expect(prices.status == 66)
        #expect(try workspace.shell("impact log >&-").status == 74)
        #expect(try workspace.shell("impact append no.such 2>&-; impact verify --quiet").status == 0)
    }

    @Test("where files may not grow any further it is said as of a full disk", arguments: [200, 300, 400])
    func limited(blocks: Int) throws {
        let workspace = try Workspace()
        let result = try workspace.shell(
            """
            impact export events | sed 's/"id":"[0-9a-f]*/"id":"ffffffff/' > once.jsonl
            for n in 1 2 3 4 5 6 7 8 9; do sed "s/ffffffff/fffffff$n/" once.jsonl; done > more.jsonl
            (ulimit -f \(blocks); impact import more.jsonl); echo "exit $?"
            impact verify --quiet; echo "exit $?"
            """)
        let lines = result.output.split(separator: "\n")
        #expect(lines.last == "exit 0")
        #expect(lines.first == "exit 74" ? result.errors.contains("full") : lines.first == "exit 0", "\(result)")
        if blocks == 200 { #expect(lines.first == "exit 74") }
    }
}
