import CanonicalJSON
import CivilTime
import MarketEvents

/// Makes deals of their facts. Keeps what is used again from deal to deal.
final class DealFolder {
    /// Raised when the same facts make another deal: stored deals of another version are folded anew.
    static let version = 2

    private let moments: MomentReader
    private let quantities = QuantityReader()
    private let asOf: Instant?
    /// The company that a unit belongs to, asked only where two tellings name different parties.
    var parent: (Bytes) -> Bytes = { $0 }
    private var laid = LaidFields(leftToSurest: [.commitment, .parts])
    private var terms: [Bytes: ISODuration?] = [:]
    private let arena = Arena()
    private let other: Bytes
    private let unstated: Bytes

    init(moments: MomentReader, asOf: Instant?) {
        self.moments = moments
        self.asOf = asOf
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
        var said: [AlsoSaid] = []
        let commitment = laid.word(.commitment) ?? unstated
        let parts = try DealParts(laid, tellings.parts, quantities, moments, asOf: asOf)
        let amounts = try amounts(tellings, Strength(commitment: commitment) ?? .unstated, parts, &said)
        let starting = tellings.starting
        let interval = Interval(starts: starting, ends: tellings.ends)
        laid.note(denied: tellings.denied)
        said += laid.alsoSaid.filter { !DealFolder.foldedApart.contains($0.field) }
        said += AlsoSaid.fields([.value, .capacity, .increase], of: tellings.denied)
        said += interval.alsoSaid(
            beside: tellings.denied, start: "announced", end: "ended", kinds: (.dealAnnounced, .dealEnded))
        said += AlsoSaid.fields(DealFolder.strangersFields, of: tellings.strangers) { laid[$0] }
        said += tellings.parts.lazy.filter(\.isOnlyExpected).compactMap { fact in
            fact.word(.part).map { AlsoSaid(field: "parts", value: .text($0), fact: fact) }
        }
        let total = stated(amounts.first { $0.unit.isCurrency }, tellings)
        let capacity = stated(amounts.first { !$0.unit.isCurrency }, tellings)
        let deliveries = try deliveries(tellings.deliveries, of: total, &said)
        let term = laid.word(.term).flatMap(duration)
        let starts = laid.word(.starts).flatMap(moments.moment)?.day.flatMap { CivilDay(daysSinceEpoch: Int($0)) }
        let supplier = laid.word(.supplier) ?? laid.word(.buyer) ?? other
        var events: [Bytes] = []
        facts.filter { $0.kind != .dealLinked }.appendEvents(to: &events)
        let deal = Deal(
            id: id, buyer: laid.word(.buyer) ?? other, supplier: supplier, through: laid.word(.through),
            kind: laid.word(.kind) ?? other, commitment: commitment, total: total, capacity: capacity, term: term,
            termQualifier: laid.word(.termQualifier), starts: starts,
            schedule: laid[.schedule].flatMap { $0.equals("[]") ? nil : $0 }, makers: makers(besides: supplier),
            plans: plans(), amounts: amounts, certainty: tellings.certainty(of: amounts), isSure: tellings.isSure,
            ended: interval.until?.occurred.text, isExpired: isExpired(starts, term),
            announced: (starting.min { $1.happened(after: $0) } ?? starting[0]).occurred,
            deliveries: deliveries, alsoSaid: said, events: events,
            starting: starting, ending: tellings.ends)
        deal.settle()
        return deal
    }

    /// What is held against each other by rules of its own, or is not said of the deal.
    private static let foldedApart: Set<String> = ["value", "capacity", "increase", "amendment", "deal"]
    private static let strangersFields: [FieldName] = [.buyer, .supplier, .value, .capacity]

    // MARK: amounts

    private func amounts(
        _ tellings: DealTellings, _ strength: Strength, _ parts: DealParts, _ said: inout [AlsoSaid]
    ) throws(Unfoldable) -> [DealAmounts] {
        let (money, capacity) = try totals(tellings)
        var amounts: [DealAmounts] = []
        let sides = [(money, [FieldName.value, .increase]), (capacity, [FieldName.capacity, .increase])]
        for (place, (totals, fields)) in sides.enumerated() {
            let units = parts.units.filter { $0.isCurrency == (place == 0) }
            guard let outcome = totals.outcome(parts: parts.origin, in: units) else { continue }
            said += AlsoSaid.fields(fields, of: outcome.alsoSaid)
            amounts.append(
                DealAmounts(
                    unit: outcome.unit, strength: strength, entries: outcome.entries, expected: outcome.expected,
                    parts: parts.parts(in: outcome.unit), isOpen: outcome.isOpen, isOfParts: outcome.isOfParts))
        }
        // A part in a unit that the deal lacks stands by itself.
        for unit in parts.units where !amounts.contains(where: { $0.unit == unit }) {
            amounts.append(
                DealAmounts(
                    unit: unit, strength: strength, entries: [], expected: [], parts: parts.parts(in: unit),
                    isOpen: false, isOfParts: true))
        }
        if amounts.contains(where: \.isExceededByParts) {
            said += AlsoSaid.fields([.parts], of: [parts.origin].compactMap { $0 })
        }
        return amounts
    }

    private func totals(_ tellings: DealTellings) throws(Unfoldable) -> (money: DealTotals, capacity: DealTotals) {
        var (money, capacity) = (DealTotals(.value), DealTotals(.capacity))
        for fact in tellings.announcements {
            if let bounds = try bounds(fact[.value], of: fact) {
                money.totals.append(DealTotals.Total(fact, bounds, isAmendment: false))
            }
            if let bounds = try bounds(fact[.capacity], of: fact) {
                capacity.totals.append(DealTotals.Total(fact, bounds, isAmendment: false))
            }
        }
        for fact in tellings.amendments {
            if let value = fact[.value] {
                money.totals.append(DealTotals.Total(fact, try bounds(value, of: fact), isAmendment: true))
            }
            if let value = fact[.capacity] {
                capacity.totals.append(DealTotals.Total(fact, try bounds(value, of: fact), isAmendment: true))
            }
            if let increase = try bounds(fact[.increase], of: fact, .change) {
                let change = DealTotals.Change(fact, increase)
                if increase.unit.isCurrency { money.changes.append(change) } else { capacity.changes.append(change) }
            }
        }
        return (money, capacity)
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

    /// The total in money or in capacity, for the row. What one telling said is shown as it was said, with its words.
    private func stated(_ amounts: DealAmounts?, _ tellings: DealTellings) -> Quantity? {
        guard let amounts, amounts.isSure || !amounts.expected.isEmpty else { return nil }
        let told = amounts.isSure ? amounts.entries : amounts.expected
        guard told.count == 1, !amounts.isOfParts, !amounts.isOpen, told[0].source != .increase else {
            return amounts.total.amount
        }
        let field: FieldName = told[0].source == .value ? .value : .capacity
        let telling = (tellings.announcements + tellings.amendments).first { $0.id == told[0].event }
        return quantities.quantity(telling?[field])
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
        if let known = terms[text] { return known }
        let duration = ISODuration(text.string)
        terms[arena.copy(text)] = .some(duration)
        return duration
    }

    private func isExpired(_ starts: CivilDay?, _ term: ISODuration?) -> Bool {
        guard let asOf, let starts, let term,
            let over = starts.adding(months: term.months)?.adding(days: term.days)
        else { return false }
        return TimeZoneRules.newYork.startOfDay(over) <= asOf
    }

    private func makers(besides supplier: Bytes) -> [Bytes] {
        var makers: [Bytes] = []
        laid[.hardware]?.forEachElement { item in
            if let maker = item.member("maker")?.plainText, maker != supplier, !makers.contains(maker) {
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
        let delivered = try latest("delivered", facts, &said)
        let invoiced = try latest("invoiced", facts, &said)
        if let (fact, quantity) = delivered ?? invoiced {
            (found.delivered, found.measure) = (quantity, fact.word(.measure))
            if let total, Bounds(total, .amount).isCertainlyLess(than: Bounds(quantity, .amount)) {
                said += AlsoSaid.fields([.total], of: [fact])
            }
        }
        let paid = try latest("paid", facts, &said)
        let prepaid = try latest("prepaid", facts, &said)
        found.paid = (paid ?? prepaid)?.quantity
        if let (fact, quantity) = paid ?? prepaid, let total,
            Bounds(total, .amount).isCertainlyLess(than: Bounds(quantity, .amount))
        {
            said += AlsoSaid.fields([.total], of: [fact])
        }
        if let prepaid {
            found.prepaid = prepaid.quantity
        } else if let paid, let delivered {
            // Paid and not yet delivered, where both are known.
            let ahead = DealDeliveries.rest(of: paid.quantity, after: delivered.quantity)
            found.prepaid = ahead.flatMap { $0.sign == 0 ? nil : $0 }
        }
        return found
    }

    /// What was measured up to the latest day. Of two tellings of one day the one that wins.
    private func latest(
        _ measure: StaticString, _ facts: [LeanFact], _ said: inout [AlsoSaid]
    ) throws(Unfoldable) -> (fact: LeanFact, quantity: Quantity)? {
        var latest: (fact: LeanFact, day: Bytes)?
        for fact in facts {
            let (day, word) = (try fact.required(.day), try fact.required(.measure))
            guard word.equals(measure) else { continue }
            if let other = latest, !(other.day == day ? fact.wins(over: other.fact) : other.day < day) { continue }
            latest = (fact, day)
        }
        guard let latest else { return nil }
        guard let total = latest.fact[.total], let quantity = quantities.quantity(total) else {
            throw latest.fact.lacks(.total)
        }
        for fact in facts where fact.word(.day) == latest.day && fact.id != latest.fact.id {
            guard fact.word(.measure)?.equals(measure) == true, let told = fact[.total], told != total else { continue }
            said.append(AlsoSaid(field: "total", value: .json(told), fact: fact))
        }
        return (latest.fact, quantity)
    }
}

extension Bounds {
    /// Whether every number that it may be is below every one that `other` may be.
    func isCertainlyLess(than other: Bounds) -> Bool {
        guard unit.sumUnit.unit == other.unit.sumUnit.unit, !isAbout, !other.isAbout,
            let most = inSumUnit.upper, let least = other.inSumUnit.lower
        else { return false }
        return most < least
    }
}

extension DealAmounts {
    /// Whether the parts are certainly more than the total.
    var isExceededByParts: Bool {
        isSure && !isOfParts && total.isCertainlyLess(than: DealAmounts.sum(parts.map(\.amount), unit))
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
