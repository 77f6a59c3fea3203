import EventLog
import Ledger
import MarketEvents
import Projections

extension EventLog {
    /// The event that somebody names by its id or position: the one rule for all commands and options.
    func event(named name: String) throws -> RecordedEvent {
        let found = try Int(name).map { try event(position: $0) } ?? event(id: name.lowercased())
        guard let found else {
            throw Failure(.badInput, Ledger.noEvent(name))
        }
        return found
    }
}

extension Ledger {
    /// The event that somebody names by its id or position.
    func event(_ name: String) throws -> RecordedEvent { try log.event(named: name) }

    /// The readings of the event that somebody names; a correction leads to what it corrects.
    func readings(_ name: String, _ selection: Selection = Selection()) throws -> EventReadings {
        guard let readings = try EventReadings(of: try event(name).envelope.id, in: self, selection) else {
            throw Failure(.badInput, "the ledger did not hold the event \(quoted(name)) then")
        }
        return readings
    }
}

extension EventType {
    /// A type that this program writes by itself.
    static func required(_ name: String) throws -> EventType {
        guard let type = named(name) else { throw Failure(.fault, "this program knows no event type \(name)") }
        return type
    }
}
