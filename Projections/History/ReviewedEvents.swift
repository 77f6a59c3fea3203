import EventLog
import MarketEvents

/// What reviews say of the events of a log: which still wait for somebody else than their writer to approve them.
package struct ReviewedEvents {
    /// Why an event waits, and the review of it that comes nearest to one that would do.
    package struct Waiting: Sendable {
        package enum Reason: String, Sendable {
            /// Nobody reviewed it.
            case unreviewed
            /// Only who wrote it did.
            case own
            /// Somebody else did not approve it.
            case rejected
        }

        package let reason: Reason
        /// The source of that review.
        package let reviewer: String?
        package let note: String?
        /// The event and that review.
        package let events: [String]
    }

    private struct Review {
        let fact: Fact
        let reviewer: String
    }

    private var reviews: [String: [Review]] = [:]
    /// Who wrote the reading of a corrected event.
    private var correctors: [String: String] = [:]
    private var retracted: Set<String> = []

    /// The types of the events that say it.
    package static let types: Set = ["event.reviewed", "event.corrected", "event.retracted"]

    /// - Parameter events: all of those types, in the order of positions.
    package init(of events: [RecordedEvent]) {
        let history = EffectiveHistory(of: events, under: Selection(), parent: { $0 })
        let writers = Dictionary(events.map { ($0.envelope.id, $0.envelope.source) }) { first, _ in first }
        for fact in history.facts {
            guard case .eventReviewed(let target, _) = fact.event.content, let reviewer = writers[fact.id] else {
                continue
            }
            reviews[target, default: []].append(Review(fact: fact, reviewer: reviewer))
        }
        for change in history.changes {
            guard let target = change.envelope.data["target"]?.string else { continue }
            if change.envelope.type == "event.retracted" {
                retracted.insert(target)
            } else {
                correctors[target] = change.envelope.source
            }
        }
    }

    /// Nil for what is approved, is not there any more, or is itself said of another event.
    package func waiting(_ event: RecordedEvent) -> Waiting? {
        let id = event.envelope.id
        guard let type = EventType.named(event.envelope.type), type.stream != .target, !retracted.contains(id) else {
            return nil
        }
        let known = reviews[id] ?? []
        var holding = HoldingReviews<Fact, String>()
        let writers = [event.envelope.source, correctors[id]].compactMap(\.self)
        for review in known { holding.add(review.fact, of: id, by: review.reviewer, of: writers) }
        if case .eventReviewed(_, "approved")? = holding[id]?.event.content { return nil }
        guard let shown = holding[id] ?? known.last?.fact else {
            return Waiting(reason: .unreviewed, reviewer: nil, note: nil, events: [id])
        }
        return Waiting(
            reason: holding[id] == nil ? .own : .rejected,
            reviewer: known.first { $0.fact.id == shown.id }?.reviewer, note: shown.event.data["note"]?.string,
            events: [id] + shown.events)
    }
}
