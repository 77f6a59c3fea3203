import CanonicalJSON
import MarketEvents
import Projections

/// Since when, by which deals, and how much of all that the dependent has committed to; of a path, its edges.
enum DependenciesArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("dependencies") else { return [] }
        func text(_ column: String) -> String? { row.cell(column, of: shape).text }
        let path = row.cell("path", of: shape).list.compactMap(\.string)
        if !path.isEmpty { return [edges(path, basis, shape)] }
        let facts = basis.facts(of: row)
        var found: [Derivation] = []
        if let since = text("since") {
            found.append(
                Derivation.occurrence("since", since, of: ["dependency.stated", "deal.announced"], among: facts))
        }
        if let until = text("until") {
            found.append(Derivation.occurrence("until", until, of: ["dependency.ended"], among: facts))
        }
        guard let committed = row.cell("committed", of: shape).quantity else { return found }
        let unit = committed.unit
        let inForce = basis.deals.filter { $0.isInForce && $0.text("buyer") == text("dependent") }
        let own = inForce.filter {
            $0.text("supplier") == text("provider") && $0.text("kind") == text("kind") && $0.text("kind") != "capital"
        }
        found.append(
            Derivation("committed", committed, sumOf: own.flatMap(\.contracted).filter { $0.amount.unit == unit }))
        if let base = row.cell("shareOf", of: shape).quantity {
            found.append(
                Derivation("shareOf", base, sumOf: inForce.flatMap(\.contracted).filter { $0.amount.unit == unit }))
            if let percent = text("sharePercent") {
                let part = { (label: String, value: Quantity) in
                    Derivation.Part(.quantity(value), .row(view: "dependencies", key: row.key), label)
                }
                found.append(
                    Derivation(
                        "sharePercent", .text(percent), .percent(fractionDigits: 2),
                        [part("committed", committed), part("shareOf", base)])
                )
            }
        }
        return found
    }

    private static func edges(_ path: [String], _ basis: ExplanationBasis, _ shape: ViewShape) -> Derivation {
        let rows = basis.rows("dependencies")
        let parts = zip(path, path.dropFirst()).map { dependent, provider in
            let edge = rows.first {
                $0.cell("dependent", of: shape).text == dependent && $0.cell("provider", of: shape).text == provider
                    && $0.cell("until", of: shape) == .missing
            }
            return Derivation.Part(
                edge?.cell("kind", of: shape).text.map { .text($0) },
                edge.map { .row(view: "dependencies", key: $0.key) }, "\(dependent) depends on \(provider)")
        }
        return Derivation("path", .text(path.joined(separator: " > ")), .path, parts)
    }
}

extension Derivation {
    /// A time of a row that is the occurrence of one of its events.
    static func occurrence(_ figure: String, _ text: String, of types: [String], among facts: [Fact]) -> Derivation {
        let events = facts.filter { types.contains($0.event.type.name) && $0.occurred.text == text }
        let first = events.min { left, right in
            // In the order of the types first: a statement goes before a deal.
            let places = [left, right].map { types.firstIndex(of: $0.event.type.name) ?? 0 }
            return places[0] == places[1] ? right.happened(after: left) : places[0] < places[1]
        }
        return Derivation(
            figure, .text(text), .stated,
            first.map { [Part(.text(text), .event($0.id), "occurrence of \($0.event.type.name)")] } ?? [])
    }
}
