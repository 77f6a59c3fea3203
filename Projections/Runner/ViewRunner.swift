import CivilTime
import EventLog
import MarketEvents

/// Rows of a view, and the state of the log that they are of.
package struct ViewResult {
    package let shape: ViewShape
    package let rows: [ViewRow]
    package let head: LogHead

    package init(shape: ViewShape, rows: [ViewRow], head: LogHead) {
        self.shape = shape
        self.rows = rows
        self.head = head
    }
}

/// Folds the log into views and keeps the whole ledger's views in their file. Owns cuts, corrections and checkpoints for all
/// projectors.
package final class ViewRunner {
    private let log: any EventLog
    private let companies: () throws -> CompanyRegister
    /// Nil where the ledger is read-only: then views are folded in memory.
    private let store: ViewStore?

    package init(
        log: any EventLog, store: ViewStore?, companies: @escaping () throws -> CompanyRegister
    ) {
        self.log = log
        self.store = store
        self.companies = companies
    }

    package static func projector(named name: String) -> (any Projector.Type)? {
        allProjectors.first { $0.shape.name == name }
    }

    /// The facts of the log under a selection.
    package func history(_ selection: Selection, progress: ((Int) -> Void)? = nil) throws -> EffectiveHistory {
        let register = selection.rollUp ? try companies() : CompanyRegister()
        var events: [RecordedEvent] = []
        var next = 1
        while true {
            let page = try log.read(ReadQuery(fromPosition: next, limit: 1000))
            events += page
            guard let last = page.last else { break }
            next = last.position + 1
            progress?(last.position)
        }
        return EffectiveHistory(of: events, under: selection) { register.topParent(of: $0) }
    }

    /// The rows of a view, sorted by key. Those of the whole ledger come from the views file, caught up first.
    package func rows(of projector: any Projector.Type, _ selection: Selection = Selection()) throws -> ViewResult {
        try log.snapshot {
            let head = try log.head()
            let shape = projector.shape
            if selection.isWhole, let store, shape.name != TimelineProjector.shape.name {
                try catchUp(store, head)
                return ViewResult(shape: shape, rows: try store.rows(shape), head: head)
            }
            let history = try history(selection)
            return ViewResult(
                shape: shape, rows: Self.fold(projector, history, asOf: selection.cut.asOf).rows, head: head)
        }
    }

    /// All views of one selection and the facts behind them, of one state of the log.
    package func everything(_ selection: Selection) throws -> (views: [ViewResult], history: EffectiveHistory) {
        try log.snapshot {
            let head = try log.head()
            let history = try history(selection)
            let views = allProjectors.map { projector in
                ViewResult(
                    shape: projector.shape,
                    rows: Self.fold(projector, history, asOf: selection.cut.asOf).rows, head: head)
            }
            return (views, history)
        }
    }

    private func catchUp(_ store: ViewStore, _ head: LogHead) throws {
        let stale = try Self.stored.contains { try !store.isCurrent($0, head) }
        if stale { try rebuild(Self.stored, store, head, progress: nil) }
    }

    /// The timeline is the log itself and is not stored.
    private static let stored = allProjectors.filter { $0.shape.name != TimelineProjector.shape.name }

    /// Folds views anew and swaps them in at once: readers see the old rows or the new ones.
    package func rebuild(
        _ projectors: [any Projector.Type]? = nil, progress: ((Int) -> Void)? = nil
    ) throws -> LogHead {
        try log.snapshot {
            let head = try log.head()
            if let store {
                try rebuild(
                    (projectors ?? Self.stored).filter { $0.shape.name != TimelineProjector.shape.name }, store, head,
                    progress: progress)
            }
            return head
        }
    }

    private func rebuild(
        _ projectors: [any Projector.Type], _ store: ViewStore, _ head: LogHead, progress: ((Int) -> Void)?
    ) throws {
        let history = try history(Selection(), progress: progress)
        try store.replace(
            projectors.map { projector in
                let folded = Self.fold(projector, history, asOf: nil)
                return ViewStore.Content(
                    shape: projector.shape, version: projector.version, rows: folded.rows,
                    incomplete: folded.incomplete)
            }, at: head)
    }

    private static func fold(
        _ projector: any Projector.Type, _ history: EffectiveHistory, asOf: Instant?
    ) -> (rows: [ViewRow], incomplete: Int) {
        var state = projector.init()
        state.know(history.companies)
        for fact in history.facts { state.apply(fact) }
        return (state.rows(asOf: asOf).sorted { $0.key < $1.key }, state.incomplete)
    }

    /// One projection's place, for `status`.
    package struct Status {
        package let name: String
        package let version: Int
        /// Nil where it was never folded.
        package let position: Int?
        package let isCurrent: Bool
        package let rows: Int
        package let digest: String?
        package let incomplete: Int
    }

    package func status(_ head: LogHead) throws -> [Status] {
        try Self.stored.map { projector in
            let checkpoint = try store?.checkpoint(projector.shape.name)
            let rows = checkpoint == nil ? [] : try store?.rows(projector.shape) ?? []
            return Status(
                name: projector.shape.name, version: projector.version, position: checkpoint?.position,
                isCurrent: try store?.isCurrent(projector, head) ?? false, rows: rows.count,
                digest: checkpoint == nil ? nil : projector.shape.digest(of: rows),
                incomplete: checkpoint?.incomplete ?? 0)
        }
    }
}
