import MarketEvents

/// The types of events that views fold, and those that say something of other events.
package enum FactKind: UInt8, CaseIterable {
    case marketCapChanged, stockMoved, stockRecordSet
    case dealAnnounced, dealAmended, dealPartMet, dealPartEnded, dealDelivered, dealRemaining, dealLinked,
        dealEnded
    case rightGranted, rightAmended, rightPartVested, rightEnded
    case dependencyStated, dependencyEnded
    case planStated
    case pricesRecorded, sharesRecorded, splitEffective, dividendEffective
    case evidenceAdded, eventCorrected, eventRetracted, eventReviewed

    var typeName: String {
        switch self {
        case .marketCapChanged: "market-cap.changed"
        case .stockMoved: "stock.moved"
        case .stockRecordSet: "stock.record-set"
        case .dealAnnounced: "deal.announced"
        case .dealAmended: "deal.amended"
        case .dealPartMet: "deal.part-met"
        case .dealPartEnded: "deal.part-ended"
        case .dealDelivered: "deal.delivered"
        case .dealRemaining: "deal.remaining"
        case .dealLinked: "deal.linked"
        case .dealEnded: "deal.ended"
        case .rightGranted: "right.granted"
        case .rightAmended: "right.amended"
        case .rightPartVested: "right.part-vested"
        case .rightEnded: "right.ended"
        case .dependencyStated: "dependency.stated"
        case .dependencyEnded: "dependency.ended"
        case .planStated: "plan.stated"
        case .pricesRecorded: "prices.recorded"
        case .sharesRecorded: "shares.recorded"
        case .splitEffective: "split.effective"
        case .dividendEffective: "dividend.effective"
        case .evidenceAdded: "evidence.added"
        case .eventCorrected: "event.corrected"
        case .eventRetracted: "event.retracted"
        case .eventReviewed: "event.reviewed"
        }
    }

    /// By the names of their types.
    static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.typeName, $0) })

    /// Whether it starts its subject or goes on telling of it; nil where that is no deal, right, dependency or plan.
    var startsSubject: Bool? {
        switch self {
        case .dealAnnounced, .rightGranted, .dependencyStated, .planStated: true
        case .dealAmended, .dealPartMet, .dealPartEnded, .dealDelivered, .dealRemaining, .dealLinked, .dealEnded,
            .rightAmended, .rightPartVested, .rightEnded, .dependencyEnded:
            false
        default: nil
        }
    }

    /// Where the parties of what it starts stand; empty where nobody is between two.
    var partyFields: [FieldName] {
        self == .dealAnnounced || self == .rightGranted ? FactKind.parties : []
    }
    static let parties: [FieldName] = [.buyer, .supplier, .through, .holder, .grantor]

    /// Whether it is about another event, in whose stream it stands.
    var isAboutAnother: Bool { rawValue >= FactKind.evidenceAdded.rawValue }

    /// As `EventType.isOfMarket`.
    var isOfMarket: Bool { FactKind.ofMarket.contains(self) }
    private static let ofMarket = Set(allCases.filter { EventType.named($0.typeName)?.isOfMarket == true })

    /// Whether it only says what became of a share: that measures, and is in no row by itself.
    var isOfShares: Bool { self == .splitEffective || self == .dividendEffective }

    /// Whether it says something of a share that may be measured.
    var isClaim: Bool { rawValue <= FactKind.stockRecordSet.rawValue }
}

/// What a stream is about, by the category before the `/`. Streams of all other categories are folded by no view.
package enum StreamCategory: UInt8, CaseIterable {
    case stock, deal, right, dependency, plan, price, company

    init?(ofStream stream: Bytes) {
        if stream.starts(with: "stock/") {
            self = .stock
        } else if stream.starts(with: "deal/") {
            self = .deal
        } else if stream.starts(with: "right/") {
            self = .right
        } else if stream.starts(with: "dependency/") {
            self = .dependency
        } else if stream.starts(with: "plan/") {
            self = .plan
        } else if stream.starts(with: "prices/") {
            self = .price
        } else if stream.starts(with: "company/") {
            self = .company
        } else {
            return nil
        }
    }

    /// What the facts of a stream are folded by: a deal's, right's or plan's id; the company that depends; else the stream.
    func group(ofStream stream: Bytes) -> Bytes {
        switch self {
        case .stock, .price, .company: return stream
        case .deal: return stream.dropping(5)
        case .right: return stream.dropping(6)
        case .plan: return stream.dropping(5)
        case .dependency:
            let key = stream.dropping(11)
            return key.firstIndex(of: UInt8(ascii: ":")).map(key.prefix) ?? key
        }
    }

    /// The field of a payload that says the same.
    var groupField: FieldName? {
        switch self {
        case .stock, .price, .company: nil
        case .deal: .deal
        case .right: .right
        case .dependency: .dependent
        case .plan: .plan
        }
    }
}

/// Fields of a payload, as a record keeps them: a name's byte, the length of the value, the value. A length is one byte; 255
/// says that four more follow, which have it.
package struct FieldSet {
    private let begin: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>

    init(_ bytes: Bytes) {
        begin = bytes.start
        end = bytes.end
    }

    /// The same fields, in bytes of their own.
    func copy(in arena: Arena) -> FieldSet { FieldSet(arena.copy(Bytes(start: begin, count: end - begin))) }

    /// The value that begins behind the name at `place`.
    @inline(__always)
    private static func value(_ place: UnsafePointer<UInt8>) -> Bytes {
        let length = place[1]
        if length < 255 { return Bytes(start: place + 2, count: Int(length)) }
        return Bytes(start: place + 6, count: Int(UnsafeRawPointer(place + 2).loadUnaligned(as: UInt32.self)))
    }

    /// The value as it stands in the payload, with quotes where it is a string.
    package subscript(name: FieldName) -> Bytes? {
        var place = begin
        while place < end {
            let value = FieldSet.value(place)
            if place.pointee == name.rawValue { return value }
            place = value.end
        }
        return nil
    }

    @inline(__always)
    func forEach(_ body: (FieldName, Bytes) -> Void) {
        var place = begin
        while place < end {
            let value = FieldSet.value(place)
            if let name = FieldName(rawValue: place.pointee) { body(name, value) }
            place = value.end
        }
    }

    static func append(_ name: FieldName, _ value: Bytes, to buffer: ByteBuffer) {
        buffer.append(name.rawValue)
        if value.count < 255 {
            buffer.append(UInt8(value.count))
        } else {
            buffer.append(UInt8(255))
            buffer.append(raw: UInt32(truncatingIfNeeded: value.count))
        }
        buffer.append(value)
    }

    /// Begins a value whose length `close` fills in.
    static func open(_ name: FieldName, in buffer: ByteBuffer) -> Int {
        buffer.append(name.rawValue)
        buffer.append(UInt8(255))
        buffer.append(raw: UInt32(0))
        return buffer.count
    }

    static func close(_ start: Int, in buffer: ByteBuffer) {
        buffer.store(UInt32(truncatingIfNeeded: buffer.count - start), at: start - 4)
    }
}

/// What is kept of an event until it is folded: its identity, its times as written, and the fields that views need. Flat
/// bytes, so that a million of them cost no more than they are long.
struct FactRecord {
    let start: UnsafePointer<UInt8>

    private static let headerBytes = 20

    private func load<Value: BitwiseCopyable>(_ offset: Int, as type: Value.Type) -> Value {
        UnsafeRawPointer(start + offset).loadUnaligned(as: type)
    }

    var length: Int { Int(load(0, as: UInt32.self)) }
    var kind: FactKind? { FactKind(rawValue: start[4]) }
    private var idLength: Int { Int(start[5]) }
    private var occurredLength: Int { Int(start[6]) }
    private var publishedLength: Int { Int(start[7]) }
    private var subjectLength: Int { Int(load(8, as: UInt32.self)) }
    var position: Int { Int(load(12, as: Int64.self)) }

    var id: Bytes { Bytes(start: start + FactRecord.headerBytes, count: idLength) }
    var occurred: Bytes { Bytes(start: id.end, count: occurredLength) }
    /// As the envelope states it.
    var published: Bytes? {
        publishedLength == 0 ? nil : Bytes(start: occurred.end, count: publishedLength)
    }
    var subject: Bytes { Bytes(start: occurred.end + publishedLength, count: subjectLength) }
    var fields: FieldSet {
        let begin = subject.end
        return FieldSet(Bytes(start: begin, count: start + length - begin))
    }

    /// Begins a record; `finish` ends it when the fields are appended. False where a text is too long to be an event's.
    static func begin(
        _ kind: FactKind, position: Int, id: Bytes, occurred: Bytes, published: Bytes?, subject: Bytes,
        in buffer: ByteBuffer
    ) -> Bool {
        guard id.count < 256, occurred.count < 256, published?.count ?? 0 < 256 else { return false }
        buffer.removeAll()
        buffer.append(raw: UInt32(0))
        buffer.append(kind.rawValue)
        buffer.append(UInt8(id.count))
        buffer.append(UInt8(occurred.count))
        buffer.append(UInt8(published?.count ?? 0))
        buffer.append(raw: UInt32(truncatingIfNeeded: subject.count))
        buffer.append(raw: Int64(position))
        buffer.append(id)
        buffer.append(occurred)
        if let published { buffer.append(published) }
        buffer.append(subject)
        return true
    }

    static func finish(_ buffer: ByteBuffer) { buffer.store(UInt32(truncatingIfNeeded: buffer.count), at: 0) }
}
