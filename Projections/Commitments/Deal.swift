import CivilTime
import MarketEvents

/// One deal as its facts make it: what commitments, plans, concentration and dependencies fold from.
package final class Deal {
    package let id: Bytes
    package let buyer: Bytes
    package let supplier: Bytes
    package let through: Bytes?
    package let kind: Bytes
    package let commitment: Bytes
    /// In money.
    package let total: Quantity?
    package let capacity: Quantity?
    package let term: ISODuration?
    package let termQualifier: Bytes?
    /// When the term starts, where it is known.
    package let starts: TermStart?
    /// As stated in the payload.
    package let schedule: Bytes?
    /// Who makes the hardware, where somebody else than the supplier does.
    package let makers: [Bytes]
    /// The plans it counts toward, and those of its twins.
    package var plans: [(plan: Bytes, basis: Bytes)]
    /// What it is worth, one for each unit: as links leave it.
    package var amounts: [DealAmounts]
    /// Of the least sure amount in its total.
    package let certainty: Certainty
    /// Whether the surest announcement is more than an expectation, and not denied.
    package let isSure: Bool
    /// When it ended, as written; nil while it is in force.
    package var ended: Bytes?
    /// Terms that have run out by the cut.
    package let isExpired: Bool
    /// Since when it is in force, or was last.
    package var announced: Moment
    /// The deal that it counts in, with its amount in money, else in capacity.
    package var countedIn: Bytes?
    /// False where what it counts in has ended.
    package var isHeldOpen = true
    /// Of the announcement that wins. Not stored.
    let rank: Int
    package let deliveries: DealDeliveries
    /// What was told, did not win and differs. Like the terms and the two below it is for the deal's own row, and not stored.
    let alsoSaid: [AlsoSaid]
    let terms: DealTerms
    package let events: [Bytes]
    /// What makes its interval, which its twins may have a part in.
    let starting: [LeanFact]
    let ending: [LeanFact]

    init(
        id: Bytes, buyer: Bytes, supplier: Bytes, through: Bytes?, kind: Bytes, commitment: Bytes, total: Quantity?,
        capacity: Quantity?, term: ISODuration?, termQualifier: Bytes?, starts: TermStart?, schedule: Bytes?,
        makers: [Bytes], plans: [(plan: Bytes, basis: Bytes)], amounts: [DealAmounts], certainty: Certainty,
        isSure: Bool, ended: Bytes?, isExpired: Bool, announced: Moment, rank: Int = 0, deliveries: DealDeliveries,
        alsoSaid: [AlsoSaid] = [], terms: DealTerms = DealTerms(), events: [Bytes], starting: [LeanFact] = [],
        ending: [LeanFact] = []
    ) {
        (self.id, self.buyer, self.supplier, self.through) = (id, buyer, supplier, through)
        (self.kind, self.commitment, self.total, self.capacity) = (kind, commitment, total, capacity)
        (self.term, self.termQualifier, self.starts, self.schedule) = (term, termQualifier, starts, schedule)
        (self.makers, self.plans, self.amounts, self.certainty) = (makers, plans, amounts, certainty)
        (self.isSure, self.ended, self.isExpired, self.announced) = (isSure, ended, isExpired, announced)
        (self.deliveries, self.alsoSaid, self.events) = (deliveries, alsoSaid, events)
        (self.rank, self.terms) = (rank, terms)
        (self.starting, self.ending) = (starting, ending)
    }

    package var isCapital: Bool { kind.equals("capital") }
    package var isGuarantee: Bool { kind.equals("guarantee") }
    /// Who depends through it: in capital the issuer, who is the supplier, on the investor.
    package var dependent: Bytes { isCapital ? supplier : buyer }
    package var provider: Bytes { isCapital ? buyer : supplier }

    /// Whether its two ends are one company, so that it commits nobody to anybody else.
    package var isInternal: Bool { buyer == supplier }

    /// Whether its two ends are one company or units of one: nobody depends on himself.
    var isWithinCompany = false

    package var strength: Strength { Strength(commitment: commitment) ?? .unstated }

    /// In force: not ended, not run out, surely announced, and more than an intention. What it counts in has to be in force, too,
    /// unless something of it counts by itself.
    package var isInForce: Bool {
        guard ended == nil, !isExpired, isSure else { return false }
        return (isHeldOpen && strength != .letterOfIntent) || figures.contains { $0.isAnnounced }
    }

    /// Where all of it stands, if not by its strength.
    var ownEntry: Strength? {
        if certainty == .denied { return .denied }
        if ended != nil || isExpired { return .ended }
        if isInternal { return .internal }
        if !isSure { return .expected }
        return isGuarantee ? .guarantee : nil
    }

    /// How long it runs, in whole months: by its term, else from its start through its end.
    var months: Int? { term.map { $0.days == 0 ? $0.months : 0 } ?? terms.months }

    package func amounts(in unit: MeasureUnit) -> DealAmounts? { amounts.first { $0.unit == unit } }

    /// What counts for itself, unit by unit.
    package var figures: [DealFigures] {
        amounts.filter { $0.countedIn == nil }.map { $0.figures(without: $0.withheld) }
    }

    /// Says of all its amounts where they stand.
    func settle() {
        let own = ownEntry
        for index in amounts.indices { amounts[index].own = own }
    }
}

/// What was delivered, invoiced and paid, each up to its latest day.
package struct DealDeliveries {
    /// Invoices stand in where no delivery is known.
    package var delivered: Quantity?
    /// `delivered` or `invoiced`.
    package var measure: Bytes?
    /// With what was paid ahead.
    package var paid: Quantity?
    /// Paid and not yet delivered.
    package var prepaid: Quantity?

    /// Total less delivered; with 0 laid under it.
    package func remaining(of total: Quantity?) -> Quantity? { DealDeliveries.rest(of: total, after: delivered) }
    /// Total less paid.
    package func unpaid(of total: Quantity?) -> Quantity? { DealDeliveries.rest(of: total, after: paid) }

    static func rest(of total: Quantity?, after part: Quantity?) -> Quantity? {
        guard let total, let part else { return nil }
        let (whole, taken) = (Bounds(total, .amount).inSumUnit, Bounds(part, .amount).inSumUnit)
        return whole.unit == taken.unit ? whole.minus(taken).amount : nil
    }
}
