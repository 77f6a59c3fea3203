import CanonicalJSON
import EventLog
import LedgerGenerator
import MarketEvents
import Testing

@testable import Ledger

@Suite("Lines of a file become the events of a batch")
struct ReadStretchTests {
    /// Takes lines in stretches of `size`, as an import does.
    private func take(
        _ events: [Envelope], in size: Int, group: EventGroup.Limits, by spelling: (Envelope) -> String
    ) throws -> LedgerFixture {
        let fixture = try LedgerFixture(companies: [])
        var options = BatchIntake.Options()
        options.group = group
        _ = try fixture.ledger.take(options) { batch in
            for event in events where event.type == "company.registered" { batch.announce(event.json) }
            let reader = batch.makeReader()
            for start in stride(from: 0, to: events.count, by: size) {
                var stretch = ReadStretch(by: reader, bytes: 1_000)
                for index in start..<min(start + size, events.count) {
                    let bytes = Array(spelling(events[index]).utf8)
                    stretch.beginLine()
                    if bytes.withUnsafeBufferPointer({ stretch.takes($0) }) { continue }
                    guard case .object(let event) = try JSONValue(parsing: bytes) else { continue }
                    stretch.read(event)
                }
                try batch.add(stretch, after: start)
            }
        }
        return fixture
    }

    @Test("The log is the same whether events became values or not", arguments: [1, 7, 256])
    func sameLog(size: Int) throws {
        for seed: UInt64 in [5, 6] {
            var generated = GeneratedLedger(length: 900, seed: seed)
            let events = generated.next(900)
            let log = try take(events, in: size, group: .init(events: 100, bytes: 1 << 20)) {
                String(decoding: $0.canonicalBytes, as: UTF8.self)
            }.log
            let other = try take(events, in: size, group: .init()) {
                // A space where canonical text has none.
                "{ " + String(decoding: $0.canonicalBytes, as: UTF8.self).dropFirst()
            }.log
            #expect(try log.read(ReadQuery(limit: .max)).map(\.envelope) == events)
            #expect(try log.head() == other.head())
        }
    }

    @Test(
        "A cause or target may wait in the same group or have been appended with the one before", arguments: [1, 2, 64])
    func references(size: Int) throws {
        let fixture = try LedgerFixture()
        var options = BatchIntake.Options()
        options.group = .init(events: size, bytes: 1 << 20)
        func deal(_ id: Int, cause: Int? = nil) -> JSONObject {
            var data: JSONObject = ["deal": .string("d\(id)")]
            if let cause { data["causes"] = [["event": .string(LedgerFixture.id(cause)), "basis": "stated"]] }
            var event = fixture.event("deal.ended", data, id: id)
            event["dataschema"] = "urn:impact:schema:deal.ended:1"
            event["time"] = "2025-11-03T05:00:00Z"
            return event
        }
        func retraction(of target: Int, id: Int) -> JSONObject {
            fixture.event(
                "event.retracted", ["target": .string(LedgerFixture.id(target)), "reason": "x"],
                subject: "deal/d\(target)", id: id)
        }
        func faults(_ events: [JSONObject]) -> [String] {
            do {
                _ = try fixture.ledger.take(options, dryRun: true) { batch in
                    var stretch = ReadStretch(by: batch.makeReader(), bytes: 1_000)
                    for event in events {
                        stretch.beginLine()
                        if event.canonicalBytes.withUnsafeBufferPointer({ stretch.takes($0) }) { continue }
                        stretch.read(event)
                    }
                    try batch.add(stretch, after: -1)
                }
                return []
            } catch let rejected as RejectedBatch {
                return rejected.events.flatMap { event in event.faults.map { "\(event.index) \($0)" } }
            } catch { return ["\(error)"] }
        }
        // Ids that rise, and that do not.
        for ids in [[901, 902, 903, 904], [904, 901, 903, 902]] {
            let (a, b, c, d) = (ids[0], ids[1], ids[2], ids[3])
            #expect(faults([deal(a), deal(b, cause: a), retraction(of: b, id: c), deal(d, cause: c)]) == [])
            // What comes later in the batch is a cause, but no target.
            #expect(faults([deal(a, cause: b), deal(b)]) == [])
            #expect(
                faults([retraction(of: b, id: a), deal(b)])
                    == ["0 data.target: comes later in the batch; put it before this one"])
            #expect(faults([deal(a), deal(b, cause: b)]) == ["1 data.causes[0].event: is the event itself"])
            #expect(
                faults([deal(a, cause: 999)])
                    == ["0 data.causes[0].event: the ledger has no event \(LedgerFixture.id(999))"])
        }
        // The same event twice is one; another one of its id is refused with its place.
        #expect(faults([deal(901), deal(902), deal(901)]) == [])
        var other = deal(901)
        other["occurred"] = "2025-11-04"
        other["time"] = "2025-11-04T05:00:00Z"
        let conflict = faults([deal(901), deal(902), other])
        #expect(conflict.count == 1 && conflict[0].hasPrefix("2 id: "))
    }

    @Test("A group is appended when it has so many events, or so many bytes: few large ones do not add up in memory")
    func groups() throws {
        #expect(EventGroup.Limits().events == 2_048)
        #expect(EventGroup.Limits().bytes == 4 << 20)
        func counts(_ limits: EventGroup.Limits, bytes: Int) -> [Int] {
            var group = EventGroup(limits)
            var counts: [Int] = []
            let reason = String(repeating: "x", count: bytes)
            for number in 0..<10 {
                let event = Envelope(
                    id: LedgerFixture.id(number), source: "s", type: "t", dataschema: "d", subject: "deal/d", time: "t",
                    data: ["reason": .string(reason)])
                group.add(0..<1, of: EncodedEvents([event]), at: [number])
                guard group.isFull else { continue }
                counts.append(group.events.count)
                group.removeAll()
            }
            return counts
        }
        #expect(counts(.init(events: 4, bytes: 100_000), bytes: 10) == [4, 4])
        #expect(counts(.init(events: 4, bytes: 20_000), bytes: 9_000) == [3, 3, 3])
        #expect(counts(.init(events: 4, bytes: 20_000), bytes: 30_000) == Array(repeating: 1, count: 10))
    }

    @Test("An import appends large events in groups of so many bytes")
    func boundedGroups() throws {
        final class Sizes { var all: [Int] = [] }
        let fixture = try LedgerFixture()
        var options = BatchIntake.Options()
        options.group = .init(events: 64, bytes: 50_000)
        let sizes = Sizes()
        _ = try fixture.ledger.take(options) { batch in
            var before = try fixture.log.head().position
            for number in 0..<12 {
                try batch.add(
                    fixture.event(
                        "deal.ended", ["deal": "d", "reason": .string(String(repeating: "x", count: 12_000))],
                        id: 700 + number), at: number)
                let now = try fixture.log.head().position
                if now > before { sizes.all.append(now - before) }
                before = now
            }
        }
        #expect(sizes.all == [5, 5])
        #expect(try fixture.log.head().position == 17)
    }
}
