import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections

/// The readings of one event: as it was recorded, as it was corrected, and what was said of it later.
package struct EventReadings {
    package struct Entry {
        package let event: RecordedEvent
        /// What this entry does to the reading: `holds` for the event or correction that is the present reading,
        /// `superseded` for one that a later correction replaced, `retracted`, else `stands`.
        package let state: String
    }

    /// The event itself, whichever of its corrections was asked for.
    package let target: RecordedEvent
    /// The target first, then all that is about it, in the order of positions.
    package let entries: [Entry]
    /// The present reading; nil where the event is retracted.
    package let fact: Fact?
    /// The retraction that holds.
    package let retraction: RecordedEvent?

    /// - Parameter selection: the cut by what the ledger held applies; the other clocks do not make readings.
    package init?(of id: String, in ledger: Ledger, _ selection: Selection = Selection()) throws {
        guard let named = try ledger.log.event(id: id) else { return nil }
        guard let target = try EventReadings.first(named, in: ledger.log) else { return nil }
        var known = Selection()
        known.cut.asKnown = selection.cut.asKnown
        var stream: [RecordedEvent] = []
        try ledger.log.snapshot {
            try ledger.log.forEach(ReadQuery(stream: target.envelope.subject)) { event in
                if known.cut.admits(recorded: event.recordedTime) { stream.append(event) }
            }
        }
        guard stream.contains(where: { $0.envelope.id == target.envelope.id }) else { return nil }
        let about = EventReadings.about(target.envelope.id, stream)
        let retracted = EventReadings.retracted(about)
        let holding = about.last { event in
            event.envelope.type == "event.corrected" && retracted[event.envelope.id] == nil
                && event.envelope.data["target"]?.string == target.envelope.id
        }
        self.target = target
        retraction = retracted[target.envelope.id]
        entries = ([target] + about).map { event in
            let isReading = event.envelope.id == target.envelope.id || event.envelope.type == "event.corrected"
            let isHeld = event.envelope.id == (holding ?? target).envelope.id
            return Entry(
                event: event,
                state: retracted[event.envelope.id] != nil
                    ? "retracted" : isReading ? (isHeld ? "holds" : "superseded") : "stands")
        }
        fact = EffectiveHistory(of: stream, under: known, parent: { $0 }).facts.first { $0.id == target.envelope.id }
    }

    /// `published` as the present reading states it; nil where it is derived.
    package var statedPublication: String? {
        let holding = entries.last { $0.state == "holds" }?.event
        return (holding?.envelope.type == "event.corrected" ? holding?.envelope.data["published"]?.string : nil)
            ?? target.envelope.published
    }

    /// A correction or a retraction leads to the event that it is about in the end.
    private static func first(_ event: RecordedEvent, in log: any EventLog) throws -> RecordedEvent? {
        var current = event
        while ["event.corrected", "event.retracted"].contains(current.envelope.type) {
            guard let id = current.envelope.data["target"]?.string, let next = try log.event(id: id),
                next.position < current.position
            else { return nil }
            current = next
        }
        return current
    }

    /// What names the event as its target, or names what does.
    private static func about(_ id: String, _ stream: [RecordedEvent]) -> [RecordedEvent] {
        var ids: Set = [id]
        return stream.filter { event in
            guard let target = event.envelope.data["target"]?.string, ids.contains(target),
                EventType.named(event.envelope.type)?.stream == .target
            else { return false }
            ids.insert(event.envelope.id)
            return true
        }
    }

    /// By the retracted event: the retraction that holds. A target comes before what names it, so one walk from the end decides.
    private static func retracted(_ events: [RecordedEvent]) -> [String: RecordedEvent] {
        var retracted: [String: RecordedEvent] = [:]
        for event in events.reversed() where event.envelope.type == "event.retracted" {
            if retracted[event.envelope.id] == nil, let target = event.envelope.data["target"]?.string {
                retracted[target] = event
            }
        }
        return retracted
    }
}
