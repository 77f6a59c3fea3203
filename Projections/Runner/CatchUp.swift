import EventLog
import SQLite

/// Brings stored views up to date after a few more events, at the cost of what they touch: the streams that they stand in are
/// read again, and the rights, deals, companies and plans that these make or made are folded anew.
///
/// Rows, checkpoints and what catching up needs are written in the caller's transaction.
final class CatchUp {
    let store: ViewStore
    let writer: ViewWriter
    private let log: any RawEventReader
    /// The position that the views are of.
    private let before: Int
    let head: LogHead
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
    private let arena = Arena()

    init(
        _ store: ViewStore, _ projectors: [any Projector.Type], _ log: any RawEventReader, from before: Int,
        to head: LogHead
    ) {
        self.store = store
        self.projectors = projectors
        self.log = log
        self.before = before
        self.head = head
        writer = ViewWriter(connection: store.connection)
        folder = SubjectFolder(projectors, Selection())
        news = LogScan(projectors, Selection(), parent: nil)
        loaded = LogScan(projectors, Selection(), parent: nil)
        removals = projectors.map { _ in [] }
    }

    func run() throws {
        try log.forEach(positions: (before + 1)...head.position) { try news.take($0, keepsAll: true) }
        folder.onGroup = { [unowned self] index, group, place in try self.makeRoom(index, group, place) }
        try writer.add(news.moves)
        try foldStock()
        try foldRights()
        let (companies, plans) = try foldDeals()
        try foldCompanies(companies.union(touched(.dependency)))
        try foldPlans(plans.union(touched(.plan)))
        try write()
    }

    // MARK: what is touched

    private func new(_ category: StreamCategory) -> [FactRecord] {
        news.shelves[Int(category.rawValue)].map(\.record)
    }

    /// The groups that the new events of a category belong to, and those that their streams' readings were moved to.
    private func touched(_ category: StreamCategory) throws -> Set<Bytes> {
        var groups: Set<Bytes> = []
        var streams: Set<Bytes> = []
        for record in new(category) {
            groups.insert(category.group(ofStream: record.subject))
            streams.insert(record.subject)
        }
        for stream in streams {
            for group in try moves(category, from: stream) { groups.insert(group) }
        }
        return groups
    }

    private func moves(_ category: StreamCategory, from stream: Bytes) throws -> [Bytes] {
        try texts("SELECT subject FROM move WHERE category = \(category.rawValue) AND stream = ?1", stream)
    }

    private func texts(_ sql: String, _ parameter: Bytes) throws -> [Bytes] {
        let statement = try store.connection.prepare(sql)
        defer { statement.reset() }
        try statement.bind(1, text: parameter.array)
        var texts: [Bytes] = []
        while try statement.step() { texts.append(arena.copy(statement.text(0))) }
        return texts
    }

    /// Reads the streams that a group is folded from, each once.
    private func load(_ category: StreamCategory, _ group: Bytes) throws {
        let name = group.string
        switch category {
        case .right: try load(stream: "right/" + name)
        case .deal: try load(stream: "deal/" + name)
        case .plan: try load(stream: "plan/" + name)
        case .dependency:
            let prefix = "dependency/\(name):"
            refoldedStreams.insert(prefix)
            if loadedStreams.insert(prefix).inserted {
                try loaded.keep(log, streamPrefix: Array(prefix.utf8), through: head.position)
            }
        case .stock, .price, .company: try load(stream: name)
        }
        guard try hasMoves(category) else { return }
        let homes = try texts("SELECT stream FROM move WHERE category = \(category.rawValue) AND subject = ?1", group)
        for home in homes where !isLoaded(home.string) { try load(stream: home.string) }
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

    /// The rows of single events: new ones, and those that the new ones say something of.
    private func foldStock() throws {
        let records = new(.stock)
        guard !records.isEmpty else { return }
        let changing = Set(records.lazy.filter { $0.kind?.isAboutAnother ?? false }.map(\.subject))
        var positions = Set(records.lazy.map(\.position))
        var facts: [LeanFact] = []
        for record in records where !changing.contains(record.subject) {
            folder.history.appendFacts(of: [record], to: &facts)
        }
        for stream in changing {
            try load(.stock, stream)
            let all = loaded.shelves[Int(StreamCategory.stock.rawValue)].map(\.record).filter { $0.subject == stream }
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
        removedEvents = positions
        for fact in facts.sorted(by: { $0.position < $1.position }) where positions.contains(fact.position) {
            try folder.fold(stock: fact)
        }
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

    /// The deals by id whose rows are folded anew, as they are now.
    private var deals: [Bytes: Deal] = [:]
    private var touchedDeals: Set<Bytes> = []

    /// Gives the companies and plans whose rows rest on the touched deals, before or now.
    private func foldDeals() throws -> (companies: Set<Bytes>, plans: Set<Bytes>) {
        touchedDeals = try linked(touched(.deal))
        guard !touchedDeals.isEmpty else { return ([], []) }
        let facts = try ShelfFold(folder, [loaded]).facts(.deal)
        let former = SubjectFolder(projectors, Selection())
        let factsBefore = try ShelfFold(former, [loaded], through: before).facts(.deal)
        var (companies, plans): (Set<Bytes>, Set<Bytes>) = ([], [])
        deals = try self.deals(touchedDeals, facts)
        for id in touchedDeals.sorted() {
            refoldedStreams.insert("deal/" + id.string)
            let groups = [deals[id], former.deal(id, of: factsBefore[id] ?? [])].map { deal -> Set<Bytes> in
                guard let deal else { return [] }
                companies.formUnion([deal.buyer, deal.supplier])
                plans.formUnion(deal.plans.map(\.plan))
                return Set([deal.buyer, deal.supplier] + deal.plans.map(\.plan))
            }
            try replaceGroups(of: id, groups[1], by: groups[0])
            if facts[id] == nil {
                try folder.clear(.deal, id, hash: id.hash)
            } else {
                try folder.fold(deal: deals[id], id, hash: id.hash)
            }
            let others = (facts[id] ?? []).filter { $0.kind == .dealLinked }.compactMap { $0.word(.other) }
            try writer.add(links: others.map { (id, $0) })
        }
        return (companies, plans)
    }

    /// Deals of one circle of links, folded together: which of them counts is decided among them.
    private func deals(_ ids: Set<Bytes>, _ facts: [Bytes: [LeanFact]]) throws -> [Bytes: Deal] {
        var deals: [Bytes: Deal] = [:]
        var links = DealLinks()
        for id in ids {
            guard let own = facts[id] else { continue }
            links.add(own)
            deals[id] = folder.deal(id, of: own)
        }
        let countedIn = links.countedIn { deals[$0] != nil }
        for (id, other) in countedIn { deals[id]?.countedIn = other }
        return deals
    }

    /// With all deals that these are linked to, by whatever way; their streams are loaded.
    private func linked(_ ids: Set<Bytes>) throws -> Set<Bytes> {
        var found = ids
        var pending = Array(ids)
        while let id = pending.popLast() {
            try load(.deal, id)
            var others = try texts(
                "SELECT other FROM link WHERE deal = ?1 UNION ALL SELECT deal FROM link WHERE other = ?1", id)
            for record in new(.deal) where category(.deal, record, is: id) { others += StreamLinks.others(record) }
            for other in others where found.insert(other).inserted { pending.append(other) }
        }
        return found
    }

    private func category(_ category: StreamCategory, _ record: FactRecord, is group: Bytes) -> Bool {
        category.group(ofStream: record.subject) == group
    }

    private func replaceGroups(of deal: Bytes, _ former: Set<Bytes>, by current: Set<Bytes>) throws {
        let remove = try store.connection.prepare(
            "DELETE FROM deal_of_group WHERE place BETWEEN ?1 AND ?2 AND deal = ?3")
        for group in former.subtracting(current) {
            let places = Subject.places(from: Subject.place(ofGroup: group.hash))
            try remove.bind(1, places.lowerBound)
            try remove.bind(2, places.upperBound)
            try remove.bind(3, text: deal.array)
            try remove.run()
        }
        let insert = try store.connection.prepare(
            """
            INSERT INTO deal_of_group (place, deal)
            SELECT coalesce((SELECT max(place) + 1 FROM deal_of_group WHERE place BETWEEN ?1 AND ?2), ?1), ?3
            WHERE NOT EXISTS (SELECT 1 FROM deal_of_group WHERE place BETWEEN ?1 AND ?2 AND deal = ?3)
            """)
        for group in current {
            let places = Subject.places(from: Subject.place(ofGroup: group.hash))
            try insert.bind(1, places.lowerBound)
            try insert.bind(2, places.upperBound)
            try insert.bind(3, text: deal.array)
            try insert.run()
        }
    }

    /// The deals of a company or plan: those that were touched as they are now, all others from their streams.
    private func deals(ofGroups groups: Set<Bytes>) throws -> [Bytes: [Deal]] {
        let statement = try store.connection.prepare("SELECT deal FROM deal_of_group WHERE place BETWEEN ?1 AND ?2")
        var ids: [Bytes: Set<Bytes>] = [:]
        for group in groups {
            let places = Subject.places(from: Subject.place(ofGroup: group.hash))
            try statement.bind(1, places.lowerBound)
            try statement.bind(2, places.upperBound)
            while try statement.step() { ids[group, default: []].insert(arena.copy(statement.text(0))) }
            statement.reset()
        }
        let missing = Set(ids.values.joined()).filter { deals[$0] == nil && !touchedDeals.contains($0) }
        if !missing.isEmpty {
            let all = try linked(missing).subtracting(touchedDeals)
            let facts = try ShelfFold(folder, [loaded]).facts(.deal)
            deals.merge(try deals(all, facts)) { $1 }
        }
        return ids.mapValues { ids in ids.compactMap { deals[$0] }.sorted { $0.id < $1.id } }
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

/// The deals that a stored event links its own to, whatever becomes of it.
private enum StreamLinks {
    static func others(_ record: FactRecord) -> [Bytes] {
        let fields = record.fields[.data].map(FieldSet.init) ?? record.fields
        return fields[.other]?.plainText.map { [$0] } ?? []
    }
}
