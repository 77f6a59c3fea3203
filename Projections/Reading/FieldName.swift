/// The members of payloads that some view folds. All others are passed over when a stored event is read.
package enum FieldName: UInt8, CaseIterable {
    case adjusted, adjustedThrough, amendment, amount, basis, buyer, by, capacity, causes, certainty, change, `class`,
        close, commitment
    case company, consideration, convertsInto, countsToward, currency, data, day, days, deal, dependent, direction,
        duration
    case ends, evidence, expires, extendableFrom, fee, fullCapacityBy, grantor, hardware, high, holder, inKind,
        increase, inferred, kind, low, measure, mic, occurred, other
    case outstanding, part, parties, parts, plan, power, previousDay, provider, published, purposes, quantity, rate,
        ratio, relation, right
    case saidBy, schedule, scope, size, spend, split, splitsThrough, stance, starts, strike, subject, supplier, target,
        term, termQualifier
    case through, ticker, total, trading, trend, value, valueStated, verdict, via
    /// The earliest `published` among an event's own evidence, where the event states none itself.
    case evidencePublished
    /// The day on which the ledger took it, of prices and dividends.
    case recordedOn
    /// The events that say who companies in it are, a list of ids.
    case identifiedBy
    /// The event's source, where reviews are asked for.
    case writer

    static let count = allCases.count

    /// The name in a payload; nil for what is none of its members.
    var text: String? {
        switch self {
        case .evidencePublished, .identifiedBy, .recordedOn, .writer: nil
        default: "\(self)"
        }
    }
}

/// Words looked up by their bytes: names of members, types of events.
struct WordTable<Value> {
    private struct Entry {
        let word: Bytes
        let value: Value
    }

    private let arena = Arena()
    private var slots: [Entry?]
    private let mask: UInt64

    init(_ words: [(String, Value)]) {
        var size = 64
        while size < words.count * 4 { size *= 2 }
        mask = UInt64(size - 1)
        slots = Array(repeating: nil, count: size)
        for (word, value) in words {
            let bytes = arena.copy(word)
            var slot = WordTable.slot(bytes) & mask
            while slots[Int(slot)] != nil { slot = (slot + 1) & mask }
            slots[Int(slot)] = Entry(word: bytes, value: value)
        }
    }

    @inline(__always)
    private static func slot(_ word: Bytes) -> UInt64 {
        ((word.head ^ (word.tail &* 0x9E37_79B9_7F4A_7C15)) &* 0xFF51_AFD7_ED55_8CCD) >> 40
    }

    @inline(__always)
    subscript(word: Bytes) -> Value? {
        var slot = WordTable.slot(word) & mask
        while let entry = slots[Int(slot)] {
            if entry.word == word { return entry.value }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
