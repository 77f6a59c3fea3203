import CivilTime
import MarketEvents

/// Which prices are of one instrument, and how they moved.
extension Market {
    /// The one that an instrument is on a day: an unknown market and the single listing of that ticker are one.
    package func instrument(_ instrument: Instrument, on day: CivilDay) -> Instrument {
        instrument.asListed(on: day) { companies.listings(ofTicker: $0) }
    }

    /// The prices of an instrument; nil where none of that adjustment are recorded.
    private func makeSeries(_ instrument: Instrument, _ adjusted: String) -> PriceSeries? {
        let unknown = Instrument(mic: Instrument.unknownMarket, ticker: instrument.ticker)
        let spellings = instrument == unknown ? [unknown] : [instrument, unknown] + formerly(instrument)
        let facts = spellings.flatMap { prices[$0] ?? [] }.filter { $0.isAdjusted(adjusted) }
        guard !facts.isEmpty else { return nil }
        let isShared =
            Set(companies.listings(ofTicker: instrument.ticker).filter { $0.instrument == instrument }.map(\.company))
            .count > 1
        let market = markets[instrument.mic].market
        return PriceSeries(adjusted: adjusted, facts) { fact, day in
            guard case .prices(let recorded) = fact.content else { return false }
            if recorded.instrument.ticker != instrument.ticker {
                return isFormer(recorded.instrument, of: instrument, on: day)
            }
            return recorded.instrument.mic == instrument.mic
                || self.instrument(recorded.instrument, on: day) == instrument
        } isOfOne: { first, last in
            !isShared || owners(of: instrument, on: first) == owners(of: instrument, on: last)
                || !owners(of: instrument, on: first).isDisjoint(with: owners(of: instrument, on: last))
        } isSession: {
            market.isSession($0)
        }
    }

    /// What the companies that list an instrument listed at other times: FB before META. Their days are the share's, too.
    private func formerly(_ instrument: Instrument) -> [Instrument] {
        let own = companies.listings(ofTicker: instrument.ticker).filter { $0.instrument == instrument }
        guard own.contains(where: { !$0.isPermanent }) else { return [] }
        let others = Set(own.map(\.company)).flatMap { companies.listings(of: $0) }.filter { other in
            other.listing.ticker != instrument.ticker
                && own.contains { $0.company == other.company && $0.listing.shareClass == other.listing.shareClass }
        }
        let unknown = others.map { Instrument(mic: Instrument.unknownMarket, ticker: $0.listing.ticker) }
        return Set(others.map(\.instrument) + unknown).sorted { $0.description < $1.description }
    }

    /// Whether a company listed `former` on a day, in the place of the instrument that it lists at other times.
    private func isFormer(_ recorded: Instrument, of instrument: Instrument, on day: CivilDay) -> Bool {
        let former = self.instrument(recorded, on: day)
        let own = companies.listings(ofTicker: instrument.ticker).filter { $0.instrument == instrument }
        return companies.listings(ofTicker: former.ticker).contains { listing in
            listing.instrument == former && listing.isValid(on: day)
                && own.contains {
                    $0.company == listing.company && $0.listing.shareClass == listing.listing.shareClass
                }
        } && !own.contains { $0.isValid(on: day) }
    }

    /// The companies whose share an instrument is on a day, by whatever ticker they listed it then.
    private func owners(of instrument: Instrument, on day: CivilDay) -> Set<String> {
        let own = companies.listings(ofTicker: instrument.ticker).filter { $0.instrument == instrument }
        let valid = Set(own.filter { $0.isValid(on: day) }.map(\.company))
        guard valid.isEmpty else { return valid }
        return Set(own.map(\.company)).filter { company in
            companies.listings(of: company).contains { $0.isValid(on: day) && $0.instrument != instrument }
        }
    }

    /// Which series a figure is taken from: raw prices where there are any, for a share count is raw, too.
    private static let preference = ["none", "splits", "all"]

    /// All series of an instrument, the one that figures are taken from first.
    package mutating func allSeries(_ instrument: Instrument) -> [PriceSeries] {
        if let known = series[instrument] { return known }
        let made = Market.preference.compactMap { makeSeries(instrument, $0) }
        series[instrument] = made
        return made
    }

    /// The move of an instrument's price on a day: of the first series that has a basis for it.
    package mutating func move(_ instrument: Instrument, on day: CivilDay) -> PriceMove? {
        var first: PriceMove?
        for series in allSeries(instrument) {
            guard let session = series.session(day),
                let move = move(instrument, series, session)
            else { continue }
            if move.obstacle == nil { return move }
            first = first ?? move
        }
        return first
    }

    private mutating func move(
        _ instrument: Instrument, _ series: PriceSeries, _ session: PriceSeries.Session
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
        let splits = self.splits(of: [instrument])
        let later = price(
            PriceSeries.Close(day: session.day, price: session.prices.close.price, fact: session.prices.close.fact),
            series,
            instrument)
        let earlier = price(
            PriceSeries.Close(
                day: session.previousDay, price: session.previous.close.price, fact: session.previous.close.fact),
            series, instrument)
        var (split, scale) = (SplitRatio.one, SplitRatio.one)
        var (obstacle, unscaled): (NoBasis?, NoBasis?)
        var undone: [MarketFact] = []
        do throws(NoBasis) {
            let contradicted = contradictedSplits(series, instrument)
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
        return PriceMove(
            instrument: instrument, adjusted: series.adjusted, currency: currency, day: session.day,
            previousDay: session.previousDay, previousClose: session.previous.close.price,
            close: session.prices.close.price, high: session.prices.high?.price, low: session.prices.low?.price,
            split: split, scale: scale, receipt: later.receipt, facts: facts, undone: undone,
            obstacle: obstacle?.reason, unscaled: unscaled)
    }

    /// A close of a series with its basis.
    mutating func price(_ close: PriceSeries.Close, _ series: PriceSeries, _ instrument: Instrument) -> SeriesPrice {
        SeriesPrice(
            day: close.day, close: close.price, adjustedThrough: series.adjustedThrough(of: close),
            receipt: receipt(instrument, on: close.day))
    }
}
