import EventLog
import SQLite

/// The tables beside the views, which catching up goes by: where an entry of theirs is lost, later events are folded into
/// the wrong rows, or into none.
enum HelperTables {
    /// What a fold of the log puts into a table, as far as the way to it makes no difference.
    struct Table: Sendable {
        let name: String
        let columns: String
        /// Whether its rows are of single projections.
        let isOfProjections: Bool
        /// Whether it may have more than a fold puts there: traces of readings that were corrected away lead to rows that need
        /// not be looked at.
        let mayHaveMore: Bool

        init(_ name: String, columns: String = "*", isOfProjections: Bool = false, mayHaveMore: Bool = false) {
            (self.name, self.columns) = (name, columns)
            (self.isOfProjections, self.mayHaveMore) = (isOfProjections, mayHaveMore)
        }
    }

    static let all =
        [
            // Which of its subject's places a deal has is a matter of the order of recording.
            Table("deal_of_group", columns: "place >> \(Subject.rowBits), deal, folded"),
            Table("link", mayHaveMore: true), Table("listing", mayHaveMore: true), Table("move", mayHaveMore: true),
            Table("identification"), Table("session"), Table("unknown"),
            Table("incomplete", isOfProjections: true),
            Table("row_count", isOfProjections: true), Table("parked", isOfProjections: true),
            Table("without_basis", isOfProjections: true),
        ] + MentionIndex.tables.map { Table($0) }
}

extension ViewRunner {
    /// Which of the tables beside the views hold others than a fold of the log puts there; none where the views do not claim to be
    /// of the log's head. Nothing that is stored is changed.
    package func auditHelperTables() throws -> [String] {
        guard let store else { return [] }
        return try log.snapshot {
            let head = try log.head()
            guard let shared = try store.checkpoint(ViewStore.shared), shared.version == ViewStore.sharedVersion,
                shared.position == head.position
            else { return [] }
            let current = try ViewStore.stored.filter { try store.isCurrent($0, head) }.map { $0.shape.name }
            let draft = try store.file.makeDraft()
            _ = try fill(draft, including: Set(current), progress: nil)
            let fresh = try Connection(path: draft.path, mode: .readOnly)
            defer { fresh.close() }
            try fresh.attach(store.generation, as: "kept")
            // The index follows when it is asked.
            let audited = try HelperTables.all.filter {
                try !MentionIndex.tables.contains($0.name) || isIndexed(store, head)
            }
            return try audited.filter { try !isSame($0, fresh, current) }.map(\.name)
        }
    }

    private func isSame(_ table: HelperTables.Table, _ fresh: Connection, _ current: [String]) throws -> Bool {
        // What projections say that lag behind is of another head.
        let names = current.map { "'\($0)'" }.joined(separator: ",")
        let condition = table.isOfProjections ? " WHERE projection IN (\(names))" : ""
        func rows(_ schema: String) -> String { "SELECT \(table.columns) FROM \(schema).\(table.name)\(condition)" }
        func hasMore(_ left: String, than right: String) throws -> Bool {
            try fresh.integer("SELECT 1 FROM (\(rows(left)) EXCEPT \(rows(right)) LIMIT 1)") != nil
        }
        if try hasMore("main", than: "kept") { return false }
        return try table.mayHaveMore || !hasMore("kept", than: "main")
    }
}
