import CanonicalJSON
import CivilTime
import EventLog
import Foundation
import Ledger
import Projections
import SQLite
import Testing

@Suite("The views file: derived, current, replaceable")
struct ViewsFileTests {
    /// A folder of its own with the demo's ledger in it.
    private func withDemo(_ body: (SQLiteEventLog, String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("views-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try SQLiteEventLog.create(
            path: folder.appendingPathComponent("ledger.sqlite").path, origin: "test.invalid/views",
            clock: { Instant(seconds: 1_762_214_400) })
        defer { log.close() }
        let events = try OpenAIAmazonStory.lines.split(separator: "\n").map { line in
            try #require(try JSONValue(parsing: String(line)).object)
        }
        _ = try Ledger(log: log, store: nil).append(events)
        try body(log, folder.appendingPathComponent("ledger.views.sqlite").path)
    }

    private func digests(_ ledger: Ledger) throws -> [String] {
        try allProjectors.map { $0.shape.digest(of: try ledger.views.rows(of: $0).rows) }
    }

    @Test("stored rows are the rows that a fold in memory gives")
    func storedEqualsFolded() throws {
        try withDemo { log, path in
            let stored = Ledger(log: log, store: try ViewStore(path: path))
            for projector in allProjectors {
                #expect(
                    try stored.views.rows(of: projector).rows
                        == Ledger(log: log, store: nil).views.rows(of: projector).rows)
            }
        }
    }

    @Test("the file may be deleted at any time and comes back the same")
    func deleted() throws {
        try withDemo { log, path in
            let before = try digests(Ledger(log: log, store: try ViewStore(path: path)))
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            #expect(try digests(Ledger(log: log, store: try ViewStore(path: path))) == before)
        }
    }

    @Test("a question after one more event sees it")
    func catchesUp() throws {
        try withDemo { log, path in
            let ledger = Ledger(log: log, store: try ViewStore(path: path))
            let claims = try #require(ViewRunner.projector(named: "claims"))
            let before = try ledger.views.rows(of: claims).rows.count
            _ = try ledger.append([
                [
                    "specversion": "1.0", "id": "00000000-0000-7000-8000-000000000999", "source": "urn:test",
                    "type": "stock.moved", "subject": "stock/XNYS:ORCL", "occurred": "2025-11-03",
                    "data": ["company": "oracle", "direction": "down", "certainty": "reported"],
                ]
            ])
            #expect(try ledger.views.status(try ledger.log.head()).allSatisfy { !$0.isCurrent })
            #expect(try ledger.views.rows(of: claims).rows.count == before + 1)
            #expect(try ledger.views.status(try ledger.log.head()).allSatisfy(\.isCurrent))
        }
    }

    @Test("the SQL views have the contract's names, and show column by column what the rows say")
    func sqlViews() throws {
        try withDemo { log, path in
            let ledger = Ledger(log: log, store: try ViewStore(path: path))
            _ = try ledger.views.rebuild()
            let connection = try Connection(path: path, mode: .readOnly)
            defer { connection.close() }
            // Figures that were worked out by hand.
            let figures = try connection.prepare(
                "SELECT change_amount, change_unit, change_qualifier FROM market_cap WHERE company = 'amazon'")
            #expect(try figures.step())
            #expect((0...2).map { figures.text($0) } == ["140000000000", "USD", "about"])
            let extract = try connection.prepare("SELECT ?1 ->> ?2")
            for projector in ViewStore.stored {
                let shape = projector.shape
                let columns = SQLText.columns(shape)
                let names = columns.map { SQLText.quoted($0.name) }.joined(separator: ", ")
                let statement = try connection.prepare("SELECT \(names) FROM \(SQLText.quoted(shape.sqlName))")
                for row in try ledger.views.rows(of: projector).rows {
                    #expect(try statement.step(), "\(shape.name) \(row.key)")
                    for (index, column) in columns.enumerated() {
                        try extract.bind(1, row.json(shape).canonicalText)
                        try extract.bind(2, column.path)
                        #expect(try extract.step())
                        #expect(statement.isNull(index) == extract.isNull(0), "\(shape.name) \(row.key) \(column.name)")
                        #expect(statement.text(index) == extract.text(0), "\(shape.name) \(row.key) \(column.name)")
                        extract.reset()
                    }
                }
                #expect(try !statement.step())
            }
            for view in ["market_cap", "claims", "dependencies", "commitments", "plans", "rights"] {
                #expect(try (connection.integer("SELECT count(*) FROM \(view)") ?? 0) > 0)
            }
        }
    }

    @Test("a database of another program is left alone")
    func foreign() throws {
        try withDemo { _, path in
            let other = try Connection(path: path, mode: .create)
            try other.execute("CREATE TABLE precious (value TEXT)")
            other.close()
            #expect(throws: NotAViewsFile.self) { try ViewStore(path: path) }
        }
    }

    @Test("every row of every view has events")
    func evidence() throws {
        try withDemo { log, _ in
            for view in try Ledger(log: log, store: nil).views.everything(Selection()).views {
                for row in view.rows { #expect(!row.events.isEmpty, "\(view.shape.name) \(row.key)") }
            }
        }
    }
}
