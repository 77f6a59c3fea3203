import CanonicalJSON
import MarketEvents
import Projections

/// A plan's figure as it was stated, what counts toward it portion by portion, and what is left.
enum PlansArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("plans"), let plan = row.cell("plan", of: shape).text,
            let stated = row.cell("stated", of: shape).quantity
        else { return [] }
        let statements = basis.facts.filter {
            $0.event.type.name == "plan.stated" && $0.event.data["plan"]?.string == plan && !$0.isDenied
        }
        let field = ["spend", "power"].first { field in
            let value = FieldHistory(of: field, announcements: statements).value
            return value?.object.flatMap { Quantity($0) }?.unit == stated.unit
        }
        let counted = row.cell("deals", of: shape).list.compactMap { $0.string.flatMap(basis.deal) }
        let portions = counted.flatMap { DealReading.counting($0.portions(in: stated.unit)) }
        let covered = row.cell("covered", of: shape).quantity
        var found = [
            FieldHistory(of: field ?? "spend", announcements: statements).derivation("stated", stated),
            Derivation("covered", covered, sumOf: portions),
        ]
        found += Derivation.entries(
            "coveredByCommitment", row.cell("coveredByCommitment", of: shape), named: "commitment"
        ) { word in portions.filter { $0.commitment == word } }
        if let notCovered = row.cell("notCovered", of: shape).quantity, let covered {
            let own = { (label: String, value: Quantity) in
                Derivation.Part(.quantity(value), .row(view: "plans", key: row.key), label)
            }
            found.append(
                Derivation(
                    "notCovered", .quantity(notCovered), .difference, [own("stated", stated), own("covered", covered)]))
        }
        if let word = row.cell("basis", of: shape).text {
            found.append(Derivation("basis", .text(word), .agreement, counted.flatMap { bases(of: $0, plan) }))
        }
        return found
    }

    /// Who says that a deal counts toward the plan.
    private static func bases(of deal: DealReading, _ plan: String) -> [Derivation.Part] {
        let history = deal.history(of: "countsToward")
        return (history.value?.array ?? []).compactMap(\.object).filter { $0["plan"]?.string == plan }.map { entry in
            Derivation.Part(
                entry["basis"]?.string.map { .text($0) }, history.origin.map { .event($0.id) },
                "\(deal.id) counts toward \(plan)")
        }
    }
}
