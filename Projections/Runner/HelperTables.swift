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

/// What the views file holds beside what a fold of the log puts there.
package struct ViewAudit {
    package struct Difference {
        package let view: String
        package let stored: String
        package let folded: String
    }

    /// The views that claim to be of the log's head.
    package fileprivate(set) var current: [String] = []
    /// Those of them that hold other rows, by their digests.
    package fileprivate(set) var differing: [Difference] = []
    /// The tables beside the views that hold others; none where the views do not claim to be of the head.
    package fileprivate(set) var tables: [String] = []
}

extension ViewRunner {
    /// Folds the log once more and holds the views file against that. Nothing that is stored is changed.
    package func audit(at head: LogHead) throws -> ViewAudit {
        var audit = ViewAudit()
        guard let store else { return audit }
        let current = try ViewStore.stored.filter { try store.isCurrent($0, head) }
        audit.current = current.map { $0.shape.name }
        guard !current.isEmpty else { return audit }
        let draft = try store.file.makeDraft()
        _ = try fill(draft, including: Set(audit.current), progress: nil)
        let fresh = try Connection(path: draft.path, mode: .readOnly)
        defer { fresh.close() }
        for projector in current {
            let check = try check(projector, store, fresh, head)
            guard !check.isSame else { continue }
            audit.differing.append(
                ViewAudit.Difference(view: check.projection, stored: check.storedDigest, folded: check.digest))
        }
        try fresh.attach(store.generation, as: "kept")
        guard let shared = try store.checkpoint(ViewStore.shared), shared.version == ViewStore.sharedVersion,
            shared.position == head.position
        else { return audit }
        // The index follows when it is asked.
        let tables = try HelperTables.all.filter {
            try !MentionIndex.tables.contains($0.name) || isIndexed(store, head)
        }
        audit.tables = try tables.filter { try !isSame($0, fresh, audit.current) }.map(\.name)
        return audit
    }

    private func isSame(_ table: HelperTables.Table, _ fresh: Connection, _ current: [String]) throws -> Bool {
        // What projections say that lag behind is of another head.
        let names = current.map { "'\($0)'" }.joined(separator: ",")
        let condition = table.isOfProjections ? " WHERE projection IN (\(names))" : ""
        func rows(_ schema: String) -> String { "SELECT \(table.columns) FROM \(schema).\(table.name)\(condition)" }
        func hasMore(_ left: String, than right: String) throws -> Bool {
            try fresh.integer("SELECT 1 FROM (\(rows(left)) EXCEPT \(rows(right)) LIMIT 1)") != nil
        }
        func count(_ schema: String) throws -> Int? { try fresh.integer("SELECT count(*) FROM (\(rows(schema)))") }
        // A row that stands there twice.
        if try !table.mayHaveMore && count("main") != count("kept") { return false }
        if try hasMore("main", than: "kept") { return false }
        return try table.mayHaveMore || !hasMore("kept", than: "main")
    }
}
