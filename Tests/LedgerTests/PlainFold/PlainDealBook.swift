import CivilTime
import MarketEvents
import Projections

/// The facts of deals, by deal: what commitments, plans, concentration and dependencies fold from.
struct PlainDealBook: Sendable {
    struct Facts: Sendable {
        var announcements: [Fact] = []
        var amendments: [Fact] = []
        var ends: [Fact] = []
        var parts: [Fact] = []
        var deliveries: [Fact] = []
        var remainders: [Fact] = []

        var all: [Fact] { announcements + amendments + ends + parts + deliveries + remainders }
    }

    private var deals: [String: Facts] = [:]
    private var links: [Fact] = []
    private var linking: Set<String> = []
    private var companies = CompanyRegister()
    /// Units count as their parents.
    var isRolledUp = false

    init() {}

    mutating func know(_ companies: CompanyRegister) { self.companies = companies }

    mutating func apply(_ fact: Fact) {
        switch fact.event.content {
        case .dealAnnounced(let deal): deals[deal, default: Facts()].announcements.append(fact)
        case .dealAmended(let deal, _): deals[deal, default: Facts()].amendments.append(fact)
        case .dealEnded(let deal, _): deals[deal, default: Facts()].ends.append(fact)
        case .dealPartMet(let deal, _), .dealPartEnded(let deal, _):
            deals[deal, default: Facts()].parts.append(fact)
        case .dealDelivered(let delivered): deals[delivered.deal, default: Facts()].deliveries.append(fact)
        case .dealRemaining(let remaining): deals[remaining.deal, default: Facts()].remainders.append(fact)
        case .dealLinked(let deal, _, _):
            links.append(fact)
            linking.insert(deal)
        default: break
        }
    }

    /// Deals of which something is told, but never that they were announced.
    var incomplete: Int { linking.union(deals.keys).count { deals[$0]?.announcements.isEmpty ?? true } }

    /// All announced deals by id, and how they are linked.
    func folded(asOf: Instant?) -> (deals: [PlainDeal], links: PlainLinks) {
        var found: [String: PlainDeal] = [:]
        for (id, facts) in deals { found[id] = PlainDeal(id, facts, companies, isRolledUp, asOf: asOf) }
        let links = PlainLinks(links, found)

        // What happened to one twin happened to the deal.
        for (id, deal) in found {
            let twins = links.twins(of: id).compactMap { found[$0] }
            guard twins.count > 1 else { continue }
            let admitted = twins.filter { !$0.isDenied || deal.isDenied }
            found[id]?.force = PlainInterval(
                starts: admitted.flatMap { PlainDeal.starting($0.starts) }, ends: twins.flatMap(\.ends))
        }

        let whole = links.resolved(in: nil)
        let units = Set(found.values.flatMap(\.units))
        let byUnit = Dictionary(uniqueKeysWithValues: units.map { ($0, links.resolved(in: $0)) })
        for (id, deal) in found {
            for unit in deal.units where byUnit[unit]?.countedIn[id] == nil {
                let inner = (byUnit[unit]?.inner[id] ?? []).compactMap { found[$0]?.whole(in: unit)?.finished }
                found[id]?.counts[unit] = PlainCount(deal, unit, inner: inner)
            }
            let home = deal.mainUnit.flatMap { byUnit[$0] } ?? whole
            found[id]?.countedIn = home.countedIn[id]
        }
        let settled = found
        for id in found.keys {
            var (outer, seen) = (settled[id]?.countedIn, Set([id]))
            while let next = outer, seen.insert(next).inserted {
                if settled[next]?.force.until != nil { found[id]?.isInForceOutside = false }
                outer = settled[next]?.countedIn
            }
        }
        return (found.values.sorted { $0.id < $1.id }, links)
    }
}

extension PlainDeal {
    /// The unit of its value, else of its capacity, else of its parts.
    fileprivate var mainUnit: MeasureUnit? {
        [value, capacity].compactMap { $0?.unit }.first { total(in: $0) != nil }
            ?? units.min { $0.code < $1.code }
    }
}
