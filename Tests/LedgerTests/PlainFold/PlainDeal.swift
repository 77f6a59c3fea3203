import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// One deal as its facts make it.
struct PlainDeal {
    let id: String
    let terms: PlainLaidFields
    let value: PlainTotal?
    let capacity: PlainTotal?
    let parts: PlainParts?
    /// The surest announcement.
    let announcement: Fact
    let starts: [Fact]
    let ends: [Fact]
    let deliveries: PlainDeliveries
    let remaining: PlainRemaining
    let isExpired: Bool
    let events: [String]
    private let unheard: [PlainSaying]
    private let denied: [Fact]
    private let isRolledUp: Bool

    /// With those of its twins.
    var force: PlainInterval
    /// In which units it counts by itself, and less what.
    var counts: [MeasureUnit: PlainCount] = [:]
    var countedIn: String?
    /// Whether what it is counted in is in force.
    var isInForceOutside = true

    var buyer: String { terms.text("buyer") ?? "" }
    var supplier: String { terms.text("supplier") ?? "" }
    var kind: String { terms.text("kind") ?? "other" }
    var commitment: String { terms.text("commitment") ?? "unstated" }
    /// Both ends are one company.
    var isInternal: Bool { buyer == supplier }
    var isDenied: Bool { announcement.isDenied }
    var isForecast: Bool { announcement.isForecast }

    /// - Parameter announcements: at least one.
    init?(
        _ id: String, _ facts: PlainDealBook.Facts, _ companies: CompanyRegister, _ isRolledUp: Bool, asOf: Instant?
    ) {
        self.isRolledUp = isRolledUp
        // Denied facts take no part; a deal of nothing but denied announcements stays listed.
        func holding(_ facts: [Fact]) -> [Fact] { facts.filter { !$0.isDenied } }
        let admitted = holding(facts.announcements)
        let told = admitted.isEmpty ? facts.announcements : admitted
        guard let winner = told.max(by: { $1.wins(over: $0) }) else { return nil }
        // One id, two deals: what names other parties than the winner takes no part.
        let own = told.filter { fact in
            ["buyer", "supplier"].allSatisfy { role in
                companies.topParent(of: fact.event.data[role]?.string ?? "")
                    == companies.topParent(of: winner.event.data[role]?.string ?? "")
            }
        }
        let amendments = holding(facts.amendments)
        self.id = id
        announcement = winner
        starts = own
        ends = holding(facts.ends)
        let admittedIDs = Set(told.map(\.id))
        denied = facts.all.filter { $0.isDenied && !admittedIDs.contains($0.id) }
        terms = PlainLaidFields(
            announcements: own, amendments: amendments, denied: denied, ofTheSurest: ["commitment", "parts"])
        parts = PlainParts(terms.fields["parts"], of: terms.origin["parts"], events: holding(facts.parts), asOf: asOf)
        let tellings = PlainTotal.tellings(own, isAmendment: false) + PlainTotal.tellings(amendments, isAmendment: true)
        let unit = PlainTotal.unit(of: tellings.filter { $0.field == "value" })
        func isOfValue(_ other: MeasureUnit) -> Bool { other.isCurrency || other == unit }
        value = Self.total("value", tellings, amendments, parts, isOfValue)
        capacity = Self.total("capacity", tellings, amendments, parts) { !isOfValue($0) }
        deliveries = PlainDeliveries(holding(facts.deliveries))
        remaining = PlainRemaining(holding(facts.remainders))
        force = PlainInterval(starts: PlainDeal.starting(starts), ends: ends)
        let term = terms.text("term").flatMap(ISODuration.init)
        if let asOf, let ends = terms.time("ends") {
            isExpired = ends.isOver(by: asOf)
        } else if let asOf, let start = PlainTermStart(terms.time("starts"))?.last, let term,
            let over = start.adding(months: term.months)?.adding(days: term.days)
        {
            isExpired = TimeZoneRules.newYork.startOfDay(over) <= asOf
        } else {
            isExpired = false
        }
        events = facts.all.flatMap(\.events)
        let rows = terms
        let (held, size) = (value?.quantity, capacity?.quantity)
        let known = Set(own.map(\.id))
        unheard = told.filter { !known.contains($0.id) }.flatMap { fact in
            fact.event.data.members.filter { member in
                switch member.name {
                case "value", "capacity":
                    PlainDeal.differs(member.value, from: held) && PlainDeal.differs(member.value, from: size)
                default: PlainDeal.terms.contains(member.name) && rows.fields[member.name] != member.value
                }
            }.map { PlainSaying(field: $0.name, value: $0.value, fact: fact) }
        }
    }

    /// Whether a total is another one than the row's, in whatever words.
    private static func differs(_ value: JSONValue, from total: Quantity?) -> Bool {
        guard let told = value.object.flatMap({ Quantity($0) }) else { return false }
        return Bounds(told, .amount).inSumUnit != total.map { Bounds($0, .amount).inSumUnit }
    }

    /// - Parameter fits: the units that are added up here: what is in one unit is one amount, in whatever field it was told.
    private static func total(
        _ field: String, _ tellings: [PlainTotal.Telling], _ amendments: [Fact], _ parts: PlainParts?,
        _ fits: (MeasureUnit) -> Bool
    ) -> PlainTotal? {
        let stated = tellings.filter { $0.bounds.map { fits($0.unit) } ?? false }
        // That there is none is said of the field's own, or of what only the other field says.
        let isOfOther = Set(stated.map(\.field)) == [field == "value" ? "capacity" : "value"]
        let removals = tellings.filter { $0.quantity == nil && (isOfOther || $0.field == field) }
        let changes = amendments.compactMap { fact in
            fact.event.data["increase"]?.object.flatMap { Quantity($0) }.flatMap { quantity in
                fits(quantity.unit.sumUnit.unit) ? PlainTotal.Change(fact: fact, quantity: quantity) : nil
            }
        }
        let units = (parts?.units ?? []).filter(fits)
        return PlainTotal(
            tellings: stated + removals, changes: changes,
            parts: units.isEmpty ? nil : parts.map { parts in (parts.fact, units, { parts.sum(in: $0) }) })
    }

    /// What is only expected starts it where nothing surer does.
    static func starting(_ starts: [Fact]) -> [Fact] {
        starts.contains { !$0.isForecast } ? starts.filter { !$0.isForecast } : starts
    }

    private static let terms: Set = [
        "buyer", "supplier", "through", "kind", "commitment", "value", "capacity", "valueStated", "rate", "term",
        "termQualifier", "starts", "ends", "schedule", "parts", "parties", "fullCapacityBy", "extendableFrom",
        "hardware", "consideration", "countsToward", "purposes",
    ]
    /// They have rules of their own, or say nothing of the deal.
    private static let foldedApart: Set = [
        "value", "capacity", "deal", "reason", "fee", "total", "measure", "day", "amount", "part", "other", "relation",
    ]

    private var termsSaid: [PlainSaying] { terms.alsoSaid.filter { !PlainDeal.foldedApart.contains($0.field) } }

    private var deniedAmounts: [PlainSaying] {
        denied.flatMap { fact in
            ["value", "capacity", "increase"].compactMap { name in
                fact.event.data[name].map { PlainSaying(field: name, value: $0, fact: fact) }
            }
        }
    }

    private var times: [PlainSaying] {
        PlainSaying.times(
            PlainInterval(starts: PlainDeal.starting(starts), ends: ends), denied, start: "announced", end: "ended",
            isStart: { $0.event.type.name == "deal.announced" }, isEnd: { $0.event.type.name == "deal.ended" })
    }

    /// Parts that several events together make more than the total, and deliveries and payments beyond it.
    private var excess: [PlainSaying] {
        var said: [PlainSaying] = []
        for total in [value, capacity].compactMap({ $0 }) where !total.isFromParts && !total.entries.isEmpty {
            guard let parts, let whole = total.bounds, let sum = parts.sum(in: total.unit) else { continue }
            if whole.isSurelyLess(than: sum) {
                said = [PlainSaying(field: "parts", value: parts.fact.event.data["parts"] ?? .null, fact: parts.fact)]
            }
        }
        guard let total = value?.quantity.map({ Bounds($0, .amount) }) else { return said }
        for (fact, sum) in deliveries.done where total.isSurelyLess(than: sum) {
            said.append(PlainSaying(field: "total", value: fact.event.data["total"] ?? .null, fact: fact))
        }
        return said
    }

    var alsoSaid: [PlainSaying] {
        termsSaid + deniedAmounts + excess + (value?.alsoSaid ?? []) + (capacity?.alsoSaid ?? [])
            + (parts?.alsoSaid ?? [])
            + times + deliveries.alsoSaid + remaining.alsoSaid + unheard + oneCompany
    }

    /// Statements that make two companies one contradict that they deal with each other; that one belongs to the other does not.
    private var oneCompany: [PlainSaying] {
        guard isInternal, !isRolledUp else { return [] }
        return [PlainSaying(field: "supplier", value: .string(supplier), fact: announcement)]
    }

    /// Under which entry all of it stands, where that is not by its strengths.
    var ownEntry: String? {
        if isDenied { return "denied" }
        if force.until != nil || isExpired { return "ended" }
        if isInternal { return "internal" }
        if isForecast { return "expected" }
        return kind == "guarantee" ? "guarantee" : nil
    }

    /// How sure it is: as the least sure part of its total, without one as the surest announcement.
    var certainty: Certainty {
        if isDenied { return .denied }
        // Of its value; of its capacity where it states no value.
        let stated = [value, capacity].compactMap { $0 }.first { $0.bounds != nil || !$0.forecasts.isEmpty }
        let entries = (stated?.entries ?? []).filter { !$0.isUnknown && !$0.bounds.isNothing }
        let total = entries.isEmpty ? (stated?.entries ?? []).filter { !$0.isUnknown } : entries
        if let unit = stated?.unit, !total.isEmpty { return leastSure(total.map(\.certainty), unit) }
        // Parts in units that it lacks stand by themselves.
        guard stated == nil, let parts, let unit = parts.units.first else { return announcement.certainty ?? .reported }
        return leastSure([parts.fact.isForecast ? .expected : parts.fact.certainty ?? .reported], unit)
    }

    /// Of amounts, and of what is said of the parts in their unit.
    private func leastSure(_ amounts: [Certainty], _ unit: MeasureUnit) -> Certainty {
        let moved = parts?.all.filter { $0.amount(in: unit) != nil }.compactMap { $0.event?.certainty } ?? []
        return (amounts + moved).min { $0.rank < $1.rank } ?? .reported
    }

    /// In force: neither ended nor run out, nor denied, nor a forecast, and more than an intention; by itself in some unit, or in
    /// what counts it.
    var isInForce: Bool {
        guard !isDenied, force.until == nil, !isExpired, !isForecast else { return false }
        if counts.values.contains(where: { !$0.announced.isNothing }) { return true }
        return isInForceOutside && commitment != "letter-of-intent"
    }
}
