import CivilTime
import MarketEvents
import Projections

/// What was claimed of shares, to be held against what was measured. Without recorded prices every claim is unmeasured.
struct PlainClaims: PlainProjector {
    static var shape: ViewShape { ClaimsProjector.shape }

    private var claims: [ViewRow] = []

    init() {}

    mutating func apply(_ fact: Fact) {
        let kind: String
        let company: String
        var claimed: Quantity?
        var basis: String?
        switch fact.event.content {
        case .marketCapChanged(let changed, let change, let stated):
            (kind, company, claimed, basis) = ("market-cap", changed, change, stated)
        case .stockMoved(let moved, _, let size, _): (kind, company, claimed) = ("move", moved, size)
        case .stockRecordSet(let set, _, let stated): (kind, company, basis) = ("record", set, stated)
        default: return
        }
        claims.append(
            ViewRow(
                Self.shape, key: "\(company)@\(fact.occurred.text):\(fact.id)",
                [
                    "event": .text(fact.id), "company": .text(company), "kind": .text(kind),
                    "day": Cell(fact.occurred.day?.description), "basis": Cell(basis),
                    "saidBy": Cell(fact.event.common.saidBy?.description), "claimed": Cell(claimed),
                    "verdict": "unmeasured", "certainty": Cell(fact.certainty?.rawValue),
                ], events: fact.events))
    }

    func rows(asOf: Instant?) -> [ViewRow] { claims }
}
