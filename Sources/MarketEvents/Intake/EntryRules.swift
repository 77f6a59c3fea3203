import CanonicalJSON

/// What nobody may say anew. Older events may have said it, and are folded as they are: so none of this is in the shapes that
/// stored events are read by.
enum EntryRules {
    /// All that a payload says against them. It need not be valid: what is no quantity is the shape's to name.
    ///
    /// - Parameter path: of the payload.
    static func faults(type: EventType, data: JSONObject, path: String) -> [Fault] {
        switch type.name {
        case "deal.announced", "deal.amended": DealTerms(data, path).faults
        case "deal.delivered": Amount(data["total"], "\(path).total").map { [$0.paymentFault].compactMap { $0 } } ?? []
        case "market.stated": MarketEntryRules(data, path).faults
        default: []
        }
    }

    /// An amount as an event states it, and where.
    fileprivate struct Amount {
        let quantity: Quantity
        let path: String

        init?(_ value: JSONValue?, _ path: String) {
            guard let object = value?.object, let quantity = Quantity(object) else { return nil }
            self.quantity = quantity
            self.path = path
        }

        /// One of the last digit that it was said with, in the unit that its kind is added in.
        var lastDigit: ExactDecimal {
            let digit = quantity.lastDigit
            return ExactDecimal(coefficient: digit.coefficient, scale: digit.scale + quantity.unit.sumUnit.powers)
        }

        var isAbout: Bool { quantity.qualifier == .about || quantity.isApproximate }

        private var isNegative: Bool { quantity.amount.sign < 0 || quantity.upper.map { $0.sign < 0 } ?? false }

        var negativeFault: Fault? {
            isNegative ? Fault(path, "is \(quantity.typed), and cannot be negative") : nil
        }

        /// What is wrong with it as what a buyer pays.
        var paymentFault: Fault? {
            if isNegative { return Fault(path, "is \(quantity.typed); what a buyer pays cannot be negative") }
            return quantity.unit == .percent
                ? Fault(path, "is \(quantity.typed); what a buyer pays is an amount, not a share of one") : nil
        }
    }
}

/// The terms of a deal, as one event states them.
private struct DealTerms {
    private typealias Amount = EntryRules.Amount

    private let data: JSONObject
    private let path: String
    private let value: Amount?
    private let capacity: Amount?
    private let increase: Amount?
    private let schedule: [(from: String, to: String, amount: Amount, path: String)]
    private let partValues: [Amount]
    private let partCapacities: [Amount]

    init(_ data: JSONObject, _ path: String) {
        (self.data, self.path) = (data, path)
        func list(_ name: String, _ field: String) -> [Amount] {
            (data[name]?.array ?? []).enumerated().compactMap { index, element in
                Amount(element.object?[field], "\(path).\(name)[\(index)].\(field)")
            }
        }
        value = Amount(data["value"], "\(path).value")
        capacity = Amount(data["capacity"], "\(path).capacity")
        increase = Amount(data["increase"], "\(path).increase")
        schedule = (data["schedule"]?.array ?? []).enumerated().compactMap { index, element in
            let place = "\(path).schedule[\(index)]"
            guard let period = element.object, let from = period["from"]?.string, let to = period["to"]?.string,
                let amount = Amount(period["amount"], "\(place).amount")
            else { return nil }
            return (from, to, amount, place)
        }
        partValues = list("parts", "value")
        partCapacities = list("parts", "capacity")
        considered = list("consideration", "value")
        counts = list("consideration", "quantity") + list("hardware", "quantity")
    }

    private let considered: [Amount]
    private let counts: [Amount]

    var faults: [Fault] {
        let paid = [value].compactMap { $0 } + schedule.map(\.amount) + partValues + considered
        let counted = [capacity].compactMap { $0 } + partCapacities + counts
        return paid.compactMap(\.paymentFault) + counted.compactMap(\.negativeFault) + increaseFaults + overlaps
            + [
                excess(of: partValues, "parts", over: value, "value"),
                excess(of: partCapacities, "parts", over: capacity, "capacity"),
                excess(of: schedule.map(\.amount), "schedule", over: value, "value"),
                excess(of: schedule.map(\.amount), "schedule", over: capacity, "capacity"),
            ].compactMap { $0 }
    }

    /// A total says what there is in all, an increase by how much that changed: of one thing one of them.
    private var increaseFaults: [Fault] {
        guard let increase else { return [] }
        if increase.quantity.unit == .percent {
            return [
                Fault(increase.path, "is \(increase.quantity.typed); write by how much of the value or the capacity")
            ]
        }
        guard let capacity, capacity.quantity.unit.sumUnit.unit == increase.quantity.unit.sumUnit.unit else {
            return []
        }
        return [Fault(increase.path, "cannot stand beside capacity in one unit; give one of them")]
    }

    /// No day is in two periods; amounts of other units have periods of their own.
    private var overlaps: [Fault] {
        var faults: [Fault] = []
        var last: [MeasureUnit: (from: String, to: String)] = [:]
        for period in schedule.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) where period.from <= period.to {
            let unit = period.amount.quantity.unit.sumUnit.unit
            if let before = last[unit], period.from <= before.to {
                faults.append(
                    Fault(
                        "\(period.path).from", "\(period.from) lies in another period, \(before.from) to \(before.to)"))
                if period.to <= before.to { continue }
            }
            last[unit] = (period.from, period.to)
        }
        return faults
    }

    /// What amounts beside their total are certainly too much: beyond half a last digit of each, for they may be rounded. An
    /// amount that is about something is certain of nothing, and one in another unit stands by itself.
    private func excess(
        of amounts: [Amount], _ name: String, over total: Amount?, _ totalName: String
    ) -> Fault? {
        guard let total, !total.isAbout else { return nil }
        let unit = total.quantity.unit.sumUnit.unit
        do throws(ArithmeticError) {
            guard let most = Bounds(total.quantity, .amount).inSumUnit.upper, most.sign >= 0 else { return nil }
            var sum = ExactDecimal.zero
            var lastDigits = total.lastDigit
            for amount in amounts where !amount.isAbout && amount.quantity.unit.sumUnit.unit == unit {
                guard let least = Bounds(amount.quantity, .amount).inSumUnit.lower, least.sign > 0 else { continue }
                sum = try sum.adding(least)
                lastDigits = try lastDigits.adding(amount.lastDigit)
            }
            let excess = try sum.subtracting(most)
            guard try lastDigits < excess.adding(excess) else { return nil }
            return Fault(
                "\(path).\(name)",
                "add up to at least \(Quantity(sum, unit).typed), more than the \(totalName) of \(total.quantity.typed)"
            )
        } catch { return nil }
    }
}
