import EventLog
import MarketEvents

/// Claims that later events say something of, and those of tickers whose market was not known. Of the first their scan has made
/// rows already, which give way to new ones; the others have waited until all listings were read.
extension FullReplay {
    /// What a revision of claims left, and which events it folded anew.
    struct Revision {
        fileprivate let parked: [Parked]
        fileprivate let revised: Set<Int>
    }

    /// Folds the claims that were not folded, or not for good. After that the rows of claims are those of their facts.
    func revise(_ scans: [LogScan], _ log: any RawEventReader, into sink: any RowSink) throws -> Revision {
        let revision = makeScan()
        let parents = CompanyParents(log, through: end, selection, naming)
        revision.folder.parents = parents
        var register: CompanyRegister?
        revision.folder.shares = ShareMarkets(naming.markets) { [selection] ticker in
            let known = register ?? Registrations(scans.flatMap(\.market.registrations)).register(selection)
            register = known
            return known.listings(ofTicker: ticker)
        }
        var revised: Set<Int> = []
        let partitions = Partition.needed(for: scans.map(\.shelves))
        // Ids are in the order of time, so that each page of the log is read once.
        let ids = Arena()
        for target in try targets(scans, partitions, ids).sorted() { _ = try revision.keep(log, id: target) }
        ids.removeAll()
        try revision.shelves.close()
        let arena = Arena()
        for partition in partitions {
            defer { arena.removeAll() }
            let positions = try revise(scans, revision, partition, arena)
            revised.formUnion(positions)
            if !positions.isEmpty { try sink.remove(eventsAt: positions) }
            try revision.folder.takeRows { index, rows in
                try sink.add(rows, of: index)
                rows.removeAll()
                return rows
            }
        }
        try parents.check()
        return Revision(parked: revision.folder.parked, revised: revised)
    }

    private static let stock = Int(StreamCategory.stock.rawValue)

    /// The ids of the events about shares that others say something of. What is said of a saying is kept with it.
    private func targets(_ scans: [LogScan], _ partitions: [Partition], _ ids: Arena) throws -> Set<Bytes> {
        let arena = Arena()
        var targets: Set<Bytes> = []
        for partition in partitions {
            var sayings: [Shelved] = []
            for scan in scans { try scan.shelves.load(FullReplay.stock, partition, into: arena, &sayings) }
            let known = Set(sayings.lazy.map(\.record.id))
            for saying in sayings {
                guard let target = saying.record.fields[.target]?.plainText, !known.contains(target),
                    !targets.contains(target)
                else { continue }
                targets.insert(ids.copy(target))
            }
            arena.removeAll()
        }
        return targets
    }

    /// Folds claims of a partition. Gives the positions of those that had been folded: what stood there is to be replaced.
    private func revise(
        _ scans: [LogScan], _ revision: LogScan, _ partition: Partition, _ arena: Arena
    ) throws -> [Int] {
        var claims: [Shelved] = []
        try revision.shelves.load(FullReplay.stock, partition, into: arena, &claims)
        // Its scan has kept a saying already.
        claims.removeAll { $0.record.kind?.isAboutAnother ?? true }
        var all = claims
        for scan in scans { try scan.shelves.load(FullReplay.stock, partition, into: arena, &all) }
        guard all.contains(where: { $0.record.kind?.isAboutAnother == false }) else { return [] }
        all.sort(by: Shelved.isOrdered)
        var facts: [LeanFact] = []
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end].record.subject == all[start].record.subject { end += 1 }
            revision.folder.history.appendFacts(of: all[start..<end].map(\.record)[...], to: &facts)
            start = end
        }
        for fact in facts.sorted(by: { $0.position < $1.position }) { try revision.folder.fold(stock: fact) }
        return claims.map(\.record.position).sorted()
    }
}

extension FullReplay.Remainder {
    mutating func add(_ revision: FullReplay.Revision) {
        // What was parked before its correction was read is judged anew.
        parked.removeAll { revision.revised.contains($0.position) }
        parked += revision.parked
    }
}
