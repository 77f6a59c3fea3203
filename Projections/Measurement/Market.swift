import CivilTime
import MarketEvents

/// What is recorded of prices, shares, splits and listings, and what follows from it for companies. A value that takes facts in
/// any order; prices are looked at when they are asked for.
package struct Market {
    let companies: CompanyRegister
    /// When markets trade.
    package private(set) var markets: Markets
    private var marketStatements: [Fact] = []
    private var prices: [Instrument: [MarketFact]] = [:]
    private var shares: [String: [MarketFact]] = [:]
    private var heldCounts: [String: HeldCounts] = [:]
    /// By ticker.
    private var splits: [String: [(fact: MarketFact, split: MarketFact.Split)]] = [:]
    /// By ticker.
    private var dividends: [String: [(fact: MarketFact, dividend: MarketFact.Dividend)]] = [:]
    private var listings: [String: [DatedListing]] = [:]
    private var series: [Instrument: [PriceSeries]] = [:]
    /// What was found of splits and receipts, until facts come that may change it.
    var heldSplits: [Set<Instrument>: [HeldSplit]] = [:]
    var contradicted: [SeriesKey: [ContradictedSplit]] = [:]
    var receipts: [String: Bool] = [:]

    struct SeriesKey: Hashable {
        let instrument: Instrument
        let adjusted: String
    }

    /// Which series a figure is taken from: raw prices where there are any, for a share count is raw, too.
    private static let preference = ["none", "splits", "all"]

    package init(companies: CompanyRegister, markets: Markets = .builtIn) {
        (self.companies, self.markets) = (companies, markets)
    }

    /// Takes a fact; those that say nothing of prices, shares, splits or markets pass.
    package mutating func add(_ fact: Fact) {
        if case .marketStated = fact.event.content {
            marketStatements.append(fact)
            markets = Markets(statedBy: marketStatements)
            series.removeAll()
            heldSplits.removeAll()
            contradicted.removeAll()
        }
        if let fact = MarketFact(fact) { add(fact) }
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
            market.isExpected($0)
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

    func told(ofTicker ticker: String) -> [(fact: MarketFact, split: MarketFact.Split)] { splits[ticker] ?? [] }
    func isSplit(_ ticker: String) -> Bool { splits[ticker] != nil }

    /// What a share gave its holders of behind one day and up to and with another one, as it was told of one security.
    package func dividends(
        of instruments: Set<Instrument>, after first: CivilDay, through last: CivilDay
    ) -> [HeldDividend] {
        dividends(of: instruments).filter { first < $0.day && $0.day <= last }
    }

    /// When one security is traded, which goes by several instruments.
    func market(of instruments: Set<Instrument>) -> Marketplace {
        let known = instruments.map(\.mic).filter { $0 != Instrument.unknownMarket }.min()
        return markets[known ?? Instrument.unknownMarket].market
    }

    package func dividends(of instruments: Set<Instrument>) -> [HeldDividend] {
        guard !dividends.isEmpty else { return [] }
        let told = Set(instruments.map(\.ticker)).sorted().flatMap { dividends[$0] ?? [] }
        guard !told.isEmpty else { return [] }
        return HeldDividend.held(
            told.filter { fact, _ in
                guard let own = fact.instrument, let day = fact.occurred.lastDay else { return false }
                return isOne(own, of: instruments, on: day)
            }, market(of: instruments))
    }

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
        for listing in validListings(of: company, on: day) {
            if let move = move(listing.instrument, on: day) { moves.append((listing, move)) }
        }
        guard let first = moves.first else { return nil }
        var parts: [ValueChange.Part] = []
        var obstacle: NoBasis?
        do throws(NoBasis) {
            let classes = try countedClasses(of: company, on: day, priced: moves.map(\.listing))
            for counted in classes {
                guard let move = moves.first(where: { $0.listing.instrument == counted.instrument })?.move else {
                    continue
                }
                parts.append(try part(counted, move))
            }
            guard parts.allSatisfy({ $0.move.previousDay == parts[0].move.previousDay }) else {
                throw NoBasis("the classes have closes of different days")
            }
            guard parts.allSatisfy({ $0.move.currency == parts[0].move.currency }) else {
                throw NoBasis("the classes have prices in different currencies")
            }
        } catch {
            (obstacle, parts) = (error, [])
        }
        let move = parts.first?.move ?? first.move
        let distributions = dividends(of: [move.instrument], after: move.previousDay, through: day).filter(\.isInKind)
        return ValueChange(
            company: company, day: day, previousDay: move.previousDay, parts: parts, move: move,
            obstacle: move.obstacle ?? obstacle?.reason, obstacleFacts: obstacle?.facts ?? [],
            distributions: distributions.map(\.fact))
    }

    private mutating func part(_ counted: CountedClass, _ move: PriceMove) throws(NoBasis) -> ValueChange.Part {
        if let obstacle = move.obstacle { throw NoBasis(obstacle) }
        if let unscaled = move.unscaled { throw unscaled }
        guard move.adjusted != "all" else {
            throw NoBasis("the closes are adjusted for dividends, too, so they are no prices that were paid")
        }
        let since = try since(counted, on: move.day)
        if let series = allSeries(move.instrument).first(where: { $0.adjusted == move.adjusted }) {
            try checkBasis(series, move.instrument, on: move.day, counted.count)
        }
        return ValueChange.Part(
            shareClass: counted.shares.shareClass,
            priceOfClass: counted.isAtPriceOfOther ? counted.shares.convertsInto : nil,
            measure: counted.shares.measure, outstanding: counted.shares.outstanding,
            since: since.ratio, move: move, facts: [counted.count] + since.facts)
    }

    /// What became of a counted share up to a day.
    package mutating func since(
        _ counted: CountedClass, on day: CivilDay
    ) throws(NoBasis) -> (ratio: SplitRatio, facts: [MarketFact]) {
        try ratio(since: counted.count, to: day, splits(of: [counted.instrument]))
    }

    /// The listings that are valid on a day, each instrument once.
    package mutating func validListings(of company: String, on day: CivilDay) -> [DatedListing] {
        var found: [DatedListing] = []
        for listing in listings(of: company) where listing.isValid(on: day) {
            if !found.contains(where: { $0.instrument == listing.instrument }) { found.append(listing) }
        }
        return found
    }

    /// The counts that make a company's market value on a day, each with the listing at whose price it is.
    ///
    /// - Parameter priced: the listings that have a price on the day.
    /// - Throws: where none is known, or not of all classes, or a class has no price.
    package mutating func countedClasses(
        of company: String, on day: CivilDay, priced: [DatedListing]
    ) throws(NoBasis) -> [CountedClass] {
        let counts = counts(of: company, on: day)
        guard !counts.isEmpty else { throw NoBasis.noCount }
        var counted: [CountedClass] = []
        func listing(at shareClass: String?) -> DatedListing? {
            priced.first { Market.counts(shareClass, at: $0.listing.shareClass, isOnly: priced.count == 1) }
        }
        for count in counts {
            guard case .shares(let shares) = count.content else { continue }
            let own = listing(at: shares.shareClass)
            guard let used = own ?? shares.convertsInto.flatMap({ listing(at: $0) }) else {
                throw NoBasis("class \(shares.shareClass ?? "") has no price")
            }
            counted.append(
                CountedClass(count: count, shares: shares, instrument: used.instrument, isAtPriceOfOther: own == nil))
        }
        let classes = Set(counted.compactMap(\.shares.shareClass))
        guard !classes.isEmpty else { return counted }
        let listed = validListings(of: company, on: day).compactMap(\.listing.shareClass)
        for shareClass in listed + counted.compactMap(\.shares.convertsInto) where !classes.contains(shareClass) {
            throw NoBasis("the shares of class \(shareClass) are not counted")
        }
        return counted
    }

    /// Whether shares are counted at the price of a listing: those of its class, and all of them together at any.
    private static func counts(_ shareClass: String?, at listed: String?, isOnly: Bool) -> Bool {
        shareClass == nil || listed == shareClass || (isOnly && listed == nil)
    }

    func countsEver(of company: String) -> [MarketFact] { shares[company] ?? [] }

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

/// A count of shares, and at which listing's price it is.
package struct CountedClass: Sendable {
    package let count: MarketFact
    package let shares: MarketFact.ShareCount
    package let instrument: Instrument
    /// Whether the price is that of the class that this one converts into.
    package let isAtPriceOfOther: Bool
}
