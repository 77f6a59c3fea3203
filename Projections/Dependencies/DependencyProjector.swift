import CivilTime
import MarketEvents

/// Who depends on whom: as somebody stated it, as deals in force imply it, and through the makers of the hardware.
package enum DependencyProjector: CompanyProjector {
    package static let version = 5
    package static let shape = ViewShape(
        "dependencies",
        [
            Column("dependent", .company), Column("provider", .company), Column("kind"), Column("since"),
            Column("until"), Column("certainty"), Column("basis"), Column("trend"), Column("via"),
            Column("committed", .quantity), Column("contracted", .quantity), Column("sharePercent"),
            Column("sharePercentUpper"), Column("shareOf", .quantity), Column("through", .company),
            Column("path", .list), Column("alsoSaid", .list),
        ],
        shown: [
            "dependent", "provider", "kind", "basis", "committed", "contracted", "sharePercent", "since", "until",
            "through", "trend",
        ])

    package static let namesOthers = true

    /// Whether somebody depends on somebody else now: not what has ended, and not what was denied.
    package static func holds(_ row: ViewRow) -> Bool {
        row.cell("until", of: shape) == .missing && row.cell("dependent", of: shape) != row.cell("provider", of: shape)
            && row.cell("certainty", of: shape).text != Certainty.denied.rawValue
    }

    private static let slots = (
        dependent: shape.slot("dependent"), provider: shape.slot("provider"), kind: shape.slot("kind"),
        since: shape.slot("since"), until: shape.slot("until"), certainty: shape.slot("certainty"),
        basis: shape.slot("basis"), trend: shape.slot("trend"), via: shape.slot("via"),
        committed: shape.slot("committed"), contracted: shape.slot("contracted"),
        sharePercent: shape.slot("sharePercent"), sharePercentUpper: shape.slot("sharePercentUpper"),
        shareOf: shape.slot("shareOf"), through: shape.slot("through"), alsoSaid: shape.slot("alsoSaid"),
        events: shape.eventsSlot
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
        /// Statements of it, and that it is over.
        var facts: [LeanFact] = []
        var deals: [DealEdge] = []
    }

    package static func fold(company: CompanyAffairs, into rows: RowBuffer) throws(Unfoldable) {
        var edges: [Target: Edge] = [:]
        for fact in company.dependencies {
            let target = Target(provider: try fact.required(.provider), kind: try fact.required(.kind))
            edges[target, default: Edge()].facts.append(fact)
        }
        var totals: [MeasureUnit: [CompanyAffairs.Purchase]] = [:]
        for deal in company.deals where deal.isInForce {
            let announced = deal.figures.filter(\.isAnnounced)
            if deal.buyer == company.company {
                for figures in announced {
                    totals[figures.unit, default: []].append(CompanyAffairs.Purchase(deal: deal, figures: figures))
                }
            }
            if deal.dependent == company.company, !deal.isWithinCompany {
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
            let told = Told(edge.facts, starts: .dependencyStated, standsAlone: edge.deals.isEmpty)
            if !told.isStarted, !told.admitted.isEmpty { rows.countIncomplete() }
            guard !told.starts.isEmpty || !edge.deals.isEmpty else { continue }
            fold(edge, told, from: company.company, to: target, totals, into: rows)
        }
    }

    private static var chips: Bytes { Bytes(start: ("chips" as StaticString).utf8Start, count: 5) }

    /// One row; where the commitments are in several units one a unit.
    private static func fold(
        _ edge: Edge, _ told: Told, from dependent: Bytes, to target: Target,
        _ totals: [MeasureUnit: [CompanyAffairs.Purchase]], into rows: RowBuffer
    ) {
        let committed = Dictionary(grouping: edge.deals.flatMap(\.committed), by: \.unit)
        guard !committed.isEmpty else { return foldRow(edge, told, dependent, target, unit: nil, nil, [], into: rows) }
        for (unit, figures) in committed.sorted(by: { $0.key.code < $1.key.code }) {
            foldRow(
                edge, told, dependent, target, unit: committed.count == 1 ? nil : unit,
                DealFigures.sum(figures, unit), totals[unit] ?? [], into: rows)
        }
    }

    private static func foldRow(
        _ edge: Edge, _ told: Told, _ dependent: Bytes, _ target: Target, unit: MeasureUnit?,
        _ committed: DealFigures?, _ all: [CompanyAffairs.Purchase], into rows: RowBuffer
    ) {
        let interval = Interval(starts: told.starts, ends: told.admitted.filter { $0.kind == .dependencyEnded })
        // Where nothing that was stated holds now, the deals alone say so.
        let isStated = edge.deals.isEmpty || interval.isOpen
        var laid = LaidFields()
        laid.lay(announcements: told.starts)
        laid.note(denied: told.denied)
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
        rows.text(slots.since, (isStated ? interval.since?.occurred : dealSince)?.text)
        if edge.deals.isEmpty { rows.text(slots.until, interval.until?.occurred.text) }
        let certainties = (isStated ? told.starts : []).compactMap(\.certainty) + edge.deals.map(\.deal.certainty)
        rows.certainty(slots.certainty, certainties.max { $0.rank < $1.rank })
        if isStated {
            let isInferred = told.starts.allSatisfy { $0[.inferred]?.equals("true") ?? false }
            rows.word(slots.basis, isInferred ? "inferred" : "stated")
        } else {
            rows.word(slots.basis, edge.deals.allSatisfy(\.isInferred) ? "inferred" : "deal")
        }
        rows.text(slots.trend, laid.word(.trend))
        rows.decoded(slots.via, laid[.via])
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
        rows.alsoSaid(
            slots.alsoSaid,
            laid.alsoSaid
                + interval.alsoSaid(
                    beside: told.denied, start: "since", end: "until", kinds: (.dependencyStated, .dependencyEnded)))
        var events: [Bytes] = []
        edge.facts.appendEvents(to: &events)
        for part in edge.deals { events += part.deal.events }
        rows.events(slots.events, events)
        rows.end()
    }
}
