import CanonicalJSON
import MarketEvents
import Projections

/// A plan's figure as it was stated, what counts toward it deal by deal, and what is left.
enum PlansArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("plans"), let plan = row.cell("plan", of: shape).text,
            let stated = row.cell("stated", of: shape).quantity
        else { return [] }
        let statements = basis.facts(of: row).filter {
            $0.event.type.name == "plan.stated" && $0.event.data["plan"]?.string == plan
        }
        let field = stated.unit.isCurrency ? "spend" : "power"
        let coverage = row.cell("coverage", of: shape).list.compactMap { $0.object.flatMap { Coverage($0, basis) } }
        let covered = row.cell("covered", of: shape).quantity
        var found = [
            Derivation.stated("stated", stated, field, among: statements),
            Derivation("covered", covered, sumOf: coverage.map { ($0.deal, $0.announced) }),
        ]
        found += Derivation.entries(
            "coveredByCommitment", row.cell("coveredByCommitment", of: shape), named: "commitment"
        ) { word, amount in
            Derivation(
                "coveredByCommitment.\(word)", amount, sumOf: coverage.map { ($0.deal, $0.strengths[word]) }, word)
        }
        if let notCovered = row.cell("notCovered", of: shape).quantity, let covered {
            let own = { (label: String, value: Quantity) in
                Derivation.Part(.quantity(value), .row(view: "plans", key: row.key), label)
            }
            found.append(
                Derivation(
                    "notCovered", .quantity(notCovered), .difference, [own("stated", stated), own("covered", covered)]))
        }
        if let word = row.cell("basis", of: shape).text {
            let bases = coverage.map { own in
                Derivation.Part(
                    own.basis.map { .text($0) }, .row(view: "commitments", key: own.deal.id),
                    "\(own.deal.id) counts toward \(plan)")
            }
            found.append(Derivation("basis", .text(word), .agreement, bases))
        }
        return found
    }

    /// What one deal counts with toward the plan.
    private struct Coverage {
        let deal: DealReading
        /// Who says that it counts: the word for all its twins.
        let basis: String?
        let announced: Quantity?
        let strengths: [String: Quantity]

        init?(_ entry: JSONObject, _ basis: ExplanationBasis) {
            guard let deal = entry["deal"]?.string.flatMap(basis.deal) else { return nil }
            self.deal = deal
            self.basis = entry["basis"]?.string
            announced = entry["announced"]?.object.flatMap { Quantity($0) }
            let entries = (entry["byCommitment"]?.array ?? []).compactMap(\.object)
            strengths = Dictionary(
                entries.compactMap { part in
                    guard let word = part["commitment"]?.string, let amount = part["amount"]?.object else { return nil }
                    return Quantity(amount).map { (word, $0) }
                }, uniquingKeysWith: { first, _ in first })
        }
    }
}
