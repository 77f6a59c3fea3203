import CivilTime
import MarketEvents

/// An event as it is effective under the cuts: with its latest reading, its effective certainty, its times.
package struct Fact: Sendable {
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

    package var isDenied: Bool { certainty == .denied }

    /// This fact and what its reading rests on.
    package var events: [String] { [id] + support }

    /// Whether this fact wins where it contradicts another (contract, section 2): the later published, then the later
    /// occurred, then the surer, then the greater id. Never the later recorded.
    package func wins(over other: Fact) -> Bool {
        if let earlier = StatedTime.isOrdered(other.published, before: published) { return earlier }
        if let earlier = StatedTime.isOrdered(other.occurred, before: occurred) { return earlier }
        let (own, others) = (certainty?.rank ?? 0, other.certainty?.rank ?? 0)
        return own == others ? other.id < id : others < own
    }

    /// Whether this fact comes later in the order of occurrence, in which amendments and intervals are laid.
    package func happened(after other: Fact) -> Bool {
        StatedTime.isOrdered(other.occurred, before: occurred) ?? wins(over: other)
    }
}
