import Foundation
import Testing

@Suite("impact log --follow", .timeLimit(.minutes(1)))
struct FollowCommandTests {
    /// Starts following into a file, does `body`, ends it by `ending`, and says what it left: its exit code and its lines.
    private static func following(_ options: String, _ body: String, ending: String = "kill -TERM $pid") -> String {
        """
        "$0" log --follow \(options) > lines & pid=$!
        sleep 0.4
        \(body)
        waited=0
        while [ ! -s lines ] && [ $waited -lt 40 ]; do sleep 0.05; waited=$((waited + 1)); done
        sleep 0.1
        \(ending); wait $pid; echo "exit $?"
        cat lines
        """
    }

    private func shell(_ workspace: Workspace, _ script: String) throws -> [String] {
        try workspace.write(script, to: "script.sh")
        let result = try workspace.shell("sh -c \"$(cat script.sh)\" '\(Workspace.program.path)'")
        return result.output.split(separator: "\n").map(String.init)
    }

    private static let append = "\"$0\" append risk.flagged companies=openai --quiet risk="

    @Test("Prints what other processes record, and ends with 0 on SIGTERM", arguments: ["", "--json"])
    func prints(options: String) throws {
        let body = Self.append + "first > /dev/null\n" + Self.append + "second > /dev/null"
        let lines = try shell(try Workspace(), Self.following(options, body))
        #expect(lines.count == 3 && lines.first == "exit 0", "\(lines)")
        #expect(lines.dropFirst().allSatisfy { $0.contains("risk/") })
    }

    @Test("Ctrl-C is no failure either")
    func interrupt() throws {
        // A background job of a shell ignores SIGINT until it asks for it again, which the program does.
        let lines = try shell(
            try Workspace(),
            Self.following("--json", Self.append + "first > /dev/null", ending: "kill -INT $pid"))
        #expect(lines.first == "exit 0" && lines.count == 2, "\(lines)")
    }

    @Test("Filters hold, and --limit shows some of before first")
    func filters() throws {
        let body = """
            \(Self.append)first > /dev/null
            "$0" append results.released company=amazon period=2025-Q4 --quiet > /dev/null
            """
        let lines = try shell(
            try Workspace(), Self.following("--company AMZN --type results.released --limit 1 --json", body))
        #expect(lines.count == 2, "\(lines)")
        #expect(lines.last?.contains("2025-Q4") == true)
        let stream = try shell(try Workspace(), Self.following("--stream risk/first --limit 1", body))
        #expect(stream.count == 2 && stream.last?.contains("risk/first") == true, "\(stream)")
    }

    @Test("Lives through a rebuild of the views and their removal")
    func rebuild() throws {
        let body = """
            "$0" view plans > /dev/null; "$0" replay --quiet; rm -f ledger.views*; "$0" view plans > /dev/null
            \(Self.append)first > /dev/null
            """
        let lines = try shell(try Workspace(), Self.following("--json", body))
        #expect(lines.first == "exit 0" && lines.count == 2, "\(lines)")
    }

    @Test("A reader that goes ends it quietly, also where nothing more comes")
    func closedPipe() throws {
        let workspace = try Workspace()
        let line = """
            (sleep 0.4; impact append risk.flagged risk=r companies=openai --quiet > /dev/null) &
            impact log --follow --json | head -1 | wc -l
            """
        let result = try workspace.shell(line)
        #expect(result.output == "1\n" && result.errors == "")
    }

    @Test(
        "What cannot be followed is refused",
        arguments: [
            ("--as-of 2025", "impact: --follow shows what comes, which no cut and no filter of certainty can know"),
            ("--history 12", "impact: --follow is for the log, --history for one event"),
            ("-o events.txt", "impact: a file that -o names is made when it is whole, and --follow never ends"),
        ])
    func refused(options: String, message: String) throws {
        let result = try Workspace().shell("impact log --follow \(options)")
        #expect(result.status == 64 && result.output == "")
        #expect(result.errors.hasPrefix(message), "\(result.errors)")
    }
}
