import Foundation
import Testing

@Suite("What is printed is harmless, and what is recorded is what was typed")
struct PrintedText {
    @Test(
        "A message of success quotes a name in one harmless line:",
        arguments: [
            "init --ledger \"$E\"", "backup \"$E\"", "keygen NAME -o \"$E\"", "report -o \"$E\"",
            "export sqlite \"$E\"", "status --ledger \"$E-2\"", "doctor --ledger \"$E-2\"",
            "append risk.flagged risk=r companies=openai --writer \"x$(printf '\\343\\205\\244')\" --dry-run",
            "append risk.flagged risk=r companies=openai summary=\"x$(printf '\\341\\205\\237\\342\\200\\256')\"",
        ])
    func success(_ arguments: String) throws {
        let program = try Workspace()
        let variable = "E=$(printf 'x\\033[31m\\342\\200\\256\\nimpact: all is lost'); cp ledger.sqlite \"$E-2\"; "
        let result = try program.shell(variable + "impact " + arguments)
        #expect(result.status == 0, "\(result.errors)")
        let shown = result.errors + result.output
        for scalar in shown.unicodeScalars {
            #expect(scalar.value >= 0x20 || scalar == "\n", "\(scalar.value)")
            #expect(![0x202E, 0x3164, 0x115F].contains(scalar.value))
        }
        #expect(!("\n" + shown).contains("\nimpact: all is lost"))
    }

    @Test(
        "An argument that is not UTF-8 is refused, and nothing is recorded:",
        arguments: [
            "append risk.flagged risk=r companies=openai summary=\"$B\"", "append \"$B\"", "\"$B\"",
            "log --stream \"$B\"",
            "append risk.flagged risk=r companies=openai --writer \"$B\"",
            "append risk.flagged risk=r companies=openai --publisher \"$B\"",
            "append risk.flagged risk=r companies=openai --said-by \"$B\"",
            "append risk.flagged risk=r companies=openai --correlate \"$B\"", "correct 1 name=x --reason \"$B\"",
            "retract 1 --reason \"$B\"", "confirm 14 --by \"$B\"", "init --ledger \"$B\"",
            "init --ledger n --origin \"$B\"",
            "import \"$B\"", "backup \"$B\"", "view rights --company \"$B\"", "view rights -o \"$B\"",
            "explain rights \"$B\"",
            "keygen \"$B\" -o k", "keygen K -o \"$B\"", "show \"$B\"", "help \"$B\"", "view rights --\"$B\"",
        ])
    func arguments(_ arguments: String) throws {
        let program = try Workspace()
        let before = try program.run("export", "events").output
        let result = try program.shell("B=$(printf 'a\\377b'); impact " + arguments)
        #expect(result.status == 65)
        #expect(result.errors.hasPrefix("impact: argument ") && result.errors.contains(" is not UTF-8: "))
        #expect(result.output == "")
        #expect(try program.run("export", "events").output == before)
        #expect(try program.shell("ls | grep -v -e ledger -e '[.]out$' -e '[.]err$'").output == "")
    }

    @Test("the same of what the environment says", arguments: ["IMPACT_WRITER", "IMPACT_LEDGER", "USER", "LOGNAME"])
    func environment(_ name: String) throws {
        let program = try Workspace()
        let unset = ["USER", "LOGNAME"].contains(name) ? "unset IMPACT_WRITER USER; " : ""
        let result = try program.shell(
            unset + "export \(name)=\"$(printf 'a\\377b')\"; impact append risk.flagged risk=r companies=openai")
        #expect(result.status == 65)
        #expect(result.errors == "impact: $\(name) is not UTF-8: 'a\u{FFFD}b'\n")
        #expect(try program.run("log", "--limit", "1").output.contains("risk/r\n") == false)
    }
}
