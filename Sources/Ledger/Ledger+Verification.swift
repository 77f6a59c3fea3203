import EventLog
import Projections

extension Ledger {
    /// The stored views that claim to be of the log's head, and which of them hold other rows than a fold of the log gives.
    package func auditViews() throws -> (current: [String], findings: [Finding]) {
        try log.snapshot {
            let head = try log.head()
            let folded = Ledger(log: log, store: nil).views
            let current = try views.status(head).filter(\.isCurrent)
            let findings = try current.compactMap { status -> Finding? in
                guard let projector = ViewRunner.projector(named: status.name) else { return nil }
                let due = projector.shape.digest(of: try folded.rows(of: projector).rows)
                guard status.digest != due else { return nil }
                return Finding(
                    part: .view,
                    reason: "the view \(status.name) claims to be of position \(head.position), but its digest is "
                        + "\(status.digest ?? "none") where the log gives \(due): impact replay \(status.name)")
            }
            return (current.map(\.name), findings)
        }
    }
}
