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
            let types = ["dependency.stated", "deal.announced"]
            let own = Derivation.occurrence("since", since, of: types, among: facts)
            // A deal may date from the announcement of its twin, which counts nothing itself.
            found.append(
                own.parts.isEmpty ? Derivation.occurrence("since", since, of: types, among: basis.facts) : own)
        }
        if let until = text("until") {
            found.append(Derivation.occurrence("until", until, of: ["dependency.ended"], among: facts))
        }
        guard let committed = row.cell("committed", of: shape).quantity else { return found }
        let unit = committed.unit.code
        let all = basis.deals.filter { $0.text("buyer") == text("dependent") }
        func isOwn(_ deal: DealReading) -> Bool {
            deal.text("supplier") == text("provider") && deal.text("kind") == text("kind")
                && deal.text("kind") != "capital"
        }
        let announced = all.map { (deal: $0, amount: $0.figure("announced", in: unit)) }
        found.append(Derivation("committed", committed, sumOf: announced.filter { isOwn($0.deal) }))
        found.append(
            Derivation(
                "contracted", row.cell("contracted", of: shape).quantity,
                sumOf: all.filter(isOwn).map { ($0, $0.figure("contracted", in: unit)) }, "binding"))
        guard let base = row.cell("shareOf", of: shape).quantity else { return found }
        found.append(Derivation("shareOf", base, sumOf: announced))
        let own = Derivation.Part(.quantity(committed), .row(view: "dependencies", key: row.key), "committed")
        let whole = Derivation.Part(.quantity(base), .row(view: "dependencies", key: row.key), "shareOf")
        let others = announced.filter { !isOwn($0.deal) }.compactMap { deal, amount in
            amount.flatMap { $0.isNothing ? nil : deal.part($0, deal.id) }
        }
        found += Derivation.shares(
            of: own, in: whole, beside: others, least: ("sharePercent", text("sharePercent")),
            most: ("sharePercentUpper", text("sharePercentUpper")))
        return found
    }

    private static func edges(_ path: [String], _ basis: ExplanationBasis, _ shape: ViewShape) -> Derivation {
        let rows = basis.rows("dependencies")
        let parts = zip(path, path.dropFirst()).map { dependent, provider in
            let edge = rows.first {
                $0.cell("dependent", of: shape).text == dependent && $0.cell("provider", of: shape).text == provider
                    && DependencyProjector.holds($0)
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
