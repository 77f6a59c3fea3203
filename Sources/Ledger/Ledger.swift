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
    /// Nothing is wrong with the events but that their ids are taken.
    package let isConflict: Bool

    /// A line a fault.
    package var lines: [String] {
        events.flatMap { event in event.faults.map { "event \(event.index + 1): \($0)" } }
    }

    package var description: String { lines.joined(separator: "\n") }
}

package struct RestoreNeedsEmptyLedger: Error, CustomStringConvertible {
    package var description: String {
        "only a new ledger can be restored into, and this one has events: make another one with impact init"
    }
}

/// A log of market events and the views of it: what commands and other programs work with.
package final class Ledger {
    package let log: any EventLog
    package let views: ViewRunner

    /// - Parameter store: nil where the ledger is read-only; its views are then folded in memory.
    package init(log: any EventLog, store: ViewStore?) {
        self.log = log
        views = ViewRunner(log: log, store: store) { try Ledger.companies(in: log, $0) }
    }

    /// The companies as the uncut log knows them, with corrections applied.
    package func companies() throws -> CompanyRegister { try Ledger.companies(in: log, Selection()) }

    /// The companies as a selection knows them: names, parents and listings are those of its cut.
    package func companies(_ selection: Selection) throws -> CompanyRegister {
        try Ledger.companies(in: log, selection)
    }

    /// The company that someone means by an id, ticker, RIC, name or alias. An id is found without reading of other companies.
    ///
    /// - Throws: `UnknownCompany`.
    package func resolve(_ text: String) throws -> String {
        var events: [RecordedEvent] = []
        if StreamName.isValid("company/" + text) {
            try log.forEach(ReadQuery(stream: "company/" + text)) { events.append($0) }
        }
        let own = EffectiveHistory(of: events, under: Selection(), parent: { $0 }).companies
        return try own.isRegistered(text) ? text : companies().resolve(text)
    }

    /// Registrations stand in the streams `company/…`, their corrections beside them, so only those are read.
    private static func companies(in log: any EventLog, _ selection: Selection) throws -> CompanyRegister {
        let types: Set = [
            "company.registered", "company.identified", "event.corrected", "event.retracted", "evidence.added",
        ]
        var events: [RecordedEvent] = []
        var next = 1
        while true {
            let page = try log.read(
                ReadQuery(fromPosition: next, streamPrefix: "company/", types: types, limit: 1000))
            events += page
            guard let last = page.last else { break }
            next = last.position + 1
        }
        return EffectiveHistory(of: events, under: Selection(cut: selection.cut), parent: { $0 }).companies
    }

    /// Takes a batch of CloudEvents, all or nothing.
    ///
    /// An event that the log holds already with the same content passes as it is; each other one is judged against the
    /// companies and events of the ledger and of the batch.
    /// - Throws: `RejectedBatch` with every fault of every event; what `EventLog.append` throws.
    package func append(
        _ cloudEvents: [JSONObject], on condition: AppendCondition = .none, signedBy signer: WriterSigner? = nil,
        dryRun: Bool = false
    ) throws -> [AppendOutcome] {
        var options = BatchIntake.Options()
        (options.condition, options.signer) = (condition, signer)
        return try take(options, dryRun: dryRun, keepsOutcomes: true) { batch in
            for event in cloudEvents { batch.announce(event) }
            for (index, event) in cloudEvents.enumerated() { try batch.add(event, at: index) }
        }.outcomes
    }

    /// What appending one event would give, and the event as the log would then hold it; nothing is written.
    ///
    /// - Throws: as `append` does.
    package func preview(
        _ cloudEvent: JSONObject, on condition: AppendCondition = .none, signedBy signer: WriterSigner? = nil
    ) throws -> (outcome: AppendOutcome?, event: RecordedEvent?) {
        var options = BatchIntake.Options()
        (options.condition, options.signer) = (condition, signer)
        var event: RecordedEvent?
        let batch = try take(options, dryRun: true, keepsOutcomes: true) { batch in
            batch.announce(cloudEvent)
            try batch.add(cloudEvent, at: 0)
            try batch.finish()
            event = try cloudEvent["id"]?.string.flatMap { try log.event(id: $0.lowercased()) }
        }
        return (batch.outcomes.first, event)
    }

    /// Takes what `body` adds, all or nothing: nobody else writes meanwhile, and where anything is wrong nothing is written.
    ///
    /// - Parameter dryRun: judge all of it by the same path, and write nothing.
    /// - Throws: `RejectedBatch`, with the places that `body` gave; what `body` or the log throws.
    package func take(
        _ options: BatchIntake.Options, dryRun: Bool = false, keepsOutcomes: Bool = false,
        _ body: (BatchIntake) throws -> Void
    ) throws -> BatchIntake {
        var judged: BatchIntake?
        do {
            return try log.exclusively {
                if options.restores, try log.head().position > 0 { throw RestoreNeedsEmptyLedger() }
                let batch = BatchIntake(
                    log: log, companies: try companies(), options: options, keepsOutcomes: keepsOutcomes)
                try body(batch)
                try batch.finish()
                judged = batch
                if dryRun { throw DryRun() }
                return batch
            }
        } catch let end as DryRun {
            guard let judged else { throw end }
            return judged
        }
    }

    /// Undoes what was written.
    private struct DryRun: Error {}

    /// What judges events against these companies and the events of this ledger.
    package func intake(against companies: CompanyRegister) -> Intake {
        let log = log
        return Intake(companies: companies) { try Ledger.knownEvent($0, in: log) }
    }

    static func knownEvent(_ id: String, in log: any EventLog) throws -> Intake.KnownEvent? {
        try log.event(id: id).flatMap { found in
            (try? StatedTime(found.envelope.occurred ?? found.envelope.time)).map {
                Intake.KnownEvent(type: found.envelope.type, subject: found.envelope.subject, occurred: $0)
            }
        }
    }
}
