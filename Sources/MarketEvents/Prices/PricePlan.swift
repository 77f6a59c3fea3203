import CanonicalJSON
import CivilTime

/// What a ledger holds of an instrument already: one effective `prices.recorded`.
package struct HeldPrices: Sendable {
    /// The event; a correction is addressed to it.
    package let event: String
    /// The payload as it holds now.
    package let data: JSONObject
    package let days: [CivilDay]
    package let previousDay: CivilDay?
    /// `occurred`, `published` and `subject` as an earlier correction states them.
    package let correctedAttributes: JSONObject

    package init(event: String, data: JSONObject, correctedAttributes: JSONObject = [:]) {
        self.event = event
        self.data = data
        self.correctedAttributes = correctedAttributes
        days = (data["days"]?.array ?? []).compactMap { $0.string.flatMap { CivilDay($0) } }
        previousDay = data["previousDay"]?.string.flatMap { CivilDay($0) }
    }

    /// From the first day that events cover to the last, joined where they share a day: between them no day with a price is
    /// missing, as far as these events know.
    package static func spans(_ held: [HeldPrices]) -> [ClosedRange<CivilDay>] {
        let own = held.compactMap { event in
            event.days.first.flatMap { first in event.days.last.map { min(event.previousDay ?? first, first)...$0 } }
        }.sorted { $0.lowerBound < $1.lowerBound }
        var joined: [ClosedRange<CivilDay>] = []
        for span in own {
            if let last = joined.last, span.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                joined.append(span)
            }
        }
        return joined
    }

    func value(_ field: PriceField, _ index: Int) -> String? {
        guard let values = data[field.rawValue]?.array, index < values.count else { return nil }
        return values[index].string
    }

    /// The place of a day, by halving; `insertion` where it would stand.
    func place(of day: CivilDay) -> (index: Int, isThere: Bool) {
        let place = days.partitionPoint { $0 < day }
        return (place, place < days.count && days[place] == day)
    }
}

/// What is to be recorded of a security's prices beside what the ledger holds of it. A value; nothing is read or written.
package struct PricePlan: Sendable {
    /// Something that the ledger holds otherwise.
    package struct Conflict: Sendable, Equatable {
        package let event: String
        /// The row among the security's days.
        package let index: Int
        package let field: PriceField
        package let held: String
        package let found: String

        package func reason(_ instrument: String, _ day: CivilDay) -> String {
            "\(instrument) is recorded on \(day) with the \(field.rawValue) \(held) (event \(event)); the file says "
                + "\(found); say --correct to record a correction"
        }
    }

    /// Payloads of new events: days, values and the day before, without what all of them share.
    package private(set) var additions: [JSONObject] = []
    package private(set) var conflicts: [Conflict] = []
    /// How many days with something that the ledger does not hold.
    package private(set) var newDays = 0
    /// How many days that it holds as the file has them.
    package private(set) var knownDays = 0

    private let prices: SecurityPrices
    private let held: [HeldPrices]

    /// - Parameters:
    ///   - through: the day through which the file's closes are adjusted. A close that is corrected where the event says another
    ///     day is taken from that event and recorded in one of its own: days of different bases share none. Nil where closes
    ///     are not adjusted.
    package init(_ prices: SecurityPrices, held: [HeldPrices], adjustedThrough through: String? = nil) {
        (self.prices, self.held, self.through) = (prices, held, through)
        // Beside nothing held all is new.
        guard !held.isEmpty else {
            newDays = prices.daysWithValue
            if !prices.days.isEmpty { add(0...(prices.days.count - 1)) }
            return
        }
        let spans = HeldPrices.spans(held)
        var start: Int?
        var previous = prices.previousDay
        var last = 0
        for index in prices.days.indices where prices.hasValue(index) {
            let day = prices.days[index]
            // What the file covers from one price to the next is covered, whatever was recorded before it, and by which files.
            let isTied = previous.map { before in spans.contains { $0.contains(before) && $0.contains(day) } } ?? true
            let count = conflicts.count
            let isNew = isNew(index)
            if !isNew, conflicts.count == count { knownDays += 1 }
            if isNew {
                newDays += 1
                start = start ?? index
            } else if !isTied {
                start = start ?? index
                add((start ?? index)...index)
                start = nil
            } else if let first = start {
                add(first...last)
                start = nil
            }
            (previous, last) = (day, index)
        }
        if let first = start { add(first...last) }
    }

    private let through: String?

    /// Whether the ledger does not hold the day with all that the file says of it.
    private mutating func isNew(_ index: Int) -> Bool {
        let day = prices.days[index]
        let holding = held.compactMap { event in
            let place = event.place(of: day)
            return place.isThere ? (event: event, index: place.index) : nil
        }
        let count = conflicts.count
        var isNew = holding.isEmpty
        for field in PriceField.allCases where !holding.isEmpty {
            guard let found = prices.values[field]?[index] else { continue }
            if !compare(found, field, index, with: holding) { isNew = true }
        }
        return conflicts.count > count ? conflicts[count...].contains(where: isRebased) : isNew
    }

    /// Whether a price is on another basis than the event that holds it.
    private func isRebased(_ conflict: Conflict) -> Bool {
        guard let through, let event = held.first(where: { $0.event == conflict.event }) else { return false }
        return event.data["adjustedThrough"]?.string != through
    }

    /// A value that one of the events has otherwise is a conflict. False where none of them has any.
    private mutating func compare(
        _ found: String, _ field: PriceField, _ index: Int, with holding: [(event: HeldPrices, index: Int)]
    ) -> Bool {
        let values = holding.compactMap { item in
            item.event.value(field, item.index).map { (event: item.event.event, text: $0) }
        }
        for value in values where !PriceTable.isSame(value.text, found) {
            conflicts.append(
                Conflict(
                    event: value.event, index: index, field: field, held: value.text, found: found))
        }
        return !values.isEmpty
    }

    /// One event of consecutive rows; days without a price at either end are left out.
    private mutating func add(_ range: ClosedRange<Int>) {
        guard let first = range.first(where: prices.hasValue), let last = range.last(where: prices.hasValue) else {
            return
        }
        var data: JSONObject = [
            "days": .array(prices.days[first...last].map { .string($0.description) }),
            "close": .array(Array(repeating: .null, count: last - first + 1)),
        ]
        for (field, values) in prices.values where values[first...last].contains(where: { $0 != nil }) {
            data[field.rawValue] = .array(values[first...last].map { $0.map { .string($0) } ?? .null })
        }
        data["previousDay"] = prices.dayWithValue(before: first).map { .string($0.description) }
        additions.append(data)
    }

    /// What was wrong and the whole new payload, one an event that holds a day otherwise.
    package func corrections(of instrument: String) -> [(event: HeldPrices, reason: String, data: JSONObject)] {
        held.compactMap { event in
            let own = conflicts.filter { $0.event == event.event }
            guard !own.isEmpty else { return nil }
            var data = event.data
            for conflict in own {
                let place = event.place(of: prices.days[conflict.index]).index
                // What the file says beside it of the day is taken with it; of another basis nothing is kept.
                for field in PriceField.allCases {
                    if isRebased(conflict), data[field.rawValue] != nil {
                        set(field, at: place, to: nil, in: &data)
                    } else if let found = prices.values[field]?[conflict.index], !isRebased(conflict) {
                        set(field, at: place, to: found, in: &data)
                    }
                }
            }
            let parts = own.map { conflict in
                let day = prices.days[conflict.index]
                return "\(day) \(conflict.field.rawValue) \(conflict.found) instead of \(conflict.held)"
                    + (isRebased(conflict) ? ", in an event of its own" : "")
            }
            let more = parts.count > 5 ? ", and \(parts.count - 5) more" : ""
            return (event, "prices of \(instrument): \(parts.prefix(5).joined(separator: ", "))\(more)", data)
        }
    }

    private func set(_ field: PriceField, at place: Int, to value: String?, in data: inout JSONObject) {
        var array =
            data[field.rawValue]?.array ?? Array(repeating: .null, count: data["days"]?.array?.count ?? 0)
        array[place] = value.map { .string($0) } ?? .null
        data[field.rawValue] = .array(array)
    }
}
