import CivilTime

/// A share as a market trades it. The market is `XXXX` where it is not known.
package struct Instrument: Hashable, Sendable, CustomStringConvertible {
    package let mic: String
    package let ticker: String

    package init(mic: String, ticker: String) {
        self.mic = mic
        self.ticker = ticker
    }

    /// `XNAS:AMZN`, as streams name it. Nil where the text is not of that form.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let (mic, ticker) = (text[..<colon], text[text.utf8.index(after: colon)...])
        guard !mic.isEmpty, !ticker.isEmpty else { return nil }
        self.init(mic: String(mic), ticker: String(ticker))
    }

    package static let unknownMarket = "XXXX"

    package var description: String { "\(mic):\(ticker)" }
}

/// A company's listing, and during which time its registration holds.
package struct DatedListing: Sendable {
    package let company: String
    package let listing: CompanyRegistered.Listing
    /// The ends of the occurrences of the registration and of the next one; nil for the first and the last.
    let registered: Instant?
    let replaced: Instant?
    /// The events that say so.
    package let events: [String]

    package var instrument: Instrument { Instrument(mic: listing.mic, ticker: listing.ticker) }

    /// Whether it is the same on every day.
    package var isPermanent: Bool {
        registered == nil && replaced == nil && listing.from == nil && listing.until == nil
    }

    /// Whether the listing is valid on a day of New York (contract, section 2).
    package func isValid(on day: CivilDay) -> Bool {
        if isPermanent { return true }
        let newYork = TimeZoneRules.newYork
        guard let next = day.adding(days: 1) else { return false }
        return isValid(from: newYork.startOfDay(day), to: newYork.startOfDay(next))
    }

    /// The first day of New York on which it is valid; nil where it always was.
    package var firstDay: CivilDay? {
        let from = listing.from.flatMap { TimeZoneRules.newYork.day(of: $0.time) }
        return [registered.flatMap(DatedListing.day(before:)), from].compactMap(\.self).max()
    }

    /// The last day of New York on which it is valid; nil where it still is.
    package var lastDay: CivilDay? {
        let before = replaced.flatMap(DatedListing.day(before:))?.adding(days: -1)
        return [before, listing.until.flatMap { DatedListing.day(before: $0.end) }].compactMap(\.self).min()
    }

    /// The day of New York that had begun before a moment: at midnight the one that ends.
    private static func day(before instant: Instant) -> CivilDay? {
        let newYork = TimeZoneRules.newYork
        guard let day = newYork.day(of: instant) else { return nil }
        return newYork.startOfDay(day) < instant ? day : day.adding(days: -1)
    }

    fileprivate func isValid(from start: Instant, to end: Instant) -> Bool {
        (registered.map { $0 <= end } ?? true) && (replaced.map { end < $0 } ?? true)
            // A period ends where the next one starts: one that ends as the listing begins is before it.
            && (listing.from.map { $0.time <= start || $0.time < end } ?? true)
            && (listing.until.map { start < $0.end } ?? true)
    }
}

extension CompanyRegister {
    /// All listings that a ticker ever had, by company.
    package func listings(ofTicker ticker: String) -> [DatedListing] {
        (companiesByTicker[ticker] ?? []).sorted().flatMap { company in
            listings(of: company).filter { $0.listing.ticker == ticker }
        }
    }

    /// All listings that a company ever had, in the order of its registrations.
    package func listings(of company: String) -> [DatedListing] {
        let known = registrations[company] ?? []
        return known.indices.flatMap { index in
            let next = index + 1 < known.count ? known[index + 1].occurred.end : nil
            return known[index].content.listings.map {
                DatedListing(
                    company: company, listing: $0, registered: index == 0 ? nil : known[index].occurred.end,
                    replaced: next, events: known[index].events)
            }
        }
    }

    /// A price in another currency than its listing's is refused.
    package func currencyFaults(of prices: PricesRecorded, at time: StatedTime, path: String) -> [Fault] {
        guard prices.kind == "equity" else { return [] }
        return currencyFaults(
            ticker: prices.ticker, mic: prices.mic, currency: prices.currency, at: time, path: path)
    }

    func currencyFaults(
        ticker: String, mic: String, currency: String, at time: StatedTime, path: String
    ) -> [Fault] {
        listings(ofTicker: ticker).filter {
            $0.listing.mic == mic && $0.isValid(from: time.time, to: time.end) && $0.listing.currency != currency
        }.prefix(1).map {
            Fault(path, "is \(currency); \($0.company) lists \($0.instrument) in \($0.listing.currency)")
        }
    }
}
