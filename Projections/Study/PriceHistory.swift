import CivilTime
import EventStudy
import MarketEvents

/// The closes of one instrument in one series: all of them adjusted for the same.
package struct PriceHistory: Sendable {
    /// `none`, `splits` or `all`.
    package let adjusted: String
    package let currency: String
    /// Ascending; only days with a close, and no two alike.
    package private(set) var days: [CivilDay] = []
    /// As they were recorded.
    private var texts: [String] = []
    /// The closes as doubles, for statistics only. Of an unadjusted series they are carried over splits, see `carry`.
    package private(set) var closes: [Double] = []
    /// Which of `events` each day is from.
    private var sources: [Int32] = []
    private var events: [[String]] = []

    /// The days of facts that a cut admits. Where two facts have the same day, the one that wins holds (contract, section 2).
    ///
    /// - Parameters:
    ///   - facts: `prices.recorded` of one instrument and one series, not cut by the clocks of the events.
    ///   - statesPublication: the ids of those that state when they were published.
    /// - Throws: where they are in several currencies.
    package init?(
        _ facts: [Fact], adjusted: String, cut: Cut, statesPublication: Set<String>
    ) throws(MixedCurrencies) {
        var held: [(day: CivilDay, close: String, source: Int32)] = []
        var currencies: Set<String> = []
        let ordered = facts.filter { !$0.isDenied }.sorted { $1.wins(over: $0) }
        for fact in ordered {
            guard case .pricesRecorded(let prices) = fact.event.content, prices.adjusted == adjusted else { continue }
            currencies.insert(prices.currency)
            if statesPublication.contains(fact.id), let limit = cut.asPublic, fact.published.end > limit { continue }
            let source = Int32(events.count)
            events.append(fact.events)
            for (text, close) in zip(prices.days, prices.close) {
                guard let close, let day = CivilDay(text),
                    PriceHistory.admits(day, cut, statesPublication: statesPublication.contains(fact.id))
                else { continue }
                held.append((day, close, source))
            }
        }
        guard currencies.count <= 1 else { throw MixedCurrencies(currencies: currencies.sorted()) }
        guard let currency = currencies.first, !held.isEmpty else { return nil }
        self.adjusted = adjusted
        self.currency = currency
        // Later facts win, and a stable order of days keeps them last.
        held.sort { ($0.day, $0.source) < ($1.day, $1.source) }
        for item in held {
            if days.last == item.day {
                texts[texts.count - 1] = item.close
                sources[sources.count - 1] = item.source
            } else {
                days.append(item.day)
                texts.append(item.close)
                sources.append(item.source)
            }
        }
        closes = texts.map { Double($0) ?? .nan }
    }

    /// A price counts from the end of its own day.
    private static func admits(_ day: CivilDay, _ cut: Cut, statesPublication: Bool) -> Bool {
        guard cut.asOf != nil || (cut.asPublic != nil && !statesPublication) else { return true }
        guard let next = day.adding(days: 1) else { return false }
        let end = TimeZoneRules.newYork.startOfDay(next)
        return (cut.asOf.map { end <= $0 } ?? true)
            && (statesPublication || cut.asPublic.map { end <= $0 } ?? true)
    }

    /// Multiplies the closes from the day of each split on, so that no return holds the split. For an unadjusted series.
    package mutating func carry(over splits: [ShareSplit]) {
        for split in splits.sorted(by: { $0.day < $1.day }) {
            let first = days.partition(before: split.day)
            for index in first..<days.count { closes[index] *= split.ratio }
        }
    }

    package func close(on day: CivilDay) -> ExactDecimal? {
        index(of: day).flatMap { ExactDecimal(price: texts[$0]) }
    }

    private func index(of day: CivilDay) -> Int? {
        let index = days.partition(before: day)
        return index < days.count && days[index] == day ? index : nil
    }

    /// One close for each row of a calendar; NaN where there is none.
    package func aligned(to calendar: TradingCalendar) -> [Double] {
        var own = 0
        return calendar.days.map { day in
            while own < days.count, days[own] < day { own += 1 }
            return own < days.count && days[own] == day ? closes[own] : .nan
        }
    }

    /// The events that the closes of a range of days are from.
    package func events(in range: ClosedRange<CivilDay>) -> Set<String> {
        var found: Set<Int32> = []
        var index = days.partition(before: range.lowerBound)
        // Long runs of days are from one event.
        var last: Int32 = -1
        while index < days.count, days[index] <= range.upperBound {
            if sources[index] != last {
                last = sources[index]
                found.insert(last)
            }
            index += 1
        }
        return Set(found.flatMap { events[Int($0)] })
    }
}

package struct MixedCurrencies: Error, Equatable {
    package let currencies: [String]
}

extension [CivilDay] {
    /// The number of days before one, in ascending days.
    fileprivate func partition(before day: CivilDay) -> Int { TradingCalendar(days: self).firstRow(onOrAfter: day) }
}
