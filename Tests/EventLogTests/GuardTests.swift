import Glibc
import SQLite
import Testing

@testable import EventLog

@Suite("Verification of what guards a ledger, and of a file that is damaged")
struct GuardTests {
    let ledger = TamperedLedger()

    private func execute(_ sql: String) throws {
        let connection = try ledger.connection()
        defer { connection.close() }
        try connection.execute(sql)
    }

    @Test(
        "a dropped trigger is missed",
        arguments: ["event", "tree", "ledger"].flatMap { table in
            ["insert", "update", "delete"].map { "\(table)_\($0)" }
        })
    func dropped(name: String) throws {
        try execute("DROP TRIGGER \(name)")
        #expect(try ledger.messages() == ["the trigger \(name) is missing"])
    }

    @Test(
        "a changed or foreign object of the schema is a finding",
        arguments: [
            (
                "DROP TRIGGER event_delete; CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN SELECT 1; END",
                ["the trigger event_delete is not as this program makes it"]
            ),
            (
                "CREATE TRIGGER later AFTER INSERT ON event BEGIN SELECT 1; END",
                ["the trigger later is none of this program's"]
            ),
            ("CREATE VIEW v AS SELECT 1", ["the view v is none of this program's"]),
            ("CREATE TABLE t(x)", ["the table t is none of this program's"]),
            ("CREATE INDEX i ON event(type)", ["the index i is none of this program's"]),
            ("ALTER TABLE event ADD COLUMN more TEXT", ["the table event is not as this program makes it"]),
            ("PRAGMA user_version = 0", ["the file's user_version is 0; the formats of ledgers count from 1"]),
            ("ANALYZE", []),
        ])
    func foreign(sql: String, messages: [String]) throws {
        try execute(sql)
        #expect(try ledger.messages() == messages)
    }

    @Test("a ledger of a newer format is refused, not judged")
    func newer() throws {
        try execute("PRAGMA user_version = 7")
        #expect(throws: LedgerOpenError.newerVersion(ledger.path, found: 7, supported: LedgerSchema.version)) {
            try ledger.findings()
        }
    }

    @Test("a table of events that is gone is a finding")
    func noTable() throws {
        try execute("ALTER TABLE event RENAME TO past")
        #expect(try ledger.messages().contains("the end of the log cannot be read: no such table: event"))
    }

    @Test("two events of one id are found in the index, also where the hashes were made for it")
    func sameID() throws {
        var bytes = TamperedLedger.pristine
        let (old, new) = (Array("id-0500".utf8), Array("id-0499".utf8))
        for place in bytes.indices.dropLast(7) where bytes[place..<(place + 7)].elementsEqual(old) {
            bytes.replaceSubrange(place..<(place + 7), with: new)
        }
        ledger.write(bytes)
        try ledger.rehash()
        #expect(try ledger.messages() == ["position 500: id is that of position 499, too"])
    }

    // MARK: - Damage

    /// Where a page of this kind lies in the file.
    static func pages(of table: String, kind: String = "%") throws -> [Range<Int>] {
        let ledger = TamperedLedger()
        let connection = try ledger.connection()
        let rows = try connection.prepare(
            "SELECT pgoffset, pgsize FROM dbstat WHERE name = ?1 AND pagetype LIKE ?2 ORDER BY pageno")
        try rows.bind(1, table)
        try rows.bind(2, kind)
        var pages: [Range<Int>] = []
        while try rows.step() { pages.append(rows.int(0)..<(rows.int(0) + rows.int(1))) }
        return pages
    }

    @Test("a page that cannot be read is a finding, at the first event on it")
    func unreadable() throws {
        let pages = try Self.pages(of: "event", kind: "leaf")
        var bytes = TamperedLedger.pristine
        for place in pages[pages.count / 2] { bytes[place] = 0xFF }
        ledger.write(bytes)
        // Plain SQL stops at the same place.
        let connection = try ledger.connection()
        let rows = try connection.prepare("SELECT position FROM event ORDER BY position")
        var readable = 0
        do { while try rows.step() { readable = rows.int(0) } } catch {}
        connection.close()
        #expect(readable > 300 && readable < 700)
        #expect(
            try ledger.messages().first
                == "position \(readable + 1): cannot be read: database disk image is malformed")
    }

    @Test("a file that was cut off is a finding")
    func cutOff() throws {
        ledger.write(Array(TamperedLedger.pristine.prefix(TamperedLedger.pristine.count / 2)))
        #expect(try !ledger.findings().isEmpty)
    }

    @Test("a first page that is damaged behind its header is a finding")
    func firstPage() throws {
        var bytes = TamperedLedger.pristine
        for place in 100..<4096 { bytes[place] = 0xAA }
        ledger.write(bytes)
        let messages = try ledger.messages()
        #expect(messages.first == "position 1: cannot be read: database disk image is malformed")
        #expect(messages.contains("the schema cannot be read: database disk image is malformed"))
    }

    /// Replaces bytes in the pages of one index only.
    private func replace(_ old: [UInt8], with new: [UInt8], in index: String) throws {
        var bytes = TamperedLedger.pristine
        var count = 0
        for page in try Self.pages(of: index, kind: "leaf") {
            for place in page.dropLast(old.count) where bytes[place..<(place + old.count)].elementsEqual(old) {
                bytes.replaceSubrange(place..<(place + old.count), with: new)
                count += 1
            }
        }
        try #require(count == 1)
        ledger.write(bytes)
    }

    @Test("what is wrong with an index is said")
    func indexMessages() throws {
        let ids = "sqlite_autoindex_event_1"
        try replace(Array("id-0500".utf8), with: Array("id-050/".utf8), in: ids)
        #expect(try ledger.messages() == ["the index of ids holds others than the events have"])
        try replace(Array("id-0500".utf8), with: Array("zd-0500".utf8), in: ids)
        #expect(try ledger.messages() == ["position 501: id is out of order in its index"])
        // Position 1000 is version 143 of its stream.
        let last = Array("company/6".utf8) + [0x00, 0x8F, 0x03]
        try replace(last + [0xE8], with: last + [0xE7], in: "sqlite_autoindex_event_2")
        #expect(try ledger.messages() == ["the index of streams holds others than the events have"])
        for (index, what) in [(ids, "ids"), ("sqlite_autoindex_event_2", "streams")] {
            var bytes = TamperedLedger.pristine
            for place in try Self.pages(of: index, kind: "leaf")[1] { bytes[place] = 0 }
            ledger.write(bytes)
            #expect(
                try ledger.messages() == ["the index of \(what) cannot be read: database disk image is malformed"])
        }
    }

    @Test(
        "an index that holds other entries than the table is a finding",
        arguments: [
            ("sqlite_autoindex_event_1", "id", "id"),
            ("sqlite_autoindex_event_2", "subject || streamversion", "subject, streamversion"),
        ])
    func otherIndex(name: String, key: String, order: String) throws {
        func entries() throws -> String? {
            let connection = try ledger.connection()
            defer { connection.close() }
            let row = try connection.prepare(
                """
                SELECT group_concat(typeof(\(key)) || \(key) || ' ' || position)
                FROM (SELECT * FROM event INDEXED BY \(name) ORDER BY \(order))
                """)
            return try row.step() ? row.text(0) : nil
        }
        let pristine = try entries()
        let pages = try Self.pages(of: name, kind: "leaf")
        var random = SeededGenerator(state: 1)
        var found = 0
        for _ in 0..<40 {
            let page = pages.randomElement(using: &random)!
            let (byte, bit) = (Int.random(in: page, using: &random), UInt8.random(in: 0..<8, using: &random))
            ledger.write(TamperedLedger.pristine)
            ledger.flip(byte: byte, 1 << bit)
            let isFound = try !ledger.findings().isEmpty
            // Not every byte of a page is in use.
            #expect(isFound || (try? entries()) == pristine, "byte \(byte), bit \(bit)")
            if isFound { found += 1 }
        }
        #expect(found > 20)
    }
}
