import EventLog
import MarketEvents
import Projections

/// The events that a selection admits, as `log` lists them.
extension Ledger {
    /// The id of the event at a position; nil where there is none.
    package func id(at position: Int) throws -> String? { try log.event(position: position)?.envelope.id }

    /// What is said where nobody has the id or position that somebody names.
    package static func noEvent(_ name: String) -> String {
        "the ledger has no event \(quoted(name)); impact log lists them"
    }

    /// Walks over events in the order of positions and of one state of the log.
    ///
    /// - Parameter company: only those that touch it.
    package func forEachEvent(
        _ selection: Selection = Selection(), _ query: ReadQuery = ReadQuery(), touching company: String? = nil,
        _ body: (RecordedEvent) throws -> Void
    ) throws {
        try log.snapshot {
            let isAdmitted = try admission(selection, company)
            if let positions = try positions(query, company) {
                for position in positions {
                    if let event = try log.event(position: position), query.admits(event), isAdmitted(event) {
                        try body(event)
                    }
                }
            } else {
                try log.forEach(query) { if isAdmitted($0) { try body($0) } }
            }
        }
    }

    /// The last events that are wanted, in the order of positions. The log is read from its end, as far as it takes.
    package func lastEvents(
        _ limit: Int, _ selection: Selection, _ query: ReadQuery, touching company: String? = nil,
        where isWanted: (RecordedEvent) throws -> Bool
    ) throws -> [RecordedEvent] {
        guard limit > 0 else { return [] }
        return try log.snapshot {
            let isAdmitted = try admission(selection, company)
            var found: [RecordedEvent] = []
            func take(_ event: RecordedEvent) throws {
                if found.count < limit, query.admits(event), isAdmitted(event), try isWanted(event) {
                    found.append(event)
                }
            }
            if let positions = try positions(query, company) {
                for position in positions.reversed() where found.count < limit {
                    if let event = try log.event(position: position) { try take(event) }
                }
                return found.reversed()
            }
            var window = query
            var last = min(query.throughPosition ?? .max, try log.head().position)
            var length = max(64, limit)
            while last >= query.fromPosition, found.count < limit {
                window.throughPosition = last
                window.fromPosition = max(query.fromPosition, last - length + 1)
                window.limit = length
                for event in try log.read(window).reversed() { try take(event) }
                last = window.fromPosition - 1
                length = min(2 * length, Ledger.longestWindow)
            }
            return found.reversed()
        }
    }

    private static let longestWindow = 8_192

    /// The positions of the events that may be meant, ascending; nil where all of the log, or of a stream, is to be read.
    private func positions(_ query: ReadQuery, _ company: String?) throws -> [Int]? {
        if let company { return try views.positions(touching: company) }
        guard query.stream == nil else { return nil }
        guard let types = query.types, types.count == 1, let type = types.first else { return nil }
        return try views.positions(ofType: type)
    }

    /// Whether a selection admits an event.
    ///
    /// - Parameter company: where only events are asked for that touch it.
    private func admission(_ selection: Selection, _ company: String?) throws -> (RecordedEvent) -> Bool {
        let cut = selection.cut
        guard cut.asOf != nil || cut.asPublic != nil || selection.certainty != nil || selection.reviewedOnly else {
            return { cut.admits(recorded: $0.recordedTime) }
        }
        let history =
            try company.map { try views.part(naming: $0, in: [], selection).history } ?? views.history(selection)
        // A log has whole events: one whose later prices are cut off is not over yet.
        let whole = history.facts.filter { !$0.isCutShort }
        let effective = Set(whole.map(\.id) + history.changes.map(\.envelope.id))
        return { cut.admits(recorded: $0.recordedTime) && effective.contains($0.envelope.id) }
    }
}

extension ReadQuery {
    /// Whether an event is one that it finds.
    fileprivate func admits(_ event: RecordedEvent) -> Bool {
        let subject = event.envelope.subject
        return event.position >= fromPosition && throughPosition.map { event.position <= $0 } ?? true
            && stream.map { $0 == subject } ?? true && streamPrefix.map(subject.hasPrefix) ?? true
            && streams.map { $0.contains(subject) } ?? true && types.map { $0.contains(event.envelope.type) } ?? true
    }
}
