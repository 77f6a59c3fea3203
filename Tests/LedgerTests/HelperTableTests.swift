import CanonicalJSON
import CivilTime
import EventLog
import Foundation
import Ledger
import SQLite
import Testing

@testable import Projections

@Suite("What later events are folded by is audited with the views")
struct HelperTableTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("helpers-\(UUID().uuidString)").path
        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private let folder: Folder
    private let log: SQLiteEventLog
    private let ledger: Ledger

    /// Its views were folded whole once, and then followed.
    init() throws {
        folder = try Folder()
        log = try SQLiteEventLog.create(
            path: folder.path + "/ledger.sqlite", origin: "test.invalid/helpers",
            clock: { Instant(seconds: 1_762_214_400) })
        ledger = Ledger(log: log, store: try ViewStore(path: folder.path + "/ledger.views.sqlite"))
        let events = try OpenAIAmazonStory.lines.split(separator: "\n").map { line in
            try #require(try JSONValue(parsing: String(line)).object)
        }
        _ = try ledger.append(Array(events.prefix(20)))
        try ledger.views.refresh()
        for event in events.dropFirst(20) {
            _ = try ledger.append([event])
            try ledger.views.refresh()
        }
        _ = try ledger.append([Self.link, Self.unknown, Self.identified])
        try ledger.views.refresh()
        _ = try ledger.views.positions(touching: "openai")
    }

    private static func event(_ number: Int, _ type: String, _ subject: String, _ data: JSONObject) -> JSONObject {
        [
            "specversion": "1.0", "id": .string("00000000-0000-7000-8000-00000000090\(number)"), "source": "urn:test",
            "type": .string(type), "subject": .string(subject), "occurred": "2025-11-03", "data": .object(data),
        ]
    }
    private static let link = event(
        1, "deal.announced", "deal/d1",
        ["deal": "d1", "buyer": "openai", "supplier": "amazon", "kind": "cloud", "certainty": "reported"])
    private static let unknown = event(
        2, "deal.linked", "deal/d1",
        ["deal": "d1", "other": "openai-amazon-2025", "relation": "same-as", "certainty": "reported"])
    private static let identified = event(
        3, "risk.flagged", "risk/r", ["risk": "r", "companies": ["openai"], "certainty": "reported"])

    @Test("views that were followed and are sound have none that is wrong")
    func sound() throws {
        #expect(try ledger.views.audit(at: ledger.log.head()).tables == [])
        #expect(try ledger.auditViews().findings == [])
    }

    @Test(
        "one that was emptied is named, and so is one with more than the log gives",
        arguments: [
            ("DELETE FROM deal_of_group", "deal_of_group"), ("DELETE FROM link", "link"),
            ("DELETE FROM listing", "listing"),
            ("UPDATE deal_of_group SET folded = zeroblob(9)", "deal_of_group"),
            ("INSERT INTO identification VALUES ('amazon', 'oracle', 'x')", "identification"),
            ("INSERT INTO session VALUES ('XNAS', 20400, 1)", "session"),
            ("INSERT INTO unknown VALUES ('x.y', 3)", "unknown"),
            ("INSERT INTO incomplete VALUES ('rights', 'x', 2)", "incomplete"),
            ("INSERT INTO parked VALUES ('rights', 1, 'x', 'y', 'z')", "parked"),
            ("DELETE FROM without_basis", "without_basis"), ("DELETE FROM row_count", "row_count"),
            ("DELETE FROM mention", "mention"), ("DELETE FROM day", "day"),
            ("UPDATE mention SET positions = x'01'", "mention"),
        ])
    func changed(sql: String, table: String) throws {
        let store = try #require(ledger.views.store)
        try store.connection.execute(sql)
        #expect(try ledger.views.audit(at: ledger.log.head()).tables == [table])
        #expect(try ledger.auditViews().findings.map(\.part) == [.view])
        try ledger.views.rebuild()
        #expect(try ledger.auditViews().findings == [])
    }
}
