import EventLog
import Projections

extension Ledger {
    /// The stored views that claim to be of the log's head, and which of them hold other rows than a fold of the log gives.
    package func auditViews() throws -> (current: [String], findings: [Finding]) {
        try log.snapshot {
            let head = try log.head()
            let current = try views.status(head).filter(\.isCurrent)
            guard !current.isEmpty else { return ([], []) }
            let folded = try Ledger(log: log, store: nil).views.everything(Selection()).views
            let findings = current.compactMap { status -> Finding? in
                guard let view = folded.first(where: { $0.shape.name == status.name }) else { return nil }
                let due = view.shape.digest(of: view.rows)
                guard status.digest != due else { return nil }
                return Finding(
                    part: .view,
                    reason: "the view \(status.name) claims to be of position \(head.position), but its digest is "
                        + "\(status.digest ?? "none") where the log gives \(due): impact replay \(status.name)")
            }
            let helpers = try views.auditHelperTables().map { table in
                Finding(
                    part: .view,
                    reason:
                        "the table \(table) of the views file does not hold what the log gives, so that the next events may be "
                        + "folded wrongly: impact replay")
            }
            return (current.map(\.name), findings + helpers)
        }
    }
}
