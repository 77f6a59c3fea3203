import CivilTime
import MarketEvents

/// Who depends on whom: as somebody stated it, as deals in force imply it, and through the makers of the hardware.
package enum DependencyProjector: CompanyProjector {
    package static let version = 2
    package static let shape = ViewShape(
        "dependencies",
        [
            Column("dependent", .company), Column("provider", .company), Column("kind"), Column("since"),
            Column("until"), Column("certainty"), Column("basis"), Column("trend"), Column("via"),
            Column("committed", .quantity), Column("contracted", .quantity), Column("sharePercent"),
            Column("sharePercentUpper"), Column("shareOf", .quantity),
            Column("through", .company), Column("path", .list),
        ])

    private static let slots = (
        dependent: shape.slot("dependent"), provider: shape.slot("provider"), kind: shape.slot("kind"),
        since: shape.slot("since"), until: shape.slot("until"), certainty: shape.slot("certainty"),
        basis: shape.slot("basis"), trend: shape.slot("trend"), via: shape.slot("via"),
        committed: shape.slot("committed"), contracted: shape.slot("contracted"),
        sharePercent: shape.slot("sharePercent"), sharePercentUpper: shape.slot("sharePercentUpper"),
        shareOf: shape.slot("shareOf"),
        through: shape.slot("through"), events: shape.eventsSlot
    )

    /// An edge from one company, by whom it leads to and for what.
    private struct Target: Hashable {
        let provider: Bytes
        let kind: Bytes
    }

    /// What makes an edge, beside the statements.
    private struct DealEdge {
        let deal: Deal
        let isInferred: Bool
        /// What it counts with; only where the dependent is the one who pays.
        let committed: [DealFigures]
    }

    private struct Edge {
        var statements: [LeanFact] = []
        var ends: [LeanFact] = []
        var deals: [DealEdge] = []
    }

    package static func fold(company: CompanyAffairs, into rows: RowBuffer) throws(Unfoldable) {
        var edges: [Target: Edge] = [:]
        for fact in company.dependencies where !fact.isDenied {
            let target = Target(provider: try fact.required(.provider), kind: try fact.required(.kind))
            if fact.kind == .dependencyStated {
                edges[target, default: Edge()].statements.append(fact)
            } else {
                edges[target, default: Edge()].ends.append(fact)
            }
        }
        var totals: [MeasureUnit: [CompanyAffairs.Purchase]] = [:]
        for deal in company.deals where deal.isInForce {
            let announced = deal.figures.filter { !$0.announced.isNothing }
            if deal.buyer == company.company {
                for figures in announced {
                    totals[figures.unit, default: []].append(CompanyAffairs.Purchase(deal: deal, figures: figures))
                }
            }
            if deal.dependent == company.company {
                edges[Target(provider: deal.provider, kind: deal.kind), default: Edge()].deals.append(
                    DealEdge(deal: deal, isInferred: false, committed: deal.isCapital ? [] : announced))
            }
            guard deal.supplier == company.company else { continue }
            for maker in deal.makers {
                edges[Target(provider: maker, kind: chips), default: Edge()].deals.append(
                    DealEdge(deal: deal, isInferred: true, committed: []))
            }
        }
        for (target, edge) in edges.sorted(by: { ($0.key.provider, $0.key.kind) < ($1.key.provider, $1.key.kind) }) {
            if edge.statements.isEmpty, !edge.ends.isEmpty { rows.countIncomplete() }
            guard !edge.statements.isEmpty || !edge.deals.isEmpty else { continue }
            fold(edge, from: company.company, to: target, totals, into: rows)
        }
    }

    private static var chips: Bytes { Bytes(start: ("chips" as StaticString).utf8Start, count: 5) }

    /// One row; where the commitments are in several units one a unit.
    private static func fold(
        _ edge: Edge, from dependent: Bytes, to target: Target, _ totals: [MeasureUnit: [CompanyAffairs.Purchase]],
        into rows: RowBuffer
    ) {
        let committed = Dictionary(grouping: edge.deals.flatMap(\.committed), by: \.unit)
        guard !committed.isEmpty else { return foldRow(edge, dependent, target, unit: nil, nil, [], into: rows) }
        for (unit, figures) in committed.sorted(by: { $0.key.code < $1.key.code }) {
            foldRow(
                edge, dependent, target, unit: committed.count == 1 ? nil : unit,
                DealFigures.sum(figures, unit), totals[unit] ?? [], into: rows)
        }
    }

    private static func foldRow(
        _ edge: Edge, _ dependent: Bytes, _ target: Target, unit: MeasureUnit?, _ committed: DealFigures?,
        _ all: [CompanyAffairs.Purchase], into rows: RowBuffer
    ) {
        let interval = Interval(starts: edge.statements, ends: edge.ends)
        let latest = edge.statements.max { $1.happened(after: $0) }
        let slots = slots
        rows.begin()
        rows.open(ViewShape.keySlot)
        rows.append(dependent)
        for part in [target.provider, target.kind] {
            rows.append(":")
            rows.append(part)
        }
        if let unit {
            rows.append(":")
            rows.append(unit.code)
        }
        rows.close()
        rows.text(slots.dependent, dependent)
        rows.text(slots.provider, target.provider)
        rows.text(slots.kind, target.kind)
        let dealSince = edge.deals.lazy.map(\.deal.announced).min { Moment.isOrdered($0, before: $1) == true }
        rows.text(slots.since, (interval.since?.occurred ?? dealSince)?.text)
        if edge.deals.isEmpty { rows.text(slots.until, interval.until?.occurred.text) }
        let certainties = edge.statements.compactMap(\.certainty) + edge.deals.map(\.deal.certainty)
        rows.certainty(slots.certainty, certainties.max { $0.rank < $1.rank })
        if interval.isOpen || edge.deals.isEmpty {
            let isInferred = edge.statements.allSatisfy { $0[.inferred]?.equals("true") ?? false }
            rows.word(slots.basis, isInferred ? "inferred" : "stated")
        } else {
            rows.word(slots.basis, edge.deals.allSatisfy(\.isInferred) ? "inferred" : "deal")
        }
        rows.text(slots.trend, latest?.word(.trend))
        rows.decoded(slots.via, latest?[.via])
        rows.quantity(slots.committed, committed?.announced.amount)
        rows.quantity(slots.contracted, committed?[.binding].amount)
        if let committed {
            let own = Set(edge.deals.map(\.deal.id))
            let others = DealFigures.sum(all.filter { !own.contains($0.deal.id) }.map(\.figures), committed.unit)
            if let share = committed.announced.share(beside: others.announced) {
                rows.text(slots.sharePercent, share.least.fixed(fractionDigits: 2))
                if share.most != share.least { rows.text(slots.sharePercentUpper, share.most.fixed(fractionDigits: 2)) }
            }
            rows.quantity(slots.shareOf, DealFigures.sum(all.map(\.figures), committed.unit).announced.amount)
        }
        let throughs = Set(edge.deals.lazy.filter { !$0.isInferred }.compactMap(\.deal.through))
        if throughs.count == 1 { rows.text(slots.through, throughs.first) }
        var events: [Bytes] = []
        edge.statements.appendEvents(to: &events)
        edge.ends.appendEvents(to: &events)
        for part in edge.deals { events += part.deal.events }
        rows.events(slots.events, events)
        rows.end()
    }
}
