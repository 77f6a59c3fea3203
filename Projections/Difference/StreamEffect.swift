import EventLog
import MarketEvents

/// What one event does to the rows that its stream is folded into: they are folded without it and with it, of the events of
/// its stream and of those that this one is linked to. It costs what these are, however long the log is.
///
/// Nothing but these streams is read. A reading that a correction has moved here from another stream is left out, and so are
/// links that another deal's stream holds: they are the same before and after.
package struct StreamEffect {
    package let difference: ViewDifference
    /// The rows of the event's own subject, before and after.
    package let stood: [ViewRow]
    package let stands: [ViewRow]
    /// The facts of all streams that were read, as they are with the event.
    package let facts: [Fact]
    /// Under which name a company stands in the rows, where tellings name different ones.
    package let name: (String) -> String

    package var shape: ViewShape { difference.shape }

    /// Columns of which others speak, or that rest on more than this stream.
    package static let passedOver: Set = [
        "alsoSaid", "composition", "amounts", "unit", "basis", "covered", "coveredByCommitment", "notCovered",
        "coverage", "deals",
    ]
}

extension ViewRunner {
    /// Nil where no row is folded from the event's stream alone: then what it changes is not told.
    ///
    /// - Parameter event: as the log has it, or would have it as its next.
    package func effect(of event: RecordedEvent) throws -> StreamEffect? {
        let stream = event.envelope.subject
        guard let projector = StreamEffect.projector(of: stream) else { return nil }
        return try log.snapshot {
            let before = try StreamEffect.streams(behind: event, in: log)
            let facts = EffectiveHistory(of: before + [event], under: Selection(), parent: { $0 }).facts
            // Who an undisclosed company is matters where tellings name different parties, which few do.
            let names = StreamEffect.nameDifferentParties(facts) ? try naming(Selection()) : CompanyNaming()
            func rows(_ events: [RecordedEvent]) throws -> [ViewRow] {
                let rows = try ViewRunner.foldRaw(
                    LogExcerpt(events, of: log), through: events.count, [projector], Selection(), names
                )[0].rows
                return projector is any DealProjector.Type
                    ? rows.filter { $0.cell("deal", of: projector.shape) != .missing } : rows
            }
            let (old, new) = (try rows(before), try rows(before + [event]))
            let key = stream.keyOfStream
            func isOwn(_ row: ViewRow) -> Bool { row.key == key || row.key.hasPrefix(key + ":") }
            return StreamEffect(
                difference: ViewDifference(projector, from: old, to: new, ChangedFacts()),
                stood: old.filter(isOwn), stands: new.filter(isOwn), facts: facts,
                name: { names($0) })
        }
    }
}

extension StreamEffect {
    /// The view whose rows are folded from a stream; nil where none is from it alone.
    package static func projector(of stream: String) -> (any Projector.Type)? {
        let category = Array(stream.utf8).withUnsafeBytes { Bytes($0).flatMap(StreamCategory.init(ofStream:)) }
        return switch category {
        case .deal: CommitmentsProjector.self
        case .right: RightsProjector.self
        case .plan: PlansProjector.self
        case .dependency: DependencyProjector.self
        case .stock, .price, .company, nil: nil
        }
    }

    /// The events before this one of its own stream, of the one that a correction moves its reading to, and of all deals that
    /// these are linked to, in the order of positions.
    fileprivate static func streams(behind event: RecordedEvent, in log: any EventLog) throws -> [RecordedEvent] {
        var streams = [event.envelope.subject]
        var seen = Set(streams)
        func follow(_ event: RecordedEvent) {
            for stream in event.furtherStreams where seen.insert(stream).inserted { streams.append(stream) }
        }
        follow(event)
        var events: [RecordedEvent] = []
        var next = 0
        while next < streams.count {
            try log.forEach(ReadQuery(throughPosition: event.position, stream: streams[next])) { other in
                guard other.envelope.id != event.envelope.id else { return }
                events.append(other)
                follow(other)
            }
            next += 1
        }
        return events.sorted { $0.position < $1.position }
    }

    fileprivate static func nameDifferentParties(_ facts: [Fact]) -> Bool {
        var parties: [String: Parties] = [:]
        for fact in facts {
            guard case .dealAnnounced(let deal) = fact.event.content else { continue }
            let named = Parties(buyer: fact.event.data["buyer"]?.string, supplier: fact.event.data["supplier"]?.string)
            if parties.updateValue(named, forKey: deal).map({ $0 != named }) ?? false { return true }
        }
        return false
    }

    private struct Parties: Equatable {
        let buyer: String?
        let supplier: String?
    }
}

extension RecordedEvent {
    /// The streams beside its own that rows of its subject are folded from because of it.
    fileprivate var furtherStreams: [String] {
        guard envelope.subject.hasPrefix("deal/") || envelope.type == "event.corrected" else { return [] }
        let data = envelope.data
        let category = envelope.subject.prefix { $0 != "/" } + "/"
        let moved = envelope.type == "event.corrected" ? data["subject"]?.string : nil
        let link = envelope.type == "deal.linked" ? data : data["data"]?.object
        let other = category == "deal/" ? link?["other"]?.string.map { "deal/" + $0 } : nil
        return [moved.flatMap { $0.hasPrefix(category) ? $0 : nil }, other].compactMap { $0 }
    }
}

/// Some events of a log as if they were all of it, each in the place that it has among them. What companies are is asked of
/// the whole log.
private final class LogExcerpt: RawEventReader {
    private let events: [RecordedEvent]
    private let whole: any RawEventReader

    init(_ events: [RecordedEvent], of log: any EventLog) {
        self.events = events
        whole = log.rawEvents()
    }

    func forEach(positions: ClosedRange<Int>, _ body: (RawEvent) throws -> Void) throws {
        for index in positions.clamped(to: 0...events.count) where index > 0 {
            try events[index - 1].asStored(at: index, body)
        }
    }

    func forEach(inStream stream: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        try whole.forEach(inStream: stream, through: .max, body)
    }

    func forEach(inStreamsFrom prefix: [UInt8], through position: Int, _ body: (RawEvent) throws -> Void) throws {
        try whole.forEach(inStreamsFrom: prefix, through: .max, body)
    }

    func withEvent<R>(id: [UInt8], _ body: (RawEvent) throws -> R) throws -> R? {
        try events.firstIndex { $0.envelope.id.utf8.elementsEqual(id) }.map {
            try events[$0].asStored(at: $0 + 1, body)
        }
    }
}
