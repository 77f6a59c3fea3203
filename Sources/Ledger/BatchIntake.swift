import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// Takes the events of a source one by one, all or nothing, in memory that does not grow with their number.
///
/// It lives in one exclusive section of the log: each event is judged and appended as it comes, in small groups, and where
/// anything is wrong the section throws at the end, which undoes all of it.
package final class BatchIntake {
    package struct Options: Sendable {
        /// Take events of types and versions that this program does not know.
        package var keepsUnknown = false
        /// Keep positions, stream versions and recorded times of the log that the events come from.
        package var restores = false
        /// Asked before the first event is appended.
        package var condition = AppendCondition.none

        package init() {}
    }

    /// A file with more faults than this is not read to its end.
    package static let mostFaults = 10_000
    private static let groupSize = 256

    private let log: any EventLog
    private var options: Options
    private var intake: Intake
    private let group: EventGroup
    /// Events that were refused: others may name them, which is no fault of theirs.
    private var refused: Set<String> = []
    private var pending: [(place: Int, name: Intake.Pending)] = []
    private var rejected: [Int: RejectedEvent] = [:]
    private var faultCount = 0
    private(set) package var outcomes: [AppendOutcome] = []
    private let keepsOutcomes: Bool
    package private(set) var appended = 0
    package private(set) var unchanged = 0

    /// The events that wait to be appended together; the judge finds them, too.
    private final class EventGroup {
        var envelopes: [Envelope] = []
        var places: [Int] = []
        var known: [String: Intake.KnownEvent] = [:]
    }

    /// - Parameter keepsOutcomes: whether to keep one outcome an event, for small batches.
    init(log: any EventLog, companies: CompanyRegister, options: Options, keepsOutcomes: Bool) {
        self.log = log
        self.options = options
        self.keepsOutcomes = keepsOutcomes
        let group = EventGroup()
        self.group = group
        intake = Intake(companies: companies, keepsUnknown: options.keepsUnknown) { id in
            try group.known[id] ?? Ledger.knownEvent(id, in: log)
        }
    }

    /// Registers a company before anything is judged: the events of a batch may name it from the first on.
    package func announce(_ cloudEvent: JSONObject) {
        if !options.restores { intake.announce(cloudEvent) }
    }

    /// Whether so much is wrong that there is no use in reading on.
    package var hasTooManyFaults: Bool { faultCount >= BatchIntake.mostFaults }

    /// Says that something at a place is no event at all.
    package func reject(at place: Int, _ faults: [Fault]) {
        faultCount += faults.count
        rejected[place] = RejectedEvent(index: place, faults: (rejected[place]?.faults ?? []) + faults)
    }

    /// Judges an event and appends it.
    ///
    /// - Parameter place: a line or an index, which faults are reported with; rising.
    /// - Throws: what the log throws for reasons of its own.
    package func add(_ cloudEvent: JSONObject, at place: Int) throws {
        do {
            let event = try IncomingEvent(cloudEvent: cloudEvent)
            var envelope = Envelope(event)
            envelope.encodeData()
            if let fault = envelope.sizeFault { throw InvalidEvent(faults: [fault]) }
            try options.restores ? restore(event, cloudEvent, at: place) : add(event, envelope, at: place)
        } catch let invalid as InvalidEvent {
            let more = options.restores ? [] : intake.payloadFaults(ofRejected: cloudEvent)
            reject(at: place, invalid.faults + more.filter { !invalid.faults.contains($0) })
            if let id = cloudEvent["id"]?.string { refused.insert(id.lowercased()) }
        }
    }

    private func add(_ event: IncomingEvent, _ envelope: Envelope, at place: Int) throws {
        // What was taken once is not judged again: a listing may have moved since. The log compares the content.
        if group.known[event.id] == nil, try log.event(id: event.id) == nil {
            let judgement = try intake.judge(event)
            pending += judgement.pending.filter { !refused.contains($0.id) }.map { (place, $0) }
            guard judgement.faults.isEmpty else {
                refused.insert(event.id)
                return reject(at: place, judgement.faults)
            }
        }
        group.envelopes.append(envelope)
        group.places.append(place)
        if let when = try? event.when {
            group.known[event.id] = Intake.KnownEvent(type: event.type, subject: event.subject, occurred: when)
        }
        if group.envelopes.count >= BatchIntake.groupSize { try flush() }
    }

    private func restore(_ event: IncomingEvent, _ cloudEvent: JSONObject, at place: Int) throws {
        let recorded = try RecordedEvent(restoring: Envelope(event), from: cloudEvent)
        do {
            try log.restore([recorded])
            appended += 1
        } catch let refusal as RestoreRefused {
            // Nothing that follows can be in its place.
            if rejected.isEmpty { reject(at: place, [Fault("sequence", refusal.reason)]) }
        }
    }

    private func flush() throws {
        guard !group.envelopes.isEmpty else { return }
        let (envelopes, places) = (group.envelopes, group.places)
        (group.envelopes, group.places, group.known) = ([], [], [:])
        do {
            count(try log.append(envelopes, on: options.condition))
            options.condition = .none
        } catch let conflict as IdentityConflict {
            // One by one, so that each conflict gets its line. The whole batch is undone in any case.
            for (envelope, place) in zip(envelopes, places) {
                do { _ = try log.append([envelope], on: .none) } catch let conflict as IdentityConflict {
                    reject(at: place, [Fault("id", conflict.description)])
                    conflicts.append(conflict)
                }
            }
            if conflicts.isEmpty { throw conflict }
        }
    }

    private var conflicts: [IdentityConflict] = []

    private func count(_ more: [AppendOutcome]) {
        for outcome in more {
            if case .appended = outcome { appended += 1 } else { unchanged += 1 }
        }
        if keepsOutcomes { outcomes += more }
    }

    /// Appends what waits, and judges what only the whole batch can tell.
    ///
    /// - Throws: `RejectedBatch` where anything was wrong with it; `IdentityConflict` where that was all.
    func finish() throws {
        try flush()
        for (place, name) in pending {
            let isKnown = try refused.contains(name.id) || log.event(id: name.id) != nil
            if let fault = name.fault(isKnown: isKnown) { reject(at: place, [fault]) }
        }
        guard rejected.isEmpty else {
            throw RejectedBatch(
                events: rejected.values.sorted { $0.index < $1.index },
                isConflict: !conflicts.isEmpty && conflicts.count == faultCount)
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
        let count = canonicalBytes.count
        return count > most
            ? Fault("", "the event has \(count) bytes in canonical JSON; at most \(most) are taken") : nil
    }
}
