import EventLog
import SQLite

/// What `status` says of the views.
extension ViewRunner {
    /// One projection's place, for `status`.
    package struct Status {
        package let name: String
        package let version: Int
        /// Of the stored rows; nil where it was never folded.
        package let storedVersion: Int?
        package let position: Int?
        package let isCurrent: Bool
        package let rows: Int
        package let digest: String?
        package let incomplete: Int
        /// What was said beside its rows and differs from them.
        package let contradictions: Int
        /// Events that it could not fold.
        package let parked: Int
        /// Why it could not be brought up to date; nil where it could.
        package let failure: String?

        /// Whether the next question folds it anew, because its rules have changed.
        package var willRebuild: Bool { storedVersion.map { $0 != version } ?? false }
    }

    /// - Parameter digests: whether to compute them, which reads every row.
    package func status(_ head: LogHead, digests: Bool = true) throws -> [Status] {
        let parked = try store?.parked() ?? []
        return try ViewStore.stored.map { projector in
            let name = projector.shape.name
            let checkpoint = try store?.checkpoint(name)
            let counted = try store?.rowCount(projector.shape)
            let hasDigest = digests && checkpoint != nil
            return Status(
                name: name, version: projector.version, storedVersion: checkpoint?.version,
                position: checkpoint?.position, isCurrent: try store?.isCurrent(projector, head) ?? false,
                rows: counted?.stored ?? 0,
                digest: hasDigest ? try store?.digest(projector.shape) : nil,
                incomplete: try store?.incomplete(name) ?? 0,
                contradictions: counted?.contradictions ?? 0,
                parked: parked.count { $0.projection == name },
                failure: try store?.failure(name))
        }
    }

    /// Events of types that this program does not know, by type.
    package func unknown(_ head: LogHead) throws -> [String: Int] {
        if let store, try store.checkpoint(ViewStore.shared)?.position == head.position { return try store.unknown() }
        guard head.position > 0 else { return [:] }
        let scan = LogScan([], Selection(), naming: CompanyNaming())
        try scan.scan(log.rawEvents(), 1...head.position)
        return scan.unknown
    }

    /// Events that could not be folded, of all views at the log's head.
    package func parked() throws -> [Parked] {
        guard let store else { return try ViewStore.stored.flatMap { try rows(of: $0).parked } }
        try refresh()
        return try store.parked()
    }

    /// Folds what is parked once more, by folding anew the projections that could not.
    ///
    /// - Returns: how many were parked before and how many still are.
    package func retryParked() throws -> (before: Int, after: Int) {
        let before = try parked()
        guard let store else { return (before.count, before.count) }
        let concerned = ViewStore.stored.filter { projector in before.contains { $0.projection == projector.shape.name }
        }
        if !concerned.isEmpty { try rebuild(concerned) }
        return (before.count, try store.parked().count)
    }
}
