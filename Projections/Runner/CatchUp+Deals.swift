import EventLog

/// Deals: a touched one is folded anew with all that it is linked to, and leads to the companies and plans that rest on it.
extension CatchUp {
    /// Gives the companies and plans whose rows rest on the touched deals, before or now.
    func foldDeals() throws -> (companies: Set<Bytes>, plans: Set<Bytes>) {
        touchedDeals = try linked(touched(.deal).union(dealsOfNewUnits()))
        guard !touchedDeals.isEmpty else { return ([], []) }
        let facts = try ShelfFold(folder, [loaded]).facts(.deal)
        let former = folder.fresh()
        let factsBefore = try ShelfFold(former, [loaded], through: before).facts(.deal)
        var (companies, plans): (Set<Bytes>, Set<Bytes>) = ([], [])
        let formerDeals = deals(touchedDeals, factsBefore, former)
        deals = deals(touchedDeals, facts, folder)
        for id in touchedDeals.sorted() {
            refoldedStreams.insert("deal/" + id.string)
            let groups = [deals[id], formerDeals[id]].map { deal -> Set<Int> in
                guard let deal else { return [] }
                companies.formUnion([deal.buyer, deal.supplier])
                plans.formUnion(deal.plans.map(\.plan))
                let groups = [deal.buyer, deal.supplier] + deal.plans.map(\.plan)
                return Set(groups.map { Subject.place(ofGroup: $0.hash) })
            }
            try replaceGroups(of: id, groups[1], by: groups[0], deals[id])
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

    /// The deals whose parties new registrations may make the same, or no longer: those of units and of all their parents.
    private func dealsOfNewUnits() throws -> Set<Bytes> {
        var groups: Set<Bytes> = []
        for stream in registered {
            var parents: Set<String> = []
            try log.forEach(inStream: Array(stream.utf8), through: head.position) { event in
                let data = RecordedEvent(registration: event)?.envelope.data
                if let parent = (data?["data"]?.object ?? data)?["parent"]?.string { parents.insert(parent) }
            }
            if !parents.isEmpty { parents.insert(String(stream.dropFirst("company/".count))) }
            groups.formUnion(parents.map { arena.copy(names.name(of: $0) ?? $0) })
        }
        guard !groups.isEmpty else { return [] }
        let statement = try store.connection.prepare("SELECT deal FROM deal_of_group WHERE place BETWEEN ?1 AND ?2")
        defer { statement.reset() }
        var found: Set<Bytes> = []
        for group in groups {
            let places = Subject.places(from: Subject.place(ofGroup: group.hash))
            try statement.bind(1, places.lowerBound)
            try statement.bind(2, places.upperBound)
            while try statement.step() { found.insert(arena.copy(statement.text(0))) }
            statement.reset()
        }
        return found
    }

    /// Deals with all that they are linked to, folded together: which of them counts is decided among them.
    private func deals(_ ids: Set<Bytes>, _ facts: [Bytes: [LeanFact]], _ folder: SubjectFolder) -> [Bytes: Deal] {
        var deals: [Bytes: Deal] = [:]
        var links: [LeanFact] = []
        for id in ids {
            guard let own = facts[id] else { continue }
            links += own.lazy.filter { $0.kind == .dealLinked }
            deals[id] = folder.deal(id, of: own)
        }
        for (id, outcome) in DealLinks(deals, links).outcomes() { deals[id]?.apply(outcome) }
        Deal.settleForce(of: deals)
        return deals
    }

    /// With all deals that these are linked to, by whatever way; their streams are loaded.
    private func linked(_ ids: Set<Bytes>) throws -> Set<Bytes> {
        let shelf = Int(StreamCategory.deal.rawValue)
        var found = ids
        var pending = Array(ids)
        while let id = pending.popLast() {
            let read = loaded.shelves[shelf].count
            try load(.deal, id)
            var others = try texts(
                "SELECT other FROM link WHERE deal = ?1 UNION ALL SELECT deal FROM link WHERE other = ?1", id)
            // Links that did not hold so far are in no table.
            for record in loaded.shelves[shelf].dropFirst(read) { others += StreamLinks.others(record.record) }
            for other in others where found.insert(other).inserted { pending.append(other) }
        }
        return found
    }

    /// - Parameters:
    ///   - former: the places where the groups begin that were folded from the deal.
    ///   - current: those of the groups that are.
    private func replaceGroups(
        of deal: Bytes, _ former: Set<Int>, by current: Set<Int>, _ folded: Deal?
    ) throws {
        let remove = try store.connection.prepare(
            "DELETE FROM deal_of_group WHERE place BETWEEN ?1 AND ?2 AND deal = ?3")
        for group in former.subtracting(current) {
            let places = Subject.places(from: group)
            try remove.bind(1, places.lowerBound)
            try remove.bind(2, places.upperBound)
            try remove.bind(3, text: deal.array)
            try remove.run()
        }
        guard let folded else { return }
        let insert = try store.connection.prepare(
            """
            INSERT OR REPLACE INTO deal_of_group (place, deal, folded)
            SELECT coalesce(
              (SELECT place FROM deal_of_group WHERE place BETWEEN ?1 AND ?2 AND deal = ?3),
              (SELECT max(place) + 1 FROM deal_of_group WHERE place BETWEEN ?1 AND ?2), ?1), ?3, ?4
            """)
        let sealed = DealsOfGroups.sealed(folded)
        for group in current {
            let places = Subject.places(from: group)
            try insert.bind(1, places.lowerBound)
            try insert.bind(2, places.upperBound)
            try insert.bind(3, text: deal.array)
            try insert.bind(4, blob: sealed)
            try insert.run()
        }
    }

    /// The deals of companies or plans: those that were touched as they are now, all others as they were folded before.
    func deals(ofGroups groups: Set<Bytes>) throws -> [Bytes: [Deal]] {
        let statement = try store.connection.prepare(DealsOfGroups.selection)
        defer { statement.reset() }
        let reader = StoredDealReader()
        var ids: [Bytes: Set<Bytes>] = [:]
        var unreadable: Set<Bytes> = []
        for group in groups {
            let places = Subject.places(from: Subject.place(ofGroup: group.hash))
            try statement.bind(1, places.lowerBound)
            try statement.bind(2, places.upperBound)
            while try statement.step() {
                let folded = Bytes(statement.storedBytes(1)).flatMap { DealsOfGroups.deal(arena.copy($0), reader) }
                guard let id = folded?.id ?? Bytes(statement.storedBytes(0)).map(arena.copy) else {
                    throw DealsDamaged()
                }
                ids[group, default: []].insert(id)
                guard deals[id] == nil, !touchedDeals.contains(id) else { continue }
                if let folded { deals[id] = folded } else { unreadable.insert(id) }
            }
            statement.reset()
        }
        if !unreadable.isEmpty {
            let all = try linked(unreadable).subtracting(touchedDeals)
            let facts = try ShelfFold(folder, [loaded]).facts(.deal)
            deals.merge(deals(all, facts, folder)) { $1 }
            guard unreadable.allSatisfy({ deals[$0] != nil }) else { throw DealsDamaged() }
        }
        return ids.mapValues { ids in ids.compactMap { deals[$0] }.sorted { $0.id < $1.id } }
    }
}

/// What is kept of deals is not what was written, and does not say of which ones: everything is to be folded anew.
struct DealsDamaged: Error {}

/// The deals that a stored event links its own to, whatever becomes of it.
private enum StreamLinks {
    static func others(_ record: FactRecord) -> [Bytes] {
        let fields = record.fields[.data].map(FieldSet.init) ?? record.fields
        return fields[.other]?.plainText.map { [$0] } ?? []
    }
}
