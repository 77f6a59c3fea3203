import CivilTime
import EventStudy
import MarketEvents

/// What one row of a study is about, before day 0 is known.
struct StudySubjectRequest {
    /// The ticker as it was asked for; nil for an event.
    var asked: String?
    let company: String?
    let shareClass: String?
    let ticker: String
    let share: TradedShare
    let event: Fact?
    let newsDay: NewsDay
    /// The market whose sessions count, as the listing names it.
    let mic: String
    let market: Markets.Found

    var news: Announcement { newsDay.announcement }
    /// Whether the news may have come after the close, for all that is known.
    var isHourUnknown: Bool { newsDay.isHourUnknown }

    var notes: [String] { market.isAssumed ? [ClaimSession.assumedNote] : [] }

    /// What a message calls it: as it was asked for.
    var label: String { asked.map { "\($0)@\(news.day)" } ?? "\(event?.id ?? "") (\(ticker))" }
}

/// Finds the securities behind tickers and events.
struct StudySubjects {
    let facts: StudyFacts
    let companies: CompanyRegister

    init(facts: StudyFacts, companies: CompanyRegister) { (self.facts, self.companies) = (facts, companies) }

    /// What a ticker or MIC:TICKER names on a day; without a day whatever it ever was.
    ///
    /// - Throws: `StudyRefused` where nothing of that name has prices, or several have.
    private func share(_ text: String, on day: CivilDay?) throws -> TradedShare {
        let exact = Instrument(text)
        let ticker = exact?.ticker ?? text
        let recorded = try facts.pricedInstruments(ofTicker: ticker).filter { $0.mic == exact?.mic ?? $0.mic }
        let listed = try shares(ofTicker: ticker, mic: exact?.mic, on: day).filter(facts.mayBePriced)
        // An index may have the name of a share; where a day is asked for it is the share that was traded on it.
        let others = try recorded.filter { try facts.kind(of: $0) != .share }
        if let other = others.first, others.count == 1, listed.isEmpty || day == nil { return .index(other) }
        if listed.count == 1, let only = listed.first { return only }
        guard listed.isEmpty else { throw ambiguous(text, Array(listed), on: day) }
        guard !recorded.isEmpty else { throw StudyRefused([try unpriced(text)]) }
        let known = recorded.filter { $0.mic != Instrument.unknownMarket }.sorted { $0.description < $1.description }
        guard known.count <= 1 else { throw several(text, known) }
        return .unlisted(known.first ?? recorded[0], isAlsoWithoutMarket: !known.isEmpty && recorded.count > 1)
    }

    /// Those that a ticker was on a day; where nobody lists it then, those whose ticker it was at another time and that were listed
    /// on the day, else all that it ever was.
    private func shares(ofTicker ticker: String, mic: String?, on day: CivilDay?) throws -> Set<TradedShare> {
        let listings = companies.listings(ofTicker: ticker).filter { $0.listing.mic == mic ?? $0.listing.mic }
        let all = Set(try listings.map(facts.share))
        guard let day else { return all }
        let valid = Set(try listings.filter { $0.isValid(on: day) }.map(facts.share))
        guard valid.isEmpty else { return valid }
        let traded = try all.filter { try facts.listings(of: $0).period(on: day) != nil }
        return traded.isEmpty ? all : traded
    }

    private func ambiguous(_ text: String, _ shares: [TradedShare], on day: CivilDay?) -> StudyRefused {
        let instruments = Set(
            shares.flatMap { share in
                companies.listings(of: share.owner?.company ?? "").map(\.instrument).filter {
                    $0.ticker == Instrument(text)?.ticker ?? text
                }
            }
        ).sorted { $0.description < $1.description }
        if instruments.count > 1 { return several(text, instruments) }
        let owners = shares.compactMap(\.owner).map { owner in
            owner.company + (owner.shareClass.map { " (class \($0))" } ?? "")
        }.sorted().joined(separator: " and ")
        return StudyRefused([
            "\(text) was a ticker of \(owners) at different times"
                + (day.map { ", and of none on \($0)" } ?? ", and which is meant is not known")
        ])
    }

    private func several(_ text: String, _ instruments: [Instrument]) -> StudyRefused {
        StudyRefused(
            [
                "\(text) has prices on several markets; write "
                    + instruments.map(\.description).joined(separator: " or ")
            ], isUsage: true)
    }

    private func unpriced(_ text: String) throws -> String {
        let priced = try facts.pricedInstruments()
        let nearest = NearestNames.nearest(to: text, among: Set(priced.map(\.ticker)).sorted())
        return "the ledger holds no prices of \(quoted(text))"
            + (nearest.isEmpty
                ? "; record them first: impact import --prices" : "; nearest: \(nearest.joined(separator: ", "))")
    }

    /// The benchmark named, or the one index that the ledger holds.
    func benchmark(_ text: String?) throws -> (name: String, share: TradedShare) {
        if let text { return (Instrument(text)?.ticker ?? text, try share(text, on: nil)) }
        let indexes = try facts.pricedIndexes()
        guard let index = indexes.first, indexes.count == 1 else {
            throw StudyRefused(
                [
                    indexes.isEmpty
                        ? "the ledger holds no index; name what the market is: --benchmark TICKER"
                        : "the ledger holds several indexes; say --benchmark "
                            + indexes.map(\.ticker).sorted().joined(separator: " or ")
                ], isUsage: true)
        }
        return (index.ticker, .index(index))
    }

    func subject(of point: StudyRequest.Point, isAfterClose: Bool) throws -> StudySubjectRequest {
        let share = try share(point.ticker, on: point.day)
        let period = try facts.listings(of: share).period(on: point.day)
        let mic = period?.instrument.mic ?? share.instrument.mic
        return StudySubjectRequest(
            asked: point.ticker, company: period?.listing.company, shareClass: share.owner?.shareClass,
            ticker: Instrument(point.ticker)?.ticker ?? point.ticker, share: share, event: nil,
            newsDay: NewsDay(point.day, isAfterClose: isAfterClose), mic: mic, market: try facts.hours()[mic])
    }

    /// One for each listed party of the event that has prices.
    func subjects(ofEvent id: String, company wanted: String?, isAfterClose: Bool) throws -> [StudySubjectRequest] {
        let (found, isRecorded, stream) = try facts.event(id)
        guard let fact = found else {
            throw StudyRefused([
                isRecorded
                    ? "the event \(id) is retracted, or outside the cuts"
                    : "the ledger has no event \(quoted(id)); impact log lists them"
            ])
        }
        // An amendment names no buyer: whom it concerns stands in what it amends.
        var parties = fact.parties
        if parties.isEmpty { parties = stream.flatMap(\.parties) }
        if let wanted {
            guard parties.contains(wanted) else { throw StudyRefused(["the event \(id) is not about \(wanted)"]) }
            parties = [wanted]
        }
        guard !parties.isEmpty else { throw StudyRefused(["the event \(id) names no company"]) }
        let (subjects, reasons) = try self.subjects(of: fact, parties: parties, isAfterClose: isAfterClose)
        guard !subjects.isEmpty else {
            throw StudyRefused(["the event \(id) has no listed party with prices: \(reasons.joined(separator: ", "))"])
        }
        return subjects
    }

    /// One for each party that has a listing with prices, each security once; and why the others have none.
    ///
    /// - Throws: `StudyRefused` where the day of the news is not known.
    func subjects(
        of fact: Fact, parties: [String], isAfterClose: Bool = false
    ) throws -> (subjects: [StudySubjectRequest], reasons: [String]) {
        var subjects: [StudySubjectRequest] = []
        var reasons: [String] = []
        let markets = try facts.hours()
        for party in parties {
            guard let day = fact.newsDay(markets, "XNYS")?.announcement.day else {
                throw StudyRefused([
                    "the event \(fact.id) became public \(fact.published.text), which is not known to the day"
                ])
            }
            let listings = listings(of: party)
            let valid = listings.filter { $0.isValid(on: day) }
            guard !valid.isEmpty else {
                reasons.append("\(party) has no listing")
                continue
            }
            let priced = try valid.first { try facts.mayBePriced(facts.share(of: $0)) }
            guard let listing = priced, let news = fact.newsDay(markets, listing.listing.mic) else {
                reasons.append("\(valid.map(\.instrument.description).joined(separator: ", ")) has no prices")
                continue
            }
            let share = try facts.share(of: listing)
            guard !subjects.contains(where: { $0.share == share }) else { continue }
            subjects.append(
                StudySubjectRequest(
                    company: listing.company, shareClass: share.owner?.shareClass, ticker: listing.listing.ticker,
                    share: share, event: fact,
                    newsDay: isAfterClose ? NewsDay(news.announcement.day, isAfterClose: true) : news,
                    mic: listing.listing.mic, market: markets[listing.listing.mic]))
        }
        return (subjects, reasons)
    }

    /// A company's own, or those of its parent: a unit has no shares of its own.
    func listings(of company: String) -> [DatedListing] {
        let own = companies.listings(of: company)
        return own.isEmpty ? companies.listings(of: companies.topParent(of: company)) : own
    }
}
