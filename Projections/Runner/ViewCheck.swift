import EventLog
import SQLite

/// The proof that views are right: everything is folded anew beside the live views and held against them.
extension ViewRunner {
    /// A row that is not the same in both.
    package struct Difference {
        package let key: String
        /// As canonical JSON; nil where there is no such row.
        package let stored: String?
        package let folded: String?
    }

    package struct Check {
        package let projection: String
        package let rows: Int
        package let digest: String
        package let storedDigest: String
        /// The first few.
        package let differences: [Difference]
        /// Why the live rows could not be held against the new ones; nil where they could.
        package let excuse: String?
        /// Whether that is nothing against them: there are none yet, and whoever asks for them gets them folded.
        let isExcused: Bool

        package var isSame: Bool { excuse == nil && digest == storedDigest }
        package var holds: Bool { isSame || isExcused }
    }

    private static let differencesShown = 5

    /// Folds everything from nothing without touching what is stored.
    ///
    /// - Parameter comparing: whether to hold the live views, caught up first, against it.
    package func check(comparing: Bool = true, progress: ((Int) -> Void)? = nil) throws -> (head: LogHead, [Check]) {
        guard let store else { return try checkInMemory() }
        return try store.evenIfRemoved { try check(store, comparing: comparing, progress: progress) }
    }

    private func check(
        _ store: ViewStore, comparing: Bool, progress: ((Int) -> Void)?
    ) throws -> (head: LogHead, [Check]) {
        try store.followLink()
        let draft = try store.file.makeDraft()
        func check(_ head: LogHead) throws -> (head: LogHead, [Check]) {
            let own = try askedFor(store)
            if comparing { try rebuild(try behind(own, store, head), store, head) }
            _ = try fill(draft, including: Set(own.map { $0.shape.name }), progress: progress)
            let fresh = try Connection(path: draft.path, mode: .readOnly)
            defer { fresh.close() }
            let folded = try ViewStore.stored.filter { try isFolded($0, own, head) }
            return (head, try folded.map { try self.check($0, store, fresh, head, comparing: comparing) })
        }
        if comparing { return try whenCaughtUp(store, check) }
        return try store.exclusively { try log.snapshot { try check(try log.head()) } }
    }

    /// Where nothing can be stored, there is nothing to hold the rows against.
    private func checkInMemory() throws -> (head: LogHead, [Check]) {
        let checks = try ViewStore.stored.map { projector in
            let rows = try rows(of: projector).rows
            var digest = RowDigest(projector.shape)
            for row in rows { digest.add(row) }
            return Check(
                projection: projector.shape.name, rows: rows.count, digest: digest.text, storedDigest: "",
                differences: [], excuse: "not stored: the ledger can only be read", isExcused: true)
        }
        return (try log.head(), checks)
    }

    /// Those that read the log by themselves and have rows: in a long log they may never have been asked for.
    private func askedFor(_ store: ViewStore) throws -> [any Projector.Type] {
        var found: [any Projector.Type] = []
        for projector in ViewStore.stored where projector is any LogProjector.Type {
            if try store.checkpoint(projector.shape.name) != nil { found.append(projector) }
        }
        return found
    }

    /// Those of them that wait to be asked for again.
    private func behind(
        _ own: [any Projector.Type], _ store: ViewStore, _ head: LogHead
    ) throws -> [any Projector.Type] {
        var found: [any Projector.Type] = []
        for projector in own {
            let version = try store.checkpoint(projector.shape.name)?.version
            if version == projector.version, try !store.isCurrent(projector, head) { found.append(projector) }
        }
        return found
    }

    private func isFolded(
        _ projector: any Projector.Type, _ own: [any Projector.Type], _ head: LogHead
    ) throws -> Bool {
        if own.contains(where: { $0.shape.name == projector.shape.name }) { return true }
        return try isFoldedWithAll(projector, head)
    }

    /// Holds the stored rows of a view against those of a fold.
    func check(
        _ projector: any Projector.Type, _ store: ViewStore, _ fresh: Connection, _ head: LogHead,
        comparing: Bool = true
    ) throws -> Check {
        let shape = projector.shape
        var excuse: String?
        var isExcused = false
        if !comparing {
            excuse = "not compared"
        } else if try !store.isCurrent(projector, head) {
            let failure = try store.failure(shape.name)
            excuse = failure ?? "not folded yet by these rules"
            isExcused = failure == nil
        }
        let fold = try ViewStore.digest(shape, in: fresh)
        guard excuse == nil else {
            return Check(
                projection: shape.name, rows: fold.rows, digest: fold.text, storedDigest: RowDigest(shape).text,
                differences: [], excuse: excuse, isExcused: isExcused)
        }
        let (stored, folded) = try ViewStore.differingRows(shape, store.connection, fresh)
        let changes = ViewDifference(projector, from: stored, to: folded, ChangedFacts()).changes
        return Check(
            projection: shape.name, rows: fold.rows, digest: fold.text,
            storedDigest: stored.count == folded.count && changes.isEmpty ? fold.text : try store.digest(shape),
            differences: changes.prefix(ViewRunner.differencesShown).map { change in
                Difference(
                    key: change.key, stored: change.before?.json(shape).canonicalText,
                    folded: change.after?.json(shape).canonicalText)
            }, excuse: nil, isExcused: false)
    }
}
