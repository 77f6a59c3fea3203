import EventLog

/// What is different in a view between two selections of one log: the rows that came, went or changed, and the events
/// responsible for each.
package struct ViewDifference {
    package enum Kind: String, Sendable { case added, gone, changed }

    package struct Change {
        package let key: String
        package let kind: Kind
        package let before: ViewRow?
        package let after: ViewRow?
        /// The columns whose cells differ, in the order of the view. Empty where a row rests on other events and says the same.
        package let columns: [Int]
        /// Ids, in the order of recording. Empty where nothing but time brought it about: a term or a right ran out.
        package let events: [String]
    }

    package let shape: ViewShape
    /// In the order of keys.
    package let changes: [Change]

    package func count(_ kind: Kind) -> Int { changes.count { $0.kind == kind } }

    package init(_ projector: any Projector.Type, from before: [ViewRow], to after: [ViewRow], _ facts: ChangedFacts) {
        shape = projector.shape
        let old = Dictionary(before.map { ($0.key, $0) }) { first, _ in first }
        let new = Dictionary(after.map { ($0.key, $0) }) { first, _ in first }
        changes = Set(old.keys).union(new.keys).sorted().compactMap { key in
            let (before, after) = (old[key], new[key])
            guard before != after else { return nil }
            return Change(
                key: key, kind: before == nil ? .added : after == nil ? .gone : .changed, before: before, after: after,
                columns: ViewDifference.columns(before, after),
                events: ViewDifference.events(before, after, facts, projector))
        }
    }

    private static func columns(_ before: ViewRow?, _ after: ViewRow?) -> [Int] {
        guard let before, let after else { return [] }
        return before.cells.indices.filter { before.cells[$0] != after.cells[$0] }
    }

    /// The events of one row and not of the other, and those that are read differently now. A row may change by events that
    /// it does not name, such as a share by another deal's amount: then those of its subject.
    private static func events(
        _ before: ViewRow?, _ after: ViewRow?, _ facts: ChangedFacts, _ projector: any Projector.Type
    ) -> [String] {
        let (old, new) = (Set(before?.events ?? []), Set(after?.events ?? []))
        var own = old.union(new).filter(facts.contains)
        if before != nil, after != nil { own.formUnion(old.symmetricDifference(new)) }
        if own.isEmpty, let key = (after ?? before)?.key {
            own.formUnion(facts.concerning(String(key.prefix { $0 != ":" && $0 != "@" }), readBy: projector))
        }
        return facts.withChanges(own)
    }
}

/// What changed between two moments of a clock, in some views, and the state of the log that was asked.
package struct LedgerDifference {
    package let views: [ViewDifference]
    /// The events that are responsible, by id.
    package let events: [String: ResponsibleEvent]
    package let head: LogHead

    package var isEmpty: Bool { views.allSatisfy { $0.changes.isEmpty } }
}

extension ViewRunner {
    /// Holds the rows of views under one selection against those under another, all of one state of the log.
    ///
    /// - Parameter admits: which rows are of interest.
    package func difference(
        of projectors: [any Projector.Type] = allProjectors, from before: Selection, to after: Selection,
        admits: (ViewRow, ViewShape) -> Bool = { _, _ in true }
    ) throws -> LedgerDifference {
        try log.snapshot {
            // Views that read the log by themselves.
            var pairs: [String: RowPair] = [:]
            for projector in projectors where projector is any LogProjector.Type {
                pairs[projector.shape.name] = (
                    try rows(of: projector, before).rows, try rows(of: projector, after).rows
                )
            }
            return try withMentions { mentions, head in
                try pairs.merge(foldedRows(projectors, before, after, mentions, head)) { own, _ in own }
                var changes = FactChanges(self, mentions, head, from: before, to: after)
                let facts = projectors.compactMap { $0 as? any FactProjector.Type }
                try changes.find(alsoAmong: pairs.values.lazy.flatMap { $0.before + $0.after }, rowsOf: facts)
                pairs.merge(changes.rows) { own, _ in own }
                let views = projectors.map { projector in
                    let shape = projector.shape
                    let pair = pairs[shape.name] ?? ([], [])
                    return ViewDifference(
                        projector, from: pair.before.filter { admits($0, shape) },
                        to: pair.after.filter { admits($0, shape) }, changes.facts)
                }
                let named = Set(views.flatMap { $0.changes.flatMap(\.events) })
                return LedgerDifference(views: views, events: try changes.responsible(named), head: head)
            }
        }
    }

    /// The rows that are different, of views that are folded subject by subject; and of views that are made of those.
    private func foldedRows(
        _ projectors: [any Projector.Type], _ before: Selection, _ after: Selection, _ mentions: MentionIndex,
        _ head: LogHead
    ) throws -> [String: RowPair] {
        let derived = projectors.compactMap { $0 as? any DerivedProjector.Type }
        let wanted = projectors.filter { $0.isFoldedBySubject }
        let folded = projectors.foldedBySubject
        guard !folded.isEmpty else { return [:] }
        return try withRows(of: folded, before, mentions, head) { old in
            try withRows(of: folded, after, mentions, head) { new in
                var pairs: [String: RowPair] = [:]
                for projector in wanted {
                    let rows = try ViewStore.differingRows(projector.shape, old, new)
                    pairs[projector.shape.name] = (rows.left, rows.right)
                }
                for projector in derived {
                    let (left, right) = (try projector.rows(in: old), try projector.rows(in: new))
                    pairs[projector.shape.name] = (left.notAmong(right), right.notAmong(left))
                }
                return pairs
            }
        }
    }
}

/// Rows of a view under two selections: those that differ among others.
typealias RowPair = (before: [ViewRow], after: [ViewRow])

extension [ViewRow] {
    fileprivate func notAmong(_ others: [ViewRow]) -> [ViewRow] {
        let byKey = Dictionary(others.map { ($0.key, $0) }) { first, _ in first }
        return filter { byKey[$0.key] != $0 }
    }
}
