import CivilTime
import MarketEvents

/// What tellings of a deal say that it is worth, in money or in capacity: which total holds, and what was added since.
///
/// The base is the latest total among the surest; it contains the changes up to the end of its day. Tellings of one change are
/// one change. Without a base the changes say at least how much.
struct DealTotals {
    struct Total {
        let fact: LeanFact
        /// Nil where it states that there is none.
        let bounds: Bounds?
        let isAmendment: Bool
        let day: Int32

        init(_ fact: LeanFact, _ bounds: Bounds?, isAmendment: Bool) {
            (self.fact, self.bounds, self.isAmendment) = (fact, bounds, isAmendment)
            day = fact.occurred.lastDay
        }
    }

    struct Change {
        let fact: LeanFact
        let bounds: Bounds
        let day: Int32

        init(_ fact: LeanFact, _ bounds: Bounds) {
            (self.fact, self.bounds) = (fact, bounds)
            day = fact.occurred.lastDay
        }

        /// What tells changes apart: what they are called, else their day.
        fileprivate var key: Key {
            fact.word(.amendment).map(Key.named) ?? .day(day)
        }
    }

    fileprivate enum Key: Hashable {
        case named(Bytes)
        case day(Int32)
    }

    let source: DealAmounts.Entry.Source
    /// Without those that are denied, of one deal, in any order.
    var totals: [Total] = []
    var changes: [Change] = []

    init(_ source: DealAmounts.Entry.Source) { self.source = source }

    /// What they come to.
    struct Outcome {
        var unit: MeasureUnit
        var entries: [DealAmounts.Entry] = []
        var expected: [DealAmounts.Entry] = []
        var isOpen = false
        var isOfParts = false
        /// What did not win and differs.
        var alsoSaid: [LeanFact] = []
    }

    /// Nil where nothing was told, and no parts stand for a total.
    ///
    /// - Parameter parts: who stated parts, and the units that they are in.
    func outcome(parts: LeanFact?, in partUnits: [MeasureUnit]) -> Outcome? {
        guard let unit = unit(partUnits) else { return nil }
        var outcome = Outcome(unit: unit)
        let told = totals.filter { $0.bounds.map { $0.unit == unit } ?? true }
        outcome.alsoSaid += totals.lazy.filter { $0.bounds.map { $0.unit != unit } ?? false }.map(\.fact)
        let winners = changes(in: unit, &outcome)
        let steps = winners.filter { !$0.fact.isOnlyExpected }
        outcome.expected = winners.lazy.filter(\.fact.isOnlyExpected).map { entry($0.fact, $0.bounds, .increase) }
        let sure = told.filter { !$0.fact.isOnlyExpected }
        let line = baseline(sure.isEmpty ? told : sure, steps)
        contradict(told, line, steps, &outcome)
        guard let base = line.last else {
            outcome.isOfParts = parts != nil && partUnits.contains(unit)
            outcome.isOpen = !outcome.isOfParts && !steps.isEmpty
            let day = outcome.isOfParts ? parts?.occurred.lastDay : nil
            outcome.entries = steps.filter { step in day.map { $0 < step.day } ?? true }
                .map { entry($0.fact, $0.bounds, .increase) }
            return outcome
        }
        lay(base, steps, &outcome)
        return outcome
    }

    /// A base and what was added to it since.
    private func lay(_ base: Total, _ steps: [Change], _ outcome: inout Outcome) {
        let later = steps.filter { base.day < $0.day }
        guard let stated = base.bounds else {
            outcome.isOpen = !later.isEmpty
            outcome.entries = later.map { entry($0.fact, $0.bounds, .increase) }
            return
        }
        guard !base.fact.isOnlyExpected else {
            outcome.expected.insert(entry(base.fact, stated, source), at: 0)
            outcome.isOpen = !later.isEmpty
            outcome.entries = later.map { entry($0.fact, $0.bounds, .increase) }
            return
        }
        // What is surer than the total that contains it keeps its certainty.
        let contained = steps.filter {
            $0.day <= base.day && base.fact.rank < $0.fact.rank && ($0.bounds.lower.map { $0.sign > 0 } ?? false)
        }
        let rest = contained.reduce(stated) { $0.minus($1.bounds) }
        outcome.entries = [entry(base.fact, contained.isEmpty ? stated : rest, source)]
            + (contained + later).map { entry($0.fact, $0.bounds, .increase) }
    }

    private func entry(
        _ fact: LeanFact, _ amount: Bounds, _ source: DealAmounts.Entry.Source
    ) -> DealAmounts.Entry {
        DealAmounts.Entry(
            amount: amount, certainty: fact.certainty ?? .reported, rank: fact.rank, source: source, event: fact.id)
    }

    /// Of the surest total, of several the first's; without a total of parts, else of the change that wins.
    private func unit(_ partUnits: [MeasureUnit]) -> MeasureUnit? {
        let stated = totals.filter { $0.bounds != nil }
        let most = stated.map(\.fact.rank).max()
        let surest = stated.filter { $0.fact.rank == most }
        if let first = surest.min(by: { $1.fact.happened(after: $0.fact) }) { return first.bounds?.unit }
        if let first = partUnits.first { return first }
        return changes.max { $1.fact.wins(over: $0.fact) }?.bounds.unit
    }

    /// One telling for each change, in the order of their days.
    private func changes(in unit: MeasureUnit, _ outcome: inout Outcome) -> [Change] {
        guard !changes.isEmpty else { return [] }
        var winners: [Key: Change] = [:]
        for change in changes where change.bounds.unit == unit {
            if let other = winners[change.key], !change.wins(over: other) { continue }
            winners[change.key] = change
        }
        for change in changes {
            guard change.bounds.unit == unit, let winner = winners[change.key] else {
                outcome.alsoSaid.append(change.fact)
                continue
            }
            if winner.bounds != change.bounds { outcome.alsoSaid.append(change.fact) }
            // It has an entry of its own, and no effect.
            if change.fact.isOnlyExpected, winner.fact.id == change.fact.id { outcome.alsoSaid.append(change.fact) }
        }
        return winners.values.sorted { $0.day == $1.day ? $1.fact.happened(after: $0.fact) : $0.day < $1.day }
    }

    /// The totals of the surest that held one after the other. One whose bounds contain what stood on its day says the same, less
    /// precisely: it takes nothing away, unless it is an amendment.
    private func baseline(_ told: [Total], _ steps: [Change]) -> [Total] {
        let most = told.map(\.fact.rank).max()
        let surest = told.filter { $0.fact.rank == most }.sorted { first, second in
            first.day == second.day && !first.fact.occurred.isOrdered(with: second.fact.occurred)
                ? second.wins(over: first) : second.fact.happened(after: first.fact)
        }
        var line: [Total] = []
        for total in surest {
            if !total.isAmendment, let bounds = total.bounds,
                let stood = DealTotals.stood(on: total.day, line.last, steps), bounds.contains(stood)
            {
                continue
            }
            line.append(total)
        }
        return line
    }

    /// What a base and its changes came to at the end of a day.
    private static func stood(on day: Int32, _ base: Total?, _ steps: [Change]) -> Bounds? {
        guard let base, let stated = base.bounds else { return nil }
        return steps.lazy.filter { base.day < $0.day && $0.day <= day }.reduce(stated) { $0.plus($1.bounds) }
    }

    /// Totals that are less sure are contradictions where they are neither what stood on their day nor what stands now. As sure
    /// ones that hold no more are history.
    private func contradict(_ told: [Total], _ line: [Total], _ steps: [Change], _ outcome: inout Outcome) {
        guard let last = line.last, line.count < told.count else { return }
        let now = DealTotals.stood(on: .max, last, steps)
        for total in told where total.fact.rank < last.fact.rank {
            let base = line.last { $0.day <= total.day } ?? line.first
            let then = DealTotals.stood(on: total.day, base, steps)
            guard let bounds = total.bounds else {
                if then != nil || now != nil { outcome.alsoSaid.append(total.fact) }
                continue
            }
            let agrees = [then, now].contains { $0.map(bounds.contains) ?? false }
            if !agrees { outcome.alsoSaid.append(total.fact) }
        }
        // Of two on one day neither is the other's history.
        for total in told
        where total.fact.rank == last.fact.rank && total.day == last.day && total.bounds != last.bounds {
            if !(total.bounds.flatMap { bounds in now.map(bounds.contains) } ?? false) { outcome.alsoSaid.append(total.fact) }
        }
    }
}

extension DealTotals.Change {
    /// The surer, then the later published and occurred, then the narrower, then the lesser.
    fileprivate func wins(over other: DealTotals.Change) -> Bool {
        fact.wins(over: other.fact, bounds, other.bounds)
    }
}

extension DealTotals.Total {
    fileprivate func wins(over other: DealTotals.Total) -> Bool {
        guard let bounds, let others = other.bounds else { return fact.wins(over: other.fact) }
        return fact.wins(over: other.fact, bounds, others)
    }
}

extension LeanFact {
    /// Not said to be so, but to come.
    var isOnlyExpected: Bool { rank <= Certainty.expected.rank }

    /// Which of two tellings of an amount wins: as facts do, but before their ids decide the narrower bounds and the lesser
    /// amount do.
    fileprivate func wins(over other: LeanFact, _ own: Bounds, _ others: Bounds) -> Bool {
        if rank != other.rank { return other.rank < rank }
        if let earlier = Moment.isOrdered(other.published, before: published) { return earlier }
        if let earlier = Moment.isOrdered(other.occurred, before: occurred) { return earlier }
        let (width, otherWidth) = (own.width, others.width)
        if width != otherWidth { return width.map { narrow in otherWidth.map { narrow < $0 } ?? true } ?? false }
        let (amount, otherAmount) = (own.lower ?? own.upper, others.lower ?? others.upper)
        if let amount, let otherAmount, amount != otherAmount { return amount < otherAmount }
        return other.id < id
    }
}

extension Bounds {
    /// Nil where a bound is missing.
    fileprivate var width: ExactDecimal? {
        guard let lower, let upper else { return nil }
        return try? upper.subtracting(lower)
    }
}

extension Moment {
    /// Whether one of the two comes before the other.
    fileprivate func isOrdered(with other: Moment) -> Bool { Moment.isOrdered(self, before: other) != nil }

    /// The New York day in which it ends, as days since 1970.
    var lastDay: Int32 {
        if let day { return day }
        let last = start == end ? end : end.adding(seconds: -1)
        return Int32(truncatingIfNeeded: TimeZoneRules.newYork.day(of: last)?.daysSinceEpoch ?? .max)
    }
}
