import CanonicalJSON
import CivilTime
import EventLog
import Foundation
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import SQLite
import Synchronization
import Testing

@Suite("What waits to be folded, in a file where it is much")
struct SpillTests {
    private func withLog(
        _ length: Int, _ seed: UInt64 = 1, _ character: GeneratedLedger.Character = .contradictory,
        _ body: (SQLiteEventLog, String) throws -> Void
    ) throws {
        try withFolder { folder in
            let log = try SQLiteEventLog.create(path: folder + "/l.sqlite", origin: "test.invalid/spill")
            defer { log.close() }
            try GeneratedLedger.fill(log, length: length, seed: seed, character: character)
            try body(log, folder)
        }
    }

    private func views(_ log: SQLiteEventLog, _ path: String, _ spilling: Spilling) throws -> ViewRunner {
        let views = Ledger(log: log, store: try ViewStore(path: path)).views
        views.spilling = spilling
        return views
    }

    /// Everything in a views file, table by table.
    private func tables(_ path: String) throws -> [String: [String]] {
        let connection = try Connection(path: path, mode: .readOnly)
        defer { connection.close() }
        func texts(_ sql: String) throws -> [String] {
            let statement = try connection.prepare(sql)
            defer { statement.reset() }
            var texts: [String] = []
            while try statement.step() { texts.append(statement.text(0)) }
            return texts
        }
        var tables: [String: [String]] = [:]
        for table in try texts("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") {
            let columns = try texts("SELECT name FROM pragma_table_info('\(table)')").map(SQLText.quoted)
            let row = columns.map { "quote(\($0))" }.joined(separator: " || '|' || ")
            tables[table] = try texts("SELECT \(row) FROM \(SQLText.quoted(table)) ORDER BY 1")
        }
        return tables
    }

    private func expectSameTables(_ log: SQLiteEventLog, _ folder: String, bound: Int) throws {
        let opened = Mutex(0)
        let spilling = Spilling(bound: bound) { path in
            opened.withLock { $0 += 1 }
            return Spilling.openUnnamed(path)
        }
        try views(log, folder + "/memory.views.sqlite", Spilling(bound: .max)).rebuild()
        let spilled = try views(log, folder + "/file.views.sqlite", spilling)
        try spilled.rebuild()
        #expect(opened.withLock { $0 } == 1)
        let (expected, found) = (
            try tables(folder + "/memory.views.sqlite"), try tables(folder + "/file.views.sqlite")
        )
        #expect(expected.values.map(\.count).reduce(0, +) > 100)
        for (table, rows) in expected {
            #expect(found[table] == rows, "table \(table) with a bound of \(bound)")
        }
    }

    @Test("the views are the same, corrections, moves and links included", arguments: (0..<8).map { UInt64($0) })
    func sameViews(_ seed: UInt64) throws {
        try withLog(400, seed) { log, folder in
            try expectSameTables(log, folder, bound: [0, 5_000, 40_000][Int(seed) % 3])
        }
    }

    @Test("the views are the same where threads of their own scan and fold", arguments: [0, 100_000])
    func sameViewsOnThreads(_ bound: Int) throws {
        try withLog(12_000, 3, .steady) { log, folder in try expectSameTables(log, folder, bound: bound) }
    }

    @Test("folds under cuts and filters give the same rows", arguments: (20..<24).map { UInt64($0) })
    func sameCuts(_ seed: UInt64) throws {
        try withLog(300, seed) { log, folder in
            let spilled = try views(log, folder + "/l.views.sqlite", Spilling(bound: 2_000))
            let plain = Ledger(log: log, store: nil).views
            let day = try Cut.moment("2020-01-\(seed)")
            for selection in [
                Selection(cut: Cut(asOf: day)), Selection(cut: Cut(asPublic: day)), Selection(rollUp: true),
                Selection(certainty: [.confirmed, .disputed]), Selection(reviewedOnly: true),
            ] {
                for projector in ViewStore.stored {
                    let (found, expected) = (
                        try spilled.rows(of: projector, selection).rows, try plain.rows(of: projector, selection).rows
                    )
                    #expect(found == expected, "\(projector.shape.name), \(selection)")
                }
            }
        }
    }

    @Test("single projections are folded the same in their place")
    func singleProjections() throws {
        try withLog(400, 9) { log, folder in
            let views = try views(log, folder + "/l.views.sqlite", .standard)
            try views.rebuild()
            let before = try tables(folder + "/l.views.sqlite")
            views.spilling = Spilling(bound: 1_000)
            try views.rebuild(ViewStore.stored)
            #expect(try tables(folder + "/l.views.sqlite") == before)
        }
    }

    @Test("a small ledger has no such file, and nothing is left of a large one's")
    func files() throws {
        try withLog(300) { log, folder in
            let views = try views(
                log, folder + "/l.views.sqlite",
                Spilling(bound: Spilling.standard.bound) { _ in
                    Issue.record("a file is made")
                    return -1
                })
            try views.rebuild()
            views.spilling = Spilling(bound: 0)
            try views.rebuild()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!names.contains { $0.hasSuffix("-spill") }, "\(names)")
            #expect(names.count { $0.hasPrefix("l.views-") && $0.hasSuffix(".sqlite") } <= 2)
        }
    }

    @Test("the file has no name while it is used, is its owner's, and takes the place of what a process left that died")
    func unnamed() throws {
        try withFolder { folder in
            let path = folder + "/file-spill"
            try Data("left".utf8).write(to: URL(fileURLWithPath: path))
            let descriptor = Spilling.openUnnamed(path)
            defer { close(descriptor) }
            var status = stat()
            try #require(fstat(descriptor, &status) == 0)
            #expect(status.st_nlink == 0)
            #expect(status.st_size == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test(
        "a disk that is full ends the replay with its reason, and the views stay as they were",
        arguments: [300, 12_000])
    func fullDisk(_ length: Int) throws {
        try withLog(length) { log, folder in
            let views = try views(log, folder + "/l.views.sqlite", .standard)
            try views.rebuild()
            let before = try tables(folder + "/l.views.sqlite")
            let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
            views.spilling = Spilling(bound: 0) { _ in open("/dev/full", O_RDWR | O_CLOEXEC) }
            let error = #expect(throws: ViewsFileError.self) { try views.rebuild() }
            #expect(error?.isRefused == false)
            #expect(error?.description.contains("No space left on device") == true)
            #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder)) == names)
            #expect(try tables(folder + "/l.views.sqlite") == before)
            #expect(throws: ViewsFileError.self) { try views.rebuild([CommitmentsProjector.self]) }
            #expect(try tables(folder + "/l.views.sqlite") == before)
        }
    }

    @Test("a folder that takes no file is said to refuse it")
    func refused() throws {
        try withLog(300) { log, folder in
            let views = try views(
                log, folder + "/l.views.sqlite",
                Spilling(bound: 0) { path in Spilling.openUnnamed(folder + "/none/" + path.suffix(5)) })
            let error = #expect(throws: ViewsFileError.self) { try views.rebuild() }
            #expect(error?.isRefused == true)
        }
    }
}
