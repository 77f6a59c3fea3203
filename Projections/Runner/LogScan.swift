import EventLog

/// A reading that belongs to another group than its stream's.
struct Move: Hashable {
    let category: StreamCategory
    let group: String
    /// The stream in which the event stands.
    let stream: String
    /// The hash of that stream's own group.
    let home: UInt64
}

/// Somebody said who an undisclosed company is, while a scan took all companies to stand under their own names.
struct IdentificationMet: Error {}

/// Scans a part of the log: claims about shares become rows at once, everything else is kept for its group.
///
/// Each thread has its own; when all are done they are folded by one.
final class LogScan {
    let folder: SubjectFolder
    private let reader: FactReader
    /// One for each category, and behind them the market's.
    let shelves: Shelves
    /// What measurements need, where any of the views is measured.
    let market: MarketShelf
    private(set) var moves: Set<Move> = []
    /// The hashes of all deals that are linked to another, by whatever becomes of it.
    private(set) var linkedDeals: Set<UInt64> = []
    private(set) var unknown: [String: Int] = [:]
    private let knownThrough: Int
    private let stopsAtIdentification: Bool
    /// What the events mention, where that is indexed.
    let mentions: MentionScan?
    private var stock: [LeanFact] = []

    /// - Parameters:
    ///   - stopsAtIdentification: whether it throws `IdentificationMet` instead of passing over one.
    ///   - followsDeals: whether deals are kept where none of the projectors needs them.
    ///   - mentions: collects what the events mention; nil where that is not indexed.
    ///   - spill: where records go that are too many for memory; nil to keep them all there.
    init(
        _ projectors: [any Projector.Type], _ selection: Selection, naming: CompanyNaming,
        stopsAtIdentification: Bool = false, followsDeals: Bool = false, mentions: MentionScan? = nil,
        spill: SpillFile? = nil
    ) {
        (self.stopsAtIdentification, self.mentions) = (stopsAtIdentification, mentions)
        shelves = Shelves(StreamCategory.allCases.count + MarketShelf.shelfCount, spill)
        market = MarketShelf(shelves, from: StreamCategory.allCases.count)
        folder = SubjectFolder(projectors, selection, naming, followsDeals: followsDeals)
        reader = FactReader(moments: folder.moments, naming: naming, keepsWriters: selection.reviewedOnly)
        knownThrough = selection.cut.asKnown?.microsecondsSinceEpoch ?? .max
    }

    func scan(_ log: any RawEventReader, _ positions: ClosedRange<Int>) throws {
        try log.forEach(positions: positions) { event in
            mentions?.take(event)
            try take(event, keepsAll: false)
        }
    }

    /// Keeps every record of a stream, claims about shares, too.
    func keep(_ log: any RawEventReader, stream: Bytes, through position: Int) throws {
        try log.forEach(inStream: stream.array, through: position) { try take($0, keepsAll: true) }
    }

    /// Keeps every record of the streams that begin like this.
    func keep(_ log: any RawEventReader, streamPrefix prefix: [UInt8], through position: Int) throws {
        try log.forEach(inStreamsFrom: prefix, through: position) { try take($0, keepsAll: true) }
    }

    /// Keeps one event. False where the log has none of this id.
    func keep(_ log: any RawEventReader, id: Bytes) throws -> Bool {
        try log.withEvent(id: id.array) { try take($0, keepsAll: true) } != nil
    }

    func take(_ event: RawEvent, keepsAll: Bool) throws {
        guard event.recordedMicroseconds <= knownThrough else { return }
        switch reader.read(event) {
        case .record(let category):
            if folder.foldsMarket {
                try keepForMarket(category, keepsAll: keepsAll)
                if category == .company, !keepsAll { market.keep(registration: event) }
            }
            if let group = reader.movesTo {
                moves.insert(
                    Move(
                        category: category, group: group.string, stream: reader.record.subject.string,
                        home: reader.group.hash))
            }
            guard folder.folds(category) else { return }
            guard reader.record.kind?.isOfShares != true else { return }
            // Whose market was not known waits until all listings are read.
            if category == .stock, !keepsAll, reader.record.kind?.isAboutAnother == false,
                !reader.record.subject.starts(with: "stock/XXXX:")
            {
                stock.removeAll(keepingCapacity: true)
                folder.history.appendFacts(of: [reader.record], to: &stock)
                for fact in stock { try folder.fold(stock: fact) }
                return
            }
            if category == .deal { noteLink() }
            try shelves.put(reader.recordBytes, on: Int(category.rawValue), hash: reader.group.hash)
        case .passedOver:
            if stopsAtIdentification, event.isIdentification { throw IdentificationMet() }
            if folder.foldsMarket, !keepsAll { market.keep(registration: event) }
        case .unknown:
            unknown[String(decoding: event.type, as: UTF8.self), default: 0] += 1
        case .unreadable(let reason):
            guard let subject = Bytes(event.subject), let category = StreamCategory(ofStream: subject),
                let id = Bytes(event.id)
            else { return }
            folder.park(category, position: event.position, id: id, stream: subject, reason: reason)
        }
    }

    /// A correction of a link is about a link, too.
    private func noteLink() {
        let record = reader.record
        let fields = record.fields[.data].map(FieldSet.init) ?? record.fields
        guard record.kind == .dealLinked || record.kind == .eventCorrected, let other = fields[.other]?.plainText
        else { return }
        linkedDeals.formUnion([reader.group.hash, other.hash])
        if let deal = fields[.deal]?.plainText { linkedDeals.insert(deal.hash) }
    }

    private func keepForMarket(_ category: StreamCategory, keepsAll: Bool) throws {
        if let destination = reader.movesTo {
            market.note(readingOf: reader.record.subject.string, movedTo: destination.string)
        }
        switch category {
        case .price, .company: try market.keep(reader.record, reader.recordBytes, stream: reader.group.hash)
        case .stock:
            let record = reader.record
            if keepsAll || record.kind?.isClaim != true {
                try market.keep(reader.record, reader.recordBytes, stream: reader.group.hash)
            } else {
                try market.note(
                    claimAt: record.position, stream: reader.group.hash,
                    day: folder.moments.moment(record.occurred)?.day)
            }
        case .deal, .right, .dependency, .plan: break
        }
    }
}
