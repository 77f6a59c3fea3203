import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents
import Projections
import Testing

/// A ledger in memory, at a clock that a test sets.
final class LedgerFixture {
    final class Clock {
        var now = Instant(seconds: 1_762_214_400)
    }

    let clock = Clock()
    let log: InMemoryEventLog
    let ledger: Ledger
    private var count = 0

    init(companies: [String] = ["openai", "amazon", "oracle", "nvidia", "microsoft"]) throws {
        let clock = clock
        log = InMemoryEventLog(clock: { clock.now })
        ledger = Ledger(log: log, store: nil)
        for company in companies {
            try append("company.registered", ["company": .string(company), "name": .string(company), "kind": "public"])
        }
    }

    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// A whole CloudEvent with the next id; `certainty` is confirmed unless the data says otherwise.
    func event(
        _ type: String, _ fields: JSONObject, occurred: String = "2025-11-03", published: String? = nil,
        subject: String? = nil, id: Int? = nil
    ) -> JSONObject {
        count += 1
        var data = fields
        let known = EventType.named(type)
        if known?.stream != .target, data["certainty"] == nil { data["certainty"] = "confirmed" }
        var event: JSONObject = [
            "specversion": "1.0", "id": .string(LedgerFixture.id(id ?? count)),
            // Nobody reviews their own events.
            "source": type == "event.reviewed" ? "urn:impact:writer:reader" : "urn:impact:writer:test",
            "type": .string(type), "occurred": .string(occurred), "data": .object(data),
        ]
        event["published"] = published.map { .string($0) }
        event["subject"] = .string(subject ?? stream(type, data))
        return event
    }

    private func stream(_ type: String, _ data: JSONObject) -> String {
        func text(_ name: String) -> String { data[name]?.string ?? "" }
        switch EventType.named(type)?.stream {
        case .field(let category, let name): return "\(category)/\(text(name))"
        case .fields(let category, let names): return category + "/" + names.map(text).joined(separator: ":")
        case .instrument: return "stock/XXXX:\(text("ticker"))"
        case .prices: return "prices/\(text("mic")):\(text("ticker"))"
        case .target: return (try? log.event(id: text("target")))?.envelope.subject ?? "unknown/target"
        case nil: return "unknown/type"
        }
    }

    /// Appends one event and gives its id.
    @discardableResult
    func append(
        _ type: String, _ fields: JSONObject, occurred: String = "2025-11-03", published: String? = nil,
        subject: String? = nil
    ) throws -> String {
        let event = event(type, fields, occurred: occurred, published: published, subject: subject)
        _ = try ledger.append([event])
        return event["id"]?.string ?? ""
    }

    func rows(_ view: String, _ selection: Selection = Selection()) throws -> [JSONObject] {
        let projector = try #require(ViewRunner.projector(named: view))
        let result = try ledger.views.rows(of: projector, selection)
        return result.rows.map { $0.json(result.shape) }
    }

    /// The one row whose field has this value.
    func row(_ view: String, _ field: String, _ value: String, _ selection: Selection = Selection()) throws
        -> JSONObject
    {
        let found = try rows(view, selection).filter { $0[field]?.string == value }
        try #require(found.count == 1, "\(view) has \(found.count) rows with \(field) \(value)")
        return found[0]
    }
}

/// `38 USD` and the like, as payloads carry them.
func dollars(_ amount: String, _ qualifier: String = "exact") -> JSONValue {
    ["amount": .string(amount), "unit": "USD", "qualifier": .string(qualifier)]
}

func typed(_ value: JSONValue?) -> String? { value?.object.flatMap { Quantity($0) }?.typed }

func asOf(_ text: String) throws -> Selection { Selection(cut: Cut(asOf: try Cut.moment(text))) }
func asPublic(_ text: String) throws -> Selection { Selection(cut: Cut(asPublic: try Cut.moment(text))) }

func deal(_ id: String, value: String? = nil, _ more: JSONObject = [:]) -> JSONObject {
    var data: JSONObject = ["deal": .string(id), "buyer": "openai", "supplier": "amazon", "kind": "cloud"]
    if let value { data["value"] = dollars(value) }
    for member in more.members { data[member.name] = member.value }
    return data
}
