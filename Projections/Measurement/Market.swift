import CivilTime
import MarketEvents

/// What is recorded of prices, shares, splits and listings, and what follows from it for companies. A value that takes facts in
/// any order; prices are looked at when they are asked for.
package struct Market {
    private let companies: CompanyRegister
    private var prices: [Instrument: [MarketFact]] = [:]
    private var shares: [String: [MarketFact]] = [:]
    private var heldCounts: [String: HeldCounts] = [:]
    private var splits: [Instrument: [(fact: MarketFact, ratio: SplitRatio)]] = [:]
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
            if let instrument = fact.instrument { splits[instrument, default: []].append((fact, ratio)) }
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
        let spellings = instrument == unknown ? [unknown] : [instrument, unknown]
        let facts = spellings.flatMap { prices[$0] ?? [] }.filter { fact in
            if case .prices(let recorded) = fact.content { recorded.adjusted == adjusted } else { false }
        }
        guard !facts.isEmpty else { return nil }
        return PriceSeries(adjusted: adjusted, facts) { fact, day in
            guard case .prices(let recorded) = fact.content else { return false }
            return recorded.instrument.mic == instrument.mic
                || self.instrument(recorded.instrument, on: day) == instrument
        }
    }

    /// All series of an instrument, the one that figures are taken from first.
    package mutating func allSeries(_ instrument: Instrument) -> [PriceSeries] {
        if let known = series[instrument] { return known }
        let made = Market.preference.compactMap { makeSeries(instrument, $0) }
        series[instrument] = made
        return made
    }

    /// The splits that took effect after a day and up to another, and what became of a share.
    private func split(
        _ instrument: Instrument, after first: CivilDay, through last: CivilDay
    ) -> (ratio: SplitRatio, facts: [MarketFact])? {
        guard !splits.isEmpty else { return (.one, []) }
        let unknown = Instrument(mic: Instrument.unknownMarket, ticker: instrument.ticker)
        var candidates = splits[instrument] ?? []
        if instrument != unknown { candidates += splits[unknown] ?? [] }
        var ratio = SplitRatio.one
        guard !candidates.isEmpty else { return (.one, []) }
        var facts: [MarketFact] = []
        var days: Set<CivilDay> = []
        // A split is told once: of two for one day the one that wins holds.
        for (fact, own) in candidates.sorted(by: { $0.fact.wins(over: $1.fact) }) {
            guard let day = fact.occurred.lastDay, first < day, day <= last,
                self.instrument(fact.instrument ?? instrument, on: day) == instrument, days.insert(day).inserted
            else { continue }
            guard let next = try? ratio.followed(by: own) else { return nil }
            ratio = next
            facts.append(fact)
        }
        return (ratio, facts)
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
            var ratio = SplitRatio.one
            if series.adjusted == "none" {
                guard let split = split(instrument, after: session.previousDay, through: day) else { continue }
                ratio = split.ratio
                facts += split.facts
            }
            return PriceMove(
                instrument: instrument, adjusted: series.adjusted, currency: currency, day: day,
                previousDay: session.previousDay, previousClose: session.previous.close.price,
                close: session.prices.close.price, high: session.prices.high?.price, low: session.prices.low?.price,
                split: ratio, facts: facts)
        }
        return nil
    }

    /// What became of a share from a day on, in prices of a series: nothing where the series is adjusted for splits.
    package func split(
        _ instrument: Instrument, _ adjusted: String, after first: CivilDay, through last: CivilDay
    ) -> (ratio: SplitRatio, facts: [MarketFact])? {
        adjusted == "none" ? split(instrument, after: first, through: last) : (.one, [])
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
            let fitting = moves.first { item in
                shareClass == nil || item.listing.listing.shareClass == shareClass
                    || (moves.count == 1 && item.listing.listing.shareClass == nil)
            }
            guard let move = fitting?.move, let counted = count.occurred.lastDay,
                let since = split(move.instrument, after: counted, through: day),
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

    /// The share counts that hold on a day.
    private mutating func counts(of company: String, on day: CivilDay) -> [MarketFact] {
        guard let end = day.endInNewYork, let own = shares[company] else { return [] }
        if heldCounts[company] == nil { heldCounts[company] = HeldCounts(own) }
        return heldCounts[company]?.counts(through: end) ?? []
    }
}

/// A company's share counts in the order of time, asked day after day.
private struct HeldCounts {
    private let facts: [MarketFact]
    /// How many of the facts are known, and the counts that hold among them.
    private var answer: (known: Int, counts: [MarketFact]) = (0, [])

    init(_ facts: [MarketFact]) { self.facts = facts.sorted { $0.occurred.end < $1.occurred.end } }

    mutating func counts(through end: Instant) -> [MarketFact] {
        var known = answer.known
        while known < facts.count, facts[known].occurred.end <= end { known += 1 }
        while known > 0, end < facts[known - 1].occurred.end { known -= 1 }
        if known != answer.known { answer = (known, HeldCounts.holding(facts[..<known])) }
        return answer.counts
    }

    /// One of all shares or one a class, whichever was counted last; of each the one that occurred last. Diluted counts only
    /// where there is no other.
    private static func holding(_ facts: ArraySlice<MarketFact>) -> [MarketFact] {
        var latest: [String?: MarketFact] = [:]
        var diluted: [String?: MarketFact] = [:]
        for fact in facts {
            guard case .shares(let count) = fact.content else { continue }
            func take(_ counts: inout [String?: MarketFact]) {
                if let other = counts[count.shareClass], other.happened(after: fact) { return }
                counts[count.shareClass] = fact
            }
            if count.measure == "basic" { take(&latest) } else { take(&diluted) }
        }
        if latest.isEmpty { latest = diluted }
        let classes = latest.filter { $0.key != nil }.sorted { ($0.key ?? "") < ($1.key ?? "") }.map(\.value)
        guard let whole = latest[nil] else { return classes }
        guard let newest = classes.max(by: { $1.happened(after: $0) }) else { return [whole] }
        return StatedTime.isOrdered(newest.occurred, before: whole.occurred) == true ? [whole] : classes
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
