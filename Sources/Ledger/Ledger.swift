import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents
import Projections

/// The faults of one event of a batch.
package struct RejectedEvent: Sendable {
    /// From 0, in the order given.
    package let index: Int
    package let faults: [Fault]
}

/// Why a batch was refused: every event with faults, all of its faults.
package struct RejectedBatch: Error, Sendable, CustomStringConvertible {
    package let events: [RejectedEvent]

    package init(events: [RejectedEvent]) { self.events = events }

    package var description: String {
        events.flatMap { event in event.faults.map { "event \(event.index + 1): \($0)" } }.joined(separator: "\n")
    }
}

/// A log of market events and the views of it: what commands and other programs work with.
package final class Ledger {
    package let log: any EventLog
    package let views: ViewRunner

    /// - Parameter store: nil where the ledger is read-only; its views are then folded in memory.
    package init(log: any EventLog, store: ViewStore?) {
        self.log = log
        views = ViewRunner(log: log, store: store) { try Ledger.companies(in: log) }
    }

    /// The companies as the uncut log knows them, with corrections applied.
    package func companies() throws -> CompanyRegister { try Ledger.companies(in: log) }

    /// Registrations stand in the streams `company/…`, their corrections beside them, so only those are read.
    private static func companies(in log: any EventLog) throws -> CompanyRegister {
        let types: Set = ["company.registered", "event.corrected", "event.retracted"]
        var events: [RecordedEvent] = []
        var next = 1
        while true {
            let page = try log.read(
                ReadQuery(fromPosition: next, streamPrefix: "company/", types: types, limit: 1000))
            events += page
            guard let last = page.last else { break }
            next = last.position + 1
        }
        var register = CompanyRegister()
        for fact in EffectiveHistory(of: events, under: Selection(), parent: { $0 }).facts {
            if case .companyRegistered(let content) = fact.event.content {
                register.register(content, occurred: fact.occurred)
            }
        }
        return register
    }

    /// Takes a batch of CloudEvents, all or nothing.
    ///
    /// An event that the log holds already with the same content passes as it is; each other one is judged against the
    /// companies and events of the ledger and of the batch.
    /// - Throws: `RejectedBatch` with every fault of every event; what `EventLog.append` throws.
    package func append(
        _ cloudEvents: [JSONObject], expecting: [String: ExpectedVersion] = [:], dryRun: Bool = false
    ) throws -> [AppendOutcome] {
        var rejected: [RejectedEvent] = []
        var incoming: [(index: Int, event: IncomingEvent)] = []
        for (index, object) in cloudEvents.enumerated() {
            do throws(InvalidEvent) {
                incoming.append((index, try IncomingEvent(cloudEvent: object)))
            } catch { rejected.append(RejectedEvent(index: index, faults: error.faults)) }
        }
        // A dry run judges and rolls back: the same path, the same errors.
        do {
            return try log.exclusively {
                rejected += try judge(incoming)
                guard rejected.isEmpty else {
                    throw RejectedBatch(events: rejected.sorted { $0.index < $1.index })
                }
                let outcomes = try log.append(incoming.map { Envelope($0.event) }, expecting: expecting)
                if dryRun { throw DryRun(outcomes: outcomes) }
                return outcomes
            }
        } catch let done as DryRun { return done.outcomes }
    }

    private struct DryRun: Error {
        let outcomes: [AppendOutcome]
    }

    /// What judges events against these companies and the events of this ledger.
    package func intake(against companies: CompanyRegister) -> Intake {
        Intake(companies: companies) { id in
            try self.log.event(id: id).flatMap { found in
                (try? StatedTime(found.envelope.occurred ?? found.envelope.time)).map {
                    Intake.KnownEvent(type: found.envelope.type, subject: found.envelope.subject, occurred: $0)
                }
            }
        }
    }

    private func judge(_ incoming: [(index: Int, event: IncomingEvent)]) throws -> [RejectedEvent] {
        var intake = intake(against: try companies())
        for (_, event) in incoming { intake.announce(event) }
        return try incoming.compactMap { index, event in
            // What was taken once is not judged again: a listing may have moved since. The log compares the content.
            if try log.event(id: event.id) != nil { return nil }
            do {
                try intake.judge(event)
                return nil
            } catch let invalid as InvalidEvent { return RejectedEvent(index: index, faults: invalid.faults) }
        }
    }

    /// The events of the log that a selection and a filter admit, in the order of positions.
    package func events(
        _ selection: Selection = Selection(), where admits: (RecordedEvent) -> Bool = { _ in true }
    ) throws -> [RecordedEvent] {
        try log.snapshot {
            let needsTimes =
                selection.cut.asOf != nil || selection.cut.asPublic != nil || selection.certainty != nil
                || selection.reviewedOnly
            let effective: Set<String>? =
                try needsTimes
                ? {
                    let history = try views.history(selection)
                    return Set(history.facts.map(\.id) + history.changes.map(\.envelope.id))
                }() : nil
            var found: [RecordedEvent] = []
            var next = 1
            while true {
                let page = try log.read(ReadQuery(fromPosition: next, limit: 1000))
                guard let last = page.last else { return found }
                found += page.filter { event in
                    selection.cut.admits(recorded: event.recordedTime)
                        && (effective.map { $0.contains(event.envelope.id) } ?? true) && admits(event)
                }
                next = last.position + 1
            }
        }
    }
}

extension Envelope {
    fileprivate init(_ event: IncomingEvent) {
        self.init(
            id: event.id, source: event.source, type: event.type, dataschema: event.dataschema,
            subject: event.subject, time: event.time, occurred: event.occurred, published: event.published,
            correlationid: event.correlationid, causationid: event.causationid, data: event.data,
            extensions: event.extensions)
    }
}
