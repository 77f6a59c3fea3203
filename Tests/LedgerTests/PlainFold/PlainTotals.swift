import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// What something is worth in all, in value or in capacity: the total that was said last among the surest, and the changes that
/// came after it.
struct PlainTotal {
    /// A share of the total that is as sure as its own telling.
    struct Entry {
        let fact: Fact
        var bounds: Bounds
        let isBase: Bool
        var certainty: Certainty
        /// Whatever more there may be where nobody stated a total.
        var isUnknown = false
    }

    /// A total as one event says it; nil where it says that there is none.
    struct Telling {
        let fact: Fact
        /// `value` or `capacity`.
        let field: String
        let quantity: Quantity?
        /// A total in an amendment replaces what stood, also where it is vaguer.
        let isAmendment: Bool

        var bounds: Bounds? { quantity.map { Bounds($0, .amount).inSumUnit } }

        func wins(over other: Telling) -> Bool { fact.wins(over: other.fact, bounds, other.bounds) }

        func happened(after other: Telling) -> Bool {
            // Where one event states both in one unit.
            if fact.id == other.fact.id { return field == "value" }
            return StatedTime.isOrdered(other.fact.occurred, before: fact.occurred) ?? wins(over: other)
        }
    }

    /// By how much it changed, as one event says it.
    struct Change {
        let fact: Fact
        let quantity: Quantity

        var bounds: Bounds { Bounds(quantity, .change).inSumUnit }
        /// Tellings of one key are one change.
        var key: String { fact.event.data["amendment"]?.string ?? fact.lastDay.description }
        func wins(over other: Change) -> Bool { fact.wins(over: other.fact, bounds, other.bounds) }
    }

    let unit: MeasureUnit
    /// As it adds up; nil where there is none.
    private(set) var bounds: Bounds?
    private(set) var entries: [Entry] = []
    /// The sum of the parts is its base.
    private(set) var isFromParts = false
    /// Forecasts of changes: they stand in an entry of their own and change nothing.
    private(set) var forecasts: [Bounds] = []
    private(set) var alsoSaid: [PlainSaying] = []
    /// The one statement that it is, in its own words.
    private(set) var asStated: Quantity?

    var quantity: Quantity? { asStated ?? bounds?.amount }

    /// Nil where nothing at all is said of it.
    ///
    /// - Parameter parts: the amounts of the parts, where there are any, and who said so.
    init?(
        tellings: [Telling], changes: [Change] = [],
        parts: (fact: Fact, units: [MeasureUnit], sum: (MeasureUnit) -> Bounds?)? = nil
    ) {
        // A forecast takes part where nothing surer is said.
        let partsAreSurer = parts.map { !$0.fact.isForecast } ?? false
        let hasSurer =
            partsAreSurer || tellings.contains { !$0.fact.isForecast } || changes.contains { !$0.fact.isForecast }
        let totals = tellings.filter { !hasSurer || !$0.fact.isForecast }
        let parts = parts.flatMap { hasSurer && $0.fact.isForecast ? nil : $0 }
        let top = totals.map(\.fact.rank).max()
        let partsLead = parts.map { parts in top.map { $0 < parts.fact.rank } ?? true } ?? false

        let changeRank = changes.map(\.fact.rank).max()
        let firstChange = changes.filter { $0.fact.rank == changeRank }.min { $1.fact.happened(after: $0.fact) }
        guard
            let unit = (partsLead ? parts?.units.first : nil) ?? Self.unit(of: totals)
                ?? firstChange?.bounds.unit ?? parts?.units.first
        else { return nil }
        self.unit = unit

        // The changes, one a key.
        var byKey: [String: [Change]] = [:]
        for change in changes {
            if change.bounds.unit == unit {
                byKey[change.key, default: []].append(change)
            } else {
                say("increase", change.quantity, change.fact)
            }
        }
        var happened: [Change] = []
        var expected: [Change] = []
        for tellings in byKey.values {
            guard let winner = tellings.max(by: { $1.wins(over: $0) }) else { continue }
            if winner.fact.isForecast { expected.append(winner) } else { happened.append(winner) }
            for other in tellings where other.fact.id != winner.fact.id && other.bounds != winner.bounds {
                say("increase", other.quantity, other.fact)
            }
        }
        for change in expected { say("increase", change.quantity, change.fact) }

        // The bases, one after the other, each with its day.
        struct Base {
            let fact: Fact
            /// Nil of parts.
            let field: String?
            let bounds: Bounds?
            let quantity: Quantity?
        }
        func stood(_ base: Base, on day: CivilDay) -> Bounds? {
            base.bounds.map { bounds in
                happened.filter { base.fact.lastDay < $0.fact.lastDay && $0.fact.lastDay <= day }
                    .reduce(bounds) { $0.plus($1.bounds) }
            }
        }
        var bases: [Base] = []
        if !partsLead {
            let surest = totals.filter { $0.fact.rank == top && ($0.quantity == nil || $0.bounds?.unit == unit) }
            for telling in surest.sorted(by: { $1.happened(after: $0) }) {
                if !telling.isAmendment, let base = bases.last, let bounds = telling.bounds,
                    let reached = stood(base, on: telling.fact.lastDay)?.finished, bounds.contains(reached),
                    !reached.contains(bounds)
                {
                    continue
                }
                bases.append(
                    Base(
                        fact: telling.fact, field: telling.field, bounds: telling.bounds, quantity: telling.quantity))
            }
        }
        if bases.last?.bounds == nil, let parts, let sum = parts.sum(unit) {
            bases.append(Base(fact: parts.fact, field: nil, bounds: sum, quantity: nil))
        }

        let base = bases.last
        let later = happened.filter { change in base.map { $0.fact.lastDay < change.fact.lastDay } ?? true }
        if let base, let bounds = base.bounds {
            isFromParts = base.field == nil
            // What is surer than a base that contains it keeps its entry.
            let surer = happened.filter { $0.fact.lastDay <= base.fact.lastDay && base.fact.rank < $0.fact.rank }
            let rest = surer.isEmpty ? bounds : bounds.minus(Bounds.sum(surer.map(\.bounds), unit))
            entries =
                [Self.entry(base.fact, rest, isBase: true)] + (surer + later).map { Self.entry($0.fact, $0.bounds) }
            self.bounds = later.reduce(bounds) { $0.plus($1.bounds) }
            if later.isEmpty { asStated = base.quantity }
        } else if !later.isEmpty {
            // What it was before nobody said: the sum of the changes is the least that it is.
            var sum = Bounds.sum(later.map(\.bounds), unit)
            sum.upper = nil
            self.bounds = sum
            entries = later.map { Self.entry($0.fact, $0.bounds) }
            if let surest = later.max(by: { $1.wins(over: $0) }) {
                let unknown = Bounds(lower: .zero, upper: nil, unit: unit)
                var entry = Self.entry(surest.fact, unknown, isBase: true)
                entry.isUnknown = true
                entries.insert(entry, at: 0)
            }
        }
        forecasts = expected.filter { change in base.map { $0.fact.lastDay < change.fact.lastDay } ?? true }
            .map(\.bounds)

        // Totals that did not win. One that was as sure is history, one that contains what stood on its day supports it.
        for telling in tellings
        where telling.fact.id != base?.fact.id || base?.field.map({ $0 != telling.field }) ?? false {
            // Of two on one day neither is the other's history.
            let isOfTheDay = telling.fact.lastDay == base?.fact.lastDay
            guard partsLead || telling.fact.rank != top || telling.isTranslation(unit) || isOfTheDay else { continue }
            guard let quantity = telling.quantity else {
                if bounds != nil {
                    alsoSaid.append(PlainSaying(field: telling.field, value: .null, fact: telling.fact))
                }
                continue
            }
            let day = telling.fact.lastDay
            let known = bases.last { $0.fact.lastDay <= day } ?? bases.first
            let reached = known.flatMap { stood($0, on: max(day, $0.fact.lastDay)) }?.finished
            if let reached, let bounds = telling.bounds, bounds.contains(reached) { continue }
            say(telling.field, quantity, telling.fact)
        }
    }

    private mutating func say(_ field: String, _ quantity: Quantity, _ fact: Fact) {
        alsoSaid.append(PlainSaying(field: field, value: .object(quantity.json), fact: fact))
    }

    private static func entry(_ fact: Fact, _ bounds: Bounds, isBase: Bool = false) -> Entry {
        // A forecast stays one where somebody disputes it.
        Entry(
            fact: fact, bounds: bounds, isBase: isBase,
            certainty: fact.isForecast ? .expected : fact.certainty ?? .reported)
    }
}

extension PlainTotal {
    /// The totals that facts state. An announcement that states none says nothing of it.
    static func tellings(_ facts: [Fact], isAmendment: Bool) -> [Telling] {
        facts.flatMap { fact in
            ["value", "capacity"].compactMap { field in
                fact.event.data[field].map { value in
                    Telling(
                        fact: fact, field: field, quantity: value.object.flatMap { Quantity($0) },
                        isAmendment: isAmendment)
                }
            }
        }
    }

    /// Of the surest total, of several the first's.
    static func unit(of tellings: [Telling]) -> MeasureUnit? {
        let stated = tellings.filter { $0.quantity != nil }
        let rank = stated.map(\.fact.rank).max()
        return stated.filter { $0.fact.rank == rank }.min { $1.happened(after: $0) }?.bounds?.unit
    }
}

extension PlainTotal.Telling {
    /// In another unit than the one that holds: a paper's dollars for a filing's won.
    fileprivate func isTranslation(_ unit: MeasureUnit) -> Bool { bounds.map { $0.unit != unit } ?? false }
}
