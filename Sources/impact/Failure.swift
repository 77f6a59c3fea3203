import ArgumentParser
import CivilTime
import EventLog
import Glibc
import Ledger
import MarketEvents
import Projections
import SQLite

/// What the exit codes mean (contract, section 4; sysexits.h).
enum ExitStatus: Int32 {
    case no = 1
    case usage = 64
    case badInput = 65
    case noInput = 66
    case fault = 70
    case cannotCreate = 73
    case inputOutput = 74
    case busy = 75
    case readOnly = 77
}

/// An end of the program with a reason: lines on standard error, and an exit code.
struct Failure: Error {
    let status: ExitStatus
    let lines: [String]

    init(_ status: ExitStatus, _ lines: String...) {
        self.init(status, lines: lines)
    }

    init(_ status: ExitStatus, lines: [String]) {
        self.status = status
        self.lines = lines
    }

    /// Nil for errors that ArgumentParser explains itself.
    init?(explaining error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case LedgerOpenError.missing(let path):
            self.init(.noInput, "there is no ledger at \(path): check the path, or make one there with impact init")
        case LedgerOpenError.folderMissing(let path):
            self.init(
                .noInput,
                "there is no ledger at \(path), nor its folder: check the path, or make one there with impact init")
        case let error as LedgerOpenError:
            let status: ExitStatus =
                switch error {
                case .missing, .folderMissing: .noInput
                case .isDirectory, .notALedger, .foreignDatabase, .newerVersion, .foreignLog, .logMissing: .badInput
                case .exists, .cannotCreate: .cannotCreate
                case .readOnly, .manyNames: .readOnly
                case .unfinishedJournal: .busy
                case .inputOutput, .replaced: .inputOutput
                }
            self.init(status, error.description)
        case let error as RejectedBatch where error.events.count == 1 && error.events[0].index == 0:
            self.init(
                error.isConflict ? .busy : .badInput,
                lines: error.events[0].faults.map { error.isConflict ? $0.reason : $0.description })
        case let error as RejectedBatch: self.init(.badInput, lines: error.lines)
        case let error as InvalidEvent: self.init(.badInput, lines: error.faults.map(\.description))
        case is IdentityConflict, is ExpectationFailed, is BoundaryCrossed, is ClockBehind, is LogBusy:
            self.init(.busy, "\(error)")
        case let error as UnreadableFile:
            let status: ExitStatus =
                switch error.kind {
                case .missing: .noInput
                case .notKept: .cannotCreate
                case .broken: .inputOutput
                }
            self.init(status, error.description)
        case let error as StatedTimeError: self.init(.usage, error.description)
        case let error as TimeZoneError: self.init(.usage, error.description)
        case let error as EventQueryError: self.init(.usage, "--unless: \(error.description)")
        case let error as UnknownCompany: self.init(.badInput, error.description)
        case let error as SQLiteError where error.code == 5 || error.code == 6:
            self.init(.busy, "another process is writing to the ledger; try again")
        case let error as SQLiteError: self.init(.inputOutput, "the database could not be used: \(error.message)")
        case let error as ViewsFileError:
            self.init(error.isRefused ? .cannotCreate : .inputOutput, "the views cannot be written: \(error)")
        case is RestoreNeedsEmptyLedger: self.init(.badInput, "\(error)")
        case is CorruptEvent, is BackupRefused, is NotAViewsFile, is ProofError: self.init(.badInput, "\(error)")
        default: return nil
        }
    }

    /// Each line on standard error, made safe, then the exit.
    func exit() -> Never {
        for line in lines { StandardStreams.message("impact: \(line)") }
        Glibc.exit(status.rawValue)
    }
}
