import MarketEvents
import Projections

/// What was claimed of a share: the figure as its event states it.
enum MarketCapArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("market-cap"), row.cell("origin", of: shape).text == "claimed",
            let claim = basis.facts(of: row).first(where: { row.key.hasSuffix($0.id) })
        else { return [] }
        return ["change", "percent"].compactMap { figure in
            let value: Derivation.Value
            switch row.cell(figure, of: shape) {
            case .quantity(let quantity): value = .quantity(quantity)
            case .text(let text): value = .text(text)
            default: return nil
            }
            return Derivation(figure, value, .stated, [.init(value, .event(claim.id), "claimed")])
        }
    }
}

/// A claim held against what was measured.
enum ClaimsArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("claims"), let event = row.cell("event", of: shape).text,
            let claimed = row.cell("claimed", of: shape).quantity
        else { return [] }
        return [
            Derivation(
                "claimed", .quantity(claimed), .stated, [.init(.quantity(claimed), .event(event), "claimed")])
        ]
    }
}
