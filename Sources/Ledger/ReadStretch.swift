import CanonicalJSON
import EventLog
import MarketEvents

/// What some lines of a file hold, as one thread has read and judged them for another one that appends them.
package struct ReadStretch: Sendable {
    /// Of a line, in a few bytes: the many that have nothing to say are passed on together.
    struct Item: Sendable {
        enum Kind: UInt8, Sendable {
            /// An event that nothing is wrong with by itself; its index is that among `events`.
            case judged
            /// The same, with the index among `causes`, `values`, `recorded` or `rejected`.
            case judgedWithCauses, value, recorded, rejected
        }

        /// The line among those of the stretch, from 1.
        let line: Int
        let kind: Kind
        let index: Int
    }

    private(set) var events = EncodedEvents()
    private(set) var items: [Item] = []
    /// The events that an event names as causes, and where.
    private(set) var causes: [(event: Int, causes: [(id: String, path: String)])] = []
    /// The events that had to become values, with their indices among `events`.
    private(set) var values: [(event: Int, value: ReadEvent)] = []
    private(set) var recorded: [RecordedEvent] = []
    private(set) var rejected: [(faults: [Fault], id: String?)] = []
    private let reader: EventReader
    private var lines: LineJudge?
    private var line = LineJudge.Line()

    /// How many of the events were signed as they were read.
    private(set) var signedCount = 0

    /// How many lines were begun.
    package private(set) var lineCount = 0

    /// - Parameter bytes: about how many bytes will be read.
    package init(by reader: EventReader, bytes: Int) {
        self.reader = reader
        self.lines = reader.lines
        let events = bytes / 512 + 1
        items.reserveCapacity(events)
        self.events.reserve(events: events, bytes: bytes + bytes / 8)
    }

    /// What is read from now on is in the next line.
    package mutating func beginLine() { lineCount += 1 }

    /// Takes an event in canonical text, where nothing is wrong with it and no value is needed to see that.
    package mutating func takes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard lines?.accepts(text, &line) == true else { return false }
        let line = line
        events.append(partsOf: text) { part in
            switch part {
            case .causationid: line[.causationid]
            case .correlationid: line[.correlationid]
            case .dataschema: line[.dataschema]
            case .id: line[.id]
            case .occurred: line[.occurred]
            case .published: line[.published]
            case .source: line[.source]
            case .subject: line[.subject]
            case .time: line[.time]
            case .type: line[.type]
            case .data: line[.data]
            case .extensions: nil
            }
        }
        if line.causes.isEmpty {
            add(.judged, events.count - 1)
        } else {
            causes.append((events.count - 1, line.causes))
            add(.judgedWithCauses, causes.count - 1)
        }
        return true
    }

    package mutating func read(_ cloudEvent: JSONObject) {
        switch reader.read(cloudEvent) {
        case .event(let event):
            if event.isSigned { signedCount += 1 }
            events.append(event.envelope)
            values.append((events.count - 1, event))
            add(.value, values.count - 1)
        case .recorded(let event):
            recorded.append(event)
            add(.recorded, recorded.count - 1)
        case .rejected(let faults, let id):
            rejected.append((faults, id))
            add(.rejected, rejected.count - 1)
        }
    }

    private mutating func add(_ kind: Item.Kind, _ index: Int) {
        items.append(Item(line: lineCount, kind: kind, index: index))
    }

    package mutating func reject(_ fault: Fault) {
        rejected.append(([fault], nil))
        add(.rejected, rejected.count - 1)
    }
}
