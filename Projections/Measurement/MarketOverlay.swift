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

    private let log: any RawEventReader
    private let end: Int
    private let selection: Selection
    private let parent: (String) -> String
    private let register: CompanyRegister
    /// What is registered and counted of companies.
    private let companyFacts: [Fact]
    /// Which companies stand under a name: a company itself, with its units where they are rolled up.
    private let members: [String: [String]]

    /// - Parameter end: the last position that is folded.
    init(_ log: any RawEventReader, through end: Int, _ selection: Selection, parent: ((String) -> String)?) throws {
        self.log = log
        self.end = end
        self.selection = selection
        self.parent = parent ?? { $0 }
        let history = try MarketOverlay.history(log, end, selection, self.parent) { body in
            try log.forEach(inStreamsFrom: Array("company/".utf8), through: end, body)
        }
        (register, companyFacts) = (history.companies, history.facts)
        members = parent.map { parent in Dictionary(grouping: history.companies.ids, by: parent) } ?? [:]
    }

    /// The companies whose rows may rest on the events after a position.
    func companies(touchedAfter position: Int) throws -> Set<String> {
        guard position < end else { return [] }
        var companies: Set<String> = []
        try log.forEach(positions: (position + 1)...end) { event in
            let parts = String(decoding: event.subject, as: UTF8.self).split(separator: "/", maxSplits: 1)
            guard parts.count == 2 else { return }
            switch parts[0] {
            case "stock", "prices":
                let ticker = Instrument(parts[1])?.ticker ?? ""
                companies.formUnion(register.listings(ofTicker: ticker).map(\.company))
            case "company":
                companies.insert(String(parts[1]))
                for listing in register.listings(of: String(parts[1])) {
                    companies.formUnion(register.listings(ofTicker: listing.listing.ticker).map(\.company))
                }
            default: break
            }
        }
        return companies
    }

    /// The companies that have a listing with prices.
    func pricedCompanies() throws -> Set<String> {
        var companies: Set<String> = []
        try log.forEach(inStreamsFrom: Array("prices/".utf8), through: end) { event in
            let name = String(decoding: event.subject, as: UTF8.self).dropFirst("prices/".count)
            companies.formUnion(register.listings(ofTicker: Instrument(name)?.ticker ?? "").map(\.company))
        }
        return companies
    }

    /// The rows of some companies in the views that are measured.
    func rows(of companies: Set<String>, _ projectors: [any MarketProjector.Type]) throws -> [[Row]] {
        var rows: [[Row]] = projectors.map { _ in [] }
        for company in companies.sorted() {
            var market = Market(companies: register)
            let facts = try history(of: company)
            for fact in companyFacts + facts { market.add(fact) }
            var claims: [JudgedClaim] = []
            for fact in facts {
                guard var claim = JudgedClaim(fact), claim.company == company else { continue }
                claim.judge(by: &market)
                claims.append(claim)
            }
            let places = Dictionary(claims.map { ($0.fact.id, $0.fact.position) }) { first, _ in first }
            for (index, projector) in projectors.enumerated() {
                rows[index] += projector.rows(of: company, claims, &market).map { id, row in
                    Row(company: company, claim: id.flatMap { places[$0] }, row: row)
                }
            }
        }
        return rows
    }

    /// What is recorded of a company's shares, on whatever market it was listed, or on none that was known.
    private func history(of company: String) throws -> [Fact] {
        var streams: Set<String> = []
        for listing in (members[company] ?? [company]).flatMap({ register.listings(of: $0) }) {
            let unknown = Instrument(mic: Instrument.unknownMarket, ticker: listing.listing.ticker)
            for instrument in [listing.instrument, unknown] {
                streams.formUnion(["prices/\(instrument)", "stock/\(instrument)"])
            }
        }
        return try MarketOverlay.history(log, end, selection, parent) { body in
            for stream in streams { try log.forEach(inStream: Array(stream.utf8), through: end, body) }
        }.facts
    }

    private static func history(
        _ log: any RawEventReader, _ end: Int, _ selection: Selection, _ parent: (String) -> String,
        _ read: (_ body: (RawEvent) throws -> Void) throws -> Void
    ) throws -> EffectiveHistory {
        var events: [RecordedEvent] = []
        try read { event in if let decoded = RecordedEvent(event) { events.append(decoded) } }
        events.sort { $0.position < $1.position }
        return EffectiveHistory(of: events, under: selection, parent: parent)
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
            case .boolean(let value): integer(slot, value ? 1 : 0)
            case .quantity(let value): quantity(slot, value)
            case .list(let values): text(slot, JSONValue.array(values).canonicalText)
            }
        }
        text(shape.eventsSlot, JSONValue.array(row.events.map { .string($0) }).canonicalText)
        end()
    }
}

extension ViewWriter {
    /// Puts the measured rows of companies in place of what stood there.
    func overlay(_ overlay: MarketOverlay, of companies: Set<String>, _ projectors: [any Projector.Type]) throws {
        let measured = projectors.compactMap { $0 as? any MarketProjector.Type }
        guard !measured.isEmpty, !companies.isEmpty else { return }
        let rows = try overlay.rows(of: companies, measured)
        for (projector, rows) in zip(measured, rows) {
            let shape = projector.shape
            let remove = try connection.prepare(
                "DELETE FROM \(SQLText.tableName(shape)) WHERE place BETWEEN ?1 AND ?2 AND substr(key, 1, length(?3)) = ?3"
            )
            for company in companies {
                let places = Subject.places(from: MarketOverlay.place(of: company))
                try remove.bind(1, places.lowerBound)
                try remove.bind(2, places.upperBound)
                try remove.bind(3, company + "@")
                try remove.run()
            }
            let buffer = RowBuffer()
            for group in Dictionary(grouping: rows.filter { $0.claim == nil }, by: \.company).values {
                // Two companies may share a place; the later of them stands behind.
                let start = MarketOverlay.place(of: group[0].company)
                let places = Subject.places(from: start)
                buffer.nextPlace =
                    try connection.integer(
                        "SELECT coalesce(max(place) + 1, \(start)) FROM \(SQLText.tableName(shape)) "
                            + "WHERE place BETWEEN \(places.lowerBound) AND \(places.upperBound)") ?? start
                for row in group { buffer.append(row.row, shape) }
                try insert(buffer, shape)
                buffer.removeAll()
            }
            for row in rows {
                guard let position = row.claim else { continue }
                let place = Subject.place(ofEvent: position)
                try self.remove(shape, at: Subject.places(from: place))
                buffer.nextPlace = place
                buffer.append(row.row, shape)
            }
            try insert(buffer, shape)
        }
    }
}

extension MarketOverlay {
    fileprivate static func place(of company: String) -> Int {
        Subject.place(ofGroup: Array(company.utf8).withUnsafeBytes { Bytes($0)?.hash ?? 0 }, isCompany: true)
    }
}
