import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// An event as it was read, before it is known what came before it.
package enum EventReading: Sendable {
    case event(ReadEvent)
    /// With what another log gave it.
    case recorded(RecordedEvent)
    /// What is wrong with it, and its id where it has one.
    case rejected([Fault], id: String?)
}

/// A class, because it passes through many hands and has dozens of parts.
package final class ReadEvent: Sendable {
    let event: IncomingEvent
    let envelope: Envelope
    let draft: EventJudge.Draft
    /// Whether it was signed as it was read.
    let isSigned: Bool

    init(_ event: IncomingEvent, _ envelope: Envelope, _ draft: EventJudge.Draft, isSigned: Bool) {
        (self.event, self.envelope, self.draft, self.isSigned) = (event, envelope, draft, isSigned)
    }
}

/// Reads events and judges them as far as that needs no other event: a value, so that many threads can.
package struct EventReader: Sendable {
    let judge: EventJudge
    /// Whether events keep what another log gave them.
    let restores: Bool
    let takesForeignForms: Bool
    /// Signs what is its writer's.
    let signer: WriterSigner?
    /// For the many events that need not become values; nil where what they are given has to be read, too, or is signed.
    let lines: LineJudge?

    init(judge: EventJudge, restores: Bool, takesForeignForms: Bool = false, signer: WriterSigner? = nil) {
        (self.judge, self.restores, self.takesForeignForms, self.signer) = (judge, restores, takesForeignForms, signer)
        lines = restores || signer != nil ? nil : LineJudge(judge)
    }

    package func read(_ written: JSONObject) -> EventReading {
        let cloudEvent = takesForeignForms ? ForeignEvent.taken(written) : written
        do throws(InvalidEvent) {
            let event = try IncomingEvent(cloudEvent: cloudEvent)
            var envelope = Envelope(event)
            envelope.encodeData()
            let isSigned = try sign(&envelope)
            if let fault = envelope.sizeFault { throw InvalidEvent(faults: [fault]) }
            return restores
                ? .recorded(try RecordedEvent(restoring: envelope, from: cloudEvent))
                : .event(ReadEvent(event, envelope, judge.draft(event), isSigned: isSigned))
        } catch {
            let more = restores ? [] : judge.payloadFaults(ofRejected: cloudEvent)
            let faults = error.faults
            return .rejected(
                faults + more.filter { !faults.contains($0) }, id: cloudEvent["id"]?.string?.lowercased())
        }
    }

    /// Whether it was signed here.
    private func sign(_ envelope: inout Envelope) throws(InvalidEvent) -> Bool {
        do { return try signer?.sign(&envelope) ?? false } catch {
            throw InvalidEvent(faults: [Fault(WriterSignature.attribute, "cannot be made: \(error)")])
        }
    }
}

extension RecordedEvent {
    /// Reads what the other log gave the event.
    fileprivate init(restoring envelope: Envelope, from cloudEvent: JSONObject) throws(InvalidEvent) {
        var faults: [Fault] = []
        let sequence = cloudEvent["sequence"]?.string
        let position = sequence.flatMap { $0.utf8.count == 20 ? Int($0) : nil }
        if position == nil {
            faults.append(
                Fault("sequence", "is missing or not 20 digits; only an export of all events can be restored"))
        }
        let version = cloudEvent["streamversion"]?.integer
        if version == nil { faults.append(Fault("streamversion", "is missing or not a number")) }
        let text = cloudEvent["recordedtime"]?.string
        let time = text.flatMap { Instant(rfc3339: $0) }
        if time == nil || time?.rfc3339(fractionDigits: 6) != text {
            faults.append(Fault("recordedtime", "is missing or not a time in UTC with six fractional digits"))
        }
        guard faults.isEmpty, let position, let version, let time else { throw InvalidEvent(faults: faults) }
        self.init(recording: envelope, position: position, streamVersion: version, recordedTime: time)
    }
}

extension Envelope {
    package init(_ event: IncomingEvent) {
        self.init(
            id: event.id, source: event.source, type: event.type, dataschema: event.dataschema,
            subject: event.subject, time: event.time, occurred: event.occurred, published: event.published,
            correlationid: event.correlationid, causationid: event.causationid, data: event.data,
            extensions: event.extensions)
    }

    /// What the ledger adds to an event takes at most so many bytes, in an export.
    private static let ledgerBytes = 160

    /// An event must fit in a line of an export, or that could not be imported.
    fileprivate var sizeFault: Fault? {
        let most = JSONLimits().bytes - Envelope.ledgerBytes
        // The attributes have at most 2,000 bytes each, and no character of theirs takes more than six.
        if extensions.isEmpty, canonicalData.count + 11 * 6 * 2_000 <= most { return nil }
        let count = canonicalBytes.count
        return count > most
            ? Fault("", "the event has \(count) bytes in canonical JSON; at most \(most) are taken") : nil
    }
}
