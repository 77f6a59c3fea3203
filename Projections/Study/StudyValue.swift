import CivilTime
import EventStudy
import MarketEvents

/// The market value of a studied security's company, by the rules of the measured rows: the shares that hold on day 0, class by
/// class, in shares of the day that is asked of, at closes of the least adjusted series.
struct StudyValue {
    /// A class of shares and the prices that it is counted at.
    private struct Holding {
        let counted: CountedClass
        let share: TradedShare
        /// The least adjusted one first.
        let histories: [PriceHistory]
    }

    private let company: String
    private let day: CivilDay
    private let holdings: [Holding]
    private let market: Market
    /// Why there is no amount.
    let obstacle: String?

    /// Nil where nobody lists the security.
    init?(_ subject: StudySubjectRequest, _ facts: StudyFacts, on day: CivilDay) throws {
        guard let company = subject.company else { return nil }
        (self.company, self.day) = (company, day)
        var market = try facts.market(of: company, [subject.share])
        let listings = market.validListings(of: company, on: day)
        market = try facts.market(of: company, listings.map(\.share) + [subject.share])
        var priced: [(listing: ListedShare, histories: [PriceHistory])] = []
        // The listing that is studied comes first: shares of all classes together are counted at its price.
        for listing in listings.sorted(by: { $0.share == subject.share && $1.share != subject.share }) {
            guard try facts.mayBePriced(listing.share) else { continue }
            let histories = try facts.histories(of: listing.share).filter { $0.price(on: day, receipt: .one) != nil }
            if !histories.isEmpty { priced.append((listing, histories.reversed())) }
        }
        var found: [Holding] = []
        var reason: String?
        do throws(NoBasis) {
            for counted in try market.countedClasses(of: company, on: day, priced: priced.map(\.listing)) {
                guard let own = priced.first(where: { $0.listing.share == counted.share }) else { continue }
                found.append(Holding(counted: counted, share: own.listing.share, histories: own.histories))
            }
        } catch {
            (found, reason) = ([], error.reason)
        }
        (holdings, self.market) = (found, market)
        var value = self.market
        obstacle = reason ?? StudyValue.obstacle(found, on: day, &value)
    }

    /// Why the value on a day has no basis.
    private static func obstacle(_ holdings: [Holding], on day: CivilDay, _ market: inout Market) -> String? {
        for holding in holdings {
            do throws(NoBasis) {
                _ = try priced(holding, from: day, to: nil, day, &market)
            } catch { return error.reason }
        }
        return nil
    }

    /// Of the counts, of the splits since, and of the closes from a day to day 0.
    func events(from first: CivilDay) -> [String] {
        var events: [String] = []
        var market = market
        let days =
            Int32(truncatingIfNeeded: min(first, day).daysSinceEpoch)...Int32(truncatingIfNeeded: day.daysSinceEpoch)
        for holding in holdings {
            if let history = holding.histories.first { events += history.events(ofRuns: history.runs(in: days)) }
            holding.counted.count.appendEvents(to: &events)
            for split
                in (try? market.ratio(
                    since: holding.counted.count, to: day, market.countedSplits(of: holding.share)))?.facts ?? []
            {
                split.appendEvents(to: &events)
            }
        }
        return events
    }

    /// From one close to another, in shares of the later day. Nil where a close is missing, or what became of a share.
    ///
    /// - Parameter last: where only the value at the first close is asked for, nil.
    private func change(from first: CivilDay, to last: CivilDay?) -> ValueChange? {
        var market = market
        let later = max(first, day)
        var parts: [ValueChange.Part] = []
        for holding in holdings {
            guard let part = try? StudyValue.priced(holding, from: first, to: last, later, &market) else { return nil }
            parts.append(part)
        }
        guard let move = parts.first?.move, parts.allSatisfy({ $0.move.currency == move.currency }) else { return nil }
        return ValueChange(
            company: company, day: later, previousDay: first, parts: parts, move: move, obstacle: nil,
            obstacleFacts: [], distributions: [])
    }

    private static func priced(
        _ holding: Holding, from first: CivilDay, to last: CivilDay?, _ later: CivilDay, _ market: inout Market
    ) throws(NoBasis) -> ValueChange.Part {
        let splits = market.splits(of: holding.share)
        let (before, after) = (
            market.receipt(holding.share, on: first), market.receipt(holding.share, on: later)
        )
        var none = NoBasis("a close is missing")
        for history in holding.histories {
            guard history.adjusted != "all" else {
                none = NoBasis("the closes are adjusted for dividends, too, so they are no prices that were paid")
                continue
            }
            guard let unit = MeasureUnit.named(history.currency),
                let earlier = history.price(on: first, receipt: before),
                earlier.close.sign > 0
            else { continue }
            let closing = last.flatMap { history.price(on: $0, receipt: after) }
            guard last == nil || closing.map({ $0.close.sign > 0 }) == true else { continue }
            let latest =
                closing
                ?? SeriesPrice(
                    day: later, close: earlier.close, adjustedThrough: earlier.adjustedThrough, receipt: after)
            let crossing = try market.crossing(
                from: earlier, to: latest, splits, contradicted: history.contradicted, isNeighbour: closing != nil)
            let scale = try market.scale(of: latest, splits)
            let counted = market.countedSplits(of: holding.share)
            let since = try market.ratio(since: holding.counted.count, to: later, counted)
            try ContradictedSplit.check(history.contradicted, on: later, holding.counted.count)
            let move = PriceMove(
                instrument: holding.share.instrument, adjusted: history.adjusted, currency: unit, day: later,
                previousDay: first, previousClose: earlier.close, close: latest.close, high: nil, low: nil,
                split: crossing.ratio, scale: scale.ratio, receipt: after, facts: [])
            return ValueChange.Part(
                shareClass: holding.counted.shares.shareClass, priceOfClass: nil,
                measure: holding.counted.shares.measure, outstanding: holding.counted.shares.outstanding,
                since: since.ratio, move: move, facts: [holding.counted.count] + since.facts)
        }
        throw none
    }

    /// The change of the value up to the close of day 0, exactly.
    func change(from first: CivilDay) -> Quantity? { change(from: first, to: day)?.change }

    /// An abnormal change of the value that the shares had at the close of `first`.
    func amount(of change: AbnormalChange, heldFrom first: CivilDay, _ degreesOfFreedom: Int) -> StudyAmount? {
        guard !change.fraction.isNaN, let held = self.change(from: first, to: nil),
            let value = try? held.valueBefore().double
        else { return nil }
        let interval = change.interval95(degreesOfFreedom: degreesOfFreedom)
        return StudyAmount(
            value: value * change.fraction, standardError: value * change.standardError, lower: value * interval.lower,
            upper: value * interval.upper, unit: held.move.currency)
    }
}
