import EventLog

/// A view that reads of the log what it needs by itself, because its rows rest on facts of many streams. Its rows are stored,
/// and made anew in whole.
package protocol LogProjector: Projector {
    /// Whether the log holds what rows rest on at all. Cheap, so that logs without it pay nothing.
    static func hasBasis(in log: any EventLog) throws -> Bool
    /// Whether the events after a position can change its rows.
    ///
    /// - Parameter hadBasis: whether the log held before them what rows rest on.
    static func isTouched(by log: any EventLog, after position: Int, hadBasis: Bool) throws -> Bool
    /// The rows, in any order, of the state of the log that the caller reads in.
    static func rows(of log: any EventLog, _ selection: Selection) throws -> [ViewRow]
}

extension ViewRunner {
    /// Up to this many events of the log, what is folded in whole is folded as soon as it is touched; beyond, when it is asked
    /// for, so that nobody else waits for it.
    private static let foldsAtOnce = 20_000

    /// Whether a replay of everything folds a projection, too.
    func isFoldedWithAll(_ projector: any Projector.Type, _ head: LogHead) throws -> Bool {
        guard let own = projector as? any LogProjector.Type, head.position > ViewRunner.foldsAtOnce else { return true }
        return try !own.hasBasis(in: log)
    }

    /// Writes the rows of a projection that reads the log by itself into its empty table.
    func fold(_ projector: any LogProjector.Type, into writer: ViewWriter, at head: LogHead) throws {
        let hasBasis = try projector.hasBasis(in: log)
        if hasBasis { try writer.insert(try projector.rows(of: log, Selection()), projector.shape) }
        try RowCounts.count(projector.shape, in: writer.connection)
        try writer.note(projector, hasBasis: hasBasis)
        try writer.mark(projector.shape.name, version: projector.version, at: head)
    }

    /// Brings the projections up that read the log by themselves.
    func catchUpOwn(
        _ following: [any Projector.Type], _ store: ViewStore, from position: Int, to head: LogHead
    ) throws {
        for case let projector as any LogProjector.Type in following {
            let hadBasis = try store.hadBasis(projector)
            let isSmall = head.position <= ViewRunner.foldsAtOnce
            guard isSmall || !hadBasis else { continue }
            if try !projector.isTouched(by: log, after: position, hadBasis: hadBasis) {
                try ViewWriter(connection: store.connection)
                    .mark(projector.shape.name, version: projector.version, at: head)
            } else if isSmall {
                try rebuild([projector], store, head)
            }
        }
    }
}

extension ViewStore {
    fileprivate func hadBasis(_ projector: any LogProjector.Type) throws -> Bool {
        let statement = try connection.prepare("SELECT count(*) FROM without_basis WHERE projection = ?1")
        defer { statement.reset() }
        try statement.bind(1, projector.shape.name)
        return try !(statement.step() && statement.int(0) > 0)
    }
}

extension ViewWriter {
    fileprivate func note(_ projector: any LogProjector.Type, hasBasis: Bool) throws {
        let note = try connection.prepare(
            hasBasis
                ? "DELETE FROM without_basis WHERE projection = ?1"
                : "INSERT OR IGNORE INTO without_basis (projection) VALUES (?1)")
        try note.bind(1, projector.shape.name)
        try note.run()
    }
}
