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
    /// The security's market, and the unknown one.
    let instruments: Set<Instrument>
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
    private let memory = Memory()

    private struct Named {
        let ticker: String
        let listings: [DatedListing]
        let instruments: Set<Instrument>
    }

    private final class Memory {
        var named: [String: Named] = [:]
    }

    init(facts: StudyFacts, companies: CompanyRegister) { (self.facts, self.companies) = (facts, companies) }

    /// The priced instruments that a ticker or MIC:TICKER names.
    ///
    /// - Parameter listed: the listing that makes the market known; prices of an unknown market are the same security's.
    func instruments(_ text: String, listed: [DatedListing]) throws -> Set<Instrument> {
        let priced = try facts.pricedInstruments()
        if let exact = Instrument(text) {
            guard priced.contains(exact) else { throw StudyRefused([unpriced(text, priced)]) }
            return [exact]
        }
        let candidates = try facts.pricedInstruments(ofTicker: text)
        guard !candidates.isEmpty else { throw StudyRefused([unpriced(text, priced)]) }
        let markets = Set(listed.map(\.listing.mic) + [Instrument.unknownMarket])
        let own = listed.isEmpty ? candidates : candidates.filter { markets.contains($0.mic) }
        let known = own.filter { $0.mic != Instrument.unknownMarket }
        guard listed.isEmpty, known.count > 1 else { return Set(own.isEmpty ? candidates : own) }
        throw StudyRefused(
            ["\(text) has prices on several markets; write \(known.map(\.description).joined(separator: " or "))"],
            isUsage: true)
    }

    private func unpriced(_ text: String, _ priced: [Instrument]) -> String {
        let nearest = NearestNames.nearest(to: text, among: Set(priced.map(\.ticker)).sorted())
        return "the ledger holds no prices of \(quoted(text))"
            + (nearest.isEmpty
                ? "; record them first: impact import --prices" : "; nearest: \(nearest.joined(separator: ", "))")
    }

    /// The benchmark named, or the one index that the ledger holds.
    func benchmark(_ text: String?) throws -> Set<Instrument> {
        if let text { return try instruments(text, listed: companies.listings(ofTicker: text)) }
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
        return [index]
    }

    func subject(of point: StudyRequest.Point, isAfterClose: Bool) throws -> StudySubjectRequest {
        let named = try named(point.ticker)
        let valid = named.listings.last { $0.isValid(on: point.day) }
        let mic = valid?.listing.mic ?? StudySubjects.market(of: named.instruments)
        return StudySubjectRequest(
            asked: point.ticker, company: valid?.company, shareClass: valid?.listing.shareClass,
            ticker: named.ticker, instruments: named.instruments, event: nil,
            newsDay: NewsDay(point.day, isAfterClose: isAfterClose), mic: mic, market: try facts.hours()[mic])
    }

    private static func market(of instruments: Set<Instrument>) -> String {
        instruments.map(\.mic).filter { $0 != Instrument.unknownMarket }.min() ?? Instrument.unknownMarket
    }

    /// What a ticker or MIC:TICKER of a point means; a study may name one many times.
    private func named(_ text: String) throws -> Named {
        if let known = memory.named[text] { return known }
        let instrument = Instrument(text)
        let ticker = instrument?.ticker ?? text
        let listings = companies.listings(ofTicker: ticker).filter {
            (instrument?.mic ?? $0.listing.mic) == $0.listing.mic
        }
        let named = Named(
            ticker: ticker, listings: listings, instruments: try instruments(text, listed: listings))
        memory.named[text] = named
        return named
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
            let priced = valid.first { listing in
                (try? instruments(
                    listing.listing.ticker, listed: listings.filter { $0.listing.ticker == listing.listing.ticker }))
                    != nil
            }
            guard let listing = priced, let news = fact.newsDay(markets, listing.listing.mic) else {
                reasons.append("\(valid.map(\.instrument.description).joined(separator: ", ")) has no prices")
                continue
            }
            let ticker = listing.listing.ticker
            guard !subjects.contains(where: { $0.ticker == ticker }) else { continue }
            subjects.append(
                StudySubjectRequest(
                    company: listing.company, shareClass: listing.listing.shareClass,
                    ticker: ticker,
                    instruments: try instruments(ticker, listed: listings.filter { $0.listing.ticker == ticker }),
                    event: fact,
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
