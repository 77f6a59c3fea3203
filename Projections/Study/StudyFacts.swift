import CivilTime
import EventLog
import EventStudy
import MarketEvents

/// What a study reads of a ledger: only the streams it needs, each once, under the study's selection.
final class StudyFacts {
    private let log: any EventLog
    private let selection: Selection
    private var instruments: [Instrument]?
    private var instrumentsByTicker: [String: [Instrument]] = [:]
    private var kinds: [Instrument: PricedKind] = [:]
    private var recorded: [TradedShare: Bool] = [:]
    private var histories: [TradedShare: [PriceHistory]] = [:]
    private var listed: ListedShares?
    private var register: CompanyRegister?
    /// Shares and splits, as far as they were asked for.
    private var market: Market?
    private var marketStreams: Set<String> = []
    private var identities: Identities?
    private var markets: Markets?
    private var lastPosition: Int?

    init(log: any EventLog, selection: Selection) {
        self.log = log
        self.selection = selection
    }

    private func events(_ query: ReadQuery) throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        try log.forEach(query) { events.append($0) }
        return events
    }

    private func facts(
        _ events: [RecordedEvent], _ selection: Selection, _ identities: Identities? = nil
    ) -> [Fact] {
        EffectiveHistory(of: events, under: selection, identities: identities, parent: { $0 }).facts
    }

    // MARK: Prices

    /// The instruments that have prices.
    func pricedInstruments() throws -> [Instrument] {
        if let instruments { return instruments }
        let found = try log.streams(prefix: "prices/").compactMap { Instrument($0.dropFirst("prices/".count)) }
        instruments = found
        instrumentsByTicker = Dictionary(grouping: found, by: \.ticker)
        return found
    }

    func pricedInstruments(ofTicker ticker: String) throws -> [Instrument] {
        _ = try pricedInstruments()
        return instrumentsByTicker[ticker] ?? []
    }

    /// Those of them that are an index.
    func pricedIndexes() throws -> [Instrument] { try pricedInstruments().filter { try kind(of: $0) == .index } }

    enum PricedKind {
        case share
        case index
        /// An exchange rate.
        case rate
    }

    /// What an instrument is, by the first event of its prices.
    func kind(of instrument: Instrument) throws -> PricedKind {
        if let known = kinds[instrument] { return known }
        // Thousands of streams are asked, and of each no more than its first event is read.
        struct First: Error {
            let kind: PricedKind
        }
        var kind = PricedKind.share
        do {
            try log.rawEvents().forEach(inStream: Array("prices/\(instrument)".utf8), through: try head()) { event in
                let stated = Bytes(event.data)?.member("kind")
                throw First(
                    kind: stated?.equals("\"index\"") == true
                        ? .index : stated?.equals("\"fx\"") == true ? .rate : .share)
            }
        } catch let first as First { kind = first.kind }
        kinds[instrument] = kind
        return kind
    }

    /// All series of a share. The most adjusted one comes first.
    func histories(of share: TradedShare) throws -> [PriceHistory] {
        if let known = histories[share] { return known }
        let stored = try StoredHistories(selection, head: head())?.read(listings(of: share), log.rawEvents())
        return try keep(stored ?? decodedHistories(of: share), of: share)
    }

    /// Reads many shares at once, on both processors. Those that it passes over are read when they are asked for.
    func readAhead(_ wanted: some Sequence<TradedShare>) throws {
        let missing = try Set(wanted).filter { histories[$0] == nil }.map { ($0, try listings(of: $0)) }
        guard missing.count >= StudyFacts.leastReadAhead, let readers = log.detachedReaders,
            let stored = StoredHistories(selection, head: try head())
        else { return }
        try InOrder.forEach(
            missing.count,
            worker: {
                let events = try readers()
                return { place in
                    let (share, listings) = missing[place]
                    return try stored.read(listings, events).map { (share, $0) }
                }
            },
            use: { (read: (TradedShare, [PriceHistory])?) in
                if let (share, found) = read { _ = try keep(found, of: share) }
            })
    }

    /// A thread and its connection cost more than a few securities.
    private static let leastReadAhead = 8

    private func head() throws -> Int {
        if let known = lastPosition { return known }
        let position = try log.head().position
        lastPosition = position
        return position
    }

    private func keep(_ found: [PriceHistory], of share: TradedShare) throws -> [PriceHistory] {
        var market = try market(of: nil, [share])
        let carried = found.map { history in
            var history = history
            history.carry(by: &market, of: share)
            return history
        }
        histories[share] = carried
        return carried
    }

    /// By the strict decoder, with all that was said of the prices later.
    func decodedHistories(of share: TradedShare) throws -> [PriceHistory] {
        let listings = try listings(of: share)
        let prices = try listings.spellings.flatMap { instrument in
            facts(try events(ReadQuery(stream: "prices/\(instrument)")), selection)
        }.filter { !$0.isDenied }.compactMap { share.isShare ? MarketFact($0) : MarketFact(pricesOf: $0) }
        return try PriceHistory.series.compactMap { adjusted in
            // Returns are of closes that follow each other, whatever sessions lie between.
            try PriceHistory(
                PriceSeries(adjusted: adjusted, prices.filter { $0.isAdjusted(adjusted) }, of: listings) { _ in true })
        }
    }

    /// What became of shares, and a company's counts of them, by the rules of the measured rows.
    func market(of company: String?, _ shares: [TradedShare]) throws -> Market {
        let companies = try companies()
        var market = try self.market ?? Market(companies: companies, markets: hours())
        // Held twice it would be copied for each stream.
        self.market = nil
        defer { self.market = market }
        var streams = company.map { ["company/\($0)"] } ?? []
        for share in shares {
            // The share's other listings, too, for a split is of the share.
            let listed = share.owner.map { companies.listings(of: $0.company).map(\.listing.ticker) } ?? []
            let tickers = try listings(of: share).tickers
            for ticker in Set(tickers + listed) {
                // A split may be told of the listing, and of the ticker on a market that was not known.
                let all = Set(companies.listings(ofTicker: ticker).map(\.instrument))
                    .union(share.instruments.filter { $0.ticker == ticker })
                    .union([Instrument(mic: Instrument.unknownMarket, ticker: ticker)])
                streams += all.map { "stock/\($0)" }
            }
        }
        for stream in streams where marketStreams.insert(stream).inserted {
            let history = EffectiveHistory(of: try events(ReadQuery(stream: stream)), under: selection, parent: { $0 })
            for fact in history.facts + history.splitsBeyondCut { market.add(fact) }
        }
        return market
    }

    /// The series that returns are of: the most adjusted one; where dividends are added to it the least adjusted one that there
    /// is. Nil where there are no prices under the cuts.
    ///
    /// - Throws: `StudyRefused` where they are in several currencies.
    func bestHistory(of share: TradedShare, for returns: ReturnKind = .simple) throws -> PriceHistory? {
        do {
            let all = try histories(of: share)
            if returns == .total, let least = all.last, try !dividends(of: share).isEmpty { return least }
            return all.first
        } catch let mixed as MixedCurrencies {
            let names = try listings(of: share).instruments.map(\.description).sorted().joined(separator: ", ")
            throw StudyRefused(["the prices of \(names) are in \(mixed.currencies.joined(separator: " and "))"])
        }
    }

    /// All that was ever handed out on a share.
    func dividends(of share: TradedShare) throws -> [HeldDividend] {
        var market = try market(of: nil, [share])
        return market.dividends(of: share)
    }

    /// Whether something is recorded that may be a price of it, whatever the cuts say.
    func mayBePriced(_ share: TradedShare) throws -> Bool {
        if let known = recorded[share] { return known }
        let listings = try listings(of: share)
        let isRecorded = try listings.tickers.contains { ticker in
            try pricedInstruments(ofTicker: ticker).contains { instrument in
                guard listings.spellings.contains(instrument) else { return false }
                return try !share.isShare || kind(of: instrument) == .share
            }
        }
        recorded[share] = isRecorded
        return isRecorded
    }

    /// Whether there is a price under the cuts.
    func isPriced(_ share: TradedShare) throws -> Bool {
        do { return try !histories(of: share).isEmpty } catch is MixedCurrencies { return true }
    }

    // MARK: Shares

    /// What is asked of the shares that companies list.
    func withListedShares<Answer>(_ ask: (inout ListedShares) throws -> Answer) throws -> Answer {
        var listed = try self.listed ?? ListedShares(companies())
        self.listed = nil
        defer { self.listed = listed }
        return try ask(&listed)
    }

    func listings(of share: TradedShare) throws -> ShareListings {
        try withListedShares { $0.listings(of: share) }
    }

    func share(of listing: DatedListing) throws -> TradedShare { try withListedShares { $0.share(of: listing) } }

    /// Whether an instrument itself has prices under the cuts, whatever it is.
    func hasPrices(_ instrument: Instrument) throws -> Bool { try isPriced(.index(instrument)) }

    // MARK: Events

    /// When markets trade, as far as the selection knows.
    func hours() throws -> Markets {
        if let markets { return markets }
        let found = try KnownSessions(of: log, under: selection, through: try head()).markets
        markets = found
        return found
    }

    /// The companies as the selection knows them.
    func companies() throws -> CompanyRegister {
        if let register { return register }
        let types: Set = ["company.registered", "event.corrected", "event.retracted"]
        let found = EffectiveHistory(
            of: try events(ReadQuery(streamPrefix: "company/", types: types)), under: selection, parent: { $0 }
        ).companies
        register = found
        return found
    }

    /// Who undisclosed companies turned out to be, as far as the selection knows.
    private func knownIdentities() throws -> Identities {
        if let identities { return identities }
        let found = try Identities(statedIn: log, under: selection)
        identities = found
        return found
    }

    /// The companies that an event names, each under the name of the one that it turned out to be.
    func companies(namedBy event: RecordedEvent) throws -> Set<String> {
        let identities = try knownIdentities()
        let names = event.companyNames
        return identities.isEmpty ? names : Set(names.map { identities.names.name(of: $0) ?? $0 })
    }

    /// An event as it is effective under the selection, and the events of its stream.
    func event(_ id: String) throws -> (fact: Fact?, isRecorded: Bool, stream: [Fact]) {
        guard let recorded = try log.event(id: id) else { return (nil, false, []) }
        let stream = facts(
            try events(ReadQuery(stream: recorded.envelope.subject)), selection, try knownIdentities())
        return (stream.first { $0.id == id }, true, stream)
    }

    /// The effective news of some companies, with those whom each concerns.
    func news(of companies: Set<String>) throws -> [StudyNews] {
        guard !companies.isEmpty else { return [] }
        let passedOver: Set = ["prices.recorded", "shares.recorded", "company.registered"]
        let types = Set(EventType.all.map(\.name)).subtracting(passedOver)
        var kept: [RecordedEvent] = []
        var targets: Set<String> = []
        // An amendment names no buyer: it concerns those of what it amends, which may be recorded later.
        var nameless: [RecordedEvent] = []
        var streams: Set<String> = []
        try log.forEach(ReadQuery(types: types)) { event in
            let names = try self.companies(namedBy: event)
            if !names.isDisjoint(with: companies) {
                streams.insert(event.envelope.subject)
            } else if event.envelope.data["target"]?.string.map(targets.contains) != true {
                if names.isEmpty { nameless.append(event) }
                return
            }
            targets.insert(event.envelope.id)
            kept.append(event)
        }
        kept += nameless.filter { streams.contains($0.envelope.subject) }
        kept.sort { $0.position < $1.position }
        let news = facts(kept, selection, try knownIdentities())
        var named: [String: [String]] = [:]
        for fact in news where streams.contains(fact.subject) {
            for party in fact.parties where named[fact.subject]?.contains(party) != true {
                named[fact.subject, default: []].append(party)
            }
        }
        return news.filter { $0.isNews && !$0.isDenied }.map { fact in
            let own = fact.parties
            return StudyNews(fact: fact, parties: own.isEmpty ? named[fact.subject] ?? [] : own)
        }
    }
}
