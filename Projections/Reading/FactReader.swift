import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// Turns stored events into records, at the speed of a scan. One a thread.
///
/// What the fast pass does not understand goes through the strict decoder, whose word is final: either it reads the payload,
/// or it says what is wrong with it.
final class FactReader {
    enum Outcome {
        /// `record` holds it until the next is read.
        case record(StreamCategory)
        /// Of a type or stream that no view folds.
        case passedOver
        /// Of a type, or a version of one, that this program does not know.
        case unknown
        /// Of a known type, but not what its type says.
        case unreadable(reason: String)
    }

    private enum Known {
        case folded(FactKind, dataschema: Bytes)
        case notFolded(dataschema: Bytes)

        var dataschema: Bytes {
            switch self {
            case .folded(_, let dataschema), .notFolded(let dataschema): dataschema
            }
        }
    }

    private let arena = Arena()
    private let types: WordTable<Known>
    private let names: WordTable<FieldName>
    private let moments: MomentReader
    private let buffer = ByteBuffer()
    private let naming: CompanyNaming
    private let keepsWriters: Bool
    /// Whether what is read may be said of a share: who says so is in its row.
    private var keepsEvidence = false
    private var strictBytes: [UInt8] = []
    /// The events that give companies in what was read strictly their names.
    private var identifiedBy: [String] = []
    /// What the stream's facts are folded by. Like `movesTo`, it holds until the next event is read.
    private(set) var group: Bytes
    /// Where the record's reading belongs, if that is not the group of its stream: a correction may move it.
    private(set) var movesTo: Bytes?
    private var rolledGroups: [String: Bytes] = [:]

    /// - Parameter keepsWriters: whether records say who wrote them.
    init(moments: MomentReader, naming: CompanyNaming = CompanyNaming(), keepsWriters: Bool = false) {
        (self.moments, self.naming, self.keepsWriters) = (moments, naming, keepsWriters)
        let arena = arena
        let kinds = FactKind.named
        types = WordTable(
            EventType.all.map { type in
                let dataschema = arena.copy(type.dataschema)
                return (
                    type.name,
                    kinds[type.name].map { .folded($0, dataschema: dataschema) } ?? .notFolded(dataschema: dataschema)
                )
            })
        group = arena.copy("")
        names = WordTable(FieldName.allCases.compactMap { name in name.text.map { ($0, name) } })
    }

    /// The record that was read last.
    var record: FactRecord { FactRecord(start: buffer.bytes().start) }
    var recordBytes: Bytes { buffer.bytes() }

    func read(_ event: RawEvent) -> Outcome {
        movesTo = nil
        guard let type = Bytes(event.type), let known = types[type] else { return .unknown }
        let isOfToday = Bytes(event.dataschema) == known.dataschema
        guard isOfToday || EventType.isKnown(type: event.type, dataschema: event.dataschema) else { return .unknown }
        guard case .folded(let kind, _) = known, let subject = Bytes(event.subject),
            let category = StreamCategory(ofStream: subject)
        else { return .passedOver }
        guard let id = Bytes(event.id), let occurred = Bytes(event.occurred ?? event.time), let data = Bytes(event.data)
        else { return .unreadable(reason: "it has no id, time or data") }
        func begin() -> Bool {
            FactRecord.begin(
                kind, position: event.position, id: id, occurred: occurred,
                published: event.published.flatMap(Bytes.init),
                subject: subject, in: buffer)
        }
        guard id.isIdentifier else { return .unreadable(reason: "its id is no UUID") }
        guard begin() else { return .unreadable(reason: "a time of it is too long") }
        keepsEvidence = kind.isClaim || kind == .eventCorrected
        if !naming.isPlain || !isOfToday || data.hasControlCharacter || !appendFields(data) {
            // Not canonical, of an earlier version, or to be rolled up: by way of the strict decoder.
            let dataschema = String(decoding: event.dataschema, as: UTF8.self)
            if let reason = makeStrict(data, type.string, dataschema) { return .unreadable(reason: reason) }
            let isRead = strictBytes.withUnsafeBytes { bytes in
                Bytes(bytes).map { begin() && appendFields($0) } ?? false
            }
            guard isRead else { return .unreadable(reason: "its data is no object") }
            appendIdentifications()
        }
        if kind == .pricesRecorded || kind == .dividendEffective { appendDay(recorded: event.recordedMicroseconds) }
        if keepsWriters, let source = Bytes(event.source) { FieldSet.append(.writer, source, to: buffer) }
        FactRecord.finish(buffer)
        group = rolledGroup(category, category.group(ofStream: record.subject))
        findMove(category, kind)
        return .record(category)
    }

    /// Who depends is a company, which may count as its parent.
    private func rolledGroup(_ category: StreamCategory, _ group: Bytes) -> Bytes {
        guard category == .dependency, !naming.isPlain else { return group }
        let company = group.string
        if let known = rolledGroups[company] { return known }
        let rolled = arena.copy(naming(company))
        rolledGroups[company] = rolled
        return rolled
    }

    /// Appends the fields of a payload that views need. False where it is not canonical JSON.
    private func appendFields(_ payload: Bytes) -> Bool {
        var published: Bytes?
        let isWhole = payload.forEachMember { name, value in
            if let field = names[name] {
                if field == .evidence {
                    published = earliestPublished(value)
                    if keepsEvidence { FieldSet.append(.evidence, value, to: buffer) }
                } else if field == .data {
                    // A correction's whole new payload: the same fields once more, inside.
                    let start = FieldSet.open(.data, in: buffer)
                    guard appendFields(value) else { return false }
                    FieldSet.close(start, in: buffer)
                } else {
                    FieldSet.append(field, value, to: buffer)
                }
            }
            return true
        }
        if let published { FieldSet.append(.evidencePublished, published, to: buffer) }
        return isWhole
    }

    private func earliestPublished(_ evidence: Bytes) -> Bytes? {
        var earliest: Bytes?
        evidence.forEachElement { item in
            guard let published = item.member("published")?.plainText else { return true }
            guard let other = earliest else {
                earliest = published
                return true
            }
            if let first = moments.moment(other) {
                if let second = moments.moment(published), Moment.isOrdered(second, before: first) == true {
                    earliest = published
                }
            } else {
                earliest = published
            }
            return true
        }
        return earliest
    }

    /// Decodes strictly and writes the payload anew in canonical form, units as their parents where that is asked for.
    /// Says what is wrong with it, or nil.
    private func makeStrict(_ data: Bytes, _ typeName: String, _ dataschema: String) -> String? {
        guard let type = EventType.named(typeName) else { return "its type is unknown" }
        do {
            guard let stored = try JSONValue(parsing: data.array, limits: JSONLimits(bytes: .max)).object else {
                return "its data is no object"
            }
            let object = try MarketEvent(type: type, data: stored, dataschema: dataschema).data
            identifiedBy.removeAll(keepingCapacity: true)
            strictBytes = (naming.isPlain ? object : named(object, type)).canonicalBytes
            return nil
        } catch { return "\(error)" }
    }

    private func named(_ object: JSONObject, _ type: EventType) -> JSONObject {
        if type.name == "event.corrected", let reading = object["data"]?.object {
            var object = object
            // The target's type is not known here. A payload is found by what it fits; the company fields of two types that
            // fit one payload are the same.
            let fitting = EventType.all.first {
                $0.payload.knowsFields(of: reading) && (try? MarketEvent(type: $0, data: reading)) != nil
            }
            if let fitting { object["data"] = .object(named(reading, fitting)) }
            return object
        }
        let (data, events) = naming.applied(to: object, of: type)
        identifiedBy += events
        return data
    }

    private func appendDay(recorded microseconds: Int) {
        guard let day = TimeZoneRules.newYork.day(of: Instant(microsecondsSinceEpoch: microseconds)) else { return }
        let start = FieldSet.open(.recordedOn, in: buffer)
        buffer.append("\"\(day)\"")
        FieldSet.close(start, in: buffer)
    }

    private func appendIdentifications() {
        guard !identifiedBy.isEmpty else { return }
        let start = FieldSet.open(.identifiedBy, in: buffer)
        buffer.append(JSONValue.array(identifiedBy.map { .string($0) }).canonicalText)
        FieldSet.close(start, in: buffer)
    }

    private func findMove(_ category: StreamCategory, _ kind: FactKind) {
        guard let field = category.groupField else {
            // Of these the correction itself says in which stream its reading belongs.
            if kind == .eventCorrected, let other = record.fields[.subject]?.plainText, other != group {
                movesTo = other
            }
            return
        }
        let fields =
            kind == .eventCorrected
            ? record.fields[.data].map(FieldSet.init) : kind.isAboutAnother ? nil : record.fields
        guard let other = fields?[field]?.plainText, other != group else { return }
        movesTo = other
    }
}

extension EventType {
    fileprivate static func isKnown(type: RawEvent.Bytes, dataschema: RawEvent.Bytes) -> Bool {
        named(String(decoding: type, as: UTF8.self))?.version(of: String(decoding: dataschema, as: UTF8.self)) != nil
    }
}
