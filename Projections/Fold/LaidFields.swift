/// The fields of one key's announcements merged, and its amendments laid over them (contract, section 2). Used again for key
/// after key.
struct LaidFields {
    private var values = [Bytes?](repeating: nil, count: FieldName.count)
    private var layers: [LeanFact] = []
    /// Which layer set each field, or removed it; -1 for none.
    private var origins = [Int](repeating: -1, count: FieldName.count)

    mutating func removeAll() {
        layers.removeAll(keepingCapacity: true)
        for index in values.indices {
            values[index] = nil
            origins[index] = -1
        }
    }

    /// Announcements, in any order: the winner of each field sets it.
    mutating func merge(_ announcements: [LeanFact]) {
        if announcements.count == 1 { return lay(announcements[0]) }
        for fact in announcements.sorted(by: { $1.wins(over: $0) }) { lay(fact) }
    }

    /// One fact's fields over what is there; null removes.
    mutating func lay(_ fact: LeanFact) {
        layers.append(fact)
        fact.fields.forEach { name, value in
            values[Int(name.rawValue)] = value.isNull ? nil : value
            origins[Int(name.rawValue)] = layers.count - 1
        }
    }

    /// The value as it stands in the payload.
    subscript(name: FieldName) -> Bytes? { values[Int(name.rawValue)] }
    func word(_ name: FieldName) -> Bytes? { values[Int(name.rawValue)]?.plainText }
    func origin(_ name: FieldName) -> LeanFact? {
        let layer = origins[Int(name.rawValue)]
        return layer < 0 ? nil : layers[layer]
    }
}

/// Starts and ends of one thing make an interval by `occurred`: whichever happened last holds.
struct Interval {
    let since: LeanFact?
    let until: LeanFact?

    var isOpen: Bool { since != nil && until == nil }

    init(starts: [LeanFact], ends: [LeanFact]) {
        if ends.isEmpty {
            (since, until) = (starts.min { $1.happened(after: $0) }, nil)
            return
        }
        let steps = (starts.map { ($0, true) } + ends.map { ($0, false) }).sorted { $1.0.happened(after: $0.0) }
        var current: LeanFact?
        var last: LeanFact?
        for (fact, isStart) in steps {
            if isStart {
                if last != nil { (current, last) = (nil, nil) }
                current = current ?? fact
            } else {
                last = fact
            }
        }
        (since, until) = (current, last)
    }
}

extension [LeanFact] {
    /// The ids of all events that these facts rest on.
    func appendEvents(to events: inout [Bytes]) {
        for fact in self {
            events.append(fact.id)
            events += fact.support
        }
    }
}
