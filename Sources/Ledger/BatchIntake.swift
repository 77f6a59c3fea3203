import CanonicalJSON
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
    private static let groupSize = 2_048
    /// Of payloads: large events are appended in smaller groups, which bounds the memory.
    private static let groupBytes = 4 << 20

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
        var events: [ReadEvent] = []
        var places: [Int] = []
        var bytes = 0
        var known: [String: ReadEvent] = [:]
    }

    /// - Parameter keepsOutcomes: whether to keep one outcome an event, for small batches.
    init(log: any EventLog, companies: CompanyRegister, options: Options, keepsOutcomes: Bool) {
        self.log = log
        self.options = options
        self.keepsOutcomes = keepsOutcomes
        let group = EventGroup()
        self.group = group
        intake = Intake(
            companies: companies, keepsUnknown: options.keepsUnknown,
            isKnown: { id in try group.known[id] != nil || log.contains(id: id) },
            known: { id in try group.known[id]?.event.asKnown ?? Ledger.knownEvent(id, in: log) })
    }

    /// Reads what is then added here; copies work on any thread. Made when all companies are announced.
    package var reader: EventReader { EventReader(judge: intake.judge, restores: options.restores) }

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
    package func add(_ cloudEvent: JSONObject, at place: Int) throws { try add(reader.read(cloudEvent), at: place) }

    /// Concludes the judgement of an event that this batch's reader has read, and appends it.
    ///
    /// - Throws: as `add(_:at:)` does.
    package func add(_ reading: EventReading, at place: Int) throws {
        switch reading {
        case .event(let event): try add(event, at: place)
        case .recorded(let event): try restore(event, at: place)
        case .rejected(let faults, let id):
            reject(at: place, faults)
            if let id { refused.insert(id) }
        }
    }

    private func add(_ read: ReadEvent, at place: Int) throws {
        let id = read.event.id
        // What was taken once is not judged again: a listing may have moved since. The log compares the content.
        if try group.known[id] == nil && !log.contains(id: id) {
            let judgement = try intake.conclude(read.draft, of: read.event)
            pending += judgement.pending.filter { !refused.contains($0.id) }.map { (place, $0) }
            guard judgement.faults.isEmpty else {
                refused.insert(id)
                return reject(at: place, judgement.faults)
            }
        }
        group.events.append(read)
        group.places.append(place)
        group.known[id] = read
        group.bytes += read.envelope.canonicalData.count
        if group.events.count >= BatchIntake.groupSize || group.bytes >= BatchIntake.groupBytes { try flush() }
    }

    private func restore(_ recorded: RecordedEvent, at place: Int) throws {
        do {
            try log.restore([recorded])
            appended += 1
        } catch let refusal as RestoreRefused {
            // Nothing that follows can be in its place.
            if rejected.isEmpty { reject(at: place, [Fault("sequence", refusal.reason)]) }
        }
    }

    private func flush() throws {
        guard !group.events.isEmpty else { return }
        let (envelopes, places) = (group.events.map(\.envelope), group.places)
        (group.events, group.places, group.bytes, group.known) = ([], [], 0, [:])
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
