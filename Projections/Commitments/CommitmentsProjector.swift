import CivilTime
import MarketEvents

/// Who has committed to pay whom, how much, how bindingly: one row a deal, and one a buyer and unit with the sums.
package enum CommitmentsProjector: DealProjector, CompanyProjector {
    package static let version = 1
    package static let shape = ViewShape(
        "commitments",
        [
            Column("buyer", .company), Column("supplier", .company), Column("through", .company), Column("deal"),
            Column("kind"), Column("commitment"), Column("total", .quantity), Column("capacity", .quantity),
            Column("term"), Column("termQualifier"), Column("periods", .list), Column("delivered", .quantity),
            Column("deliveredMeasure"), Column("remaining", .quantity), Column("ended"), Column("countedIn"),
            Column("certainty"), Column("unit"), Column("contracted", .quantity), Column("byCommitment", .list),
            Column("byCertainty", .list), Column("deals", .list),
        ])

    private static let slots = (
        buyer: shape.slot("buyer"), supplier: shape.slot("supplier"), through: shape.slot("through"),
        deal: shape.slot("deal"), kind: shape.slot("kind"), commitment: shape.slot("commitment"),
        total: shape.slot("total"), capacity: shape.slot("capacity"), term: shape.slot("term"),
        termQualifier: shape.slot("termQualifier"), periods: shape.slot("periods"), delivered: shape.slot("delivered"),
        deliveredMeasure: shape.slot("deliveredMeasure"), remaining: shape.slot("remaining"),
        ended: shape.slot("ended"), countedIn: shape.slot("countedIn"), certainty: shape.slot("certainty"),
        unit: shape.slot("unit"), contracted: shape.slot("contracted"), byCommitment: shape.slot("byCommitment"),
        byCertainty: shape.slot("byCertainty"), deals: shape.slot("deals"), events: shape.eventsSlot
    )

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
        rows.quantity(slots.total, deal.value)
        if let capacity = deal.capacity.flatMap(StoredQuantity.init) { rows.quantity(slots.capacity, capacity) }
        rows.text(slots.term, deal.term?.description)
        rows.text(slots.termQualifier, deal.termQualifier)
        rows.periods(slots.periods, of: deal)
        if let delivered = QuantityReader().quantity(deal.delivered) {
            rows.quantity(slots.delivered, delivered)
            rows.text(slots.deliveredMeasure, deal.deliveredMeasure)
            rows.quantity(slots.remaining, deal.value.flatMap { (try? $0.subtracting(delivered)) ?? nil })
        }
        rows.text(slots.ended, deal.ended)
        rows.text(slots.countedIn, deal.countedIn)
        rows.certainty(slots.certainty, deal.certainty)
        rows.text(slots.unit, deal.value?.unit.code)
        rows.events(slots.events, deal.events)
        rows.end()
    }

    package static func fold(company: CompanyAffairs, into rows: RowBuffer) {
        for (unit, deals) in company.purchases { foldSum(of: deals, company.company, unit, into: rows) }
    }

    private static func foldSum(of deals: [Deal], _ buyer: Bytes, _ unit: MeasureUnit, into rows: RowBuffer) {
        var byCommitment = QuantitySums(order: commitmentKinds)
        var byCertainty = QuantitySums(order: Certainty.allCases.map(\.rawValue))
        var contracted: [Quantity] = []
        var counted: [Bytes] = []
        var events: [Bytes] = []
        for deal in deals {
            let (entry, counts) = (deal.ownEntry, deal.contracted)
            for portion in deal.portions { byCommitment.add(portion.amount, to: entry ?? portion.commitment.string) }
            if !counts.isEmpty {
                contracted += counts
                counted.append(deal.id)
                for amount in counts { byCertainty.add(amount, to: deal.certainty.rawValue) }
            } else if let entry, entry != "ended", let value = deal.value {
                byCertainty.add(value, to: entry)
            }
            events += deal.events
        }
        let slots = slots
        rows.begin()
        rows.key(buyer, unit.code)
        rows.text(slots.buyer, buyer)
        rows.text(slots.unit, unit.code)
        rows.quantity(
            slots.contracted, contracted.isEmpty ? .zero(unit) : (try? Quantity.sum(contracted)) ?? nil)
        rows.entries(slots.byCommitment, byCommitment, named: "commitment")
        rows.entries(slots.byCertainty, byCertainty, named: "certainty")
        rows.ids(slots.deals, counted)
        rows.events(slots.events, events)
        rows.end()
    }
}
