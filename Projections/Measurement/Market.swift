import CivilTime
import MarketEvents

/// What is recorded of prices, shares, splits and listings, and what follows from it for companies. A value that takes facts in
/// any order; prices are looked at when they are asked for.
package struct Market {
    let companies: CompanyRegister
    private var prices: [Instrument: [MarketFact]] = [:]
    private var shares: [String: [MarketFact]] = [:]
    private var heldCounts: [String: HeldCounts] = [:]
    /// By ticker.
    private var splits: [String: [(fact: MarketFact, ratio: SplitRatio)]] = [:]
    private var listings: [String: [DatedListing]] = [:]
    private var series: [Instrument: [PriceSeries]] = [:]

    /// Which series a figure is taken from: raw prices where there are any, for a share count is raw, too.
    private static let preference = ["none", "splits", "all"]

    package init(companies: CompanyRegister) { self.companies = companies }

    /// Takes a fact; those that say nothing of prices, shares or splits pass.
    package mutating func add(_ fact: Fact) {
        if let fact = MarketFact(fact) { add(fact) }
    }

    package mutating func add(_ fact: MarketFact) {
        guard !fact.isDenied else { return }
        switch fact.content {
        case .prices(let recorded): prices[recorded.instrument, default: []].append(fact)
        case .shares(let count):
            shares[count.company, default: []].append(fact)
            heldCounts[count.company] = nil
        case .split(let ratio):
            if let instrument = fact.instrument { splits[instrument.ticker, default: []].append((fact, ratio)) }
        case .claim: break
        }
    }

    // MARK: Instruments

    /// The one that an instrument is on a day: an unknown market and the single listing of that ticker are one.
    package func instrument(_ instrument: Instrument, on day: CivilDay) -> Instrument {
        guard instrument.mic == Instrument.unknownMarket else { return instrument }
        let listed = Set(
            companies.listings(ofTicker: instrument.ticker).filter { $0.isValid(on: day) }.map(\.instrument))
        return listed.count == 1 ? listed.first ?? instrument : instrument
    }

    /// The prices of an instrument; nil where none of that adjustment are recorded.
    private func makeSeries(_ instrument: Instrument, _ adjusted: String) -> PriceSeries? {
        let unknown = Instrument(mic: Instrument.unknownMarket, ticker: instrument.ticker)
        let spellings = instrument == unknown ? [unknown] : [instrument, unknown] + formerly(instrument)
        let facts = spellings.flatMap { prices[$0] ?? [] }.filter { fact in
            if case .prices(let recorded) = fact.content { recorded.adjusted == adjusted } else { false }
        }
        guard !facts.isEmpty else { return nil }
        let isShared =
            Set(companies.listings(ofTicker: instrument.ticker).filter { $0.instrument == instrument }.map(\.company))
            .count > 1
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

    /// All series of an instrument, the one that figures are taken from first.
    package mutating func allSeries(_ instrument: Instrument) -> [PriceSeries] {
        if let known = series[instrument] { return known }
        let made = Market.preference.compactMap { makeSeries(instrument, $0) }
        series[instrument] = made
        return made
    }

    /// The move of an instrument's price on a day.
    package mutating func move(_ instrument: Instrument, on day: CivilDay) -> PriceMove? {
        for series in allSeries(instrument) {
            guard let session = series.session(day) else { continue }
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
            else { continue }
            var became = SplitRatio.one
            if series.adjusted == "none" {
                guard let split = ratio([instrument], from: session.previousDay, to: day) else { continue }
                became = split.ratio
                facts += split.facts
            }
            return PriceMove(
                instrument: instrument, adjusted: series.adjusted, currency: currency, day: day,
                previousDay: session.previousDay, previousClose: session.previous.close.price,
                close: session.prices.close.price, high: session.prices.high?.price, low: session.prices.low?.price,
                split: became, facts: facts)
        }
        return nil
    }

    /// What became of a share from a day on, in prices of a series: nothing where the series is adjusted for splits.
    package func split(
        _ instrument: Instrument, _ adjusted: String, after first: CivilDay, through last: CivilDay
    ) -> (ratio: SplitRatio, facts: [MarketFact])? {
        adjusted == "none" ? ratio([instrument], from: first, to: last) : (.one, [])
    }

    func told(ofTicker ticker: String) -> [(fact: MarketFact, ratio: SplitRatio)] { splits[ticker] ?? [] }

    // MARK: Companies

    /// The listing of an instrument on a day, with its company; nil where none or several have it.
    package func owner(of instrument: Instrument, on day: CivilDay) -> DatedListing? {
        let valid = companies.listings(ofTicker: instrument.ticker).filter {
            $0.instrument == instrument && $0.isValid(on: day)
        }
        return Set(valid.map(\.company)).count == 1 ? valid.first : nil
    }

    package mutating func listings(of company: String) -> [DatedListing] {
        if let known = listings[company] { return known }
        let found = companies.listings(of: company)
        listings[company] = found
        return found
    }

    /// All days of which a company's change may be known.
    package mutating func days(of company: String) -> [CivilDay] {
        let series = Set(listings(of: company).map(\.instrument)).flatMap { allSeries($0) }
        return series.count == 1 ? series[0].days : Set(series.flatMap(\.days)).sorted()
    }

    /// The change of a company's market value on a day; nil where no session of it is known.
    package mutating func change(of company: String, on day: CivilDay) -> ValueChange? {
        var moves: [(listing: DatedListing, move: PriceMove)] = []
        for listing in listings(of: company) where listing.isValid(on: day) {
            if !moves.contains(where: { $0.listing.instrument == listing.instrument }),
                let move = move(listing.instrument, on: day)
            {
                moves.append((listing, move))
            }
        }
        guard let first = moves.first else { return nil }
        var parts: [ValueChange.Part] = []
        var unpriced: [String] = []
        for count in counts(of: company, on: day) {
            guard case .shares(let shares) = count.content else { continue }
            let shareClass = shares.shareClass
            let fitting = moves.first {
                Market.counts(shareClass, at: $0.listing.listing.shareClass, isOnly: moves.count == 1)
            }
            guard let move = fitting?.move, let since = ratio([move.instrument], since: count, to: day),
                parts.allSatisfy({ $0.move.previousDay == move.previousDay && $0.move.currency == move.currency })
            else {
                unpriced.append(shareClass ?? "")
                continue
            }
            parts.append(
                ValueChange.Part(
                    shareClass: shareClass, measure: shares.measure, outstanding: shares.outstanding,
                    since: since.ratio, move: move, facts: [count] + since.facts))
        }
        let move = parts.first?.move ?? first.move
        return ValueChange(
            company: company, day: day, previousDay: move.previousDay, parts: parts, move: move, unpriced: unpriced)
    }

    /// The shares that are counted at the price of one of the company's listings on a day: the same that `change` counts.
    package mutating func counts(of company: String, listed shareClass: String?, on day: CivilDay) -> [MarketFact] {
        let listed = Set(listings(of: company).filter { $0.isValid(on: day) }.map(\.instrument.ticker))
        return counts(of: company, on: day).filter { count in
            guard case .shares(let shares) = count.content else { return false }
            return Market.counts(shares.shareClass, at: shareClass, isOnly: listed.count <= 1)
        }
    }

    /// Whether shares are counted at the price of a listing: those of its class, and all of them together at any.
    private static func counts(_ shareClass: String?, at listed: String?, isOnly: Bool) -> Bool {
        shareClass == nil || listed == shareClass || (isOnly && listed == nil)
    }

    /// The share counts that hold on a day.
    private mutating func counts(of company: String, on day: CivilDay) -> [MarketFact] {
        guard let end = day.endInNewYork, let own = shares[company] else { return [] }
        if heldCounts[company] == nil { heldCounts[company] = HeldCounts(own) }
        return heldCounts[company]?.counts(through: end) ?? []
    }
}

extension CivilDay {
    /// Where the next day starts in New York.
    var endInNewYork: Instant? { adding(days: 1).map { TimeZoneRules.newYork.startOfDay($0) } }
}

extension StatedTime {
    /// The day of New York in which it ends.
    var lastDay: CivilDay? {
        day ?? TimeZoneRules.newYork.day(of: start == end ? end : Instant(seconds: end.seconds - 1))
    }
}

extension MarketFact {
    fileprivate var currency: String? {
        if case .prices(let recorded) = content { recorded.currency } else { nil }
    }
}
