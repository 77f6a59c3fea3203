/// What all scans kept for measurements, stream by stream.
struct MarketRecords {
    struct ClaimPlace {
        let position: Int
        /// Days since 1970 in New York.
        let day: Int32
    }

    private let records: SortedShelf
    private let claims: SortedShelf
    private let homes: [String: Set<String>]
    private let countings: [String: Set<String>]
    /// The streams of prices.
    let priceStreams: Set<String>

    init(_ shelves: [MarketShelf], _ spill: SpillFile?) throws {
        var priceStreams: Set<String> = []
        records = try MarketShelf.sortedRecords(shelves, spill) { records in
            for shelved in records {
                let stream = shelved.record.subject
                if StreamCategory(ofStream: stream) == .price { priceStreams.insert(stream.string) }
            }
        }
        claims = try MarketShelf.sortedClaims(shelves, spill)
        self.priceStreams = priceStreams
        homes = shelves.reduce(into: [:]) { $0.merge($1.homes) { $0.union($1) } }
        countings = shelves.reduce(into: [:]) { $0.merge($1.countings) { $0.union($1) } }
    }

    /// The streams in which facts of this stream stand: itself, and those whose readings were moved here.
    func homes(ofStream stream: String) -> [String] { [stream] + (homes[stream] ?? []).sorted() }

    /// The streams that may count a company's shares.
    func countings(of company: String) -> [String] {
        (countings[company] ?? []).union(homes(ofStream: "company/" + company)).sorted()
    }

    /// The streams to which readings were moved.
    var destinations: Set<String> { Set(homes.keys) }

    /// In the order of positions. They hold as long as the arena and this do.
    func records(ofStream stream: Bytes, into arena: Arena) throws -> [FactRecord] {
        try records.things(of: stream.hash, into: arena).map(\.record).filter { $0.subject == stream }
    }

    /// Claims that may be of this stream: hashes of streams may be alike, and whoever reads a claim sees whose it is.
    func claims(nearStream stream: Bytes, into arena: Arena) throws -> [ClaimPlace] {
        try claims.things(of: stream.hash, into: arena).map { shelved in
            let bytes = UnsafeRawPointer(shelved.bytes.start)
            return ClaimPlace(
                position: Int(bytes.loadUnaligned(as: Int64.self)),
                day: bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        }
    }
}
