import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// One deal as its facts make it.
struct PlainDeal {
    let id: String
    let terms: PlainTerms
    let value: PlainTotal?
    let capacity: PlainTotal?
    let parts: PlainParts?
    /// The surest announcement.
    let announcement: Fact
    let starts: [Fact]
    let ends: [Fact]
    let deliveries: PlainDeliveries
    let isExpired: Bool
    let events: [String]
    private let unheard: [PlainAlsoSaid]

    /// With those of its twins.
    var force: PlainForce
    /// In which units it counts by itself, and less what.
    var counts: [MeasureUnit: PlainCount] = [:]
    var countedIn: String?
    /// Whether what it is counted in is in force.
    var isInForceOutside = true

    var buyer: String { terms.text("buyer") ?? "" }
    var supplier: String { terms.text("supplier") ?? "" }
    var kind: String { terms.text("kind") ?? "other" }
    var commitment: String { terms.text("commitment") ?? "unstated" }
    var isDenied: Bool { announcement.isDenied }
    var isForecast: Bool { announcement.isForecast }

    /// - Parameter announcements: at least one.
    init?(_ id: String, _ facts: PlainDealBook.Facts, _ companies: CompanyRegister, asOf: Instant?) {
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
        terms = PlainTerms(announcements: own, amendments: amendments)
        parts = PlainParts(terms.fields["parts"], events: holding(facts.parts), asOf: asOf)
        value = Self.total("value", own, amendments, parts, \.value) { $0.isCurrency }
        capacity = Self.total("capacity", own, amendments, parts, \.capacity) { !$0.isCurrency }
        deliveries = PlainDeliveries(holding(facts.deliveries))
        force = PlainForce(starts: starts, ends: ends)
        let term = terms.text("term").flatMap(ISODuration.init)
        if let asOf, let start = terms.time("starts")?.day, let term,
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
            fact.event.data.members.filter { PlainTerms.isTerm($0.name) && !$0.value.isNull }.compactMap { member in
                let standing: JSONValue? =
                    switch member.name {
                    case "value": held.map { .object($0.json) }
                    case "capacity": size.map { .object($0.json) }
                    default: rows.fields[member.name]?.value
                    }
                let said =
                    member.value.object.flatMap { Quantity($0) }.map { JSONValue.object($0.json) } ?? member.value
                return standing == said ? nil : PlainAlsoSaid(field: member.name, value: said, fact: fact)
            }
        }
    }

    private static func total(
        _ field: String, _ announcements: [Fact], _ amendments: [Fact], _ parts: PlainParts?,
        _ amount: KeyPath<PlainParts.Part, Quantity?>, _ fits: (MeasureUnit) -> Bool
    ) -> PlainTotal? {
        func tellings(_ facts: [Fact], isAmendment: Bool) -> [PlainTotal.Telling] {
            facts.compactMap { fact in
                fact.event.data[field].map {
                    PlainTotal.Telling(
                        fact: fact, quantity: $0.object.flatMap { Quantity($0) }, isAmendment: isAmendment)
                }
            }
        }
        let changes = amendments.compactMap { fact in
            fact.event.data["increase"]?.object.flatMap { Quantity($0) }.flatMap { quantity in
                fits(quantity.unit) ? PlainTotal.Change(fact: fact, quantity: quantity) : nil
            }
        }
        let units = parts?.units(amount) ?? []
        return PlainTotal(
            field: field,
            tellings: tellings(announcements, isAmendment: false) + tellings(amendments, isAmendment: true),
            changes: changes,
            parts: units.isEmpty ? nil : parts.map { parts in (parts.fact, units, { parts.sum(in: $0) }) })
    }

    var alsoSaid: [PlainAlsoSaid] {
        terms.alsoSaid + (value?.alsoSaid ?? []) + (capacity?.alsoSaid ?? []) + (parts?.alsoSaid ?? [])
            + force.alsoSaid + deliveries.alsoSaid + unheard
    }

    /// Under which entry all of it stands, where that is not by its strengths.
    var ownEntry: String? {
        if isDenied { return "denied" }
        if force.end != nil || isExpired { return "ended" }
        if isForecast { return "expected" }
        return kind == "guarantee" ? "guarantee" : nil
    }

    /// How sure it is: as the least sure part of its total, without one as the surest announcement.
    var certainty: Certainty {
        if isDenied { return .denied }
        let entries = (value?.entries ?? []).filter { !$0.bounds.isNothing }
        let total = entries.isEmpty ? value?.entries ?? [] : entries
        guard !total.isEmpty, let unit = value?.unit else { return announcement.certainty ?? .reported }
        let moved = parts?.all.filter { $0.amount(in: unit) != nil }.compactMap { $0.event?.certainty } ?? []
        let shown = total.map { $0.fact.certainty ?? .reported }
        return (shown + moved).min { $0.rank < $1.rank } ?? .reported
    }

    /// In force: neither ended nor run out, nor denied, nor a forecast, and more than an intention, by itself and in what counts
    /// it.
    var isInForce: Bool {
        let entry = ownEntry
        guard entry == nil || entry == "guarantee", isInForceOutside else { return false }
        return commitment != "letter-of-intent" || counts.values.contains { !$0.announced.isNothing }
    }
}
