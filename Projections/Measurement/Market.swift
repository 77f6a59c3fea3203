import CivilTime
import MarketEvents

/// What is recorded of prices, shares, splits and listings, and what follows from it for companies. A value that takes facts in
/// any order; prices are looked at when they are asked for.
package struct Market {
    var companies: CompanyRegister { listed.companies }
    var listed: ListedShares
    /// When markets trade.
    private(set) var markets: Markets
    private var marketStatements: [Fact] = []
    var prices: [Instrument: [MarketFact]] = [:]
    var shares: [String: [MarketFact]] = [:]
    var heldCounts: [String: HeldCounts] = [:]
    /// By ticker.
    private var splits: [String: [(fact: MarketFact, split: MarketFact.Split)]] = [:]
    /// By ticker.
    var dividends: [String: [(fact: MarketFact, dividend: MarketFact.Dividend)]] = [:]
    /// By company.
    var listings: [String: [ListedShare]] = [:]
    var series: [TradedShare: [PriceSeries]] = [:]
    /// What was found of splits, until facts come that may change it.
    var heldSplits: [TradedShare: SharedSplits] = [:]
    var contradicted: [SeriesKey: [ContradictedSplit]] = [:]

    struct SeriesKey: Hashable {
        let share: TradedShare
        let adjusted: String
    }

    package init(companies: CompanyRegister, markets: Markets = .builtIn) {
        (listed, self.markets) = (ListedShares(companies), markets)
    }

    /// Takes a fact; those that say nothing of prices, shares, splits or markets pass.
    package mutating func add(_ fact: Fact) {
        if case .marketStated = fact.event.content {
            marketStatements.append(fact)
            let recorded = markets.recorded
            markets = Markets(statedBy: marketStatements)
            markets.recorded = recorded
            series.removeAll()
            heldSplits.removeAll()
            contradicted.removeAll()
        }
        if case .pricesRecorded(let prices) = fact.event.content, !fact.isDenied, prices.saysSessions {
            for (day, close) in zip(prices.days, prices.close) where close != nil {
                if let day = CivilDay(day) { markets.recorded.insert(day, of: prices.mic) }
            }
            series.removeAll()
        }
        if let fact = MarketFact(fact) { add(fact) }
    }

    /// The markets of shares by their listings.
    package var shareMarkets: ShareMarkets {
        ShareMarkets(markets) { [companies] in companies.listings(ofTicker: $0) }
    }

    package mutating func add(_ fact: MarketFact) {
        guard !fact.isDenied else { return }
        switch fact.content {
        case .prices(let recorded):
            prices[recorded.instrument, default: []].append(fact)
            contradicted.removeAll()
        case .shares(let count):
            shares[count.company, default: []].append(fact)
            heldCounts[count.company] = nil
        case .split(let split):
            if let instrument = fact.instrument { splits[instrument.ticker, default: []].append((fact, split)) }
            heldSplits.removeAll()
            contradicted.removeAll()
        case .dividend(let dividend):
            if let instrument = fact.instrument { dividends[instrument.ticker, default: []].append((fact, dividend)) }
        case .claim: break
        }
    }

    func told(ofTicker ticker: String) -> [(fact: MarketFact, split: MarketFact.Split)] { splits[ticker] ?? [] }
    var hasSplits: Bool { !splits.isEmpty }

    /// What a share gave its holders of behind one day and up to and with another one.
    package mutating func dividends(
        of share: TradedShare, after first: CivilDay, through last: CivilDay
    ) -> [HeldDividend] {
        dividends(of: share).filter { first < $0.day && $0.day <= last }
    }

    /// When a share is traded.
    func market(of share: TradedShare) -> Marketplace { markets[share.instrument.mic].market }

    package mutating func dividends(of share: TradedShare) -> [HeldDividend] {
        guard !dividends.isEmpty else { return [] }
        let listings = listed.listings(of: share)
        let told = listings.tickers.flatMap { dividends[$0] ?? [] }
        guard !told.isEmpty else { return [] }
        return HeldDividend.held(
            told.filter { fact, _ in
                guard let own = fact.instrument, let day = fact.occurred.lastDay else { return false }
                return listings.includes(own, on: day)
            }, market(of: share))
    }

    /// The first day on which a share was listed, as its first listing says; nil where that says nothing.
    mutating func firstDay(of share: TradedShare) -> CivilDay? {
        listed.listings(of: share).periods.first?.listing.listing.from?.lastDay
    }

    /// The share that an instrument is on a day.
    package mutating func share(of instrument: Instrument, on day: CivilDay) -> TradedShare {
        listed.share(of: instrument, on: day)
    }
}

extension PricesRecorded {
    /// Whether they are of a market: a share's and an index's are, an exchange rate is traded everywhere.
    var saysSessions: Bool { kind != "fx" }
}
