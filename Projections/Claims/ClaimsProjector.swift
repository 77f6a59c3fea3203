import CivilTime
import MarketEvents

/// What was claimed of shares, held against what was measured.
package struct ClaimsProjector: Projector {
    package static let version = 2
    package static let shape = ViewShape(
        "claims",
        [
            Column("event"), Column("company", .company), Column("kind"), Column("day"), Column("basis"),
            Column("saidBy"), Column("claimed", .quantity), Column("measured", .quantity),
            Column("measuredHigh", .quantity), Column("measuredLow", .quantity), Column("difference", .quantity),
            Column("differencePercent"), Column("holdsAt"), Column("verdict"), Column("tolerance"),
            Column("spread", .quantity), Column("certainty"),
        ])

    private var claims: [JudgedClaim] = []
    private var measured: [Fact] = []
    private var companies = CompanyRegister()

    package init() {}

    package mutating func know(_ companies: CompanyRegister) { self.companies = companies }

    package mutating func apply(_ fact: Fact) {
        switch fact.event.content {
        case .pricesRecorded, .sharesRecorded, .splitEffective: measured.append(fact)
        default: if let claim = JudgedClaim(fact) { claims.append(claim) }
        }
    }

    package func rows(asOf: Instant?) -> [ViewRow] {
        var market = Market(companies: companies)
        for fact in measured { market.add(fact) }
        return MeasuredRows.claims(
            Self.shape,
            claims.map { claim in
                var claim = claim
                claim.judge(by: &market)
                return claim
            }
        ).map(\.row)
    }
}
