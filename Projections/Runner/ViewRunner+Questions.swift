import CivilTime
import EventLog
import MarketEvents
import SQLite

/// Which rows of a view somebody asks for.
package struct RowQuestion {
    package let projector: any Projector.Type
    package var selection = Selection()
    /// Only rows that name this company, in any role.
    package var company: String?
    /// Nothing that was over before is of interest; nil for all.
    package var since: Instant?
    /// The first so many of those that are admitted; nil for all.
    package var limit: Int?
    package var admits: (ViewRow) -> Bool = { _ in true }

    package init(_ projector: any Projector.Type, _ selection: Selection = Selection()) {
        (self.projector, self.selection) = (projector, selection)
    }
}

/// What answers a question, one after the other.
package enum RowAnswer {
    /// Comes once, before all rows: the state of the log that they are of, and what is in none of them.
    case state(LogHead, [Parked])
    case row(ViewRow)
}

extension ViewRunner {
    /// Calls `body` with the rows that are asked for, by key. Stored ones are handed on as they are read: they may be more than
    /// memory holds.
    package func answer(_ question: RowQuestion, _ body: (RowAnswer) throws -> Void) throws {
        let (projector, selection, limit) = (question.projector, question.selection, question.limit ?? .max)
        if let derived = projector as? any DerivedProjector.Type { return try answer(question, from: derived, body) }
        if question.company == nil, let store, isStored(projector, selection) {
            if question.limit != nil {
                try whenCurrent(store, projector) { _ in }
                try store.evenIfRemoved { try store.orderByKey(projector.shape) }
            }
            return try whenCurrent(store, projector) { try answer(question, from: store.connection, $0, body) }
        }
        if question.company == nil, projector.isFoldedBySubject {
            return try withMentions { mentions, head in
                try withRows(of: [projector], selection, mentions, head) { try answer(question, from: $0, head, body) }
            }
        }
        if question.company == nil, let facts = projector as? any FactProjector.Type {
            return try withMentions { mentions, head in
                var left = limit
                try body(.state(head, []))
                guard left > 0 else { return }
                try forEachRow(of: facts, selection, since: question.since, mentions, head) { row in
                    guard question.admits(row) else { return true }
                    try body(.row(row))
                    left -= 1
                    return left > 0
                }
            }
        }
        let result =
            try question.company.map { try rows(of: projector, selection, naming: $0) }
            ?? rows(of: projector, selection)
        try body(.state(result.head, result.parked))
        for found in result.rows.lazy.filter(question.admits).prefix(limit) { try body(.row(found)) }
    }

    private func answer(
        _ question: RowQuestion, from connection: Connection, _ head: LogHead, _ body: (RowAnswer) throws -> Void
    ) throws {
        let shape = question.projector.shape
        var left = question.limit ?? .max
        try body(.state(head, try ViewStore.parked(of: shape.name, in: connection)))
        guard left > 0 else { return }
        do {
            try ViewStore.forEachRow(of: shape, in: connection, orderedBy: "key") { found in
                guard question.admits(found) else { return true }
                try body(.row(found))
                left -= 1
                return left > 0
            }
        } catch let error as SQLiteError {
            // What was handed on cannot be taken back, so nobody tries again.
            throw ProjectionFailed(projection: shape.name, reason: error.description)
        }
    }

    /// Whether the rows of a selection stand in the views file.
    func isStored(_ projector: any Projector.Type, _ selection: Selection) -> Bool {
        selection.isWhole && projector.isStored
    }
}
