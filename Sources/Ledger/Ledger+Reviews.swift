import EventLog
import Projections

extension Ledger {
    /// The events that wait for an approving review by somebody else than their writer, the oldest first.
    ///
    /// The log is read as far as it takes; what is kept of it are its reviews, corrections and retractions.
    /// - Parameters:
    ///   - company: only those that touch it.
    ///   - body: false ends the walk.
    package func forEachWaiting(
        touching company: String? = nil, _ body: (RecordedEvent, ReviewedEvents.Waiting) throws -> Bool
    ) throws {
        do {
            try log.snapshot {
                var events: [RecordedEvent] = []
                try log.forEach(ReadQuery(types: ReviewedEvents.types)) { events.append($0) }
                let reviewed = ReviewedEvents(of: events)
                try forEachEvent(touching: company) { event in
                    guard let waiting = reviewed.waiting(event) else { return }
                    guard try body(event, waiting) else { throw Enough() }
                }
            }
        } catch is Enough {}
    }

    private struct Enough: Error {}

    /// Whether a review by `source` counts for nothing, because that is who wrote the event or its reading.
    package func isOwn(_ source: String, _ readings: EventReadings) -> Bool {
        let holding = readings.entries.last { $0.state == "holds" }?.event
        return [readings.target, holding].contains { $0?.envelope.source == source }
    }
}
