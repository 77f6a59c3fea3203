import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// Who is listed where, as the log says: registrations, and what corrects or retracts them, read by the strict decoder.
struct Registrations {
    private let events: [RecordedEvent]

    /// - Parameter events: those that concern registrations, in any order.
    init(_ events: [RecordedEvent]) { self.events = events.sorted { $0.position < $1.position } }

    /// Reads those of some companies.
    init(_ log: any RawEventReader, through end: Int, of companies: Set<String>) throws {
        var events: [RecordedEvent] = []
        for company in companies {
            try log.forEach(inStream: Array("company/\(company)".utf8), through: end) { event in
                if let registration = RecordedEvent(registration: event) { events.append(registration) }
            }
        }
        self.init(events)
    }

    func register(_ selection: Selection) -> CompanyRegister {
        EffectiveHistory(of: events, under: selection, parent: { $0 }).companies
    }
}

extension RawEvent {
    fileprivate var concernsRegistrations: Bool {
        (type.elementsEqual("company.registered".utf8) || type.starts(with: "event.".utf8))
            && subject.starts(with: "company/".utf8)
    }
}

extension RecordedEvent {
    /// Nil for an event that says nothing of a company's registration.
    init?(registration event: RawEvent) {
        guard event.concernsRegistrations else { return nil }
        self.init(event)
    }

    /// What folds need of a stored event; nil where its data cannot be read.
    init?(_ raw: RawEvent) {
        func text(_ bytes: RawEvent.Bytes) -> String { String(decoding: bytes, as: UTF8.self) }
        guard let data = (try? JSONValue(parsing: Array(raw.data), limits: JSONLimits(bytes: .max)))?.object else {
            return nil
        }
        self.init(
            envelope: Envelope(
                id: text(raw.id), source: text(raw.source), type: text(raw.type), dataschema: text(raw.dataschema),
                subject: text(raw.subject), time: text(raw.time), occurred: raw.occurred.map(text),
                published: raw.published.map(text), data: data),
            position: raw.position, streamVersion: 0,
            recordedTime: Instant(microsecondsSinceEpoch: raw.recordedMicroseconds), leaf: [])
    }
}
