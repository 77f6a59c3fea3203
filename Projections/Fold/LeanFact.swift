import CanonicalJSON
import CivilTime
import MarketEvents

/// A fact as projectors fold it: an event with its effective reading, times and certainty. It points into stored bytes, which
/// the fold keeps alive, and has the meaning of `Fact`.
package struct LeanFact: ContradictingFact {
    package let kind: FactKind
    package let position: Int
    package let id: Bytes
    /// The stream that the effective reading belongs to.
    package let subject: Bytes
    package let occurred: Moment
    package let published: Moment
    /// The effective reading.
    let fields: FieldSet
    /// With later evidence.
    package var certainty: Certainty? { didSet { if certainty != .disputed { reached = certainty } } }
    /// What it was before it was disputed.
    package private(set) var reached: Certainty?
    /// The events that make this reading what it is: corrections and later evidence.
    package var support: [Bytes] = []
    var remarks: [Remark] = []
    /// Of prices of which a cut leaves out the later days, how many it admits.
    var admittedDays: Int?
    /// Of prices and dividends, the day on which the ledger took them.
    var recordedOn: Bytes?
    /// A split that a cut leaves out: it only takes back the adjustment of prices.
    var isBeyondCut = false

    init(
        kind: FactKind, position: Int, id: Bytes, subject: Bytes, occurred: Moment, published: Moment, fields: FieldSet,
        certainty: Certainty?, support: [Bytes] = [], admittedDays: Int? = nil
    ) {
        (self.kind, self.position, self.id, self.subject) = (kind, position, id, subject)
        (self.occurred, self.published, self.fields) = (occurred, published, fields)
        (self.certainty, self.reached) = (certainty, certainty)
        (self.support, self.admittedDays) = (support, admittedDays)
    }

    /// The same fact, pointing into bytes of its own.
    func copy(in arena: Arena) -> LeanFact {
        var copy = LeanFact(
            kind: kind, position: position, id: arena.copy(id), subject: arena.copy(subject),
            occurred: occurred.copy(in: arena), published: published.copy(in: arena), fields: fields.copy(in: arena),
            certainty: reached, support: support.map(arena.copy), admittedDays: admittedDays)
        copy.certainty = certainty
        copy.remarks = remarks
        copy.recordedOn = recordedOn.map(arena.copy)
        copy.isBeyondCut = isBeyondCut
        return copy
    }

    /// The value as it stands in the payload.
    package subscript(name: FieldName) -> Bytes? { fields[name] }

    /// The text of a field that is an id or a word of a closed list.
    package func word(_ name: FieldName) -> Bytes? { fields[name]?.plainText }

    /// The text of a field without which the event cannot be folded.
    package func required(_ name: FieldName) throws(Unfoldable) -> Bytes {
        guard let text = fields[name]?.plainText else {
            throw Unfoldable(position: position, id: id.string, reason: "its data has no \(name)")
        }
        return text
    }
}

/// Why a projector cannot fold an event: it is parked with this reason, and the projection goes on without it.
package struct Unfoldable: Error, CustomStringConvertible {
    package let position: Int
    package let id: String
    package let reason: String

    package var description: String { "event \(id) at position \(position): \(reason)" }
}

extension Certainty {
    /// From the bytes of a string with its quotes.
    @inline(__always)
    init?(quoted text: Bytes?) {
        guard let text, text.count > 4 else { return nil }
        switch text.start[1] {
        case UInt8(ascii: "c") where text.equals("\"confirmed\""): self = .confirmed
        case UInt8(ascii: "r") where text.equals("\"reported\""): self = .reported
        case UInt8(ascii: "e") where text.equals("\"expected\""): self = .expected
        case UInt8(ascii: "d") where text.equals("\"disputed\""): self = .disputed
        case UInt8(ascii: "d") where text.equals("\"denied\""): self = .denied
        default: return nil
        }
    }
}
