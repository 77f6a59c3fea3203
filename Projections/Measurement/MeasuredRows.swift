import CivilTime
import MarketEvents

/// The rows that measurements add to the views `market-cap` and `claims`.
package enum MeasuredRows {
    /// One row a company and session whose previous session is known.
    package static func marketCap(_ shape: ViewShape, of companies: some Sequence<String>, _ market: inout Market)
        -> [ViewRow]
    {
        var rows: [ViewRow] = []
        for company in companies {
            for day in market.days(of: company) {
                guard let change = market.change(of: company, on: day) else { continue }
                rows.append(row(shape, change))
            }
        }
        return rows
    }

    private static func row(_ shape: ViewShape, _ change: ValueChange) -> ViewRow {
        let percent = change.percent
        let sign = percent?.sign ?? change.change?.sign
        let tickers = Set(change.parts.map(\.move.instrument.ticker) + [change.move.instrument.ticker])
        return ViewRow(
            shape, key: "\(change.company)@\(change.day):measured",
            [
                "company": .text(change.company), "ticker": Cell(tickers.count == 1 ? tickers.first : nil),
                "day": .text(change.day.description), "basis": "close", "origin": "measured",
                "change": Cell(change.change), "changeHigh": Cell(change.changeHigh),
                "changeLow": Cell(change.changeLow), "adjusted": .text(change.move.adjusted),
                "direction": Cell(sign.flatMap { $0 == 0 ? nil : $0 > 0 ? "up" : "down" }),
                "percent": Cell(percent?.fixed(fractionDigits: 3)),
                "previousDay": .text(change.previousDay.description), "causes": .list([]),
                "certainty": Cell(change.certainty?.rawValue),
            ], events: change.facts.flatMap(\.events))
    }

    /// One row a claim. Measured ones of one company, day and kind stand side by side with their spread.
    package static func claims(_ shape: ViewShape, _ claims: [JudgedClaim]) -> [(claim: JudgedClaim, row: ViewRow)] {
        let groups = Dictionary(grouping: claims) { claim in
            [claim.company, claim.fact.occurred.day?.description ?? "", claim.kind, claim.claimed?.unit.code ?? ""]
        }
        return groups.values.flatMap { group in
            let compared = group.filter { $0.claimed != nil && $0.verdict != .unmeasured && !$0.fact.isDenied }
            let spread = spread(compared)
            let ids = Set(compared.map(\.fact.id))
            return group.map { ($0, row(shape, $0, spread: ids.contains($0.fact.id) ? spread : nil)) }
        }
    }

    /// From the least to the greatest of several claims of one thing, and the claims; nil for a single one.
    private static func spread(_ claims: [JudgedClaim]) -> (range: Quantity, facts: [Fact])? {
        let bounds = claims.compactMap(\.claimed).map(Bounds.init)
        guard claims.count > 1, let unit = bounds.first?.unit,
            let least = bounds.compactMap({ $0.lower ?? $0.upper }).min(),
            let greatest = bounds.compactMap({ $0.upper ?? $0.lower }).max(), least < greatest
        else { return nil }
        let isAbout = bounds.contains(where: \.isAbout)
        return (
            Quantity(least, unit, .between, upper: greatest, isApproximate: isAbout), claims.map(\.fact)
        )
    }

    private static func row(
        _ shape: ViewShape, _ claim: JudgedClaim, spread: (range: Quantity, facts: [Fact])?
    ) -> ViewRow {
        let fact = claim.fact
        return ViewRow(
            shape, key: "\(claim.company)@\(fact.occurred.text):\(fact.id)",
            [
                "event": .text(fact.id), "company": .text(claim.company), "kind": .text(claim.kind),
                "day": Cell(fact.occurred.day?.description), "basis": Cell(claim.basis),
                "saidBy": Cell(fact.event.common.saidBy?.description), "claimed": Cell(claim.claimed),
                "measured": Cell(claim.measured), "measuredHigh": Cell(claim.measuredHigh),
                "measuredLow": Cell(claim.measuredLow), "difference": Cell(claim.difference),
                "differencePercent": Cell(claim.differencePercent),
                "holdsAt": Cell(claim.holdsAt.map { $0.fixed(fractionDigits: 2) }),
                "verdict": .text(claim.verdict.rawValue), "tolerance": Cell(claim.tolerance),
                "spread": Cell(spread?.range), "certainty": Cell(fact.certainty?.rawValue),
            ],
            events: fact.events + claim.facts.flatMap(\.events) + (spread?.facts.map(\.id) ?? []))
    }
}
