/// The events that a query finds, and then each new one as it comes, also from other processes.
///
/// Nothing is read ahead of who asks: a page of the query's `limit` is read when the last one is used up, so that a slow reader
/// holds up neither writers nor memory. It ends with the task, or behind the query's `throughPosition`. Between two pages no
/// snapshot is held. Like the log it belongs to one isolation at a time.
package struct FollowedEvents: AsyncSequence {
    package typealias Element = RecordedEvent
    package typealias Failure = any Error

    let log: any EventLog
    let query: ReadQuery

    package func makeAsyncIterator() -> Iterator { Iterator(log: log, query: query, watch: log.watchGrowth()) }

    package struct Iterator: AsyncIteratorProtocol {
        private let log: any EventLog
        private var query: ReadQuery
        /// Made before the first look, so that nothing comes unseen between the two.
        private let watch: GrowthWatch
        private var page: ArraySlice<RecordedEvent> = []

        init(log: any EventLog, query: ReadQuery, watch: GrowthWatch) {
            (self.log, self.query, self.watch) = (log, query, watch)
        }

        /// The next event; nil where the task was cancelled.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws -> RecordedEvent? {
            while !Task.isCancelled {
                if let event = page.popFirst() { return event }
                if query.fromPosition > query.throughPosition ?? .max { return nil }
                if try !readPage() { await watch.wait() }
            }
            return nil
        }

        /// Whether the log has anything at the place that was reached. All up to there is done with then, found or not.
        private mutating func readPage() throws -> Bool {
            try log.requireStillThere()
            return try log.snapshot {
                // Positions have no gaps, so that one look by position says whether there is more.
                guard try log.event(position: query.fromPosition) != nil else { return false }
                let end = try log.head().position
                page = try log.read(query)[...]
                let isWhole = page.count < query.limit
                query.fromPosition = (isWhole ? end : page.last?.position ?? end) + 1
                return true
            }
        }
    }
}

extension EventLog {
    /// The events of a query from its first position on, and then each new one.
    package func follow(_ query: ReadQuery = ReadQuery()) -> FollowedEvents {
        FollowedEvents(log: self, query: query)
    }
}
