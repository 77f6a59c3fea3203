import CivilTime
import EventLog
import MarketEvents
import SQLite

/// Rows of a view, and the state of the log that they are of.
package struct ViewResult {
    package let shape: ViewShape
    package let rows: [ViewRow]
    package let head: LogHead
    /// The events that could not be folded and are in no row.
    package let parked: [Parked]

    package init(shape: ViewShape, rows: [ViewRow], head: LogHead, parked: [Parked] = []) {
        self.shape = shape
        self.rows = rows
        self.head = head
        self.parked = parked
    }

    /// One line for whoever reads the rows; nil where nothing is missing.
    package var parkedNote: String? {
        switch parked.count {
        case 0: nil
        case 1: "1 event could not be folded into \(shape.name) and is in none of its rows: see impact quarantine list"
        case let count:
            "\(count) events could not be folded into \(shape.name) and are in none of its rows: see impact quarantine list"
        }
    }
}

/// Why the rows of one view cannot be given; the others can.
package struct ProjectionFailed: Error, CustomStringConvertible {
    package let projection: String
    package let reason: String
    package var description: String { "the view \(projection) could not be brought up to date: \(reason)" }
}

/// Folds the log into views and keeps the whole ledger's views in their file. Owns cuts, corrections and checkpoints for all
/// projectors.
///
/// A checkpoint never passes an event that was not folded. Positions are given under the log's one write lock, so that an
/// event which commits late has no lower position than one that was seen; a snapshot therefore holds every position up to its
/// head, a fold reads all of them or fails, and its rows commit together with the head that was read, or not at all.
package final class ViewRunner {
    let log: any EventLog
    private let companies: () throws -> CompanyRegister
    /// Nil where the ledger is read-only: then views are folded in memory.
    let store: ViewStore?

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

    // MARK: facts

    /// The facts of the log under a selection, decoded whole: for reports and explanations.
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

    // MARK: rows

    /// The rows of a view, sorted by key. Those of the whole ledger come from the views file, caught up first.
    ///
    /// - Parameter group: only the rows of one right, deal, plan or company, by its id; found without reading the others.
    package func rows(
        of projector: any Projector.Type, _ selection: Selection = Selection(), ofGroup group: String? = nil
    ) throws -> ViewResult {
        let shape = projector.shape
        guard selection.isWhole, let store, !(projector is any HistoryProjector.Type) else {
            return try log.snapshot {
                let head = try log.head()
                let history = projector is any HistoryProjector.Type ? try history(selection) : nil
                let (rows, parked) = try fold(projector, selection, head, history)
                return ViewResult(
                    shape: shape, rows: rows.filter { $0.belongs(to: group) }, head: head, parked: parked)
            }
        }
        return try whenCurrent(store, projector) { head in
            let rows = try group.map { try store.rows(shape, ofGroup: $0) } ?? store.rows(shape)
            let parked = try store.parked().filter { $0.projection == shape.name }
            return ViewResult(shape: shape, rows: rows, head: head, parked: parked)
        }
    }

    /// All views of one selection and the facts behind them, of one state of the log.
    package func everything(_ selection: Selection) throws -> (views: [ViewResult], history: EffectiveHistory) {
        try log.snapshot {
            let head = try log.head()
            let history = try history(selection)
            let views = try allProjectors.map { projector in
                let (rows, parked) = try fold(projector, selection, head, history)
                return ViewResult(shape: projector.shape, rows: rows, head: head, parked: parked)
            }
            return (views, history)
        }
    }

    /// Rows in memory, in the order of their keys.
    private func fold(
        _ projector: any Projector.Type, _ selection: Selection, _ head: LogHead, _ history: EffectiveHistory?
    ) throws -> (rows: [ViewRow], parked: [Parked]) {
        if let own = projector as? any LogProjector.Type {
            return (try own.rows(of: log, selection).sorted { $0.key < $1.key }, [])
        }
        if let plain = projector as? any HistoryProjector.Type, let history {
            var state = plain.init()
            for fact in history.facts { state.apply(fact) }
            return (state.rows(asOf: selection.cut.asOf).sorted { $0.key < $1.key }, [])
        }
        let rows = CollectedRows(projector.shape)
        let replay = FullReplay(
            projectors: [projector], selection: selection, end: head.position, parent: try parents(selection))
        let parked = try replay.run(log.rawEvents(), into: rows, progress: nil).parked
        guard let measured = projector as? any MarketProjector.Type else { return (rows.rows, parked) }
        let reader = log.rawEvents()
        let overlay = try MarketOverlay(
            reader, through: head.position, selection, parent: try parents(selection))
        var byKey = Dictionary(rows.rows.map { ($0.key, $0) }) { $1 }
        for company in try overlay.pricedCompanies(reader) {
            for row in try overlay.rows(of: company, reader, [measured], onlyMeasured: true)[0] {
                byKey[row.row.key] = row.row
            }
        }
        return (byKey.values.sorted { $0.key < $1.key }, parked)
    }

    /// The rows of a view and what could not be folded, straight from a reader.
    package static func foldRaw(
        _ log: any RawEventReader, through end: Int, _ projector: any Projector.Type
    ) throws -> (rows: [ViewRow], parked: [Parked]) {
        let rows = CollectedRows(projector.shape)
        let replay = FullReplay(projectors: [projector], selection: Selection(), end: end, parent: nil)
        let remainder = try replay.run(log, into: rows, progress: nil)
        return (rows.rows, remainder.parked)
    }

    /// Under which name a company stands: an undisclosed one under that of the company it is, where that is known by then; a unit
    /// under its parent's, where that is asked for. Nil where all stand under their own.
    private func parents(_ selection: Selection) throws -> ((String) -> String)? {
        let identities = try identities(selection)
        guard selection.rollUp else { return identities.map { known in { known.identity(of: $0).company } } }
        let register = try companies()
        return { register.topParent(of: identities?.identity(of: $0).company ?? $0) }
    }

    /// Nil where nobody ever said who an undisclosed company is.
    private func identities(_ selection: Selection) throws -> Identities? {
        let end = try log.head().position
        let reader = log.rawEvents()
        let prefix = Array("company/".utf8)
        // Most ledgers have none, and reading types costs little.
        var isStated = false
        try reader.forEach(inStreamsFrom: prefix, through: end) { isStated = isStated || $0.isIdentification }
        guard isStated else { return nil }
        var events: [RecordedEvent] = []
        try reader.forEach(inStreamsFrom: prefix, through: end) { event in
            if let decoded = RecordedEvent(event) { events.append(decoded) }
        }
        events.sort { $0.position < $1.position }
        return Identities(EffectiveHistory(of: events, under: selection, parent: { $0 }).facts)
    }

    // MARK: catching up

    /// Brings all stored views up to date that can be.
    package func refresh() throws {
        guard let store else { return }
        for projector in ViewStore.stored {
            do { try whenCurrent(store, projector) { _ in } } catch is ProjectionFailed {}
        }
    }

    /// Calls `body` with the stored rows of a projection at the log's head, whatever it takes to have them there.
    private func whenCurrent<R>(
        _ store: ViewStore, _ projector: any Projector.Type, _ body: (LogHead) throws -> R
    ) throws -> R {
        try store.followLink()
        let ready: R? = try log.snapshot {
            let head = try log.head()
            return try store.connection.readTransaction {
                try store.isCurrent(projector, head) ? try body(head) : nil
            }
        }
        if let ready { return ready }
        if try needsRebuild(store) { try rebuildAll(store, progress: nil) }
        // Under the write lock of the views nobody else moves them on. The log is read afterwards, so that it holds all
        // events that they are of.
        let outcome: Result<R, ProjectionFailed> = try store.exclusively {
            try log.snapshot {
                let head = try log.head()
                try catchUp(store, to: head)
                if try !store.isCurrent(projector, head) { try rebuild([projector], store, head) }
                guard try store.isCurrent(projector, head) else {
                    let reason = try store.failure(projector.shape.name) ?? "it was left behind"
                    return .failure(ProjectionFailed(projection: projector.shape.name, reason: reason))
                }
                return .success(try body(head))
            }
        }
        return try outcome.get()
    }

    /// Up to how many new events are followed one by one: beyond, a replay of everything is cheaper.
    private static func limit(_ position: Int) -> Int { 64 + position / 500 }

    /// Whether the stored views are none, of another log, or so far behind that it is faster to fold everything anew.
    private func needsRebuild(_ store: ViewStore) throws -> Bool {
        try log.snapshot {
            let head = try log.head()
            guard let shared = try store.checkpoint(ViewStore.shared), shared.version == ViewStore.sharedVersion else {
                return true
            }
            // Another process may have moved the views on meanwhile.
            guard shared.position <= head.position else { return false }
            guard shared.position < head.position else { return try log.root(ofFirst: shared.position) != shared.root }
            return try head.position - shared.position > ViewRunner.limit(head.position)
                || log.root(ofFirst: shared.position) != shared.root
                || isIdentifying(store, (shared.position + 1)...head.position)
        }
    }

    /// Whether rows of any stream may stand under another name after these events: somebody said who an undisclosed company is.
    private func isIdentifying(_ store: ViewStore, _ positions: ClosedRange<Int>) throws -> Bool {
        if try store.hasIdentifications() { return true }
        var found = false
        try log.rawEvents().forEach(positions: positions) { found = found || $0.isIdentification }
        return found
    }

    /// Brings the projections that kept up to the head; those that did not are rebuilt when they are asked for.
    func catchUp(_ store: ViewStore, to head: LogHead) throws {
        guard let shared = try store.checkpoint(ViewStore.shared), shared.position < head.position else { return }
        let following = try ViewStore.stored.filter { projector in
            let checkpoint = try store.checkpoint(projector.shape.name)
            return checkpoint?.version == projector.version && checkpoint?.position == shared.position
        }
        try CatchUp(
            store, following.filter { !($0 is any LogProjector.Type) }, log.rawEvents(), from: shared.position, to: head
        ).run()
        try catchUpOwn(following, store, from: shared.position, to: head)
        let reader = log.rawEvents()
        let listings = ListingIndex(connection: store.connection)
        let touched = try listings.companies(touchedBy: (shared.position + 1)...head.position, of: reader)
        guard !touched.isEmpty,
            let writing = OverlayWriting(
                ViewWriter(connection: store.connection), following, isFresh: false)
        else { return }
        let overlay = try MarketOverlay(
            reader, through: head.position, Selection(), parent: nil, of: listings.companies(near: touched))
        try writing.lay(overlay, of: touched, reader)
    }

    // MARK: rebuilding

    /// Folds views anew. Readers see the old rows until the new ones are whole, and then the new ones.
    ///
    /// - Parameter projectors: nil for all, which make a new generation of the file.
    @discardableResult
    package func rebuild(
        _ projectors: [any Projector.Type]? = nil, progress: ((Int) -> Void)? = nil
    ) throws -> LogHead {
        guard let store else { return try log.head() }
        try store.followLink()
        let chosen = projectors?.filter { !($0 is any HistoryProjector.Type) }
        if try chosen == nil || needsRebuild(store) { return try rebuildAll(store, progress: progress) }
        return try store.exclusively {
            try log.snapshot {
                let head = try log.head()
                try catchUp(store, to: head)
                try rebuild(chosen ?? [], store, head)
                return head
            }
        }
    }

    /// Makes a new generation beside the one that holds, and lets it hold.
    @discardableResult
    private func rebuildAll(_ store: ViewStore, progress: ((Int) -> Void)?) throws -> LogHead {
        let draft = try store.file.makeDraft()
        let head = try fill(draft, progress: progress)
        try store.file.publish(draft)
        try store.followLink()
        store.file.removeLeftovers()
        return head
    }

    /// Fills a draft with the views of the log's head, or of the snapshot that the caller reads in.
    ///
    /// - Parameter named: projections that are folded in any case.
    func fill(
        _ draft: ViewsFile.Draft, including named: Set<String> = [], progress: ((Int) -> Void)?
    ) throws -> LogHead {
        let connection = try ViewStore.openDraft(draft.path)
        defer { connection.close() }
        try ViewStore.makeTables(connection)
        let head = try log.snapshot {
            let head = try log.head()
            try connection.writeTransaction {
                let chosen = try ViewStore.stored.filter {
                    try named.contains($0.shape.name) || isFoldedWithAll($0, head)
                }
                try replay(
                    chosen, connection, head, progress, isWhole: true, onMany: { draft.beginWriting() })
            }
            return head
        }
        try ViewStore.finish(connection)
        return head
    }

    /// What catching up needs of all projections.
    private func addShared(_ remainder: FullReplay.Remainder, _ writer: ViewWriter, _ head: LogHead) throws {
        try writer.add(unknown: remainder.unknown)
        try writer.add(remainder.moves)
        try writer.add(links: remainder.links)
        try writer.add(remainder.dealsOfGroups)
        try writer.note(identified: try identities(Selection()) != nil)
        try writer.mark(ViewStore.shared, version: ViewStore.sharedVersion, at: head)
    }

    /// Folds some projections anew in their place, in the caller's transaction. One that cannot be written stays as it was.
    func rebuild(_ projectors: [any Projector.Type], _ store: ViewStore, _ head: LogHead) throws {
        for projector in projectors {
            do {
                try store.connection.savepoint {
                    try ViewWriter(connection: store.connection).removeAll(projector)
                    try replay([projector], store.connection, head, nil)
                }
            } catch let error as SQLiteError where error.concernsRows {
                try ViewWriter(connection: store.connection).note(error.description, of: projector.shape.name)
            }
        }
    }

    /// Writes the rows of projections into empty tables, with what is parked and their checkpoints.
    private func replay(
        _ projectors: [any Projector.Type], _ connection: Connection, _ head: LogHead, _ progress: ((Int) -> Void)?,
        isWhole: Bool = false, onMany: @escaping () -> Void = {}
    ) throws {
        let writer = ViewWriter(connection: connection)
        for case let projector as any LogProjector.Type in projectors {
            try fold(projector, into: writer, at: head)
        }
        let projectors = projectors.filter { !($0 is any LogProjector.Type) }
        guard !projectors.isEmpty else { return }
        let parent = try parents(Selection())
        let replay = FullReplay(projectors: projectors, selection: Selection(), end: head.position, parent: parent)
        let sink = StoredRows(writer, projectors, onMany: onMany)
        // What subjects were folded from is given back before prices are read.
        try { () throws in
            let remainder =
                if let readers = log.detachedReaders, head.position >= ViewRunner.worthThreads {
                    try replay.run(readers: readers, into: sink, progress: progress)
                } else {
                    try replay.run(log.rawEvents(), into: sink, progress: progress)
                }
            try writer.park(remainder.parked)
            try writer.add(remainder.incomplete)
            if isWhole { try addShared(remainder, writer, head) }
        }()
        if let writing = OverlayWriting(writer, projectors, isFresh: true) {
            let reader = log.rawEvents()
            let overlay = try MarketOverlay(reader, through: head.position, Selection(), parent: parent)
            try ListingIndex(connection: connection).add(overlay.register, of: overlay.register.ids)
            let priced = try overlay.pricedCompanies(reader)
            if let readers = log.detachedReaders, head.position >= ViewRunner.worthThreads {
                try writing.lay(overlay, of: priced, readers: readers)
            } else {
                try writing.lay(overlay, of: priced, reader)
            }
        }
        for projector in projectors { try writer.mark(projector.shape.name, version: projector.version, at: head) }
    }

    /// Below, starting threads costs more than they save.
    private static let worthThreads = 10_000
}

extension RawEvent {
    fileprivate var isIdentification: Bool { type.elementsEqual("company.identified".utf8) }
}

extension ViewRow {
    fileprivate func belongs(to group: String?) -> Bool {
        group.map { key == $0 || key.hasPrefix($0 + ":") } ?? true
    }
}
