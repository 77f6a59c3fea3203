/// Deals: a touched one is folded anew with all that it is linked to, and leads to the companies and plans that rest on it.
extension CatchUp {
    /// Gives the companies and plans whose rows rest on the touched deals, before or now.
    func foldDeals() throws -> (companies: Set<Bytes>, plans: Set<Bytes>) {
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
        var links = DealLinks(keptIn: arena)
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
    func deals(ofGroups groups: Set<Bytes>) throws -> [Bytes: [Deal]] {
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
}

/// The deals that a stored event links its own to, whatever becomes of it.
private enum StreamLinks {
    static func others(_ record: FactRecord) -> [Bytes] {
        let fields = record.fields[.data].map(FieldSet.init) ?? record.fields
        return fields[.other]?.plainText.map { [$0] } ?? []
    }
}
