import EventLog
import MarketEvents

/// What a scan keeps for measurements: the records of prices, share counts and splits, with what is said of them and of claims.
/// Of the claims themselves, which are many and of which few fall on a day with prices, only where they stand.
final class MarketShelf {
    struct ClaimPlace {
        /// Half of the hash of the claim's stream: there are many claims, and whoever reads one sees whose it is.
        let stream: UInt32
        /// Days since 1970 in New York.
        let day: Int32
        let position: Int

        static func half(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }
    }

    private let arena = Arena()
    fileprivate var records: [ShelvedRecord] = []
    fileprivate var claims: [ClaimPlace] = []
    /// The streams in which events stand whose corrected readings belong to another one, by that.
    fileprivate var homes: [String: Set<String>] = [:]

    func keep(_ record: Bytes, stream: UInt64) {
        records.append(ShelvedRecord(hash: stream, record: FactRecord(start: arena.copy(record).start)))
    }

    func note(readingOf stream: String, movedTo destination: String) {
        homes[destination, default: []].insert(stream)
    }

    /// A claim whose day is not known is held against nothing.
    func note(claimAt position: Int, stream: UInt64, day: Int32?) {
        if let day { claims.append(ClaimPlace(stream: ClaimPlace.half(stream), day: day, position: position)) }
    }
}

/// The shelves of all scans, stream by stream.
struct MarketRecords {
    /// Keeps alive what the records point into.
    private let shelves: [MarketShelf]
    /// Sorted by the streams' hashes, by stream, by position.
    private let hashes: [UInt64]
    private let records: [FactRecord]
    /// Sorted by the streams' hashes.
    private let claims: [MarketShelf.ClaimPlace]
    private let homes: [String: Set<String>]

    init(_ shelves: [MarketShelf]) {
        self.shelves = shelves
        let sorted = shelves.flatMap(\.records).sorted(by: ShelvedRecord.isOrdered)
        hashes = sorted.map(\.hash)
        records = sorted.map(\.record)
        claims = shelves.flatMap(\.claims).sorted { $0.stream < $1.stream }
        homes = shelves.reduce(into: [:]) { $0.merge($1.homes) { $0.union($1) } }
    }

    /// The streams in which facts of this stream stand: itself, and those whose readings were moved here.
    func homes(ofStream stream: String) -> [String] { [stream] + (homes[stream] ?? []).sorted() }

    /// The streams to which readings were moved.
    var destinations: Set<String> { Set(homes.keys) }

    /// In the order of positions.
    func records(ofStream stream: Bytes) -> ArraySlice<FactRecord> {
        let hash = stream.hash
        let all = records[hashes.range({ $0 < hash }, upTo: { $0 <= hash })]
        guard let start = all.firstIndex(where: { $0.subject == stream }) else { return [] }
        return all[start...].prefix { $0.subject == stream }
    }

    /// Claims that may be of this stream: hashes of streams may be alike.
    func claims(nearStream stream: Bytes) -> ArraySlice<MarketShelf.ClaimPlace> {
        let hash = MarketShelf.ClaimPlace.half(stream.hash)
        return claims[claims.range({ $0.stream < hash }, upTo: { $0.stream <= hash })]
    }

    /// Calls `body` with the records of each stream of a category.
    func forEachStream(_ category: StreamCategory, _ body: (_ stream: Bytes, ArraySlice<FactRecord>) -> Void) {
        var start = 0
        while start < records.count {
            let stream = records[start].subject
            var end = start + 1
            while end < records.count, hashes[end] == hashes[start], records[end].subject == stream { end += 1 }
            if StreamCategory(ofStream: stream) == category { body(stream, records[start..<end]) }
            start = end
        }
    }
}

extension Array {
    /// The elements between two partitions of a sorted array.
    fileprivate func range(
        _ isBefore: (Element) -> Bool, upTo isNotBehind: (Element) -> Bool
    ) -> Range<Int> {
        partition(isBefore)..<partition(isNotBehind)
    }

    /// The first place at which a predicate that holds for a beginning of the array does not hold any more.
    private func partition(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
