import CivilTime
import EventLog
import MarketEvents
import Projections

/// What figures are explained from: the views of one selection, and the facts behind them.
package struct ExplanationBasis {
    package let facts: [Fact]
    /// Where each stands among them, by its id.
    private let places: [String: Int]
    /// The events that are retracted.
    let retracted: Set<String>
    /// Corrections and retractions that hold, in the order of positions.
    let changes: [RecordedEvent]
    /// Corrections that hold, and what was said later, by the event that they are about.
    let corrections: [String: [RecordedEvent]]
    let remarks: [String: [Fact]]
    /// The cut by occurrence, under which terms and expiries end things.
    let asOf: Instant?
    private let views: [String: ViewResult]
    /// All deals, sorted by id.
    let deals: [DealReading]
    private let dealsByID: [String: DealReading]
    /// What measured figures are made of.
    let market: Market

    package init(views: [ViewResult], history: EffectiveHistory, asOf: Instant?) {
        facts = history.facts
        places = Dictionary(history.facts.enumerated().map { ($1.id, $0) }) { first, _ in first }
        retracted = Set(
            history.changes.filter { $0.envelope.type == "event.retracted" }
                .compactMap { $0.envelope.data["target"]?.string })
        changes = history.changes
        corrections = Dictionary(grouping: changes.filter { $0.envelope.type == "event.corrected" }) {
            $0.envelope.data["target"]?.string ?? ""
        }
        remarks = Dictionary(grouping: facts.filter { $0.event.type.stream == .target }) {
            $0.event.data["target"]?.string ?? ""
        }
        self.asOf = asOf
        var market = Market(companies: history.companies)
        for fact in history.facts + history.splitsBeyondCut { market.add(fact) }
        self.market = market
        self.views = Dictionary(views.map { ($0.shape.name, $0) }) { first, _ in first }
        var byDeal: [String: [Fact]] = [:]
        for fact in history.facts where fact.event.type.name.hasPrefix("deal.") {
            if let deal = fact.event.data["deal"]?.string { byDeal[deal, default: []].append(fact) }
        }
        guard let commitments = self.views["commitments"] else {
            (deals, dealsByID) = ([], [:])
            return
        }
        deals = commitments.rows.filter { $0.cell("deal", of: commitments.shape) != .missing }.map {
            DealReading($0, commitments.shape, facts: byDeal[$0.key] ?? [])
        }
        dealsByID = Dictionary(deals.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The views that a view's rows are explained from: its own, and the deals that sums are made of.
    package static func views(behind projector: any Projector.Type) -> [any Projector.Type] {
        projector.shape.name == CommitmentsProjector.shape.name ? [projector] : [projector, CommitmentsProjector.self]
    }

    func shape(_ view: String) -> ViewShape? { views[view]?.shape }
    func rows(_ view: String) -> [ViewRow] { views[view]?.rows ?? [] }
    func deal(_ id: String) -> DealReading? { dealsByID[id] }

    /// The facts that a row rests on, in the order of positions.
    func facts(of row: ViewRow) -> [Fact] { Set(row.events).compactMap { places[$0] }.sorted().map { facts[$0] } }

    func fact(_ id: String) -> Fact? { places[id].map { facts[$0] } }

    /// The rows that a key names: itself, or its beginning up to a mark between its parts. Of a view whose rows are of an event
    /// also that event's id or position; of the dependencies a path, where no edge fits.
    package func rows(of view: String, named key: String) -> [ViewRow] {
        guard let result = views[view] else { return [] }
        let ofFacts = ViewRunner.projector(named: view) as? any FactProjector.Type
        let event = Int(key).flatMap { position in facts.first { $0.position == position }?.id } ?? key
        func fits(_ row: ViewRow) -> Bool {
            row.key == key || row.key.hasPrefix(key + ":") || row.key.hasPrefix(key + "@")
                || ofFacts?.event(ofKey: row.key) == event
                || row.cell("event", of: result.shape) == .text(event)
        }
        let direct = result.rows.filter(fits)
        guard direct.isEmpty, view == "dependencies" else { return direct }
        return IndirectDependencies.rows(of: result.rows).filter { $0.key == key }
    }

    /// The figures of a row and what makes them. A view that is not here takes its own rows apart.
    func derivations(of row: ViewRow, in view: String) -> [Derivation] {
        switch view {
        case "market-cap": MarketCapArithmetic.derivations(row, self)
        case "claims": ClaimsArithmetic.derivations(row, self)
        case "study": StudyArithmetic.derivations(row, self)
        case "dependencies": DependenciesArithmetic.derivations(row, self)
        case "commitments": CommitmentsArithmetic.derivations(row, self)
        case "plans": PlansArithmetic.derivations(row, self)
        case "rights": RightsArithmetic.derivations(row, self)
        case "record": RecordArithmetic.derivations(row, self)
        default: (ViewRunner.projector(named: view) as? any ExplainedProjector.Type)?.derivations(of: row) ?? []
        }
    }
}
