import CivilTime
import EventStudy
import MarketEvents

/// The closes of one share in one series, in columns: what statistics need of them. Which telling of a day holds is said by
/// `PriceSeries`, and what became of a share between two closes by `Market.crossing`.
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
    private var columns = PriceColumns()
    private var runs: [Run] = []
    private let parts: [(events: [String], adjustedThrough: CivilDay?)]
    /// Those that the closes do not show.
    private(set) var contradicted: [ContradictedSplit] = []
    /// Days since 1970, ascending: no return reaches from before one to it or beyond, for the two closes have no common basis.
    private(set) var breaks: [Int32] = []
    /// The splits that lie behind the close before a day.
    private var crossed: [(day: Int32, facts: [MarketFact])] = []

    /// Days since 1970, ascending; only days with a close, and no two alike.
    package var days: [Int32] { columns.days }
    /// As doubles, for statistics only; each of as many shares as came of one of the first close, see `carry`.
    package var closes: [Double] { columns.closes }
    package var firstDay: CivilDay? { days.first.flatMap { CivilDay(daysSinceEpoch: Int($0)) } }

    /// Nil where the parts have no days, or one has days among those of another: then nobody said which of them holds.
    init?(_ parts: [Part], adjusted: String, currency: String) {
        (self.adjusted, self.currency) = (adjusted, currency)
        self.parts = parts.map { ($0.events, $0.adjustedThrough) }
        let order = parts.indices.filter { parts[$0].columns.count > 0 }
            .sorted { parts[$0].columns.days[0] < parts[$1].columns.days[0] }
        guard !order.isEmpty else { return nil }
        columns.reserve(parts.reduce(0) { $0 + $1.columns.count })
        for part in order {
            if let last = columns.days.last, parts[part].columns.days[0] <= last { return nil }
            columns.append(parts[part].columns)
            runs.append(Run(end: columns.count, part: part))
        }
    }

    /// Nil where the series has no days.
    ///
    /// - Throws: where its closes are in several currencies.
    init?(_ series: PriceSeries) throws(MixedCurrencies) {
        adjusted = series.adjusted
        let currencies = Set(series.facts.compactMap(\.currency))
        guard currencies.count <= 1 else { throw MixedCurrencies(currencies: currencies.sorted()) }
        let closes = series.closes
        guard let currency = currencies.first, !closes.isEmpty else { return nil }
        self.currency = currency
        parts = series.facts.map { fact in
            var events: [String] = []
            fact.appendEvents(to: &events)
            return (events, fact.adjustedThrough)
        }
        columns.reserve(closes.count)
        for close in closes {
            let text = close.price.description
            columns.append(
                day: Int32(truncatingIfNeeded: close.day.daysSinceEpoch), close: Double(text) ?? .nan, text: text.utf8)
            if runs.last?.part == close.fact { runs.removeLast() }
            runs.append(Run(end: columns.count, part: close.fact))
        }
    }

    private func part(ofRow row: Int) -> Int { runs[runs.partitionPoint { $0.end <= row }].part }

    /// Carries the closes over what became of a share from each to the next, so that the quotient of any two is a return.
    ///
    /// - Parameter share: what the closes are of.
    mutating func carry(by market: inout Market, of share: TradedShare) {
        let splits = market.splits(of: share)
        let isReceipt = market.isReceipt(share)
        contradicted = ContradictedSplit.found(splits, in: self) {
            isReceipt ? market.receipt(share, on: $0) : .one
        }
        let raw = closes
        func price(_ row: Int, _ market: inout Market) -> DatedClose? {
            guard let day = CivilDay(daysSinceEpoch: Int(days[row])) else { return nil }
            return DatedClose(
                day: day, close: raw[row], adjustedThrough: parts[part(ofRow: row)].adjustedThrough,
                receipt: isReceipt ? market.receipt(share, on: day) : .one)
        }
        var carried: [(row: Int, factor: Double)] = []
        for row in Market.rowsToCross(raw, splits, isReceipt: isReceipt) {
            guard let earlier = price(row - 1, &market), let later = price(row, &market) else { continue }
            do throws(NoBasis) {
                let crossing = try market.crossing(from: earlier, to: later, splits, contradicted: contradicted)
                if crossing.ratio != .one {
                    carried.append((row, (carried.last?.factor ?? 1) * crossing.ratio.double))
                }
                if !crossing.facts.isEmpty { crossed.append((days[row], crossing.facts)) }
            } catch { breaks.append(days[row]) }
        }
        for (place, start) in carried.enumerated() {
            let end = place + 1 < carried.count ? carried[place + 1].row : columns.count
            columns.scaleCloses(from: start.row, to: end, by: start.factor)
        }
    }

    /// What a dividend gave of as many shares as the close of a later day, or of its own, is carried to. Nil where there is no such
    /// close.
    ///
    /// - Parameter day: since 1970.
    /// - Throws: where it is not known what became of a share between them.
    func payout(
        _ dividend: HeldDividend, _ amount: Double, on day: Int32, _ market: inout Market, of share: TradedShare
    ) throws(NoBasis) -> Double? {
        let row = firstRow(onOrAfter: Int(day))
        guard row < days.count, days[row] == day, var later = dated(row), let close = columns.exactClose(row) else {
            return nil
        }
        later.receipt = market.receipt(share, on: later.day)
        let paid = DatedClose(
            day: dividend.day, close: amount, adjustedThrough: dividend.adjustedThrough,
            receipt: market.receipt(share, on: dividend.day))
        let crossing = try market.crossing(
            from: paid, to: later, market.splits(of: share), isNeighbour: false)
        return amount / crossing.ratio.double * (closes[row] / close.double)
    }

    /// A close with its basis.
    func price(on day: CivilDay, receipt: SplitRatio) -> SeriesPrice? {
        let row = firstRow(onOrAfter: day.daysSinceEpoch)
        guard row < days.count, Int(days[row]) == day.daysSinceEpoch, let close = columns.exactClose(row) else {
            return nil
        }
        return SeriesPrice(
            day: day, close: close, adjustedThrough: parts[part(ofRow: row)].adjustedThrough, receipt: receipt)
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
        for crossed in crossed where range.contains(crossed.day) {
            for fact in crossed.facts { fact.appendEvents(to: &events) }
        }
        return events
    }

    /// The events that the closes of some runs are from.
    func events(ofRuns range: Range<Int>) -> Set<String> {
        Set(Set(runs[range].map(\.part)).flatMap { parts[$0].events })
    }
}

package struct MixedCurrencies: Error, Equatable {
    package let currencies: [String]
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
            DatedClose(day: $0, close: closes[row], adjustedThrough: parts[part(ofRow: row)].adjustedThrough)
        }
    }
}
