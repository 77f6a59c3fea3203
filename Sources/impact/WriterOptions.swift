import ArgumentParser
import EventLog

/// Who writes, and the key that the writer signs with: one rule for all that is written.
struct WriterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who writes (else $IMPACT_WRITER, else the login name).", valueName: "name"))
    var writer: String?

    @Option(
        help: ArgumentHelp(
            "Sign what is written with this key, as keygen made it: impact verify --writers checks it.",
            valueName: "file"))
    var sign: String?

    var source: String { WriterName.source(of: writer ?? Environment["IMPACT_WRITER"] ?? Environment.login) }

    /// Nil where nothing is to be signed.
    func signer() throws -> WriterSigner? {
        try sign.map { WriterSigner(source: source, key: try KeyFile.read($0)) }
    }
}
