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
        let chosen = projectors?.filter { !($0 is any HistoryProjector.Type) }
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
                    chosen, connection, head, progress, beside: draft.path, isWhole: true,
                    onMany: { draft.beginWriting() })
            }
            return head
        }
        try ViewStore.finish(connection)
        Connection.giveMemoryBack()
        return head
    }

    /// What catching up needs of all projections.
    private func addShared(
        _ remainder: FullReplay.Remainder, _ assumed: Assumed, _ writer: ViewWriter, _ head: LogHead
    ) throws {
        try writer.add(unknown: remainder.unknown)
        try writer.add(remainder.moves)
        try writer.add(links: remainder.links)
        try writer.add(assumed.names)
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
                        [projector], store.connection, head, nil, beside: store.generation, isWhole: false, onMany: {})
                }
            } catch let error as SQLiteError where error.concernsRows {
                try ViewWriter(connection: store.connection).note(error.description, of: projector.shape.name)
            }
        }
    }

    /// Writes the rows of projections into empty tables, with what is parked and their checkpoints.
    ///
    /// - Parameter isWhole: whether they are all, with the index and with what catching up needs; else the index is there.
    private func replay(
        _ projectors: [any Projector.Type], _ connection: Connection, _ head: LogHead, _ progress: ((Int) -> Void)?,
        beside generation: String, isWhole: Bool, onMany: @escaping () -> Void
    ) throws {
        let writer = ViewWriter(connection: connection)
        for case let projector as any LogProjector.Type in projectors {
            try fold(projector, into: writer, at: head)
        }
        let projectors = projectors.filter { !($0 is any LogProjector.Type) }
        guard !projectors.isEmpty else { return }
        let index = MentionIndex(connection: connection)
        var assumed = Assumed(sessions: KnownSessions(hours: try Markets(statedIn: log, under: Selection())))
        var isIndexed = !isWhole
        let spill = SpillFile(spilling, beside: generation)
        var replayed: FullReplay.Remainder?
        while replayed == nil {
            let sink = StoredRows(
                writer, projectors, isWhole: isWhole, mentions: isIndexed ? nil : try MentionWriting(index),
                onMany: onMany
            ) { [log] in
                isIndexed = true
                let sessions = try KnownSessions(of: log, index, under: Selection(), through: head.position)
                if sessions.unexpected != assumed.sessions.unexpected { throw SessionsMet(sessions: sessions) }
            }
            do {
                replayed = try run(projectors, assumed, head, spill, into: sink, progress)
            } catch is IdentificationMet {
                // Units are not rolled up here, so that only an identification gives a company another name.
                (assumed.names, assumed.knowsNames) = (try identities(Selection())?.names ?? CompanyNames(), true)
            } catch let met as SessionsMet { assumed.sessions = met.sessions }
            if replayed == nil {
                spill.removeAll()
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
        var names = CompanyNames()
        var knowsNames = false
        var sessions: KnownSessions
    }

    private struct SessionsMet: Error {
        let sessions: KnownSessions
    }

    private func run(
        _ projectors: [any Projector.Type], _ assumed: Assumed, _ head: LogHead, _ spill: SpillFile,
        into sink: StoredRows, _ progress: ((Int) -> Void)?
    ) throws -> FullReplay.Remainder {
        let replay = FullReplay(
            projectors: projectors, selection: Selection(), end: head.position,
            naming: CompanyNaming(names: assumed.names, markets: assumed.sessions.markets),
            stopsAtIdentification: !assumed.knowsNames, spill: spill)
        if head.position >= ViewRunner.worthThreads, let readers = log.detachedReaders {
            return try replay.run(readers: readers, into: sink, progress: progress)
        }
        return try replay.run(log.rawEvents(), into: sink, progress: progress)
    }

    /// Below, starting threads costs more than they save.
    private static let worthThreads = 10_000
}
