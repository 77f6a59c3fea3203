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

    mutating func know(_ companies: CompanyRegister) { book.know(companies) }

    mutating func apply(_ fact: Fact) {
        book.apply(fact)
        if case .planStated(let plan) = fact.event.content {
            statements[plan.plan, default: []].append(fact)
        }
    }

    func rows(asOf: Instant?) -> [ViewRow] {
        let (deals, links) = book.folded(asOf: asOf)
        return statements.flatMap { plan, facts in
            let told = PlainTold(facts) { _ in true }
            let laid = PlainLaidFields(
                announcements: told.starts, amendments: [], denied: told.denied, figures: ["spend", "power"])
            let rows = ["spend", "power"].compactMap { field in
                laid.quantity(field).map { Self.row(plan, laid, $0, field: field, facts: facts, deals, links) }
            }
            return Set(rows.map(\.key)).count < rows.count ? [rows[0]] : rows
        }
    }

    /// Two figures in one unit are one: the other one is also said.
    private static func otherOfTheUnit(
        _ unit: MeasureUnit, _ laid: PlainLaidFields, field: String
    ) -> [PlainSaying] {
        guard field == "spend", laid.quantity("power")?.unit.sumUnit.unit == unit, let fact = laid.origin["power"],
            let value = laid.fields["power"]
        else { return [] }
        return [PlainSaying(field: "power", value: value, fact: fact)]
    }

    private static func row(
        _ plan: String, _ laid: PlainLaidFields, _ stated: Quantity, field: String, facts: [Fact],
        _ deals: [PlainDeal], _ links: PlainLinks
    ) -> ViewRow {
        let unit = stated.unit.sumUnit.unit
        let byID = Dictionary(uniqueKeysWithValues: deals.map { ($0.id, $0) })
        func bases(_ id: String) -> [String] {
            links.twins(of: id).compactMap { byID[$0] }.flatMap { $0.terms.objects("countsToward") }
                .filter { $0["plan"] == .string(plan) }.compactMap { $0["basis"]?.string }
        }
        // A link counts where the outer deal counts toward the plan, too.
        let resolution = links.resolved(in: unit) { !bases($0).isEmpty }
        let counting = deals.filter {
            !bases($0.id).isEmpty && $0.units.contains(unit) && resolution.countedIn[$0.id] == nil
        }.map { deal in
            let inner = (resolution.inner[deal.id] ?? []).compactMap { byID[$0]?.whole(in: unit)?.finished }
            return (deal: deal, count: PlainCount(deal, unit, inner: inner))
        }.filter { !$0.count.announced.isNothing }
        let covered = PlainRow.sum(counting.map(\.count.announced), unit) ?? .zero(unit)
        let byCommitment = PlainCount.entries.filter(PlainCount.announcedStrengths.contains).compactMap { name in
            PlainRow.sum(
                counting.flatMap { $0.count.byCommitment }.filter { $0.name == name }.map(\.amount), unit
            ).map { (name, $0) }
        }
        let found = Set(counting.flatMap { bases($0.deal.id) })
        let rest = Bounds(stated, .amount).inSumUnit.minus(Bounds(covered, .amount))
        return ViewRow(
            shape, key: "\(plan):\(unit.code)",
            [
                "plan": .text(plan), "company": Cell(laid.text("company")), "unit": .text(unit.code),
                "stated": .quantity(stated), "covered": Cell(covered),
                "coveredByCommitment": .list(PlainRow.entries(byCommitment, named: "commitment")),
                "basis": Cell(found.count > 1 ? "mixed" : found.first), "notCovered": Cell(rest.quantity),
                "coverage": .list(
                    counting.map { (deal, count) -> JSONValue in
                        let own = Set(bases(deal.id))
                        return [
                            "announced": .object(count.announced.json), "deal": .string(deal.id),
                            "basis": .string(own.count > 1 ? "mixed" : own.first ?? ""),
                            "byCommitment": .array(
                                PlainRow.entries(count.byCommitment.map { ($0.name, $0.amount) }, named: "commitment")),
                        ]
                    }),
                "deals": .list(counting.map { .string($0.deal.id) }),
                "certainty": Cell(laid.origin[field]?.certainty?.rawValue),
                "alsoSaid": PlainSaying.cell(
                    laid.alsoSaid.filter { [field, "company"].contains($0.field) }
                        + Self.otherOfTheUnit(unit, laid, field: field)),
            ], events: facts.flatMap(\.events) + counting.flatMap(\.deal.events))
    }
}
