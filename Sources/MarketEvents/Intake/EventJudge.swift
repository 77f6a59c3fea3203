import CanonicalJSON
import CivilTime

/// Judges an event by itself and the companies, without the events before it: a value, so that many threads can.
package struct EventJudge: Sendable {
    /// Also those that the batch registers later on.
    package private(set) var companies: CompanyRegister
    /// Whether an event of a type or version that this program does not know is taken as it is.
    package let keepsUnknown: Bool
    /// Companies that the batch registers, be it wrongly.
    private var announced: Set<String> = []
    var announcedCompanies: Set<String> { announced }

    package init(companies: CompanyRegister, keepsUnknown: Bool) {
        self.companies = companies
        self.keepsUnknown = keepsUnknown
    }

    /// A judgement that lacks what only the events before can tell.
    package struct Draft: Sendable {
        fileprivate(set) var companyFaults: [Fault] = []
        /// The events that are named as causes, and where.
        fileprivate(set) var causes: [(id: String, path: String)] = []
        /// The event that this one is about.
        fileprivate(set) var target: String?
        fileprivate(set) var payload: ValidPayload?
        /// Of the payload and of what follows from it.
        fileprivate(set) var payloadFaults: [Fault] = []
    }

    /// Companies may be registered anywhere in a batch: its registrations are announced before anything is judged. A faulty one
    /// is the one fault, and not every event that names its company.
    package mutating func announce(_ cloudEvent: JSONObject) {
        guard cloudEvent["type"] == "company.registered" else { return }
        if let company = cloudEvent["data"]?.object?["company"]?.string { announced.insert(company) }
        guard let event = try? IncomingEvent(cloudEvent: cloudEvent), let type = EventType.named(event.type),
            let when = try? event.when,
            let payload = try? ValidPayload(type: type, data: event.data, dataschema: event.dataschema),
            case .companyRegistered(let content) = MarketEvent(payload).content
        else { return }
        companies.register(content, occurred: when)
    }

    package func draft(_ event: IncomingEvent) -> Draft {
        var draft = Draft()
        guard let type = EventType.named(event.type) else {
            if !keepsUnknown {
                draft.payloadFaults = [
                    Fault("type", unknownName("event type", event.type, EventType.all.map(\.name)))
                ]
            }
            return draft
        }
        guard type.version(of: event.dataschema) != nil else {
            if !keepsUnknown {
                draft.payloadFaults =
                    [Fault("dataschema", type.unknownSchema(event.dataschema))] + payloadFaults(event.data, type)
            }
            return draft
        }
        draft.companyFaults = companyFaults(in: event.data, type: type, path: "data")
        for (index, cause) in (event.data["causes"]?.array ?? []).enumerated() {
            guard let id = cause.object?["event"]?.string, EventIdentifier.isValid(id) else { continue }
            draft.causes.append((id, "data.causes[\(index)].event"))
        }
        if type.stream == .target, let id = event.data["target"]?.string, EventIdentifier.isValid(id) {
            draft.target = id
        }
        do throws(InvalidEvent) {
            let payload = try ValidPayload(type: type, data: event.data, dataschema: event.dataschema)
            draft.payload = payload
            if type.stream != .target { draft.payloadFaults = faults(of: event, payload, about: nil) }
        } catch {
            draft.payloadFaults = error.faults + EntryRules.faults(type: type, data: event.data, path: "data")
        }
        return draft
    }

    /// What is wrong with what is said of another event, beside its payload.
    func faults(of event: IncomingEvent, _ draft: Draft, about target: Intake.KnownEvent) -> [Fault] {
        draft.payload.map { faults(of: event, $0, about: target) } ?? []
    }

    private func faults(
        of event: IncomingEvent, _ payload: ValidPayload, about target: Intake.KnownEvent?
    ) -> [Fault] {
        var faults = EntryRules.faults(type: payload.type, data: event.data, path: "data")
        if payload.type.name == "company.registered",
            case .companyRegistered(let content) = MarketEvent(payload).content
        {
            faults += companies.conflicts(with: content).map {
                Fault("data.listings[\($0.listing)]", "is already listed for \($0.holder)")
            }
        }
        if let target, case .eventCorrected(let correction) = MarketEvent(payload).content {
            faults += correctionFaults(correction, target)
        }
        let when: StatedTime
        do throws(StatedTimeError) { when = try event.when } catch {
            return faults + [Fault("occurred", error.description)]
        }
        faults += priceFaults(payload, at: when, path: "")
        do throws(InvalidEvent) {
            let stream = try subject(type: payload.type, data: payload.data, at: when, target: target)
            if stream != event.subject {
                faults.append(Fault("subject", "is \(quoted(event.subject)); the data says \(stream)"))
            }
        } catch { faults += error.faults }
        return faults
    }

    /// What is wrong with the payload of an event whose attributes are wrong already.
    package func payloadFaults(ofRejected cloudEvent: JSONObject) -> [Fault] {
        guard let type = cloudEvent["type"]?.string.flatMap(EventType.named), let data = cloudEvent["data"]?.object
        else { return [] }
        return payloadFaults(data, type)
    }

    private func payloadFaults(_ data: JSONObject, _ type: EventType) -> [Fault] {
        var faults = companyFaults(in: data, type: type, path: "data")
        do throws(InvalidEvent) { _ = try ValidPayload(type: type, data: data) } catch { faults += error.faults }
        return faults + EntryRules.faults(type: type, data: data, path: "data")
    }

    /// The stream that an event belongs to by its payload.
    ///
    /// - Parameter target: of what is said of another event: that event.
    func subject(
        type: EventType, data: JSONObject, at when: StatedTime, target: Intake.KnownEvent? = nil
    ) throws(InvalidEvent) -> String {
        func text(_ name: String) -> String? { data[name]?.string }
        switch type.stream {
        case .field(let category, let name): return "\(category)/\(text(name) ?? "")"
        case .fields(let category, let names):
            return category + "/" + names.map { text($0) ?? "" }.joined(separator: ":")
        case .prices: return "prices/\(text("mic") ?? ""):\(text("ticker") ?? "")"
        case .instrument:
            do throws(Fault) {
                return "stock/"
                    + (try companies.instrument(
                        company: text("company") ?? "", ticker: text("ticker"), mic: text("mic"), at: when))
            } catch { throw InvalidEvent(faults: [error]) }
        case .target:
            guard let target else {
                throw InvalidEvent(faults: [Fault("data.target", "the ledger has no event \(text("target") ?? "")")])
            }
            return target.subject
        }
    }

    /// Prices occur on their last day, in the currency of their listing.
    private func priceFaults(_ payload: ValidPayload, at when: StatedTime, path: String) -> [Fault] {
        guard payload.type.name == "prices.recorded",
            case .pricesRecorded(let prices) = MarketEvent(payload).content, let last = prices.days.last
        else { return [] }
        var faults = companies.currencyFaults(of: prices, at: when, path: path + "data.currency")
        // Where days are not those of New York an instant says it.
        let days = [when.day, when.start == when.end ? when.end.utcDay : nil].compactMap { $0?.description }
        if !days.contains(last) {
            faults.append(Fault(path + "occurred", "is \(when.text); prices occur on their last day, \(last)"))
        }
        return faults
    }

    private func isRegistered(_ id: String) -> Bool { companies.isRegistered(id) || announced.contains(id) }

    private func companyFaults(in data: JSONObject, type: EventType, path: String) -> [Fault] {
        // Where all of them are registered, nobody asks where they stand.
        var areRegistered = true
        type.payload.forEachCompany(in: data) { if !isRegistered($0) { areRegistered = false } }
        if areRegistered { return [] }
        var faults: [Fault] = []
        Shape.object(type.payload).forEachText(named: TextFormat.company.name, in: .object(data), path: path) {
            id, place in
            // What is no company id at all is the shape's to name.
            if !isRegistered(id), Slug.isValid(id) {
                faults.append(
                    Fault(
                        place,
                        faults.count < Fault.mostHints
                            ? companies.unknownReason(id) : "no company \(quoted(id)) is registered"))
            }
        }
        return faults
    }

    private func correctionFaults(_ correction: Correction, _ target: Intake.KnownEvent) -> [Fault] {
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
        var faults =
            companyFaults(in: correction.data, type: type, path: "data.data")
            + EntryRules.faults(type: type, data: correction.data, path: "data.data")
        do throws(InvalidEvent) {
            let reading = try ValidPayload(type: type, corrected: correction.data)
            let when = correction.occurred.flatMap { try? StatedTime($0) } ?? target.occurred
            faults += priceFaults(reading, at: when, path: "data.")
            // Evidence and reviews stay with what they are about.
            guard type.stream != .target else { return faults }
            let stream = try subject(type: type, data: reading.data, at: when)
            if stream != (correction.subject ?? target.subject) {
                faults.append(Fault("data.subject", "the new payload belongs to \(stream); say subject=\(stream)"))
            }
        } catch { faults += error.faults.map { Fault("data." + $0.path, $0.reason) } }
        return faults
    }
}
