import CanonicalJSON
import CivilTime

/// What an event is judged against: the companies and events that the ledger holds, and those before it in its batch.
package struct Intake {
    /// An event that others may name.
    package struct KnownEvent: Sendable {
        package let type: String
        package let subject: String
        package let occurred: StatedTime

        package init(type: String, subject: String, occurred: StatedTime) {
            self.type = type
            self.subject = subject
            self.occurred = occurred
        }
    }

    package var companies: CompanyRegister
    private var batch: [String: KnownEvent] = [:]
    /// The places of the batch's events in it.
    private var places: [String: Int] = [:]
    private let ledgerEvent: (String) throws -> KnownEvent?

    /// - Parameter ledgerEvent: finds an event of the ledger by its id.
    package init(companies: CompanyRegister, ledgerEvent: @escaping (String) throws -> KnownEvent?) {
        self.companies = companies
        self.ledgerEvent = ledgerEvent
    }

    /// Companies may be registered anywhere in the same batch, and targets anywhere in it: each event is announced first,
    /// then each is judged.
    package mutating func announce(_ event: IncomingEvent) {
        guard let when = try? event.when else { return }
        places[event.id] = places[event.id] ?? places.count
        batch[event.id] = KnownEvent(type: event.type, subject: event.subject, occurred: when)
        guard let type = EventType.named(event.type), let decoded = try? MarketEvent(type: type, data: event.data)
        else {
            return
        }
        if case .companyRegistered(let content) = decoded.content { companies.register(content, occurred: when) }
    }

    /// Judges an event that was announced.
    ///
    /// - Throws: `InvalidEvent` with all that is wrong with it; what `ledgerEvent` throws.
    package func judge(_ event: IncomingEvent) throws {
        guard let type = EventType.named(event.type) else {
            throw InvalidEvent(faults: [Fault("type", unknownName("event type", event.type, EventType.all.map(\.name)))]
            )
        }
        var faults: [Fault] = []
        if event.dataschema != type.dataschema {
            faults.append(Fault("dataschema", "is \(quoted(event.dataschema)); this program knows \(type.dataschema)"))
        }
        do throws(InvalidEvent) {
            let decoded = try MarketEvent(type: type, data: event.data)
            let when: StatedTime
            do throws(StatedTimeError) { when = try event.when } catch {
                throw InvalidEvent(faults: [Fault("occurred", error.description)])
            }
            faults += companyFaults(in: event.data, type: type, path: "data")
            if case .companyRegistered(let content) = decoded.content {
                faults += companies.conflicts(with: content).map {
                    Fault("data.listings[\($0.listing)]", "is already listed for \($0.holder)")
                }
            }
            faults += try targetFaults(decoded) + orderFaults(event, decoded)
            let stream = try subject(of: decoded, at: when)
            if stream != event.subject {
                faults.append(Fault("subject", "is \(quoted(event.subject)); the data says \(stream)"))
            }
        } catch { faults += error.faults }
        guard faults.isEmpty else { throw InvalidEvent(faults: faults) }
    }

    /// The stream that an event belongs to by its payload.
    package func subject(of event: MarketEvent, at when: StatedTime) throws(InvalidEvent) -> String {
        let data = event.data
        func text(_ name: String) -> String? { data[name]?.string }
        switch event.type.stream {
        case .field(let category, let name): return "\(category)/\(text(name) ?? "")"
        case .dependency:
            return "dependency/\(text("dependent") ?? ""):\(text("provider") ?? ""):\(text("kind") ?? "")"
        case .prices: return "prices/\(text("mic") ?? ""):\(text("ticker") ?? "")"
        case .instrument:
            do throws(Fault) {
                return "stock/"
                    + (try companies.instrument(
                        company: text("company") ?? "", ticker: text("ticker"), mic: text("mic"), at: when))
            } catch { throw InvalidEvent(faults: [error]) }
        case .target:
            guard let target = try find(text("target") ?? "", path: "data.target") else {
                throw InvalidEvent(faults: [])
            }
            return target.subject
        }
    }

    private func find(_ id: String, path: String) throws(InvalidEvent) -> KnownEvent? {
        if let found = batch[id] { return found }
        do { return try ledgerEvent(id) } catch { throw InvalidEvent(faults: [Fault(path, "\(error)")]) }
    }

    private func companyFaults(in data: JSONObject, type: EventType, path: String) -> [Fault] {
        var faults: [Fault] = []
        Shape.object(type.payload).forEachText(named: TextFormat.company.name, in: .object(data), path: path) {
            id, place in
            if !companies.isRegistered(id) { faults.append(Fault(place, companies.unknownReason(id))) }
        }
        return faults
    }

    /// No event is its own cause, and what is said of an event comes after it: corrections and retractions could not be
    /// applied in a circle.
    private func orderFaults(_ event: IncomingEvent, _ decoded: MarketEvent) -> [Fault] {
        var faults: [Fault] = []
        for (index, cause) in decoded.common.causes.enumerated() where cause.event == event.id {
            faults.append(Fault("data.causes[\(index)].event", "is the event itself"))
        }
        if decoded.type.stream == .target, let target = event.data["target"]?.string, let place = places[target],
            let own = places[event.id], own <= place
        {
            faults.append(
                Fault(
                    "data.target",
                    own == place ? "is the event itself" : "comes later in the batch; put it before this one"))
        }
        return faults
    }

    private func targetFaults(_ event: MarketEvent) throws(InvalidEvent) -> [Fault] {
        var faults: [Fault] = []
        for (index, cause) in event.common.causes.enumerated() {
            let path = "data.causes[\(index)].event"
            if try find(cause.event, path: path) == nil {
                faults.append(Fault(path, "the ledger has no event \(cause.event)"))
            }
        }
        guard event.type.stream == .target, let id = event.data["target"]?.string else { return faults }
        guard let target = try find(id, path: "data.target") else {
            return faults + [Fault("data.target", "the ledger has no event \(id)")]
        }
        if case .eventCorrected(let correction) = event.content {
            faults += try correctionFaults(correction, target)
        }
        return faults
    }

    private func correctionFaults(_ correction: Correction, _ target: KnownEvent) throws(InvalidEvent) -> [Fault] {
        guard !["event.corrected", "event.retracted"].contains(target.type) else {
            return [
                Fault(
                    "data.target",
                    target.type == "event.corrected"
                        ? "is itself a correction; name the event that it corrects"
                        : "is a retraction; retract it instead of correcting it")
            ]
        }
        guard let type = EventType.named(target.type) else {
            return [Fault("data.target", "is of the unknown type \(quoted(target.type)), which cannot be corrected")]
        }
        var faults: [Fault] = []
        do throws(InvalidEvent) {
            let reading = try MarketEvent(type: type, data: correction.data)
            faults += companyFaults(in: correction.data, type: type, path: "data.data")
            let when = correction.occurred.flatMap { try? StatedTime($0) } ?? target.occurred
            let stream = try subject(of: reading, at: when)
            if stream != (correction.subject ?? target.subject) {
                faults.append(Fault("data.subject", "the new payload belongs to \(stream); say subject=\(stream)"))
            }
        } catch { faults += error.faults.map { Fault("data." + $0.path, $0.reason) } }
        return faults
    }
}
