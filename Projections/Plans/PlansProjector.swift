import CivilTime
import MarketEvents

/// What a company said it would spend or build, against the deals that count toward it. A plan is never added to deals.
package enum PlansProjector: PlanProjector {
    package static let version = 1
    package static let shape = ViewShape(
        "plans",
        [
            Column("plan"), Column("company", .company), Column("unit"), Column("stated", .quantity),
            Column("covered", .quantity), Column("coveredByCommitment", .list), Column("basis"),
            Column("notCovered", .quantity), Column("deals", .list), Column("certainty"),
        ])

    private static let slots = (
        plan: shape.slot("plan"), company: shape.slot("company"), unit: shape.slot("unit"),
        stated: shape.slot("stated"), covered: shape.slot("covered"),
        coveredByCommitment: shape.slot("coveredByCommitment"), basis: shape.slot("basis"),
        notCovered: shape.slot("notCovered"), deals: shape.slot("deals"), certainty: shape.slot("certainty"),
        events: shape.eventsSlot
    )

    package static func fold(plan: PlanAffairs, into rows: RowBuffer) throws(Unfoldable) {
        let statements = plan.statements.filter { !$0.isDenied }
        guard !statements.isEmpty else { return }
        var laid = LaidFields()
        laid.merge(statements)
        let quantities = QuantityReader()
        let fields: [FieldName] = [.spend, .power]
        for field in fields {
            guard let value = laid[field] else { continue }
            guard let stated = quantities.quantity(value), let origin = laid.origin(field) else {
                throw statements[0].lacks(field)
            }
            foldRow(plan, laid, stated, origin.certainty, statements, into: rows)
        }
    }

    private static func foldRow(
        _ plan: PlanAffairs, _ laid: LaidFields, _ stated: Quantity, _ certainty: Certainty?, _ statements: [LeanFact],
        into rows: RowBuffer
    ) {
        var sums = QuantitySums(order: commitmentKinds)
        var counting: [Bytes] = []
        var bases: [Bytes] = []
        var events: [Bytes] = []
        statements.appendEvents(to: &events)
        for deal in plan.deals where deal.ownEntry == nil && deal.countedIn == nil {
            let own = deal.plans.lazy.filter { $0.plan == plan.plan }.map(\.basis)
            let portions = deal.portions(in: stated.unit).filter { Deal.counts($0.commitment) }
            guard !own.isEmpty, !portions.isEmpty else { continue }
            for basis in own where !bases.contains(basis) { bases.append(basis) }
            counting.append(deal.id)
            events += deal.events
            for portion in portions { sums.add(portion.amount, to: portion.commitment.string) }
        }
        let covered = counting.isEmpty ? Quantity.zero(stated.unit) : sums.total
        let slots = slots
        rows.begin()
        rows.key(plan.plan, stated.unit.code)
        rows.text(slots.plan, plan.plan)
        rows.text(slots.company, laid.word(.company))
        rows.text(slots.unit, stated.unit.code)
        rows.quantity(slots.stated, stated)
        rows.quantity(slots.covered, covered)
        rows.entries(slots.coveredByCommitment, sums, named: "commitment")
        if bases.count > 1 { rows.word(slots.basis, "mixed") } else { rows.text(slots.basis, bases.first) }
        rows.quantity(slots.notCovered, covered.flatMap { (try? stated.subtracting($0)) ?? nil })
        rows.ids(slots.deals, counting)
        rows.certainty(slots.certainty, certainty)
        rows.events(slots.events, events)
        rows.end()
    }
}
