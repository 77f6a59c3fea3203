import EventLog
import MarketEvents
import SQLite

/// Following the log event by event.
extension ViewRunner {
    /// Brings all stored views up to date that can be.
    package func refresh() throws {
        guard let store else { return }
        for projector in ViewStore.stored {
            do { try whenCurrent(store, projector) { _ in } } catch is ProjectionFailed {}
        }
    }

    /// Calls `body` with the stored rows of a projection at the log's head, whatever it takes to have them there.
    func whenCurrent<R>(
        _ store: ViewStore, _ projector: any Projector.Type, _ body: (LogHead) throws -> R
    ) throws -> R {
        try store.evenIfRemoved { try onceCurrent(store, projector, body) }
    }

    private func onceCurrent<R>(
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
        let outcome: Result<R, ProjectionFailed> = try whenCaughtUp(store) { head in
            if try !store.isCurrent(projector, head) { try rebuild([projector], store, head) }
            guard try store.isCurrent(projector, head) else {
                let reason = try store.failure(projector.shape.name) ?? "it was left behind"
                return .failure(ProjectionFailed(projection: projector.shape.name, reason: reason))
            }
            return .success(try body(head))
        }
        return try outcome.get()
    }

    /// Calls `body` with the views' write lock, in a snapshot of the log that the stored rows have caught up to.
    func whenCaughtUp<R>(_ store: ViewStore, _ body: (LogHead) throws -> R) throws -> R {
        while true {
            // Under the write lock of the views nobody else moves them on. The log is read afterwards, so that it holds all
            // events that they are of.
            do {
                let result: R? = try store.exclusively {
                    try log.snapshot {
                        let head = try log.head()
                        return try catchUp(store, to: head) ? try body(head) : nil
                    }
                }
                if let result { return result }
            } catch is DealsDamaged {}
            try rebuildAll(store, progress: nil)
        }
    }

    /// Up to how many new events are followed one by one: beyond, a replay of everything is cheaper.
    private static func limit(_ position: Int) -> Int { 64 + position / 500 }

    /// Whether the stored views are none, of another log, or so far behind that it is faster to fold everything anew.
    func needsRebuild(_ store: ViewStore) throws -> Bool {
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
        }
    }

    /// Whether these events may give a company that others may have named before another parent: who denies something may then
    /// be a party to it, or no longer.
    private func mayChangeParent(
        _ stream: [UInt8], _ positions: ClosedRange<Int>, _ reader: any RawEventReader
    ) throws -> Bool {
        var (isKnown, hasParent) = (false, false)
        try reader.forEach(inStream: stream, through: positions.upperBound) { event in
            isKnown = isKnown || event.position < positions.lowerBound
            guard let data = Bytes(event.data) else { return }
            hasParent = hasParent || (data.member("data") ?? data).member("parent") != nil
        }
        return isKnown && hasParent
    }

    /// Whether rows of any stream may stand under another name, or day, after these events: one says who an undisclosed company
    /// is, or when a market trades, or says something of an event that did.
    private func isIdentifying(_ positions: ClosedRange<Int>) throws -> Bool {
        let reader = log.rawEvents()
        var isFound = false
        var revised: Set<[UInt8]> = []
        var registered: Set<[UInt8]> = []
        try reader.forEach(positions: positions) { event in
            isFound = isFound || event.isIdentification || event.isOfMarketHours
            if event.isRegistration { registered.insert(Array(event.subject)) }
            let isAboutCompany = event.isAboutAnother && event.subject.starts(with: "company/".utf8)
            if isAboutCompany { revised.insert(Array(event.subject)) }
        }
        for stream in revised where !isFound {
            try reader.forEach(inStream: stream, through: positions.upperBound) { event in
                isFound = isFound || event.isIdentification
            }
        }
        for stream in registered.union(revised) where !isFound {
            isFound = try mayChangeParent(stream, positions, reader)
        }
        return isFound
    }

    /// Brings the projections that kept up to the head; those that did not are rebuilt when they are asked for.
    ///
    /// - Returns: false, with nothing done, where new events change the names under which companies stand. Then everything is to
    ///   be folded anew.
    func catchUp(_ store: ViewStore, to head: LogHead) throws -> Bool {
        guard let shared = try store.checkpoint(ViewStore.shared), shared.position < head.position else { return true }
        let news = (shared.position + 1)...head.position
        guard try !isIdentifying(news) else { return false }
        let names = try store.companyNames()
        let reader = log.rawEvents()
        let sessions = try SessionsFollowing(
            store.unexpectedSessions(), Markets(statedIn: log, under: Selection()), news, of: reader)
        let naming = CompanyNaming(names: names, markets: sessions.markets)
        let following = try ViewStore.stored.filter { projector in
            let checkpoint = try store.checkpoint(projector.shape.name)
            return checkpoint?.version == projector.version && checkpoint?.position == shared.position
        }
        let catchUp = CatchUp(
            store, following.filter { !($0 is any LogProjector.Type) }, reader, from: shared.position, to: head,
            naming)
        try catchUp.read()
        let listings = ListingIndex(connection: store.connection)
        var moved = try listings.companies(touchedBy: news, of: reader)
        moved.formUnion(try listings.companies(ofMarkets: sessions.changedMarkets.flatMap(Markets.segments)))
        let tickers = try listings.tickers(of: moved)
        moved.formUnion(try tickers.flatMap(listings.companies(ofTicker:)))
        let restated = try listings.restatedStreams(ofMarkets: sessions.changedMarkets, tickers, in: log)
        try catchUp.run(restating: restated)
        try ViewWriter(connection: store.connection).add(sessions: sessions.changes)
        try catchUpOwn(following, store, from: shared.position, to: head)
        let touched = names.companies(sharingNamesWith: moved)
        guard !touched.isEmpty,
            let writing = OverlayWriting(ViewWriter(connection: store.connection), following)
        else { return true }
        let overlay = try MarketOverlay(
            reader, through: head.position, Selection(), naming: naming,
            of: names.companies(sharingNamesWith: listings.companies(near: touched)), homes: listings.homes)
        try writing.replace(overlay, of: touched, reader)
        return true
    }
}
