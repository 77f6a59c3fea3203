import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

extension PlainDeal {
    /// The payments as stated, else the value spread evenly over the years of the term. Dates only where the start is known, and as precise;
    /// each year is rounded to the unit's minor digits, the last takes the rest.
    var periods: [JSONValue] {
        let schedule = terms.objects("schedule")
        let total = value?.quantity
        if !schedule.isEmpty {
            var periods: [JSONValue] = schedule.enumerated().map { index, period in
                .object([
                    "index": .integer(index + 1), "from": period["from"] ?? .null, "to": period["to"] ?? .null,
                    "amount": period["amount"] ?? .null, "basis": "stated",
                ])
            }
            if let rest = rest(after: schedule) {
                periods.append(
                    .object([
                        "index": .integer(schedule.count + 1), "from": .null, "to": .null,
                        "amount": .object(rest.json), "basis": "stated",
                    ]))
            }
            return periods
        }
        guard let total, let months = wholeMonths, (1...1200).contains(months) else { return [] }
        return straightLine(total, months: months)
    }

    /// Of the term; where there is none, of the time from the start through the end.
    private var wholeMonths: Int? {
        if let term = terms.text("term").flatMap(ISODuration.init) { return term.days == 0 ? term.months : nil }
        guard let starts = terms.time("starts"), let start = PlainTermStart(starts)?.first,
            let ends = terms.time("ends")
        else { return nil }
        // Of a start in some year the years are known where the end is one of them, too.
        func form(_ text: String) -> String { String(text.map { $0.isNumber ? "0" : $0 }) }
        guard starts.day != nil || form(starts.text) == form(ends.text) else { return nil }
        return (1...1200).first { start.adding(months: $0)?.adding(days: -1) == ends.lastDay }
    }

    /// What a schedule leaves of the total, in a period without dates.
    private func rest(after schedule: [JSONObject]) -> Quantity? {
        let amounts = schedule.compactMap { $0["amount"]?.object.flatMap { Quantity($0) } }
        guard let total = value?.bounds, let unit = value?.unit, amounts.allSatisfy({ $0.unit == unit }) else {
            return nil
        }
        let rest = total.minus(Bounds.sum(amounts.map { Bounds($0, .amount) }, unit)).amount
        return rest.isNothing ? nil : rest
    }

    private func straightLine(_ value: Quantity, months: Int) -> [JSONValue] {
        let starts = PlainTermStart(terms.time("starts"))
        let isAbout = terms.text("termQualifier").map { $0 != "exact" } ?? false
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
            let from = starts?.from(months: 12 * index)
            let to = starts?.to(months: 12 * index + length)
            periods.append(
                .object([
                    "index": .integer(index + 1), "from": from.map { .string($0) } ?? .null,
                    "to": to.map { .string($0) } ?? .null, "amount": .object(shown.json),
                    "basis": "straight-line",
                ]))
        }
        return periods
    }
}
