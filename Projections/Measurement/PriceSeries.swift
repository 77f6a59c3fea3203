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
    package var days: [CivilDay] { known.lazy.filter { $0.prices != nil }.map(\.day) }
    /// All days of which anything is known, in their order.
    private let known: [KnownDay]

    private struct KnownDay {
        let day: CivilDay
        /// Nil where there is no close.
        var prices: Day?
        /// The fact that says that the known day before is the session before.
        var link: Int?
    }

    /// - Parameters:
    ///   - facts: of prices, in any order.
    ///   - isIncluded: whether a fact's day belongs to this instrument.
    package init(adjusted: String, _ facts: [MarketFact], isIncluded: (MarketFact, CivilDay) -> Bool = { _, _ in true })
    {
        self.adjusted = adjusted
        self.facts = facts.sorted { $1.wins(over: $0) }
        var stated: [(day: CivilDay, fact: Int, place: Int)] = []
        for (index, fact) in self.facts.enumerated() {
            guard case .prices(let recorded) = fact.content else { continue }
            for (place, day) in recorded.days.enumerated() where isIncluded(fact, day) {
                stated.append((day, index, place))
            }
        }
        stated.sort { ($0.day, $0.fact, $0.place) < ($1.day, $1.fact, $1.place) }
        var known: [KnownDay] = []
        var next = 0
        while next < stated.count {
            let first = next
            while next < stated.count, stated[next].day == stated[first].day { next += 1 }
            known.append(PriceSeries.day(stated[first..<next], self.facts, after: known.last?.day))
        }
        self.known = known
    }

    /// What facts say of a day. The one that wins is the last; of several days said to come before one the latest holds.
    private static func day(
        _ stated: ArraySlice<(day: CivilDay, fact: Int, place: Int)>, _ facts: [MarketFact], after last: CivilDay?
    ) -> KnownDay {
        var close: (price: ExactDecimal, fact: Int)?
        var high: (price: ExactDecimal, fact: Int)?
        var low: (price: ExactDecimal, fact: Int)?
        var link: (previous: CivilDay, fact: Int)?
        for (_, fact, place) in stated {
            guard case .prices(let recorded) = facts[fact].content else { continue }
            if let price = price(recorded.close, place) { close = (price, fact) }
            if let price = price(recorded.high, place) { high = (price, fact) }
            if let price = price(recorded.low, place) { low = (price, fact) }
            let previous = place == 0 ? recorded.previousDay : recorded.days[place - 1]
            if let previous, link.map({ $0.previous <= previous }) ?? true { link = (previous, fact) }
        }
        return KnownDay(
            day: stated[stated.startIndex].day, prices: close.map { Day(close: $0, high: high, low: low) },
            link: link.flatMap { $0.previous == last ? $0.fact : nil })
    }

    private static func price(_ column: [ExactDecimal?], _ place: Int) -> ExactDecimal? {
        place < column.count ? column[place] : nil
    }

    package subscript(day: CivilDay) -> Day? { place(of: day).flatMap { known[$0].prices } }

    /// A day with the one before it; nil where either has no close, or where it is not known which one came before.
    package func session(_ day: CivilDay) -> Session? {
        place(of: day).flatMap(session)
    }

    private func session(at place: Int) -> Session? {
        guard place > 0, let link = known[place].link, let prices = known[place].prices,
            let previous = known[place - 1].prices
        else { return nil }
        return Session(
            day: known[place].day, previousDay: known[place - 1].day, prices: prices, previous: previous, link: link)
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
        guard let before = known[..<place].last(where: { $0.prices != nil }).flatMap(PriceSeries.close),
            let after = known[place...].first(where: { $0.prices != nil }).flatMap(PriceSeries.close)
        else { return nil }
        return (before, after)
    }

    /// The closes of some days.
    func closes(from first: CivilDay?, through last: CivilDay) -> [Close] {
        let start = first.map { first in known.partitionPoint { $0.day < first } } ?? 0
        return known[start..<max(start, known.partitionPoint { $0.day <= last })].compactMap(PriceSeries.close)
    }

    /// The day through which a close is adjusted; nil where it is not.
    func adjustedThrough(of close: Close) -> CivilDay? {
        guard case .prices(let recorded) = facts[close.fact].content else { return nil }
        return recorded.adjustedThrough
    }

    func close(on day: CivilDay) -> Close? { place(of: day).flatMap { PriceSeries.close(known[$0]) } }

    private static func close(_ known: KnownDay) -> Close? {
        known.prices.map { Close(day: known.day, price: $0.close.price, fact: $0.close.fact) }
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
