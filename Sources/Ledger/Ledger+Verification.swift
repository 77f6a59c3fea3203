import EventLog
import Projections

extension Ledger {
    /// The stored views that claim to be of the log's head, and which of them hold other rows than a fold of the log gives.
    package func auditViews() throws -> (current: [String], findings: [Finding]) {
        try log.snapshot {
            let head = try log.head()
            let audit = try views.audit(at: head)
            let rows = audit.differing.map { view in
                Finding(
                    part: .view,
                    reason: "the view \(view.view) claims to be of position \(head.position), but its digest is "
                        + "\(view.stored) where the log gives \(view.folded): impact replay \(view.view)")
            }
            let tables = audit.tables.map { table in
                Finding(
                    part: .view,
                    reason:
                        "the table \(table) of the views file does not hold what the log gives, so that the next events may be "
                        + "folded wrongly: impact replay")
            }
            return (audit.current, rows + tables)
        }
    }
}
