import EventLog
import MarketEvents
import SQLite

/// Lays measured rows over stored ones.
struct OverlayWriting {
    private let writer: ViewWriter
    private let projectors: [any MarketProjector.Type]
    /// Whether the tables were filled just now, without any measured row.
    private let isFresh: Bool

    /// Nil where none of the projectors is measured.
    init?(_ writer: ViewWriter, _ projectors: [any Projector.Type], isFresh: Bool) {
        let measured = projectors.compactMap { $0 as? any MarketProjector.Type }
        guard !measured.isEmpty else { return nil }
        (self.writer, self.projectors, self.isFresh) = (writer, measured, isFresh)
    }

    private static let companiesAtOnce = 16

    private static func pieces(_ companies: Set<String>) -> [ArraySlice<String>] {
        let sorted = companies.sorted()
        return stride(from: 0, to: sorted.count, by: companiesAtOnce).map {
            sorted[$0..<min(sorted.count, $0 + companiesAtOnce)]
        }
    }

    /// On the caller's thread.
    func lay(_ overlay: MarketOverlay, of companies: Set<String>, _ log: any RawEventReader) throws {
        for piece in OverlayWriting.pieces(companies) {
            try write(piece, OverlayWriting.rows(overlay, of: piece, log, projectors, onlyMeasured: isFresh))
        }
    }

    /// For each projector.
    private static func rows(
        _ overlay: MarketOverlay, of companies: ArraySlice<String>, _ log: any RawEventReader,
        _ projectors: [any MarketProjector.Type], onlyMeasured: Bool
    ) throws -> [[MarketOverlay.Row]] {
        var rows: [[MarketOverlay.Row]] = projectors.map { _ in [] }
        for company in companies {
            let own = try overlay.rows(of: company, log, projectors, onlyMeasured: onlyMeasured)
            for (index, more) in own.enumerated() { rows[index] += more }
        }
        return rows
    }

    // MARK: on several threads

    private static let threads = 2

    /// What the threads share.
    ///
    /// `@unchecked Sendable`: the overlay is a value that nobody changes and whose closure is pure; pieces and rows pass through
    /// handovers, after which the thread that gave them touches them no more.
    private final class Plant: @unchecked Sendable {
        let overlay: MarketOverlay
        let readers: @Sendable () throws -> any RawEventReader
        let projectors: [any MarketProjector.Type]
        let onlyMeasured: Bool
        let pieces = Handover<ArraySlice<String>>(capacity: .max, producers: 1)
        let rows = Handover<(companies: ArraySlice<String>, rows: [[MarketOverlay.Row]])>(
            capacity: 2, producers: OverlayWriting.threads)

        init(
            _ overlay: MarketOverlay, _ readers: @escaping @Sendable () throws -> any RawEventReader,
            _ projectors: [any MarketProjector.Type], onlyMeasured: Bool
        ) {
            (self.overlay, self.readers, self.projectors) = (overlay, readers, projectors)
            self.onlyMeasured = onlyMeasured
        }
    }

    /// The same with threads that read and judge, while the caller's writes.
    func lay(
        _ overlay: MarketOverlay, of companies: Set<String>,
        readers: @escaping @Sendable () throws -> any RawEventReader
    ) throws {
        let plant = Plant(overlay, readers, projectors, onlyMeasured: isFresh)
        for piece in OverlayWriting.pieces(companies) { try plant.pieces.put(piece) }
        plant.pieces.finish()
        try WorkerThread.whileRunning(OverlayWriting.threads, { OverlayWriting.judge(plant) }, plant.rows) {
            while let piece = try plant.rows.take() { try write(piece.companies, piece.rows) }
        }
    }

    private static func judge(_ plant: Plant) {
        do {
            let log = try plant.readers()
            while let piece = try plant.pieces.take() {
                let rows = try rows(
                    plant.overlay, of: piece, log, plant.projectors, onlyMeasured: plant.onlyMeasured)
                try plant.rows.put((piece, rows))
            }
            plant.rows.finish()
        } catch { plant.rows.fail(error) }
    }

    // MARK: writing

    /// Puts the measured rows of companies in place of what stood there.
    private func write(_ companies: ArraySlice<String>, _ rows: [[MarketOverlay.Row]]) throws {
        for (projector, rows) in zip(projectors, rows) {
            let shape = projector.shape
            if !isFresh { for company in companies { try removeMeasured(company, shape) } }
            let buffer = RowBuffer()
            for group in Dictionary(grouping: rows.filter { $0.claim == nil }, by: \.company).values {
                // Two companies may share a place; the later of them stands behind.
                let start = OverlayWriting.place(of: group[0].company)
                let places = Subject.places(from: start)
                buffer.nextPlace =
                    try writer.connection.integer(
                        "SELECT coalesce(max(place) + 1, \(start)) FROM \(SQLText.tableName(shape)) "
                            + "WHERE place BETWEEN \(places.lowerBound) AND \(places.upperBound)") ?? start
                for row in group { buffer.append(row.row, shape) }
                try writer.insert(buffer, shape)
                buffer.removeAll()
            }
            let claims = rows.filter { $0.claim != nil }.sorted { ($0.claim ?? 0) < ($1.claim ?? 0) }
            for row in claims {
                let place = Subject.place(ofEvent: row.claim ?? 0)
                try writer.remove(shape, at: Subject.places(from: place))
                buffer.nextPlace = place
                buffer.append(row.row, shape)
            }
            try writer.insert(buffer, shape)
        }
    }

    private func removeMeasured(_ company: String, _ shape: ViewShape) throws {
        let remove = try writer.connection.prepare(
            "DELETE FROM \(SQLText.tableName(shape)) WHERE place BETWEEN ?1 AND ?2 AND substr(key, 1, length(?3)) = ?3")
        let places = Subject.places(from: OverlayWriting.place(of: company))
        try remove.bind(1, places.lowerBound)
        try remove.bind(2, places.upperBound)
        try remove.bind(3, company + "@")
        try remove.run()
    }

    private static func place(of company: String) -> Int {
        Subject.place(ofGroup: Array(company.utf8).withUnsafeBytes { Bytes($0)?.hash ?? 0 }, isCompany: true)
    }
}
