import ArgumentParser
import EventLog
import Glibc

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "What is wrong with this set-up, and what to do.",
        discussion: """
            Exits with 1 where something is wrong; a warning is not.

              impact doctor
              impact doctor --json -o doctor.json

            Where the write-ahead log beside the ledger is taken for that of another file, and you know better:

              impact doctor --adopt-wal
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "As JSON.")
    var json = false

    @Flag(help: "Take the ledger's file and the -wal beside it for one ledger from now on, sound or not.")
    var adoptWal = false

    func run() throws {
        if adoptWal { try adopt() }
        let doctor = Doctor(path: ledger.path)
        if json {
            try output.write(doctor.json.canonicalText + "\n")
        } else {
            let lines = doctor.findings.flatMap { finding in
                ["\(finding.verdict.rawValue.padded(to: 8))\(finding.subject): \(finding.found)"]
                    + (finding.remedy.map { ["        -> \($0)"] } ?? [])
            }
            try output.print(lines)
        }
        if doctor.isLedgerMissing { throw Failure(.noInput) }
        if doctor.isAnythingWrong { throw Failure(.no) }
    }

    private func adopt() throws {
        let isNew = try SQLiteEventLog.adoptWriteAheadLog(path: ledger.path)
        let known = "the write-ahead log was known to be this ledger's: nothing was changed"
        output.note(isNew ? "the write-ahead log, as it is, is this ledger's from now on: see impact verify" : known)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
