import CivilTime
import MarketEvents

/// What prices and shares make of companies.
extension Market {
    package mutating func listings(of company: String) -> [ListedShare] {
        if let known = listings[company] { return known }
        var found: [ListedShare] = []
        for listing in companies.listings(of: company) {
            found.append(ListedShare(listing: listing, share: listed.share(of: listing)))
        }
        listings[company] = found
        return found
    }

    /// All days of which a company's change may be known.
    package mutating func days(of company: String) -> [CivilDay] {
        let series = Set(listings(of: company).map(\.share)).flatMap { allSeries($0) }
        return series.count == 1 ? series[0].days : Set(series.flatMap(\.days)).sorted()
    }

    /// The change of a company's market value on a day; nil where no session of it is known.
    package mutating func change(of company: String, on day: CivilDay) -> ValueChange? {
        var moves: [(listing: ListedShare, move: PriceMove)] = []
        for listing in validListings(of: company, on: day) {
            if let move = move(listing.share, on: day) { moves.append((listing, move)) }
        }
        guard let first = moves.first else { return nil }
        var parts: [ValueChange.Part] = []
        var obstacle: NoBasis?
        do throws(NoBasis) {
            let classes = try countedClasses(of: company, on: day, priced: moves.map(\.listing))
            for counted in classes {
                guard let move = moves.first(where: { $0.listing.share == counted.share })?.move else {
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
        let priced = moves.first { $0.move.instrument == parts.first?.move.instrument } ?? first
        let move = priced.move
        let distributions = dividends(of: priced.listing.share, after: move.previousDay, through: day).filter(
            \.isInKind)
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
        if let series = allSeries(counted.share).first(where: { $0.adjusted == move.adjusted }) {
            try checkBasis(series, counted.share, on: move.day, counted.count)
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
        try ratio(since: counted.count, to: day, countedSplits(of: counted.share))
    }

    /// The listings that are valid on a day, each share once.
    package mutating func validListings(of company: String, on day: CivilDay) -> [ListedShare] {
        var found: [ListedShare] = []
        for listed in listings(of: company) where listed.listing.isValid(on: day) {
            if !found.contains(where: { $0.share == listed.share }) { found.append(listed) }
        }
        return found
    }

    /// The counts that make a company's market value on a day, each with the listing at whose price it is.
    ///
    /// - Parameter priced: the listings that have a price on the day.
    /// - Throws: where none is known, or not of all classes, or a class has no price, or may have either of two.
    package mutating func countedClasses(
        of company: String, on day: CivilDay, priced: [ListedShare]
    ) throws(NoBasis) -> [CountedClass] {
        let counts = counts(of: company, on: day)
        guard !counts.isEmpty else { throw NoBasis.noCount }
        var counted: [CountedClass] = []
        func listing(at shareClass: String?) -> ListedShare? {
            priced.first { Market.counts(shareClass, at: $0, isOnly: priced.count == 1) }
        }
        for count in counts {
            guard case .shares(let shares) = count.content else { continue }
            if shares.shareClass == nil, let (one, other) = listed.untold(among: priced.map(\.listing)) {
                throw NoBasis(
                    "\(one.instrument) and \(other.instrument) are listed at once, and of which class each is is not known"
                )
            }
            let own = listing(at: shares.shareClass)
            guard let used = own ?? shares.convertsInto.flatMap({ listing(at: $0) }) else {
                throw NoBasis("class \(shares.shareClass ?? "") has no price")
            }
            counted.append(
                CountedClass(count: count, shares: shares, share: used.share, isAtPriceOfOther: own == nil))
        }
        let classes = Set(counted.compactMap(\.shares.shareClass))
        guard !classes.isEmpty else { return counted }
        let valid = validListings(of: company, on: day).compactMap(\.shareClass)
        for shareClass in valid + counted.compactMap(\.shares.convertsInto) where !classes.contains(shareClass) {
            throw NoBasis("the shares of class \(shareClass) are not counted")
        }
        return counted
    }

    /// Whether shares are counted at the price of a listing: those of its class, and all of them together at any.
    private static func counts(_ shareClass: String?, at listed: ListedShare, isOnly: Bool) -> Bool {
        shareClass == nil || listed.shareClass == shareClass || listed.listing.listing.shareClass == shareClass
            || (isOnly && listed.shareClass == nil)
    }

    func countsEver(of company: String) -> [MarketFact] { shares[company] ?? [] }

    /// The share counts that hold on a day.
    private mutating func counts(of company: String, on day: CivilDay) -> [MarketFact] {
        guard let end = day.endInNewYork, let own = shares[company] else { return [] }
        if heldCounts[company] == nil { heldCounts[company] = HeldCounts(own) }
        return heldCounts[company]?.counts(through: end) ?? []
    }
}

/// A count of shares, and at which share's price it is.
package struct CountedClass: Sendable {
    package let count: MarketFact
    package let shares: MarketFact.ShareCount
    package let share: TradedShare
    /// Whether the price is that of the class that this one converts into.
    package let isAtPriceOfOther: Bool
}
