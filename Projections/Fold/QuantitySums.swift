import MarketEvents

/// Amounts of one unit, summed under names.
struct QuantitySums {
    private let order: [String]
    private var amounts: [String: [Quantity]] = [:]

    /// - Parameter order: names that come first, in this order; others follow by themselves.
    init(order: [String]) { self.order = order }

    mutating func add(_ amount: Quantity, to name: String) { amounts[name, default: []].append(amount) }

    var isEmpty: Bool { amounts.isEmpty }

    /// The sum of everything; nil where no bound of it is known, and of nothing.
    var total: Quantity? { (try? Quantity.sum(entries.lazy.flatMap(\.parts))) ?? nil }

    /// By name.
    var entries: [(name: String, parts: [Quantity])] {
        let names = order.filter { amounts[$0] != nil } + amounts.keys.filter { !order.contains($0) }.sorted()
        return names.map { ($0, amounts[$0] ?? []) }
    }
}

extension RowBuffer {
    /// One entry a name; where no bound of a sum is known its parts are listed.
    func entries(_ column: Int, _ sums: QuantitySums, named name: StaticString) {
        open(column)
        append("[")
        for (index, entry) in sums.entries.enumerated() {
            if index > 0 { append(",") }
            append("{\"amount\":")
            let sum = (try? Quantity.sum(entry.parts)) ?? nil
            if let sum { append(json: sum) } else { append("null") }
            append(",\"")
            append(word: name)
            append("\":\"")
            append(entry.name)
            append("\"")
            if sum == nil {
                append(",\"parts\":[")
                for (index, part) in entry.parts.enumerated() {
                    if index > 0 { append(",") }
                    append(json: part)
                }
                append("]")
            }
            append("}")
        }
        append("]")
        close()
    }
}
