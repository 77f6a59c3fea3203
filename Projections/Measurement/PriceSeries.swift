import CivilTime
import MarketEvents

/// One instrument's recorded prices of one kind of adjustment, and which of its days follow each other. Series of different
/// adjustment are never mixed.
///
/// Two days follow each other where a fact says so, by standing side by side in it or by `previousDay`, and no other fact
/// knows a day between them.
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
    package let days: [CivilDay]
    private let prices: [CivilDay: Day]
    private let links: [CivilDay: (previous: CivilDay, fact: Int)]

    /// - Parameters:
    ///   - facts: of prices, in any order.
    ///   - isIncluded: whether a fact's day belongs to this instrument.
    package init(adjusted: String, _ facts: [MarketFact], isIncluded: (MarketFact, CivilDay) -> Bool = { _, _ in true })
    {
        self.adjusted = adjusted
        self.facts = facts.sorted { $1.wins(over: $0) }
        var closes: [CivilDay: (ExactDecimal, Int)] = [:]
        var highs: [CivilDay: (ExactDecimal, Int)] = [:]
        var lows: [CivilDay: (ExactDecimal, Int)] = [:]
        var stated: [CivilDay: (previous: CivilDay, fact: Int)] = [:]
        var known: Set<CivilDay> = []
        // The fact that wins is laid last; of several days said to come before one the latest holds.
        for (index, fact) in self.facts.enumerated() {
            guard case .prices(let recorded) = fact.content else { continue }
            var previous = recorded.previousDay
            for (place, day) in recorded.days.enumerated() {
                defer { previous = day }
                guard isIncluded(fact, day) else { continue }
                known.insert(day)
                if let close = PriceSeries.price(recorded.close, place) { closes[day] = (close, index) }
                if let high = PriceSeries.price(recorded.high, place) { highs[day] = (high, index) }
                if let low = PriceSeries.price(recorded.low, place) { lows[day] = (low, index) }
                if let previous, stated[day].map({ $0.previous <= previous }) ?? true {
                    stated[day] = (previous, index)
                }
            }
        }
        prices = closes.reduce(into: [:]) { result, item in
            result[item.key] = Day(close: item.value, high: highs[item.key], low: lows[item.key])
        }
        days = closes.keys.sorted()
        let sorted = known.sorted()
        links = zip(sorted, sorted.dropFirst()).reduce(into: [:]) { links, pair in
            if let link = stated[pair.1], link.previous == pair.0 { links[pair.1] = link }
        }
    }

    private static func price(_ column: [ExactDecimal?], _ place: Int) -> ExactDecimal? {
        place < column.count ? column[place] : nil
    }

    package subscript(day: CivilDay) -> Day? { prices[day] }

    /// A day with the one before it; nil where either has no close, or where it is not known which one came before.
    package func session(_ day: CivilDay) -> Session? {
        guard let link = links[day], let prices = prices[day], let previous = self.prices[link.previous] else {
            return nil
        }
        return Session(
            day: day, previousDay: link.previous, prices: prices, previous: previous, link: link.fact)
    }

    /// The first day of the unbroken run of sessions that ends on a day.
    package func runStart(endingOn day: CivilDay) -> CivilDay {
        var first = day
        while prices[first] != nil, let link = links[first], prices[link.previous] != nil { first = link.previous }
        return first
    }
}
