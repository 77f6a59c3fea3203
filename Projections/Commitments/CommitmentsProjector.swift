import CivilTime
import MarketEvents

/// Who has committed to pay whom, how much, how bindingly: one row a deal, and one a buyer and unit with the sums.
package enum CommitmentsProjector: DealProjector, CompanyProjector {
    package static let version = 5
    package static let shape = ViewShape(
        "commitments",
        [
            Column("buyer", .company), Column("supplier", .company), Column("through", .company), Column("deal"),
            Column("kind"), Column("commitment"), Column("total", .quantity), Column("valueStated"),
            Column("rate", .quantity), Column("ratePer"), Column("capacity", .quantity),
            Column("term"), Column("termQualifier"), Column("starts"), Column("ends"), Column("fullCapacityBy"),
            Column("extendableFrom"), Column("periods", .list), Column("delivered", .quantity),
            Column("deliveredMeasure"), Column("paid", .quantity), Column("prepaid", .quantity),
            Column("remaining", .quantity), Column("unpaid", .quantity), Column("remainingStated", .quantity),
            Column("remainingDay"), Column("ended"), Column("fee", .quantity), Column("parts", .list),
            Column("parties", .list), Column("hardware", .list), Column("consideration", .list),
            Column("countsToward", .list), Column("purposes", .list), Column("countedIn"),
            Column("certainty"), Column("basis"), Column("unit"), Column("contracted", .quantity),
            Column("conditional", .quantity), Column("unstated", .quantity), Column("announced", .quantity),
            Column("byCommitment", .list), Column("byCertainty", .list), Column("amounts", .list),
            Column("composition", .list), Column("alsoSaid", .list), Column("deals", .list),
        ],
        shown: [
            "buyer", "supplier", "commitment", "certainty", "total", "rate", "ratePer", "valueStated", "capacity",
            "ended", "term", "ends", "periods", "paid", "remaining", "unpaid",
        ], together: ["total", "rate", "ratePer", "valueStated", "capacity"])

    private static let slots = (
        buyer: shape.slot("buyer"), supplier: shape.slot("supplier"), through: shape.slot("through"),
        deal: shape.slot("deal"), kind: shape.slot("kind"), commitment: shape.slot("commitment"),
        total: shape.slot("total"), capacity: shape.slot("capacity"), term: shape.slot("term"),
        termQualifier: shape.slot("termQualifier"), periods: shape.slot("periods"), delivered: shape.slot("delivered"),
        deliveredMeasure: shape.slot("deliveredMeasure"), paid: shape.slot("paid"), prepaid: shape.slot("prepaid"),
        remaining: shape.slot("remaining"), unpaid: shape.slot("unpaid"), ended: shape.slot("ended"),
        countedIn: shape.slot("countedIn"), certainty: shape.slot("certainty"), basis: shape.slot("basis"),
        unit: shape.slot("unit"), contracted: shape.slot("contracted"), conditional: shape.slot("conditional"),
        valueStated: shape.slot("valueStated"), rate: shape.slot("rate"), ratePer: shape.slot("ratePer"),
        starts: shape.slot("starts"), ends: shape.slot("ends"), fullCapacityBy: shape.slot("fullCapacityBy"),
        extendableFrom: shape.slot("extendableFrom"), remainingStated: shape.slot("remainingStated"),
        remainingDay: shape.slot("remainingDay"), fee: shape.slot("fee"), parts: shape.slot("parts"),
        parties: shape.slot("parties"), hardware: shape.slot("hardware"),
        consideration: shape.slot("consideration"), countsToward: shape.slot("countsToward"),
        purposes: shape.slot("purposes"),
        unstated: shape.slot("unstated"), announced: shape.slot("announced"), byCommitment: shape.slot("byCommitment"),
        byCertainty: shape.slot("byCertainty"), amounts: shape.slot("amounts"), composition: shape.slot("composition"),
        alsoSaid: shape.slot("alsoSaid"), deals: shape.slot("deals"), events: shape.eventsSlot
    )

    /// A sum names the buyer alone.
    package static let namesOthers = false

    package static func fold(deal: Deal?, into rows: RowBuffer) {
        guard let deal else { return rows.countIncomplete() }
        let slots = slots
        rows.begin()
        rows.text(ViewShape.keySlot, deal.id)
        rows.text(slots.buyer, deal.buyer)
        rows.text(slots.supplier, deal.supplier)
        rows.text(slots.through, deal.through)
        rows.text(slots.deal, deal.id)
        rows.text(slots.kind, deal.kind)
        rows.text(slots.commitment, deal.commitment)
        rows.quantity(slots.total, deal.total)
        rows.quantity(slots.capacity, deal.capacity)
        show(deal.terms, in: rows)
        rows.text(slots.term, deal.term?.description)
        rows.text(slots.termQualifier, deal.termQualifier)
        rows.periods(slots.periods, of: deal)
        rows.quantity(slots.delivered, deal.deliveries.delivered)
        rows.text(slots.deliveredMeasure, deal.deliveries.measure)
        rows.quantity(slots.paid, deal.deliveries.paid)
        rows.quantity(slots.prepaid, deal.deliveries.prepaid)
        rows.quantity(slots.remaining, deal.deliveries.remaining(of: deal.total))
        rows.quantity(slots.unpaid, deal.deliveries.unpaid(of: deal.total))
        rows.text(slots.ended, deal.ended)
        rows.text(slots.countedIn, deal.countedIn)
        rows.certainty(slots.certainty, deal.certainty)
        if deal.total != nil, deal.amounts.first?.isOfParts ?? false { rows.word(slots.basis, "parts") }
        rows.text(slots.unit, deal.total?.unit.code)
        rows.figures(slots.amounts, deal.figures)
        rows.composition(slots.composition, of: deal)
        rows.alsoSaid(slots.alsoSaid, deal.alsoSaid)
        rows.events(slots.events, deal.events)
        rows.end()
    }

    /// The columns may come in any order.
    private static func show(_ terms: DealTerms, in rows: RowBuffer) {
        rows.decoded(slots.valueStated, terms.valueStated)
        rows.quantity(slots.rate, terms.rate)
        rows.text(slots.ratePer, terms.ratePer)
        rows.text(slots.starts, terms.starts)
        rows.text(slots.ends, terms.ends)
        rows.text(slots.fullCapacityBy, terms.fullCapacityBy)
        rows.text(slots.extendableFrom, terms.extendableFrom)
        rows.quantity(slots.remainingStated, terms.remaining)
        rows.text(slots.remainingDay, terms.remainingDay)
        rows.quantity(slots.fee, terms.fee)
        rows.stated(slots.parts, terms.parts)
        rows.stated(slots.parties, terms.parties)
        rows.stated(slots.hardware, terms.hardware)
        rows.stated(slots.consideration, terms.consideration)
        rows.stated(slots.countsToward, terms.countsToward)
        rows.stated(slots.purposes, terms.purposes)
    }

    package static func fold(company: CompanyAffairs, into rows: RowBuffer) {
        for (unit, purchases) in company.purchases { foldSum(of: purchases, company.company, unit, into: rows) }
    }

    private static func foldSum(
        of purchases: [CompanyAffairs.Purchase], _ buyer: Bytes, _ unit: MeasureUnit, into rows: RowBuffer
    ) {
        let sum = DealFigures.sum(purchases.map(\.figures), unit)
        let slots = slots
        rows.begin()
        rows.key(buyer, unit.code)
        rows.text(slots.buyer, buyer)
        rows.text(slots.unit, unit.code)
        rows.quantity(slots.contracted, sum[.binding].amount)
        rows.quantity(slots.conditional, sum[.conditional].amount)
        rows.quantity(slots.unstated, sum[.unstated].amount)
        rows.quantity(slots.announced, sum.announced.amount)
        rows.entries(slots.byCommitment, sum.strengthEntries, named: "commitment")
        rows.entries(slots.byCertainty, sum.certaintyEntries, named: "certainty")
        rows.ids(slots.deals, purchases.filter(\.isAnnounced).map(\.deal.id))
        rows.events(slots.events, purchases.flatMap(\.deal.events))
        rows.end()
    }
}
