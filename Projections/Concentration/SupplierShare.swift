import MarketEvents

/// What a buyer has contracted with one supplier.
struct SupplierShare {
    let supplier: Bytes
    /// In the order of ids.
    let deals: [Deal]
    /// Nil where no bound of the sum is known.
    let amount: Quantity?

    /// The largest first; what is no one number, or as large, in the order of the suppliers' ids.
    static func shares(of deals: [Deal]) -> [SupplierShare] {
        Dictionary(grouping: deals, by: \.supplier).map { supplier, deals in
            SupplierShare(
                supplier: supplier, deals: deals,
                amount: (try? Quantity.sum(deals.flatMap(\.contracted))) ?? nil)
        }.sorted { left, right in
            switch (left.amount?.number, right.amount?.number) {
            case (let first?, let second?) where first != second: second < first
            case (_?, nil): true
            case (nil, _?): false
            default: left.supplier < right.supplier
            }
        }
    }

    /// The sum of the squares of the shares in percent, with two decimals, rounded once. Nil where an amount is no one number or
    /// is below zero, and beyond the digits that squares can have.
    static func herfindahl(_ shares: [SupplierShare], of whole: Quantity) -> String? {
        guard let base = whole.number, base.sign > 0, let squares = try? sumOfSquares(shares),
            let square = try? base.multiplied(by: base),
            let index = try? squares.scaled(by: ExactDecimal(10_000), over: square, fractionDigits: 2)
        else { return nil }
        return index.fixed(fractionDigits: 2)
    }

    private struct NoNumber: Error {}

    private static func sumOfSquares(_ shares: [SupplierShare]) throws -> ExactDecimal {
        try shares.reduce(.zero) { sum, share in
            guard let amount = share.amount?.number, amount.sign >= 0 else { throw NoNumber() }
            return try sum.adding(amount.multiplied(by: amount))
        }
    }
}

extension RowBuffer {
    /// One entry a supplier, with the amounts of its deals that make the sum.
    func suppliers(_ column: Int, _ shares: [SupplierShare], of whole: Quantity?) {
        open(column)
        append("[")
        for (index, share) in shares.enumerated() {
            append(index == 0 ? "{\"amount\":" : ",{\"amount\":")
            if let amount = share.amount { append(json: amount) } else { append("null") }
            append(",\"deals\":[")
            for (place, part) in share.deals.flatMap({ deal in deal.contracted.map { (deal.id, $0) } }).enumerated() {
                append(place == 0 ? "{\"amount\":" : ",{\"amount\":")
                append(json: part.1)
                append(",\"deal\":")
                append(quoted: part.0)
                append("}")
            }
            append("],\"sharePercent\":")
            if let percent = whole.flatMap({ share.amount?.percent(of: $0) }) {
                append("\"\(percent)\"")
            } else {
                append("null")
            }
            append(",\"supplier\":")
            append(quoted: share.supplier)
            append("}")
        }
        append("]")
        close()
    }
}
