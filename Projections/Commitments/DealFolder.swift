import CanonicalJSON
import CivilTime
import MarketEvents

/// Makes deals of their facts. Keeps what is used again from deal to deal.
final class DealFolder {
    /// Raised when the same facts make another deal: stored deals of another version are folded anew.
    static let version = 6

    private let moments: MomentReader
    private let quantities = QuantityReader()
    private let asOf: Instant?
    /// Whether units count as their parents: then a deal between them is nothing that anybody contradicts.
    private let rollsUp: Bool
    /// The company that a unit belongs to, asked only where two tellings name different parties.
    var parent: (Bytes) -> Bytes = { $0 }
    private var laid = LaidFields(leftToSurest: [.commitment, .parts])
    private var durations: [Bytes: ISODuration?] = [:]
    private let arena = Arena()
    private let other: Bytes
    private let unstated: Bytes

    init(moments: MomentReader, asOf: Instant?, rollsUp: Bool) {
        (self.moments, self.asOf, self.rollsUp) = (moments, asOf, rollsUp)
        (other, unstated) = (arena.copy("other"), arena.copy("unstated"))
    }

    /// Nil where nothing announced it.
    ///
    /// - Throws: where a fact's fields are not what they have to be.
    func deal(_ id: Bytes, of facts: [LeanFact]) throws(Unfoldable) -> Deal? {
        guard let tellings = DealTellings(facts, parent) else { return nil }
        laid.removeAll()
        laid.lay(announcements: tellings.announcements)
        laid.lay(amendments: tellings.amendments)
        try checkSchedule()
        let commitment = laid.word(.commitment) ?? unstated
        let parts = try DealParts(laid, tellings.parts, quantities, moments, asOf: asOf)
        let (value, capacity) = try totals(tellings, parts)
        let strength = Strength(commitment: commitment) ?? .unstated
        let amounts = amounts([value, capacity].compactMap { $0 }, strength, parts)
        let starting = tellings.starting
        let interval = Interval(starts: starting, ends: tellings.ends)
        laid.note(denied: tellings.denied)
        var said = laid.alsoSaid.filter { !DealFolder.foldedApart.contains($0.field) } + parts.alsoSaid
        said += (value?.alsoSaid ?? []) + (capacity?.alsoSaid ?? [])
        said += AlsoSaid.fields([.value, .capacity, .increase], of: tellings.denied)
        said += interval.alsoSaid(
            beside: tellings.denied, start: "announced", end: "ended", kinds: (.dealAnnounced, .dealEnded))
        let (total, size) = (stated(value, amounts), stated(capacity, amounts))
        said += AlsoSaid.fields(DealFolder.terms, of: tellings.strangers) { laid[$0] }
        said += try totals(of: tellings.strangers, but: [total, size].compactMap { $0 })
        if amounts.contains(where: \.isExceededByParts) {
            said += AlsoSaid.fields([.parts], of: [parts.origin].compactMap { $0 })
        }
        let deliveries = try deliveries(tellings.deliveries, of: total, &said)
        let term = laid.word(.term).flatMap(duration)
        let starts = laid.word(.starts).flatMap(moments.moment).flatMap { TermStart($0) }
        let ends = laid.word(.ends).flatMap(moments.moment)
        var terms = try DealTerms(laid, quantities)
        if term == nil { terms.months = starts?.months(through: ends) }
        if let fee = interval.until?[.fee] { terms.fee = quantities.quantity(fee) }
        if let left = try latest("remainingStated", tellings.remainders, .amount, &said) {
            (terms.remaining, terms.remainingDay) = (left.quantity, left.fact.word(.day))
        }
        let buyer = laid.word(.buyer) ?? other
        let supplier = laid.word(.supplier) ?? buyer
        if buyer == supplier, !rollsUp {
            said.append(AlsoSaid(field: "supplier", value: .text(supplier), fact: tellings.winner))
        }
        var events: [Bytes] = []
        facts.filter { $0.kind != .dealLinked }.appendEvents(to: &events)
        let deal = Deal(
            id: id, buyer: buyer, supplier: supplier, through: laid.word(.through),
            kind: laid.word(.kind) ?? other, commitment: commitment, total: total, capacity: size,
            term: term, termQualifier: laid.word(.termQualifier), starts: starts,
            schedule: laid[.schedule].flatMap { $0.equals("[]") ? nil : $0 }, makers: makers(besides: supplier),
            plans: plans(), amounts: amounts, certainty: tellings.certainty(of: amounts), isSure: tellings.isSure,
            ended: interval.until?.occurred.text, isExpired: isExpired(starts, term, ends),
            announced: (interval.since ?? starting[0]).occurred, rank: tellings.winner.rank,
            deliveries: deliveries, alsoSaid: said, terms: terms, events: events,
            starting: starting, ending: tellings.ends)
        deal.isWithinCompany = parent(buyer) == parent(supplier)
        deal.settle()
        return deal
    }

    /// What is held against each other by rules of its own, or is not said of the deal.
    private static let foldedApart: Set<String> = ["value", "capacity", "increase", "amendment", "deal"]
    /// What a telling says of a deal beside its totals.
    private static let terms: [FieldName] = [
        .buyer, .supplier, .through, .kind, .commitment, .valueStated, .rate, .term, .termQualifier, .starts, .ends,
        .schedule, .parts, .parties, .fullCapacityBy, .extendableFrom, .hardware, .consideration, .countsToward,
        .purposes,
    ]

    // MARK: amounts

    private func amounts(
        _ outcomes: [DealTotals.Outcome], _ strength: Strength, _ parts: DealParts
    ) -> [DealAmounts] {
        var amounts = outcomes.filter { !$0.entries.isEmpty || !$0.expected.isEmpty }.map { outcome in
            DealAmounts(
                unit: outcome.unit, strength: strength, base: outcome.base, entries: outcome.entries,
                expected: outcome.expected,
                parts: parts.parts(in: outcome.unit), openEntry: outcome.openEntry)
        }
        // A part in a unit that the deal lacks stands by itself.
        for unit in parts.units where !amounts.contains(where: { $0.unit == unit }) {
            guard let origin = parts.origin, let sum = parts.sum(in: unit) else { continue }
            amounts.append(
                DealAmounts(
                    unit: unit, strength: strength, base: sum, entries: [DealAmounts.Entry(origin, sum, .parts)],
                    expected: [], parts: parts.parts(in: unit)))
        }
        return amounts
    }

    /// The value and the capacity. What is told goes by its unit, so that one amount is never both: money is the value, and so
    /// is what the surest `value` is in; everything else is capacity.
    private func totals(
        _ tellings: DealTellings, _ parts: DealParts
    ) throws(Unfoldable) -> (value: DealTotals.Outcome?, capacity: DealTotals.Outcome?) {
        var told: [DealTotals.Total] = []
        for (facts, isAmendment) in [(tellings.announcements, false), (tellings.amendments, true)] {
            for fact in facts {
                for field in [FieldName.value, .capacity] {
                    guard let value = fact[field] else { continue }
                    let bounds = try bounds(value, of: fact)
                    if bounds == nil, !isAmendment { continue }
                    told.append(DealTotals.Total(fact, field, value, bounds, isAmendment: isAmendment))
                }
            }
        }
        let unit = DealTotals.unit(of: told.filter { $0.field == .value })
        func isOfValue(_ other: MeasureUnit) -> Bool { other.isCurrency || other == unit }
        func totals(_ field: FieldName, _ isOwn: (MeasureUnit) -> Bool) -> DealTotals {
            var totals = DealTotals()
            totals.totals = told.filter { $0.bounds.map { isOwn($0.unit) } ?? false }
            // That there is none is said of the field's own, or of what only the other field says.
            let isOfOther = !totals.totals.isEmpty && totals.totals.allSatisfy { $0.field != field }
            totals.totals += told.filter { $0.bounds == nil && ($0.field == field || isOfOther) }
            return totals
        }
        var value = totals(.value, isOfValue)
        var capacity = totals(.capacity) { !isOfValue($0) }
        for fact in tellings.amendments {
            guard let text = fact[.increase], let bounds = try bounds(text, of: fact, .change) else { continue }
            let change = DealTotals.Change(fact, text, bounds)
            if isOfValue(bounds.unit) { value.changes.append(change) } else { capacity.changes.append(change) }
        }
        return (
            value.outcome(parts.parts(where: isOfValue)), capacity.outcome(parts.parts { !isOfValue($0) })
        )
    }

    /// Nil for null, and for nothing.
    private func bounds(
        _ value: Bytes?, of fact: LeanFact, _ kind: QuantityKind = .amount
    ) throws(Unfoldable) -> Bounds? {
        guard let value, !value.isNull else { return nil }
        guard let quantity = quantities.quantity(value) else {
            throw Unfoldable(position: fact.position, id: fact.id.string, reason: "an amount of it is no quantity")
        }
        return Bounds(quantity, kind).inSumUnit
    }

    /// A total for the row. What one telling said is shown as it was said, with its words.
    private func stated(_ outcome: DealTotals.Outcome?, _ amounts: [DealAmounts]) -> Quantity? {
        guard let outcome, !outcome.entries.isEmpty else { return nil }
        if let stated = outcome.stated { return quantities.quantity(stated) }
        return amounts.first { $0.unit == outcome.unit }?.total.amount
    }

    /// The totals that facts state, but for what the row states: with changes that is no longer what any telling says.
    private func totals(of facts: [LeanFact], but standing: [Quantity]) throws(Unfoldable) -> [AlsoSaid] {
        let standing = standing.map { Bounds($0, .amount).inSumUnit }
        var said: [AlsoSaid] = []
        for fact in facts {
            for field in [FieldName.value, .capacity] {
                guard let value = fact[field], let told = try bounds(value, of: fact), !standing.contains(told) else {
                    continue
                }
                said.append(AlsoSaid(field: "\(field)", value: .json(value), fact: fact))
            }
        }
        return said
    }

    // MARK: terms

    /// A schedule goes into the row as it was stated, so it must be what it has to be.
    private func checkSchedule() throws(Unfoldable) {
        guard let schedule = laid[.schedule], let origin = laid.origin(.schedule) else { return }
        guard (try? JSONValue(parsing: schedule.array, limits: JSONLimits(bytes: .max)))?.array != nil else {
            throw origin.lacks(.schedule)
        }
    }

    private func duration(_ text: Bytes) -> ISODuration? {
        if let known = durations[text] { return known }
        let duration = ISODuration(text.string)
        durations[arena.copy(text)] = .some(duration)
        return duration
    }

    /// The stated end says it more exactly than a start and a term do. Of a start in some year a term is over when it is for the
    /// last day of that.
    private func isExpired(_ starts: TermStart?, _ term: ISODuration?, _ ends: Moment?) -> Bool {
        if let asOf, let ends { return ends.isOver(by: asOf) }
        guard let asOf, let term,
            let over = starts?.lastDay?.adding(months: term.months)?.adding(days: term.days)
        else { return false }
        return TimeZoneRules.newYork.startOfDay(over) <= asOf
    }

    /// A unit of the supplier is no other company.
    private func makers(besides supplier: Bytes) -> [Bytes] {
        var makers: [Bytes] = []
        laid[.hardware]?.forEachElement { item in
            if let maker = item.member("maker")?.plainText, !makers.contains(maker), parent(maker) != parent(supplier) {
                makers.append(maker)
            }
            return true
        }
        return makers
    }

    private func plans() -> [(plan: Bytes, basis: Bytes)] {
        var plans: [(plan: Bytes, basis: Bytes)] = []
        laid[.countsToward]?.forEachElement { item in
            if let plan = item.member("plan")?.plainText, let basis = item.member("basis")?.plainText {
                plans.append((plan, basis))
            }
            return true
        }
        return plans
    }

    // MARK: deliveries

    private func deliveries(
        _ facts: [LeanFact], of total: Quantity?, _ said: inout [AlsoSaid]
    ) throws(Unfoldable) -> DealDeliveries {
        var found = DealDeliveries()
        guard !facts.isEmpty else { return found }
        let delivered = try latest("delivered", facts, .total, &said)
        let invoiced = try latest("invoiced", facts, .total, &said)
        let done = delivered ?? invoiced
        (found.delivered, found.measure) = (done?.quantity, done?.fact.word(.measure))
        let paid = try latest("paid", facts, .total, &said)
        let prepaid = try latest("prepaid", facts, .total, &said)
        found.prepaid = prepaid?.quantity
        found.paid = DealFolder.sum(paid?.quantity, prepaid?.quantity)
        guard let total = total.map({ Bounds($0, .amount) }) else { return found }
        if let done, total.isCertainlyLess(than: Bounds(done.quantity, .amount)) {
            said += AlsoSaid.fields([.total], of: [done.fact])
        }
        if let told = paid ?? prepaid, let sum = found.paid, total.isCertainlyLess(than: Bounds(sum, .amount)) {
            said += AlsoSaid.fields([.total], of: [told.fact])
        }
        return found
    }

    /// What was paid, with what was paid ahead.
    private static func sum(_ paid: Quantity?, _ prepaid: Quantity?) -> Quantity? {
        guard let paid, let prepaid, paid.unit == prepaid.unit else { return paid ?? prepaid }
        return try? Quantity.sum(amounts: [paid, prepaid], paid.unit)
    }

    /// What was measured up to the latest day. Of two tellings of one day the one that wins.
    ///
    /// - Parameter field: the amount; of a total the facts say which measure it is of.
    private func latest(
        _ measure: StaticString, _ facts: [LeanFact], _ field: FieldName, _ said: inout [AlsoSaid]
    ) throws(Unfoldable) -> (fact: LeanFact, quantity: Quantity)? {
        var told: [(fact: LeanFact, day: Bytes, value: Bytes, bounds: Bounds)] = []
        for fact in facts {
            let day = try fact.required(.day)
            if field == .total, !(try fact.required(.measure).equals(measure)) { continue }
            guard let value = fact[field], let quantity = quantities.quantity(value) else { throw fact.lacks(field) }
            told.append((fact, day, value, Bounds(quantity, .amount)))
        }
        // A forecast takes part where nothing surer is said.
        if told.contains(where: { !$0.fact.isForecast }) { told.removeAll { $0.fact.isForecast } }
        guard let day = told.map(\.day).max() else { return nil }
        let ofTheDay = told.filter { $0.day == day }
        guard let winner = ofTheDay.max(by: { $1.fact.wins(over: $0.fact, $1.bounds, $0.bounds) }),
            let quantity = quantities.quantity(winner.value)
        else { return nil }
        for other in ofTheDay where other.bounds != winner.bounds {
            said.append(AlsoSaid(field: "\(measure)", value: .json(other.value), fact: other.fact))
        }
        return (winner.fact, quantity)
    }
}

extension AlsoSaid {
    /// The fields of facts that have them, as they stand in the payloads, but for what holds anyway.
    static func fields(
        _ fields: [FieldName], of facts: [LeanFact], but holding: (FieldName) -> Bytes? = { _ in nil }
    ) -> [AlsoSaid] {
        facts.flatMap { fact in
            fields.compactMap { field in
                guard let value = fact[field], value != holding(field) else { return nil }
                return AlsoSaid(field: "\(field)", value: .json(value), fact: fact)
            }
        }
    }
}
