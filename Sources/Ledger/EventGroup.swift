import EventLog
import MarketEvents

/// Events of a batch that wait to be appended together; those that follow may name them already.
struct EventGroup {
    /// How many events are appended together at the most: enough for two threads to share the work. Large ones are fewer,
    /// which bounds the memory.
    struct Limits: Sendable {
        var events = 2_048
        var bytes = 4 << 20
    }

    let limits: Limits
    private(set) var events = EncodedEvents()
    private(set) var places: [Int] = []
    /// Whether each id is greater than the one before, as those made in the order of time are; known of the first events.
    private var isRising = true
    private var compared = 1
    /// Of the first events, as many as were needed so far.
    private var indices: [String: Int] = [:]
    private var indexed = 0

    init(_ limits: Limits) { self.limits = limits }

    var isFull: Bool { events.count >= limits.events || events.byteCount >= limits.bytes }

    mutating func add(_ range: Range<Int>, of more: EncodedEvents, at morePlaces: [Int]) {
        events.append(range, of: more)
        places += morePlaces
    }

    mutating func removeAll() {
        events.removeAll()
        places.removeAll(keepingCapacity: true)
        (indices, indexed, isRising, compared) = ([:], 0, true, 1)
    }

    /// The last event with an id.
    mutating func find(_ id: String) -> Int? {
        guard !events.isEmpty else { return nil }
        while isRising, compared < events.count {
            isRising = events.isID(of: compared, after: compared - 1)
            compared += 1
        }
        if isRising, events.isID(id, outsideOf: 0...(events.count - 1)) { return nil }
        while indexed < events.count {
            indices[events.text(.id, of: indexed) ?? ""] = indexed
            indexed += 1
        }
        return indices[id]
    }

    /// An event as others may name it.
    func known(_ index: Int) -> Intake.KnownEvent? {
        (events.text(.occurred, of: index) ?? events.text(.time, of: index)).flatMap { try? StatedTime($0) }.map {
            Intake.KnownEvent(
                type: events.text(.type, of: index) ?? "", subject: events.text(.subject, of: index) ?? "",
                occurred: $0)
        }
    }
}
