import CanonicalJSON
import MarketEvents
import Projections

/// From the grant to the end or the expiry, and what amendments made of the terms.
enum RightsArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("rights") else { return [] }
        let all = basis.facts(of: row)
        let isDenied = row.cell("certainty", of: shape).text == Certainty.denied.rawValue
        let facts = isDenied ? all : all.filter { !$0.isDenied }
        /// Who says that a field is what the row shows; of several the one that wins.
        func origin(of field: String, _ text: String) -> Fact? {
            facts.filter {
                ["right.granted", "right.amended"].contains($0.event.type.name)
                    && $0.event.data[field]?.string == text
            }.max { $1.wins(over: $0) }
        }
        var found: [Derivation] = []
        for field in ["holder", "grantor", "kind", "scope"] {
            guard let text = row.cell(field, of: shape).text, let origin = origin(of: field, text),
                origin.event.type.name == "right.amended"
            else { continue }
            found.append(
                Derivation(field, .text(text), .stated, [.init(.text(text), .event(origin.id), "amended to")]))
        }
        let telling = facts.filter { ["right.granted", "right.amended"].contains($0.event.type.name) }
        for field in ["quantity", "strike"] {
            guard let value = row.cell(field, of: shape).quantity else { continue }
            found.append(Derivation.stated(field, value, field, among: telling))
        }
        found += vested(row, shape, facts)
        var interval: [Derivation.Part] = []
        if let from = row.cell("from", of: shape).text {
            let derivation = Derivation.occurrence("from", from, of: ["right.granted"], among: facts)
            found.append(derivation)
            interval += derivation.parts
        }
        if let until = row.cell("until", of: shape).text {
            var derivation = Derivation.occurrence("until", until, of: ["right.ended"], among: facts)
            if derivation.parts.isEmpty, let expires = origin(of: "expires", until) {
                let label = basis.asOf == nil ? "expires, which ends it under --as-of only" : "expires"
                derivation = Derivation(
                    "until", .text(until), .stated, [.init(.text(until), .event(expires.id), label)])
            }
            found.append(derivation)
            interval += derivation.parts
        }
        if let asOf = basis.asOf { interval.append(.init(.text(asOf.rfc3339()), nil, "as of")) }
        if case .boolean(let isInForce) = row.cell("inForce", of: shape) {
            found.append(Derivation("inForce", .boolean(isInForce), .interval, interval))
        }
        return found
    }

    /// The parts that have vested.
    private static func vested(_ row: ViewRow, _ shape: ViewShape, _ facts: [Fact]) -> [Derivation] {
        guard let value = row.cell("vested", of: shape).quantity else { return [] }
        let parts = row.cell("parts", of: shape).list.compactMap(\.object).compactMap { part -> Derivation.Part? in
            guard part["vested"]?.boolean == true, let name = part["part"]?.string,
                let quantity = part["quantity"]?.object.flatMap({ Quantity($0) }),
                quantity.unit.sumUnit.unit == value.unit.sumUnit.unit
            else { return nil }
            let origin = facts.filter {
                $0.event.type.name == "right.part-vested" && $0.event.data["part"]?.string == name
            }.max { $1.wins(over: $0) }
            return .init(.quantity(quantity), origin.map { .event($0.id) }, "part \(name)")
        }
        return [Derivation("vested", .quantity(value), .sum, parts)]
    }
}
