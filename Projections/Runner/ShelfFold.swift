import EventLog

/// Folds what scans have kept, group by group, partition by partition. What is in a partition is let go before the next one.
final class ShelfFold {
    let folder: SubjectFolder
    let scans: [LogScan]
    /// Events behind this position are left out.
    let end: Int
    /// Deals that were folded, as bytes, for the companies and plans that are folded from them.
    let handedOn: Shelves
    let storedDeals = StoredDealReader()
    /// Takes the deals of groups, by place, which catching up finds them by, and gives an empty buffer back.
    var onDeals: ((RowBuffer) throws -> RowBuffer)?
    var dealsOfGroups = RowBuffer()
    var links: [(deal: Bytes, other: Bytes)] = []
    /// Of what has to outlive a partition.
    let lasting = Arena()
    /// Folds whose results are still pointed into.
    var previews: [ShelfFold] = []

    /// - Parameter spill: where deals go that are too many for memory; nil to keep them all there.
    init(_ folder: SubjectFolder, _ scans: [LogScan], through end: Int = .max, spill: SpillFile? = nil) {
        self.folder = folder
        self.scans = scans
        self.end = end
        handedOn = Shelves(HandedOn.allCases.count, spill)
    }

    /// Rights, deals, companies and plans.
    func foldGroups() throws {
        try forEachGroup(.right) { right, hash, facts in try folder.fold(right: right, hash: hash, facts: facts) }
        try foldDeals()
        try foldWhatRestsOnDeals()
    }

    // MARK: groups

    var partitions: [Partition] { Partition.needed(for: scans.map(\.shelves) + [handedOn]) }

    private var isSpilled: Bool { scans.contains { $0.shelves.isSpilled } }

    /// What a partition of a category holds, in order; it holds as long as the arena and the scans do.
    private func records(
        _ category: StreamCategory, _ partition: Partition, _ guests: [Shelved], _ arena: Arena
    ) throws -> [Shelved] {
        var records = guests.filter { partition.holds($0.hash) }
        for scan in scans { try scan.shelves.load(Int(category.rawValue), partition, into: arena, &records) }
        if end < .max { records.removeAll { $0.record.position > end } }
        records.sort(by: Shelved.isOrdered)
        return records
    }

    /// A reading that was moved to another group is folded with both streams' records at hand: those of the streams that such
    /// readings stand in, once more under the hashes of the groups that they were moved to.
    private func guests(_ category: StreamCategory) throws -> [Shelved] {
        let moves = Set(scans.lazy.flatMap(\.moves).filter { $0.category == category })
        guard !moves.isEmpty else { return [] }
        var destinations: [Bytes: Set<UInt64>] = [:]
        for move in moves {
            destinations[lasting.copy(move.stream), default: []].insert(lasting.copy(move.group).hash)
        }
        var guests: [Shelved] = []
        let arena = Arena()
        let isSpilled = isSpilled
        for partition in partitions where moves.contains(where: { partition.holds($0.home) }) {
            for shelved in try records(category, partition, [], arena) {
                let others = (destinations[shelved.record.subject] ?? []).filter { $0 != shelved.hash }
                guard !others.isEmpty else { continue }
                // What the scans have in memory holds as long as they do.
                let bytes = isSpilled ? lasting.copy(shelved.bytes) : shelved.bytes
                guests += others.map { Shelved(hash: $0, bytes: bytes) }
            }
            arena.removeAll()
        }
        return guests
    }

    /// Calls `body` for each group of a category with its effective facts, in the order of the groups' hashes. Facts hold during
    /// the call, and as long as the scans where these have everything in memory.
    func forEachGroup(
        _ category: StreamCategory, _ body: (_ group: Bytes, _ hash: UInt64, _ facts: [LeanFact]) throws -> Void
    ) throws {
        let groups = try groups(of: category)
        for partition in partitions { try groups.forEach(in: partition, body) }
    }

    /// The groups of a category, to be walked through partition by partition.
    struct Groups {
        fileprivate let fold: ShelfFold
        fileprivate let category: StreamCategory
        fileprivate let guests: [Shelved]
        fileprivate let arena = Arena()

        /// Facts hold until the next partition.
        ///
        /// - Parameter hashes: of the groups that are wanted; nil for all.
        func forEach(
            in partition: Partition, of hashes: Set<UInt64>? = nil,
            _ body: (_ group: Bytes, _ hash: UInt64, _ facts: [LeanFact]) throws -> Void
        ) throws {
            arena.removeAll()
            var records = try fold.records(category, partition, guests, arena)
            if let hashes { records.removeAll { !hashes.contains($0.hash) } }
            try fold.forEachGroup(category, of: records, body)
        }
    }

    func groups(of category: StreamCategory) throws -> Groups {
        Groups(fold: self, category: category, guests: try guests(category))
    }

    private func forEachGroup(
        _ category: StreamCategory, of shelved: [Shelved],
        _ body: (_ group: Bytes, _ hash: UInt64, _ facts: [LeanFact]) throws -> Void
    ) throws {
        let records = shelved.map(\.record)
        var facts: [LeanFact] = []
        var start = 0
        while start < shelved.count {
            let hash = shelved[start].hash
            facts.removeAll(keepingCapacity: true)
            var end = start
            while end < shelved.count, shelved[end].hash == hash {
                let first = end
                let stream = records[first].subject
                while end < shelved.count, shelved[end].hash == hash, records[end].subject == stream { end += 1 }
                folder.history.appendFacts(of: records[first..<end], to: &facts)
            }
            start = end
            try forEachKey(category, hash, facts, body)
        }
    }

    /// The effective facts of a category by their groups, of scans that have everything in memory.
    func facts(_ category: StreamCategory) throws -> [Bytes: [LeanFact]] {
        precondition(!isSpilled, "facts do not outlive their partition")
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
}
