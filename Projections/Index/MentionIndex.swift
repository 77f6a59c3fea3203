import CivilTime
import EventLog
import SQLite

/// Where each name is mentioned in the log: for each company, deal, plan, right and event the positions of the events that name
/// it, for each ticker those that list it, for each type of event its own. And what happened or became public on which day. By it
/// a question about one thing, or of some days, reads what these have, however long the log is.
///
/// It says what was recorded: nothing that is corrected or retracted later leaves it, so it only ever grows with the log. A name
/// is kept as a hash: whoever reads an event that it leads to asks the event itself.
struct MentionIndex {
    static let version = 3
    /// Of its checkpoint.
    static let name = "mention"
    static let tables = ["mention", "day"]
    static let definition = tables.map(PostingLists.definition).joined(separator: ";\n")
    /// What the log's days are found by that the built-in hours of their markets do not expect to be sessions. No name has a space.
    static let unexpectedDay = "unexpected day"
    private static let positionsAtOnce = 1 << 10

    let connection: Connection

    fileprivate var lists: [PostingLists] {
        MentionIndex.tables.map { PostingLists(connection: connection, table: $0) }
    }

    /// The positions of the events that mention a name, ascending; where two names have one hash, those of the other, too.
    func positions(of name: String, through end: Int) throws -> [Int] {
        try lists[0].positions(of: MentionIndex.key(name), through: end)
    }

    /// The first day, not before one, on which something happened or became public: that of the end of either, by UTC, in its first
    /// reading or in a later one. With the positions of what says so.
    func day(from first: CivilDay?, through end: Int) throws -> (day: CivilDay, positions: [Int])? {
        var least = first?.daysSinceEpoch ?? .min
        while let day = try lists[1].key(from: least) {
            let positions = try lists[1].positions(of: day, through: end)
            if !positions.isEmpty, let day = CivilDay(daysSinceEpoch: day) { return (day, positions) }
            least = day + 1
        }
        return nil
    }

    /// Takes in the events of some positions, which follow those that it has.
    func add(_ log: any RawEventReader, _ positions: ClosedRange<Int>) throws {
        let scan = MentionScan()
        let writing = try MentionWriting(self)
        try log.forEach(positions: positions) { event in
            scan.take(event)
            if event.position.isMultiple(of: MentionIndex.positionsAtOnce) { try writing.add(scan.takeMentions()) }
        }
        try writing.add(scan.takeMentions())
        try writing.finish()
    }

    func removeAll() throws {
        for table in MentionIndex.tables { try connection.execute("DELETE FROM \(table)") }
    }

    fileprivate static func key(_ name: String) -> Int { Int(bitPattern: UInt(name.bytesHash)) }
    fileprivate static func key(_ name: Bytes) -> Int { Int(bitPattern: UInt(name.hash)) }
}

/// What events mention, and when they happened and became public.
struct Mentions {
    fileprivate var names: [Posting] = []
    fileprivate var days: [Posting] = []
}

/// Collects what the events of a scan mention.
final class MentionScan {
    private let names = NamesInEvents()
    private let unexpectedDays = UnexpectedDays(.builtIn)
    private let moments = MomentReader()
    private var mentions = Mentions()
    /// Of the event that is taken.
    private var days: [Int] = []
    private static let kinds: NameKinds = [.company, .identity, .parent, .deal, .plan, .right, .event, .stream]
    private static let unexpectedDay = MentionIndex.key(MentionIndex.unexpectedDay)

    func take(_ event: RawEvent) {
        guard let subject = Bytes(event.subject), let type = Bytes(event.type) else { return }
        func mention(_ key: Int) { mentions.names.append(Posting(key: key, position: event.position)) }
        mention(MentionIndex.key(type))
        let own = subject.keyOfStream
        let isListing = event.isRegistration || event.isAboutAnother
        names.forEach(in: event) { kinds, name in
            let isMentioned = !kinds.isDisjoint(with: MentionScan.kinds) || (isListing && kinds.contains(.ticker))
            // A deal's own events are found in its stream.
            let isOwn = kinds.isDisjoint(with: .company) && name == own
            if isMentioned, !isOwn { mention(MentionIndex.key(name)) }
        }
        if subject.starts(with: "prices/"), unexpectedDays.areIn(event) { mention(MentionScan.unexpectedDay) }
        // Prices are of many days, and nobody asks for them by one.
        guard !type.equals("prices.recorded") else { return }
        days.removeAll(keepingCapacity: true)
        note(Bytes(event.occurred ?? event.time))
        note(event.published.flatMap { Bytes($0) })
        if let data = Bytes(event.data) {
            noteEvidence(data)
            if event.isAboutAnother {
                note(data.member("occurred")?.plainText)
                note(data.member("published")?.plainText)
                if let reading = data.member("data") { noteEvidence(reading) }
            }
        }
        for day in days { mentions.days.append(Posting(key: day, position: event.position)) }
    }

    /// What does not say when it was published was public with the first of its own evidence.
    private func noteEvidence(_ data: Bytes) {
        data.member("evidence")?.forEachElement { item in
            note(item.member("published")?.plainText)
            return true
        }
    }

    /// The day on which a time ends.
    private func note(_ time: Bytes?) {
        guard let day = time.flatMap(moments.moment)?.end.utcDay?.daysSinceEpoch, !days.contains(day) else { return }
        days.append(day)
    }

    /// Those that were collected since they were taken last.
    func takeMentions() -> Mentions {
        defer { mentions = Mentions() }
        return mentions
    }
}

/// Writes mentions to an index, many at once, for each key's last row is looked at again.
final class MentionWriting {
    private let lists: [PostingLists]
    private var isEmpty: Bool
    private var waiting: [[Posting]]
    private static let most = 1 << 20

    init(_ index: MentionIndex) throws {
        lists = index.lists
        waiting = lists.map { _ in [] }
        isEmpty = try lists.allSatisfy { try $0.isEmpty }
    }

    /// - Parameter mentions: of events that follow those before.
    func add(_ mentions: Mentions) throws {
        waiting[0] += mentions.names
        waiting[1] += mentions.days
        if waiting[0].count >= MentionWriting.most { try finish() }
    }

    func finish() throws {
        for index in lists.indices {
            waiting[index].sort()
            try lists[index].write(waiting[index], toEmpty: isEmpty)
            waiting[index].removeAll(keepingCapacity: true)
        }
        isEmpty = false
    }
}

extension Bytes {
    /// What stands behind the category in the name of a stream.
    var keyOfStream: Bytes? { firstIndex(of: UInt8(ascii: "/")).map { dropping($0 + 1) } }
}
