import CanonicalJSON
import CivilTime

/// Events that follow each other in the log as rows of the table `event`, laid out as `csqlite_insert_rows` takes them.
/// To make them, canonical text and hashes included, needs nothing of the log, so that any thread can.
struct EventRows: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0
    private(set) var lastPosition = 0
    /// Of the row that is being laid out.
    private var cells: UInt32 = 0
    /// The root over the leaves, where they are all those of a subtree of the lowest kept level.
    private(set) var subtreeRoot: MerkleTree.Hash?

    /// How many events at the most follow each other without one completing a kept subtree.
    static let stretch = 1 << MerkleTree.keptLevels[0]

    static let insertion: String = {
        let names = EventRow.columns
        let parameters = (1...names.split(separator: ",").count).map { "?\($0)" }.joined(separator: ", ")
        return "INSERT INTO event(\(names)) VALUES (\(parameters))"
    }()

    /// - Parameter timeText: `recordedTime` as it is exported.
    init(_ events: ArraySlice<NewEvent>, of batch: [Envelope], recordedTime: Instant, timeText: String) {
        bytes.reserveCapacity(events.count * 1024)
        var fold = MerkleFold()
        var leafInput: [UInt8] = []
        for event in events {
            let data = batch[event.batchIndex].canonicalData
            leafInput.removeAll(keepingCapacity: true)
            leafInput.append(MerkleTree.leafPrefix)
            CanonicalEvent.append(
                batch[event.batchIndex], data: data,
                recorded: (timeText, RecordedEvent.sequence(event.position), event.streamVersion), to: &leafInput)
            let leaf = MerkleTree.hash(leafInput)
            fold.add(leaf)
            append(
                batch[event.batchIndex], data: data, position: event.position, streamVersion: event.streamVersion,
                recordedTime: recordedTime, leaf: leaf)
        }
        if let first = events.first, count == EventRows.stretch, (first.position - 1).isMultiple(of: EventRows.stretch)
        {
            subtreeRoot = fold.root
        }
    }

    /// An event as another log recorded it.
    init(_ event: RecordedEvent) {
        append(
            event.envelope, data: event.envelope.canonicalData, position: event.position,
            streamVersion: event.streamVersion, recordedTime: event.recordedTime, leaf: event.leaf)
    }

    private mutating func append(
        _ envelope: Envelope, data: [UInt8], position: Int, streamVersion: Int, recordedTime: Instant,
        leaf: MerkleTree.Hash
    ) {
        let start = bytes.count
        append(raw: UInt32(0))
        append(raw: UInt32(0))
        append(raw: Int64(position))
        cells = 0
        cell(2, envelope.id)
        cell(3, envelope.source)
        cell(4, envelope.type)
        cell(5, envelope.dataschema)
        cell(6, envelope.subject)
        cell(7, streamVersion)
        cell(8, envelope.time)
        for (column, text) in [
            (9, envelope.occurred), (10, envelope.published), (12, envelope.correlationid), (13, envelope.causationid),
        ] {
            guard let text else { continue }
            cell(column, text)
        }
        cell(11, recordedTime.microsecondsSinceEpoch)
        cell(14, data, kind: .text)
        if !envelope.extensions.isEmpty {
            cell(15, envelope.extensions.canonicalBytes, kind: .text)
        }
        cell(16, leaf, kind: .blob)
        let length = bytes.count - start
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: UInt32(length), toByteOffset: start, as: UInt32.self)
            $0.storeBytes(of: cells, toByteOffset: start + 4, as: UInt32.self)
        }
        count += 1
        lastPosition = position
    }

    private enum Kind: UInt16 { case text, integer, blob }

    private mutating func cell(_ column: Int, _ text: String) {
        var text = text
        text.withUTF8 { text in
            begin(column, .text, length: text.count)
            bytes.append(contentsOf: text)
        }
    }

    private mutating func cell(_ column: Int, _ value: Int) {
        begin(column, .integer, length: 8)
        append(raw: Int64(value))
    }

    private mutating func cell(_ column: Int, _ value: [UInt8], kind: Kind) {
        begin(column, kind, length: value.count)
        bytes += value
    }

    private mutating func begin(_ column: Int, _ kind: Kind, length: Int) {
        cells += 1
        append(raw: UInt16(column))
        append(raw: kind.rawValue)
        // Beyond the most that SQLite takes of a value, which it then says.
        append(raw: UInt32(clamping: length))
    }

    private mutating func append(raw value: some BitwiseCopyable) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }
}
