import CivilTime
import EventStudy
import MarketEvents

/// The closes of one instrument in one series: all of them adjusted for the same.
package struct PriceHistory: Sendable {
    /// What one fact says: its days that count, which ascend, and the events that it rests on.
    struct Part {
        let columns: PriceColumns
        let events: [String]
    }

    /// Days on end that are from one part.
    private struct Run {
        /// The row behind its last one.
        let end: Int
        let part: Int
    }

    /// What a series may be adjusted for; the most adjusted one comes first.
    static let series = ["all", "splits", "none"]

    /// One of `series`.
    package let adjusted: String
    package let currency: String
    /// The closes of an unadjusted series are carried over splits, see `carry`.
    private var columns = PriceColumns()
    private var runs: [Run] = []
    private let parts: [[String]]
    /// Those that the closes were carried over.
    private var splits: [HeldSplit] = []

    /// Days since 1970, ascending; only days with a close, and no two alike.
    package var days: [Int32] { columns.days }
    /// As doubles, for statistics only.
    package var closes: [Double] { columns.closes }
    package var firstDay: CivilDay? { days.first.flatMap { CivilDay(daysSinceEpoch: Int($0)) } }

    /// The days of facts that a cut admits. Where two facts have the same day, the one that wins holds.
    ///
    /// - Parameters:
    ///   - facts: `prices.recorded` of one instrument and one series, not cut by the clocks of the events.
    ///   - statesPublication: the ids of those that state when they were published.
    /// - Throws: where they are in several currencies.
    package init?(
        _ facts: [Fact], adjusted: String, cut: Cut, statesPublication: Set<String>
    ) throws(MixedCurrencies) {
        var parts: [Part] = []
        var currencies: Set<String> = []
        let ordered = facts.filter { !$0.isDenied }.sorted { $1.wins(over: $0) }
        for fact in ordered {
            guard case .pricesRecorded(let prices) = fact.event.content, prices.adjusted == adjusted else { continue }
            currencies.insert(prices.currency)
            let isStated = statesPublication.contains(fact.id)
            if isStated, let limit = cut.asPublic, !fact.published.isOver(by: limit) { continue }
            var columns = PriceColumns()
            for (text, close) in zip(prices.days, prices.close) {
                guard let close, let day = CivilDay(text), cut.admits(priceOf: day, statesPublication: isStated)
                else { continue }
                columns.append(
                    day: Int32(truncatingIfNeeded: day.daysSinceEpoch), close: Double(close) ?? .nan, text: close.utf8)
            }
            parts.append(Part(columns: columns, events: fact.events))
        }
        guard currencies.count <= 1 else { throw MixedCurrencies(currencies: currencies.sorted()) }
        guard let currency = currencies.first else { return nil }
        self.init(parts, adjusted: adjusted, currency: currency)
    }

    /// Nil where the parts have no days.
    ///
    /// - Parameter parts: of several that have a day, the last one holds.
    init?(_ parts: [Part], adjusted: String, currency: String) {
        (self.adjusted, self.currency) = (adjusted, currency)
        self.parts = parts.map(\.events)
        columns.reserve(parts.reduce(0) { $0 + $1.columns.count })
        if let order = PriceHistory.order(parts.map(\.columns)) {
            for part in order {
                columns.append(parts[part].columns)
                runs.append(Run(end: columns.count, part: part))
            }
        } else {
            merge(parts)
        }
        guard columns.count > 0 else { return nil }
    }

    /// The order in which each part's days come after all of the part before it. Nil where there is none.
    static func order(_ parts: [PriceColumns]) -> [Int]? {
        let order = parts.indices.filter { parts[$0].count > 0 }.sorted { parts[$0].days[0] < parts[$1].days[0] }
        let isInOrder = zip(order, order.dropFirst()).allSatisfy { earlier, later in
            parts[earlier].days[parts[earlier].count - 1] < parts[later].days[0]
        }
        return isInOrder ? order : nil
    }

    private mutating func merge(_ parts: [Part]) {
        let places = parts.indices.flatMap { part in
            parts[part].columns.days.enumerated().map { (day: $1, part: part, index: $0) }
        }.sorted { ($0.day, $0.part) < ($1.day, $1.part) }
        for (row, place) in places.enumerated() {
            if row + 1 < places.count, places[row + 1].day == place.day { continue }
            columns.append(place.index, of: parts[place.part].columns)
            if runs.last?.part == place.part { runs.removeLast() }
            runs.append(Run(end: columns.count, part: place.part))
        }
    }

    /// Multiplies the closes from the day of each split on, so that no return holds the split. For an unadjusted series.
    package mutating func carry(over splits: [HeldSplit]) {
        for split in splits {
            columns.scaleCloses(from: firstRow(onOrAfter: split.day.daysSinceEpoch), by: split.ratio.double)
        }
        self.splits = splits
    }

    func hasClose(on day: CivilDay) -> Bool {
        let row = firstRow(onOrAfter: day.daysSinceEpoch)
        return row < days.count && Int(days[row]) == day.daysSinceEpoch
    }

    package func close(on day: CivilDay) -> ExactDecimal? {
        let row = firstRow(onOrAfter: day.daysSinceEpoch)
        return row < days.count && Int(days[row]) == day.daysSinceEpoch ? columns.exactClose(row) : nil
    }

    /// - Parameter day: since 1970.
    private func firstRow(onOrAfter day: Int) -> Int { days.partitionPoint { Int($0) < day } }

    /// One close for each of the days, which ascend; NaN where there is none.
    package func aligned(to days: [Int32]) -> [Double] {
        if days == columns.days { return closes }
        var own = 0
        return days.map { day in
            while own < columns.count, columns.days[own] < day { own += 1 }
            return own < columns.count && columns.days[own] == day ? columns.closes[own] : .nan
        }
    }

    /// Which of the runs have the days of a range, for `events`.
    func runs(in range: ClosedRange<Int32>) -> Range<Int> {
        let first = firstRow(onOrAfter: Int(range.lowerBound))
        let end = firstRow(onOrAfter: Int(range.upperBound) + 1)
        guard first < end else { return 0..<0 }
        return runs.partitionPoint { $0.end <= first }..<(runs.partitionPoint { $0.end < end } + 1)
    }

    /// The events of the splits that returns within a range of days were freed of.
    func splitEvents(in range: ClosedRange<Int32>) -> [String] {
        var events: [String] = []
        for split in splits where range.contains(Int32(truncatingIfNeeded: split.day.daysSinceEpoch)) {
            split.fact.appendEvents(to: &events)
        }
        return events
    }

    /// The events that the closes of some runs are from.
    func events(ofRuns range: Range<Int>) -> Set<String> {
        Set(Set(runs[range].map(\.part)).flatMap { parts[$0] })
    }
}

package struct MixedCurrencies: Error, Equatable {
    package let currencies: [String]
}

extension Cut {
    /// A price counts from the end of its own day; where its event states when it was public, that is asked of the event.
    func admits(priceOf day: CivilDay, statesPublication: Bool) -> Bool {
        guard asOf != nil || (asPublic != nil && !statesPublication) else { return true }
        guard let end = day.endInNewYork else { return false }
        return (asOf.map { end <= $0 } ?? true) && (statesPublication || asPublic.map { end <= $0 } ?? true)
    }
}
