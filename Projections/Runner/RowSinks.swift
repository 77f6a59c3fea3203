import SQLite

/// Writes the rows of a replay to a views file.
final class StoredRows: RowSink {
    private let writer: ViewWriter
    private let projectors: [any Projector.Type]
    /// Whether these are the rows of all projections, with what they share.
    private let isWhole: Bool
    /// Called now and then while rows come in.
    private let onMany: () -> Void
    /// Nil where nothing is indexed, or everything is.
    private let mentions: MentionWriting?
    private let onEndOfScan: () throws -> Void
    private var added = 0
    private static let many = 50_000

    init(
        _ writer: ViewWriter, _ projectors: [any Projector.Type], isWhole: Bool, mentions: MentionWriting?,
        onMany: @escaping () -> Void, onEndOfScan: @escaping () throws -> Void
    ) {
        (self.writer, self.projectors, self.isWhole, self.mentions) = (writer, projectors, isWhole, mentions)
        (self.onMany, self.onEndOfScan) = (onMany, onEndOfScan)
    }

    func add(_ rows: RowBuffer, of projector: Int) throws {
        try writer.insert(rows, projectors[projector].shape)
        added += rows.count
        guard added >= StoredRows.many else { return }
        added = 0
        onMany()
    }

    var keepsDeals: Bool { isWhole }

    func add(dealsOfGroups rows: RowBuffer) throws { try writer.insert(dealsOfGroups: rows) }

    var keepsMentions: Bool { mentions != nil }

    func add(_ mentions: Mentions) throws { try self.mentions?.add(mentions) }

    func endScan() throws {
        try mentions?.finish()
        try onEndOfScan()
    }

    func lay(_ measured: MeasuredCompany, of projector: Int) throws {
        try writer.lay(measured, projectors[projector].shape)
    }

    func remove(eventsAt positions: [Int]) throws {
        for projector in projectors where projector is any StockProjector.Type {
            for position in positions {
                try writer.remove(
                    projector.shape, at: Subject.places(from: Subject.place(ofEvent: position)))
            }
        }
    }
}

/// Keeps the rows of some views in memory.
final class CollectedRows: RowSink {
    private struct View {
        let projector: any Projector.Type
        var rowsByPlace: [(place: Int, row: ViewRow)] = []
        var measured: [ViewRow] = []
        var replaced: [Int: ViewRow] = [:]

        func row(_ cells: BufferedCells) throws -> ViewRow {
            guard let row = ViewRow(projector.shape, stored: cells) else {
                throw NotAViewsFile(path: "a row of \(projector.shape.name)")
            }
            return row
        }
    }

    private var views: [View]

    init(_ projectors: [any Projector.Type]) { views = projectors.map { View(projector: $0) } }

    func add(_ rows: RowBuffer, of projector: Int) throws {
        try rows.forEachRow { views[projector].rowsByPlace.append(($0.place, try views[projector].row($0))) }
    }

    /// Nobody follows what is kept in memory.
    var keepsDeals: Bool { false }
    func add(dealsOfGroups rows: RowBuffer) {}
    var keepsMentions: Bool { false }
    func add(_ mentions: Mentions) {}
    func endScan() {}

    func lay(_ company: MeasuredCompany, of projector: Int) throws {
        try company.own.forEachRow { views[projector].measured.append(try views[projector].row($0)) }
        try company.claims.forEachRow { views[projector].replaced[$0.place] = try views[projector].row($0) }
    }

    func remove(eventsAt positions: [Int]) throws {
        let removed = Set(positions)
        for index in views.indices where views[index].projector is any StockProjector.Type {
            views[index].rowsByPlace.removeAll { removed.contains($0.place >> Subject.rowBits) }
        }
    }

    /// Of each view, by key.
    var rows: [[ViewRow]] {
        views.map { view in
            (view.rowsByPlace.map { view.replaced[$0.place] ?? $0.row } + view.measured).sorted { $0.key < $1.key }
        }
    }
}
