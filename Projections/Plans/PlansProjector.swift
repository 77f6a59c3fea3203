import CivilTime
import MarketEvents

/// What a company said it would spend or build, against the deals that count toward it. A plan is never added to deals.
package enum PlansProjector: PlanProjector {
    package static let version = 4
    package static let shape = ViewShape(
        "plans",
        [
            Column("plan"), Column("company", .company), Column("unit"), Column("stated", .quantity),
            Column("covered", .quantity), Column("coveredByCommitment", .list), Column("basis"),
            Column("notCovered", .quantity), Column("coverage", .list), Column("deals", .list), Column("certainty"),
            Column("alsoSaid", .list),
        ],
        shown: ["plan", "stated", "covered", "notCovered", "basis"])

    private static let slots = (
        plan: shape.slot("plan"), company: shape.slot("company"), unit: shape.slot("unit"),
        stated: shape.slot("stated"), covered: shape.slot("covered"),
        coveredByCommitment: shape.slot("coveredByCommitment"), basis: shape.slot("basis"),
        notCovered: shape.slot("notCovered"), coverage: shape.slot("coverage"), deals: shape.slot("deals"),
        certainty: shape.slot("certainty"),
        alsoSaid: shape.slot("alsoSaid"), events: shape.eventsSlot
    )

    package static func fold(plan: PlanAffairs, into rows: RowBuffer) throws(Unfoldable) {
        let told = Told(plan.statements, starts: .planStated)
        guard !told.starts.isEmpty else { return }
        var laid = LaidFields(figures: figures)
        laid.lay(announcements: told.starts)
        laid.note(denied: told.denied)
        var shown: MeasureUnit?
        for field in [FieldName.spend, .power] {
            guard let stated = try laid.quantity(field), let origin = laid.origin(field) else { continue }
            // Two figures in one unit are one: the other one is also said.
            guard stated.unit.sumUnit.unit != shown else { continue }
            shown = stated.unit.sumUnit.unit
            foldRow(plan, laid, stated, field, origin.certainty, into: rows)
        }
    }

    private static let figures: Set<FieldName> = [.spend, .power]

    private static func foldRow(
        _ plan: PlanAffairs, _ laid: LaidFields, _ stated: Quantity, _ field: FieldName, _ certainty: Certainty?,
        into rows: RowBuffer
    ) {
        let unit = stated.unit.sumUnit.unit
        let counting = plan.counting(in: unit)
        let sum = DealFigures.sum(counting.map(\.figures), unit)
        var bases: [Bytes] = []
        for basis in counting.flatMap({ $0.deal.bases(toward: plan.plan) }) where !bases.contains(basis) {
            bases.append(basis)
        }
        var events: [Bytes] = []
        plan.statements.appendEvents(to: &events)
        events += counting.flatMap(\.deal.events)
        let slots = slots
        rows.begin()
        rows.key(plan.plan, unit.code)
        rows.text(slots.plan, plan.plan)
        rows.text(slots.company, laid.word(.company))
        rows.text(slots.unit, unit.code)
        rows.quantity(slots.stated, stated)
        rows.quantity(slots.covered, sum.announced.amount)
        rows.entries(
            slots.coveredByCommitment, sum.strengthEntries.filter { Strength(name: $0.name)?.isAnnounced ?? false },
            named: "commitment")
        if bases.count > 1 { rows.word(slots.basis, "mixed") } else { rows.text(slots.basis, bases.first) }
        rows.quantity(
            slots.notCovered, Bounds(stated, .amount).inSumUnit.minus(sum.announced.atLeastNothing).difference)
        rows.coverage(slots.coverage, counting, of: plan.plan)
        rows.ids(slots.deals, counting.map(\.deal.id))
        rows.certainty(slots.certainty, certainty)
        // The other figure has a row of its own, unless it is in this unit.
        let other: FieldName = field == .spend ? .power : .spend
        var said = laid.alsoSaid.filter { $0.field != "\(other)" }
        if field == .spend, let power = laid[.power], let origin = laid.origin(.power),
            (try? laid.quantity(.power))?.unit.sumUnit.unit == unit
        {
            said.append(AlsoSaid(field: "power", value: .json(power), fact: origin))
        }
        rows.alsoSaid(slots.alsoSaid, said)
        rows.events(slots.events, events)
        rows.end()
    }
}

extension Deal {
    /// Who says that it, or a twin of it, counts toward a plan: `stated`, `assumed`, or both.
    func bases(toward plan: Bytes) -> [Bytes] {
        var bases: [Bytes] = []
        for toward in plans where toward.plan == plan && !bases.contains(toward.basis) { bases.append(toward.basis) }
        return bases
    }
}

extension PlanAffairs {
    /// What its deals count with in a unit: a link holds where the outer deal counts toward the plan, too.
    fileprivate func counting(in unit: MeasureUnit) -> [(deal: Deal, figures: DealFigures)] {
        let stating = deals.compactMap { deal in deal.amounts(in: unit).map { (deal: deal, amounts: $0) } }
        let outers = Dictionary(uniqueKeysWithValues: stating.map { ($0.deal.id, $0.amounts.outers) })
        let withheld = DealLinks.withheld(from: stating.map(\.deal), unit, outers)
        return stating.compactMap { deal, amounts in
            if amounts.outers.contains(where: { !$0.isWeaker && outers[$0.deal] != nil }) { return nil }
            let figures = amounts.figures(without: withheld[deal.id] ?? [])
            return figures.isAnnounced ? (deal, figures) : nil
        }
    }
}
