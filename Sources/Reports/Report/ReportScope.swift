import CivilTime
import MarketEvents
import Projections

/// What part of the views a report shows. Figures stay those of the whole selection: a scope leaves rows out, it sums nothing anew.
package struct ReportScope {
    /// Only rows that name this company, in any role, and events that touch it.
    package var company: String?
    /// Only what happened then, and rows that rest on it.
    package var stretch: TimeStretch

    package init(company: String? = nil, since: Instant? = nil, until: Instant? = nil) {
        (self.company, stretch) = (company, TimeStretch(since: since, until: until))
    }

    /// The facts of a report.
    func admitted(of facts: [Fact]) -> [Fact] {
        (company.map { facts.touching($0) } ?? facts).filter { stretch.admits($0.occurred) }
    }

    func admits(_ row: ViewRow, of shape: ViewShape, facts: [String: Fact]) -> Bool {
        (company.map { row.names($0, shape) } ?? true)
            && (stretch.isWhole || row.events.contains { facts[$0].map { stretch.admits($0.occurred) } ?? false })
    }
}
