import CivilTime
import EventStudy
import MarketEvents

/// The closes of one instrument in one series: all of them adjusted for the same.
package struct PriceHistory: Sendable {
    /// What one fact says: its days that count, which ascend, and the events that it rests on.
    struct Part {
        let columns: PriceColumns
        let events: [String]
        /// The day through which it is adjusted; nil where it is not.
        let adjustedThrough: CivilDay?
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
    private let bases: [CivilDay?]
    /// Those that the closes were carried over.
    private(set) var splits: [HeldSplit] = []
    /// Those that the closes do not show.
    private(set) var contradicted: [ContradictedSplit] = []
    /// Days since 1970, ascending: no return reaches from before one to it or beyond, for the two closes have no common basis.
    private(set) var breaks: [Int32] = []
    /// How many shares, of those that the closes are of, came of one of before all splits. 1 where `carry` scaled them.
    private var unit = 1.0

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
            parts.append(
                Part(
                    columns: columns, events: fact.events,
                    adjustedThrough: MarketFact.DailyPrices.basis(
                        adjusted: adjusted, through: prices.adjustedThrough.flatMap { CivilDay($0) }, fact.recordedDay))
            )
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
        bases = parts.map(\.adjustedThrough)
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

    /// Brings the closes on one basis, so that no return holds a split or a change of what a receipt stands for: as many shares as
    /// came of one of before all splits. Notes where that is not known.
    ///
    /// - Parameter receipt: how many shares the closes of a day are of; nil where they are always of one.
    mutating func carry(over splits: [HeldSplit], receipt: ((CivilDay) -> SplitRatio)?) {
        self.splits = splits
        contradicted = ContradictedSplit.found(splits, in: self)
        var breaks = Set(jumps(splits))
        for split in splits {
            let day = Int32(truncatingIfNeeded: split.day.daysSinceEpoch)
            if split.ratio == nil {
                let last = Int32(truncatingIfNeeded: split.lastDay.daysSinceEpoch)
                breaks.formUnion(day...max(day, last))
            } else if split.isBeyondCut, !isAdjusted(for: split) {
                breaks.insert(day)
            }
        }
        for found in contradicted {
            for day in [found.split.day, found.shownOn].compactMap({ $0 }) {
                breaks.insert(Int32(truncatingIfNeeded: day.daysSinceEpoch))
            }
        }
        self.breaks = breaks.sorted()
        scale(over: splits, receipt)
    }

    private static func holds(_ split: HeldSplit, _ basis: CivilDay?) -> Bool { basis.map(split.isIn) ?? false }

    /// Whether the last close before a split is adjusted for it.
    private func isAdjusted(for split: HeldSplit) -> Bool {
        let row = firstRow(onOrAfter: split.day.daysSinceEpoch)
        return row > 0 && PriceHistory.holds(split, bases[part(ofRow: row - 1)])
    }

    private func part(ofRow row: Int) -> Int { runs[runs.partitionPoint { $0.end <= row }].part }

    /// The days whose close is a jump as only a split makes it, without one.
    private func jumps(_ splits: [HeldSplit]) -> [Int32] {
        var found: [Int32] = []
        for row in days.indices.dropFirst() where ClosesCheck.jump(closes[row - 1] / closes[row]) {
            guard let before = CivilDay(daysSinceEpoch: Int(days[row - 1])),
                let day = CivilDay(daysSinceEpoch: Int(days[row])),
                ClosesCheck.areNear(before, day), !splits.contains(where: { $0.lies(after: before, through: day) })
            else { continue }
            found.append(days[row])
        }
        return found
    }

    private mutating func scale(over splits: [HeldSplit], _ receipt: ((CivilDay) -> SplitRatio)?) {
        let missing = Set(contradicted.map(\.split.fact.id))
        let known = splits.filter { $0.ratio != nil && !missing.contains($0.fact.id) }
        func ratio(_ split: HeldSplit) -> Double { split.ratio?.double ?? 1 }
        if receipt == nil, known.allSatisfy({ split in bases.allSatisfy { PriceHistory.holds(split, $0) } }) {
            unit = known.reduce(1) { $0 * ratio($1) }
            return
        }
        let first = firstDay.flatMap { day in receipt?(day) }
        var start = 0
        for run in runs {
            let basis = bases[run.part]
            for row in start..<run.end {
                let day = Int(days[row])
                var factor = 1.0
                for split in known {
                    let isIn = PriceHistory.holds(split, basis)
                    if split.day.daysSinceEpoch <= day ? isIn || !split.isBeyondCut : isIn { factor *= ratio(split) }
                }
                if let receipt, let first, let own = CivilDay(daysSinceEpoch: day).map(receipt) {
                    factor *= first.double / own.double
                }
                if factor != 1 { columns.scaleCloses(from: row, to: row + 1, by: factor) }
            }
            start = run.end
        }
    }

    /// What a share gave its holders of, on the basis of the closes.
    func payout(_ dividend: HeldDividend, _ amount: Double) -> Double {
        var factor = 1.0
        for split in splits {
            let isBefore = split.day <= dividend.day
            if isBefore ? !split.isBeyondCut : PriceHistory.holds(split, dividend.adjustedThrough) {
                factor *= split.ratio?.double ?? 1
            }
        }
        return amount * factor / unit
    }

    /// A close with its basis.
    func price(on day: CivilDay, receipt: SplitRatio) -> SeriesPrice? {
        let row = firstRow(onOrAfter: day.daysSinceEpoch)
        guard row < days.count, Int(days[row]) == day.daysSinceEpoch, let close = columns.exactClose(row) else {
            return nil
        }
        return SeriesPrice(day: day, close: close, adjustedThrough: bases[part(ofRow: row)], receipt: receipt)
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
            for fact in split.facts { fact.appendEvents(to: &events) }
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

extension PriceHistory: ClosesByDay {
    func neighbours(of day: CivilDay) -> (before: DatedClose, after: DatedClose)? {
        let row = firstRow(onOrAfter: day.daysSinceEpoch)
        guard row > 0, row < days.count, let before = dated(row - 1), let after = dated(row) else { return nil }
        return (before, after)
    }

    func datedCloses(from first: CivilDay, through last: CivilDay) -> [DatedClose] {
        let start = firstRow(onOrAfter: first.daysSinceEpoch)
        return (start..<max(start, firstRow(onOrAfter: last.daysSinceEpoch + 1))).compactMap(dated)
    }

    private func dated(_ row: Int) -> DatedClose? {
        CivilDay(daysSinceEpoch: Int(days[row])).map {
            DatedClose(day: $0, close: closes[row], adjustedThrough: bases[part(ofRow: row)])
        }
    }
}
