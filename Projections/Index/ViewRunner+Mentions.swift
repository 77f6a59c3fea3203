import EventLog
import SQLite

extension ViewRunner {
    /// Calls `body` in a snapshot of the log with an index of all that it holds by then.
    func withMentions<R>(_ body: (MentionIndex, LogHead) throws -> R) throws -> R {
        guard let store else {
            return try log.snapshot {
                let head = try log.head()
                let connection = try Connection(path: "mentions", mode: .memory)
                defer { connection.close() }
                try connection.execute(MentionIndex.definition)
                let index = MentionIndex(connection: connection)
                try connection.writeTransaction {
                    if head.position > 0 { try index.add(log.rawEvents(), 1...head.position) }
                }
                return try body(index, head)
            }
        }
        return try store.evenIfRemoved {
            try store.followLink()
            while true {
                let done: R? = try log.snapshot {
                    let head = try log.head()
                    return try store.connection.readTransaction {
                        try isIndexed(store, head) ? try body(MentionIndex(connection: store.connection), head) : nil
                    }
                }
                if let done { return done }
                try store.exclusively { try log.snapshot { try index(store.connection, try log.head()) } }
            }
        }
    }

    /// The events of a type that mention all of some names, where the stored index is that of a position; nil where it is not, or
    /// there is none. Nothing is indexed for it.
    package func positions(
        ofType type: String, mentioning names: [String], ifIndexedAt position: Int
    ) throws -> [Int]? {
        guard let store, position > 0 else { return nil }
        return try log.snapshot {
            try store.connection.readTransaction {
                guard try isIndexed(store, LogHead(position: position, root: log.root(ofFirst: position))) else {
                    return nil
                }
                let index = MentionIndex(connection: store.connection)
                return try names.reduce(Set(index.positions(of: type, through: position))) { found, name in
                    found.intersection(try index.positions(of: name, through: position))
                }.sorted()
            }
        }
    }

    /// Whether the index is of this log and this head.
    func isIndexed(_ store: ViewStore, _ head: LogHead) throws -> Bool {
        guard head.position > 0 else { return true }
        let mark = try ViewStore.checkpoint(MentionIndex.name, in: store.connection)
        return mark?.version == MentionIndex.version && mark?.position == head.position && mark?.root == head.root
    }

    /// Brings the index of a views file up to a head, in the caller's transaction. That of another log is made anew.
    func index(_ connection: Connection, _ head: LogHead) throws {
        let index = MentionIndex(connection: connection)
        var first = 1
        if let mark = try ViewStore.checkpoint(MentionIndex.name, in: connection), mark.version == MentionIndex.version,
            mark.position <= head.position, try log.root(ofFirst: mark.position) == mark.root
        {
            first = mark.position + 1
        }
        if first == 1 { try index.removeAll() }
        if first <= head.position { try index.add(log.rawEvents(), first...head.position) }
        try ViewWriter(connection: connection).mark(MentionIndex.name, version: MentionIndex.version, at: head)
    }
}
