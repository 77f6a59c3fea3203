import CivilTime
import MarketEvents
import Projections

/// What was claimed of shares, held against what was measured, over all facts at once.
struct PlainClaims: PlainProjector {
    static var shape: ViewShape { ClaimsProjector.shape }

    private var claims: [JudgedClaim] = []
    private var measured: [Fact] = []
    private var companies = CompanyRegister()
    private var isRolledUp = false

    init() {}

    mutating func know(_ companies: CompanyRegister) { self.companies = companies }

    mutating func rollUp() { isRolledUp = true }

    mutating func apply(_ fact: Fact) {
        switch fact.event.content {
        case .pricesRecorded, .sharesRecorded, .splitEffective, .dividendEffective, .marketStated: measured.append(fact)
        default: if let claim = JudgedClaim(fact) { claims.append(claim) }
        }
    }

    func rows(asOf: Instant?) -> [ViewRow] {
        var market = Market(companies: companies)
        for fact in measured { market.add(fact) }
        var claims = claims
        for index in claims.indices {
            // What its company does not list is measured by nothing.
            if isListed(claims[index]) { claims[index].judge(by: &market) } else { claims[index].findSession(&market) }
        }
        let rows = RowBuffer()
        MeasuredRows.append(claims, to: rows)
        return rows.viewRows(Self.shape)
    }

    private func isListed(_ claim: JudgedClaim) -> Bool {
        guard let share = claim.fact.instrument else { return false }
        return companies.listings(ofTicker: share.ticker).contains { listing in
            let owner = isRolledUp ? companies.topParent(of: listing.company) : listing.company
            return owner == claim.company && (share.mic == Instrument.unknownMarket || share == listing.instrument)
        }
    }
}
