/// Bytes that wait to be folded with others of their group: the record of an event, a folded deal.
struct Shelved {
    /// Of the group.
    let hash: UInt64
    let bytes: Bytes

    /// Where the bytes are an event's.
    var record: FactRecord { FactRecord(start: bytes.start) }

    /// As it is written: the hash, the length, the bytes.
    func append(to buffer: ByteBuffer) {
        buffer.append(raw: hash)
        buffer.append(raw: UInt32(truncatingIfNeeded: bytes.count))
        buffer.append(bytes)
    }

    /// Calls `body` with everything that was written one behind the other.
    static func forEach(in written: Bytes, _ body: (Shelved) -> Void) {
        var rest = written
        while !rest.isEmpty {
            let header = UnsafeRawPointer(rest.start)
            let count = Int(header.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            let bytes = rest.dropping(12).prefix(count)
            body(Shelved(hash: header.loadUnaligned(as: UInt64.self), bytes: bytes))
            rest = rest.dropping(12 + count)
        }
    }

    /// Groups in the order of their hashes, in a group stream by stream, in a stream by position.
    static func isOrdered(_ left: Shelved, _ right: Shelved) -> Bool {
        if left.hash != right.hash { return left.hash < right.hash }
        let (first, second) = (left.record, right.record)
        let (subject, other) = (first.subject, second.subject)
        return subject == other ? first.position < second.position : subject < other
    }
}

/// A range of hashes, whose groups are folded together. One partition after the other gives the order of all hashes.
struct Partition {
    private let hashes: ClosedRange<UInt64>

    private static let bits: UInt64 = 6
    static let whole = Partition(hashes: 0 ... .max)
    static let all: [Partition] = (0..<(1 << bits)).map { index in
        let first = UInt64(index) << (64 - bits)
        return Partition(hashes: first...(first | .max >> bits))
    }

    /// Those in which shelves are read: all at once while they are in memory.
    static func needed(for shelves: [Shelves]) -> [Partition] { shelves.contains(where: \.isSpilled) ? all : [whole] }

    static func index(of hash: UInt64) -> Int { Int(hash >> (64 - bits)) }

    /// The places in `all` that make it up.
    var indices: ClosedRange<Int> { Partition.index(of: hashes.lowerBound)...Partition.index(of: hashes.upperBound) }

    func holds(_ hash: UInt64) -> Bool { hashes.contains(hash) }
}

/// What waits to be folded, shelf by shelf. As soon as it is much, all of it is written to a file, each shelf's partition in one
/// piece, so that a partition is read without the others.
///
/// One thread puts things on shelves; afterwards several may read them.
final class Shelves {
    private var arena = Arena()
    /// What is in memory, by shelf.
    private var kept: [[Shelved]]
    private var keptBytes = 0
    /// Where the rest is, by shelf and partition.
    private var written: [[[SpillFile.Extent]]]
    private let spill: SpillFile?
    private(set) var isSpilled = false

    /// - Parameter spill: nil to keep everything in memory.
    init(_ count: Int, _ spill: SpillFile?) {
        self.spill = spill
        kept = Array(repeating: [], count: count)
        written = Array(repeating: [], count: count)
    }

    func put(_ bytes: Bytes, on shelf: Int, hash: UInt64) throws {
        kept[shelf].append(Shelved(hash: hash, bytes: arena.copy(bytes)))
        keptBytes += bytes.count + MemoryLayout<Shelved>.stride
        if let spill, keptBytes > spill.spilling.bound { try writeOut(spill) }
    }

    /// Nothing more is put on the shelves. Where something was written, the rest is, too, and its memory is let go.
    func close() throws {
        guard let spill, isSpilled else { return }
        try writeOut(spill)
        arena = Arena()
        for shelf in kept.indices { kept[shelf] = [] }
    }

    /// What is in memory: everything where there is no file for the rest.
    subscript(shelf: Int) -> [Shelved] { kept[shelf] }

    /// Appends what is on a shelf and in a partition, in any order. Bytes hold as long as the shelves and the arena do.
    func load(_ shelf: Int, _ partition: Partition, into arena: Arena, _ found: inout [Shelved]) throws {
        found += kept[shelf].lazy.filter { partition.holds($0.hash) }
        guard let spill, !written[shelf].isEmpty else { return }
        for extent in written[shelf][partition.indices].joined() {
            Shelved.forEach(in: try spill.read(extent, into: arena)) { found.append($0) }
        }
    }

    // MARK: writing out

    private func writeOut(_ spill: SpillFile) throws {
        isSpilled = true
        let buffer = ByteBuffer()
        for shelf in kept.indices where !kept[shelf].isEmpty {
            if written[shelf].isEmpty { written[shelf] = Partition.all.map { _ in [] } }
            for (index, own) in Shelves.partitioned(kept[shelf]).enumerated() where !own.isEmpty {
                buffer.removeAll()
                for place in own { kept[shelf][Int(place)].append(to: buffer) }
                written[shelf][index].append(try spill.append(buffer.bytes()))
            }
            kept[shelf].removeAll(keepingCapacity: true)
        }
        arena.removeAll()
        keptBytes = 0
    }

    /// The places of a shelf's things, by partition.
    private static func partitioned(_ shelved: [Shelved]) -> [ArraySlice<UInt32>] {
        var ends = [Int](repeating: 0, count: Partition.all.count)
        for item in shelved { ends[Partition.index(of: item.hash)] += 1 }
        for index in ends.indices.dropFirst() { ends[index] += ends[index - 1] }
        var next = [0] + ends.dropLast()
        var places = [UInt32](repeating: 0, count: shelved.count)
        for (place, item) in shelved.enumerated() {
            let index = Partition.index(of: item.hash)
            places[next[index]] = UInt32(truncatingIfNeeded: place)
            next[index] += 1
        }
        return ends.indices.map { places[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]] }
    }
}
