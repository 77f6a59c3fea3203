import CanonicalJSON
import CivilTime
import EventLog
import Foundation
import Ledger
import MarketEvents
import Testing

@testable import Projections

@Suite("Stored prices read from their bytes are those of the strict decoder")
struct StoredPricesTests {
    private static func read(_ bytes: [UInt8]) -> StoredPrices? {
        bytes.withUnsafeBytes { Bytes($0).flatMap { StoredPrices($0) } }
    }

    /// Nil where the strict decoder refuses.
    private static func decoded(_ bytes: [UInt8]) -> PricesRecorded? {
        guard let type = EventType.named("prices.recorded"), let data = try? JSONValue(parsing: bytes).object,
            let event = try? MarketEvent(type: type, data: data), case .pricesRecorded(let prices) = event.content
        else { return nil }
        return prices
    }

    private static func agree(_ stored: StoredPrices, _ prices: PricesRecorded) -> Bool {
        let priced = zip(prices.days, prices.close).compactMap { day, close in close.map { (day, $0) } }
        guard stored.adjusted == prices.adjusted, stored.currency == prices.currency,
            stored.columns.count == priced.count
        else { return false }
        return priced.enumerated().allSatisfy { index, item in
            Int(stored.columns.days[index]) == CivilDay(item.0)?.daysSinceEpoch
                && stored.columns.closes[index].bitPattern == Double(item.1)?.bitPattern
                && stored.columns.exactClose(index) == ExactDecimal(price: item.1)
        }
    }

    private static func price(_ random: inout SeededGenerator) -> String {
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
        }
        let isLong = Int.random(in: 0..<8, using: &random) == 0
        let whole = Int.random(in: 1...(isLong ? 18 : 6), using: &random)
        let fraction = Int.random(in: 0...(isLong ? 18 : 12), using: &random)
        let first = whole == 1 ? digits(1) : String(Int.random(in: 1...9, using: &random)) + digits(whole - 1)
        return (Int.random(in: 0..<9, using: &random) == 0 ? "-" : "") + first
            + (fraction == 0 ? "" : "." + digits(fraction))
    }

    private static func payload(_ random: inout SeededGenerator) -> JSONObject {
        let count = Int.random(in: 1...40, using: &random)
        var day = Int.random(in: -10_000...40_000, using: &random)
        let days = (0..<count).map { _ in
            day += Int.random(in: 1...4, using: &random)
            return JSONValue.string(CivilDay(daysSinceEpoch: day)?.description ?? "")
        }
        func column() -> JSONValue {
            .array(days.map { _ in Int.random(in: 0..<9, using: &random) == 0 ? .null : .string(price(&random)) })
        }
        var object: JSONObject = [
            "ticker": "A", "mic": "XNAS", "kind": "equity",
            "currency": ["USD", "EUR"].randomElement(using: &random) ?? "",
            "adjusted": ["none", "splits", "all"].randomElement(using: &random) ?? "", "certainty": "confirmed",
            "days": .array(days), "close": column(),
        ]
        if Bool.random(using: &random) { object["high"] = column() }
        if Bool.random(using: &random) {
            object["evidence"] = [
                ["publisher": "A \"quoted\" name, with [brackets] \\ and more", "published": "2025-01-01"]
            ]
        }
        return object
    }

    @Test("payloads of every shape")
    func equal() throws {
        var random = SeededGenerator(state: 1)
        for _ in 0..<2_000 {
            let bytes = Self.payload(&random).canonicalBytes
            let prices = try #require(Self.decoded(bytes))
            let stored = try #require(Self.read(bytes))
            #expect(Self.agree(stored, prices), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("what has a byte changed in its days or closes is refused, or read as the strict decoder reads it")
    func changedBytes() throws {
        var random = SeededGenerator(state: 2)
        var (refused, taken) = (0, 0)
        for _ in 0..<300 {
            let bytes = Self.payload(&random).canonicalBytes
            let text = String(decoding: bytes, as: UTF8.self)
            for name in ["\"close\":", "\"days\":"] {
                let start = try #require(text.firstRange(of: name)).lowerBound.utf16Offset(in: text)
                let end = try #require(bytes[start...].firstIndex(of: UInt8(ascii: "]")))
                for _ in 0..<30 {
                    var changed = bytes
                    let place = Int.random(in: start...end, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: changed[place] = Array("\"[],.-0123456789 nul\\e".utf8).randomElement(using: &random) ?? 0
                    case 1: changed.remove(at: place)
                    default: changed.insert(changed[place], at: place)
                    }
                    guard let stored = Self.read(changed) else {
                        refused += 1
                        continue
                    }
                    taken += 1
                    let prices = Self.decoded(changed)
                    #expect(
                        prices.map { Self.agree(stored, $0) } == true, "\(String(decoding: changed, as: UTF8.self))")
                }
            }
        }
        #expect(refused > 1_000 && taken > 1_000)
    }

    @Test("histories are those of the decoded facts, under every cut; what was said later goes by way of the decoder")
    func histories() throws {
        for (name, change) in Self.changes {
            let fixture = try StudyFixture(adjusted: "none", mic: "XNAS")
            try change(fixture)
            for cut in [
                Cut(), Cut(asOf: Instant(rfc3339: "2025-06-03T12:00:00Z")),
                Cut(asPublic: Instant(rfc3339: "2025-10-31T20:00:00Z")), Cut(asKnown: fixture.ledger.clock.now),
                Cut(asKnown: Instant(seconds: 1_762_214_400)), Cut(asOf: Instant(seconds: 0)),
            ] {
                let selection = Selection(cut: cut)
                let facts = StudyFacts(log: fixture.ledger.log, selection: selection)
                let day = try #require(CivilDay("2025-11-03"))
                let share = try facts.withListedShares {
                    $0.share(of: Instrument(mic: "XNAS", ticker: "AMZN"), on: day)
                }
                let decoded = try facts.decodedHistories(of: share)
                let head = try fixture.ledger.log.head().position
                let stored = try StoredHistories(selection, head: head)?
                    .read(facts.listings(of: share), fixture.ledger.log.rawEvents())
                if name == "plain" || name == "an older part later" { #expect(stored != nil, "\(name), \(cut)") }
                guard let stored else { continue }
                #expect(stored.map(Self.text) == decoded.map(Self.text), "\(name), \(cut)")
            }
            #expect(StoredHistories(Selection(reviewedOnly: true), head: 1) == nil)
            #expect(StoredHistories(Selection(certainty: [.confirmed]), head: 1) == nil)
        }
    }

    @Test("many securities of a ledger's file are read ahead on two threads, and are those of the decoder")
    func readAhead() throws {
        let folder = NSTemporaryDirectory() + "prices-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let log = try SQLiteEventLog.create(path: folder + "/ledger.sqlite", origin: "test.invalid/prices")
        defer { log.close() }
        let ledger = Ledger(log: log, store: nil)
        var random = SeededGenerator(state: 3)
        for number in 0..<60 {
            var data = Self.payload(&random)
            // Some securities have several parts, in one order or another, and some of these days in common.
            data["ticker"] = .string("T\(number % 24)")
            data["currency"] = "USD"
            let days = try #require(data["days"]?.array)
            _ = try ledger.append([
                [
                    "specversion": "1.0", "id": .string(LedgerFixture.id(number)), "source": "urn:impact:writer:test",
                    "type": "prices.recorded", "subject": .string("prices/XNAS:T\(number % 24)"),
                    "occurred": days.last ?? .null, "data": .object(data),
                ]
            ])
        }
        let wanted = (0..<25).map { TradedShare.unlisted(Instrument(mic: "XNAS", ticker: "T\($0)")) }
        try log.snapshot {
            let ahead = StudyFacts(log: log, selection: Selection())
            try ahead.readAhead(wanted + wanted)
            for share in wanted {
                let decoded = try StudyFacts(log: log, selection: Selection()).decodedHistories(of: share)
                #expect(try ahead.histories(of: share).map(Self.text) == decoded.map(Self.text))
            }
        }
    }

    /// All that a history has, and which events each of its days is from.
    private static func text(_ history: PriceHistory) -> [String] {
        [history.adjusted, history.currency]
            + zip(history.days, history.closes).map { day, close in
                let exact = CivilDay(daysSinceEpoch: Int(day)).flatMap { history.close(on: $0) }
                let events = history.events(ofRuns: history.runs(in: day...day)).sorted()
                return "\(day) \(close) \(exact?.description ?? "") \(events)"
            }
    }

    private static let changes: [(String, @Sendable (StudyFixture) throws -> Void)] = [
        ("plain", { _ in }),
        (
            "an older part later",
            {
                try $0.record(
                    "AMZN", "XXXX", "equity", "none", ["190.1", "191"], days: days("2024-10-30", "2024-10-31"))
            }
        ),
        (
            "another series",
            { try $0.record("AMZN", "XXXX", "equity", "all", ["90.1", "91"], days: days("2024-10-30", "2025-03-03")) }
        ),
        (
            "the same days on another market",
            { try $0.record("AMZN", "XXXX", "equity", "none", ["1.5", "2.5"], days: days("2025-03-03", "2025-03-04")) }
        ),
        (
            "a publication that is stated",
            {
                try $0.record(
                    "AMZN", "XNAS", "equity", "none", ["7", "8"], days: days("2025-11-17", "2025-11-18"),
                    published: "2025-11-19")
            }
        ),
        (
            "a part that is denied",
            {
                try $0.record("AMZN", "XNAS", "equity", "none", ["7", "8"], days: days("2025-11-17", "2025-11-18"))
                let last = try $0.ledger.log.head().position
                let id = try #require(try $0.ledger.log.event(position: last)).envelope.id
                try $0.ledger.append(
                    "evidence.added", ["target": .string(id), "stance": "denies", "by": ["publisher": "Nasdaq"]],
                    occurred: "2025-11-20")
            }
        ),
        (
            "a part that is retracted",
            {
                try $0.record("AMZN", "XNAS", "equity", "none", ["7", "8"], days: days("2025-11-17", "2025-11-18"))
                let last = try $0.ledger.log.head().position
                let id = try #require(try $0.ledger.log.event(position: last)).envelope.id
                $0.ledger.clock.now = Instant(seconds: 1_762_300_800)
                try $0.ledger.append("event.retracted", ["target": .string(id), "reason": "wrong"])
            }
        ),
    ]

    private static func days(_ texts: String...) -> [CivilDay] { texts.compactMap { CivilDay($0) } }
}
