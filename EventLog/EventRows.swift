import CivilTime

/// Events that follow each other in the log as rows of the table `event`, laid out as `csqlite_insert_rows` takes them.
/// To make them, hashes included, needs nothing of the log, so that any thread can.
struct EventRows: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0
    private(set) var lastPosition = 0
    /// The root over the leaves, where they are all those of a subtree of the lowest kept level.
    private(set) var subtreeRoot: MerkleTree.Hash?

    /// How many events at the most follow each other without one completing a kept subtree.
    static let stretch = 1 << MerkleTree.keptLevels[0]

    static let insertion: String = {
        let names = EventRow.columns
        let parameters = (1...names.split(separator: ",").count).map { "?\($0)" }.joined(separator: ", ")
        return "INSERT INTO event(\(names)) VALUES (\(parameters))"
    }()

    /// A row takes at most so many bytes beside those of the event.
    private static let rowBytes = 16 + 16 * 8 + 2 * 8 + 32

    /// - Parameters:
    ///   - index: where an event is among the encoded ones.
    ///   - timeText: `recordedTime` as it is exported.
    init(
        _ events: ArraySlice<NewEvent>, of encoded: EncodedEvents, at index: (NewEvent) -> Int, recordedTime: Instant,
        timeText: String
    ) {
        var leaves = LeafInput(timeText: timeText)
        let microseconds = recordedTime.microsecondsSinceEpoch
        make(events.map { (index($0), $0.position, $0.streamVersion) }, of: encoded) { event in
            (microseconds, leaves.hash(encoded, event.index, position: event.position, event.streamVersion))
        }
    }

    /// Events as another log recorded them.
    init(_ recorded: ArraySlice<RecordedEvent>) {
        let encoded = EncodedEvents(recorded.lazy.map(\.envelope))
        let first = recorded.startIndex
        make(recorded.indices.map { ($0 - first, recorded[$0].position, recorded[$0].streamVersion) }, of: encoded) {
            let event = recorded[first + $0.index]
            return (event.recordedTime.microsecondsSinceEpoch, event.leaf)
        }
    }

    private typealias Event = (index: Int, position: Int, streamVersion: Int)

    private mutating func make(
        _ events: [Event], of encoded: EncodedEvents, _ recorded: (Event) -> (microseconds: Int, leaf: MerkleTree.Hash)
    ) {
        let most = events.reduce(0) { $0 + encoded.extents[$1.index].count + EventRows.rowBytes }
        var fold = MerkleFold()
        bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var row = RowWriter(start: UnsafeMutableRawPointer(start))
            for event in events {
                let (microseconds, leaf) = recorded(event)
                fold.add(leaf)
                row.write(encoded, event.index, event.position, event.streamVersion, microseconds, leaf)
            }
            count = row.place
        }
        count = events.count
        lastPosition = events.last?.position ?? 0
        if let first = events.first, count == EventRows.stretch, (first.position - 1).isMultiple(of: EventRows.stretch)
        {
            subtreeRoot = fold.root
        }
    }
}

/// Lays rows out in memory that has room for them.
private struct RowWriter {
    let start: UnsafeMutableRawPointer
    private(set) var place = 0
    private var cells: UInt32 = 0

    init(start: UnsafeMutableRawPointer) { self.start = start }

    private enum Kind: UInt16 { case text, integer, blob }

    mutating func write(
        _ events: EncodedEvents, _ index: Int, _ position: Int, _ streamVersion: Int, _ microseconds: Int,
        _ leaf: MerkleTree.Hash
    ) {
        let row = place
        cells = 0
        place += 8
        store(Int64(position))
        events.bytes.withUnsafeBytes { bytes in
            func text(_ column: UInt16, _ part: EventPart) {
                guard let range = events.place(part, of: index) else { return }
                cell(column, .text, UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
            // The numbers of the columns in `EventRow.columns`.
            text(2, .id)
            text(3, .source)
            text(4, .type)
            text(5, .dataschema)
            text(6, .subject)
            cell(7, streamVersion)
            text(8, .time)
            text(9, .occurred)
            text(10, .published)
            cell(11, microseconds)
            text(12, .correlationid)
            text(13, .causationid)
            text(14, .data)
            text(15, .extensions)
        }
        leaf.withUnsafeBytes { cell(16, .blob, $0) }
        start.storeBytes(of: UInt32(truncatingIfNeeded: place - row), toByteOffset: row, as: UInt32.self)
        start.storeBytes(of: cells, toByteOffset: row + 4, as: UInt32.self)
    }

    private mutating func cell(_ column: UInt16, _ kind: Kind, _ value: UnsafeRawBufferPointer) {
        begin(column, kind, count: value.count)
        if let bytes = value.baseAddress { (start + place).copyMemory(from: bytes, byteCount: value.count) }
        place += value.count
    }

    private mutating func cell(_ column: UInt16, _ value: Int) {
        begin(column, .integer, count: 8)
        store(Int64(value))
    }

    private mutating func begin(_ column: UInt16, _ kind: Kind, count: Int) {
        cells += 1
        store(column)
        store(kind.rawValue)
        // Beyond the most that SQLite takes of a value, which it then says.
        store(UInt32(clamping: count))
    }

    private mutating func store(_ value: some BitwiseCopyable) {
        start.storeBytes(of: value, toByteOffset: place, as: type(of: value))
        place += MemoryLayout.size(ofValue: value)
    }
}

/// What is hashed of an event: its canonical JSON with the members that the log adds.
private struct LeafInput {
    private var bytes: [UInt8] = []
    private let recordedTime: [UInt8]

    init(timeText: String) { recordedTime = Array(",\"recordedtime\":\"\(timeText)\"".utf8) }

    mutating func hash(
        _ events: EncodedEvents, _ index: Int, position: Int, _ streamVersion: Int
    ) -> MerkleTree.Hash {
        let extent = events.extents[index]
        bytes.removeAll(keepingCapacity: true)
        bytes.append(MerkleTree.leafPrefix)
        events.bytes.withUnsafeBufferPointer { json in
            func copy(_ first: Int, _ end: Int) {
                bytes.append(
                    contentsOf: UnsafeBufferPointer(rebasing: json[(extent.start + first)..<(extent.start + end)]))
            }
            copy(0, extent.beforeRecordedTime)
            bytes.append(contentsOf: recordedTime)
            copy(extent.beforeRecordedTime, extent.beforeSequence)
            append(",\"sequence\":\"")
            append(decimal: position, width: 20)
            bytes.append(UInt8(ascii: "\""))
            copy(extent.beforeSequence, extent.beforeStreamVersion)
            append(",\"streamversion\":")
            append(decimal: streamVersion, width: 1)
            copy(extent.beforeStreamVersion, extent.jsonCount)
        }
        return MerkleTree.hash(bytes)
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// With zeros in front up to so many digits.
    private mutating func append(decimal value: Int, width: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = UInt(value)
            var place = 20
            repeat {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0 || 20 - place < width
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[place...]))
        }
    }
}
