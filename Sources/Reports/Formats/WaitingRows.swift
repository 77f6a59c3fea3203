import CanonicalJSON
import EventLog
import Projections

/// The list of events that wait for a review, in the forms of a view.
package enum WaitingRows {
    package static let shape = ViewShape(
        "review",
        [
            Column("position", .recording), Column("id"), Column("occurred"), Column("type"), Column("stream"),
            Column("writer"), Column("reason"), Column("reviewer"), Column("note"), Column("summary"),
        ],
        shown: ["position", "occurred", "type", "stream", "writer", "reason", "reviewer", "summary", "note"])

    /// - Parameter headline: for people, what the event says; nil for its own summary.
    package static func row(
        _ event: RecordedEvent, _ waiting: ReviewedEvents.Waiting, headline: String?
    ) -> ViewRow {
        let envelope = event.envelope
        return ViewRow(
            shape, key: String(event.position),
            [
                "position": .integer(event.position), "id": .text(envelope.id),
                "occurred": .text(envelope.occurred ?? envelope.time), "type": .text(envelope.type),
                "stream": .text(envelope.subject), "writer": .text(WriterName.name(of: envelope.source)),
                "reason": .text(waiting.reason.rawValue),
                "reviewer": Cell(waiting.reviewer.map(WriterName.name(of:))), "note": Cell(waiting.note),
                "summary": Cell(headline ?? envelope.data["summary"]?.string),
            ], events: waiting.events)
    }
}
