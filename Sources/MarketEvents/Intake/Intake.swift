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

    /// What judges an event by itself.
    package private(set) var judge: EventJudge
    private let identities: KnownIdentities
    private let known: (String) throws -> KnownEvent?
    private let isKnown: (String) throws -> Bool

    /// - Parameters:
    ///   - known: finds an event that was recorded before the judged one, in the ledger or in the batch.
    ///   - isKnown: whether there is one, where that can be told with less.
    package init(
        companies: CompanyRegister, keepsUnknown: Bool = false, isKnown: ((String) throws -> Bool)? = nil,
        known: @escaping (String) throws -> KnownEvent?
    ) {
        judge = EventJudge(companies: companies, keepsUnknown: keepsUnknown)
        identities = KnownIdentities(companies)
        self.known = known
        self.isKnown = isKnown ?? { try known($0) != nil }
    }

    /// Also those that the batch registers later on.
    package var companies: CompanyRegister { judge.companies }

    /// Registers a company before anything is judged.
    package mutating func announce(_ cloudEvent: JSONObject) { judge.announce(cloudEvent) }

    /// All that is wrong with an event, and what cannot be told before the batch is over.
    ///
    /// - Throws: what `known` throws.
    package func judge(_ event: IncomingEvent) throws -> Judgement { try conclude(judge.draft(event), of: event) }

    /// Adds what only the events before can tell.
    ///
    /// - Throws: what `known` throws.
    package func conclude(_ draft: EventJudge.Draft, of event: IncomingEvent) throws -> Judgement {
        var judgement = try conclude(causes: draft.causes, of: event.id)
        judgement.faults = draft.companyFaults + judgement.faults
        if let id = draft.target {
            let target = try known(id)
            if id == event.id {
                judgement.faults.append(Fault("data.target", "is the event itself"))
            } else if target == nil {
                judgement.pending.append(Pending(id: id, path: "data.target", mustComeBefore: true))
            }
            // Where the target is not there, that is the fault, and not the stream that nobody can tell.
            if let target { judgement.faults += judge.faults(of: event, draft, about: target) }
        }
        judgement.faults += draft.payloadFaults
        if judgement.faults.isEmpty { judgement.faults += try identityFaults(draft) }
        return judgement
    }

    /// What is wrong with a statement of who an undisclosed company is, or with a correction of one.
    private func identityFaults(_ draft: EventJudge.Draft) throws -> [Fault] {
        guard let payload = draft.payload else { return [] }
        var (data, path) = (payload.data, "data")
        if payload.type.name == "event.corrected", let target = try draft.target.flatMap(known),
            target.type == "company.identified", let reading = payload.data["data"]?.object
        {
            (data, path) = (reading, "data.data")
        } else if payload.type.name != "company.identified" {
            return []
        }
        guard let company = data["company"]?.string, let identity = data["is"]?.string else { return [] }
        return identities.faults(company, is: identity, judge.companies, path: path)
    }

    /// The same of an event that `LineJudge` finds right.
    package func conclude(causes: [(id: String, path: String)], of event: String) throws -> Judgement {
        var judgement = Judgement()
        for (id, path) in causes {
            if id == event {
                judgement.faults.append(Fault(path, "is the event itself"))
            } else if try !isKnown(id) {
                judgement.pending.append(Pending(id: id, path: path, mustComeBefore: false))
            }
        }
        return judgement
    }

    /// The stream that an event belongs to by its payload.
    ///
    /// - Parameter target: of what is said of another event: that event.
    package func subject(
        of event: MarketEvent, at when: StatedTime, target: KnownEvent? = nil
    ) throws(InvalidEvent) -> String {
        try judge.subject(type: event.type, data: event.data, at: when, target: target)
    }
}

extension IncomingEvent {
    /// As others may name it; nil where its time is none that a view could order.
    package var asKnown: Intake.KnownEvent? {
        (try? when).map { Intake.KnownEvent(type: type, subject: subject, occurred: $0) }
    }
}
