/// What a writer believes of a stream before it appends.
package enum ExpectedVersion: Equatable, Sendable {
    case any
    /// The stream has no event yet.
    case new
    case exactly(Int)
}

/// What must hold of a log for a batch to be taken. Checked in the transaction that writes the batch, so that no other writer
/// comes between.
package struct AppendCondition: Sendable {
    /// Of streams, before the batch. Asked only of those that get something new, and of those that the batch does not name as
    /// long as it holds anything new.
    package var expecting: [String: ExpectedVersion]
    package var unless: ConsistencyBoundary?

    package static let none = AppendCondition()

    package init(expecting: [String: ExpectedVersion] = [:], unless: ConsistencyBoundary? = nil) {
        self.expecting = expecting
        self.unless = unless
    }
}

/// A dynamic consistency boundary (https://dcb.events): the writer has read what `query` finds up to a position, and its
/// events are right only as long as nothing more of the kind has come.
package struct ConsistencyBoundary: Sendable {
    /// Its `fromPosition` follows the last position that the writer has read.
    package let query: ReadQuery
    /// What the query cannot say, such as what stands in a payload.
    package let admits: @Sendable (RecordedEvent) -> Bool
    /// The query as the writer gave it, for messages.
    package let description: String

    package init(
        _ query: ReadQuery, description: String, admits: @escaping @Sendable (RecordedEvent) -> Bool = { _ in true }
    ) {
        self.query = query
        self.admits = admits
        self.description = description
    }
}

/// Which events to read. Every condition given must hold; events come by position.
package struct ReadQuery: Sendable {
    package var fromPosition: Int
    package var throughPosition: Int?
    package var stream: String?
    package var streamPrefix: String?
    package var streams: Set<String>?
    package var types: Set<String>?
    package var limit: Int

    package init(
        fromPosition: Int = 1, throughPosition: Int? = nil, stream: String? = nil, streamPrefix: String? = nil,
        streams: Set<String>? = nil, types: Set<String>? = nil, limit: Int = 1000
    ) {
        self.fromPosition = fromPosition
        self.throughPosition = throughPosition
        self.stream = stream
        self.streamPrefix = streamPrefix
        self.streams = streams
        self.types = types
        self.limit = limit
    }
}

package enum AppendOutcome: Equatable, Sendable {
    case appended(position: Int, streamVersion: Int)
    /// The same event was there already, at this place.
    case unchanged(position: Int, streamVersion: Int)
}

/// How far a log reaches, and the RFC 6962 root over the events up to there.
package struct LogHead: Equatable, Sendable {
    package let position: Int
    package let root: [UInt8]

    package init(position: Int, root: [UInt8]) {
        self.position = position
        self.root = root
    }
}

/// An append-only log. Used by one thread at a time.
package protocol EventLog: AnyObject {
    /// The log's name in checkpoints and citations.
    var origin: String { get }

    /// Keeps every other writer out during `body`, and undoes all that was appended in it where it throws.
    func exclusively<R>(_ body: () throws -> R) throws -> R

    /// Appends the batch whole or not at all, one outcome for each envelope.
    ///
    /// An envelope whose id is there already with the same content is `unchanged`, before anything else is asked.
    /// - Throws: `IdentityConflict`, `ExpectationFailed`, `BoundaryCrossed`, `ClockBehind`, or what the storage throws.
    func append(_ batch: [Envelope], on condition: AppendCondition) throws -> [AppendOutcome]

    /// The same of events as bytes.
    func append(_ batch: EncodedEvents, on condition: AppendCondition) throws -> [AppendOutcome]

    /// Appends events as another log recorded them, with their positions, stream versions and recorded times, so that the copy
    /// has the same root.
    ///
    /// - Throws: `RestoreRefused` where the next event is not the one that follows the last of this log; what the storage
    ///   throws.
    func restore(_ events: [RecordedEvent]) throws

    func read(_ query: ReadQuery) throws -> [RecordedEvent]
    func event(id: String) throws -> RecordedEvent?
    func contains(id: String) throws -> Bool
    func event(position: Int) throws -> RecordedEvent?
    /// 0 for a stream without events.
    func streamVersion(_ stream: String) throws -> Int
    /// The names of the streams that start with a prefix, in the order of their bytes.
    func streams(prefix: String) throws -> [String]
    func head() throws -> LogHead
    /// The RFC 6962 root over the first `size` events, of which there are at least as many.
    func root(ofFirst size: Int) throws -> [UInt8]

    /// All that `body` reads is one state of the log. May be nested, also in `exclusively`; but not the other way round.
    func snapshot<R>(_ body: () throws -> R) throws -> R

    /// What tells that the log may have grown, also by other processes, from now on.
    func watchGrowth() -> GrowthWatch

    /// Throws where what is appended elsewhere would not be seen here any more, as after a file was replaced.
    func requireStillThere() throws

    /// Reads stored events as they are kept, within this log's snapshot.
    func rawEvents() -> any RawEventReader
    /// Makes readers for other threads; nil where the log belongs to one thread.
    var detachedReaders: (@Sendable () throws -> any RawEventReader)? { get }
}

extension EventLog {
    package func requireStillThere() throws {}

    package func append(_ batch: EncodedEvents, on condition: AppendCondition) throws -> [AppendOutcome] {
        try append((0..<batch.count).map(batch.envelope), on: condition)
    }

    package func append(_ batch: [Envelope], expecting: [String: ExpectedVersion]) throws -> [AppendOutcome] {
        try append(batch, on: AppendCondition(expecting: expecting))
    }

    /// Calls `body` with each event that a query finds, in pages of the query's `limit`, so that a long log never stands in
    /// memory. Within a snapshot all of them are of one state.
    package func forEach(_ query: ReadQuery = ReadQuery(), _ body: (RecordedEvent) throws -> Void) throws {
        var page = query
        while true {
            let events = try read(page)
            for event in events { try body(event) }
            guard events.count == page.limit, let last = events.last else { return }
            page.fromPosition = last.position + 1
        }
    }
}
