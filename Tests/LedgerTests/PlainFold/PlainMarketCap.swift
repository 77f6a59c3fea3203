import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// By how much market values changed, as claimed and as measured, over all facts at once.
struct PlainMarketCap: PlainProjector {
    static var shape: ViewShape { MarketCapProjector.shape }

    private var claims: [(fact: Fact, values: [String: Cell])] = []
    private var measured: [Fact] = []
    private var companies = CompanyRegister()

    init() {}

    mutating func know(_ companies: CompanyRegister) { self.companies = companies }

    mutating func apply(_ fact: Fact) {
        var values: [String: Cell]
        switch fact.event.content {
        case .marketCapChanged(let company, let change, let basis):
            values = ["company": .text(company), "change": .quantity(change), "basis": Cell(basis)]
            values["direction"] = Cell(change.sign.flatMap { $0 == 0 ? nil : $0 > 0 ? "up" : "down" })
        case .stockMoved(let company, let direction, let size, let duration, let basis):
            values = ["company": .text(company), "direction": .text(direction), "duration": Cell(duration)]
            values["basis"] = Cell(basis)
            values["percent"] = Cell(size?.amount.description)
        case .pricesRecorded, .sharesRecorded, .splitEffective, .dividendEffective, .marketStated:
            return measured.append(fact)
        default: return
        }
        values["ticker"] = Cell(fact.tickerOfStock)
        values["origin"] = "claimed"
        values["saidBy"] = Cell(fact.event.common.saidBy?.description)
        values["causes"] = fact.causesCell
        values["notes"] = .list([])
        values["certainty"] = Cell(fact.certainty?.rawValue)
        claims.append((fact, values))
    }

    private func row(_ fact: Fact, _ values: [String: Cell], _ market: inout Market) -> ViewRow? {
        guard var claim = JudgedClaim(fact) else { return nil }
        var values = values
        claim.judge(by: &market)
        let session = claim.session
        let day = session.day?.description
        values["day"] = Cell(day)
        values["notes"] = .list(session.notes.map { .string($0) })
        let company = fact.event.data["company"]?.string ?? ""
        return ViewRow(
            Self.shape, key: "\(company)@\(day ?? fact.occurred.text):\(fact.id)", values, events: fact.events)
    }

    func rows(asOf: Instant?) -> [ViewRow] {
        var market = Market(companies: companies)
        for fact in measured { market.add(fact) }
        let rows = RowBuffer()
        for company in companies.ids { MeasuredRows.appendChanges(of: company, &market, to: rows) }
        return claims.compactMap { row($0.fact, $0.values, &market) } + rows.viewRows(Self.shape)
    }
}

extension Fact {
    /// `AMZN` of the stream `stock/XNAS:AMZN`.
    var tickerOfStock: String? { subject.split(separator: ":", maxSplits: 1).last.map(String.init) }

    var causesCell: Cell {
        .list(event.common.causes.map { .object(["event": .string($0.event), "basis": .string($0.basis)]) })
    }
}
