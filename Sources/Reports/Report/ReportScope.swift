import CivilTime
import MarketEvents
import Projections

/// What part of the views a report shows. Figures stay those of the whole selection: a scope leaves rows out, it sums nothing anew.
package struct ReportScope {
    /// Only rows and events that name this company, in any role.
    package var company: String?
    /// Only what happened then, and rows that rest on it.
    package var stretch: TimeStretch

    package init(company: String? = nil, since: Instant? = nil, until: Instant? = nil) {
        (self.company, stretch) = (company, TimeStretch(since: since, until: until))
    }

    func admits(_ fact: Fact) -> Bool {
        (company.map { fact.companies.contains($0) } ?? true) && stretch.admits(fact.occurred)
    }

    func admits(_ row: ViewRow, of shape: ViewShape, facts: [String: Fact]) -> Bool {
        (company.map { row.names($0, shape) } ?? true)
            && (stretch.isWhole || row.events.contains { facts[$0].map { stretch.admits($0.occurred) } ?? false })
    }
}
