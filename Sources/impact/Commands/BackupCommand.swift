import ArgumentParser
import EventLog

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "A verified copy of the ledger, made while others may write to it.",
        discussion: """
              impact backup ledger-2025-11-03.sqlite
              impact backup copy.sqlite && impact verify --ledger copy.sqlite
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The file to make; an existing one is refused.")
    var file: String

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        let log = try SQLiteEventLog.open(path: ledger.path, access: .readOnly)
        defer { log.close() }
        let head: LogHead
        do {
            head = try log.backup(to: file).head
        } catch LedgerOpenError.folderMissing(let path) {
            throw Failure(.cannotCreate, LedgerOpenError.folderMissing(path).description)
        } catch LedgerOpenError.isDirectory(let path) {
            throw Failure(.cannotCreate, LedgerOpenError.isDirectory(path).description)
        }
        if !quiet {
            StandardStreams.message("made \(file) with \(head.position) events, root \(hexadecimal(head.root))")
        }
    }
}
