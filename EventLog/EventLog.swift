/// What a writer believes of a stream before it appends.
package enum ExpectedVersion: Equatable, Sendable {
    case any
    /// The stream has no event yet.
    case new
    case exactly(Int)
}

/// Which events to read. Every condition given must hold; events come by position.
package struct ReadQuery: Sendable {
    package var fromPosition: Int
    package var throughPosition: Int?
    package var stream: String?
    package var streamPrefix: String?
    package var types: Set<String>?
    package var limit: Int

    package init(
        fromPosition: Int = 1, throughPosition: Int? = nil, stream: String? = nil, streamPrefix: String? = nil,
        types: Set<String>? = nil, limit: Int = 1000
    ) {
        self.fromPosition = fromPosition
        self.throughPosition = throughPosition
        self.stream = stream
        self.streamPrefix = streamPrefix
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
    /// Keeps every other writer out during `body`, and undoes all that was appended in it where it throws.
    func exclusively<R>(_ body: () throws -> R) throws -> R

    /// Appends the batch whole or not at all, one outcome for each envelope.
    ///
    /// An envelope whose id is there already with the same content is `unchanged`, before anything else is asked.
    /// - Parameter expecting: what must hold of streams before the batch; asked only of those that get something new, and
    ///   of those that the batch does not name as long as it holds anything new.
    /// - Throws: `IdentityConflict`, `ExpectationFailed`, `ClockBehind`, or what the storage throws.
    func append(_ batch: [Envelope], expecting: [String: ExpectedVersion]) throws -> [AppendOutcome]

    func read(_ query: ReadQuery) throws -> [RecordedEvent]
    func event(id: String) throws -> RecordedEvent?
    func event(position: Int) throws -> RecordedEvent?
    /// 0 for a stream without events.
    func streamVersion(_ stream: String) throws -> Int
    func head() throws -> LogHead

    /// All that `body` reads is one state of the log. May be nested, also in `exclusively`; but not the other way round.
    func snapshot<R>(_ body: () throws -> R) throws -> R
}
