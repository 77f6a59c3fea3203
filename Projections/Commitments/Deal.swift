import CivilTime
import MarketEvents

/// An amount of a deal and how binding it is.
package struct Portion {
    package let commitment: Bytes
    package let amount: Quantity
}

/// One deal as its facts make it: what commitments, plans and dependencies fold from.
package final class Deal {
    /// How binding a commitment must be to count toward a sum.
    package static let counted: Set = ["binding", "conditional", "unstated"]

    package let id: Bytes
    package let buyer: Bytes
    package let supplier: Bytes
    package let through: Bytes?
    package let kind: Bytes
    package let commitment: Bytes
    package let value: Quantity?
    /// As it stands in the payload; most deals state none.
    package let capacity: Bytes?
    package let term: ISODuration?
    package let termQualifier: Bytes?
    /// The day that the term starts, where it is known.
    package let starts: CivilDay?
    /// As stated in the payload.
    package let schedule: Bytes?
    /// Who makes the hardware, where somebody else than the supplier does.
    package let makers: [Bytes]
    /// The plans it counts toward.
    package let plans: [(plan: Bytes, basis: Bytes)]
    /// Parts with a strength of their own, and what is left of the value beside them. Empty where it is not split.
    let parts: [Portion]
    package let certainty: Certainty
    /// When it ended, as written; nil while it is in force.
    package let ended: Bytes?
    /// Terms that have run out by the cut.
    package let isExpired: Bool
    package let announced: Moment
    /// As it stands in the payload.
    package let delivered: Bytes?
    package let deliveredMeasure: Bytes?
    package let events: [Bytes]
    /// The deal that stands for this one, so that no money is counted twice.
    package var countedIn: Bytes?

    init(
        id: Bytes, buyer: Bytes, supplier: Bytes, through: Bytes?, kind: Bytes, commitment: Bytes, value: Quantity?,
        capacity: Bytes?, term: ISODuration?, termQualifier: Bytes?, starts: CivilDay?, schedule: Bytes?,
        makers: [Bytes], plans: [(plan: Bytes, basis: Bytes)], parts: [Portion], certainty: Certainty, ended: Bytes?,
        isExpired: Bool, announced: Moment, delivered: Bytes?, deliveredMeasure: Bytes?, events: [Bytes]
    ) {
        (self.id, self.buyer, self.supplier, self.through) = (id, buyer, supplier, through)
        (self.kind, self.commitment, self.value, self.capacity) = (kind, commitment, value, capacity)
        (self.term, self.termQualifier, self.starts, self.schedule) = (term, termQualifier, starts, schedule)
        (self.makers, self.plans, self.parts, self.certainty) = (makers, plans, parts, certainty)
        (self.ended, self.isExpired, self.announced) = (ended, isExpired, announced)
        (self.delivered, self.deliveredMeasure, self.events) = (delivered, deliveredMeasure, events)
    }

    /// The value, split where parts have a strength of their own.
    package var portions: [Portion] {
        guard parts.isEmpty else { return parts }
        return value.map { [Portion(commitment: commitment, amount: $0)] } ?? []
    }

    package var isCapital: Bool { kind.equals("capital") }
    /// Who depends through it: in capital the issuer, who is the supplier, on the investor.
    package var dependent: Bytes { isCapital ? supplier : buyer }
    package var provider: Bytes { isCapital ? buyer : supplier }

    /// In force: not ended, not run out, not denied, and more than an intention.
    package var isInForce: Bool {
        ended == nil && !isExpired && certainty != .denied && certainty != .expected
            && !commitment.equals("letter-of-intent")
    }

    /// Under which entry an amount of the deal stands, where it is not by its commitment.
    package var ownEntry: String? {
        if certainty == .denied { return "denied" }
        if ended != nil || isExpired { return "ended" }
        return certainty == .expected ? "expected" : nil
    }

    /// Whether `contracted` counts an amount of this commitment.
    package static func counts(_ commitment: Bytes) -> Bool {
        commitment.equals("binding") || commitment.equals("conditional") || commitment.equals("unstated")
    }

    /// What counts as contracted, in parts, of which no bound may be known together; empty where nothing counts.
    package var contracted: [Quantity] {
        guard ownEntry == nil, countedIn == nil else { return [] }
        return portions.filter { Deal.counts($0.commitment) }.map(\.amount)
    }

    /// The portions in one unit: of the value, or of the capacity where that is what the unit counts.
    package func portions(in unit: MeasureUnit) -> [Portion] {
        if value?.unit == unit { return portions }
        guard let amount = QuantityReader().quantity(capacity), amount.unit == unit else { return [] }
        return [Portion(commitment: commitment, amount: amount)]
    }
}
