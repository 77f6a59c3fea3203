import CivilTime
import MarketEvents

/// What is recorded of prices, shares, splits and listings, and what follows from it for companies. A value that takes facts in
/// any order; prices are looked at when they are asked for.
package struct Market {
    private let companies: CompanyRegister
    private var prices: [Instrument: [Fact]] = [:]
    private var shares: [String: [Fact]] = [:]
    private var splits: [Instrument: [(fact: Fact, ratio: SplitRatio)]] = [:]
    private var series: [SeriesKey: PriceSeries] = [:]

    private struct SeriesKey: Hashable {
        let instrument: Instrument
        let adjusted: String
    }

    /// Which series a figure is taken from: raw prices where there are any, for a share count is raw, too.
    private static let preference = ["none", "splits", "all"]

    package init(companies: CompanyRegister) { self.companies = companies }

    /// Takes a fact; those that say nothing of prices, shares or splits pass.
    package mutating func add(_ fact: Fact) {
        guard !fact.isDenied else { return }
        switch fact.event.content {
        case .pricesRecorded(let recorded):
            // An index has no company; what nobody ever listed is measured by the studies, not here.
            guard recorded.kind == "equity" else { return }
            prices[Instrument(mic: recorded.mic, ticker: recorded.ticker), default: []].append(fact)
        case .sharesRecorded(let company, _, _, _): shares[company, default: []].append(fact)
        case .splitEffective(_, let text):
            guard let instrument = fact.instrument, let ratio = SplitRatio(text) else { return }
            splits[instrument, default: []].append((fact, ratio))
        default: break
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
    private mutating func series(_ instrument: Instrument, _ adjusted: String) -> PriceSeries? {
        let key = SeriesKey(instrument: instrument, adjusted: adjusted)
        if let found = series[key] { return found.facts.isEmpty ? nil : found }
        let unknown = Instrument(mic: Instrument.unknownMarket, ticker: instrument.ticker)
        let spellings = instrument == unknown ? [unknown] : [instrument, unknown]
        let facts = spellings.flatMap { prices[$0] ?? [] }.filter { fact in
            if case .pricesRecorded(let recorded) = fact.event.content { recorded.adjusted == adjusted } else { false }
        }
        let made = PriceSeries(adjusted: adjusted, facts) { fact, day in
            guard case .pricesRecorded(let recorded) = fact.event.content else { return false }
            return recorded.mic == instrument.mic
                || self.instrument(Instrument(mic: recorded.mic, ticker: recorded.ticker), on: day) == instrument
        }
        series[key] = made
        return facts.isEmpty ? nil : made
    }

    /// All series of an instrument, the one that figures are taken from first.
    package mutating func allSeries(_ instrument: Instrument) -> [PriceSeries] {
        Market.preference.compactMap { series(instrument, $0) }
    }

    /// The splits that took effect after a day and up to another, and what became of a share.
    private func split(
        _ instrument: Instrument, after first: CivilDay, through last: CivilDay
    ) -> (ratio: SplitRatio, facts: [Fact])? {
        let unknown = Instrument(mic: Instrument.unknownMarket, ticker: instrument.ticker)
        var candidates = splits[instrument] ?? []
        if instrument != unknown { candidates += splits[unknown] ?? [] }
        var ratio = SplitRatio.one
        var facts: [Fact] = []
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
            used += [session.prices.high?.fact, session.prices.low?.fact].compactMap { $0 }
            var facts = Set(used).sorted().map { series.facts[$0] }
            let currencies = Set(
                [session.prices.close.fact, session.previous.close.fact].compactMap { series.facts[$0].currency })
            guard currencies.count == 1, let currency = currencies.first.flatMap(MeasureUnit.named) else { continue }
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
    ) -> (ratio: SplitRatio, facts: [Fact])? {
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

    package func listings(of company: String) -> [DatedListing] { companies.listings(of: company) }

    /// All days of which a company's change may be known.
    package mutating func days(of company: String) -> [CivilDay] {
        var days: Set<CivilDay> = []
        for instrument in Set(listings(of: company).map(\.instrument)) {
            for series in allSeries(instrument) { days.formUnion(series.days) }
        }
        return days.sorted()
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
            guard case .sharesRecorded(_, let shareClass, let measure, let outstanding) = count.event.content else {
                continue
            }
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
                    shareClass: shareClass, measure: measure, outstanding: outstanding, since: since.ratio, move: move,
                    facts: [count] + since.facts))
        }
        let move = parts.first?.move ?? first.move
        return ValueChange(
            company: company, day: day, previousDay: move.previousDay, parts: parts, move: move, unpriced: unpriced)
    }

    /// The share counts that hold on a day: one of all shares or one a class, whichever was counted last; of each the one that
    /// occurred last. Diluted counts only where there is no other.
    private func counts(of company: String, on day: CivilDay) -> [Fact] {
        guard let end = day.endInNewYork else { return [] }
        var latest: [String?: Fact] = [:]
        var diluted: [String?: Fact] = [:]
        for fact in shares[company] ?? [] where fact.occurred.end <= end {
            guard case .sharesRecorded(_, let shareClass, let measure, _) = fact.event.content else { continue }
            func take(_ counts: inout [String?: Fact]) {
                if let other = counts[shareClass], other.happened(after: fact) { return }
                counts[shareClass] = fact
            }
            if measure == "basic" { take(&latest) } else { take(&diluted) }
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

extension Fact {
    /// `XNAS:AMZN` of the stream `stock/XNAS:AMZN` or `prices/XNAS:AMZN`.
    var instrument: Instrument? {
        subject.split(separator: "/", maxSplits: 1).last.flatMap { Instrument($0) }
    }

    fileprivate var currency: String? {
        if case .pricesRecorded(let recorded) = event.content { recorded.currency } else { nil }
    }
}
