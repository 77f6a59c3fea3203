import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// What prices and shares add to the rows of single claims: rows of their own, and the measurement in the row of a claim.
///
/// A measured row rests on facts of several streams: prices, share counts, listings, splits. So these are read and folded company
/// by company, when all else is folded; a company without prices costs nothing.
struct MarketOverlay {
    /// A row, and the position of the event whose row it replaces; nil for one that stands for itself.
    struct Row {
        let company: String
        let claim: Int?
        let row: ViewRow
    }

    private let end: Int
    private let selection: Selection
    private let parent: (String) -> String
    let register: CompanyRegister
    /// The share counts of each company: all that a market value needs of what is recorded of companies.
    private let shareCounts: [String: [Fact]]
    /// Which companies stand under a name: a company itself, with its units where they are rolled up.
    private let members: [String: [String]]

    /// - Parameters:
    ///   - end: the last position that is folded.
    ///   - companies: all that share a listing with those whose rows are asked for; nil for all there are.
    init(
        _ log: any RawEventReader, through end: Int, _ selection: Selection, parent: ((String) -> String)?,
        of companies: Set<String>? = nil
    ) throws {
        self.end = end
        self.selection = selection
        self.parent = parent ?? { $0 }
        var events: [RecordedEvent] = []
        func take(_ event: RawEvent) { if let decoded = RecordedEvent(event) { events.append(decoded) } }
        if let companies {
            for company in companies {
                try log.forEach(inStream: Array("company/\(company)".utf8), through: end, take)
            }
        } else {
            try log.forEach(inStreamsFrom: Array("company/".utf8), through: end, take)
        }
        let history = MarketOverlay.history(events, selection, self.parent)
        register = history.companies
        var shareCounts: [String: [Fact]] = [:]
        for fact in history.facts {
            if case .sharesRecorded(let company, _, _, _) = fact.event.content {
                shareCounts[company, default: []].append(fact)
            }
        }
        self.shareCounts = shareCounts
        members = parent.map { parent in Dictionary(grouping: history.companies.ids, by: parent) } ?? [:]
    }

    /// The companies that have a listing with prices.
    ///
    /// - Parameter streams: the names of the streams of prices.
    func pricedCompanies(_ streams: [String]) -> Set<String> {
        streams.reduce(into: []) { companies, stream in
            let name = stream.dropFirst(MarketOverlay.pricesPrefix.count)
            companies.formUnion(register.listings(ofTicker: Instrument(name)?.ticker ?? "").map(\.company))
        }
    }

    static let pricesPrefix = "prices/"

    /// A company's rows in the views that are measured.
    ///
    /// - Parameter onlyMeasured: leaves out the claims that nothing was measured of, whose rows are the fold's without prices.
    func rows(
        of company: String, _ log: any RawEventReader, _ projectors: [any MarketProjector.Type], onlyMeasured: Bool
    ) throws -> [[Row]] {
        var market = Market(companies: register)
        let facts = try facts(of: company, log, onlyMeasured: onlyMeasured)
        for fact in shareCounts[company] ?? [] { market.add(fact) }
        for fact in facts { market.add(fact) }
        var claims: [JudgedClaim] = []
        for fact in facts {
            guard var claim = JudgedClaim(fact), claim.company == company else { continue }
            claim.judge(by: &market)
            if !onlyMeasured || claim.isMeasured { claims.append(claim) }
        }
        let places = Dictionary(claims.map { ($0.fact.id, $0.fact.position) }) { first, _ in first }
        return projectors.map { projector in
            projector.rows(of: company, claims, &market).map { id, row in
                Row(company: company, claim: id.flatMap { places[$0] }, row: row)
            }
        }
    }

    /// What is recorded of a company's shares, on whatever market it was listed, or on none that was known.
    private func facts(of company: String, _ log: any RawEventReader, onlyMeasured: Bool) throws -> [Fact] {
        var instruments: Set<Instrument> = []
        for listing in (members[company] ?? [company]).flatMap({ register.listings(of: $0) }) {
            instruments.insert(listing.instrument)
            instruments.insert(Instrument(mic: Instrument.unknownMarket, ticker: listing.listing.ticker))
        }
        var events: [RecordedEvent] = []
        var days: Set<String> = []
        func take(_ event: RawEvent) {
            guard let decoded = RecordedEvent(event) else { return }
            events.append(decoded)
            let data = decoded.envelope.data
            for payload in [data, data["data"]?.object ?? [:]] {
                days.formUnion(payload["days"]?.array?.compactMap(\.string) ?? [])
            }
        }
        for instrument in instruments {
            try log.forEach(inStream: Array("prices/\(instrument)".utf8), through: end, take)
        }
        // Claims of a day without prices, by id: left in their bytes until something names them.
        var passed: [String: Int] = [:]
        for instrument in instruments {
            try log.forEach(inStream: Array("stock/\(instrument)".utf8), through: end) { event in
                if onlyMeasured, event.isClaim, let occurred = event.occurred,
                    occurred.count == "2025-11-03".utf8.count,
                    !days.contains(String(decoding: occurred, as: UTF8.self))
                {
                    passed[String(decoding: event.id, as: UTF8.self)] = event.position
                } else {
                    take(event)
                }
            }
        }
        for target in Set(events.compactMap { $0.envelope.data["target"]?.string }) {
            if let position = passed[target] { try log.forEach(positions: position...position, take) }
        }
        return MarketOverlay.history(events, selection, parent).facts
    }

    private static func history(
        _ events: [RecordedEvent], _ selection: Selection, _ parent: (String) -> String
    ) -> EffectiveHistory {
        EffectiveHistory(of: events.sorted { $0.position < $1.position }, under: selection, parent: parent)
    }
}

extension JudgedClaim {
    fileprivate var isMeasured: Bool { verdict != .unmeasured || measured != nil || !facts.isEmpty }
}

extension RawEvent {
    fileprivate var isClaim: Bool {
        type.elementsEqual("market-cap.changed".utf8) || type.elementsEqual("stock.moved".utf8)
            || type.elementsEqual("stock.record-set".utf8)
    }
}

extension RecordedEvent {
    /// What folds need of a stored event; nil where its data cannot be read.
    init?(_ raw: RawEvent) {
        func text(_ bytes: RawEvent.Bytes) -> String { String(decoding: bytes, as: UTF8.self) }
        guard let data = (try? JSONValue(parsing: Array(raw.data), limits: JSONLimits(bytes: .max)))?.object else {
            return nil
        }
        self.init(
            envelope: Envelope(
                id: text(raw.id), source: "", type: text(raw.type), dataschema: text(raw.dataschema),
                subject: text(raw.subject), time: text(raw.time), occurred: raw.occurred.map(text),
                published: raw.published.map(text), data: data),
            position: raw.position, streamVersion: 0,
            recordedTime: Instant(microsecondsSinceEpoch: raw.recordedMicroseconds), leaf: [])
    }
}

extension RowBuffer {
    /// A finished row, at the next place.
    func append(_ row: ViewRow, _ shape: ViewShape) {
        begin()
        text(ViewShape.keySlot, row.key)
        for (column, cell) in zip(shape.columns, row.cells) {
            let slot = shape.slot(column.name)
            switch cell {
            case .missing: break
            case .text(let value): text(slot, value)
            case .integer(let value): integer(slot, value)
            case .number(let value): text(slot, Statistic.text(value))
            case .boolean(let value): integer(slot, value ? 1 : 0)
            case .quantity(let value): quantity(slot, value)
            case .list(let values): text(slot, JSONValue.array(values).canonicalText)
            }
        }
        text(shape.eventsSlot, JSONValue.array(row.events.map { .string($0) }).canonicalText)
        end()
    }
}
