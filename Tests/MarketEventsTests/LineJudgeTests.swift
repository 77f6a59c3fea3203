import CanonicalJSON
import MarketEvents
import Testing

@Suite("Events judged in their bytes: right there is right everywhere")
struct LineJudgeTests {
    /// One listing, one that two registrations state, one with an end, none, two.
    private static func judge() throws -> EventJudge {
        EventJudge(
            companies: try register([
                ("1997", ["company": "amazon", "listings": [listing("XNAS", "AMZN")]]), ("2015", ["company": "openai"]),
                ("1999", ["company": "nvidia", "listings": [listing("XNAS", "NVDA")]]),
                ("2009", ["company": "nvidia", "listings": [listing("XNAS", "NVDA")]]),
                ("1986", ["company": "oracle", "listings": [listing("XNYS", "ORCL"), listing("XETR", "ORCL")]]),
                ("2004", ["company": "sun", "listings": [listing("XNAS", "JAVA", until: "2010-01-27")]]),
            ]), keepsUnknown: false)
    }

    private static let companies = ["amazon", "openai", "nvidia", "oracle", "sun", "nobody"]

    /// The stream that a payload says, mostly.
    private static func subject(_ type: EventType, _ data: JSONObject) -> String {
        func text(_ name: String) -> String { data[name]?.string ?? "" }
        switch type.stream {
        case .field(let category, let name): return "\(category)/\(text(name))"
        case .fields(let category, let names): return category + "/" + names.map(text).joined(separator: ":")
        case .prices: return "prices/\(text("mic")):\(text("ticker"))"
        case .target: return "deal/x"
        case .instrument:
            let listed = ["amazon": "XNAS:AMZN", "nvidia": "XNAS:NVDA", "sun": "XNAS:JAVA"][text("company")]
            if let ticker = data["ticker"]?.string { return "stock/\(data["mic"]?.string ?? "XXXX"):\(ticker)" }
            return "stock/" + (listed ?? "XXXX:X")
        }
    }

    /// An event around a payload, nearly always one that fits it.
    private static func event(_ type: EventType, _ data: JSONObject, _ random: inout Seeded) -> JSONObject {
        func pick<T>(_ values: [T]) -> T { values.randomElement(using: &random) ?? values[0] }
        let last = data["days"]?.array?.last?.string
        let times = [
            ("2025-11-03", "2025-11-03T05:00:00Z"), ("2007", "2007-01-01T05:00:00Z"),
            ("../2010-01-26", "2010-01-27T05:00:00Z"), ("2020-01-01T00:00:00-05:00", "2020-01-01T05:00:00Z"),
        ]
        var (occurred, time) = last == "2025-11-03" ? times[0] : pick(times)
        if Int.random(in: 0..<20, using: &random) == 0 { (occurred, time) = (pick(times).0, pick(times).1) }
        var event: JSONObject = [
            "specversion": "1.0",
            "id": .string(
                "00000000-0000-7000-8000-0000000000"
                    + pick(["99", "aa", "b0", "b1", "b2", "b3", "b4", "b5", "AA", "9"])),
            "source": .string(pick(["urn:impact:writer:test", "é", "a", "b", "c", "d", "e", "f", "a\"b", ""])),
            "type": .string(type.name),
            "dataschema": .string(pick([type.dataschema, type.dataschema, type.dataschema + "1"])),
            "subject": .string(subject(type, data)), "time": .string(time), "occurred": .string(occurred),
            "data": .object(data), "datacontenttype": "application/json",
        ]
        for (name, values) in [
            ("published", ["2025-11-04", "2025", "2025-13"]), ("correlationid", ["x", "\u{7F}"]),
            ("causationid", ["y", String(repeating: "y", count: 2_001)]), ("sequence", ["00000000000000000007"]),
            ("recordedtime", ["2025-11-03T05:00:00.000000Z"]), ("trace", ["z"]), ("data_base64", ["eA=="]),
        ] where Int.random(in: 0..<24, using: &random) == 0 { event[name] = .string(pick(values)) }
        if Int.random(in: 0..<10, using: &random) == 0 { event["streamversion"] = .integer(3) }
        if Int.random(in: 0..<40, using: &random) == 0 { event[pick(event.names)] = nil }
        return event
    }

    /// Companies that are registered in the places of companies, mostly different ones.
    private static func settled(_ type: EventType, _ data: JSONObject, _ random: inout Seeded) -> JSONObject {
        var number = Int.random(in: 0..<3, using: &random)
        let settled = Shape.object(type.payload).replacingTexts(named: TextFormat.company.name, in: .object(data)) {
            _ in
            number += 1
            return companies[Int.random(in: 0..<30, using: &random) == 0 ? 5 : number % 5]
        }
        var data = settled.object ?? data
        if type.name == "market.stated" {
            // A zone that is known, a closing after the opening, no day twice.
            data["zone"] = Bool.random(using: &random) ? "Asia/Tokyo" : "Europe/Paris"
            let hours: [JSONValue] = [
                ["until": "2024-11-04", "open": "09:00", "close": "15:00"],
                ["from": "2024-11-05", "open": "09:00", "close": "15:30"],
            ]
            data["hours"] = .array(hours.suffix(Int.random(in: 1...2, using: &random)))
            if data["specialDays"] != nil {
                data["specialDays"] = [["day": "2025-12-31"], ["day": "2025-12-30", "close": "12:00"]]
            }
        }
        for (list, name) in [("parties", "role"), ("parts", "part")] {
            // Nobody and nothing is named twice.
            guard let entries = data[list]?.array else { continue }
            data[list] = .array(
                entries.enumerated().map { place, entry in
                    var entry = entry.object ?? [:]
                    entry[name] = .string("the-\(place)")
                    return .object(entry)
                })
        }
        guard type.name == "prices.recorded" else { return data }
        // A list of each as long as the days.
        let days = ["2025-10-31", "2025-11-02", "2025-11-03"].suffix(Int.random(in: 1...3, using: &random))
        data["days"] = .array(days.map { .string($0) })
        for name in ["close", "open", "high", "low", "volume"] where data[name] != nil {
            data[name] = .array(days.map { _ in Bool.random(using: &random) ? "1.5" : .null })
        }
        if data["previousDay"] != nil { data["previousDay"] = "2025-10-30" }
        return data
    }

    @Test("no event that a value's judgement refuses, and the same bytes", arguments: [false, true])
    func sameJudgement(isBroken: Bool) throws {
        let judge = try Self.judge()
        let intake = Intake(companies: judge.companies) { _ in nil }
        var (lines, line) = (LineJudge(judge), LineJudge.Line())
        for (number, type) in EventType.all.enumerated() {
            var generator = PayloadGenerator(random: Seeded(state: UInt64(number)))
            var breaker = ValueBreaker(random: Seeded(state: UInt64(number + 100)))
            var random = Seeded(state: UInt64(number + 200))
            var (taken, right) = (0, 0)
            for _ in 0..<400 {
                var data = Self.settled(type, generator.object(type.payload), &random)
                if isBroken { data = breaker.broken(data) }
                let event = Self.event(type, data, &random)
                let bytes = event.canonicalBytes
                let read = try? IncomingEvent(cloudEvent: event)
                let faults = try read.map { try intake.judge($0).faults.map(\.description) } ?? ["attributes"]
                if faults.isEmpty { right += 1 }
                guard bytes.withUnsafeBufferPointer({ lines.accepts($0, &line) }) else { continue }
                taken += 1
                #expect(faults == [], "\(event.canonicalText)")
                for (attribute, value) in [
                    (LineJudge.Attribute.id, read?.id), (.source, read?.source), (.type, read?.type),
                    (.dataschema, read?.dataschema), (.subject, read?.subject), (.time, read?.time),
                    (.occurred, read?.occurred), (.published, read?.published), (.correlationid, read?.correlationid),
                    (.causationid, read?.causationid), (.data, read?.data.canonicalText),
                ] {
                    #expect(line[attribute].map { String(decoding: bytes[$0], as: UTF8.self) } == value)
                }
                let causes = data["causes"]?.array ?? []
                #expect(line.causes.map(\.id) == causes.compactMap { $0.object?["event"]?.string })
                #expect(line.causes.map(\.path) == causes.indices.map { "data.causes[\($0)].event" })
            }
            // Most of what is right is told by the bytes: else nobody would save anything by them.
            // Only an undisclosed company is identified, and none is drawn.
            let isHeldAgainstOthers = ["company.registered", "company.identified"].contains(type.name)
            if type.stream != .target, !isHeldAgainstOthers, !isBroken {
                #expect(taken * 10 > right * 6, "\(type.name): \(taken) of \(right)")
                #expect(right > 20, "\(type.name): \(right)")
            } else if type.stream == .target {
                #expect(taken == 0)
            }
        }
    }
}
