import ArgumentParser
import EventLog

struct CheckpointCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "The log's name, size and root, to be kept elsewhere; signed with --key.",
        discussion: """
            What is published cannot be rewritten unnoticed: impact verify holds the log against it.

              impact checkpoint
              impact checkpoint --key ledger.key -o checkpoint.txt
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The key's file, as keygen made it; without it the body alone.", valueName: "file"))
    var key: String?

    func run() throws {
        let key = try key.map { try KeyFile.read($0) }
        let log = try SQLiteEventLog.open(path: ledger.path, access: .readOnly)
        let head = try log.head()
        guard Checkpoint.isOrigin(log.origin) else {
            throw Failure(.badInput, "the log's origin is not one line of text, so no checkpoint can name it")
        }
        let body = Checkpoint(origin: log.origin, size: head.position, root: head.root).text
        guard let key else { return try output.write(body) }
        if !key.verifier.name.utf8.elementsEqual(log.origin.utf8) {
            output.note("note: the key is \(key.verifier.name), the log \(log.origin); witnesses expect one name")
        }
        try output.write(try key.sign(body).noteText)
    }
}
