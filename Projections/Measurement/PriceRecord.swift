import CivilTime
import MarketEvents

/// Whether a day's price is the highest, or lowest, of 52 weeks or of all time, as far as the recorded prices can tell.
///
/// An earlier price that is higher refutes a high, however few prices there are. That it holds takes an unbroken run of sessions:
/// for 52 weeks from a year before, for all time from the first day of the listing. Where prices do not reach back so far, and
/// refute nothing, the record says since when it holds.
package struct PriceRecord: Sendable {
    package private(set) var verdict = ClaimVerdict.unmeasured
    /// The earlier record, in shares of the day: the price at which the claim starts to hold.
    package private(set) var toBeat: ExactDecimal?
    package private(set) var facts: [MarketFact] = []
    /// The first day of the prices on one basis, without a break, that it is a record of; nil where they reach back to where it
    /// has to hold from, refute it, or are none.
    package private(set) var holdsSince: CivilDay?

    /// Weekends and holidays that may lie between the start of the time that counts and the first session in it.
    private static let graceDays = 6

    private struct Evidence {
        let verdict: ClaimVerdict
        let toBeat: ExactDecimal?
        let facts: [MarketFact]
        var holdsSince: CivilDay?
    }

    /// - Parameters:
    ///   - kind: `all-time-high` and the others of `stock.record-set`.
    ///   - basis: `close` or `intraday`; nil where the claim may be of either.
    package init(
        kind: String, basis: String?, of share: TradedShare, on day: CivilDay, in market: inout Market
    ) {
        let isHigh = kind.hasSuffix("high")
        let start =
            kind.hasPrefix("52-week") ? day.adding(days: -364) : market.firstDay(of: share)
        let isAllTime = !kind.hasPrefix("52-week")
        // Records are told in prices adjusted for splits, not for dividends.
        let series = market.allSeries(share).filter { $0.adjusted != "all" }
            .sorted { $0.adjusted == "splits" && $1.adjusted != "splits" }
        for series in series where series[day] != nil {
            let found = (basis.map { [$0] } ?? ["close", "intraday"]).map {
                PriceRecord.evidence(
                    isHigh: isHigh, basis: $0, from: isAllTime ? nil : start, mustReach: start, of: share, on: day,
                    in: series, &market)
            }
            let decided =
                found.first { $0.verdict == .holds }
                ?? (found.allSatisfy { $0.verdict == .differs } ? found.first : nil)
            let isOpen = decided == nil && found.allSatisfy { $0.holdsSince != nil }
            holdsSince = isOpen ? found.compactMap(\.holdsSince).max() : decided == nil ? holdsSince : nil
            guard let shown = decided ?? (found.count == 1 ? found.first : nil) else {
                // Which of the two is meant is not said, so there is no one price to beat.
                if isOpen { facts = found.flatMap(\.facts) }
                continue
            }
            (verdict, toBeat, facts) = (shown.verdict, shown.toBeat, shown.facts)
            if decided != nil { return }
        }
    }

    private static func evidence(
        isHigh: Bool, basis: String, from first: CivilDay?, mustReach: CivilDay?, of share: TradedShare,
        on day: CivilDay, in series: PriceSeries, _ market: inout Market
    ) -> Evidence {
        func price(_ day: CivilDay) -> (price: ExactDecimal, fact: Int)? {
            let prices = series[day]
            return basis == "close" ? prices?.close : isHigh ? prices?.high : prices?.low
        }
        guard let own = price(day), let close = series.close(on: day) else {
            return Evidence(verdict: .unmeasured, toBeat: nil, facts: [])
        }
        let splits = market.splits(of: share)
        let latest = market.price(close, series, share)
        var best: (price: ExactDecimal, fact: Int)?
        var used: [MarketFact] = []
        var isWhole = true
        var since = day
        // Backwards from the day, and no farther than prices are on one basis.
        var next = latest
        for earlier in series.closes(from: first, through: day).reversed() where earlier.day < day {
            let known = market.price(earlier, series, share)
            guard (try? market.crossing(from: known, to: next, splits)) != nil,
                let whole = try? market.crossing(from: known, to: latest, splits, isNeighbour: false)
            else {
                isWhole = false
                break
            }
            next = known
            guard let found = price(earlier.day),
                let adjusted = try? found.price.scaled(by: whole.ratio.old, over: whole.ratio.new, fractionDigits: 12)
            else {
                isWhole = false
                continue
            }
            if isWhole { since = earlier.day }
            if let known = best, isHigh ? adjusted <= known.price : known.price <= adjusted { continue }
            best = (adjusted, found.fact)
            used = whole.facts
        }
        guard let best else { return Evidence(verdict: .unmeasured, toBeat: nil, facts: []) }
        let facts = Set([own.fact, best.fact]).sorted().map { series.facts[$0] } + used
        let isBeaten = isHigh ? own.price <= best.price : best.price <= own.price
        if isBeaten { return Evidence(verdict: .differs, toBeat: best.price, facts: facts) }
        let run = series.runStart(endingOn: day)
        let reaches = mustReach.flatMap { $0.adding(days: graceDays) }.map { run <= $0 } ?? false
        if isWhole, reaches { return Evidence(verdict: .holds, toBeat: best.price, facts: facts) }
        let holdsSince = max(since, run)
        return Evidence(
            verdict: .unmeasured, toBeat: best.price, facts: facts, holdsSince: holdsSince < day ? holdsSince : nil)
    }
}
