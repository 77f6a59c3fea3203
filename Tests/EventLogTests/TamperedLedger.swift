import CanonicalJSON
import CivilTime
import Glibc
import SQLite

@testable import EventLog

/// A sound ledger of 1,000 events and copies of it that a test changes behind the program's back.
final class TamperedLedger {
    static let size = 1000
    static let origin = "test.invalid/tampered"

    /// The bytes of the file: every column is used somewhere, in seven streams, a hundred events a second.
    static let pristine: [UInt8] = {
        let folder = TemporaryFolder()
        let clock = ManualClock()
        let path = folder.path + "/ledger"
        let log = try! SQLiteEventLog.create(path: path, origin: origin, clock: { clock.now })
        for batch in 0..<size / 100 {
            clock.now = clock.now.adding(seconds: 1)
            _ = try! log.append((1...100).map { event(batch * 100 + $0) }, on: AppendCondition())
        }
        log.close()
        return bytes(of: path)
    }()

    private static func event(_ number: Int) -> Envelope {
        let digits = String(number + 10_000).dropFirst()
        var event = envelope(
            "id-\(digits)", stream: "company/\(number % 7)",
            type: number.isMultiple(of: 3) ? "noted" : "counted \u{E9}",
            data: ["amount": .string(String(number)), "list": [.integer(number), .null], "text": "line\n\u{1F600}"],
            occurred: number.isMultiple(of: 2) ? "2025-10" : nil)
        // Too long for one page: it goes on in pages of its own.
        if number == 777 { event.data["text"] = .string(String(repeating: "long \u{E9} ", count: 2000)) }
        if number.isMultiple(of: 5) { event.published = "2025-11" }
        if number.isMultiple(of: 4) { event.correlationid = "story-\(digits)" }
        if number.isMultiple(of: 4) { event.causationid = "command" }
        if number.isMultiple(of: 10) {
            event.extensions = ["aaa": "first", "traceparent": .integer(number), "zz": "last"]
        }
        return event
    }

    private let folder = TemporaryFolder()
    let path: String

    init(_ bytes: [UInt8] = pristine) {
        path = folder.path + "/ledger"
        write(bytes)
    }

    static func bytes(of path: String) -> [UInt8] {
        let file = fopen(path, "r")!
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        precondition(fread(&bytes, 1, bytes.count, file) == bytes.count)
        return bytes
    }

    func write(_ bytes: [UInt8]) {
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        TamperedLedger.write(bytes, over: path)
    }

    private static func write(_ bytes: [UInt8], over path: String) {
        let file = fopen(path, "w")!
        precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        fclose(file)
    }

    /// As `cp` does it: what is there stays the same file.
    static func copy(_ source: String, over target: String) { write(bytes(of: source), over: target) }

    /// Flips bits of one byte of the file, where nobody has it open.
    func flip(byte: Int, _ mask: UInt8) {
        let file = open(path, O_RDWR)
        var value: UInt8 = 0
        pread(file, &value, 1, byte)
        value ^= mask
        pwrite(file, &value, 1, byte)
        close(file)
    }

    func connection() throws -> Connection {
        let connection = try Connection(path: path, mode: .readWrite)
        try connection.execute("PRAGMA synchronous = OFF")
        return connection
    }

    /// Changes the ledger with its guards taken away, and puts them back: only the change is left to find.
    func change<R>(_ body: (Connection) throws -> R) throws -> R {
        let connection = try connection()
        defer { connection.close() }
        let rows = try connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        var triggers: [(name: String, sql: String)] = []
        while try rows.step() { triggers.append((rows.text(0), rows.text(1))) }
        rows.reset()
        for trigger in triggers { try connection.execute("DROP TRIGGER \(trigger.name)") }
        let result = try body(connection)
        for trigger in triggers { try connection.execute(trigger.sql) }
        try connection.checkpoint()
        return result
    }

    func change(_ sql: String) throws { try change { try $0.execute(sql) } }

    /// Makes all leaves, and if wanted all nodes of the tree, those of the events as they are now.
    func rehash(tree: Bool = true) throws {
        try change { connection in
            let update = try connection.prepare("UPDATE event SET leaf = ?2 WHERE position = ?1")
            var leaves: [MerkleTree.Hash] = []
            for event in try EventRow.read(ReadQuery(limit: .max), from: connection) {
                let leaf = MerkleTree.leaf(event.json.canonicalBytes)
                leaves.append(leaf)
                guard leaf != event.leaf else { continue }
                try update.bind(1, event.position)
                try update.bind(2, blob: leaf)
                try update.run()
            }
            guard tree else { return }
            let node = try connection.prepare("UPDATE tree SET hash = ?2 WHERE level = 8 AND idx = ?1")
            for index in 0..<leaves.count / 256 {
                try node.bind(1, index)
                try node.bind(2, blob: oracleRoot(leaves[(index * 256)..<(index + 1) * 256]))
                try node.run()
            }
        }
    }

    func findings(_ checkpoint: Checkpoint? = nil) throws -> [Finding] {
        try LogVerification.run(path: path, checkpoint: checkpoint).findings
    }

    /// What a test expects to read: `position 500: id is …`.
    func messages(_ checkpoint: Checkpoint? = nil) throws -> [String] {
        try findings(checkpoint).map(\.description)
    }

    func checkpoint() throws -> Checkpoint {
        let log = try SQLiteEventLog.open(path: path, access: .readOnly)
        let head = try log.head()
        return Checkpoint(origin: log.origin, size: head.position, root: head.root)
    }
}
