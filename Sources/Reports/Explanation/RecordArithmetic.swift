import Projections

/// What a source claimed, by the claims themselves; and how many of them became what.
enum RecordArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("record") else { return [] }
        guard let event = row.cell("event", of: shape).text else { return numbers(row, shape, basis) }
        return ["claimed", "verdict", "differencePercent"].compactMap { figure in
            let cell = row.cell(figure, of: shape)
            return (cell.quantity.map { .quantity($0) } ?? cell.text.map { .text($0) }).map {
                (value: Derivation.Value) in
                Derivation(figure, value, .stated, [.init(value, .row(view: "claims", key: event), figure)])
            }
        }
    }

    private static func numbers(_ row: ViewRow, _ shape: ViewShape, _ basis: ExplanationBasis) -> [Derivation] {
        let source = row.cell("source", of: shape)
        let claims = basis.rows("record").filter {
            $0.cell("source", of: shape) == source && $0.cell("event", of: shape) != .missing
        }
        return RecordProjector.numbers.compactMap { name, counted in
            guard case .integer(let number) = row.cell(name, of: shape) else { return nil }
            let parts = claims.filter { RecordProjector.counts($0, counted) }.map { claim in
                Derivation.Part(
                    claim.cell("claimed", of: shape).quantity.map { .quantity($0) },
                    .row(view: "record", key: claim.key),
                    claim.cell("company", of: shape).text ?? "")
            }
            return Derivation(name, .text(String(number)), .count, parts)
        }
    }
}
