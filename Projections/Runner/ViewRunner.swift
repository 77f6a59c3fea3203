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
    package var parkedNote: String? { Parked.note(parked, of: shape.name) }
}

extension Parked {
    /// What is said of the events that are in no row of a view; nil where there are none.
    package static func note(_ parked: [Parked], of view: String) -> String? {
        switch parked.count {
        case 0: nil
        case 1: "1 event could not be folded into \(view) and is in none of its rows: see impact quarantine list"
        case let count:
            "\(count) events could not be folded into \(view) and are in none of its rows: see impact quarantine list"
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
    let companies: (Selection) throws -> CompanyRegister
    /// Nil where the ledger is read-only: then views are folded in memory.
    let store: ViewStore?
    /// How much of what waits to be folded a replay keeps in memory. Without a file for the views it keeps everything.
    package var spilling = Spilling.standard

    package init(
        log: any EventLog, store: ViewStore?, companies: @escaping (Selection) throws -> CompanyRegister
    ) {
        self.log = log
        self.store = store
        self.companies = companies
    }

    /// Whether there is a file for them.
    package var areStored: Bool { store != nil }

    package static func projector(named name: String) -> (any Projector.Type)? {
        allProjectors.first { $0.shape.name == name }
    }

    // MARK: facts

    /// The facts of the log under a selection, decoded whole: for reports and explanations.
    package func history(_ selection: Selection, progress: ((Int) -> Void)? = nil) throws -> EffectiveHistory {
        let register = selection.rollUp ? try companies(selection) : CompanyRegister()
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
        if let derived = projector as? any DerivedProjector.Type {
            return try rows(of: derived, selection).keeping { $0.belongs(to: group) }
        }
        if let facts = projector as? any FactProjector.Type, let types = facts.types {
            return try rows(of: facts, selection, ofTypes: types).keeping { $0.belongs(to: group) }
        }
        guard selection.isWhole, let store, !(projector is any HistoryProjector.Type) else {
            func folded(_ head: LogHead, _ markets: Markets) throws -> ViewResult {
                let history = projector is any HistoryProjector.Type ? try history(selection) : nil
                return try fold([projector], selection, head, history, log.rawEvents(), markets)[0]
                    .keeping { $0.belongs(to: group) }
            }
            guard projector is any StockProjector.Type else {
                return try log.snapshot { try folded(try log.head(), .builtIn) }
            }
            return try withMentions { mentions, head in
                try folded(head, try knownSessions(for: [projector], mentions, selection, head).markets)
            }
        }
        return try whenCurrent(store, projector) { head in
            let rows = try group.map { try store.rows(shape, ofGroup: $0) } ?? store.rows(shape)
            let parked = group == nil ? try store.parked(of: shape.name) : []
            return ViewResult(shape: shape, rows: rows, head: head, parked: parked)
        }
    }

    /// All views of one selection and the facts behind them, of one state of the log.
    package func everything(_ selection: Selection) throws -> (views: [ViewResult], history: EffectiveHistory) {
        try withMentions { mentions, head in
            let history = try history(selection)
            return (try fold(allProjectors, selection, head, history, log.rawEvents(), mentions), history)
        }
    }

    func fold(
        _ projectors: [any Projector.Type], _ selection: Selection, _ head: LogHead, _ history: EffectiveHistory,
        _ reader: any RawEventReader, _ mentions: MentionIndex
    ) throws -> [ViewResult] {
        let markets = try knownSessions(for: projectors.foldedBySubject, mentions, selection, head).markets
        return try fold(projectors, selection, head, history, reader, markets)
    }

    /// When markets trade, where projectors ask for that: only what is said of shares has a session.
    func knownSessions(
        for projectors: [any Projector.Type], _ mentions: MentionIndex, _ selection: Selection, _ head: LogHead
    ) throws -> KnownSessions {
        guard projectors.contains(where: { $0 is any StockProjector.Type }) else {
            return KnownSessions(hours: .builtIn)
        }
        return try KnownSessions(of: log, mentions, under: selection, through: head.position)
    }

    /// Views in memory, in the order of the projectors.
    ///
    /// - Parameters:
    ///   - history: the facts of the whole log; nil where no view is made of them.
    ///   - reader: what is folded.
    ///   - markets: when they trade, of the whole log.
    private func fold(
        _ projectors: [any Projector.Type], _ selection: Selection, _ head: LogHead, _ history: EffectiveHistory?,
        _ reader: any RawEventReader, _ markets: Markets
    ) throws -> [ViewResult] {
        let folded = try foldedBySubject(projectors.foldedBySubject, selection, head, reader, markets)
        return try projectors.map { projector in
            let rows: [ViewRow]
            if let known = folded[projector.shape.name] { return known }
            switch projector {
            case let derived as any DerivedProjector.Type:
                if let source = folded[derived.source.shape.name] { return derived.rows(of: source) }
                rows = []
            case let own as any LogProjector.Type: rows = try own.rows(of: log, selection).sorted { $0.key < $1.key }
            case let plain as any HistoryProjector.Type:
                rows = plain.rows(of: history?.facts ?? [], asOf: selection.cut.asOf)
            default: rows = []
            }
            return ViewResult(shape: projector.shape, rows: rows, head: head)
        }
    }

    /// The views that follow the log subject by subject, by name.
    private func foldedBySubject(
        _ projectors: [any Projector.Type], _ selection: Selection, _ head: LogHead, _ reader: any RawEventReader,
        _ markets: Markets
    ) throws -> [String: ViewResult] {
        guard !projectors.isEmpty else { return [:] }
        func folded(_ naming: CompanyNaming, stopsAtIdentification: Bool) throws -> [String: ViewResult] {
            let results = try ViewRunner.foldRaw(
                reader, through: head.position, projectors, selection, naming,
                stopsAtIdentification: stopsAtIdentification,
                spill: store.map { SpillFile(spilling, beside: $0.generation) })
            return Dictionary(
                uniqueKeysWithValues: zip(projectors, results).map { projector, result in
                    let shape = projector.shape
                    return (shape.name, ViewResult(shape: shape, rows: result.rows, head: head, parked: result.parked))
                })
        }
        do {
            if !selection.rollUp {
                return try folded(CompanyNaming(markets: markets), stopsAtIdentification: true)
            }
        } catch is IdentificationMet {}
        var naming = try naming(selection)
        naming.markets = markets
        return try folded(naming, stopsAtIdentification: false)
    }

    /// The rows of views and what could not be folded, straight from a reader.
    package static func foldRaw(
        _ log: any RawEventReader, through end: Int, _ projectors: [any Projector.Type]
    ) throws -> [(rows: [ViewRow], parked: [Parked])] {
        try foldRaw(log, through: end, projectors, Selection(), CompanyNaming())
    }

    static func foldRaw(
        _ log: any RawEventReader, through end: Int, _ projectors: [any Projector.Type], _ selection: Selection,
        _ naming: CompanyNaming, stopsAtIdentification: Bool = false, spill: SpillFile? = nil
    ) throws -> [(rows: [ViewRow], parked: [Parked])] {
        let rows = CollectedRows(projectors)
        let replay = FullReplay(
            projectors: projectors, selection: selection, end: end, naming: naming,
            stopsAtIdentification: stopsAtIdentification, spill: spill)
        let parked = try replay.run(log, into: rows, progress: nil).parked
        return zip(projectors, rows.rows).map { projector, rows in
            (rows, parked.filter { $0.projection == projector.shape.name })
        }
    }

    /// Under which name a company stands: an undisclosed one under that of the company it is, where that is known by then; a unit
    /// under its parent's, where that is asked for.
    func naming(_ selection: Selection) throws -> CompanyNaming {
        let register = selection.rollUp ? try companies(selection) : nil
        return CompanyNaming(
            names: try identities(selection)?.names ?? CompanyNames(),
            unit: register.map { register in { register.topParent(of: $0) } })
    }

    /// Nil where nobody ever said who an undisclosed company is.
    func identities(_ selection: Selection) throws -> Identities? {
        let stated = try Identities(statedIn: log, under: selection)
        return stated.isEmpty ? nil : stated
    }
}

extension RawEvent {
    var isRegistration: Bool { type.elementsEqual("company.registered".utf8) }

    var isIdentification: Bool { type.elementsEqual("company.identified".utf8) }

    /// Whether it says something of another event, in whose stream it stands.
    var isAboutAnother: Bool { type.starts(with: "event.".utf8) || type.elementsEqual("evidence.added".utf8) }
}

extension ViewRow {
    fileprivate func belongs(to group: String?) -> Bool {
        group.map { key == $0 || key.hasPrefix($0 + ":") } ?? true
    }
}
