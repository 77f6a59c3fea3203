import CivilTime
import MarketEvents

/// Which prices are of one share, and how they moved.
extension Market {
    /// The prices of a share; nil where none of that adjustment are recorded.
    private mutating func makeSeries(_ share: TradedShare, _ adjusted: String) -> PriceSeries? {
        let listings = listed.listings(of: share)
        let facts = listings.spellings.sorted { $0.description < $1.description }
            .flatMap { prices[$0] ?? [] }.filter { $0.isAdjusted(adjusted) }
        guard !facts.isEmpty else { return nil }
        let market = market(of: share)
        return PriceSeries(adjusted: adjusted, facts, of: listings) { market.isSession($0) }
    }

    /// Which series a figure is taken from: raw prices where there are any, for a share count is raw, too.
    private static let preference = ["none", "splits", "all"]

    /// All series of a share, the one that figures are taken from first.
    package mutating func allSeries(_ share: TradedShare) -> [PriceSeries] {
        if let known = series[share] { return known }
        let made = Market.preference.compactMap { makeSeries(share, $0) }
        series[share] = made
        return made
    }

    /// The move of a share's price on a day: of the first series that has a basis for it.
    package mutating func move(_ share: TradedShare, on day: CivilDay) -> PriceMove? {
        var first: PriceMove?
        for series in allSeries(share) {
            guard let session = series.session(day),
                let move = move(share, series, session)
            else { continue }
            if move.obstacle == nil { return move }
            first = first ?? move
        }
        return first
    }

    private mutating func move(
        _ share: TradedShare, _ series: PriceSeries, _ session: PriceSeries.Session
    ) -> PriceMove? {
        var used = [session.prices.close.fact, session.previous.close.fact, session.link]
        if let high = session.prices.high { used.append(high.fact) }
        if let low = session.prices.low { used.append(low.fact) }
        used.sort()
        var facts: [MarketFact] = []
        for (index, fact) in used.enumerated() where index == 0 || used[index - 1] != fact {
            facts.append(series.facts[fact])
        }
        guard let named = series.facts[session.prices.close.fact].currency,
            named == series.facts[session.previous.close.fact].currency,
            let currency = MeasureUnit.named(named)
        else { return nil }
        let splits = self.splits(of: share)
        let later = price(
            PriceSeries.Close(day: session.day, price: session.prices.close.price, fact: session.prices.close.fact),
            series,
            share)
        let earlier = price(
            PriceSeries.Close(
                day: session.previousDay, price: session.previous.close.price, fact: session.previous.close.fact),
            series, share)
        var (split, scale) = (SplitRatio.one, SplitRatio.one)
        var (obstacle, unscaled): (NoBasis?, NoBasis?)
        var undone: [MarketFact] = []
        do throws(NoBasis) {
            let contradicted = contradictedSplits(series, share)
            let crossing = try crossing(from: earlier, to: later, splits, contradicted: contradicted)
            split = crossing.ratio
            facts += crossing.facts
        } catch {
            obstacle = error
            facts += error.facts
        }
        do throws(NoBasis) {
            let own = try self.scale(of: later, splits)
            (scale, undone) = (own.ratio, own.facts)
        } catch { unscaled = error }
        let listings = listed.listings(of: share)
        return PriceMove(
            instrument: listings.instrument(on: session.day) ?? share.instrument, adjusted: series.adjusted,
            currency: currency, day: session.day,
            previousDay: session.previousDay, previousClose: session.previous.close.price,
            close: session.prices.close.price, high: session.prices.high?.price, low: session.prices.low?.price,
            split: split, scale: scale, receipt: later.receipt, facts: facts, undone: undone,
            obstacle: obstacle?.reason, unscaled: unscaled,
            joined: listings.joints(after: session.previousDay, through: session.day).flatMap(\.events))
    }

    /// A close of a series with its basis.
    mutating func price(_ close: PriceSeries.Close, _ series: PriceSeries, _ share: TradedShare) -> SeriesPrice {
        SeriesPrice(
            day: close.day, close: close.price, adjustedThrough: series.adjustedThrough(of: close),
            receipt: receipt(share, on: close.day))
    }
}
