import ArgumentParser
import EventLog
import Glibc

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make an Ed25519 key that signs checkpoints; print the key that checks them.",
        discussion: """
            The name is the log's own where there is one log a key: that is what witnesses expect.

              impact keygen ledger.example.org/2025 -o ledger.key > ledger.pub
              impact keygen auditor.example.org -o auditor.key
            """)

    @Argument(help: "The key's name: no spaces, no '+'.")
    var name: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The file to make, readable by its owner only.", valueName: "file"))
    var output: String

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        guard output != "-" else { throw Failure(.usage, "a private key is not printed; name a file with -o") }
        let key: NoteSignerKey
        do throws(NoteError) { key = try NoteSignerKey(name: name) } catch {
            throw Failure(.usage, error.description)
        }
        try KeyFile.create(key, at: output)
        let standardOutput = OutputSink(descriptor: STDOUT_FILENO)
        do throws(OutputSink.Failed) {
            try standardOutput.append(key.verifier.text + "\n")
            try standardOutput.flush()
        } catch {
            throw Failure(.inputOutput, "standard output could not be written: \(StandardStreams.lastError())")
        }
        if !quiet {
            StandardStreams.message(
                "made \(output): keep it secret, and give others the verifier key on standard output")
        }
    }
}
