import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections

/// What an event tells that somebody told before, where no row is folded from its stream alone.
extension Ledger {
    /// It costs what the event's stream costs; of a new company also what all companies cost.
    func retellings(_ event: RecordedEvent) throws -> [AppendNote] {
        guard let type = EventType.named(event.envelope.type) else { return [] }
        let isRegistration = type.name == "company.registered"
        guard isRegistration || Retelling.types.contains(type.name) else { return [] }
        var stream: [RecordedEvent] = []
        try log.forEach(ReadQuery(throughPosition: event.position, stream: event.envelope.subject)) { other in
            if other.envelope.id != event.envelope.id { stream.append(other) }
        }
        let facts = EffectiveHistory(of: stream + [event], under: Selection(), parent: { $0 }).facts
            .filter { $0.event.type.name == type.name && !$0.isDenied }
        guard let own = facts.first(where: { $0.id == event.envelope.id }) else { return [] }
        let others = facts.filter { $0.id != own.id }
        if isRegistration { return try registrationNotes(own, others) }
        guard let retelling = Retelling(own) else { return [] }
        let alike = others.filter { Retelling($0) == retelling }
        return alike.suffix(Ledger.mostRetellings).map { other in
            .tellsAgain(
                event: other.id, occurred: other.occurred, said: other.event.data.quantity,
                certainty: other.certainty)
        }
    }

    private static let mostRetellings = 3

    private static let ofRegistrations = ["name", "kind", "parent", "aliases", "lei", "listings"]

    /// What a further registration changes of the one that it follows; whom a first one resembles.
    private func registrationNotes(_ own: Fact, _ others: [Fact]) throws -> [AppendNote] {
        guard case .companyRegistered(let content) = own.event.content else { return [] }
        guard let before = others.last(where: { !$0.happened(after: own) }) else {
            guard others.isEmpty else { return [] }
            return try companies().alike(content).map { .sharesName(company: $0.company, name: $0.name) }
        }
        // Where a later one stands, it goes on to hold.
        guard !others.contains(where: { $0.happened(after: own) }) else { return [] }
        return Ledger.ofRegistrations.compactMap { field in
            let (old, new) = (before.event.data[field], own.event.data[field])
            return old == new
                ? nil : .changes(row: nil, figure: field, before: Cell(stated: old), after: Cell(stated: new))
        }
    }

    /// Rights and plans under other ids that a new one may be, where the stored views know them; nothing is folded for it.
    func resemblances(ofNew fact: Fact, before position: Int) throws -> [AppendNote] {
        let data = fact.event.data
        let (key, parties): (String, [String])
        switch fact.event.content {
        case .rightGranted: (key, parties) = ("right", ["holder", "grantor", "kind"])
        case .planStated: (key, parties) = ("plan", ["company"])
        default: return []
        }
        let names = parties.filter { $0 != "kind" }.compactMap { data[$0]?.string }
        let known = try views.positions(
            ofType: fact.event.type.name, mentioning: names, ifIndexedAt: position - 1)
        var seen: Set<String> = []
        var notes: [AppendNote] = []
        for position in known ?? [] {
            guard let stream = try log.event(position: position)?.envelope.subject, stream != fact.subject,
                seen.insert(stream).inserted, seen.count <= Ledger.mostCandidates
            else { continue }
            var events: [RecordedEvent] = []
            try log.forEach(ReadQuery(stream: stream)) { events.append($0) }
            let told = EffectiveHistory(of: events, under: Selection(), parent: { $0 }).facts.last {
                $0.event.type.name == fact.event.type.name && !$0.isDenied
            }
            guard let told, let id = told.event.data[key]?.string,
                parties.allSatisfy({ told.event.data[$0] == data[$0] })
            else { continue }
            let near = told.event.data.amounts.first { old in data.amounts.contains { $0.isNearly(old) } }
            // A company has many plans; of two parties there are few rights of one kind.
            if key == "right" || near != nil { notes.append(.resemblesOther(kind: key, id: id, said: near)) }
        }
        return notes
    }

    /// Streams that are read for them.
    private static let mostCandidates = 100
}

/// What makes two events one telling of one thing.
private struct Retelling: Equatable {
    static let types: Set = [
        "market-cap.changed", "stock.moved", "stock.record-set", "dividend.effective", "shares.recorded",
        "metric.reported", "valuation.reported", "results.released", "stake.stated", "risk.flagged", "risk.eased",
    ]
    /// The fields that say of what it is told, where the day alone does not.
    private static let fields: [String: [String]] = [
        "market-cap.changed": ["basis"], "stock.moved": ["basis", "direction"], "stock.record-set": ["kind", "basis"],
        "dividend.effective": ["inKind"], "shares.recorded": ["class", "measure"], "stake.stated": ["class"],
        "metric.reported": ["metric", "period", "counterparty"], "results.released": ["period"],
    ]

    private let values: [JSONValue]
    /// Nil where a period says of when it is.
    private let day: CivilDay?

    init?(_ fact: Fact) {
        let fields = Retelling.fields[fact.event.type.name] ?? []
        values = fields.map { fact.event.data[$0] ?? .null }
        let hasPeriod = fields.contains("period") && fact.event.data["period"] != nil
        day = hasPeriod ? nil : fact.occurred.lastDay
        if !hasPeriod, day == nil { return nil }
    }
}

extension JSONObject {
    /// The amounts that a payload has at its top.
    fileprivate var amounts: [Quantity] { members.compactMap { $0.value.object.flatMap { Quantity($0) } } }
    /// What it is about, of those.
    fileprivate var quantity: Quantity? {
        ["change", "value", "outstanding", "amount", "quantity", "size", "percent"].lazy
            .compactMap { self[$0]?.object.flatMap { Quantity($0) } }.first
    }
}

extension Cell {
    /// A value of a payload.
    fileprivate init(stated value: JSONValue?) {
        switch value {
        case nil, .null?: self = .missing
        case .string(let text)?: self = .text(text)
        case .array(let values)?: self = values.isEmpty ? .missing : .list(values)
        case let other?: self = .text(other.canonicalText)
        }
    }
}
