import EventLog
import SQLite

/// Brings stored views up to date after a few more events, at the cost of what they touch: the streams that they stand in are
/// read again, and the rights, deals, companies and plans that these make or made are folded anew.
///
/// Rows, checkpoints and what catching up needs are written in the caller's transaction.
final class CatchUp {
    let store: ViewStore
    let writer: ViewWriter
    let log: any RawEventReader
    /// The position that the views are of.
    let before: Int
    let head: LogHead
    let names: CompanyNames
    let projectors: [any Projector.Type]
    let folder: SubjectFolder
    /// The new events.
    let news: LogScan
    /// The streams that are read again.
    let loaded: LogScan
    private var loadedStreams: Set<String> = []
    private var movedCategories: [StreamCategory: Bool] = [:]
    /// For each projector, what stood there before.
    var removals: [[(group: Bytes, places: ClosedRange<Int>)]]
    var removedEvents: Set<Int> = []
    var refoldedStreams: Set<String> = []
    /// The deals by id whose rows are folded anew, as they are now.
    var deals: [Bytes: Deal] = [:]
    /// The streams of companies of which registrations are new, or something was said.
    var registered: Set<String> = []
    var touchedDeals: Set<Bytes> = []
    private let tickers: TickerListings
    let arena = Arena()

    /// - Parameter naming: the names that hold before the new events and after them.
    init(
        _ store: ViewStore, _ projectors: [any Projector.Type], _ log: any RawEventReader, from before: Int,
        to head: LogHead, _ naming: CompanyNaming
    ) {
        self.store = store
        self.projectors = projectors
        self.log = log
        self.before = before
        self.head = head
        names = naming.names
        writer = ViewWriter(connection: store.connection)
        // What is kept of deals is for all projections, those that were left behind, too.
        folder = SubjectFolder(projectors, Selection(), naming, followsDeals: true)
        folder.parents = CompanyParents(log, through: head.position, Selection(), naming)
        news = LogScan(projectors, Selection(), naming: naming, followsDeals: true)
        loaded = LogScan(projectors, Selection(), naming: naming, followsDeals: true)
        removals = projectors.map { _ in [] }
        tickers = TickerListings(ListingIndex(connection: store.connection), log, through: head.position)
        folder.shares = ShareMarkets(naming.markets) { [tickers] in tickers.listings(ofTicker: $0) }
    }

    /// Reads the new events, and notes where they move readings to: what they touch is found by that.
    func read() throws {
        try log.forEach(positions: (before + 1)...head.position) { event in
            try news.take(event, keepsAll: true)
            if let registration = RecordedEvent(registration: event) {
                registered.insert(registration.envelope.subject)
            }
        }
        try writer.add(news.moves)
    }

    /// - Parameter restated: streams of claims that are folded anew, whatever the new events say of them.
    func run(restating restated: Set<String>) throws {
        folder.onGroup = { [unowned self] index, group, place in try self.makeRoom(index, group, place) }
        try foldStock(restated)
        try foldRights()
        let (companies, plans) = try foldDeals()
        try foldCompanies(companies.union(touched(.dependency)))
        try foldPlans(plans.union(touched(.plan)))
        try folder.parents?.check()
        try tickers.check()
        try write()
    }

    // MARK: what is touched

    func new(_ category: StreamCategory) -> [FactRecord] {
        news.shelves[Int(category.rawValue)].map(\.record)
    }

    /// The groups that the new events of a category belong to, and those that their streams' readings were moved to.
    func touched(_ category: StreamCategory) throws -> Set<Bytes> {
        var groups: Set<Bytes> = []
        var streams: Set<Bytes> = []
        for record in new(category) {
            groups.insert(name(category, ofGroup: category.group(ofStream: record.subject)))
            streams.insert(record.subject)
        }
        for stream in streams {
            for group in try moves(category, from: stream) { groups.insert(group) }
        }
        return groups
    }

    /// Who depends is a company, which may stand under the name of another.
    private func name(_ category: StreamCategory, ofGroup group: Bytes) -> Bytes {
        guard category == .dependency, let name = names.name(of: group.string) else { return group }
        return arena.copy(name)
    }

    private func moves(_ category: StreamCategory, from stream: Bytes) throws -> [Bytes] {
        try texts("SELECT subject FROM move WHERE category = \(category.rawValue) AND stream = ?1", stream)
    }

    func texts(_ sql: String, _ parameter: Bytes) throws -> [Bytes] {
        let statement = try store.connection.prepare(sql)
        defer { statement.reset() }
        try statement.bind(1, text: parameter.array)
        var texts: [Bytes] = []
        while try statement.step() { texts.append(arena.copy(statement.text(0))) }
        return texts
    }

    /// Reads the streams that a group is folded from, each once.
    func load(_ category: StreamCategory, _ group: Bytes) throws {
        let name = group.string
        switch category {
        case .right: try load(stream: "right/" + name)
        case .deal: try load(stream: "deal/" + name)
        case .plan: try load(stream: "plan/" + name)
        case .dependency:
            for company in names.companies(named: name) {
                let prefix = "dependency/\(company):"
                refoldedStreams.insert(prefix)
                if loadedStreams.insert(prefix).inserted {
                    try loaded.keep(log, streamPrefix: Array(prefix.utf8), through: head.position)
                }
            }
        case .stock, .price, .company: try load(stream: name)
        }
        for home in try homes(category, group) where !isLoaded(home.string) { try load(stream: home.string) }
    }

    /// The streams in which readings of a group stand that were moved to it.
    private func homes(_ category: StreamCategory, _ group: Bytes) throws -> [Bytes] {
        guard try hasMoves(category) else { return [] }
        return try texts("SELECT stream FROM move WHERE category = \(category.rawValue) AND subject = ?1", group)
    }

    /// Few ledgers have any, and a company may have many deals.
    private func hasMoves(_ category: StreamCategory) throws -> Bool {
        if let known = movedCategories[category] { return known }
        let found =
            try store.connection.integer("SELECT 1 FROM move WHERE category = \(category.rawValue) LIMIT 1") != nil
        movedCategories[category] = found
        return found
    }

    private func isLoaded(_ stream: String) -> Bool {
        guard stream.hasPrefix("dependency/"), let colon = stream.firstIndex(of: ":") else { return false }
        return loadedStreams.contains(String(stream[...colon]))
    }

    private func load(stream: String) throws {
        guard loadedStreams.insert(stream).inserted else { return }
        let bytes = arena.copy(stream)
        try loaded.keep(log, stream: bytes, through: head.position)
    }

    // MARK: folding

    /// The rows of single events: new ones, those that the new ones say something of, and those of restated streams.
    private func foldStock(_ restated: Set<String>) throws {
        let records = new(.stock)
        guard !records.isEmpty || !restated.isEmpty else { return }
        let changing = Set(records.lazy.filter { $0.kind?.isAboutAnother ?? false }.map(\.subject))
        var positions = Set(records.lazy.map(\.position))
        var facts: [LeanFact] = []
        for record in records where !changing.contains(record.subject) {
            folder.history.appendFacts(of: [record], to: &facts)
        }
        for stream in changing {
            try load(.stock, stream)
            let all = loadedStock(stream)
            let targets = Dictionary(
                all.compactMap { record in
                    record.kind?.isAboutAnother == true
                        ? record.fields[.target]?.plainText.map { (record.id, $0) } : nil
                }, uniquingKeysWith: { first, _ in first })
            let places = Dictionary(all.map { ($0.id, $0.position) }, uniquingKeysWith: { first, _ in first })
            for record in records where record.subject == stream {
                // What is said of a correction is said of what it corrects.
                var id = record.id
                while let target = targets[id] { id = target }
                if let position = places[id] { positions.insert(position) }
            }
            folder.history.appendFacts(of: all[...], to: &facts)
        }
        facts += try self.facts(restated: restated, &positions)
        removedEvents = positions
        let folded = Dictionary(facts.map { ($0.position, $0) }, uniquingKeysWith: { first, _ in first })
        for position in positions.sorted() {
            if let fact = folded[position] { try folder.fold(stock: fact) }
        }
    }

    private func loadedStock(_ stream: Bytes) -> [FactRecord] {
        loaded.shelves[Int(StreamCategory.stock.rawValue)].map(\.record).filter { $0.subject == stream }
    }

    /// The facts that belong to some streams, wherever they stand.
    private func facts(restated: Set<String>, _ positions: inout Set<Int>) throws -> [LeanFact] {
        var found: [LeanFact] = []
        for name in restated.sorted() {
            let stream = arena.copy(name)
            try load(.stock, stream)
            for home in [stream] + (try homes(.stock, stream)) {
                var facts: [LeanFact] = []
                folder.history.appendFacts(of: loadedStock(home)[...], to: &facts)
                found += facts.lazy.filter { $0.subject == stream }
            }
        }
        positions.formUnion(found.lazy.map(\.position))
        return found
    }

    private func foldRights() throws {
        let rights = try touched(.right)
        guard !rights.isEmpty else { return }
        for right in rights { try load(.right, right) }
        let facts = try ShelfFold(folder, [loaded]).facts(.right)
        for right in rights {
            refoldedStreams.insert("right/" + right.string)
            if let own = facts[right] {
                try folder.fold(right: right, hash: right.hash, facts: own)
            } else {
                try folder.clear(.right, right, hash: right.hash)
            }
        }
    }

    private func foldCompanies(_ companies: Set<Bytes>) throws {
        guard !companies.isEmpty else { return }
        for company in companies { try load(.dependency, company) }
        let facts = try ShelfFold(folder, [loaded]).facts(.dependency)
        let deals = try deals(ofGroups: companies)
        for company in companies.sorted() {
            let own = (deals[company] ?? []).filter { $0.buyer == company || $0.supplier == company }
            try folder.fold(company: company, hash: company.hash, deals: own, dependencies: facts[company] ?? [])
        }
    }

    private func foldPlans(_ plans: Set<Bytes>) throws {
        guard !plans.isEmpty else { return }
        for plan in plans { try load(.plan, plan) }
        let facts = try ShelfFold(folder, [loaded]).facts(.plan)
        let deals = try deals(ofGroups: plans)
        for plan in plans.sorted() {
            refoldedStreams.insert("plan/" + plan.string)
            let own = (deals[plan] ?? []).filter { deal in deal.plans.contains { $0.plan == plan } }
            try folder.fold(plan: plan, hash: plan.hash, statements: facts[plan] ?? [], deals: own)
        }
    }
}
