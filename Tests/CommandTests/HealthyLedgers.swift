import Foundation
import Testing

@Suite("Of a healthy ledger every diagnosis says so")
struct HealthyLedgers {
    /// What was done to a ledger that is as it should be.
    enum Setting: String, CaseIterable, CustomTestStringConvertible {
        case fresh = "with events, and views that nobody asked for"
        case empty = "without events"
        case folded = "with views"
        case behind = "with views behind the log"
        case followed = "with views that followed the log"
        case readOnly = "that can only be read"
        case readOnlyFolded = "that can only be read, with views"
        case copied = "copied by backup"
        case restored = "restored from an export"
        case anothersAsRoot = "of another user, looked at by root"

        var testDescription: String { rawValue }

        var line: String {
            let append = "impact append risk.flagged risk=z companies=openai --quiet > /dev/null"
            return switch self {
            case .fresh: ":"
            case .empty: "rm ledger* && impact init --quiet"
            case .folded: "impact view rights > /dev/null && impact view study > /dev/null"
            case .behind: "impact view rights > /dev/null && \(append)"
            case .followed: "impact view rights > /dev/null && \(append) && impact view rights > /dev/null"
            case .readOnly: "chmod 400 ledger.sqlite"
            case .readOnlyFolded: "impact view rights > /dev/null && chmod 400 ledger.sqlite"
            case .copied: "impact backup copy.sqlite --quiet && mv copy.sqlite ledger.sqlite"
            case .restored:
                "impact export events > all.jsonl && rm ledger* && impact init --quiet && "
                    + "impact import all.jsonl --restore --quiet"
            case .anothersAsRoot: "impact view rights > /dev/null && chown -R nobody ."
            }
        }

        /// Only root may give files away.
        var needsRoot: Bool { self == .anothersAsRoot }
    }

    static let questions = [
        "doctor", "doctor --json", "verify", "verify --quiet", "verify --json", "replay --check", "replay --dry-run",
        "status", "status --json", "quarantine", "quarantine list", "quarantine retry",
    ]

    private static let mayBe = Setting.allCases.filter { !$0.needsRoot || getuid() == 0 }

    @Test("A ledger", arguments: mayBe)
    func healthy(_ setting: Setting) throws {
        let program = try Workspace()
        try #require(try program.shell(setting.line).status == 0)
        // Each from the same state: some of them fold views.
        for question in Self.questions {
            let result = try program.shell(
                "cp -Rp . ../$$ && cd ../$$ && IMPACT_LEDGER=$PWD/ledger.sqlite impact \(question); code=$?; cd .. && "
                    + "rm -rf ./$$; exit $code")
            #expect(result.status == 0, "\(question): \(result.output) \(result.errors)")
            #expect(!result.output.contains("wrong ") && !result.output.contains("DIFFERENT"), "\(question)")
            if question.hasPrefix("quarantine") {
                #expect(result.errors == "nothing is parked\n", "\(question)")
            }
        }
        // And one after the other.
        for question in Self.questions + Self.questions {
            #expect(try program.shell("impact \(question)").status == 0, "\(question)")
        }
    }

    @Test(
        "A ledger that somebody else may only read",
        .enabled(if: getuid() == 0 && Tool.isThere("setpriv"), "needs root and setpriv"), arguments: [true, false])
    func another(isFolded: Bool) throws {
        let program = try Workspace()
        if isFolded { try program.run("view", "rights") }
        let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ./impact"
        try #require(
            try program.shell("cp '\(Workspace.program.path)' impact && chmod 755 . impact && chmod 644 ledger*").status
                == 0)
        for question in Self.questions where !question.hasPrefix("doctor") {
            let result = try program.shell("\(nobody) \(question)")
            #expect(result.status == 0, "\(question): \(result.errors)")
        }
        // What is wrong is that others can read it, and nothing else.
        let doctor = try program.shell("\(nobody) doctor")
        let wrong = doctor.output.split(separator: "\n").filter { $0.hasPrefix("wrong") }
        #expect(!wrong.isEmpty && wrong.allSatisfy { $0.contains("others can read it") }, "\(doctor.output)")
    }

    @Test("what is parked is listed with its reason, also where the ledger can only be read", arguments: [false, true])
    func parked(isReadOnly: Bool) throws {
        let program = try Workspace()
        let id = "019a4a10-0000-7000-8000-000000000999"
        try program.write(
            """
            {"specversion":"1.0","id":"\(id)","source":"urn:t","type":"deal.amended","subject":"deal/openai-amazon-2025",\
            "occurred":"2025-11-20","data":{"certainty":"confirmed","deal":"openai-amazon-2025",\
            "increase":{"amount":"1","unit":"EUR","qualifier":"exact"}}}

            """, to: "f.jsonl")
        #expect(try program.run("import", "f.jsonl").status == 0)
        let note = try program.run("view", "commitments").errors
        if isReadOnly { try program.shell("chmod 400 ledger.sqlite") }
        let listed = try program.run("quarantine", "list")
        let counted = try program.run("quarantine", "retry")
        if note.contains("could not be folded") {
            #expect(listed.output.contains(id) && listed.output.contains("EUR"))
            #expect(counted.errors.contains("still parked"))
        } else {
            #expect(listed.errors == "nothing is parked\n")
        }
    }

    @Test("the doctor looks at the file that the views' link leads to")
    func viewsThatOthersCanRead() throws {
        let program = try Workspace()
        let result = try program.shell("impact view rights > /dev/null; chmod 644 ledger.views-*.sqlite; impact doctor")
        #expect(result.status == 1)
        #expect(result.output.contains(".sqlite has mode 644: others can read it"))
        #expect(!result.output.contains("777"))
        let mended = try program.shell(
            "$(impact doctor | sed -n \"s/.*-> \\(chmod go=\\) '\\(.*\\)'/\\1 \\2/p\") && impact doctor")
        #expect(mended.status == 0, "\(mended.output)")
    }
}
