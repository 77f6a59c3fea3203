import CivilTime
import MarketEvents

/// Under which instrument a share was listed on which days, and so which recorded prices, splits and dividends are its own. Market
/// values, claims and studies all go by it.
final class ShareListings: Sendable {
    /// Days on which the share was listed as one instrument.
    struct Period: Sendable {
        let listing: DatedListing
        /// Nil where it has no end on that side.
        let first: CivilDay?
        let last: CivilDay?

        init(_ listing: DatedListing) {
            self.listing = listing
            (first, last) = (listing.firstDay, listing.lastDay)
        }

        var instrument: Instrument { listing.instrument }

        func contains(_ day: CivilDay) -> Bool {
            (first.map { $0 <= day } ?? true) && (last.map { day <= $0 } ?? true)
        }

        /// Whether both hold for longer than one ticker takes to replace another.
        func isBeside(_ other: Period) -> Bool {
            guard let start = [first, other.first].compactMap(\.self).max(),
                let end = [last, other.last].compactMap(\.self).min()
            else {
                // One of the two sides is open for both.
                return true
            }
            return start.distance(to: end) > SplitTellings.nearDays
        }
    }

    /// A day from which on the share was listed as another instrument.
    struct Joint: Hashable, Sendable {
        let day: CivilDay
        let from: Instrument
        let to: Instrument
        /// The registrations that say so.
        let events: [String]

        var words: String { "\(day): \(from) became \(to)" }
    }

    let share: TradedShare
    /// The earliest first.
    let periods: [Period]
    /// The times during which others list what this share is named by, or was.
    private let others: [Period]
    /// Whether several had the ticker at different times: then a price of a day on which nobody lists it is nobody's.
    private let isReused: Bool
    /// Whether it is ever the price of another number of shares than one, or may be.
    let isReceipt: Bool
    /// All listings of its tickers, to find whose a price without a market is.
    private let sameTickers: [String: [DatedListing]]

    init(_ share: TradedShare, periods: [Period], others: [Period], in companies: CompanyRegister) {
        self.share = share
        self.periods = periods.sorted { left, right in
            (left.first?.daysSinceEpoch ?? .min, left.instrument.description)
                < (right.first?.daysSinceEpoch ?? .min, right.instrument.description)
        }
        self.others = others
        isReceipt = periods.contains { $0.listing.listing.ratio != nil }
        isReused = others.contains { other in share.instruments.contains(other.instrument) }
        let tickers = Set(share.instruments.map(\.ticker) + periods.map(\.instrument.ticker))
        sameTickers = Dictionary(uniqueKeysWithValues: tickers.map { ($0, companies.listings(ofTicker: $0)) })
    }

    /// All that it is, or was, listed as.
    var instruments: Set<Instrument> { share.instruments.union(periods.map(\.instrument)) }

    var tickers: [String] { Set(instruments.map(\.ticker)).sorted() }

    /// All under which something may be recorded of it: also without a market.
    var spellings: Set<Instrument> {
        guard share.isShare else { return share.instruments }
        return instruments.union(instruments.map(\.withoutMarket))
    }

    /// The period that holds on a day; of two that overlap while one ticker replaces another the later one.
    func period(on day: CivilDay) -> Period? { periods.last { $0.contains(day) } }

    /// What it is listed as on a day; nil where it is not.
    func instrument(on day: CivilDay) -> Instrument? { period(on: day)?.instrument }

    /// Whether everything that is recorded of an instrument is the share's, on whatever day.
    func includesAll(of recorded: Instrument) -> Bool {
        guard share.isShare else { return share.instruments.contains(recorded) }
        guard others.isEmpty, periods.allSatisfy({ $0.instrument == periods[0].instrument }) else { return false }
        if recorded.mic != Instrument.unknownMarket { return instruments.contains(recorded) }
        let same = sameTickers[recorded.ticker] ?? []
        return share.owner == nil
            ? same.isEmpty && share.instruments.contains(recorded)
            : same.allSatisfy { $0.isPermanent && instruments.contains($0.instrument) }
    }

    /// Whether what is recorded of an instrument on a day is the share's.
    func includes(_ recorded: Instrument, on day: CivilDay) -> Bool {
        guard share.isShare else { return share.instruments.contains(recorded) }
        let named = recorded.asListed(on: day) { sameTickers[$0] ?? [] }
        if others.contains(where: { $0.instrument == named && $0.contains(day) }) { return false }
        if let listed = instrument(on: day) {
            // A whole history may be recorded under the ticker of today.
            return named == listed || (named == recorded && share.instruments.contains(named))
                || periods.contains { $0.instrument == named && $0.contains(day) }
        }
        return share.instruments.contains(named) && !(isReused && share.owner != nil)
    }

    /// The days behind the first and up to the last of some on which it was listed as something else than before.
    func joints(after first: CivilDay, through last: CivilDay) -> [Joint] {
        zip(periods, periods.dropFirst()).compactMap { before, period -> Joint? in
            guard let day = period.first, before.instrument != period.instrument, first < day, day <= last else {
                return nil
            }
            return Joint(
                day: day, from: before.instrument, to: period.instrument,
                events: Set(before.listing.events + period.listing.events).sorted())
        }
    }
}
