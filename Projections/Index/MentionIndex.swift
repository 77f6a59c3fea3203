import EventLog
import SQLite

/// Where each name is mentioned in the log: for each company, deal, plan, right and event the positions of the events that name
/// it, for each ticker those that list it, for each type of event its own. By it a question about one thing reads what that thing
/// has, however long the log is.
///
/// It says what was recorded: nothing that is corrected or retracted later leaves it, so it only ever grows with the log. A name
/// is kept as a hash: whoever reads an event that it leads to asks the event itself.
struct MentionIndex {
    static let version = 1
    static let name = "mention"
    /// A row is full with so many positions: at three bytes each it stays far below the length at which a row of such a table
    /// overflows its page.
    private static let positionsInRow = 256
    private static let positionsAtOnce = 1 << 18

    /// Each name's positions ascend, packed as the first one and the differences to the next, seven bits a byte. Only the last
    /// row of a name is not full, so that the rows are the same in whatever pieces the log was read.
    static let table = """
        CREATE TABLE mention (
          name INTEGER NOT NULL, last INTEGER NOT NULL, positions BLOB NOT NULL, PRIMARY KEY (name, last)
        ) STRICT, WITHOUT ROWID
        """

    let connection: Connection

    // MARK: reading

    /// The positions of the events that mention a name, ascending; where two names have one hash, those of the other, too.
    func positions(of name: String, through end: Int) throws -> [Int] {
        let rows = try connection.prepare("SELECT positions FROM mention WHERE name = ?1 ORDER BY last")
        defer { rows.reset() }
        try rows.bind(1, MentionIndex.key(name))
        var positions: [Int] = []
        while try rows.step() { rows.withBytes(0) { MentionIndex.unpack($0, into: &positions) } }
        return positions.last.map { $0 > end } ?? false ? positions.filter { $0 <= end } : positions
    }

    private static func key(_ name: String) -> Int { Int(bitPattern: UInt(name.bytesHash)) }

    private static func key(_ name: Bytes?) -> Int { Int(bitPattern: UInt(name?.hash ?? 0)) }

    // MARK: writing

    private static let kinds: NameKinds = [.company, .identity, .parent, .deal, .plan, .right, .event, .stream]

    /// Takes in the events of some positions, which follow those that it has.
    func add(_ log: any RawEventReader, _ positions: ClosedRange<Int>) throws {
        let names = NamesInEvents()
        var isEmpty = try connection.integer("SELECT 1 FROM mention LIMIT 1") == nil
        var first = positions.lowerBound
        while first <= positions.upperBound {
            let last = min(positions.upperBound, first + MentionIndex.positionsAtOnce - 1)
            var mentions: [Mention] = []
            try log.forEach(positions: first...last) { event in
                func note(_ name: Bytes?) {
                    mentions.append(Mention(name: MentionIndex.key(name), position: event.position))
                }
                note(Bytes(event.type))
                let own = Bytes(event.subject)?.keyOfStream
                let isListing = event.isRegistration || event.isAboutAnother
                names.forEach(in: event) { kinds, name in
                    let isMentioned =
                        !kinds.isDisjoint(with: MentionIndex.kinds) || (isListing && kinds.contains(.ticker))
                    // A deal's own events are found in its stream.
                    let isOwn = kinds.isDisjoint(with: .company) && name == own
                    if isMentioned, !isOwn { note(name) }
                }
            }
            mentions.sort()
            try write(mentions, toEmpty: isEmpty)
            isEmpty = false
            first = last + 1
        }
    }

    private struct Mention: Comparable {
        let name: Int
        let position: Int

        static func < (left: Mention, right: Mention) -> Bool {
            left.name == right.name ? left.position < right.position : left.name < right.name
        }
    }

    private func write(_ mentions: [Mention], toEmpty isEmpty: Bool) throws {
        let lastRow = try connection.prepare(
            "SELECT last, positions FROM mention WHERE name = ?1 ORDER BY last DESC LIMIT 1")
        let delete = try connection.prepare("DELETE FROM mention WHERE name = ?1 AND last = ?2")
        let insert = try connection.prepare("INSERT INTO mention (name, last, positions) VALUES (?1, ?2, ?3)")
        var next = 0
        while next < mentions.count {
            let name = mentions[next].name
            var positions: [Int] = []
            if !isEmpty {
                try lastRow.bind(1, name)
                if try lastRow.step() {
                    lastRow.withBytes(1) { MentionIndex.unpack($0, into: &positions) }
                    if positions.count < MentionIndex.positionsInRow {
                        try delete.bind(1, name)
                        try delete.bind(2, lastRow.int(0))
                        lastRow.reset()
                        try delete.run()
                    } else {
                        positions.removeAll()
                    }
                }
                lastRow.reset()
            }
            while next < mentions.count, mentions[next].name == name {
                if positions.last != mentions[next].position { positions.append(mentions[next].position) }
                next += 1
            }
            for start in stride(from: 0, to: positions.count, by: MentionIndex.positionsInRow) {
                let row = positions[start..<min(positions.count, start + MentionIndex.positionsInRow)]
                try insert.bind(1, name)
                try insert.bind(2, row.last ?? 0)
                try insert.bind(3, blob: MentionIndex.pack(row))
                try insert.run()
            }
        }
    }

    // MARK: packing

    private static func pack(_ positions: ArraySlice<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        var before = 0
        for position in positions {
            var rest = UInt(position - before)
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: rest))
            before = position
        }
        return bytes
    }

    /// What is damaged gives other positions, or none: an event that does not mention the name is passed over.
    private static func unpack(_ bytes: UnsafeRawBufferPointer, into positions: inout [Int]) {
        var (before, value, shift) = (0, 0, 0)
        for byte in bytes {
            guard shift < 56 else { return }
            value |= Int(byte & 0x7F) << shift
            if byte & 0x80 != 0 {
                shift += 7
                continue
            }
            before &+= value
            positions.append(before)
            (value, shift) = (0, 0)
        }
    }
}

extension Bytes {
    /// What stands behind the category in the name of a stream.
    var keyOfStream: Bytes? { firstIndex(of: UInt8(ascii: "/")).map { dropping($0 + 1) } }
}
