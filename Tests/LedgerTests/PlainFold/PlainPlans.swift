import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// What a company said it would spend or build, against the deals that count toward it. A plan is never added to deals.
struct PlainPlans: PlainProjector {
    static var shape: ViewShape { PlansProjector.shape }

    private var book = PlainDealBook()
    private var statements: [String: [Fact]] = [:]

    init() {}

    mutating func apply(_ fact: Fact) {
        book.apply(fact)
        if case .planStated(let plan) = fact.event.content {
            statements[plan.plan, default: []].append(fact)
        }
    }

    func rows(asOf: Instant?) -> [ViewRow] {
        let deals = book.deals(asOf: asOf)
        return statements.flatMap { plan, facts in
            let told = PlainTold(facts) { _ in true }
            let laid = PlainLaidFields(
                announcements: told.starts, amendments: [], denied: told.denied, figures: ["spend", "power"])
            return ["spend", "power"].compactMap { field in
                laid.quantity(field).map { Self.row(plan, laid, stated: $0, field: field, facts: facts, deals: deals) }
            }
        }
    }

    private static func row(
        _ plan: String, _ laid: PlainLaidFields, stated: Quantity, field: String, facts: [Fact], deals: [PlainDeal]
    ) -> ViewRow {
        var amounts: [String: [Quantity]] = [:]
        var counting: [PlainDeal] = []
        var bases: Set<String> = []
        for deal in deals where deal.ownEntry == nil && deal.countedIn == nil {
            let statedBases = deal.terms.objects("countsToward").filter { $0["plan"] == .string(plan) }
                .compactMap { $0["basis"]?.string }
            let portions = deal.portions(in: stated.unit).filter { PlainDeal.counted.contains($0.commitment) }
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
                "coveredByCommitment": PlainCommitments.entries(
                    amounts, named: "commitment", order: commitmentKinds),
                "basis": Cell(bases.count > 1 ? "mixed" : bases.first),
                "notCovered": Cell(covered.flatMap { (try? stated.subtracting($0)) ?? nil }),
                "deals": .list(counting.map { .string($0.id) }),
                "certainty": Cell(laid.origin[field]?.certainty?.rawValue),
                "alsoSaid": PlainSaying.cell(laid.alsoSaid.filter { [field, "company"].contains($0.field) }),
            ], events: facts.flatMap(\.events) + counting.flatMap(\.events))
    }
}

extension PlainDeal {
    /// The portions in one unit: of the value, or of the capacity where that is what the unit counts.
    func portions(in unit: MeasureUnit) -> [Portion] {
        if value?.unit == unit { return portions }
        guard let capacity, capacity.unit == unit else { return [] }
        return [Portion(commitment: commitment, amount: capacity)]
    }
}
