import SQLite

extension SQLiteEventLog {
    package func append(_ batch: [Envelope], on condition: AppendCondition) throws -> [AppendOutcome] {
        try take(batch, on: condition)
    }

    package func append(_ batch: EncodedEvents, on condition: AppendCondition) throws -> [AppendOutcome] {
        try take(batch, on: condition)
    }

    private func take(_ batch: some AppendBatch, on condition: AppendCondition) throws -> [AppendOutcome] {
        try exclusively {
            let last = try lastEvent()
            // Out of the property, whose dictionary would be copied; it comes back when all has gone well.
            try compareEnd(with: last?.position ?? 0)
            guard var end = knownEnd.take() else { preconditionFailure("the end was just looked at") }
            isEndCompared = false
            end.forgetStreamsIfMany()
            let state = AppendPlan.LogState(
                last: last,
                event: { end.isNew(id: $0) ? nil : try self.event(id: String(decoding: $0, as: UTF8.self)) },
                streamVersion: streamVersion,
                nextStreamVersion: { try end.nextStreamVersion($0, look: self.streamVersion) }, read: read)
            let plan = try AppendPlan(batch, on: condition, state: state, clock: clock, acceptClock: acceptClock)
            try writing { try write(plan, of: batch) }
            for event in plan.newEvents {
                batch.withID(of: event.batchIndex) { end.pass(id: $0, position: event.position) }
            }
            (knownEnd, isEndCompared) = (end, true)
            return plan.outcomes
        }
    }

    package func restore(_ events: [RecordedEvent]) throws {
        try exclusively {
            var last = try lastEvent()
            try compareEnd(with: last?.position ?? 0)
            guard var end = knownEnd.take() else { preconditionFailure("the end was just looked at") }
            isEndCompared = false
            end.forgetStreamsIfMany()
            /// The positions of those before, by their ids, where an id is not greater than all of them.
            var earlier: [ByteText: Int] = [:]
            var counted = 0
            for (index, event) in events.enumerated() {
                var (id, stream) = (event.envelope.id, event.envelope.subject)
                let isNew = id.withUTF8 { end.isNew(id: $0) }
                try RestoreRefused.check(
                    event, index: index, after: last,
                    streamVersion: { try stream.withUTF8 { try end.nextStreamVersion($0, look: streamVersion) } - 1 },
                    known: {
                        if isNew { return nil }
                        while counted < index {
                            earlier[ByteText(events[counted].envelope.id)] = events[counted].position
                            counted += 1
                        }
                        return try earlier[ByteText(id)] ?? self.event(id: id)?.position
                    })
                id.withUTF8 { end.pass(id: $0, position: event.position) }
                last = (event.position, event.recordedTime)
            }
            try writing { try write(restored: events) }
            (knownEnd, isEndCompared) = (end, true)
        }
    }

    /// A savepoint would undo a part of the section, but it is not safe on this file (`Connection.keepDurable`), and SQLite then
    /// writes each page that an event changes to a file of its own first, again for each event: a third of the time of a large
    /// append.
    private func writing(_ body: () throws -> Void) throws {
        do { try body() } catch {
            brokenWrite = error
            throw error
        }
    }

    /// Keeps what is known where the position is still the last, else looks anew.
    func compareEnd(with position: Int) throws {
        if knownEnd?.position != position {
            let row = try connection.prepare("SELECT max(id) FROM event")
            defer { row.reset() }
            knownEnd = KnownEnd(position: position, greatestID: try row.step() ? row.optionalText(0) : nil)
        }
        isEndCompared = true
    }

    private func write(_ plan: AppendPlan, of batch: some AppendBatch) throws {
        let (events, time) = (plan.newEvents, plan.recordedTime)
        let timeText = time.rfc3339(fractionDigits: 6)
        try write(from: events.first?.position ?? 1, count: events.count) {
            batch.rows(events[$0], recordedTime: time, timeText: timeText)
        }
    }

    private func write(restored events: [RecordedEvent]) throws {
        try write(from: events.first?.position ?? 1, count: events.count) { EventRows(events[$0]) }
    }

    /// Inserts a stretch while the next ones are made ready.
    ///
    /// - Parameter rows: makes the rows of some of the events, by their indices.
    private func write(from first: Int, count: Int, _ rows: @escaping @Sendable (Range<Int>) -> EventRows) throws {
        guard count > 0 else { return }
        let last = first + count - 1
        var stretches = PreparedSequence(isUrgent: true, rows)
        // Each ends where a kept subtree does.
        for stretch in (first - 1) / EventRows.stretch...(last - 1) / EventRows.stretch {
            let positions = (stretch * EventRows.stretch + 1)..<((stretch + 1) * EventRows.stretch + 1)
            let range = positions.clamped(to: first..<(last + 1))
            if stretches.isFull, let rows = stretches.take() { try insert(rows) }
            stretches.put((range.lowerBound - first)..<(range.upperBound - first))
        }
        while let rows = stretches.take() { try insert(rows) }
    }

    private func insert(_ rows: EventRows) throws {
        let statement = try connection.prepare(EventRows.insertion)
        try rows.bytes.withUnsafeBytes {
            guard let start = $0.baseAddress else { return }
            try statement.insert(rows: start, count: rows.count)
        }
        try growTree(to: rows.lastPosition, lowestRoot: rows.subtreeRoot)
    }

    /// - Parameter lowestRoot: that of the subtree of the lowest kept level that `size` completes, where it is at hand.
    private func growTree(to size: Int, lowestRoot: MerkleTree.Hash?) throws {
        for subtree in MerkleTree.completed(bySize: size) {
            let insert = try connection.prepare("INSERT INTO tree(level, idx, hash) VALUES (?1, ?2, ?3)")
            try insert.bind(1, subtree.level)
            try insert.bind(2, subtree.index)
            let below = subtree.level - 8
            if below == 0, let lowestRoot {
                try insert.bind(3, blob: lowestRoot)
            } else {
                var fold = MerkleFold()
                for hash in try hashes(level: below, subtree.below) { fold.add(hash, level: below) }
                try insert.bind(3, blob: fold.root)
            }
            try insert.run()
        }
    }
}
