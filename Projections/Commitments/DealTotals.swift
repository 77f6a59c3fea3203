import CivilTime
import MarketEvents

/// What tellings of a deal say that it is worth, as its value or as its capacity: which total holds, and what was added since.
///
/// The base is the latest total among the surest; it contains the changes up to the end of its day. Tellings of one change are
/// one change. Without a base the changes say at least how much.
struct DealTotals {
    struct Total {
        let fact: LeanFact
        /// `value` or `capacity`.
        let field: FieldName
        /// As it stands in the payload.
        let value: Bytes
        /// Nil where it states that there is none.
        let bounds: Bounds?
        let isAmendment: Bool
        let day: Int32

        init(_ fact: LeanFact, _ field: FieldName, _ value: Bytes, _ bounds: Bounds?, isAmendment: Bool) {
            (self.fact, self.field, self.value) = (fact, field, value)
            (self.bounds, self.isAmendment) = (bounds, isAmendment)
            day = fact.occurred.lastDay
        }

        var saying: AlsoSaid { AlsoSaid(field: "\(field)", value: .json(value), fact: fact) }

        fileprivate func happened(after other: Total) -> Bool {
            // Where one event states both in one unit.
            if fact.id == other.fact.id { return field == .value }
            if let earlier = Moment.isOrdered(other.fact.occurred, before: fact.occurred) { return earlier }
            guard let bounds, let others = other.bounds else { return fact.wins(over: other.fact) }
            return fact.wins(over: other.fact, bounds, others)
        }
    }

    struct Change {
        let fact: LeanFact
        /// As it stands in the payload.
        let value: Bytes
        let bounds: Bounds
        let day: Int32

        init(_ fact: LeanFact, _ value: Bytes, _ bounds: Bounds) {
            (self.fact, self.value, self.bounds) = (fact, value, bounds)
            day = fact.occurred.lastDay
        }

        fileprivate var saying: AlsoSaid { AlsoSaid(field: "increase", value: .json(value), fact: fact) }

        /// What tells changes apart: what they are called, else their day.
        fileprivate var key: Key { fact.word(.amendment).map(Key.named) ?? .day(day) }

        fileprivate func wins(over other: Change) -> Bool { fact.wins(over: other.fact, bounds, other.bounds) }
    }

    fileprivate enum Key: Hashable {
        case named(Bytes)
        case day(Int32)
    }

    /// Without those that are denied, of one deal, in any order.
    var totals: [Total] = []
    var changes: [Change] = []

    /// What they come to.
    struct Outcome {
        let unit: MeasureUnit
        var base: Bounds?
        var entries: [DealAmounts.Entry] = []
        var expected: [DealAmounts.Entry] = []
        var openEntry: Int?
        /// The telling that is the total as it stands, in its words.
        var stated: Bytes?
        /// What did not win and differs.
        var alsoSaid: [AlsoSaid] = []
    }

    /// A total that held, or the parts that stand for one.
    private struct Base {
        let fact: LeanFact
        /// Where it was told; nil of parts.
        let field: FieldName?
        let bounds: Bounds?
        let value: Bytes?
        let day: Int32

        var source: DealAmounts.Entry.Source { field.map { $0 == .value ? .value : .capacity } ?? .parts }

        func isOf(_ total: Total) -> Bool { fact.id == total.fact.id && (field ?? total.field) == total.field }
    }

    /// Nil where nothing was told.
    ///
    /// - Parameter parts: those in the units of the value, or in those of the capacity; nil where there are none.
    func outcome(_ parts: DealParts?) -> Outcome? {
        let stating = parts?.origin
        let hasSurer =
            stating.map { !$0.isForecast } ?? false || totals.contains { !$0.fact.isForecast }
            || changes.contains { !$0.fact.isForecast }
        // A forecast takes part where nothing surer is said.
        let told = totals.filter { !hasSurer || !$0.fact.isForecast }
        let parts = stating.map { hasSurer && $0.isForecast } ?? true ? nil : parts
        let most = told.map(\.fact.rank).max()
        let partsLead = parts?.origin.map { $0.rank > most ?? -1 } ?? false
        guard let unit = unit(told, partsLead ? parts : nil) ?? parts?.units.first else { return nil }
        var outcome = Outcome(unit: unit)
        let winners = changes(in: unit, &outcome)
        let steps = winners.filter { !$0.fact.isForecast }
        let surest = told.filter { $0.fact.rank == most && ($0.bounds.map { $0.unit == unit } ?? true) }
        var line = partsLead ? [] : baseline(surest, steps)
        if line.last?.bounds == nil, let parts, let origin = parts.origin, let sum = parts.sum(in: unit) {
            line.append(Base(fact: origin, field: nil, bounds: sum, value: nil, day: origin.occurred.lastDay))
        }
        let base = line.last
        let later = steps.filter { step in base.map { $0.day < step.day } ?? true }
        if let base, let stated = base.bounds {
            // What is surer than the total that contains it keeps its certainty, and the total is the rest.
            let contained = steps.filter { $0.day <= base.day && base.fact.rank < $0.fact.rank }
            let rest = contained.reduce(stated) { $0.minus($1.bounds) }
            outcome.entries =
                [DealAmounts.Entry(base.fact, rest, base.source)]
                + contained.map { DealAmounts.Entry($0.fact, $0.bounds, .contained) }
                + later.map { DealAmounts.Entry($0.fact, $0.bounds, .increase) }
            outcome.base = stated
            if later.isEmpty { outcome.stated = base.value }
        } else {
            outcome.entries = later.map { DealAmounts.Entry($0.fact, $0.bounds, .increase) }
            outcome.openEntry = later.indices.max { later[$1].wins(over: later[$0]) }
        }
        outcome.expected = winners.filter { step in
            step.fact.isForecast && (base.map { $0.day < step.day } ?? true)
        }.map { DealAmounts.Entry($0.fact, $0.bounds, .increase) }
        contradict(line, steps, partsLead ? nil : most, isKnown: !outcome.entries.isEmpty, &outcome)
        return outcome.entries.isEmpty && outcome.expected.isEmpty && outcome.alsoSaid.isEmpty ? nil : outcome
    }

    /// Of the surest total, of several the first's; else of the first of the surest changes.
    private func unit(_ told: [Total], _ leading: DealParts?) -> MeasureUnit? {
        if let unit = leading?.units.first ?? DealTotals.unit(of: told) { return unit }
        let surest = changes.map(\.fact.rank).max()
        return changes.filter { $0.fact.rank == surest }.min { $1.fact.happened(after: $0.fact) }?.bounds.unit
    }

    /// Of the surest total, of several the first's.
    static func unit(of totals: [Total]) -> MeasureUnit? {
        let stated = totals.filter { $0.bounds != nil }
        let most = stated.map(\.fact.rank).max()
        return stated.filter { $0.fact.rank == most }.min { $1.happened(after: $0) }?.bounds?.unit
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
                outcome.alsoSaid.append(change.saying)
                continue
            }
            // One that is only expected has an entry of its own, and no effect.
            if winner.bounds != change.bounds || (change.fact.isForecast && winner.fact.id == change.fact.id) {
                outcome.alsoSaid.append(change.saying)
            }
        }
        return winners.values.sorted { $0.day == $1.day ? $1.fact.happened(after: $0.fact) : $0.day < $1.day }
    }

    /// The totals of the surest that held one after the other. One whose bounds contain what stood on its day says the same, less
    /// precisely: it takes nothing away, unless it is an amendment.
    private func baseline(_ surest: [Total], _ steps: [Change]) -> [Base] {
        var line: [Base] = []
        for total in surest.sorted(by: { $1.happened(after: $0) }) {
            if !total.isAmendment, let bounds = total.bounds, let last = line.last,
                let stood = DealTotals.stood(on: total.day, last, steps), bounds.contains(stood),
                !stood.contains(bounds)
            {
                continue
            }
            line.append(
                Base(
                    fact: total.fact, field: total.field, bounds: total.bounds, value: total.value, day: total.day))
        }
        return line
    }

    /// What a base and its changes came to at the end of a day.
    private static func stood(on day: Int32, _ base: Base, _ steps: [Change]) -> Bounds? {
        guard let stated = base.bounds else { return nil }
        return steps.lazy.filter { base.day < $0.day && $0.day <= day }.reduce(stated) { $0.plus($1.bounds) }
            .atLeastNothing
    }

    /// Totals that are less sure, or in another unit, are contradictions where they are not what stood on their day. As sure ones
    /// of an earlier day are history.
    private func contradict(
        _ line: [Base], _ steps: [Change], _ most: Int?, isKnown: Bool, _ outcome: inout Outcome
    ) {
        for total in totals where line.last?.isOf(total) != true {
            let isTranslation = total.bounds.map { $0.unit != outcome.unit } ?? false
            if total.fact.rank == most, !isTranslation, total.day != line.last?.day { continue }
            guard let bounds = total.bounds else {
                if isKnown { outcome.alsoSaid.append(total.saying) }
                continue
            }
            let known = line.last { $0.day <= total.day } ?? line.first
            let stood = known.flatMap { DealTotals.stood(on: max(total.day, $0.day), $0, steps) }
            if stood.map(bounds.contains) != true { outcome.alsoSaid.append(total.saying) }
        }
    }
}

extension LeanFact {
    /// Said to come, not to be so; also where somebody disputes that.
    var isForecast: Bool { reached == .expected }

    /// Which of two tellings of an amount wins: as facts do, but before their ids decide the narrower bounds and the lesser
    /// amount do.
    func wins(over other: LeanFact, _ own: Bounds, _ others: Bounds) -> Bool {
        if let outranks = outranks(other) { return outranks }
        guard own.unit == others.unit else { return other.id < id }
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
    /// The New York day in which it ends, as days since 1970.
    var lastDay: Int32 {
        if let day { return day }
        let last = start == end ? end : end.adding(seconds: -1)
        return Int32(truncatingIfNeeded: TimeZoneRules.newYork.day(of: last)?.daysSinceEpoch ?? .max)
    }
}
