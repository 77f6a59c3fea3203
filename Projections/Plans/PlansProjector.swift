import CanonicalJSON
import CivilTime
import MarketEvents

/// What a company said it would spend or build, against the deals that count toward it. A plan is never added to deals.
package struct PlansProjector: Projector {
    package static let version = 1
    package static let shape = ViewShape(
        "plans",
        [
            Column("plan"), Column("company", .company), Column("unit"), Column("stated", .quantity),
            Column("covered", .quantity), Column("coveredByCommitment", .list), Column("basis"),
            Column("notCovered", .quantity), Column("deals", .list), Column("certainty"),
        ])

    private var book = DealBook()
    private var statements: [String: [Fact]] = [:]

    package init() {}

    package mutating func apply(_ fact: Fact) {
        book.apply(fact)
        if case .planStated(let plan) = fact.event.content, !fact.isDenied {
            statements[plan.plan, default: []].append(fact)
        }
    }

    package func rows(asOf: Instant?) -> [ViewRow] {
        let deals = book.deals(asOf: asOf)
        return statements.flatMap { plan, facts in
            let laid = LaidFields(announcements: facts, amendments: [])
            return ["spend", "power"].compactMap { field in
                laid.quantity(field).map { Self.row(plan, laid, stated: $0, field: field, facts: facts, deals: deals) }
            }
        }
    }

    private static func row(
        _ plan: String, _ laid: LaidFields, stated: Quantity, field: String, facts: [Fact], deals: [Deal]
    ) -> ViewRow {
        var amounts: [String: [Quantity]] = [:]
        var counting: [Deal] = []
        var bases: Set<String> = []
        for deal in deals where deal.ownEntry == nil && deal.countedIn == nil {
            let statedBases = deal.terms.objects("countsToward").filter { $0["plan"] == .string(plan) }
                .compactMap { $0["basis"]?.string }
            let portions = deal.portions(in: stated.unit).filter { Deal.counted.contains($0.commitment) }
            guard !statedBases.isEmpty, !portions.isEmpty else { continue }
            bases.formUnion(statedBases)
            counting.append(deal)
            for portion in portions { amounts[portion.commitment, default: []].append(portion.amount) }
        }
        let covered =
            counting.isEmpty
            ? Quantity.zero(stated.unit) : (try? Quantity.sum(amounts.values.flatMap { $0 })) ?? nil
        return ViewRow(
            shape, key: "\(plan):\(stated.unit.code)",
            [
                "plan": .text(plan), "company": Cell(laid.text("company")), "unit": .text(stated.unit.code),
                "stated": .quantity(stated), "covered": Cell(covered),
                "coveredByCommitment": CommitmentsProjector.entries(
                    amounts, named: "commitment", order: commitmentKinds),
                "basis": Cell(bases.count > 1 ? "mixed" : bases.first),
                "notCovered": Cell(covered.flatMap { (try? stated.subtracting($0)) ?? nil }),
                "deals": .list(counting.map { .string($0.id) }),
                "certainty": Cell(laid.origin[field]?.certainty?.rawValue),
            ], events: facts.flatMap(\.events) + counting.flatMap(\.events))
    }
}

extension Deal {
    /// The portions in one unit: of the value, or of the capacity where that is what the unit counts.
    func portions(in unit: MeasureUnit) -> [Portion] {
        if value?.unit == unit { return portions }
        guard let capacity, capacity.unit == unit else { return [] }
        return [Portion(commitment: commitment, amount: capacity)]
    }
}
