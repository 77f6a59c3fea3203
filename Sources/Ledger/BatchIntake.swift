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
        /// Take events in forms of CloudEvents that the ledger has another one for (`ForeignEvent`).
        package var takesForeignForms = false
        /// Signs the events of its writer that are not signed yet.
        package var signer: WriterSigner?
        /// Asked before the first event is appended.
        package var condition = AppendCondition.none
        var group = EventGroup.Limits()

        package init() {}
    }

    /// A file with more faults than this is not read to its end.
    package static let mostFaults = 10_000

    private let log: any EventLog
    private var options: Options
    private var intake: Intake
    private let waiting: Waiting
    /// Events that were refused: others may name them, which is no fault of theirs.
    private var refused: Set<String> = []
    private var pending: [(place: Int, name: Intake.Pending)] = []
    /// What is wrong with the event at each place.
    private var rejected: [Int: [Fault]] = [:]
    private var faultCount = 0
    private(set) package var outcomes: [AppendOutcome] = []
    private let keepsOutcomes: Bool
    package private(set) var appended = 0
    package private(set) var unchanged = 0
    /// How many events were signed here.
    package private(set) var signed = 0

    /// What the judge looks into, too.
    private final class Waiting {
        var group: EventGroup
        init(_ limits: EventGroup.Limits) { group = EventGroup(limits) }
    }

    /// Events of another log that wait, with their places.
    private var recorded: [RecordedEvent] = []
    private var recordedPlaces: [Int] = []
    private var recordedBytes = 0

    /// - Parameter keepsOutcomes: whether to keep one outcome an event, for small batches.
    init(log: any EventLog, companies: CompanyRegister, options: Options, keepsOutcomes: Bool) {
        self.log = log
        self.options = options
        self.keepsOutcomes = keepsOutcomes
        let waiting = Waiting(options.group)
        self.waiting = waiting
        intake = Intake(
            companies: companies, keepsUnknown: options.keepsUnknown,
            isKnown: { id in try waiting.group.find(id) != nil || log.contains(id: id) },
            known: { id in try waiting.group.find(id).flatMap(waiting.group.known) ?? Ledger.knownEvent(id, in: log) })
    }

    /// Reads what is then added here; copies work on any thread. Made when all companies are announced.
    package func makeReader() -> EventReader {
        let reader = EventReader(
            judge: intake.judge, restores: options.restores, takesForeignForms: options.takesForeignForms,
            signer: options.signer)
        self.reader = reader
        return reader
    }

    private var reader: EventReader?

    /// Registers a company before anything is judged: the events of a batch may name it from the first on.
    package func announce(_ cloudEvent: JSONObject) {
        if options.restores { return }
        intake.announce(options.takesForeignForms ? ForeignEvent.taken(cloudEvent) : cloudEvent)
    }

    /// Those of the ledger and those that were announced.
    package var companies: CompanyRegister { intake.companies }

    /// Whether so much is wrong that there is no use in reading on.
    package var hasTooManyFaults: Bool { faultCount >= BatchIntake.mostFaults }

    /// Says that something at a place is no event at all.
    package func reject(at place: Int, _ faults: [Fault]) {
        faultCount += faults.count
        // In place: an event may have thousands of faults, found one by one.
        rejected[place, default: []] += faults
    }

    /// Judges an event and appends it.
    ///
    /// - Parameter place: a line or an index, which faults are reported with; rising.
    /// - Throws: what the log throws for reasons of its own.
    package func add(_ cloudEvent: JSONObject, at place: Int) throws {
        var stretch = ReadStretch(by: reader ?? makeReader(), bytes: 0)
        stretch.read(cloudEvent)
        try add(stretch, after: place)
    }

    /// Concludes the judgement of what this batch's reader has read, and appends it; of too many faults not all.
    ///
    /// - Parameter lines: how many came before, which is the place of the first less one.
    /// - Throws: as `add(_:at:)` does.
    package func add(_ stretch: ReadStretch, after lines: Int) throws {
        var run = Run()
        signed += stretch.signedCount
        for item in stretch.items {
            let place = lines + item.line
            if item.kind == .judged {
                run.add(item.index, at: place)
                continue
            }
            // Those that come now may name the ones before.
            try add(&run, of: stretch)
            switch item.kind {
            case .judged: break
            case .judgedWithCauses:
                let (event, causes) = stretch.causes[item.index]
                let id = stretch.events.text(.id, of: event) ?? ""
                guard try conclude(at: place, id: id, { try intake.conclude(causes: causes, of: id) }) else { break }
                run.add(event, at: place)
            case .value:
                let (event, read) = stretch.values[item.index]
                guard try conclude(at: place, id: read.event.id, { try intake.conclude(read.draft, of: read.event) })
                else { break }
                run.add(event, at: place)
            case .recorded: try restore(stretch.recorded[item.index], at: place)
            case .rejected:
                // What is wrong with those before comes first.
                try flushRecorded()
                let (faults, id) = stretch.rejected[item.index]
                reject(at: place, faults)
                if let id { refused.insert(id) }
            }
            if hasTooManyFaults { return }
        }
        try add(&run, of: stretch)
    }

    /// Events of a stretch that follow each other, and their places.
    private struct Run {
        var events = 0..<0
        var places: [Int] = []

        mutating func add(_ event: Int, at place: Int) {
            events = events.isEmpty ? event..<(event + 1) : events.lowerBound..<(event + 1)
            places.append(place)
        }
    }

    /// Whether nothing is wrong with an event by those before it.
    private func conclude(at place: Int, id: String, _ judge: () throws -> Intake.Judgement) throws -> Bool {
        // What was taken once is not judged again: a listing may have moved since. The log compares the content.
        guard try waiting.group.find(id) == nil && !log.contains(id: id) else { return true }
        let judgement = try judge()
        pending += judgement.pending.filter { !refused.contains($0.id) }.map { (place, $0) }
        guard judgement.faults.isEmpty else {
            refused.insert(id)
            reject(at: place, judgement.faults)
            return false
        }
        return true
    }

    private func add(_ run: inout Run, of stretch: ReadStretch) throws {
        guard !run.events.isEmpty else { return }
        waiting.group.add(run.events, of: stretch.events, at: run.places)
        run = Run()
        if waiting.group.isFull { try flush() }
    }

    private func restore(_ event: RecordedEvent, at place: Int) throws {
        recorded.append(event)
        recordedPlaces.append(place)
        recordedBytes += event.envelope.canonicalData.count
        if recorded.count >= options.group.events || recordedBytes >= options.group.bytes { try flushRecorded() }
    }

    private func flushRecorded() throws {
        let (events, places) = (recorded, recordedPlaces)
        (recorded, recordedPlaces, recordedBytes) = ([], [], 0)
        // Behind one that was refused nothing can be in its place.
        guard !events.isEmpty, rejected.isEmpty else { return }
        do {
            try log.restore(events)
            appended += events.count
        } catch let refusal as RestoreRefused {
            reject(at: places[refusal.index], [Fault("sequence", refusal.reason)])
        }
    }

    private func flush() throws {
        try flushRecorded()
        guard !waiting.group.events.isEmpty else { return }
        var group = EventGroup(options.group)
        swap(&group, &waiting.group)
        defer {
            // For the memory that it has.
            group.removeAll()
            waiting.group = group
        }
        do {
            count(try log.append(group.events, on: options.condition))
            options.condition = .none
        } catch let conflict as IdentityConflict {
            // One by one, so that each conflict gets its line. The whole batch is undone in any case.
            for (index, place) in group.places.enumerated() {
                do { _ = try log.append([group.events.envelope(index)], on: .none) } catch let conflict
                    as IdentityConflict
                {
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
            let isKnown = try refused.contains(name.id) || log.contains(id: name.id)
            if let fault = name.fault(isKnown: isKnown) { reject(at: place, [fault]) }
        }
        guard rejected.isEmpty else {
            throw RejectedBatch(
                events: rejected.sorted { $0.key < $1.key }.map { RejectedEvent(index: $0.key, faults: $0.value) },
                isConflict: !conflicts.isEmpty && conflicts.count == faultCount)
        }
    }
}
