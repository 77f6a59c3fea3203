import EventLog

/// Folds what scans have kept, group by group.
struct ShelfFold {
    let folder: SubjectFolder
    let scans: [LogScan]
    /// Events behind this position are left out.
    let end: Int

    /// Deals that some group is folded from, by the hash of the group: companies and plans.
    private(set) var dealsOfGroups: [(hash: UInt64, deal: Deal)] = []
    private(set) var links: [(deal: Bytes, other: Bytes)] = []

    init(_ folder: SubjectFolder, _ scans: [LogScan], through end: Int = .max) {
        self.folder = folder
        self.scans = scans
        self.end = end
    }

    /// Rights, deals, companies and plans.
    mutating func foldGroups() throws {
        try forEachGroup(.right) { right, hash, facts in try folder.fold(right: right, hash: hash, facts: facts) }
        let deals = try foldDeals()
        try foldCompanies(deals)
        try foldPlans(deals)
    }

    // MARK: groups

    private func shelf(_ category: StreamCategory) -> [ShelvedRecord] {
        var shelf = scans.flatMap { $0.shelves[Int(category.rawValue)] }
        if end < .max { shelf.removeAll { $0.record.position > end } }
        shelf.sort(by: ShelvedRecord.isOrdered)
        // A reading that was moved to another group is folded with both streams' records at hand.
        var destinations: [String: Set<UInt64>] = [:]
        for move in Set(scans.flatMap(\.moves)) where move.category == category {
            let group = Array(move.group.utf8)
            destinations[move.stream, default: []].insert(group.withUnsafeBytes { Bytes($0)?.hash ?? 0 })
        }
        guard !destinations.isEmpty else { return shelf }
        var guests: [ShelvedRecord] = []
        for shelved in shelf {
            for hash in destinations[shelved.record.subject.string] ?? [] where hash != shelved.hash {
                guests.append(ShelvedRecord(hash: hash, record: shelved.record))
            }
        }
        shelf += guests
        shelf.sort(by: ShelvedRecord.isOrdered)
        return shelf
    }

    /// Calls `body` for each group of a category with its effective facts, in the order of the groups' hashes.
    func forEachGroup(
        _ category: StreamCategory, _ body: (_ group: Bytes, _ hash: UInt64, _ facts: [LeanFact]) throws -> Void
    ) throws {
        let shelf = shelf(category)
        let records = shelf.map(\.record)
        var facts: [LeanFact] = []
        var start = 0
        while start < shelf.count {
            let hash = shelf[start].hash
            facts.removeAll(keepingCapacity: true)
            var end = start
            while end < shelf.count, shelf[end].hash == hash {
                let first = end
                let stream = records[first].subject
                while end < shelf.count, shelf[end].hash == hash, records[end].subject == stream { end += 1 }
                folder.history.appendFacts(of: records[first..<end], to: &facts)
            }
            start = end
            try forEachKey(category, hash, facts, body)
        }
    }

    /// The effective facts of a category by their groups.
    func facts(_ category: StreamCategory) throws -> [Bytes: [LeanFact]] {
        var facts: [Bytes: [LeanFact]] = [:]
        try forEachGroup(category) { group, _, own in facts[group] = own }
        return facts
    }

    /// Facts of one hash are nearly always of one group.
    private func forEachKey(
        _ category: StreamCategory, _ hash: UInt64, _ facts: [LeanFact],
        _ body: (_ group: Bytes, _ hash: UInt64, _ facts: [LeanFact]) throws -> Void
    ) throws {
        guard let field = category.groupField else { return }
        var groups: [(key: Bytes, facts: [LeanFact])] = []
        for fact in facts {
            guard let key = fact.word(field) else {
                folder.park(
                    category, position: fact.position, id: fact.id, stream: fact.subject,
                    reason: "its data has no \(field)")
                continue
            }
            if let last = groups.indices.last, groups[last].key == key {
                groups[last].facts.append(fact)
            } else if let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].facts.append(fact)
            } else if key.hash == hash {
                groups.append((key, [fact]))
            }
        }
        for group in groups { try body(group.key, hash, group.facts) }
    }

    // MARK: deals and what is folded from them

    private mutating func foldDeals() throws -> [Deal] {
        guard folder.foldsDeals else { return [] }
        var deals: [(hash: UInt64, deal: Deal)] = []
        var dealLinks = DealLinks()
        var links: [(deal: Bytes, other: Bytes)] = []
        try forEachGroup(.deal) { id, hash, facts in
            dealLinks.add(facts)
            for fact in facts where fact.kind == .dealLinked {
                if let other = fact.word(.other) { links.append((id, other)) }
            }
            if let deal = folder.deal(id, of: facts) {
                deals.append((hash, deal))
            } else {
                try folder.fold(deal: nil, id, hash: hash)
            }
        }
        self.links = links
        if !dealLinks.isEmpty {
            let announced = Set(deals.lazy.map(\.deal.id))
            let countedIn = dealLinks.countedIn { announced.contains($0) }
            for (_, deal) in deals { deal.countedIn = countedIn[deal.id] }
        }
        for (hash, deal) in deals { try folder.fold(deal: deal, deal.id, hash: hash) }
        return deals.map(\.deal)
    }

    private mutating func foldCompanies(_ deals: [Deal]) throws {
        guard folder.folds(.dependency) else { return }
        var roles: [(hash: UInt64, company: Bytes, deal: Deal)] = []
        roles.reserveCapacity(deals.count * 2)
        for deal in deals {
            roles.append((deal.buyer.hash, deal.buyer, deal))
            if deal.supplier != deal.buyer { roles.append((deal.supplier.hash, deal.supplier, deal)) }
        }
        roles.sort { $0.hash == $1.hash ? $0.deal.id < $1.deal.id : $0.hash < $1.hash }
        dealsOfGroups += roles.lazy.map { ($0.hash, $0.deal) }
        var next = 0
        func foldRoles(before hash: UInt64?) throws {
            while next < roles.count, hash.map({ roles[next].hash < $0 }) ?? true {
                let current = roles[next].hash
                try foldCompanies(of: current, roles, &next, [])
            }
        }
        // Statements of one hash are nearly always of one company.
        var statements: [(company: Bytes, facts: [LeanFact])] = []
        var pending: UInt64?
        func foldPending() throws {
            guard let hash = pending else { return }
            try foldRoles(before: hash)
            try foldCompanies(of: hash, roles, &next, statements)
            statements = []
            pending = nil
        }
        try forEachGroup(.dependency) { company, hash, facts in
            if pending != hash { try foldPending() }
            pending = hash
            statements.append((company, facts))
        }
        try foldPending()
        try foldRoles(before: nil)
    }

    private func foldCompanies(
        of hash: UInt64, _ roles: [(hash: UInt64, company: Bytes, deal: Deal)], _ next: inout Int,
        _ statements: [(company: Bytes, facts: [LeanFact])]
    ) throws {
        let start = next
        while next < roles.count, roles[next].hash == hash { next += 1 }
        let own = roles[start..<next]
        var companies = statements.map(\.company)
        for role in own where !companies.contains(role.company) { companies.append(role.company) }
        for company in companies {
            try folder.fold(
                company: company, hash: hash, deals: own.lazy.filter { $0.company == company }.map(\.deal),
                dependencies: statements.first { $0.company == company }?.facts ?? [])
        }
    }

    private mutating func foldPlans(_ deals: [Deal]) throws {
        guard folder.folds(.plan) else { return }
        var counting: [Bytes: [Deal]] = [:]
        for deal in deals where !deal.plans.isEmpty {
            for plan in Set(deal.plans.map(\.plan)) {
                counting[plan, default: []].append(deal)
                dealsOfGroups.append((plan.hash, deal))
            }
        }
        try forEachGroup(.plan) { plan, hash, facts in
            let deals = (counting[plan] ?? []).sorted { $0.id < $1.id }
            try folder.fold(plan: plan, hash: hash, statements: facts, deals: deals)
        }
    }
}

extension LogScan {
    /// Reads the events about shares that later ones say something of, which their scan has passed on already, and folds
    /// them anew. Gives their positions: whatever stood there is to be replaced.
    static func reviseStock(_ scans: [LogScan], _ revision: LogScan, _ log: any RawEventReader) throws -> [Int] {
        let place = Int(StreamCategory.stock.rawValue)
        let sayings = scans.flatMap { $0.shelves[place] }
        guard !sayings.isEmpty else { return [] }
        let known = Set(sayings.lazy.map(\.record.id))
        let targets = Set(sayings.compactMap { $0.record.fields[.target]?.plainText }).subtracting(known)
        // Ids are in the order of time, so that each page of the log is read once.
        for target in targets.sorted() { _ = try revision.keep(log, id: target) }
        let revised = revision.shelves[place].map(\.record.position)
        var all = sayings + revision.shelves[place]
        all.sort(by: ShelvedRecord.isOrdered)
        var facts: [LeanFact] = []
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end].record.subject == all[start].record.subject { end += 1 }
            revision.folder.history.appendFacts(of: all[start..<end].map(\.record)[...], to: &facts)
            start = end
        }
        for fact in facts.sorted(by: { $0.position < $1.position }) { try revision.folder.fold(stock: fact) }
        return revised.sorted()
    }
}
