import CivilTime
import MarketEvents

/// One share's recorded prices of one kind of adjustment, and which of its days follow each other. Series of different
/// adjustment are never mixed.
///
/// A day follows the last one with a price, where a fact covers both of them, or several that share a day do; an empty cell says
/// nothing. From one fact to another that shares no day with it, only where no session of the market lies between.
package final class PriceSeries: Sendable {
    /// A day's prices, each with the fact that it is from.
    package struct Day: Sendable {
        package let close: (price: ExactDecimal, fact: Int)
        package let high: (price: ExactDecimal, fact: Int)?
        package let low: (price: ExactDecimal, fact: Int)?
    }

    /// Two days that follow each other, and the fact that says so.
    package struct Session: Sendable {
        package let day: CivilDay
        package let previousDay: CivilDay
        package let prices: Day
        package let previous: Day
        package let link: Int
    }

    /// `none`, `splits` or `all`.
    package let adjusted: String
    /// The facts, from the one that every other wins over to the one that wins over all.
    package let facts: [MarketFact]
    /// All days of which there is a close, in their order.
    package var days: [CivilDay] { known.map(\.day) }
    private let known: [KnownDay]

    /// A day with a close.
    private struct KnownDay {
        let day: CivilDay
        let prices: Day
        /// The fact that says that no session lies between the known day before and this one.
        let link: Int?
    }

    /// - Parameters:
    ///   - facts: of prices, in any order.
    ///   - listings: of the share. What is recorded of another is passed over: tickers are used again.
    ///   - isSession: whether a day is a session of its market.
    init(
        adjusted: String, _ facts: [MarketFact], of listings: ShareListings, isSession: (CivilDay) -> Bool
    ) {
        self.adjusted = adjusted
        self.facts = facts.sorted { $1.wins(over: $0) }
        var stated: [(day: CivilDay, fact: Int, place: Int)] = []
        var spans: [ClosedRange<CivilDay>?] = []
        for (index, fact) in self.facts.enumerated() {
            spans.append(nil)
            guard case .prices(let recorded) = fact.content else { continue }
            let isWhole = listings.includesAll(of: recorded.instrument)
            for (place, day) in recorded.days.enumerated()
            where isWhole || listings.includes(recorded.instrument, on: day) {
                stated.append((day, index, place))
                let first = spans[index]?.lowerBound ?? (place == 0 ? recorded.previousDay ?? day : day)
                spans[index] = min(first, day)...day
            }
        }
        stated.sort { ($0.day, $0.fact, $0.place) < ($1.day, $1.fact, $1.place) }
        let joined = PriceSeries.joined(spans.compactMap { $0 })
        var known: [KnownDay] = []
        var next = 0
        while next < stated.count {
            let first = next
            while next < stated.count, stated[next].day == stated[first].day { next += 1 }
            let day = stated[first].day
            guard let prices = PriceSeries.day(stated[first..<next], self.facts) else { continue }
            var link: Int?
            if let last = known.last?.day {
                link = stated[first..<next].last { spans[$0.fact]?.contains(last) == true }?.fact
                let isNext = PriceSeries.covers(joined, last, day)
                if link == nil, isNext || !PriceSeries.hasSession(between: last, day, isSession) {
                    link = prices.close.fact
                }
            }
            known.append(KnownDay(day: day, prices: prices, link: link))
        }
        self.known = known
    }

    /// Spans that share a day as one, in their order.
    private static func joined(_ spans: [ClosedRange<CivilDay>]) -> [ClosedRange<CivilDay>] {
        var joined: [ClosedRange<CivilDay>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, span.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                joined.append(span)
            }
        }
        return joined
    }

    private static func covers(_ joined: [ClosedRange<CivilDay>], _ first: CivilDay, _ last: CivilDay) -> Bool {
        let place = joined.partitionPoint { $0.upperBound < last }
        return place < joined.count && joined[place].contains(first)
    }

    private static func hasSession(
        between first: CivilDay, _ last: CivilDay, _ isSession: (CivilDay) -> Bool
    ) -> Bool {
        var day = first.daysSinceEpoch + 1
        while day < last.daysSinceEpoch {
            if CivilDay(daysSinceEpoch: day).map(isSession) ?? true { return true }
            day += 1
        }
        return false
    }

    /// What facts say of a day: the one that wins is the last. Nil where none has a close.
    private static func day(
        _ stated: ArraySlice<(day: CivilDay, fact: Int, place: Int)>, _ facts: [MarketFact]
    ) -> Day? {
        var close: (price: ExactDecimal, fact: Int)?
        var high: (price: ExactDecimal, fact: Int)?
        var low: (price: ExactDecimal, fact: Int)?
        for (_, fact, place) in stated {
            guard case .prices(let recorded) = facts[fact].content else { continue }
            if let price = price(recorded.close, place) { close = (price, fact) }
            if let price = price(recorded.high, place) { high = (price, fact) }
            if let price = price(recorded.low, place) { low = (price, fact) }
        }
        return close.map { Day(close: $0, high: high, low: low) }
    }

    private static func price(_ column: [ExactDecimal?], _ place: Int) -> ExactDecimal? {
        place < column.count ? column[place] : nil
    }

    package subscript(day: CivilDay) -> Day? { place(of: day).map { known[$0].prices } }

    /// A day with the last one before it that has a close; nil where sessions may lie between the two.
    package func session(_ day: CivilDay) -> Session? {
        place(of: day).flatMap(session)
    }

    private func session(at place: Int) -> Session? {
        guard place > 0, let link = known[place].link else { return nil }
        return Session(
            day: known[place].day, previousDay: known[place - 1].day, prices: known[place].prices,
            previous: known[place - 1].prices, link: link)
    }

    /// A close, and the place of the fact that it is from.
    package struct Close: Sendable {
        package let day: CivilDay
        package let price: ExactDecimal
        package let fact: Int
    }

    /// The last close before a day and the first one on it or later; nil where one of them is missing.
    func closes(around day: CivilDay) -> (before: Close, after: Close)? {
        let place = known.partitionPoint { $0.day < day }
        guard place > 0, place < known.count else { return nil }
        return (PriceSeries.close(known[place - 1]), PriceSeries.close(known[place]))
    }

    /// The closes of some days.
    func closes(from first: CivilDay?, through last: CivilDay) -> [Close] {
        let start = first.map { first in known.partitionPoint { $0.day < first } } ?? 0
        return known[start..<max(start, known.partitionPoint { $0.day <= last })].map(PriceSeries.close)
    }

    /// The day through which a close is adjusted; nil where it is not.
    func adjustedThrough(of close: Close) -> CivilDay? { facts[close.fact].adjustedThrough }

    /// The closes of all days.
    var closes: [Close] { known.map(PriceSeries.close) }

    func close(on day: CivilDay) -> Close? { place(of: day).map { PriceSeries.close(known[$0]) } }

    private static func close(_ known: KnownDay) -> Close {
        Close(day: known.day, price: known.prices.close.price, fact: known.prices.close.fact)
    }

    /// The first day of the unbroken run of sessions that ends on a day.
    package func runStart(endingOn day: CivilDay) -> CivilDay {
        guard var place = place(of: day) else { return day }
        while session(at: place) != nil { place -= 1 }
        return known[place].day
    }

    private func place(of day: CivilDay) -> Int? {
        let place = known.partitionPoint { $0.day < day }
        return place < known.count && known[place].day == day ? place : nil
    }
}
