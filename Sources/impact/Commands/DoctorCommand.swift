import ArgumentParser
import Glibc
import Reports

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is wrong with this set-up, and what to do.",
        discussion: """
            Exits with 1 where something is wrong; a warning is not.

              impact doctor
              impact doctor --json -o doctor.json
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let doctor = Doctor(path: ledger.path)
        if json {
            try output.write(doctor.json.canonicalText + "\n")
        } else {
            let lines = doctor.findings.flatMap { finding in
                ["\(finding.verdict.rawValue.padded(to: 8))\(finding.subject): \(finding.found)"]
                    + (finding.remedy.map { ["        -> \($0)"] } ?? [])
            }
            try output.write(lines.map { SafeText.terminal($0) + "\n" }.joined())
        }
        if doctor.isLedgerMissing { throw Failure(.noInput) }
        if doctor.isAnythingWrong { throw Failure(.no) }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
