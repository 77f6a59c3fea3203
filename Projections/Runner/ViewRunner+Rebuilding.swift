import EventLog
import MarketEvents
import SQLite

/// Folding views anew, beside the old ones or in their place.
extension ViewRunner {
    /// Folds views anew. Readers see the old rows until the new ones are whole, and then the new ones.
    ///
    /// - Parameter projectors: nil for all, which make a new generation of the file.
    @discardableResult
    package func rebuild(
        _ projectors: [any Projector.Type]? = nil, progress: ((Int) -> Void)? = nil
    ) throws -> LogHead {
        guard let store else { return try log.head() }
        let chosen = projectors?.filter { $0.isStored }
        return try store.evenIfRemoved {
            try store.followLink()
            guard let chosen, try !needsRebuild(store) else { return try rebuildAll(store, progress: progress) }
            return try whenCaughtUp(store) { head in
                try rebuild(chosen, store, head)
                return head
            }
        }
    }

    /// Makes a new generation beside the one that holds, and lets it hold.
    @discardableResult
    func rebuildAll(_ store: ViewStore, progress: ((Int) -> Void)?) throws -> LogHead {
        let draft = try store.file.makeDraft()
        let head = try fill(draft, progress: progress)
        try store.follow(draft)
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
                    chosen, Selection(), into: connection, MentionIndex(connection: connection), head, progress,
                    isWhole: true, onMany: { draft.beginWriting() })
            }
            return head
        }
        try ViewStore.finish(connection)
        Connection.giveMemoryBack()
        return head
    }

    /// Calls `body` with the rows of some views under a selection, in a database of their own that is gone afterwards: they may be
    /// more than memory holds.
    ///
    /// - Parameter projectors: which follow the log subject by subject.
    func withRows<R>(
        of projectors: [any Projector.Type], _ selection: Selection, _ mentions: MentionIndex, _ head: LogHead,
        _ body: (Connection) throws -> R
    ) throws -> R {
        let draft = try store?.file.makeDraft()
        // It removes its file when nobody has it any more.
        return try withExtendedLifetime(draft) {
            let connection =
                try draft.map { try ViewStore.openDraft($0.path) } ?? Connection(path: "rows", mode: .memory)
            defer { connection.close() }
            try ViewStore.makeTables(connection)
            try connection.writeTransaction {
                try replay(
                    projectors, selection, into: connection, mentions, head, nil, isWhole: false, onMany: {})
            }
            return try body(connection)
        }
    }

    /// What catching up needs of all projections.
    private func addShared(
        _ remainder: FullReplay.Remainder, _ assumed: Assumed, _ writer: ViewWriter, _ head: LogHead
    ) throws {
        try writer.add(unknown: remainder.unknown)
        try writer.add(remainder.moves)
        try writer.add(links: remainder.links)
        try writer.add(assumed.naming.names)
        try writer.add(sessions: assumed.sessions.unexpected)
        try writer.mark(MentionIndex.name, version: MentionIndex.version, at: head)
        try writer.mark(ViewStore.shared, version: ViewStore.sharedVersion, at: head)
    }

    /// Folds some projections anew in their place, in the caller's transaction. One that cannot be written stays as it was.
    func rebuild(_ projectors: [any Projector.Type], _ store: ViewStore, _ head: LogHead) throws {
        // Sessions are found by it.
        try index(store.connection, head)
        for projector in projectors {
            do {
                try store.connection.savepoint {
                    try ViewWriter(connection: store.connection).removeAll(projector)
                    try replay(
                        [projector], Selection(), into: store.connection, MentionIndex(connection: store.connection),
                        head, nil, isWhole: false, onMany: {})
                }
            } catch let error as SQLiteError where error.concernsRows {
                try ViewWriter(connection: store.connection).note(error.description, of: projector.shape.name)
            }
        }
    }

    /// Writes the rows of projections into empty tables, with what is parked and their checkpoints.
    ///
    /// - Parameters:
    ///   - index: of what the log mentions.
    ///   - isWhole: whether they are all, with the index and with what catching up needs; else the index is there.
    private func replay(
        _ projectors: [any Projector.Type], _ selection: Selection, into connection: Connection,
        _ index: MentionIndex, _ head: LogHead, _ progress: ((Int) -> Void)?, isWhole: Bool,
        onMany: @escaping () -> Void
    ) throws {
        let writer = ViewWriter(connection: connection)
        for case let projector as any LogProjector.Type in projectors {
            try fold(projector, into: writer, at: head)
        }
        let projectors = projectors.filter { !($0 is any LogProjector.Type) }
        guard !projectors.isEmpty else { return }
        var assumed = Assumed(
            naming: selection.rollUp ? try naming(selection) : CompanyNaming(), knowsNames: selection.rollUp,
            sessions: isWhole
                ? KnownSessions(hours: try Markets(statedIn: log, under: selection))
                : try knownSessions(for: projectors, index, selection, head))
        var isIndexed = !isWhole
        let spill = store.map { SpillFile(spilling, beside: $0.generation) }
        var replayed: FullReplay.Remainder?
        while replayed == nil {
            let sink = StoredRows(
                writer, projectors, isWhole: isWhole, mentions: isIndexed ? nil : try MentionWriting(index),
                onMany: onMany
            ) { [log] in
                guard !isIndexed else { return }
                isIndexed = true
                let sessions = try KnownSessions(of: log, index, under: selection, through: head.position)
                if sessions.unexpected != assumed.sessions.unexpected { throw SessionsMet(sessions: sessions) }
            }
            do {
                replayed = try run(projectors, selection, assumed, head, spill, into: sink, progress)
            } catch is IdentificationMet {
                (assumed.naming, assumed.knowsNames) = (try naming(selection), true)
            } catch let met as SessionsMet { assumed.sessions = met.sessions }
            if replayed == nil {
                spill?.removeAll()
                for projector in projectors { try writer.removeAll(projector) }
                if !isIndexed { try index.removeAll() }
            }
        }
        guard let remainder = replayed else { return }
        try writer.park(remainder.parked)
        try writer.add(remainder.incomplete)
        if let register = remainder.register {
            try ListingIndex(connection: connection).add(register, of: register.ids)
        }
        if isWhole { try addShared(remainder, assumed, writer, head) }
        for projector in projectors {
            try RowCounts.count(projector.shape, in: connection)
            try writer.mark(projector.shape.name, version: projector.version, at: head)
        }
    }

    /// What a replay takes for granted of a log that it has not read: that nobody says who an undisclosed company is, and that
    /// nothing has a price on a day on which its market's hours expect no session. Most logs are such; where one is not, what was
    /// found holds and the log is read again.
    private struct Assumed {
        var naming: CompanyNaming
        var knowsNames: Bool
        var sessions: KnownSessions
    }

    private struct SessionsMet: Error {
        let sessions: KnownSessions
    }

    private func run(
        _ projectors: [any Projector.Type], _ selection: Selection, _ assumed: Assumed, _ head: LogHead,
        _ spill: SpillFile?, into sink: StoredRows, _ progress: ((Int) -> Void)?
    ) throws -> FullReplay.Remainder {
        var naming = assumed.naming
        naming.markets = assumed.sessions.markets
        let replay = FullReplay(
            projectors: projectors, selection: selection, end: head.position, naming: naming,
            stopsAtIdentification: !assumed.knowsNames, spill: spill)
        if head.position >= ViewRunner.worthThreads, let readers = log.detachedReaders {
            return try replay.run(readers: readers, into: sink, progress: progress)
        }
        return try replay.run(log.rawEvents(), into: sink, progress: progress)
    }

    /// Below, starting threads costs more than they save.
    private static let worthThreads = 10_000
}
