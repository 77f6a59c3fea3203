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
        /// Nil where the day is none of the event's.
        package let held: String?
        package let found: String
        /// The event says that the days around this one follow each other.
        package let isBetween: Bool

        package func reason(_ instrument: String, _ day: CivilDay) -> String {
            let what =
                isBetween
                ? "\(day) is no session of \(instrument) in event \(event)"
                : "\(instrument) is recorded on \(day) with the \(field.rawValue) \(held ?? "none")"
            return what
                + (isBetween
                    ? ", whose days go on from before it to after it" : " (event \(event)); the file says \(found)")
                + "; say --correct to record a correction"
        }
    }

    /// Payloads of new events: days, values and the day before, without what all of them share.
    package private(set) var additions: [JSONObject] = []
    package private(set) var conflicts: [Conflict] = []
    /// How many days with something that the ledger does not hold.
    package private(set) var newDays = 0

    private let prices: SecurityPrices
    private let held: [HeldPrices]

    private enum State {
        /// Not held, or not with all that the file says of it.
        case new
        /// Held with the same values; `isFirst` where its event knows no day before it.
        case held(isFirst: Bool)
        case conflict
    }

    package init(_ prices: SecurityPrices, held: [HeldPrices]) {
        self.prices = prices
        self.held = held
        // Beside nothing held all is new.
        guard !held.isEmpty else {
            newDays = prices.daysWithValue
            if !prices.days.isEmpty { add(0...(prices.days.count - 1)) }
            return
        }
        let states = prices.days.indices.map { state($0) }
        var start: Int?
        for index in 0...states.count {
            if index < states.count, case .new = states[index] {
                start = start ?? index
                newDays += prices.hasValue(index) ? 1 : 0
                continue
            }
            guard let first = start else { continue }
            start = nil
            // The day after is said once more where its event does not know what came before it.
            if index < states.count, case .held(isFirst: true) = states[index], prices.hasValue(index - 1) {
                add(first...index)
            } else {
                add(first...(index - 1))
            }
        }
    }

    private mutating func state(_ index: Int) -> State {
        let day = prices.days[index]
        let holding = held.compactMap { event in
            let place = event.place(of: day)
            return place.isThere ? (event: event, index: place.index) : nil
        }
        guard holding.isEmpty else {
            let count = conflicts.count
            var addsValue = false
            for field in PriceField.allCases {
                guard let found = prices.values[field]?[index] else { continue }
                if !compare(found, field, index, with: holding) { addsValue = true }
            }
            if conflicts.count > count { return .conflict }
            if addsValue { return .new }
            return .held(isFirst: holding.allSatisfy { $0.index == 0 && $0.event.previousDay == nil })
        }
        guard let (field, found) = firstValue(index) else { return .new }
        for event in held {
            let place = event.place(of: day)
            guard place.index > 0, place.index < event.days.count else { continue }
            conflicts.append(
                Conflict(event: event.event, index: index, field: field, held: nil, found: found, isBetween: true))
            return .conflict
        }
        return .new
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
                    event: value.event, index: index, field: field, held: value.text, found: found, isBetween: false))
        }
        return !values.isEmpty
    }

    private func firstValue(_ index: Int) -> (PriceField, String)? {
        for field in PriceField.allCases {
            if let value = prices.values[field]?[index] { return (field, value) }
        }
        return nil
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
        let previous =
            first == 0 ? prices.previousDay : prices.hasValue(first - 1) ? prices.days[first - 1] : nil
        data["previousDay"] = previous.map { .string($0.description) }
        additions.append(data)
    }

    /// What was wrong and the whole new payload, one an event that holds a day otherwise.
    package func corrections(of instrument: String) -> [(event: HeldPrices, reason: String, data: JSONObject)] {
        held.compactMap { event in
            let own = conflicts.filter { $0.event == event.event }
            guard !own.isEmpty else { return nil }
            var data = event.data
            // Insertions first: they move the places of the days behind them.
            for conflict in own where conflict.isBetween { insert(prices.days[conflict.index], into: &data) }
            let corrected = HeldPrices(event: event.event, data: data)
            for conflict in own {
                // What the file says beside it of the day is taken with it.
                for field in PriceField.allCases {
                    guard let found = prices.values[field]?[conflict.index] else { continue }
                    let place = corrected.place(of: prices.days[conflict.index]).index
                    set(field, at: place, to: found, in: &data)
                }
            }
            let parts = own.map { conflict in
                let day = prices.days[conflict.index]
                return conflict.isBetween
                    ? "\(day) was left out"
                    : "\(day) \(conflict.field.rawValue) \(conflict.found) instead of \(conflict.held ?? "none")"
            }
            let more = parts.count > 5 ? ", and \(parts.count - 5) more" : ""
            return (event, "prices of \(instrument): \(parts.prefix(5).joined(separator: ", "))\(more)", data)
        }
    }

    private func insert(_ day: CivilDay, into data: inout JSONObject) {
        let place = HeldPrices(event: "", data: data).place(of: day)
        guard !place.isThere else { return }
        for name in ["days"] + PriceField.allCases.map(\.rawValue) {
            guard var array = data[name]?.array else { continue }
            array.insert(name == "days" ? .string(day.description) : .null, at: place.index)
            data[name] = .array(array)
        }
    }

    private func set(_ field: PriceField, at place: Int, to value: String, in data: inout JSONObject) {
        var array =
            data[field.rawValue]?.array ?? Array(repeating: .null, count: data["days"]?.array?.count ?? 0)
        array[place] = .string(value)
        data[field.rawValue] = .array(array)
    }
}
