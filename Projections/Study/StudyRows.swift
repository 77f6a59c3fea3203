import CivilTime
import EventStudy
import MarketEvents

extension StudyRun {
    /// What the ledger adds to the statistics of each subject.
    func rows(_ news: SessionNews) throws -> [StudyReport.Subject] {
        var prices = PriceEvents()
        let noAmounts = [StudyAmount?](repeating: nil, count: design.tested.count)
        return try subjects.indices.map { index in
            try row(index, overlapping: news.around(subjects[index], zeros[index], design.window), noAmounts, &prices)
        }
    }

    /// The days on which what is studied, or the benchmark, was listed as something else than before, among those that its study
    /// takes closes of.
    private func joints(_ index: Int) throws -> [ShareListings.Joint] {
        let used = usedRows(index)
        let days = market.calendar.days
        return try [(subjects[index].share, securities[places[index]]), (market.share, market.history)].flatMap {
            (share, history) -> [ShareListings.Joint] in
            guard let start = history.firstDay.map({ max($0, days[used.lowerBound]) }) else { return [] }
            return try facts.listings(of: share).joints(after: start, through: days[used.upperBound])
        }
    }

    /// The rows of the calendar from the close before the estimation window to the end of the event window.
    fileprivate func usedRows(_ index: Int) -> ClosedRange<Int> {
        let end = market.history.days.count - 1
        let last = min(end, zeros[index] + max(design.window.upperBound, design.estimation.upperBound))
        return min(max(0, zeros[index] + design.estimation.lowerBound - 1), last)...last
    }

    private func row(
        _ index: Int, overlapping: [String], _ noAmounts: [StudyAmount?], _ prices: inout PriceEvents
    ) throws -> StudyReport.Subject {
        let subject = subjects[index]
        let zero = zeros[index]
        let calendar = market.calendar
        let value = try StudyValue(subject, facts, on: calendar.days[zero])
        func amount(_ change: AbnormalChange, from day: Int, _ freedom: Int) -> StudyAmount? {
            let row = zero + day - 1
            guard row >= 0, let value else { return nil }
            return value.amount(of: change, heldFrom: calendar.days[row], freedom)
        }
        let joints = try joints(index)
        var events = prices.events(of: index, in: self)
        let first = calendar.days[min(max(0, zero + design.window.lowerBound - 1), calendar.days.count - 1)]
        let more =
            (value?.events(from: first) ?? []) + (subject.event?.events ?? []) + joints.flatMap(\.events)
        if !more.isEmpty { events = Set(events).union(more).sorted() }
        return StudyReport.Subject(
            company: subject.company, ticker: subject.ticker, event: subject.event?.id, date: subject.news.day,
            dayZeroReason: subject.newsDay.reason, isHourUnknown: subject.isHourUnknown, notes: subject.notes,
            joined: joints.map(\.words),
            series: securities[places[index]].adjusted,
            marketValueChange: zero > 0 ? value?.change(from: calendar.days[zero - 1]) : nil,
            amounts: value == nil
                ? noAmounts
                : sample.cumulated(of: index).map {
                    amount($0.change, from: $0.window.lowerBound, $0.degreesOfFreedom)
                },
            dayZeroAmount: value == nil
                ? nil
                : amount(sample.dayZeroChange(of: index), from: 0, sample.estimates[index].degreesOfFreedom),
            overlapping: overlapping, events: events, amountReason: value?.obstacle)
    }
}

/// The events behind the prices that a subject's study takes. Those of one security share few such lists.
private struct PriceEvents {
    private struct Key: Hashable {
        let security: Int
        let own: Range<Int>
        let market: Range<Int>
        let splits: [String]
    }

    private var known: [Key: [String]] = [:]

    /// The sorted ids.
    mutating func events(of index: Int, in run: StudyRun) -> [String] {
        let days = run.market.history.days
        let rows = run.usedRows(index)
        let history = run.securities[run.places[index]]
        let used = days[rows.lowerBound]...days[rows.upperBound]
        let key = Key(
            security: run.places[index], own: history.runs(in: used), market: run.market.history.runs(in: used),
            splits: history.splitEvents(in: used))
        if let events = known[key] { return events }
        let events = history.events(ofRuns: key.own).union(run.market.history.events(ofRuns: key.market))
            .union(key.splits).sorted()
        known[key] = events
        return events
    }
}
