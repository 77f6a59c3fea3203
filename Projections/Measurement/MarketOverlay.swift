import EventLog
import MarketEvents

/// What prices and shares add to the rows of single claims: rows of their own, and the measurement in the row of a claim.
///
/// A measured row rests on facts of several streams: prices, share counts, listings, splits. So these are folded company by
/// company, when all are read; a company without prices costs nothing.
struct MarketOverlay {
    private let end: Int
    private let selection: Selection
    private let naming: CompanyNaming
    private let records: MarketRecords
    let register: CompanyRegister
    /// Which companies stand under a name: a company itself, with its units where they are rolled up.
    private let members: [String: [String]]

    /// - Parameters:
    ///   - shelves: what was kept of the whole log up to `end`.
    ///   - spill: where what they did not keep in memory was written.
    ///   - end: the last position that is folded.
    init(
        _ shelves: [MarketShelf], _ spill: SpillFile?, through end: Int, _ selection: Selection,
        naming: CompanyNaming
    ) throws {
        let registrations = Registrations(shelves.flatMap(\.registrations))
        self.init(try MarketRecords(shelves, spill), registrations.register(selection), end, selection, naming)
    }

    /// Reads what is recorded of some companies and of their shares.
    ///
    /// - Parameters:
    ///   - companies: all that share a listing with those whose rows are asked for.
    ///   - homes: the other streams in which facts of a stream stand: corrections moved them.
    init(
        _ log: any RawEventReader, through end: Int, _ selection: Selection, naming: CompanyNaming,
        of companies: Set<String>, homes: (String) throws -> [String]
    ) throws {
        let register = try Registrations(log, through: end, of: companies).register(selection)
        let scan = LogScan(allProjectors.filter { $0 is any MarketProjector.Type }, selection, naming: naming)
        let names = Arena()
        var kept: Set<String> = []
        func keep(_ stream: String) throws {
            for home in try [stream] + homes(stream) where kept.insert(home).inserted {
                try scan.keep(log, stream: names.copy(home), through: end)
            }
        }
        var instruments: Set<Instrument> = []
        for company in companies.sorted() {
            try keep("company/\(company)")
            instruments.formUnion(MarketOverlay.instruments(of: [company], register))
        }
        for instrument in instruments {
            try keep(MarketOverlay.pricesPrefix + instrument.description)
            try keep("stock/\(instrument)")
        }
        self.init(try MarketRecords([scan.market], nil), register, end, selection, naming)
    }

    private init(
        _ records: MarketRecords, _ register: CompanyRegister, _ end: Int, _ selection: Selection,
        _ naming: CompanyNaming
    ) {
        (self.records, self.register, self.end) = (records, register, end)
        (self.selection, self.naming) = (selection, naming)
        members = naming.isPlain ? [:] : Dictionary(grouping: register.ids) { naming($0) }
    }

    /// So many days may lie between two sessions, or between something said before one and the session to come.
    private static let longestRest: Int32 = 14
    private static let longestNext: Int32 = 14

    static let pricesPrefix = "prices/"

    /// The companies that have a listing with prices, and those under whose name one of them stands.
    var pricedCompanies: Set<String> {
        var companies: Set<String> = []
        for stream in records.priceStreams.union(records.destinations)
        where stream.hasPrefix(MarketOverlay.pricesPrefix) {
            let ticker = MarketFact.instrument(ofStream: stream)?.ticker ?? ""
            for listing in register.listings(ofTicker: ticker) {
                companies.insert(listing.company)
                companies.insert(naming(listing.company))
            }
        }
        return companies
    }

    /// A company's rows in the views that are measured, one after the other.
    ///
    /// - Parameter onlyMeasured: leaves out the claims that nothing was measured of, whose rows are the fold's without prices.
    func rows(
        of company: String, _ log: any RawEventReader, _ reader: MarketFactReader,
        _ projectors: [any MarketProjector.Type], onlyMeasured: Bool
    ) throws -> [MeasuredCompany] {
        var market = Market(companies: register, markets: naming.markets)
        var claims: [JudgedClaim] = []
        for fact in try facts(of: company, log, reader) {
            market.add(fact)
            if let claim = JudgedClaim(fact), claim.company == company { claims.append(claim) }
        }
        for index in claims.indices { claims[index].judge(by: &market) }
        if onlyMeasured { claims.removeAll { !$0.isMeasured } }
        return projectors.map { projector in
            let rows = MeasuredCompany(company)
            projector.fold(company: company, claims, &market, into: rows)
            return rows
        }
    }

    func makeReader(_ log: any RawEventReader) -> MarketFactReader {
        MarketFactReader(selection, naming, CompanyParents(log, through: end, selection, naming))
    }

    /// On whatever market a company was listed, or on none that was known.
    private static func instruments(of companies: [String], _ register: CompanyRegister) -> Set<Instrument> {
        companies.flatMap { register.listings(of: $0) }.reduce(into: []) { instruments, listing in
            instruments.insert(listing.instrument)
            instruments.insert(Instrument(mic: Instrument.unknownMarket, ticker: listing.listing.ticker))
        }
    }

    /// What is recorded of a company's shares: counts, prices, splits, and claims that may be of a day with prices.
    private func facts(
        of company: String, _ log: any RawEventReader, _ reader: MarketFactReader
    ) throws -> [MarketFact] {
        let instruments = MarketOverlay.instruments(of: members[company] ?? [company], register)
        reader.forget()
        var facts: [MarketFact] = []
        for home in records.countings(of: company) {
            facts += try self.facts(ofStream: home, reader).filter { fact in
                if case .shares(let count) = fact.content { count.company == company } else { false }
            }
        }
        var days: Set<Int32> = []
        for instrument in instruments {
            for home in records.homes(ofStream: MarketOverlay.pricesPrefix + instrument.description) {
                for fact in try self.facts(ofStream: home, reader) where fact.instrument == instrument {
                    facts.append(fact)
                    if case .prices(let prices) = fact.content {
                        days.formUnion(prices.days.map { Int32(truncatingIfNeeded: $0.daysSinceEpoch) })
                    }
                }
            }
        }
        for instrument in instruments {
            for home in records.homes(ofStream: "stock/\(instrument)") {
                facts += try stock(inStream: reader.keep(home), days, log, reader).filter {
                    $0.instrument == instrument
                }
            }
        }
        return facts
    }

    private func facts(ofStream stream: String, _ reader: MarketFactReader) throws -> [MarketFact] {
        try reader.facts(of: records.records(ofStream: reader.keep(stream), into: reader.arena)[...])
    }

    /// The splits of a stream, and the claims that may be of one of these days.
    private func stock(
        inStream stream: Bytes, _ days: Set<Int32>, _ log: any RawEventReader, _ reader: MarketFactReader
    ) throws -> [MarketFact] {
        let places = try records.claims(nearStream: stream, into: reader.arena)
        let kept = try records.records(ofStream: stream, into: reader.arena)
        guard !places.isEmpty else { return reader.facts(of: kept[...]) }
        var stock = kept
        var known = Set(kept.lazy.map(\.position))
        func take(_ event: RawEvent) {
            guard event.position <= end, let record = reader.record(event), record.subject == stream,
                known.insert(record.position).inserted
            else { return }
            stock.append(record)
        }
        let days = days.sorted()
        for place in places {
            // Said on a Sunday it is of Friday, and late in New York of the day that has begun in Tokyo.
            let first = days.partitionPoint { $0 < place.day - MarketOverlay.longestRest }
            guard first < days.count, days[first] <= place.day + MarketOverlay.longestNext else { continue }
            try log.forEach(positions: place.position...place.position, take)
        }
        // A correction may move a claim to a day, or a share, with prices.
        for target in Set(kept.compactMap { $0.fields[.target]?.plainText }) {
            _ = try log.withEvent(id: target.array, take)
        }
        stock.sort { $0.position < $1.position }
        return reader.facts(of: stock[...])
    }
}

extension JudgedClaim {
    fileprivate var isMeasured: Bool { verdict != .unmeasured || measured != nil || !facts.isEmpty || isMoved }
}
