import CanonicalJSON
import CivilTime
import MarketEvents

/// Makes deals of their facts. Keeps what is used again from deal to deal.
final class DealFolder {
    /// Raised when the same facts make another deal: stored deals of another version are folded anew.
    static let version = 1

    private let moments: MomentReader
    private let quantities = QuantityReader()
    private let asOf: Instant?
    private var laid = LaidFields()
    private var terms: [Bytes: ISODuration?] = [:]
    private let arena = Arena()
    private let other: Bytes
    private let unstated: Bytes
    private let binding: Bytes

    init(moments: MomentReader, asOf: Instant?) {
        self.moments = moments
        self.asOf = asOf
        (other, unstated, binding) = (arena.copy("other"), arena.copy("unstated"), arena.copy("binding"))
    }

    /// Nil where nothing announced it.
    ///
    /// - Throws: where a fact's fields are not what they have to be.
    func deal(_ id: Bytes, of facts: [LeanFact]) throws(Unfoldable) -> Deal? {
        let announcements = facts.filter { $0.kind == .dealAnnounced }
        guard !announcements.isEmpty else { return nil }
        // Denied facts take no part; a deal of nothing but denied announcements stays listed as denied.
        let admitted = announcements.filter { !$0.isDenied }
        let starting = admitted.isEmpty ? announcements : admitted
        let holding = facts.count == announcements.count ? [] : facts.filter { !$0.isDenied }
        laid.removeAll()
        laid.merge(starting)
        var reached = try quantity(laid[.value], of: starting[0])
        var valueOrigin = laid.origin(.value)
        let amendments = holding.filter { $0.kind == .dealAmended }.sorted { $1.happened(after: $0) }
        for amendment in amendments {
            laid.lay(amendment)
            if let value = amendment[.value] {
                reached = value.isNull ? nil : try quantity(value, of: amendment)
                valueOrigin = amendment
            }
            if let increase = try quantity(amendment[.increase], of: amendment) {
                reached = try sum(reached, increase, of: amendment)
                valueOrigin = valueOrigin ?? amendment
            }
        }
        try checkSchedule()
        let term = laid.word(.term).flatMap(duration)
        let starts = laid.word(.starts).flatMap(moments.moment)?.day.flatMap { CivilDay(daysSinceEpoch: Int($0)) }
        let commitment = laid.word(.commitment) ?? unstated
        let delivery = try latestDelivery(holding)
        let supplier = laid.word(.supplier) ?? laid.word(.buyer) ?? other
        var events: [Bytes] = []
        facts.filter { $0.kind != .dealLinked }.appendEvents(to: &events)
        return Deal(
            id: id, buyer: laid.word(.buyer) ?? other, supplier: supplier, through: laid.word(.through),
            kind: laid.word(.kind) ?? other, commitment: commitment, value: reached,
            capacity: try quantity(laid[.capacity], of: starting[0]) == nil ? nil : laid[.capacity], term: term,
            termQualifier: laid.word(.termQualifier), starts: starts,
            schedule: laid[.schedule].flatMap { $0.equals("[]") ? nil : $0 }, makers: makers(besides: supplier),
            plans: plans(), parts: parts(of: reached, met: holding),
            certainty: certainty(among: starting, value: valueOrigin),
            ended: holding.filter { $0.kind == .dealEnded }.min { $1.happened(after: $0) }?.occurred.text,
            isExpired: isExpired(starts, term),
            announced: (starting.min { $1.happened(after: $0) } ?? starting[0]).occurred,
            delivered: delivery?.total, deliveredMeasure: delivery?.measure, events: events)
    }

    private func quantity(_ value: Bytes?, of fact: LeanFact) throws(Unfoldable) -> Quantity? {
        guard let value else { return nil }
        guard let quantity = quantities.quantity(value) else {
            throw Unfoldable(position: fact.position, id: fact.id.string, reason: "an amount of it is no quantity")
        }
        return quantity
    }

    private func sum(_ reached: Quantity?, _ increase: Quantity, of fact: LeanFact) throws(Unfoldable) -> Quantity? {
        guard let reached else { return increase }
        // A sum may have no figure of its own (a bound of each side); two units never have one.
        do { return try Quantity.sum([reached, increase]) } catch {
            throw Unfoldable(
                position: fact.position, id: fact.id.string,
                reason: "its increase in \(increase.unit.code) cannot be added to a total in \(reached.unit.code)")
        }
    }

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

    /// How sure the deal is: of the announcements that state the value that holds (they do not contradict each other) the
    /// surest; without a value the one that wins.
    private func certainty(among announcements: [LeanFact], value origin: LeanFact?) -> Certainty {
        if announcements.count == 1, origin == nil || origin?.id == announcements[0].id {
            return announcements[0].certainty ?? .reported
        }
        let winner = announcements.max { $1.wins(over: $0) }
        let value = origin?[.value] ?? winner?[.value]
        let agreeing = announcements.filter { $0[.value] == value }
        return agreeing.compactMap(\.certainty).max { $0.rank < $1.rank } ?? winner?.certainty ?? .reported
    }

    /// What was delivered by the latest day; invoices and payments stand in where no delivery is known.
    private func latestDelivery(_ facts: [LeanFact]) throws(Unfoldable) -> (total: Bytes, measure: Bytes)? {
        let deliveries = facts.filter { $0.kind == .dealDelivered }
        guard !deliveries.isEmpty else { return nil }
        let measures: [StaticString] = ["delivered", "invoiced", "paid"]
        for measure in measures {
            var latest: (fact: LeanFact, day: Bytes, measure: Bytes)?
            for fact in deliveries {
                let (day, word) = (try fact.required(.day), try fact.required(.measure))
                guard word.equals(measure) else { continue }
                if let other = latest, !(other.day == day ? fact.wins(over: other.fact) : other.day < day) { continue }
                latest = (fact, day, word)
            }
            guard let latest else { continue }
            guard let total = latest.fact[.total], try quantity(total, of: latest.fact) != nil else {
                throw latest.fact.lacks(.total)
            }
            return (total, latest.measure)
        }
        return nil
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

    /// A part whose condition is met is binding.
    private func parts(of value: Quantity?, met facts: [LeanFact]) -> [Portion] {
        guard let value, laid[.parts] != nil else { return [] }
        var parts: [Portion] = []
        laid[.parts]?.forEachElement { part in
            guard let amount = quantities.quantity(part.member("value")), amount.unit == value.unit,
                let strength = part.member("commitment")?.plainText
            else { return true }
            let name = part.member("part")?.plainText
            let isMet = facts.contains { $0.kind == .dealPartMet && name != nil && $0.word(.part) == name }
            parts.append(Portion(commitment: isMet ? binding : strength, amount: amount))
            return true
        }
        guard !parts.isEmpty, let sum = (try? Quantity.sum(parts.map(\.amount))) ?? nil else { return [] }
        let commitment = laid.word(.commitment) ?? unstated
        if let rest = (try? value.subtracting(sum)) ?? nil, rest.sign != 0 {
            parts.append(Portion(commitment: commitment, amount: rest))
        }
        return parts
    }
}
