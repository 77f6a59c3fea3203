/// Deals, and what is folded from them. A deal is folded once, and handed on as bytes to the partitions of its companies and
/// plans; these are folded when all deals are.
extension ShelfFold {
    /// To whom a deal is handed on: to the companies of either side, under their hashes, and to its plans.
    enum HandedOn: Int, CaseIterable {
        case purchases, supplies, plans
    }

    func foldDeals() throws {
        guard folder.foldsDeals else { return }
        let linked = try linkedDeals()
        let buffer = ByteBuffer()
        try forEachGroup(.deal) { id, hash, facts in
            for fact in facts where fact.kind == .dealLinked {
                if let other = fact.word(.other) { links.append((lasting.copy(id), lasting.copy(other))) }
            }
            let deal = folder.deal(id, of: facts)
            if let deal, let outcome = linked[id] {
                deal.apply(outcome.links)
                deal.isHeldOpen = outcome.isHeldOpen
            }
            try folder.fold(deal: deal, id, hash: hash)
            if let deal { try handOn(deal, buffer) }
        }
        try handedOn.close()
    }

    /// What links make of deals: decided among all that are linked, before the rows of any are written. They are few, and are
    /// folded once more when their turn comes.
    private func linkedDeals() throws -> [Bytes: (links: DealLinks.Outcome, isHeldOpen: Bool)] {
        let linked = scans.reduce(into: Set<UInt64>()) { $0.formUnion($1.linkedDeals) }
        guard !linked.isEmpty else { return [:] }
        // What cannot be folded is parked by the fold that makes the rows.
        let preview = ShelfFold(folder.fresh(), scans, through: end)
        var deals: [Bytes: Deal] = [:]
        var links: [LeanFact] = []
        let groups = try preview.groups(of: .deal)
        for partition in preview.partitions where linked.contains(where: partition.holds) {
            try groups.forEach(in: partition, of: linked) { id, _, facts in
                let facts = facts.map { $0.copy(in: lasting) }
                links += facts.lazy.filter { $0.kind == .dealLinked }
                let id = lasting.copy(id)
                deals[id] = preview.folder.deal(id, of: facts)
            }
        }
        previews.append(preview)
        let outcomes = DealLinks(deals, links).outcomes()
        for (id, outcome) in outcomes { deals[id]?.apply(outcome) }
        Deal.settleForce(of: deals)
        return Dictionary(
            uniqueKeysWithValues: outcomes.map { id, outcome in (id, (outcome, deals[id]?.isHeldOpen ?? true)) })
    }

    private func handOn(_ deal: Deal, _ buffer: ByteBuffer) throws {
        buffer.removeAll()
        StoredDeal.append(deal, to: buffer)
        func hand(_ role: HandedOn, _ group: Bytes) throws {
            try handedOn.put(buffer.bytes(), on: role.rawValue, hash: group.hash)
        }
        if folder.folds(.dependency) {
            try hand(.purchases, deal.buyer)
            if deal.supplier != deal.buyer { try hand(.supplies, deal.supplier) }
        }
        guard folder.folds(.plan) else { return }
        // A plan is named twice where a deal counts toward it on two grounds.
        for (index, plan) in deal.plans.enumerated()
        where !deal.plans[..<index].contains(where: { $0.plan.hash == plan.plan.hash }) {
            try hand(.plans, plan.plan)
        }
    }

    /// Companies and plans.
    func foldWhatRestsOnDeals() throws {
        let arena = Arena()
        let statements = folder.folds(.dependency) ? try groups(of: .dependency) : nil
        let plans = folder.folds(.plan) ? try groups(of: .plan) : nil
        for partition in partitions {
            defer { arena.removeAll() }
            var roles: [Role] = []
            var deals: [HandedDeal] = []
            if let statements {
                roles = try self.roles(partition, arena)
                try fold(roles, statements, partition)
            }
            if let plans {
                deals = try handedOn(.plans, partition, arena)
                try fold(deals, plans, partition)
            }
            if let onDeals { try give(roles.map(\.handed) + deals, onDeals) }
        }
    }

    /// A deal for a group.
    private struct HandedDeal {
        let hash: UInt64
        let deal: Deal
        /// As it was handed on.
        let bytes: Bytes
    }

    /// The deals of a partition, group by group, in a group by id.
    private func handedOn(
        _ role: HandedOn, _ partition: Partition, _ arena: Arena
    ) throws -> [HandedDeal] {
        var found: [Shelved] = []
        try handedOn.load(role.rawValue, partition, into: arena, &found)
        return found.map { shelved in
            guard let deal = storedDeals.deal(shelved.bytes) else { preconditionFailure("this fold has written it") }
            return HandedDeal(hash: shelved.hash, deal: deal, bytes: shelved.bytes)
        }.sorted {
            $0.hash == $1.hash ? $0.deal.id < $1.deal.id : $0.hash < $1.hash
        }
    }

    /// What catching up has the deals of a group from.
    private func give(_ deals: [HandedDeal], _ onDeals: (RowBuffer) throws -> RowBuffer) throws {
        func handOver() throws {
            guard dealsOfGroups.count > 0 else { return }
            let place = dealsOfGroups.nextPlace
            dealsOfGroups = try onDeals(dealsOfGroups)
            dealsOfGroups.nextPlace = place
        }
        // Companies and plans have a range of places in common.
        for handed in deals.sorted(by: { $0.hash < $1.hash }) {
            dealsOfGroups.nextPlace = max(dealsOfGroups.nextPlace, Subject.place(ofGroup: handed.hash))
            DealsOfGroups.append(handed.deal.id, handed.bytes, to: dealsOfGroups)
            if dealsOfGroups.count >= ShelfFold.dealsAtOnce { try handOver() }
        }
        try handOver()
    }

    private static let dealsAtOnce = 500

    // MARK: companies

    /// A side that a company has in a deal.
    private struct Role {
        let company: Bytes
        let handed: HandedDeal
        var hash: UInt64 { handed.hash }
        var deal: Deal { handed.deal }
    }

    private func roles(_ partition: Partition, _ arena: Arena) throws -> [Role] {
        let purchases = try handedOn(.purchases, partition, arena).map {
            Role(company: $0.deal.buyer, handed: $0)
        }
        let supplies = try handedOn(.supplies, partition, arena).map {
            Role(company: $0.deal.supplier, handed: $0)
        }
        return (purchases + supplies).sorted {
            $0.hash == $1.hash ? $0.deal.id < $1.deal.id : $0.hash < $1.hash
        }
    }

    /// Companies, from their roles and from what is stated of their dependencies, in the order of their hashes.
    private func fold(_ roles: [Role], _ groups: Groups, _ partition: Partition) throws {
        var next = 0
        func foldRoles(before hash: UInt64?) throws {
            while next < roles.count, hash.map({ roles[next].hash < $0 }) ?? true {
                let current = roles[next].hash
                try fold(companiesOf: current, roles, &next, [])
            }
        }
        // Statements of one hash are nearly always of one company.
        var statements: [(company: Bytes, facts: [LeanFact])] = []
        var pending: UInt64?
        func foldPending() throws {
            guard let hash = pending else { return }
            try foldRoles(before: hash)
            try fold(companiesOf: hash, roles, &next, statements)
            statements = []
            pending = nil
        }
        try groups.forEach(in: partition) { company, hash, facts in
            if hash != pending { try foldPending() }
            pending = hash
            statements.append((company, facts))
        }
        try foldPending()
        try foldRoles(before: nil)
    }

    private func fold(
        companiesOf hash: UInt64, _ roles: [Role], _ next: inout Int,
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

    // MARK: plans

    private func fold(_ deals: [HandedDeal], _ groups: Groups, _ partition: Partition) throws {
        var start = 0
        try groups.forEach(in: partition) { plan, hash, facts in
            while start < deals.count, deals[start].hash < hash { start += 1 }
            let own = deals[start...].prefix { $0.hash == hash }.map(\.deal)
            try folder.fold(
                plan: plan, hash: hash, statements: facts,
                deals: own.filter { deal in deal.plans.contains { $0.plan == plan } })
        }
    }
}
