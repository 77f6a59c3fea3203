import CivilTime
import MarketEvents
import Projections

/// A claim held against what was measured.
enum ClaimsArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("claims"), let event = row.cell("event", of: shape).text,
            let fact = basis.fact(event), var claim = JudgedClaim(fact)
        else { return [] }
        var market = basis.market
        claim.judge(by: &market)
        func own(_ label: String, _ value: Quantity) -> Derivation.Part {
            .init(.quantity(value), .row(view: "claims", key: row.key), label)
        }
        var found: [Derivation] = []
        if let claimed = claim.claimed {
            found.append(
                Derivation(
                    "claimed", .quantity(claimed), .stated, [.init(.quantity(claimed), .event(event), "claimed")]))
        }
        if let day = claim.session.day { found.append(session(day, claim)) }
        found += measured(row, shape, claim)
        if let claimed = claim.claimed, let measured = claim.measured, let difference = claim.difference {
            found.append(
                Derivation(
                    "difference", .quantity(difference), .difference,
                    [own("claimed", claimed), own("measured", measured)]))
            if let percent = claim.differencePercent {
                found.append(
                    Derivation(
                        "differencePercent", .text(percent), .percent(fractionDigits: 2),
                        [own("difference", difference), own("measured", measured)]))
            }
        }
        if let price = row.cell("holdsAt", of: shape).text { found.append(exactAt(price, claim)) }
        if let since = claim.holdsSince?.description {
            found.append(
                Derivation(
                    "holdsSince", .text(since), .stated,
                    [.init(.text(since), nil, "as far back as prices reach without a break, and farther nobody knows")])
            )
        }
        found.append(
            Derivation(
                "verdict", .text(claim.verdict.rawValue), .judgement,
                [
                    claim.claimed.map { own("claimed", $0) }, claim.measured.map { own("measured", $0) },
                    .init(claim.tolerance.map { .text($0) }, nil, reason(claim)),
                ].compactMap { $0 }))
        if let spread = row.cell("spread", of: shape).quantity { found.append(range(spread, row, shape, basis)) }
        return found + Derivation.notes(of: claim.distributions, claim.change)
    }

    /// Of a market value the figures of the measured row, of a move the step of the price.
    private static func measured(_ row: ViewRow, _ shape: ViewShape, _ claim: JudgedClaim) -> [Derivation] {
        [
            ("measured", "change", { $0.close }), ("measuredHigh", "changeHigh", { $0.high }),
            ("measuredLow", "changeLow", { $0.low }),
        ].compactMap { (figure: String, column: String, price: (PriceMove) -> ExactDecimal?) in
            guard let value = row.cell(figure, of: shape).quantity else { return nil }
            if let change = claim.change {
                let key = "\(change.company)@\(change.day):measured"
                return Derivation(
                    figure, .quantity(value), .stated,
                    [.init(.quantity(value), .row(view: "market-cap", key: key), "\(column) of market-cap \(key)")])
            }
            guard let move = claim.move, let to = price(move) else { return nil }
            return Derivation(figure, .quantity(value), .percentChange, move.prices(to: to))
        }
    }

    private static func session(_ day: CivilDay, _ claim: JudgedClaim) -> Derivation {
        let session = claim.session
        let market = claim.fact.instrument?.mic ?? ""
        let hours =
            session.isAssumed
            ? ", whose hours nobody states: those of New York"
            : session.mic == market ? "" : " (hours of \(session.mic))"
        let hour = session.isHourUnknown ? "; the hour is not known" : ""
        return Derivation(
            "day", .text(day.description), .statistic,
            [.init(nil, nil, "the session of \(claim.fact.occurred.text) at \(market)\(hours)\(hour)")])
    }

    private static func exactAt(_ price: String, _ claim: JudgedClaim) -> Derivation {
        guard let claimed = claim.claimed, let move = claim.change?.move ?? claim.move else {
            return Derivation("holdsAt", .text(price), .stated, [.init(.text(price), nil, "the record to beat")])
        }
        let before = move.adjustedPreviousClose ?? move.previousClose
        var parts = [
            Derivation.Part(.text(PriceMove.text(before)), nil, "close of \(move.previousDay)"),
            Derivation.Part(.quantity(claimed), .event(claim.fact.id), "claimed"),
        ]
        if let part = claim.change?.parts.first {
            parts.append(
                .init(.quantity(part.count ?? part.outstanding), part.facts.first.map { .event($0.id) }, "shares"))
        }
        return Derivation("holdsAt", .text(price), .exactAt, parts)
    }

    /// Claims of one thing by several sources.
    private static func range(
        _ spread: Quantity, _ row: ViewRow, _ shape: ViewShape, _ basis: ExplanationBasis
    ) -> Derivation {
        func alike(_ other: ViewRow) -> Bool {
            ["company", "day", "kind"].allSatisfy { row.cell($0, of: shape) == other.cell($0, of: shape) }
        }
        let parts = basis.rows("claims").filter(alike).compactMap { other -> Derivation.Part? in
            guard let claimed = other.cell("claimed", of: shape).quantity, claimed.unit == spread.unit else {
                return nil
            }
            let speaker = other.cell("saidBy", of: shape).text ?? "somebody"
            return .init(
                .quantity(claimed), other.cell("event", of: shape).text.map { .event($0) }, "claimed by \(speaker)")
        }
        return Derivation("spread", .quantity(spread), .range, parts)
    }

    private static func reason(_ claim: JudgedClaim) -> String {
        switch claim.verdict {
        case .holds:
            claim.tolerance == nil ? "the measurement bears it out" : "the measurement is within this of the claim"
        case .reached: "not at the close, but its price was traded that day"
        case .differs:
            claim.tolerance == nil ? "the measurement is another" : "the measurement is not within this of the claim"
        case .unmeasured where claim.isOfOtherTrading: "daily prices say nothing of such trading"
        case .unmeasured where claim.holdsSince != nil: "the prices before are not recorded"
        case .unmeasured: "the prices, or the shares, to measure it by are not recorded"
        }
    }
}
