import CivilTime
import MarketEvents

/// What was claimed of shares, to be held against what was measured. Without recorded prices every claim is unmeasured.
package struct ClaimsProjector: Projector {
    package static let version = 1
    package static let shape = ViewShape(
        "claims",
        [
            Column("event"), Column("company", .company), Column("kind"), Column("day"), Column("basis"),
            Column("saidBy"), Column("claimed", .quantity), Column("measured", .quantity),
            Column("measuredHigh", .quantity), Column("measuredLow", .quantity), Column("difference", .quantity),
            Column("differencePercent"), Column("holdsAt"), Column("verdict"), Column("tolerance"), Column("certainty"),
        ])

    private var claims: [ViewRow] = []

    package init() {}

    package mutating func apply(_ fact: Fact) {
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

    package func rows(asOf: Instant?) -> [ViewRow] { claims }
}
