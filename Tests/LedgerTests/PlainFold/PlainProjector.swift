import CivilTime
import EventLog
import MarketEvents
import Projections

/// The definition of a view in the plainest code: a value that takes decoded facts in any order and then gives its rows.
/// Slow; it is what the fast folds are held against.
protocol PlainProjector: Sendable {
    static var shape: ViewShape { get }
    init()
    /// The companies and their listings, before any fact.
    mutating func know(_ companies: CompanyRegister)
    /// That units count as their parents, before any fact.
    mutating func rollUp()
    mutating func apply(_ fact: Fact)
    func rows(asOf: Instant?) -> [ViewRow]
    /// How many ends stand without a start.
    var incomplete: Int { get }
    /// Columns that it says nothing of: they repeat what stands behind the others, for explanations.
    static var explaining: Set<String> { get }
}

extension PlainProjector {
    var incomplete: Int { 0 }
    static var explaining: Set<String> { [] }

    /// Rows as far as it says something of them.
    static func comparable(_ rows: [ViewRow]) -> [ViewRow] {
        if explaining.isEmpty { return rows }
        return rows.map { row in
            let cells = Dictionary(uniqueKeysWithValues: zip(shape.columns.map(\.name), row.cells))
            return ViewRow(shape, key: row.key, cells.filter { !explaining.contains($0.key) }, events: row.events)
        }
    }

    mutating func know(_ companies: CompanyRegister) {}
    mutating func rollUp() {}
}

enum PlainFold {
    static let projectors: [any PlainProjector.Type] = [
        PlainMarketCap.self, PlainClaims.self, PlainDependencies.self, PlainCommitments.self, PlainPlans.self,
        PlainRights.self,
        PlainConcentration.self,
    ]

    /// The rows of a view by key, and its incomplete ends.
    static func fold(
        _ projector: any PlainProjector.Type, _ history: EffectiveHistory, _ selection: Selection = Selection()
    ) -> (rows: [ViewRow], incomplete: Int) {
        var state = projector.init()
        state.know(history.companies)
        if selection.rollUp { state.rollUp() }
        for fact in history.facts + history.splitsBeyondCut { state.apply(fact) }
        return (state.rows(asOf: selection.cut.asOf).sorted { $0.key < $1.key }, state.incomplete)
    }
}
