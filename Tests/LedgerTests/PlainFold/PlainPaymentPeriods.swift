import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

extension PlainDeal {
    /// The payments as stated, else the value spread evenly over the years of the term. Dates only where the start is known;
    /// each year is rounded to the unit's minor digits, the last takes the rest.
    var periods: [JSONValue] {
        let schedule = terms.objects("schedule")
        if !schedule.isEmpty {
            return schedule.enumerated().map { index, period in
                .object([
                    "index": .integer(index + 1), "from": period["from"] ?? .null, "to": period["to"] ?? .null,
                    "amount": period["amount"] ?? .null, "basis": "stated",
                ])
            }
        }
        guard let value, let term, term.days == 0, (1...1200).contains(term.months) else { return [] }
        return straightLine(value, months: term.months)
    }

    private func straightLine(_ value: Quantity, months: Int) -> [JSONValue] {
        let isAbout = termQualifier.map { $0 != "exact" } ?? false
        let count = (months + 11) / 12
        var taken: Quantity?
        var periods: [JSONValue] = []
        for index in 0..<count {
            let length = min(12, months - 12 * index)
            var amount: Quantity?
            if index == count - 1 {
                amount = taken.map { (try? value.remainder(after: $0)) ?? nil } ?? value
            } else {
                amount =
                    (try? value.scaled(by: length, over: months, fractionDigits: value.unit.minorDigits)) ?? nil
                guard let year = amount, let sum = try? Quantity.sum([taken, year].compactMap { $0 }) else { return [] }
                taken = sum
            }
            guard let exact = amount, let shown = isAbout ? exact.markedAbout : exact else { return [] }
            let from = starts?.adding(months: 12 * index)
            let to = starts?.adding(months: 12 * index + length)?.adding(days: -1)
            periods.append(
                .object([
                    "index": .integer(index + 1), "from": from.map { .string($0.description) } ?? .null,
                    "to": to.map { .string($0.description) } ?? .null, "amount": .object(shown.json),
                    "basis": "straight-line",
                ]))
        }
        return periods
    }
}
