import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// The facts of deals, by deal: what commitments, plans and dependencies fold from.
struct PlainDealBook: Sendable {
    private struct Entry: Sendable {
        var announcements: [Fact] = []
        var amendments: [Fact] = []
        var ends: [Fact] = []
        var partsMet: [Fact] = []
        var deliveries: [Fact] = []
        var links: [Fact] = []
    }

    private var entries: [String: Entry] = [:]

    init() {}

    mutating func apply(_ fact: Fact) {
        switch fact.event.content {
        case .dealAnnounced(let deal): entries[deal, default: Entry()].announcements.append(fact)
        case .dealAmended(let deal, _): entries[deal, default: Entry()].amendments.append(fact)
        case .dealEnded(let deal, _): entries[deal, default: Entry()].ends.append(fact)
        case .dealPartMet(let deal, _): entries[deal, default: Entry()].partsMet.append(fact)
        case .dealDelivered(let delivered): entries[delivered.deal, default: Entry()].deliveries.append(fact)
        case .dealLinked(let deal, _, _): entries[deal, default: Entry()].links.append(fact)
        default: break
        }
    }

    /// Deals that were amended, ended or delivered but never announced here.
    var incomplete: Int { entries.values.count { $0.announcements.isEmpty } }

    /// All announced deals, sorted by id.
    func deals(asOf: Instant?) -> [PlainDeal] {
        let counted = countedElsewhere()
        return entries.sorted { $0.key < $1.key }.compactMap { id, entry in
            entry.announcements.isEmpty
                ? nil
                : PlainDeal(
                    id: id, announcements: entry.announcements, amendments: entry.amendments, ends: entry.ends,
                    partsMet: entry.partsMet, deliveries: entry.deliveries, countedIn: counted[id], asOf: asOf)
        }
    }

    /// Which deal stands for another one, so that no money is counted twice: of two that are the same the lesser id counts,
    /// a part counts in its whole, a replaced deal in the one that replaces it.
    private func countedElsewhere() -> [String: String] {
        var standsFor: [String: String] = [:]
        for fact in entries.values.flatMap(\.links).filter({ !$0.isDenied }).sorted(by: { $1.wins(over: $0) }) {
            guard case .dealLinked(let deal, let other, let relation) = fact.event.content, deal != other,
                entries[other]?.announcements.isEmpty == false, entries[deal]?.announcements.isEmpty == false
            else { continue }
            let pair: (inner: String, outer: String)? =
                switch relation {
                case "same-as": (max(deal, other), min(deal, other))
                case "part-of": (deal, other)
                case "replaces": (other, deal)
                default: nil
                }
            guard let pair else { continue }
            // A circle of links would make all of it vanish.
            var outer: String? = pair.outer
            while let next = outer, next != pair.inner { outer = standsFor[next] }
            if outer == nil { standsFor[pair.inner] = pair.outer }
        }
        return standsFor
    }
}

/// One deal as its facts make it.
struct PlainDeal: Sendable {
    let id: String
    let buyer: String
    let supplier: String
    let through: String?
    let kind: String
    let commitment: String
    let value: Quantity?
    let capacity: Quantity?
    let term: ISODuration?
    let termQualifier: String?
    /// The day that the term starts, where it is known.
    let starts: CivilDay?
    let terms: PlainLaidFields
    let certainty: Certainty
    /// When it ended; nil while it is in force.
    let ended: String?
    /// Terms that have run out by the cut.
    let isExpired: Bool
    let announced: StatedTime
    let countedIn: String?
    let delivered: Quantity?
    let deliveredMeasure: String?
    let partsMet: Set<String>
    let events: [String]

    /// Without amendments that increase what they cannot be added to: these are parked.
    private static func addable(_ announcements: [Fact], _ amendments: [Fact]) -> [Fact] {
        var left = amendments.sorted { $1.happened(after: $0) }
        for (index, amendment) in left.enumerated() {
            guard amendment.event.data["increase"] != nil else { continue }
            var isAddable = true
            _ = PlainLaidFields(announcements: announcements, amendments: Array(left[...index])) { more, reached in
                guard let reached else { return more }
                do { return try Quantity.sum([reached, more]) } catch {
                    isAddable = false
                    return nil
                }
            }
            guard isAddable else {
                left.remove(at: index)
                return addable(announcements, left)
            }
        }
        return left
    }

    init(
        id: String, announcements: [Fact], amendments: [Fact], ends: [Fact], partsMet: [Fact], deliveries: [Fact],
        countedIn: String?, asOf: Instant?
    ) {
        // Denied facts take no part; a deal of nothing but denied announcements stays listed as denied.
        let admitted = announcements.filter { !$0.isDenied }
        let starting = admitted.isEmpty ? announcements : admitted
        let holds = { (facts: [Fact]) in facts.filter { !$0.isDenied } }
        let addable = PlainDeal.addable(starting, holds(amendments))
        let parked = Set(holds(amendments).map(\.id)).subtracting(addable.map(\.id))
        let amendments = amendments.filter { !parked.contains($0.id) }
        terms = PlainLaidFields(announcements: starting, amendments: addable) { increase, reached in
            guard let reached else { return increase }
            return (try? Quantity.sum([reached, increase])) ?? nil
        }
        self.id = id
        self.countedIn = countedIn
        buyer = terms.text("buyer") ?? ""
        supplier = terms.text("supplier") ?? ""
        through = terms.text("through")
        kind = terms.text("kind") ?? "other"
        commitment = terms.text("commitment") ?? "unstated"
        value = terms.quantity("value")
        capacity = terms.quantity("capacity")
        term = terms.text("term").flatMap(ISODuration.init)
        termQualifier = terms.text("termQualifier")
        let first = starting.min { $1.happened(after: $0) }
        announced = first?.occurred ?? StatedTime(instant: Instant(seconds: 0))
        starts = terms.time("starts")?.day
        certainty = PlainDeal.certainty(of: terms, among: starting)
        let end = holds(ends).min { $1.happened(after: $0) }
        ended = end?.occurred.text
        self.partsMet = Set(
            holds(partsMet).compactMap { if case .dealPartMet(_, let part) = $0.event.content { part } else { nil } })
        let delivery = PlainDeal.latestDelivery(holds(deliveries))
        delivered = delivery?.total
        deliveredMeasure = delivery?.measure
        if let asOf, let starts, let term, let over = starts.adding(months: term.months)?.adding(days: term.days) {
            isExpired = TimeZoneRules.newYork.startOfDay(over) <= asOf
        } else {
            isExpired = false
        }
        events = (announcements + amendments + ends + partsMet + deliveries).flatMap(\.events)
    }

    /// How sure the deal is: of the announcements that state the value that holds (they do not contradict each other) the
    /// surest; without a value the one that wins.
    private static func certainty(of terms: PlainLaidFields, among announcements: [Fact]) -> Certainty {
        let winner = announcements.max { $1.wins(over: $0) }
        let value = terms.origin["value"]?.event.data["value"] ?? winner?.event.data["value"]
        let agreeing = announcements.filter { $0.event.data["value"] == value }
        return agreeing.compactMap(\.certainty).max { $0.rank < $1.rank } ?? winner?.certainty ?? .reported
    }

    /// What was delivered by the latest day; invoices and payments stand in where no delivery is known.
    private static func latestDelivery(_ facts: [Fact]) -> DealDelivered? {
        for measure in ["delivered", "invoiced", "paid"] {
            let fitting = facts.compactMap { fact -> (Fact, DealDelivered)? in
                guard case .dealDelivered(let delivered) = fact.event.content, delivered.measure == measure else {
                    return nil
                }
                return (fact, delivered)
            }
            let latest = fitting.max { left, right in
                left.1.day == right.1.day ? right.0.wins(over: left.0) : left.1.day < right.1.day
            }
            if let latest { return latest.1 }
        }
        return nil
    }

    /// In force: not ended, not run out, not denied, and more than an intention.
    var isInForce: Bool {
        ended == nil && !isExpired && certainty != .denied && certainty != .expected && commitment != "letter-of-intent"
    }

    /// The commitments that `contracted` counts.
    static let counted: Set = ["binding", "conditional", "unstated"]

    /// Under which entry an amount of the deal stands, where it is not by its commitment.
    var ownEntry: String? {
        if certainty == .denied { return "denied" }
        if ended != nil || isExpired { return "ended" }
        return certainty == .expected ? "expected" : nil
    }

    /// An amount and how binding it is.
    struct Portion: Sendable {
        let commitment: String
        let amount: Quantity
    }

    /// The value, split where parts have a strength of their own: a part whose condition is met is binding.
    var portions: [Portion] {
        guard let value else { return [] }
        let parts = terms.objects("parts").compactMap { part -> Portion? in
            guard let amount = part["value"]?.object.flatMap({ Quantity($0) }), amount.unit == value.unit,
                let commitment = part["commitment"]?.string
            else { return nil }
            let isMet = part["part"]?.string.map(partsMet.contains) ?? false
            return Portion(commitment: isMet ? "binding" : commitment, amount: amount)
        }
        guard !parts.isEmpty, let sum = (try? Quantity.sum(parts.map(\.amount))) ?? nil else {
            return [Portion(commitment: commitment, amount: value)]
        }
        let rest = (try? value.subtracting(sum)) ?? nil
        return parts + (rest.flatMap { $0.sign == 0 ? nil : [Portion(commitment: commitment, amount: $0)] } ?? [])
    }

    /// What counts as contracted, in parts; empty where nothing counts.
    var contracted: [Quantity] {
        guard ownEntry == nil, countedIn == nil else { return [] }
        return portions.filter { PlainDeal.counted.contains($0.commitment) }.map(\.amount)
    }
}
