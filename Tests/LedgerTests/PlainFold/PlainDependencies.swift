import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Who depends on whom: as somebody stated it, as deals in force imply it, and through the makers of the hardware.
struct PlainDependencies: PlainProjector {
    static var shape: ViewShape { DependencyProjector.shape }

    private var book = PlainDealBook()
    private var facts: [DependencyKey: [Fact]] = [:]

    init() {}

    mutating func know(_ companies: CompanyRegister) { book.know(companies) }

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
            edges[key, default: []].append(
                DealEdge(deal: deal, isInferred: false, committed: isCapital ? [] : deal.announced))
            for maker in Set(deal.terms.objects("hardware").compactMap { $0["maker"]?.string })
            where maker != deal.supplier {
                let key = DependencyKey(dependent: deal.supplier, provider: maker, kind: "chips")
                edges[key, default: []].append(DealEdge(deal: deal, isInferred: true, committed: []))
            }
        }
        let totals = Self.totals(all)
        let stated = facts.filter { $0.value.contains(where: Self.isStatement) }.keys
        return Set(stated).union(edges.keys).flatMap { key in
            rows(key, edges[key] ?? [], totals)
        }
    }

    private struct BuyerAndUnit: Hashable {
        let buyer: String
        let unit: MeasureUnit
    }

    /// All that a buyer has announced, by unit: the base of the shares.
    private static func totals(_ deals: [PlainDeal]) -> [BuyerAndUnit: Quantity] {
        var amounts: [BuyerAndUnit: [Quantity]] = [:]
        for deal in deals {
            for count in deal.announced {
                amounts[BuyerAndUnit(buyer: deal.buyer, unit: count.unit), default: []].append(count.announced)
            }
        }
        return Dictionary(
            uniqueKeysWithValues: amounts.map { ($0.key, PlainRow.sum($0.value, $0.key.unit) ?? .zero($0.key.unit)) })
    }

    /// One row; where the commitments are in several units one a unit.
    private func rows(_ key: DependencyKey, _ edges: [DealEdge], _ totals: [BuyerAndUnit: Quantity]) -> [ViewRow] {
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
            let sum = PlainRow.sum(counts.map(\.announced), unit)
            let base = totals[BuyerAndUnit(buyer: key.dependent, unit: unit)]
            values["committed"] = Cell(sum)
            values["contracted"] = Cell(PlainRow.sum(counts.map(\.contracted), unit) ?? .zero(unit))
            values["shareOf"] = Cell(base)
            values["sharePercent"] = Cell(sum.flatMap { sum in base.flatMap { Self.percent(sum, of: $0) } })
            return ViewRow(
                Self.shape, key: committed.count == 1 ? name : "\(name):\(unit.code)", values, events: events)
        }
    }

    /// With two decimals; only of figures that are one number each.
    private static func percent(_ part: Quantity, of whole: Quantity) -> String? {
        let (part, whole) = (Bounds(part), Bounds(whole))
        guard let amount = part.lower, amount == part.upper, let base = whole.lower, base == whole.upper, !base.isZero,
            let percent = try? amount.scaled(by: ExactDecimal(100), over: base, fractionDigits: 2)
        else { return nil }
        return percent.fixed(fractionDigits: 2)
    }
}

extension PlainDeal {
    /// In each unit in which something of it is announced.
    fileprivate var announced: [PlainCount] { counts.values.filter { !$0.announced.isNothing } }
}
