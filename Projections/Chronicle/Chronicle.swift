import CivilTime
import EventLog
import MarketEvents

/// What was said of a deal, right, plan or company, in the order in which it became public, and what each saying changed.
package struct Chronicle {
    package struct Entry {
        package let fact: Fact
        /// Corrections that hold, in the order of positions.
        package let corrections: [RecordedEvent]
        /// What is different in the rows of its subject since it is public: of events of one moment at the last of them.
        package let changes: [Change]
    }

    /// A figure, or what is said beside it.
    package struct Change {
        /// Nil where the row is the subject's only one.
        package let row: String?
        package let figure: String
        package let before: Cell
        package let after: Cell
    }

    /// The streams that it is of, or the company.
    package let streams: [String]
    package let company: String?
    package let entries: [Entry]
    /// Earlier ones that are not shown.
    package let leftOut: Int
    package let head: LogHead
}

extension ViewRunner {
    /// - Parameters:
    ///   - streams: of deals, rights, plans and the like.
    ///   - limit: at most so many entries, the last ones.
    package func chronicle(ofStreams streams: [String], _ selection: Selection, limit: Int) throws -> Chronicle {
        try log.snapshot {
            let (history, facts) = try facts(ofStreams: streams, selection)
            return try chronicle(streams, nil, facts, history, selection, limit)
        }
    }

    /// All that touches a company, but what is measured of its shares.
    package func chronicle(ofCompany company: String, _ selection: Selection, limit: Int) throws -> Chronicle {
        try log.snapshot {
            let part = try part(naming: company, in: [], selection)
            let facts = part.history.facts.touching(company).filter { !$0.event.type.isOfMarket }
            return try chronicle([], company, facts, part.history, selection, limit)
        }
    }

    private func chronicle(
        _ streams: [String], _ company: String?, _ facts: [Fact], _ history: EffectiveHistory, _ selection: Selection,
        _ limit: Int
    ) throws -> Chronicle {
        let ordered = facts.sorted {
            ($0.published.end, $0.occurred.end, $0.id) < ($1.published.end, $1.occurred.end, $1.id)
        }
        let shown = ordered.suffix(max(0, limit))
        var last: [Moment: String] = [:]
        for fact in shown { last[Moment(fact)] = fact.id }
        let corrections = Dictionary(
            grouping: history.changes.filter { $0.envelope.type == "event.corrected" },
            by: { $0.envelope.data["target"]?.string ?? "" })
        return Chronicle(
            streams: streams, company: company,
            entries: try shown.map { fact in
                Chronicle.Entry(
                    fact: fact, corrections: corrections[fact.id] ?? [],
                    changes: last[Moment(fact)] == fact.id ? try changes(by: fact, selection) : [])
            }, leftOut: facts.count - shown.count, head: try log.head())
    }

    /// Events of one stream that became public together.
    private struct Moment: Hashable {
        let stream: String
        let end: Instant

        init(_ fact: Fact) { (stream, end) = (fact.subject, fact.published.end) }
    }

    /// What stands differently in the rows of an event's subject from the moment on at which it became public.
    private func changes(by fact: Fact, _ selection: Selection) throws -> [Chronicle.Change] {
        // A dependency's row says no more than what was said of it.
        guard let projector = StreamEffect.projector(of: fact.subject), !fact.subject.hasPrefix("dependency/") else {
            return []
        }
        let key = fact.subject.keyOfStream
        func rows(publicBy moment: Instant) throws -> [ViewRow] {
            var cut = selection
            cut.cut.asPublic = moment
            return try part(behind: key, in: [projector], cut).views[0].rows
                .filter { $0.key == key || $0.key.hasPrefix(key + ":") }
        }
        let moment = fact.published.end
        let before = try rows(publicBy: Instant(microsecondsSinceEpoch: moment.microsecondsSinceEpoch - 1))
        let difference = ViewDifference(projector, from: before, to: try rows(publicBy: moment), ChangedFacts())
        return difference.changes.flatMap { change -> [Chronicle.Change] in
            let row = change.key == key ? nil : change.key
            // What is there for the first time is what the event itself says.
            guard let before = change.before, let after = change.after else { return [] }
            return change.columns.flatMap { column -> [Chronicle.Change] in
                let name = projector.shape.columns[column].name
                if name == "alsoSaid" {
                    let stood = before.cells[column].list
                    return after.cells[column].list.filter { !stood.contains($0) }.map {
                        Chronicle.Change(row: row, figure: name, before: .missing, after: .list([$0]))
                    }
                }
                guard !StreamEffect.passedOver.contains(name) else { return [] }
                return [
                    Chronicle.Change(
                        row: row, figure: name, before: before.cells[column], after: after.cells[column])
                ]
            }
        }
    }
}
