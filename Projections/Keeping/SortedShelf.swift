import CivilTime

/// One shelf of several scans, put in order once so that what has one hash is found without the rest.
struct SortedShelf {
    private enum Place {
        /// Among those in memory.
        case memory(Range<Int>)
        case file(SpillFile.Extent)
    }

    /// Keep alive what is in memory.
    private let shelves: [Shelves]
    private let spill: SpillFile?
    /// In their order, each once.
    private var hashes: [UInt64] = []
    private var places: [Place] = []
    private var memory: [Shelved] = []

    /// - Parameters:
    ///   - spill: where the shelves have written what is not in memory.
    ///   - isOrdered: an order by hash, and by whatever else.
    ///   - body: called with all things of one hash, hash by hash.
    init(
        _ shelves: [Shelves], _ shelf: Int, _ spill: SpillFile?, by isOrdered: (Shelved, Shelved) -> Bool,
        _ body: (ArraySlice<Shelved>) -> Void = { _ in }
    ) throws {
        (self.shelves, self.spill) = (shelves, spill)
        let buffer = ByteBuffer()
        let arena = Arena()
        for partition in Partition.needed(for: shelves) {
            var found: [Shelved] = []
            for shelves in shelves { try shelves.load(shelf, partition, into: arena, &found) }
            found.sort(by: isOrdered)
            var starts: [Int] = []
            var start = 0
            while start < found.count {
                var end = start + 1
                while end < found.count, found[end].hash == found[start].hash { end += 1 }
                body(found[start..<end])
                hashes.append(found[start].hash)
                starts.append(start)
                start = end
            }
            let ends = starts.dropFirst() + [found.count]
            guard let spill, shelves.contains(where: \.isSpilled) else {
                places += zip(starts, ends).map { .memory($0..<$1) }
                memory = found
                return
            }
            buffer.removeAll()
            let offsets = zip(starts, ends).map { start, end in
                let offset = buffer.count
                for shelved in found[start..<end] { shelved.append(to: buffer) }
                return (offset, buffer.count - offset)
            }
            let block = try spill.append(buffer.bytes())
            places += offsets.map { .file(SpillFile.Extent(offset: block.offset + $0, count: $1)) }
            arena.removeAll()
        }
    }

    /// What has a hash, in order. Bytes hold as long as the arena and this do.
    func things(of hash: UInt64, into arena: Arena) throws -> [Shelved] {
        let place = hashes.partitionPoint { $0 < hash }
        guard place < hashes.count, hashes[place] == hash else { return [] }
        switch places[place] {
        case .memory(let range): return Array(memory[range])
        case .file(let extent):
            var found: [Shelved] = []
            if let spill { Shelved.forEach(in: try spill.read(extent, into: arena)) { found.append($0) } }
            return found
        }
    }
}
