import CivilTime
import MarketEvents

/// What became of shares, and of what their prices are of: one set of rules for market values, claims and studies.
extension Market {
    /// The splits of a share, the earliest first, those beyond the cut among them.
    package mutating func splits(of share: TradedShare) -> [HeldSplit] { sharedSplits(of: share).ofPrices }

    /// The splits that a count of shares goes by where the price of a share is taken.
    package mutating func countedSplits(of share: TradedShare) -> [HeldSplit] { sharedSplits(of: share).ofCounts }

    /// With those that are told of the share's other listings, of each listing by its own day.
    private mutating func sharedSplits(of share: TradedShare) -> SharedSplits {
        guard hasSplits else { return SharedSplits([]) }
        if let known = heldSplits[share] { return known }
        var shared = SharedSplits(toldSplits(of: share))
        for split in otherSplits(than: share) {
            if shared.take(split) { continue }
            if !isReceipt(share) {
                shared.add(split)
            } else if let ratio = split.ratio, let day = dayOfReceipt(share, growingBy: ratio, near: split.day) {
                shared.add(split.holding(from: day))
            } else {
                shared.leaveOpen(split)
            }
        }
        heldSplits[share] = shared
        return shared
    }

    /// Those that are told of the same share's other listings.
    private mutating func otherSplits(than share: TradedShare) -> [HeldSplit] {
        var others: Set<TradedShare> = []
        for listing in listed.otherListings(than: share) { others.insert(listed.share(of: listing)) }
        var found: [HeldSplit] = []
        for other in others.sorted(by: { $0.instrument.description < $1.instrument.description }) {
            let listings = listed.listings(of: other)
            for split in toldSplits(of: other)
            where listings.period(on: split.day) != nil && !found.contains(where: split.isNear) { found.append(split) }
        }
        return found
    }

    /// As they are told of the share itself, under whatever ticker it had.
    private mutating func toldSplits(of share: TradedShare) -> [HeldSplit] {
        let (market, listings) = (market(of: share), listed.listings(of: share))
        var told: [SplitTellings.Telling] = []
        for (fact, split) in listings.tickers.flatMap({ self.told(ofTicker: $0) }) {
            guard let day = market.firstOpening(at: fact.occurred),
                fact.instrument.map({ listings.includes($0, on: day) }) == true,
                !isChangeOfReceipt(split.ratio, share, on: day)
            else { continue }
            told.append(SplitTellings.Telling(fact: fact, split: split, day: day))
        }
        // What a cut admits is judged without what it leaves out.
        let admitted = SplitTellings(told.filter { !$0.split.isBeyondCut }).held
        let all = told.contains(where: \.split.isBeyondCut) ? SplitTellings(told).held : admitted
        return (admitted + all.filter(\.isBeyondCut)).sorted { ($0.day, $0.fact.id) < ($1.day, $1.fact.id) }
    }

    private static func product(_ splits: [HeldSplit]) throws(NoBasis) -> SplitRatio {
        var product = SplitRatio.one
        for split in splits {
            guard let ratio = split.ratio else { throw unsettled(split) }
            do { product = try product.followed(by: ratio) } catch { throw NoBasis.overflow }
        }
        return product
    }

    private static func unsettled(_ split: HeldSplit) -> NoBasis {
        if split.leavesReceiptOpen {
            return NoBasis(
                "how many shares the receipt stands for since the split of \(split.day) is not known: "
                    + "give its ratio from then on, or its own split",
                split.facts)
        }
        return NoBasis.contradiction(
            "several ratios of the split of \(split.day) are told, equally surely", split.facts)
    }

    // MARK: Prices

    /// What one price of a series becomes in shares of its own day: the splits undone that it is adjusted for, of a receipt a
    /// part of it.
    func scale(
        of price: some BasedPrice, _ splits: [HeldSplit]
    ) throws(NoBasis) -> (ratio: SplitRatio, facts: [MarketFact]) {
        guard let through = price.adjustedThrough, !splits.isEmpty else { return (price.receipt.inverted, []) }
        let undone = splits.filter { price.day < $0.lastDay && $0.isIn(through: through) }
        let ratio = try Market.product(undone)
        do { return (try ratio.followed(by: price.receipt.inverted), undone.flatMap(\.facts)) } catch {
            throw NoBasis.overflow
        }
    }

    /// How many shares, as the later of two prices of a series is of them, came of one that the earlier one is of.
    ///
    /// - Parameters:
    ///   - contradicted: the splits that closes of the series do not show where they are told to be.
    ///   - isNeighbour: whether no price is known between them: then they are held against the splits.
    /// - Throws: where a split between them is not settled, is beyond the cut, or is not what the closes say.
    func crossing<Price: BasedPrice>(
        from earlier: Price, to later: Price, _ splits: [HeldSplit], contradicted: [ContradictedSplit] = [],
        isNeighbour: Bool = true
    ) throws(NoBasis) -> (ratio: SplitRatio, facts: [MarketFact]) {
        let between = splits.isEmpty ? [] : splits.filter { $0.lies(after: earlier.day, through: later.day) }
        let (ratio, open) = try crossing(from: earlier, to: later, splits, between)
        guard isNeighbour, ClosesCheck.areNear(earlier.day, later.day) else { return (ratio, open.flatMap(\.facts)) }
        let quotient = earlier.size / later.size
        if ratio != .one {
            if ClosesCheck.contradict(ratio, quotient) {
                throw NoBasis.contradiction(
                    "the closes do not show the split \(ratio) of \(open.first?.day ?? later.day)",
                    open.flatMap(\.facts))
            }
        } else if between.isEmpty {
            if ClosesCheck.jump(quotient) {
                throw NoBasis.contradiction("the closes jump as by a split, and none is recorded")
            }
            if let found = contradicted.first(where: { $0.shownOn == later.day }) {
                throw NoBasis.contradiction(
                    "the closes show the split of \(found.split.day) on this day", found.split.facts)
            }
        } else if let undone = try? Market.product(between), undone != .one, !ClosesCheck.contradict(undone, quotient) {
            throw NoBasis.contradiction(
                "the closes are said to be adjusted for the split \(undone) of \(between[0].day), and show it",
                between.flatMap(\.facts))
        }
        return (ratio, open.flatMap(\.facts))
    }

    /// The rows, of closes that follow each other, at which `crossing` may be something else than 1:1: where nothing is told of the
    /// shares those alone that may jump.
    static func rowsToCross(_ closes: [Double], _ splits: [HeldSplit], isReceipt: Bool) -> [Int] {
        let isTold = !splits.isEmpty || isReceipt
        return closes.indices.dropFirst().filter { isTold || ClosesCheck.isLarge(closes[$0 - 1] / closes[$0]) }
    }

    /// The same before the closes are looked at, and the splits between the two that the earlier one is not adjusted for.
    private func crossing<Price: BasedPrice>(
        from earlier: Price, to later: Price, _ splits: [HeldSplit], _ between: [HeldSplit]
    ) throws(NoBasis) -> (ratio: SplitRatio, open: [HeldSplit]) {
        // What both are adjusted for alike cancels out.
        if between.isEmpty, earlier.adjustedThrough == later.adjustedThrough, earlier.receipt == later.receipt {
            return (.one, [])
        }
        // What the earlier price is adjusted for is in it; the later one is of after the split in any case.
        func isIn(_ split: HeldSplit) -> Bool { earlier.adjustedThrough.map(split.isIn) ?? false }
        if let split = between.first(where: { $0.ratio == nil }) { throw Market.unsettled(split) }
        let open = between.filter { !isIn($0) }
        if let hidden = open.first(where: \.isBeyondCut) {
            throw NoBasis("a split of \(hidden.day) is not visible at the cut", hidden.facts)
        }
        do {
            let (own, before) = (try scale(of: later, splits).ratio, try scale(of: earlier, splits).ratio)
            return (try Market.product(between).followed(by: own).followed(by: before.inverted), open)
        } catch let none as NoBasis { throw none } catch { throw NoBasis.overflow }
    }

    // MARK: Shares

    /// What became of a share since it was counted: how many a counted one is on a day.
    func ratio(
        since count: MarketFact, to day: CivilDay, _ splits: [HeldSplit]
    ) throws(NoBasis) -> (ratio: SplitRatio, facts: [MarketFact]) {
        guard !splits.isEmpty else { return (.one, []) }
        guard case .shares(let shares) = count.content, let counted = count.occurred.lastDay else {
            throw NoBasis("the count is of no day")
        }
        if let split = Market.undecided(count, splits).first {
            throw NoBasis(
                "whether the shares counted on \(counted) hold the split of \(split.day) is not known: say splitsThrough",
                split.facts)
        }
        let through = shares.splitsThrough ?? counted
        let since = splits.filter { $0.day <= day && !$0.isIn(through: through) }
        if let hidden = since.first(where: \.isBeyondCut) {
            throw NoBasis("a split of \(hidden.day) is not visible at the cut", hidden.facts)
        }
        let undone = splits.filter { day < $0.lastDay && $0.isIn(through: through) }
        do {
            let ratio = try Market.product(since).followed(by: try Market.product(undone).inverted)
            return (ratio, (since + undone).flatMap(\.facts))
        } catch let none as NoBasis { throw none } catch { throw NoBasis.overflow }
    }

    /// The splits of which nothing says whether they are in a count: those of its own day, and those between it and its filing.
    static func undecided(_ count: MarketFact, _ splits: [HeldSplit]) -> [HeldSplit] {
        guard case .shares(let shares) = count.content, shares.splitsThrough == nil,
            let counted = count.occurred.lastDay, let end = counted.endInNewYork
        else { return [] }
        return splits.filter { split in
            let occurred = split.fact.occurred
            return occurred.lastDay == counted || (end < occurred.end && occurred.end <= count.published.end)
        }
    }

    /// The counts of a company of which nothing says whether they hold a split, with that split.
    package mutating func undecidedCounts(of company: String) -> [(count: MarketFact, split: HeldSplit)] {
        let shares = Set(listings(of: company).map(\.share))
        let splits = shares.sorted { $0.instrument.description < $1.instrument.description }
            .flatMap { self.splits(of: $0) }
        return countsEver(of: company).flatMap { count in Market.undecided(count, splits).map { (count, $0) } }
    }

    /// Refuses an amount where the closes of a series contradict a split.
    mutating func checkBasis(
        _ series: PriceSeries, _ share: TradedShare, on day: CivilDay, _ count: MarketFact
    ) throws(NoBasis) {
        try ContradictedSplit.check(contradictedSplits(series, share), on: day, count)
    }

    /// The splits that the closes of a series contradict.
    mutating func contradictedSplits(_ series: PriceSeries, _ share: TradedShare) -> [ContradictedSplit] {
        let splits = self.splits(of: share)
        guard !splits.isEmpty else { return [] }
        let key = SeriesKey(share: share, adjusted: series.adjusted)
        if let known = contradicted[key] { return known }
        let found = ContradictedSplit.found(splits, in: series) { receipt(share, on: $0) }
        contradicted[key] = found
        return found
    }
}

/// Closes that follow each other by day.
protocol ClosesByDay {
    /// The last close before a day, and the first one on it or later.
    func neighbours(of day: CivilDay) -> (before: DatedClose, after: DatedClose)?
    func datedCloses(from first: CivilDay, through last: CivilDay) -> [DatedClose]
}

/// A price of a series with its basis.
protocol BasedPrice {
    var day: CivilDay { get }
    /// To compare it with others; no figure is made of it.
    var size: Double { get }
    /// The day through which it is adjusted for splits; nil where it is not.
    var adjustedThrough: CivilDay? { get }
    /// How many shares it is the price of.
    var receipt: SplitRatio { get }
}

/// A close to compare with others, or what was paid of a share.
struct DatedClose: BasedPrice {
    let day: CivilDay
    let close: Double
    let adjustedThrough: CivilDay?
    var receipt = SplitRatio.one

    var size: Double { close }
}

extension PriceSeries: ClosesByDay {
    func neighbours(of day: CivilDay) -> (before: DatedClose, after: DatedClose)? {
        closes(around: day).map { (dated($0.before), dated($0.after)) }
    }

    func datedCloses(from first: CivilDay, through last: CivilDay) -> [DatedClose] {
        closes(from: first, through: last).map(dated)
    }

    private func dated(_ close: Close) -> DatedClose {
        DatedClose(day: close.day, close: close.price.double, adjustedThrough: adjustedThrough(of: close))
    }
}

extension ContradictedSplit {
    /// The splits that closes are not adjusted for and do not show where they are told to be, or are adjusted for and show.
    ///
    /// - Parameter receipt: how many shares a close is the price of on a day.
    static func found(
        _ splits: [HeldSplit], in closes: some ClosesByDay, receipt: (CivilDay) -> SplitRatio = { _ in .one }
    ) -> [ContradictedSplit] {
        var found: [ContradictedSplit] = []
        for split in splits where !split.isBeyondCut {
            guard let told = split.ratio, told != .one, let (before, after) = closes.neighbours(of: split.day),
                // A receipt that stands for as many more shares since shows nothing of it.
                let ratio = try? told.followed(by: receipt(before.day)).followed(by: receipt(after.day).inverted),
                ratio != .one, ClosesCheck.areNear(before.day, after.day),
                splits.filter({ $0.lies(after: before.day, through: after.day) }).count == 1
            else { continue }
            let isUndone = before.adjustedThrough.map(split.isIn) ?? false
            // Closes that are adjusted for it must not show it, others must.
            guard ClosesCheck.contradict(ratio, before.close / after.close) != isUndone else { continue }
            guard !isUndone else {
                found.append(ContradictedSplit(split: split, shownOn: nil))
                continue
            }
            found.append(ContradictedSplit(split: split, shownOn: day(showing: ratio, near: split.day, closes)))
        }
        return found
    }

    /// The session near a day on which closes do what a split makes them do.
    private static func day(showing ratio: SplitRatio, near day: CivilDay, _ closes: some ClosesByDay) -> CivilDay? {
        guard let first = day.adding(days: -ClosesCheck.nearDays), let last = day.adding(days: ClosesCheck.nearDays)
        else {
            return nil
        }
        let near = closes.datedCloses(from: first, through: last)
        return zip(near, near.dropFirst()).first { before, after in
            !ClosesCheck.contradict(ratio, before.close / after.close)
        }?.1.day
    }

    /// Refuses an amount of a day: what the closes are adjusted for is not known, so they meet no count that lies on the other
    /// side of the split, and before it none at all; where they show it on another day, none between the two.
    static func check(_ found: [ContradictedSplit], on day: CivilDay, _ count: MarketFact) throws(NoBasis) {
        guard case .shares(let shares) = count.content, let counted = shares.splitsThrough ?? count.occurred.lastDay
        else { return }
        for contradicted in found {
            let split = contradicted.split
            if let shown = contradicted.shownOn {
                guard min(shown, split.day) <= day, day < max(shown, split.day) else { continue }
            } else if split.day <= day, split.isIn(through: counted) {
                continue
            }
            throw NoBasis(
                "the closes do not show the split of \(split.day), so what they are adjusted for is not known",
                split.facts)
        }
    }
}

/// A split that closes contradict where it is told to be.
struct ContradictedSplit {
    let split: HeldSplit
    /// Where they show it instead.
    let shownOn: CivilDay?
}

/// A close of a series with what its basis is.
package struct SeriesPrice: BasedPrice, Sendable {
    package let day: CivilDay
    package let close: ExactDecimal
    /// The day through which it is adjusted for splits; nil where it is not.
    package let adjustedThrough: CivilDay?
    /// How many shares it is the price of.
    package let receipt: SplitRatio

    package var size: Double { close.double }
}
