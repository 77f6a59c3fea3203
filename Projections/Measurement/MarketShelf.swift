import EventLog
import MarketEvents

/// What a scan keeps for measurements: the records of prices, share counts and splits, with what is said of them and of claims.
/// Of the claims themselves, which are many and of which few fall on a day with prices, only where they stand.
final class MarketShelf {
    static let shelfCount = 2

    private let shelves: Shelves
    /// The shelf of records, behind it that of claims.
    private let first: Int
    /// The streams in which events stand whose corrected readings belong to another one, by that.
    private(set) var homes: [String: Set<String>] = [:]
    /// The streams that count the shares of another company than their own, by that.
    private(set) var countings: [String: Set<String>] = [:]

    /// What says where companies are listed. Kept by the scan, for these events lie scattered over the log.
    private(set) var registrations: [RecordedEvent] = []

    /// - Parameter first: the first of the shelves that belong to the market.
    init(_ shelves: Shelves, from first: Int) { (self.shelves, self.first) = (shelves, first) }

    func keep(_ record: FactRecord, _ bytes: Bytes, stream: UInt64) throws {
        try shelves.put(bytes, on: first, hash: stream)
        let fields = record.fields[.data].map(FieldSet.init) ?? record.fields
        guard record.kind == .sharesRecorded || record.kind == .eventCorrected, fields[.measure] != nil,
            let company = fields[.company]?.plainText, company != record.subject.dropping(8)
        else { return }
        countings[company.string, default: []].insert(record.subject.string)
    }

    /// Keeps an event if it concerns a registration.
    func keep(registration event: RawEvent) {
        if let registration = RecordedEvent(registration: event) { registrations.append(registration) }
    }

    func note(readingOf stream: String, movedTo destination: String) {
        homes[destination, default: []].insert(stream)
    }

    /// A claim whose day is not known is held against nothing.
    func note(claimAt position: Int, stream: UInt64, day: Int32?) throws {
        guard let day else { return }
        try withUnsafeBytes(of: (Int64(position), day)) { bytes in
            if let claim = Bytes(bytes) { try shelves.put(claim, on: first + 1, hash: stream) }
        }
    }

    static func sortedRecords(
        _ shelves: [MarketShelf], _ spill: SpillFile?, _ body: (ArraySlice<Shelved>) -> Void
    ) throws -> SortedShelf {
        try SortedShelf(shelves.map(\.shelves), shelves.first?.first ?? 0, spill, by: Shelved.isOrdered, body)
    }

    static func sortedClaims(_ shelves: [MarketShelf], _ spill: SpillFile?) throws -> SortedShelf {
        try SortedShelf(shelves.map(\.shelves), (shelves.first?.first ?? 0) + 1, spill) { $0.hash < $1.hash }
    }
}
