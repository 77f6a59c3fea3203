import CivilTime
import MarketEvents

/// An event as it is effective under the cuts: with its latest reading, its effective certainty, its times.
package struct Fact: ContradictingFact, Sendable {
    package let id: String
    package let position: Int
    package let recorded: Instant
    /// The stream that the effective reading belongs to.
    package let subject: String
    package let occurred: StatedTime
    package let published: StatedTime
    package let event: MarketEvent
    /// With later evidence; nil in events of the ledger itself.
    package var certainty: Certainty?
    /// The events that make this reading what it is: corrections and later evidence.
    package var support: [String]
    /// Prices of which a cut leaves out the later days.
    package var isCutShort = false

    /// The same fact in another reading, which rests on further events.
    func reading(_ event: MarketEvent, support more: [String]) -> Fact {
        Fact(
            id: id, position: position, recorded: recorded, subject: subject, occurred: occurred, published: published,
            event: event, certainty: certainty, support: support + more, isCutShort: isCutShort)
    }

    /// This fact and what its reading rests on.
    package var events: [String] { [id] + support }
}
