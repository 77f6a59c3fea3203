import CanonicalJSON
import EventLog
import MarketEvents

/// An event that is responsible for a difference, as it is named to people.
package struct ResponsibleEvent: Equatable, Sendable {
    package let id: String
    package let position: Int
    package let type: String
    /// As it is read after the change, else before it; of a correction or retraction when it was recorded.
    package let occurred: String
    package let published: String?
    package let certainty: Certainty?
    /// Its summary, or why something was corrected or retracted.
    package let summary: String?
}

/// What two selections of one log differ in, event by event: in one of them only, or in another reading.
package struct ChangedFacts {
    /// In the order of positions.
    private var facts: [Fact] = []
    /// Their ids, those of corrections and retractions, and what these are about.
    private var changed: Set<String> = []
    /// Corrections and retractions that hold in one of the two only, by the event that they are about in the end.
    private var changes: [String: [String]] = [:]
    /// Everything that can be named as responsible, by id.
    package private(set) var events: [String: ResponsibleEvent] = [:]

    /// Of all that may be named.
    private var positions: [String: Int] = [:]

    /// Where nobody asks which events are responsible.
    init() {}

    package init(from before: EffectiveHistory, to after: EffectiveHistory) { add(from: before, to: after) }

    /// Adds what a part of the log differs in.
    mutating func add(from before: EffectiveHistory, to after: EffectiveHistory) {
        let old = Dictionary(before.facts.map { ($0.id, $0) }) { first, _ in first }
        let new = Dictionary(after.facts.map { ($0.id, $0) }) { first, _ in first }
        for fact in before.facts + after.facts {
            events[fact.id] = ResponsibleEvent(fact)
            positions[fact.id] = fact.position
        }
        let changed =
            after.facts.filter { fact in old[fact.id].map { !$0.reads(as: fact) } ?? true }
            + before.facts.filter { new[$0.id] == nil }
        facts = (facts + changed.filter { !self.changed.contains($0.id) }).sorted { $0.position < $1.position }
        self.changed.formUnion(changed.map(\.id))
        note(before.changes, after.changes)
    }

    private mutating func note(_ before: [RecordedEvent], _ after: [RecordedEvent]) {
        let (old, new) = (Set(before.map(\.envelope.id)), Set(after.map(\.envelope.id)))
        var targets: [String: String] = [:]
        for event in before + after {
            events[event.envelope.id] = ResponsibleEvent(event)
            positions[event.envelope.id] = event.position
            targets[event.envelope.id] = event.envelope.data["target"]?.string
        }
        for id in old.symmetricDifference(new) {
            // A retraction of a retraction leads to what was retracted first.
            var target = targets[id]
            while let named = target, let further = targets[named] { target = further }
            guard let target else { continue }
            if !(changes[target]?.contains(id) ?? false) { changes[target, default: []].append(id) }
            changed.formUnion([id, target])
        }
    }

    func contains(_ id: String) -> Bool { changed.contains(id) }

    /// These events and what was recorded of them in between, in the order of positions.
    func withChanges(_ ids: some Sequence<String>) -> [String] {
        let all = ids.reduce(into: Set<String>()) { found, id in
            found.insert(id)
            found.formUnion(changes[id] ?? [])
        }
        return all.sorted { (positions[$0] ?? .max, $0) < (positions[$1] ?? .max, $1) }
    }

    /// - Parameter position: of an event that a row rests on, whether it has changed or not.
    mutating func note(_ position: Int, of id: String) { positions[id] = position }

    /// The changed events that bear on the rows of a subject without being named by each: deals, of whose sums shares are
    /// taken and of which one may count in another, and what is known of a market.
    func concerning(_ subject: String, readBy projector: any Projector.Type) -> [String] {
        let readsDeals = SubjectFolder([projector], Selection()).folds(.deal)
        return facts.filter { fact in
            let readsMarket = projector is any MarketProjector.Type || projector is any LogProjector.Type
            let isRead = fact.subject.hasPrefix("deal/") ? readsDeals : readsMarket
            return isRead && JSONValue.object(fact.event.data).says(subject)
        }.map(\.id)
    }
}

extension ResponsibleEvent {
    fileprivate init(_ fact: Fact) {
        self.init(
            id: fact.id, position: fact.position, type: fact.event.type.name, occurred: fact.occurred.text,
            published: fact.published.text, certainty: fact.certainty, summary: fact.event.common.summary)
    }

    /// Of a correction or retraction.
    fileprivate init(_ event: RecordedEvent) {
        self.init(
            id: event.envelope.id, position: event.position, type: event.envelope.type,
            occurred: event.recordedTime.rfc3339(), published: nil, certainty: nil,
            summary: event.envelope.data["reason"]?.string)
    }
}

extension Fact {
    fileprivate func reads(as other: Fact) -> Bool {
        occurred.text == other.occurred.text && published.text == other.published.text && subject == other.subject
            && certainty == other.certainty && support == other.support && isCutShort == other.isCutShort
            && event.data == other.event.data
    }
}

extension JSONValue {
    /// Whether a text in it, at any depth, is exactly this one.
    fileprivate func says(_ text: String) -> Bool {
        if let own = string { return own == text }
        if let values = array { return values.contains { $0.says(text) } }
        return object?.members.contains { $0.value.says(text) } ?? false
    }
}
