import CanonicalJSON
import CivilTime
import EventLog
import Foundation
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import SQLite
import Testing

@Suite("Rebuilding: beside the old views, swapped in at once")
struct RebuildTests {
    /// A ledger with events and views.
    private func withViews(_ length: Int, _ body: (SQLiteEventLog, Ledger, ViewStore, String) throws -> Void) throws {
        try withFolder { folder in
            let log = try SQLiteEventLog.create(path: folder + "/l.sqlite", origin: "test.invalid/rebuild")
            defer { log.close() }
            try GeneratedLedger.fill(log, length: length, seed: 5, character: .contradictory)
            let path = folder + "/l.views.sqlite"
            let store = try ViewStore(path: path)
            let ledger = Ledger(log: log, store: store)
            try ledger.views.refresh()
            try body(log, ledger, store, path)
        }
    }

    private func generations(_ path: String) throws -> [String] {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            $0.hasPrefix("l.views-") && $0.hasSuffix(".sqlite")
        }
    }

    @Test("a reader in another process sees whole views through fifty rebuilds, and never an error")
    func readers() throws {
        try withViews(300) { _, ledger, _, path in
            let rows = try ledger.views.rows(of: CommitmentsProjector.self).rows.count
            // A reader of its own: opens the file by its name, asks twice in one transaction, closes, again and again.
            let script = """
                import sqlite3, sys
                path, stop = sys.argv[1], sys.argv[2]
                import os
                rounds = 0
                while not os.path.exists(stop):
                    db = sqlite3.connect(path, isolation_level=None)
                    db.execute('BEGIN')
                    a = db.execute('SELECT count(*) FROM commitments').fetchone()[0]
                    b = db.execute('SELECT count(DISTINCT position) FROM checkpoint').fetchone()[0]
                    c = db.execute('SELECT count(*) FROM commitments').fetchone()[0]
                    db.execute('COMMIT'); db.close()
                    assert (a, b, c) == (\(rows), 1, \(rows)), (a, b, c)
                    rounds += 1
                print(rounds)
                """
            let stop = path + ".stop"
            let reader = Process()
            reader.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            reader.arguments = ["python3", "-c", script, path, stop]
            let output = Pipe()
            reader.standardOutput = output
            try reader.run()
            for _ in 0..<50 { _ = try ledger.views.rebuild() }
            let isStopped = FileManager.default.createFile(atPath: stop, contents: nil)
            #expect(isStopped)
            reader.waitUntilExit()
            #expect(reader.terminationStatus == 0)
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            #expect((Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 0)
        }
    }

    @Test("views that are followed while writers commit late never pass an event")
    func lateWriters() throws {
        try withFolder { folder in
            let path = folder + "/l.sqlite"
            let log = try SQLiteEventLog.create(path: path, origin: "test.invalid/late")
            defer { log.close() }
            let perWriter = 40
            let writers = (0..<4).map { writer in
                Thread {
                    guard let own = try? SQLiteEventLog.open(path: path, secondsToWait: 60) else { return }
                    for number in 0..<perWriter {
                        // The event has its position long before it is committed; the others wait, and the views look.
                        try? own.exclusively {
                            _ = try own.append([lateClaim(writer * perWriter + number + 1)], expecting: [:])
                            usleep(UInt32.random(in: 0...4_000))
                        }
                    }
                    own.close()
                }
            }
            for thread in writers { thread.start() }
            let ledger = Ledger(log: log, store: try ViewStore(path: folder + "/l.views.sqlite"))
            var seen = 0
            let deadline = Date().addingTimeInterval(120)
            while seen < 4 * perWriter, Date() < deadline {
                let result = try ledger.views.rows(of: ClaimsProjector.self)
                #expect(result.rows.count == result.head.position, "a row for every event up to the head, and no other")
                #expect(result.head.position >= seen)
                seen = result.head.position
            }
            #expect(seen == 4 * perWriter)
            #expect(try ledger.views.check(comparing: true, progress: { _ in }).1.allSatisfy(\.holds))
        }
    }

    @Test("a store that was opened before follows to the views that another one made")
    func follows() throws {
        try withViews(200) { log, ledger, _, path in
            let other = Ledger(log: log, store: try ViewStore(path: path))
            let before = try ledger.views.rows(of: RightsProjector.self).rows
            _ = try other.views.rebuild()
            #expect(try ledger.views.rows(of: RightsProjector.self).rows == before)
        }
    }

    @Test("a draft that a process left when it died is not taken for the views, and is cleared away")
    func leftovers() throws {
        try withViews(100) { log, _, _, path in
            let orphan = path.replacingOccurrences(of: "l.views.sqlite", with: "l.views-0123456789abcdef.sqlite")
            for file in [orphan, orphan + "-spill"] {
                let isMade = FileManager.default.createFile(atPath: file, contents: Data("half a draft".utf8))
                #expect(isMade)
            }
            let old = Date(timeIntervalSinceNow: -3600)
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: orphan)
            let store = try ViewStore(path: path)
            #expect(!FileManager.default.fileExists(atPath: orphan))
            #expect(!FileManager.default.fileExists(atPath: orphan + "-spill"))
            let failing = try Ledger(log: log, store: store).views.check().1.filter { !$0.holds }
            #expect(failing.isEmpty)
        }
    }

    @Test("several rebuilds at once each leave whole views")
    func severalAtOnce() throws {
        try withViews(200) { _, ledger, _, path in
            let ledgerPath = path.replacingOccurrences(of: "l.views.sqlite", with: "l.sqlite")
            DispatchQueue.concurrentPerform(iterations: 3) { _ in rebuildFiveTimes(ledgerPath, path) }
            let failing = try ledger.views.check().1.filter { !$0.holds }
            #expect(failing.isEmpty)
        }
    }

    private func rebuildFiveTimes(_ ledgerPath: String, _ path: String) {
        do {
            for _ in 0..<5 {
                let log = try SQLiteEventLog.open(path: ledgerPath, access: .readOnly)
                defer { log.close() }
                _ = try Ledger(log: log, store: try ViewStore(path: path)).views.rebuild()
            }
        } catch { Issue.record(error) }
    }

    @Test("a draft whose maker is at work is left alone")
    func draftsInWork() throws {
        try withViews(50) { _, _, _, path in
            let draft = try ViewsFile(path: path).makeDraft()
            let old = Date(timeIntervalSinceNow: -3600)
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: draft.path)
            _ = try ViewStore(path: path)
            #expect(FileManager.default.fileExists(atPath: draft.path))
        }
    }

    @Test("the views are readable and writable by their owner only")
    func mode() throws {
        try withViews(20) { _, ledger, _, path in
            _ = try ledger.views.rebuild()
            for name in try generations(path) {
                let file = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(name)")
            }
        }
    }

    @Test("a check finds a row that was changed, one that is missing and one too many, and names them")
    func check() throws {
        try withViews(200) { _, ledger, _, path in
            #expect(try ledger.views.check().1.filter { !$0.holds }.isEmpty)
            let connection = try Connection(path: path, mode: .readWrite)
            try connection.execute(
                "UPDATE rights_row SET holder = 'nobody' WHERE place = (SELECT min(place) FROM rights_row)")
            try connection.execute("DELETE FROM claims_row WHERE place = (SELECT max(place) FROM claims_row)")
            connection.close()
            let checks = try ledger.views.check().1
            #expect(Set(checks.filter { !$0.holds }.map(\.projection)) == ["rights", "claims"])
            let rights = try #require(checks.first { $0.projection == "rights" })
            #expect(rights.differences.count == 1)
            #expect(rights.differences[0].stored?.contains("nobody") == true)
            #expect(rights.differences[0].folded?.contains("nobody") == false)
            let claims = try #require(checks.first { $0.projection == "claims" })
            #expect(claims.differences.map { $0.stored == nil } == [true])
        }
    }

    @Test("rows of another version of the rules are folded anew when they are asked for, and status says so before")
    func version() throws {
        try withViews(200) { log, ledger, _, path in
            let connection = try Connection(path: path, mode: .readWrite)
            try connection.execute("UPDATE checkpoint SET version = 0 WHERE projection = 'rights'")
            try connection.execute("DELETE FROM rights_row")
            connection.close()
            let head = try log.head()
            let before = try ledger.views.status(head)
            #expect(before.filter(\.willRebuild).map(\.name) == ["rights"])
            #expect(try !ledger.views.rows(of: RightsProjector.self).rows.isEmpty)
            #expect(try ledger.views.status(head).allSatisfy { $0.isCurrent && !$0.willRebuild })
            #expect(try ledger.views.check().1.filter { !$0.holds }.isEmpty)
        }
    }

    @Test("a projection that cannot be written does not hold up the others")
    func independence() throws {
        try withViews(200) { log, ledger, _, path in
            let connection = try Connection(path: path, mode: .readWrite)
            try connection.execute(
                "CREATE TRIGGER broken BEFORE INSERT ON rights_row BEGIN SELECT RAISE(ABORT, 'broken'); END")
            let right = Envelope(
                id: "00000000-0000-7000-8000-0000000000ff", source: "urn:test", type: "right.granted",
                dataschema: "urn:impact:schema:right.granted:1", subject: "right/new", time: "2025-11-03T05:00:00Z",
                occurred: "2025-11-03",
                data: [
                    "right": "new", "holder": "nornor-0", "grantor": "alnor-1", "kind": "warrant",
                    "certainty": "confirmed",
                ])
            _ = try log.append([right], expecting: [:])
            #expect(try !ledger.views.rows(of: CommitmentsProjector.self).rows.isEmpty)
            #expect(throws: ProjectionFailed.self) { try ledger.views.rows(of: RightsProjector.self) }
            let status = try ledger.views.status(log.head())
            #expect(status.filter { !$0.isCurrent }.map(\.name) == ["rights"])
            #expect(status.first { $0.name == "rights" }?.failure?.contains("broken") == true)
            try connection.execute("DROP TRIGGER broken")
            connection.close()
            #expect(try ledger.views.rows(of: RightsProjector.self).rows.contains { $0.key == "new" })
            #expect(try ledger.views.status(log.head()).allSatisfy { $0.failure == nil })
        }
    }

    @Test("a log that was replaced by another one is noticed, and folded from nothing")
    func replacedLog() throws {
        try withViews(100) { _, _, store, path in
            let other = try SQLiteEventLog.create(
                path: path.replacingOccurrences(of: "l.views", with: "other"), origin: "test.invalid/other")
            defer { other.close() }
            try GeneratedLedger.fill(other, length: 130, seed: 6, character: .contradictory)
            let views = Ledger(log: other, store: store).views
            let expected = try Ledger(log: other, store: nil).views.rows(of: ClaimsProjector.self).rows
            #expect(try views.rows(of: ClaimsProjector.self).rows == expected)
        }
    }
}

private func lateClaim(_ number: Int) -> Envelope {
    let digits = String(number)
    return Envelope(
        id: "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits,
        source: "urn:test", type: "market-cap.changed", dataschema: "urn:impact:schema:market-cap.changed:1",
        subject: "stock/XNAS:AMZN", time: "2025-11-03T05:00:00Z", occurred: "2025-11-03",
        data: ["company": "amazon", "ticker": "AMZN", "change": dollars("14"), "certainty": "reported"])
}

@Suite("Quarantine: an event that cannot be folded is parked, and nothing else suffers")
struct QuarantineTests {
    private func envelope(_ number: Int, _ type: String, _ subject: String, _ data: JSONObject) -> Envelope {
        let digits = String(number)
        return Envelope(
            id: "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits,
            source: "urn:test", type: type, dataschema: "urn:impact:schema:\(type):1", subject: subject,
            time: "2025-11-03T05:00:00Z", occurred: "2025-11-03", data: data)
    }

    private var claim: JSONObject {
        ["company": "amazon", "ticker": "AMZN", "change": dollars("14"), "certainty": "reported"]
    }
    private var broken: JSONObject { ["company": "amazon", "ticker": "AMZN", "certainty": "reported"] }

    /// Three claims, the second of which says nothing; by a full replay, or followed event by event.
    private func withBrokenClaim(followed: Bool, _ body: (SQLiteEventLog, Ledger) throws -> Void) throws {
        try withFolder { folder in
            let log = try SQLiteEventLog.create(path: folder + "/l.sqlite", origin: "test.invalid/quarantine")
            defer { log.close() }
            let ledger = Ledger(log: log, store: try ViewStore(path: folder + "/l.views.sqlite"))
            // The log knows nothing of markets and takes it; the intake of a ledger would not.
            for (index, data) in [claim, broken, claim].enumerated() {
                if followed { try ledger.views.refresh() }
                _ = try log.append(
                    [envelope(index + 1, "market-cap.changed", "stock/XNAS:AMZN", data)], expecting: [:])
            }
            try ledger.views.refresh()
            try body(log, ledger)
        }
    }

    @Test("it is kept with projection, position and reason, and the others are folded", arguments: [false, true])
    func parked(_ followed: Bool) throws {
        try withBrokenClaim(followed: followed) { log, ledger in
            let parked = try ledger.views.parked()
            #expect(Set(parked.map(\.projection)) == ["market-cap", "claims"])
            #expect(Set(parked.map(\.position)) == [2])
            #expect(parked.allSatisfy { $0.reason.contains("change") })
            #expect(try ledger.views.rows(of: MarketCapProjector.self).rows.count == 2)
            let counts = try ledger.views.status(log.head()).filter { $0.parked > 0 }.map { "\($0.name) \($0.parked)" }
            #expect(counts == ["market-cap 1", "claims 1"])
            #expect(try ledger.views.status(log.head()).allSatisfy(\.isCurrent))
        }
    }

    @Test("every reading of a view that it is missing from says so, stored or cut, and no other does")
    func said() throws {
        try withBrokenClaim(followed: false) { _, ledger in
            let cuts = [Selection(), Selection(cut: Cut(asOf: Instant(seconds: 1_900_000_000)))]
            for selection in cuts {
                for projector in allProjectors {
                    let result = try ledger.views.rows(of: projector, selection)
                    let isConcerned = ["market-cap", "claims", "record"].contains(projector.shape.name)
                    #expect(result.parked.map(\.position) == (isConcerned ? [2] : []))
                    #expect((result.parkedNote != nil) == isConcerned)
                }
            }
            #expect(
                try ledger.views.everything(Selection()).views.compactMap(\.parkedNote) == [
                    "1 event could not be folded into market-cap and is in none of its rows: see impact quarantine list",
                    "1 event could not be folded into claims and is in none of its rows: see impact quarantine list",
                    "1 event could not be folded into record and is in none of its rows: see impact quarantine list",
                ])
        }
    }

    @Test("a correction clears it by itself", arguments: [false, true])
    func cleared(_ rebuilt: Bool) throws {
        try withBrokenClaim(followed: true) { log, ledger in
            let correction: JSONObject = [
                "target": "00000000-0000-7000-8000-000000000002", "reason": "the figure was missing",
                "data": .object(claim),
            ]
            _ = try log.append([envelope(4, "event.corrected", "stock/XNAS:AMZN", correction)], expecting: [:])
            if rebuilt { _ = try ledger.views.rebuild() }
            #expect(try ledger.views.rows(of: ClaimsProjector.self).rows.count == 3)
            #expect(try ledger.views.parked().isEmpty)
        }
    }

    @Test("what still cannot be folded is parked again on a retry")
    func retried() throws {
        try withBrokenClaim(followed: false) { _, ledger in
            let outcome = try ledger.views.retryParked()
            #expect(outcome.before == 2 && outcome.after == 2)
        }
    }

    @Test("a deal's bad amendment is parked; the deal is folded without it")
    func badAmendment() throws {
        try withFolder { folder in
            let log = try SQLiteEventLog.create(path: folder + "/l.sqlite", origin: "test.invalid/quarantine")
            defer { log.close() }
            let ledger = Ledger(log: log, store: try ViewStore(path: folder + "/l.views.sqlite"))
            var data = deal("d", value: "38")
            data["certainty"] = "confirmed"
            let bad: JSONObject = ["deal": "d", "certainty": "confirmed", "value": ["amount": "much"]]
            _ = try log.append(
                [
                    envelope(1, "deal.announced", "deal/d", data), envelope(2, "deal.amended", "deal/d", bad),
                    envelope(3, "deal.ended", "deal/d", ["deal": "d", "certainty": "confirmed"]),
                ], expecting: [:])
            let row = try #require(try ledger.views.rows(of: CommitmentsProjector.self).rows.first { $0.key == "d" })
            #expect(row.cell("total", of: CommitmentsProjector.shape).quantity?.typed == "38 USD")
            #expect(row.cell("ended", of: CommitmentsProjector.shape).text == "2025-11-03")
            // In each view that has rows of deals.
            #expect(
                Set(try ledger.views.parked().map(\.projection)).isSuperset(of: [
                    "commitments", "dependencies", "plans",
                ])
            )
        }
    }

    @Test("types that are not known are counted, by type, also after a few events more")
    func unknown() throws {
        try withBrokenClaim(followed: true) { log, ledger in
            for number in 5...6 {
                _ = try log.append([envelope(number, "moon.landed", "moon/1", ["a": "b"])], expecting: [:])
                _ = try ledger.views.rows(of: ClaimsProjector.self)
            }
            #expect(try ledger.views.unknown(log.head()) == ["moon.landed": 2])
        }
    }
}

@Suite("The fast reader: bytes that are not what they should be")
struct FastReaderTests {
    @Test("payloads cut off, mangled or made up are refused or read, never anything else", arguments: 0..<6)
    func mangled(_ seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        var ledger = GeneratedLedger(length: 200, seed: seed, character: .contradictory)
        let log = InMemoryEventLog()
        _ = try log.append(ledger.next(200), expecting: [:])
        let mangled = MangledEvents(log.rawEvents()) { bytes in
            for _ in 0..<(1 + random.below(4)) where !bytes.isEmpty {
                let place = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes.removeSubrange(place...)
                case 1: bytes[place] = UInt8(random.below(256))
                case 2: bytes[place] = random.pick(Array("{}[]\",:\\0-".utf8))
                default: bytes.insert(contentsOf: Array("\"\\u0000\\\"".utf8), at: place)
                }
            }
        }
        // What is refused is parked with a reason; rows are made of the rest.
        _ = try ViewRunner.foldRaw(mangled, through: 200, ViewStore.stored)
    }
}

/// The events of a log with other payloads.
private final class MangledEvents: RawEventReader {
    private let base: any RawEventReader
    private let change: (inout [UInt8]) -> Void

    init(_ base: any RawEventReader, _ change: @escaping (inout [UInt8]) -> Void) {
        (self.base, self.change) = (base, change)
    }

    private func hand<R>(_ event: RawEvent, _ body: (RawEvent) throws -> R) rethrows -> R {
        var bytes = Array(event.data)
        change(&bytes)
        return try bytes.withUnsafeBytes { data in
            try body(
                RawEvent(
                    position: event.position, recordedMicroseconds: event.recordedMicroseconds, id: event.id,
                    source: event.source,
                    type: event.type, dataschema: event.dataschema, subject: event.subject, time: event.time,
                    occurred: event.occurred, published: event.published, data: data))
        }
    }

    func forEach(positions: ClosedRange<Int>, _ body: (RawEvent) throws -> Void) throws {
        try base.forEach(positions: positions) { try hand($0, body) }
    }
    func forEach(inStream stream: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        try base.forEach(inStream: stream, through: position) { try hand($0, body) }
    }
    func forEach(inStreamsFrom prefix: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        try base.forEach(inStreamsFrom: prefix, through: position) { try hand($0, body) }
    }
    func withEvent<R>(id: [UInt8], _ body: (RawEvent) throws -> R) throws -> R? {
        try base.withEvent(id: id) { try hand($0, body) }
    }
}
