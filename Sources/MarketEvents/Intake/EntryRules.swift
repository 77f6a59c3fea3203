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
        case "deal.delivered": paymentFaults(of: "total", in: data, path)
        case "deal.remaining": paymentFaults(of: "amount", in: data, path)
        case "deal.ended": paymentFaults(of: "fee", in: data, path)
        case "right.granted", "right.amended": rightFaults(data, path)
        case "stake.stated": stakeFaults(data, path)
        case "market.stated": MarketEntryRules(data, path).faults
        default: []
        }
    }

    private static func paymentFaults(of name: String, in data: JSONObject, _ path: String) -> [Fault] {
        [Amount(data[name], "\(path).\(name)")?.paymentFault].compactMap { $0 }
    }

    /// An amount as an event states it, and where.
    struct Amount {
        let quantity: Quantity
        let path: String

        init?(_ value: JSONValue?, _ path: String) {
            guard let object = value?.object, let quantity = Quantity(object) else { return nil }
            self.init(quantity, path)
        }

        init(_ quantity: Quantity, _ path: String) { (self.quantity, self.path) = (quantity, path) }

        /// Those in a field of a list's entries.
        static func list(_ name: String, _ field: String, in data: JSONObject, _ path: String) -> [Amount] {
            (data[name]?.array ?? []).enumerated().compactMap { index, element in
                Amount(element.object?[field], "\(path).\(name)[\(index)].\(field)")
            }
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
        func list(_ name: String, _ field: String) -> [Amount] { Amount.list(name, field, in: data, path) }
        value = Amount(data["value"], "\(path).value")
        capacity = Amount(data["capacity"], "\(path).capacity")
        increase = Amount(data["increase"], "\(path).increase")
        rate = Amount(data["rate"]?.object?["amount"], "\(path).rate.amount")
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
        shares = list("parties", "share")
    }

    private let considered: [Amount]
    private let counts: [Amount]
    private let rate: Amount?
    private let shares: [Amount]

    var faults: [Fault] {
        let paid = [value, rate].compactMap { $0 } + schedule.map(\.amount) + partValues + considered
        let counted = [capacity].compactMap { $0 } + partCapacities + counts + shares
        let (parts, periods, parties) = ("\(path).parts", "\(path).schedule", "\(path).parties")
        // So much power in one year and so much in another is no more than the greater of both.
        let isOfPower = capacity.map { $0.quantity.unit.sumUnit.unit == .gigawatt } ?? false
        let levels = schedule.map(\.amount).filter { isOfPower && $0.quantity.unit.sumUnit.unit == .gigawatt }
        return paid.compactMap(\.paymentFault) + counted.compactMap(\.negativeFault) + increaseFaults + overlaps
            + levels.compactMap { EntryRules.excess(of: [$0], $0.path, over: capacity, "the capacity", adds: false) }
            + [
                EntryRules.excess(of: partValues, parts, over: value, "the value"),
                EntryRules.excess(of: partCapacities, parts, over: capacity, "the capacity"),
                EntryRules.excess(of: schedule.map(\.amount), periods, over: value, "the value"),
                isOfPower
                    ? nil
                    : EntryRules.excess(of: schedule.map(\.amount), periods, over: capacity, "the capacity"),
                EntryRules.excess(of: shares, parties, over: value, "the value"),
                EntryRules.excess(of: shares, parties, over: .whole(path), "the whole"),
                endFault,
            ].compactMap { $0 }
    }

    /// What ends before it starts.
    private var endFault: Fault? {
        guard let starts = data["starts"]?.string, let ends = data["ends"]?.string,
            let start = (try? StatedTime(starts))?.start, let end = (try? StatedTime(ends))?.end, end <= start
        else { return nil }
        return Fault("\(path).ends", "\(ends) comes before the start, \(starts)")
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
}
