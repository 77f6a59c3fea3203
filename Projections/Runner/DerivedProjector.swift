import EventLog
import SQLite

/// A view that is made of the rows of another one. It is not stored: it costs what it costs to read those.
package protocol DerivedProjector: Projector {
    /// Folded subject by subject.
    static var source: any Projector.Type { get }
    init()
    /// Takes in a row of the source, which come in the order of their keys.
    mutating func apply(_ row: ViewRow)
    /// In any order. A row that names no company is of all the rows that were taken in.
    func rows() -> [ViewRow]
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
    /// The rows, by key, once all of the source were taken in.
    fileprivate func result(_ head: LogHead, _ parked: [Parked]) -> ViewResult {
        ViewResult(
            shape: Self.shape, rows: rows().sorted { $0.key < $1.key }, head: head,
            // What one view could not fold is missing in another one, which is made of it.
            parked: parked.map {
                Parked(
                    projection: Self.shape.name, position: $0.position, id: $0.id, stream: $0.stream, reason: $0.reason)
            })
    }

    /// The rows, in any order, where those of the source stand in a database.
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
        let result = state.result(try head ?? log.head(), parked)
        return company.map { company in result.keeping { $0.names(company, projector.shape) } } ?? result
    }
}
