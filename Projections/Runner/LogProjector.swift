import EventLog

/// A view that reads of the log what it needs by itself, because its rows rest on facts of many streams. Its rows are stored,
/// and made anew in whole.
package protocol LogProjector: Projector {
    /// Whether the events after a position can change its rows: a cheap look, so that others pay nothing.
    static func isTouched(by log: any EventLog, after position: Int) throws -> Bool
    /// The rows, in any order, of the state of the log that the caller reads in.
    static func rows(of log: any EventLog, _ selection: Selection) throws -> [ViewRow]
}

extension ViewRunner {
    /// Up to this many events of the log, what is folded in whole is folded as soon as it is touched; beyond, when it is asked
    /// for, so that nobody else waits for it.
    private static let foldsAtOnce = 20_000

    /// Brings the projections up that read the log by themselves.
    func catchUpOwn(
        _ following: [any Projector.Type], _ store: ViewStore, from position: Int, to head: LogHead
    ) throws {
        for case let projector as any LogProjector.Type in following {
            if try !projector.isTouched(by: log, after: position) {
                try ViewWriter(connection: store.connection)
                    .mark(projector.shape.name, version: projector.version, at: head)
            } else if head.position <= ViewRunner.foldsAtOnce {
                try rebuild([projector], store, head)
            }
        }
    }
}
