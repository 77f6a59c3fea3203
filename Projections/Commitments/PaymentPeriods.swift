import CivilTime
import MarketEvents

extension RowBuffer {
    /// The payments of a deal as stated, else its value spread evenly over the years of the term. Dates only where the start
    /// is known, and as precise as that; each year is rounded to the unit's minor digits, the last takes the rest.
    func periods(_ column: Int, of deal: Deal) {
        open(column)
        append("[")
        if let schedule = deal.schedule {
            appendStated(schedule, of: deal)
        } else if let value = deal.total, let months = deal.months, (1...1200).contains(months),
            let amounts = RowBuffer.straightLine(value, deal, months: months)
        {
            for (index, amount) in amounts.enumerated() {
                let length = min(12, months - 12 * index)
                let from = deal.starts?.from(months: 12 * index)
                let to = deal.starts?.to(months: 12 * index, length: length)
                append(index == 0 ? "{\"amount\":" : ",{\"amount\":")
                append(json: amount)
                append(",\"basis\":\"straight-line\",\"from\":")
                append(time: from)
                append(",\"index\":")
                append(index + 1)
                append(",\"to\":")
                append(time: to)
                append("}")
            }
        }
        append("]")
        close()
    }

    private func appendStated(_ schedule: Bytes, of deal: Deal) {
        var (index, stated): (Int, [Quantity?]) = (0, [])
        let quantities = QuantityReader()
        schedule.forEachElement { period in
            index += 1
            let amount = period.member("amount")
            stated.append(quantities.quantity(amount))
            append(index == 1 ? "{\"amount\":" : ",{\"amount\":")
            appendOrNull(amount)
            append(",\"basis\":\"stated\",\"from\":")
            appendOrNull(period.member("from"))
            append(",\"index\":")
            append(index)
            append(",\"to\":")
            appendOrNull(period.member("to"))
            append("}")
            return true
        }
        guard let rest = RowBuffer.rest(of: deal, after: stated) else { return }
        append(index == 0 ? "{\"amount\":" : ",{\"amount\":")
        append(json: rest)
        append(",\"basis\":\"stated\",\"from\":null,\"index\":")
        append(index + 1)
        append(",\"to\":null}")
    }

    /// What a schedule leaves of the total: it falls in a period without dates.
    private static func rest(of deal: Deal, after stated: [Quantity?]) -> Quantity? {
        // Parts may stand in the row although nobody whose word counts says that there is a total.
        guard let total = deal.total else { return nil }
        var rest = Bounds(total, .amount)
        for amount in stated {
            guard let amount, amount.unit == rest.unit else { return nil }
            rest = rest.minus(Bounds(amount, .amount))
        }
        return rest.atLeastNothing.isNothing ? nil : rest.amount
    }

    private func appendOrNull(_ value: Bytes?) {
        if let value { append(value) } else { append("null") }
    }

    private func append(time: String?) {
        guard let time else { return append("null") }
        append("\"")
        append(time)
        append("\"")
    }

    /// Nil where the arithmetic has no result.
    private static func straightLine(_ value: Quantity, _ deal: Deal, months: Int) -> [Quantity]? {
        let isAbout = deal.termQualifier.map { !$0.equals("exact") } ?? false
        let count = (months + 11) / 12
        var taken: Quantity?
        var wholeYear: Quantity?
        var amounts: [Quantity] = []
        for index in 0..<count {
            let length = min(12, months - 12 * index)
            var amount: Quantity?
            if index == count - 1 {
                amount = taken.map { (try? value.remainder(after: $0)) ?? nil } ?? value
            } else {
                if wholeYear == nil {
                    wholeYear =
                        (try? value.scaled(by: length, over: months, fractionDigits: value.unit.minorDigits)) ?? nil
                }
                amount = wholeYear
                guard let year = amount, let sum = try? Quantity.sum([taken, year].compactMap { $0 }) else {
                    return nil
                }
                taken = sum
            }
            guard let exact = amount, let shown = isAbout ? exact.markedAbout : exact else { return nil }
            amounts.append(shown)
        }
        return amounts
    }

    /// A quantity as JSON, as `Quantity.json` has it.
    func append(json quantity: Quantity) {
        append("{\"amount\":\"")
        append(quantity.amount.description)
        append(quantity.isApproximate ? "\",\"approximate\":true,\"qualifier\":\"" : "\",\"qualifier\":\"")
        append(quantity.qualifier.rawValue)
        append("\"")
        if let stated = quantity.stated {
            append(",\"stated\":")
            append(JSONText.encoded(stated))
        }
        append(",\"unit\":\"")
        append(quantity.unit.code)
        append("\"")
        if let upper = quantity.upper {
            append(",\"upper\":\"")
            append(upper.description)
            append("\"")
        }
        append("}")
    }
}
