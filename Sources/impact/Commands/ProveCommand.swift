import ArgumentParser
import CanonicalJSON
import EventLog

struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "A proof that an event is in the log, or that the log of today continues an earlier one, as JSON.",
        discussion: """
            Docs/trust.md says how others check it.

              impact prove 12
              impact prove 019a4a10-0000-7000-8000-00000000000c --size 20
              impact prove --from 10 --to 25
            """)

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The event's id or position.")
    var event: String?

    @Option(help: ArgumentHelp("The size of the log to prove it in (else that of today).", valueName: "n"))
    var size: Int?

    @Option(help: ArgumentHelp("The earlier size.", valueName: "n"))
    var from: Int?

    @Option(help: ArgumentHelp("The later size (else that of today).", valueName: "m"))
    var to: Int?

    func run() throws {
        let log = try SQLiteEventLog.open(path: ledger.path, access: .readOnly)
        let proof: JSONObject
        switch (event, from) {
        case (let event?, nil) where to == nil: proof = try inclusion(of: event, log)
        case (nil, let from?) where size == nil: proof = try consistency(from: from, log)
        default:
            throw Failure(.usage, "say what to prove: an event's id or position [--size N], or --from N [--to M]")
        }
        try output.write(proof.canonicalText + "\n")
    }

    private func inclusion(of name: String, _ log: SQLiteEventLog) throws -> JSONObject {
        try log.snapshot {
            let found = try log.event(named: name)
            let made = try log.inclusionProof(position: found.position, size: try size ?? log.head().position)
            return [
                "origin": .string(log.origin), "id": .string(found.envelope.id),
                "leafIndex": .integer(made.proof.leafIndex), "treeSize": .integer(made.proof.treeSize),
                "leafHash": hexadecimal(made.leafHash), "root": hexadecimal(made.root),
                "hashes": .array(made.proof.hashes.map(hexadecimal)),
            ]
        }
    }

    private func consistency(from firstSize: Int, _ log: SQLiteEventLog) throws -> JSONObject {
        try log.snapshot {
            let made = try log.consistencyProof(from: firstSize, to: try to ?? log.head().position)
            return [
                "origin": .string(log.origin),
                "firstSize": .integer(made.proof.firstSize), "secondSize": .integer(made.proof.secondSize),
                "firstRoot": hexadecimal(made.firstRoot), "secondRoot": hexadecimal(made.secondRoot),
                "hashes": .array(made.proof.hashes.map(hexadecimal)),
            ]
        }
    }

    private func hexadecimal(_ hash: [UInt8]) -> JSONValue { .string(Hexadecimal.text(hash)) }
}
