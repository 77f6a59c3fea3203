import CanonicalJSON
import CivilTime

/// What an event is judged against: the companies that the ledger and the batch register, and the events recorded before it.
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

    /// An event that another one names and that is not recorded yet: it may come later in the batch.
    package struct Pending: Sendable {
        package let id: String
        package let path: String
        /// What a correction or evidence is about has to come before it; a cause need not.
        package let mustComeBefore: Bool

        /// What is wrong with it once the batch is over, when it is known whether the event came at all.
        package func fault(isKnown: Bool) -> Fault? {
            if !isKnown { return Fault(path, "the ledger has no event \(id)") }
            return mustComeBefore ? Fault(path, "comes later in the batch; put it before this one") : nil
        }
    }

    package struct Judgement: Sendable {
        package var faults: [Fault] = []
        package var pending: [Pending] = []
    }

    /// Also those that the batch registers later on.
    package var companies: CompanyRegister
    /// Whether an event of a type or version that this program does not know is taken as it is.
    package let keepsUnknown: Bool
    private let known: (String) throws -> KnownEvent?
    /// Companies that the batch registers, be it wrongly.
    private var announced: Set<String> = []

    /// - Parameter known: finds an event that was recorded before the judged one, in the ledger or in the batch.
    package init(
        companies: CompanyRegister, keepsUnknown: Bool = false, known: @escaping (String) throws -> KnownEvent?
    ) {
        self.companies = companies
        self.keepsUnknown = keepsUnknown
        self.known = known
    }

    /// Companies may be registered anywhere in a batch: its registrations are announced before anything is judged. A faulty one
    /// is the one fault, and not every event that names its company.
    package mutating func announce(_ cloudEvent: JSONObject) {
        guard cloudEvent["type"] == "company.registered" else { return }
        if let company = cloudEvent["data"]?.object?["company"]?.string { announced.insert(company) }
        guard let event = try? IncomingEvent(cloudEvent: cloudEvent), let type = EventType.named(event.type),
            let when = try? event.when,
            let decoded = try? MarketEvent(type: type, data: event.data, dataschema: event.dataschema),
            case .companyRegistered(let content) = decoded.content
        else { return }
        companies.register(content, occurred: when)
    }

    /// All that is wrong with an event, and what cannot be told before the batch is over.
    ///
    /// - Throws: what `known` throws.
    package func judge(_ event: IncomingEvent) throws -> Judgement {
        guard let type = EventType.named(event.type) else {
            let fault = Fault("type", unknownName("event type", event.type, EventType.all.map(\.name)))
            return Judgement(faults: keepsUnknown ? [] : [fault])
        }
        guard type.version(of: event.dataschema) != nil else {
            let fault = Fault("dataschema", type.unknownSchema(event.dataschema))
            return Judgement(faults: keepsUnknown ? [] : [fault] + payloadFaults(event.data, type))
        }
        var judgement = Judgement(faults: companyFaults(in: event.data, type: type, path: "data"))
        try judgeCauses(of: event, &judgement)
        var target: KnownEvent?
        if type.stream == .target, let id = event.data["target"]?.string, EventIdentifier.isValid(id) {
            target = try known(id)
            if id == event.id {
                judgement.faults.append(Fault("data.target", "is the event itself"))
            } else if target == nil {
                judgement.pending.append(Pending(id: id, path: "data.target", mustComeBefore: true))
            }
        }
        do throws(InvalidEvent) {
            let decoded = try MarketEvent(type: type, data: event.data, dataschema: event.dataschema)
            if case .companyRegistered(let content) = decoded.content {
                judgement.faults += companies.conflicts(with: content).map {
                    Fault("data.listings[\($0.listing)]", "is already listed for \($0.holder)")
                }
            }
            if let target, case .eventCorrected(let correction) = decoded.content {
                judgement.faults += correctionFaults(correction, target)
            }
            // Where the target is not there, that is the fault, and not the stream that nobody can tell.
            guard type.stream != .target || target != nil else { return judgement }
            let when: StatedTime
            do throws(StatedTimeError) { when = try event.when } catch {
                throw InvalidEvent(faults: [Fault("occurred", error.description)])
            }
            judgement.faults += priceFaults(decoded, at: when, path: "")
            let stream = try subject(of: decoded, at: when, target: target)
            if stream != event.subject {
                judgement.faults.append(Fault("subject", "is \(quoted(event.subject)); the data says \(stream)"))
            }
        } catch { judgement.faults += error.faults }
        return judgement
    }

    /// What is wrong with the payload of an event whose attributes are wrong already.
    package func payloadFaults(ofRejected cloudEvent: JSONObject) -> [Fault] {
        guard let type = cloudEvent["type"]?.string.flatMap(EventType.named), let data = cloudEvent["data"]?.object
        else { return [] }
        return payloadFaults(data, type)
    }

    private func payloadFaults(_ data: JSONObject, _ type: EventType) -> [Fault] {
        var faults = companyFaults(in: data, type: type, path: "data")
        do throws(InvalidEvent) { _ = try MarketEvent(type: type, data: data) } catch { faults += error.faults }
        return faults
    }

    /// The stream that an event belongs to by its payload.
    ///
    /// - Parameter target: of what is said of another event: that event.
    package func subject(
        of event: MarketEvent, at when: StatedTime, target: KnownEvent? = nil
    ) throws(InvalidEvent) -> String {
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
            guard let target else {
                throw InvalidEvent(faults: [Fault("data.target", "the ledger has no event \(text("target") ?? "")")])
            }
            return target.subject
        }
    }

    /// Prices occur on their last day, in the currency of their listing.
    private func priceFaults(_ event: MarketEvent, at when: StatedTime, path: String) -> [Fault] {
        guard case .pricesRecorded(let prices) = event.content, let last = prices.days.last else { return [] }
        var faults = companies.currencyFaults(of: prices, at: when, path: path + "data.currency")
        // Where days are not those of New York an instant says it.
        let days = [when.day, when.start == when.end ? when.end.utcDay : nil].compactMap { $0?.description }
        if !days.contains(last) {
            faults.append(Fault(path + "occurred", "is \(when.text); prices occur on their last day, \(last)"))
        }
        return faults
    }

    private func companyFaults(in data: JSONObject, type: EventType, path: String) -> [Fault] {
        var faults: [Fault] = []
        Shape.object(type.payload).forEachText(named: TextFormat.company.name, in: .object(data), path: path) {
            id, place in
            // What is no company id at all is the shape's to name.
            if Slug.isValid(id), !companies.isRegistered(id), !announced.contains(id) {
                faults.append(
                    Fault(
                        place,
                        faults.count < Fault.mostHints
                            ? companies.unknownReason(id) : "no company \(quoted(id)) is registered"))
            }
        }
        return faults
    }

    private func judgeCauses(of event: IncomingEvent, _ judgement: inout Judgement) throws {
        for (index, cause) in (event.data["causes"]?.array ?? []).enumerated() {
            guard let id = cause.object?["event"]?.string, EventIdentifier.isValid(id) else { continue }
            let path = "data.causes[\(index)].event"
            if id == event.id {
                judgement.faults.append(Fault(path, "is the event itself"))
            } else if try known(id) == nil {
                judgement.pending.append(Pending(id: id, path: path, mustComeBefore: false))
            }
        }
    }

    private func correctionFaults(_ correction: Correction, _ target: KnownEvent) -> [Fault] {
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
            faults += priceFaults(reading, at: when, path: "data.")
            // Evidence and reviews stay with what they are about.
            guard type.stream != .target else { return faults }
            let stream = try subject(of: reading, at: when)
            if stream != (correction.subject ?? target.subject) {
                faults.append(Fault("data.subject", "the new payload belongs to \(stream); say subject=\(stream)"))
            }
        } catch { faults += error.faults.map { Fault("data." + $0.path, $0.reason) } }
        return faults
    }
}
