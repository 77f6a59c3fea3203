import EventLog
import SQLite

/// A view that is made of the rows of another one. It is not stored: it costs what it costs to read those.
package protocol DerivedProjector: Projector {
    /// Folded subject by subject.
    static var source: any Projector.Type { get }
    init()
    /// Takes in a row of the source, which come in the order of their keys.
    mutating func apply(_ row: ViewRow)
    /// The rows, in one order for whoever asks, until `body` wants no more. A row that names no company is of all the rows that were taken in.
    func forEachRow(_ body: (ViewRow) throws -> Bool) rethrows
}

extension [any Projector.Type] {
    /// Those that are folded subject by subject, and those that others of them are made of; each once.
    var foldedBySubject: [any Projector.Type] {
        let sources = compactMap { ($0 as? any DerivedProjector.Type)?.source }
        return (self + sources).filter { $0.isFoldedBySubject }.reduce(into: []) { known, projector in
            if !known.contains(where: { $0 == projector }) { known.append(projector) }
        }
    }
}

extension DerivedProjector {
    private func rows() -> [ViewRow] {
        var rows: [ViewRow] = []
        forEachRow { row in
            rows.append(row)
            return true
        }
        return rows
    }

    /// The rows once all of the source were taken in.
    fileprivate func result(_ head: LogHead, _ parked: [Parked]) -> ViewResult {
        ViewResult(
            shape: Self.shape, rows: rows(), head: head, parked: result(of: parked))
    }

    /// What the source could not fold is missing here, too.
    fileprivate func result(of parked: [Parked]) -> [Parked] {
        parked.map {
            Parked(
                projection: Self.shape.name, position: $0.position, id: $0.id, stream: $0.stream, reason: $0.reason)
        }
    }

    /// The rows where those of the source stand in a database.
    static func rows(in connection: Connection) throws -> [ViewRow] {
        var state = Self()
        try ViewStore.forEachRow(of: source.shape, in: connection, orderedBy: "key") { row in
            state.apply(row)
            return true
        }
        return state.rows()
    }

    static func rows(of source: ViewResult) -> ViewResult {
        var state = Self()
        for row in source.rows { state.apply(row) }
        return state.result(source.head, source.parked)
    }
}

extension ViewRunner {
    /// The rows of a derived view.
    ///
    /// - Parameter company: only rows that name it; nil for all.
    func rows(
        of projector: any DerivedProjector.Type, _ selection: Selection, naming company: String? = nil
    ) throws -> ViewResult {
        let (state, head, parked) = try state(of: projector, selection, naming: company)
        let result = state.result(head, parked)
        return company.map { company in result.keeping { $0.names(company, projector.shape) } } ?? result
    }

    /// Answers a question about a derived view row by row: those of a long ledger are more than memory holds.
    func answer(
        _ question: RowQuestion, from projector: any DerivedProjector.Type, _ body: (RowAnswer) throws -> Void
    ) throws {
        let (state, head, parked) = try state(of: projector, question.selection, naming: question.company)
        try body(.state(head, state.result(of: parked)))
        var left = question.limit ?? .max
        guard left > 0 else { return }
        try state.forEachRow { row in
            let isNamed = question.company.map { row.names($0, projector.shape) } ?? true
            guard isNamed, question.admits(row) else { return true }
            try body(.row(row))
            left -= 1
            return left > 0
        }
    }

    private func state(
        of projector: any DerivedProjector.Type, _ selection: Selection, naming company: String?
    ) throws -> (any DerivedProjector, LogHead, [Parked]) {
        var question = RowQuestion(projector.source, selection)
        question.company = company
        var state = projector.init()
        var (head, parked): (LogHead?, [Parked]) = (nil, [])
        try answer(question) { part in
            switch part {
            case .state(let read, let unread): (head, parked) = (read, unread)
            case .row(let row): state.apply(row)
            }
        }
        return (state, try head ?? log.head(), parked)
    }
}
