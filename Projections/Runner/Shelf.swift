import EventLog

/// A record that waits to be folded with others of its group.
struct ShelvedRecord {
    /// Of the group.
    let hash: UInt64
    let record: FactRecord

    /// Groups in the order of their hashes, in a group stream by stream, in a stream by position.
    static func isOrdered(_ left: ShelvedRecord, _ right: ShelvedRecord) -> Bool {
        if left.hash != right.hash { return left.hash < right.hash }
        let (first, second) = (left.record.subject, right.record.subject)
        return first == second ? left.record.position < right.record.position : first < second
    }
}

/// A reading that belongs to another group than its stream's.
struct Move: Hashable {
    let category: StreamCategory
    let group: String
    /// The stream in which the event stands.
    let stream: String
}

/// Somebody said who an undisclosed company is, while a scan took all companies to stand under their own names.
struct IdentificationMet: Error {}

/// Scans a part of the log: claims about shares become rows at once, everything else is kept for its group.
///
/// Each thread has its own; when all are done they are folded by one.
final class LogScan {
    let folder: SubjectFolder
    private let reader: FactReader
    private let arena = Arena()
    private(set) var shelves: [[ShelvedRecord]] = StreamCategory.allCases.map { _ in [] }
    /// What measurements need, where any of the views is measured.
    let market = MarketShelf()
    private(set) var moves: Set<Move> = []
    private(set) var unknown: [String: Int] = [:]
    private let knownThrough: Int
    private let stopsAtIdentification: Bool
    private var stock: [LeanFact] = []

    /// - Parameter stopsAtIdentification: whether it throws `IdentificationMet` instead of passing over one.
    init(
        _ projectors: [any Projector.Type], _ selection: Selection, parent: ((String) -> String)?,
        stopsAtIdentification: Bool = false
    ) {
        self.stopsAtIdentification = stopsAtIdentification
        folder = SubjectFolder(projectors, selection)
        reader = FactReader(moments: folder.moments, parent: parent)
        knownThrough = selection.cut.asKnown?.microsecondsSinceEpoch ?? .max
    }

    func scan(_ log: any RawEventReader, _ positions: ClosedRange<Int>) throws {
        try log.forEach(positions: positions) { try take($0, keepsAll: false) }
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
            if folder.foldsMarket { keepForMarket(category, keepsAll: keepsAll) }
            if let group = reader.movesTo {
                moves.insert(Move(category: category, group: group.string, stream: reader.record.subject.string))
            }
            guard folder.folds(category) else { return }
            // A split is no claim: it only measures.
            guard reader.record.kind != .splitEffective else { return }
            if category == .stock, !keepsAll, reader.record.kind?.isAboutAnother == false {
                stock.removeAll(keepingCapacity: true)
                folder.history.appendFacts(of: [reader.record], to: &stock)
                for fact in stock { try folder.fold(stock: fact) }
                return
            }
            let kept = arena.copy(reader.recordBytes)
            shelves[Int(category.rawValue)].append(
                ShelvedRecord(hash: reader.group.hash, record: FactRecord(start: kept.start)))
        case .passedOver:
            if stopsAtIdentification, event.isIdentification { throw IdentificationMet() }
        case .unknown:
            unknown[String(decoding: event.type, as: UTF8.self), default: 0] += 1
        case .unreadable(let reason):
            guard let subject = Bytes(event.subject), let category = StreamCategory(ofStream: subject),
                let id = Bytes(event.id)
            else { return }
            folder.park(category, position: event.position, id: id, stream: subject, reason: reason)
        }
    }

    private func keepForMarket(_ category: StreamCategory, keepsAll: Bool) {
        if let destination = reader.movesTo {
            market.note(readingOf: reader.record.subject.string, movedTo: destination.string)
        }
        switch category {
        case .price, .company: market.keep(reader.recordBytes, stream: reader.group.hash)
        case .stock:
            let record = reader.record
            if keepsAll || record.kind?.isClaim != true {
                market.keep(reader.recordBytes, stream: reader.group.hash)
            } else {
                market.note(
                    claimAt: record.position, stream: reader.group.hash,
                    day: folder.moments.moment(record.occurred)?.day)
            }
        case .deal, .right, .dependency, .plan: break
        }
    }
}
