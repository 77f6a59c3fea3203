import MarketEvents

/// What a buyer has announced with one supplier, and which share of all that is.
struct SupplierShare {
    let supplier: Bytes
    /// In the order of the deals' ids.
    let purchases: [CompanyAffairs.Purchase]
    let amount: Bounds
    /// In percent, with two decimals: the share is between them. Nil where the bounds do not tell.
    let percent: (least: ExactDecimal, most: ExactDecimal)?

    /// Those that surely are the larger first; else by what they are at least, then by the suppliers' ids.
    static func shares(of purchases: [CompanyAffairs.Purchase], _ unit: MeasureUnit) -> [SupplierShare] {
        let bySupplier = Dictionary(grouping: purchases, by: \.deal.supplier).mapValues { own in
            (own, DealFigures.sum(own.map(\.figures), unit).announced)
        }
        return bySupplier.map { supplier, own in
            let others = bySupplier.filter { $0.key != supplier }.map(\.value.1)
            return SupplierShare(
                supplier: supplier, purchases: own.0, amount: own.1,
                percent: own.1.share(beside: DealAmounts.sum(others, unit)))
        }.sorted { left, right in
            let (first, second) = (left.amount.lower ?? .zero, right.amount.lower ?? .zero)
            if first != second { return second < first }
            let (firstMost, secondMost) = (left.amount.upper, right.amount.upper)
            if firstMost != secondMost {
                return secondMost.map { most in firstMost.map { most < $0 } ?? true } ?? false
            }
            return left.supplier < right.supplier
        }
    }

    /// The supplier whose share is the largest whatever the amounts turn out to be.
    static func largest(of shares: [SupplierShare]) -> SupplierShare? {
        guard let first = shares.first else { return nil }
        let least = first.amount.lower ?? .zero
        let isSure = shares.dropFirst().allSatisfy { other in other.amount.upper.map { $0 <= least } ?? false }
        return isSure ? first : nil
    }

    /// The sum of the squares of the shares in percent, with two decimals, rounded once. Nil where an amount is not one number,
    /// and beyond the digits that squares can have.
    static func herfindahl(_ shares: [SupplierShare], of whole: Bounds) -> String? {
        guard let base = whole.number, base.sign > 0, let squares = try? sumOfSquares(shares),
            let square = try? base.multiplied(by: base),
            let index = try? squares.scaled(by: ExactDecimal(10_000), over: square, fractionDigits: 2)
        else { return nil }
        return index.fixed(fractionDigits: 2)
    }

    private struct NoNumber: Error {}

    private static func sumOfSquares(_ shares: [SupplierShare]) throws -> ExactDecimal {
        try shares.reduce(.zero) { sum, share in
            guard let amount = share.amount.number, amount.sign >= 0 else { throw NoNumber() }
            return try sum.adding(amount.multiplied(by: amount))
        }
    }
}

extension Bounds {
    /// The one number that it is.
    var number: ExactDecimal? { lower == upper ? lower : nil }

    /// In percent of itself and others, with two decimals: the least where the others are most, the most where they are least. Nil
    /// where both are without an end, which says nothing.
    func share(beside others: Bounds) -> (least: ExactDecimal, most: ExactDecimal)? {
        let (own, rest, hundred) = (atLeastNothing, others.atLeastNothing, ExactDecimal(100))
        func percent(_ part: ExactDecimal, _ rest: ExactDecimal) -> ExactDecimal? {
            // Alone it is all.
            if rest.isZero { return hundred }
            guard let whole = try? part.adding(rest) else { return nil }
            return try? part.scaled(by: hundred, over: whole, fractionDigits: 2)
        }
        guard own.upper != nil || rest.upper != nil,
            let least = rest.upper.map({ percent(own.lower ?? .zero, $0) }) ?? .zero,
            let most = own.upper.map({ percent($0, rest.lower ?? .zero) }) ?? hundred
        else { return nil }
        return (least, most)
    }
}

extension RowBuffer {
    /// One entry a supplier, with the amounts of its deals that make the sum.
    func suppliers(_ column: Int, _ shares: [SupplierShare]) {
        open(column)
        append("[")
        for (index, share) in shares.enumerated() {
            append(index == 0 ? "{\"amount\":" : ",{\"amount\":")
            append(json: share.amount.amount)
            append(",\"deals\":[")
            for (place, purchase) in share.purchases.enumerated() {
                append(place == 0 ? "{\"amount\":" : ",{\"amount\":")
                append(json: purchase.figures.announced.amount)
                append(",\"contracted\":")
                append(json: purchase.figures[.binding].amount)
                append(",\"deal\":")
                append(quoted: purchase.deal.id)
                append("}")
            }
            append("],\"sharePercent\":")
            append(percent: share.percent?.least)
            append(",\"sharePercentUpper\":")
            append(percent: share.percent.flatMap { $0.most == $0.least ? nil : $0.most })
            append(",\"supplier\":")
            append(quoted: share.supplier)
            append("}")
        }
        append("]")
        close()
    }

    private func append(percent: ExactDecimal?) {
        append(percent.map { "\"\($0.fixed(fractionDigits: 2))\"" } ?? "null")
    }
}
