import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Who depends on whom: as somebody stated it, as deals in force imply it, and through the makers of the hardware.
struct PlainDependencies: PlainProjector {
    static var shape: ViewShape { DependencyProjector.shape }

    private var companies = CompanyRegister()
    private var book = PlainDealBook()
    private var facts: [DependencyKey: [Fact]] = [:]

    init() {}

    mutating func know(_ companies: CompanyRegister) {
        book.know(companies)
        self.companies = companies
    }

    private func isOneCompany(_ one: String, _ other: String) -> Bool {
        companies.topParent(of: one) == companies.topParent(of: other)
    }

    mutating func apply(_ fact: Fact) {
        book.apply(fact)
        switch fact.event.content {
        case .dependencyStated(let stated): facts[stated.key, default: []].append(fact)
        case .dependencyEnded(let key): facts[key, default: []].append(fact)
        default: break
        }
    }

    private static func isStatement(_ fact: Fact) -> Bool {
        if case .dependencyStated = fact.event.content { true } else { false }
    }

    var incomplete: Int {
        facts.values.count { facts in !facts.contains(where: Self.isStatement) && facts.contains { !$0.isDenied } }
    }

    /// What makes an edge, beside the statements.
    private struct DealEdge {
        let deal: PlainDeal
        let isInferred: Bool
        /// Only where the dependent is the one who pays.
        let committed: [PlainCount]
    }

    func rows(asOf: Instant?) -> [ViewRow] {
        let all = book.folded(asOf: asOf).deals
        let deals = all.filter(\.isInForce)
        var edges: [DependencyKey: [DealEdge]] = [:]
        for deal in deals {
            let isCapital = deal.kind == "capital"
            let key = DependencyKey(
                dependent: isCapital ? deal.supplier : deal.buyer, provider: isCapital ? deal.buyer : deal.supplier,
                kind: deal.kind)
            if !isOneCompany(deal.buyer, deal.supplier) {
                edges[key, default: []].append(
                    DealEdge(deal: deal, isInferred: false, committed: isCapital ? [] : deal.announced))
            }
            for maker in Set(deal.terms.objects("hardware").compactMap { $0["maker"]?.string })
            where !isOneCompany(maker, deal.supplier) {
                let key = DependencyKey(dependent: deal.supplier, provider: maker, kind: "chips")
                edges[key, default: []].append(DealEdge(deal: deal, isInferred: true, committed: []))
            }
        }
        let totals = Dictionary(grouping: all.flatMap { deal in deal.announced.map { (deal.buyer, $0) } }, by: \.0)
            .mapValues { $0.map(\.1) }
        let stated = facts.filter { $0.value.contains(where: Self.isStatement) }.keys
        return Set(stated).union(edges.keys).flatMap { key in
            rows(key, edges[key] ?? [], totals)
        }
    }

    /// One row; where the commitments are in several units one a unit.
    ///
    /// - Parameter totals: all that each buyer has announced.
    private func rows(_ key: DependencyKey, _ edges: [DealEdge], _ totals: [String: [PlainCount]]) -> [ViewRow] {
        let all = facts[key] ?? []
        let told = PlainTold(all, standsAlone: edges.isEmpty, isStart: Self.isStatement)
        let interval = PlainInterval(
            starts: told.starts, ends: all.filter { !Self.isStatement($0) && !$0.isDenied })
        let laid = PlainLaidFields(announcements: told.starts, amendments: [], denied: told.denied)
        let isStated = edges.isEmpty || interval.isOpen
        let sorted = edges.sorted { $0.deal.id < $1.deal.id }
        let basis: String
        if isStated {
            basis = told.starts.allSatisfy(\.event.common.isInferred) ? "inferred" : "stated"
        } else {
            basis = sorted.allSatisfy(\.isInferred) ? "inferred" : "deal"
        }
        let dealSince = edges.compactMap(\.deal.force.since?.occurred).min {
            StatedTime.isOrdered($0, before: $1) == true
        }
        let certainties = (isStated ? told.starts : []).compactMap(\.certainty) + edges.map(\.deal.certainty)
        let certainty = certainties.max { $0.rank < $1.rank }
        let throughs = Set(sorted.filter { !$0.isInferred }.compactMap { $0.deal.terms.text("through") })
        var values: [String: Cell] = [
            "dependent": .text(key.dependent), "provider": .text(key.provider), "kind": .text(key.kind),
            "since": Cell((isStated ? interval.since?.occurred : dealSince)?.text),
            "until": edges.isEmpty ? Cell(interval.until?.occurred.text) : .missing,
            "certainty": Cell(certainty?.rawValue), "basis": .text(basis),
            "trend": Cell(laid.text("trend")), "via": Cell(laid.text("via")),
            "through": Cell(throughs.count == 1 ? throughs.first : nil),
            "alsoSaid": PlainSaying.cell(
                laid.alsoSaid
                    + PlainSaying.times(
                        interval, told.denied, start: "since", end: "until", isStart: Self.isStatement,
                        isEnd: { !Self.isStatement($0) })),
        ]
        let events = all.flatMap(\.events) + edges.flatMap(\.deal.events)
        let name = "\(key.dependent):\(key.provider):\(key.kind)"
        let committed = Dictionary(grouping: sorted.flatMap(\.committed), by: \.unit)
        guard !committed.isEmpty else { return [ViewRow(Self.shape, key: name, values, events: events)] }
        return committed.map { unit, counts in
            let sum = PlainRow.sum(counts.map(\.announced), unit) ?? .zero(unit)
            let all = (totals[key.dependent] ?? []).filter { $0.unit == unit }
            let own = Set(counts.map(\.deal))
            let others = PlainRow.sum(all.filter { !own.contains($0.deal) }.map(\.announced), unit) ?? .zero(unit)
            let share = PlainShare(sum, others)
            values["committed"] = Cell(sum)
            values["contracted"] = Cell(PlainRow.sum(counts.map(\.contracted), unit) ?? .zero(unit))
            values["shareOf"] = Cell(PlainRow.sum(all.map(\.announced), unit))
            values["sharePercent"] = Cell(share.percent)
            values["sharePercentUpper"] = Cell(share.upper)
            return ViewRow(
                Self.shape, key: committed.count == 1 ? name : "\(name):\(unit.code)", values, events: events)
        }
    }
}

extension PlainDeal {
    /// In each unit in which something of it is announced.
    fileprivate var announced: [PlainCount] { counts.values.filter { !$0.announced.isNothing } }
}
