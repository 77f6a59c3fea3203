import CivilTime
import MarketEvents

/// A listing, and the share that it is of.
package struct ListedShare: Sendable {
    package let listing: DatedListing
    package let share: TradedShare

    var instrument: Instrument { listing.instrument }
    var shareClass: String? { share.owner?.shareClass }
}

/// The shares that companies list.
struct ListedShares {
    typealias Owner = TradedShare.Owner
    typealias Period = ShareListings.Period

    let companies: CompanyRegister
    private var known: [TradedShare: ShareListings] = [:]
    private var named: [Instrument: [Owner: TradedShare]] = [:]

    init(_ companies: CompanyRegister) { self.companies = companies }

    /// Whose share a listing is.
    func owner(of listing: DatedListing) -> Owner {
        Owner(company: listing.company, shareClass: shareClass(of: listing))
    }

    /// The class of which a listing is. Where a registration names none, another one of the same listing may; and a receipt is
    /// then of the only class that its company lists.
    private func shareClass(of listing: DatedListing) -> String? {
        if listing.listing.ratio == nil, let told = listing.listing.shareClass { return told }
        let all = companies.listings(of: listing.company)
        guard listing.listing.ratio != nil else {
            return ListedShares.only(
                all.filter { $0.instrument == listing.instrument }.compactMap(\.listing.shareClass))
        }
        let told = listing.listing.shareClass.flatMap { ListedShares.isReceipt($0) ? nil : $0 }
        let plain = all.filter { $0.listing.ratio == nil }.map(\.listing.shareClass)
        guard let only = ListedShares.only(plain) else { return told }
        return told == nil || only == nil ? only : told
    }

    /// What all of some things are; nil where they differ, or are none.
    private static func only<Element: Hashable>(_ elements: [Element]) -> Element? {
        Set(elements).count == 1 ? elements.first : nil
    }

    /// Whether a class is none, but says that what is listed are receipts.
    private static func isReceipt(_ shareClass: String) -> Bool {
        ["adr", "ads", "gdr", "gds", "cdi", "bdr", "dr"].contains(shareClass.lowercased())
    }

    /// The share that a listing is of.
    mutating func share(of listing: DatedListing) -> TradedShare { share(listing.instrument, of: owner(of: listing)) }

    /// The shares that a ticker ever was, on a market or on all.
    mutating func shares(ofTicker ticker: String, mic: String?) -> Set<TradedShare> {
        let listings = companies.listings(ofTicker: ticker).filter { (mic ?? $0.listing.mic) == $0.listing.mic }
        var found: Set<TradedShare> = []
        for listing in listings { found.insert(share(of: listing)) }
        return found
    }

    private mutating func share(_ instrument: Instrument, of owner: Owner) -> TradedShare {
        if let share = named[instrument]?[owner] { return share }
        let periods = periods(of: instrument, owner)
        let last = periods.max {
            ($0.last?.daysSinceEpoch ?? .max, $0.first?.daysSinceEpoch ?? .min, $1.instrument.description)
                < ($1.last?.daysSinceEpoch ?? .max, $1.first?.daysSinceEpoch ?? .min, $0.instrument.description)
        }
        let share = TradedShare(last?.instrument ?? instrument, of: owner)
        named[instrument, default: [:]][owner] = share
        return share
    }

    /// The share that an instrument is on a day; where nobody lists it then, the only one that it ever was.
    mutating func share(of instrument: Instrument, on day: CivilDay) -> TradedShare {
        let all = companies.listings(ofTicker: instrument.ticker)
        let named = instrument.asListed(on: day) { _ in all }
        let own = all.filter { $0.instrument == named }
        let valid = Set(own.filter { $0.isValid(on: day) }.map(owner))
        let owners = valid.isEmpty ? Set(own.map(owner)) : valid
        if owners.count == 1, let only = owners.first { return share(named, of: only) }
        let listed = owners.map { share(named, of: $0) }.filter { listings(of: $0).period(on: day) != nil }
        return valid.isEmpty && listed.count == 1 ? listed[0] : .unlisted(named)
    }

    mutating func listings(of share: TradedShare) -> ShareListings {
        if let known = known[share] { return known }
        let own = share.owner.map { periods(of: share.instrument, $0) } ?? []
        let instruments = share.instruments.union(own.map(\.instrument))
        let others =
            share.isShare
            ? Set(instruments.map(\.ticker)).flatMap { companies.listings(ofTicker: $0) }
                .filter { instruments.contains($0.instrument) && owner(of: $0) != share.owner }.map(Period.init) : []
        let found = ShareListings(share, periods: own, others: others, in: companies)
        known[share] = found
        return found
    }

    /// What a share was listed as: an instrument, and what it followed, or what followed it.
    private func periods(of instrument: Instrument, _ owner: Owner) -> [Period] {
        let all = companies.listings(of: owner.company).filter { self.owner(of: $0) == owner }
        let own = all.filter { $0.instrument == instrument }.map(Period.init)
        guard let first = own.first, own.contains(where: { !$0.listing.isPermanent }) else { return own }
        let alike = all.filter {
            $0.instrument != instrument && $0.listing.currency == first.listing.listing.currency
                && ($0.listing.ratio == nil) == (first.listing.listing.ratio == nil)
        }.map(Period.init)
        let market = Markets.operating(instrument.mic)
        return own
            + Dictionary(grouping: alike, by: \.instrument).values.filter { others in
                let isHere = Markets.operating(others[0].instrument.mic) == market
                // On one market a share has one ticker at a time. Where it moved to another, all of its listings count.
                let group = alike.filter {
                    $0.instrument != others[0].instrument
                        && (!isHere || Markets.operating($0.instrument.mic) == market)
                }
                return !ListedShares.areBeside(own, others) && !ListedShares.areBeside(own, group)
                    && !ListedShares.areBeside(others, group)
            }.flatMap(\.self)
    }

    private static func areBeside(_ left: [Period], _ right: [Period]) -> Bool {
        left.contains { period in right.contains { $0.isBeside(period) } }
    }

    /// The other listings of a share, or of the share that a receipt stands for: of the same company and class, and no receipts. Two
    /// tickers of one market at once are one share only where both are told to be of one class.
    mutating func otherListings(than share: TradedShare) -> [DatedListing] {
        guard let owner = share.owner else { return [] }
        let own = listings(of: share)
        return companies.listings(of: owner.company).filter { other in
            other.listing.ratio == nil && self.owner(of: other) == owner && !own.instruments.contains(other.instrument)
                && !(owner.shareClass == nil && own.periods.contains { ListedShares.areApart($0, Period(other)) })
        }
    }

    /// Whether two listings without a class are of two shares, for all that is known.
    private static func areApart(_ one: Period, _ other: Period) -> Bool {
        one.listing.listing.ratio == nil && one.instrument.ticker != other.instrument.ticker
            && Markets.operating(one.instrument.mic) == Markets.operating(other.instrument.mic) && one.isBeside(other)
    }

    /// Two of some listings that may be of two classes, of which nobody says which is which.
    func untold(among listings: [DatedListing]) -> (DatedListing, DatedListing)? {
        let plain = listings.filter { $0.listing.shareClass == nil && $0.listing.ratio == nil }
        for (place, one) in plain.enumerated() {
            if let other = plain[(place + 1)...].first(where: { ListedShares.areApart(Period(one), Period($0)) }) {
                return (one, other)
            }
        }
        return nil
    }
}
