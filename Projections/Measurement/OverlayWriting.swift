import EventLog
import SQLite

/// Lays measured rows over stored ones.
struct OverlayWriting {
    private let writer: ViewWriter
    private let projectors: [any MarketProjector.Type]

    /// Nil where none of the projectors is measured.
    init?(_ writer: ViewWriter, _ projectors: [any Projector.Type]) {
        let measured = projectors.compactMap { $0 as? any MarketProjector.Type }
        guard !measured.isEmpty else { return nil }
        (self.writer, self.projectors) = (writer, measured)
    }

    /// Puts the measured rows of companies in place of what stood there.
    func replace(_ overlay: MarketOverlay, of companies: Set<String>, _ log: any RawEventReader) throws {
        let reader = overlay.makeReader(log)
        for company in companies.sorted() {
            let rows = try overlay.rows(of: company, log, reader, projectors, onlyMeasured: false)
            for (projector, rows) in zip(projectors, rows) {
                try removeMeasured(rows, projector.shape)
                try writer.lay(rows, projector.shape)
            }
        }
        try reader.parents.check()
    }

    private func removeMeasured(_ rows: MeasuredCompany, _ shape: ViewShape) throws {
        let remove = try writer.connection.prepare(
            "DELETE FROM \(SQLText.tableName(shape)) WHERE place BETWEEN ?1 AND ?2 AND substr(key, 1, length(?3)) = ?3")
        let places = Subject.places(from: rows.place)
        try remove.bind(1, places.lowerBound)
        try remove.bind(2, places.upperBound)
        try remove.bind(3, rows.company + "@")
        try remove.run()
    }
}

extension ViewWriter {
    /// Writes what measurements add to a view: rows of a company, and rows in place of those of its claims.
    func lay(_ measured: MeasuredCompany, _ shape: ViewShape) throws {
        try insert(measured.claims, shape, inPlaceOfOthers: true)
        guard measured.own.count > 0 else { return }
        let places = Subject.places(from: measured.place)
        let last = try connection.prepare(
            "SELECT max(place) FROM \(SQLText.tableName(shape)) WHERE place BETWEEN ?1 AND ?2")
        try last.bind(1, places.lowerBound)
        try last.bind(2, places.upperBound)
        if try last.step(), !last.isNull(0) { measured.own.movePlaces(by: last.int(0) + 1 - measured.place) }
        last.reset()
        try insert(measured.own, shape)
    }
}
