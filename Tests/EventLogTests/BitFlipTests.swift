import Glibc
import SQLite
import Testing

@testable import EventLog

/// How much longer than in the daily run: `IMPACT_TORTURE=10` tries ten times as many.
private let effort = getenv("IMPACT_TORTURE").flatMap { Int(String(cString: $0)) } ?? 1

@Suite("No flipped bit of a stored event goes unnoticed")
struct BitFlipTests {
    static let columns = [
        "position", "id", "source", "type", "dataschema", "subject", "streamversion", "time", "occurred", "published",
        "recordedtime", "correlationid", "causationid", "data", "extensions", "leaf",
    ]

    /// What the column of an event holds with one bit flipped; nil where it holds nothing.
    private static func flipped(
        _ column: String, of position: Int, in connection: Connection, using random: inout SeededGenerator
    ) throws -> (bind: (Statement) throws -> Void, what: String)? {
        let row = try connection.prepare("SELECT \(column) FROM event WHERE position = ?1")
        defer { row.reset() }
        try row.bind(1, position)
        try #require(try row.step())
        switch row.storageClass(0) {
        case .integer:
            // A position is moved to where no other event is, or it could not be stored.
            let bit = Int.random(in: column == "position" ? 10..<40 : 0..<63, using: &random)
            let value = row.int(0) ^ 1 << bit
            return ({ try $0.bind(2, value) }, "bit \(bit)")
        case .text, .blob:
            var bytes = row.withBytes(0) { Array($0) }
            guard !bytes.isEmpty else { return nil }
            let (place, bit) = (bytes.indices.randomElement(using: &random)!, Int.random(in: 0..<8, using: &random))
            bytes[place] ^= 1 << bit
            let isText = row.storageClass(0) == .text
            return (
                { try isText ? $0.bind(2, text: bytes) : $0.bind(2, blob: bytes) }, "byte \(place), bit \(bit)"
            )
        case .real, .null: return nil
        }
    }

    /// What was flipped. An id or a stream's version that is taken is noticed by SQLite itself; then another bit is tried.
    private static func flip(
        _ column: String, of position: Int, in connection: Connection, using random: inout SeededGenerator
    ) throws -> String? {
        while let flipped = try flipped(column, of: position, in: connection, using: &random) {
            let update = try connection.prepare("UPDATE OR IGNORE event SET \(column) = ?2 WHERE position = ?1")
            try update.bind(1, position)
            try flipped.bind(update)
            try update.run()
            if try connection.integer("SELECT changes()") == 1 { return flipped.what }
        }
        return nil
    }

    @Test("a flipped bit in any column of an event is found, at its position", arguments: columns)
    func everyColumn(column: String) throws {
        var random = SeededGenerator(state: 2025)
        var tried = 0
        for position in [1, 20, 256, 257, 500, 980, 1000] {
            let ledger = TamperedLedger()
            let what = try ledger.change { try Self.flip(column, of: position, in: $0, using: &random) }
            guard let what else { continue }
            tried += 1
            #expect(try ledger.findings().first?.position == position, "\(column) of \(position), \(what)")
        }
        #expect(tried >= 3)
    }

    @Test("three thousand random bits of random columns are found, one after the other", arguments: 1...3)
    func randomColumns(seed: Int) throws {
        let ledger = TamperedLedger()
        try ledger.change { connection in
            var random = SeededGenerator(state: UInt64(seed))
            var scan = EventScan(connection, keepingLeavesOf: [])
            var tried = 0
            while tried < 1000 * effort {
                let position = Int.random(in: 1...TamperedLedger.size, using: &random)
                let column = Self.columns.randomElement(using: &random)!
                try connection.execute("SAVEPOINT flip")
                if let what = try Self.flip(column, of: position, in: connection, using: &random) {
                    // The one row of the event; that the whole is read just so is shown by the other tests.
                    let finding = try scan.read(position...position).finding
                    #expect(finding?.position == position, "\(column) of \(position), \(what), seed \(seed)")
                    tried += 1
                }
                try connection.execute("ROLLBACK TO flip; RELEASE flip")
            }
        }
        #expect(try ledger.messages() == [])
    }

    @Test("a random bit of a page that holds events is found, or changes nothing that is read", arguments: 1...4)
    func randomPages(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed))
        let pages = try GuardTests.pages(of: "event")
        let ledger = TamperedLedger()
        let pristine = TamperedLedger()
        var (tried, found) = (0, 0)
        while tried < 250 * effort {
            let byte = Int.random(in: pages.randomElement(using: &random)!, using: &random)
            let mask: UInt8 = 1 << UInt8.random(in: 0..<8, using: &random)
            ledger.flip(byte: byte, mask)
            if try ledger.findings().isEmpty {
                #expect(try readsTheSame(ledger, pristine), "byte \(byte), mask \(mask), seed \(seed)")
            } else {
                found += 1
            }
            ledger.flip(byte: byte, mask)
            tried += 1
        }
        #expect(found > tried / 2)
        #expect(try ledger.messages() == [])
    }

    /// By another way than a verification: all rows, all columns, compared by SQLite.
    private func readsTheSame(_ ledger: TamperedLedger, _ pristine: TamperedLedger) throws -> Bool {
        let connection = try Connection(path: ledger.path, mode: .readOnly)
        defer { connection.close() }
        let attach = try connection.prepare("ATTACH ?1 AS pristine")
        try attach.bind(1, pristine.path)
        try attach.run()
        return try connection.integer(
            """
            SELECT count(*) FROM (SELECT * FROM main.event EXCEPT SELECT * FROM pristine.event)
            """) == 0
            && connection.integer("SELECT count(*) FROM main.event") == TamperedLedger.size
    }
}
