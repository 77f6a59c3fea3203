/// Amounts that several tellings give for one thing.
extension Quantity {
    /// Of two tellings of one time: the narrower bounds, then the lesser amount; nil where neither tells.
    package func isPreferred(to other: Quantity) -> Bool? {
        guard unit == other.unit else { return nil }
        let (own, others) = (Bounds(self, .amount), Bounds(other, .amount))
        func width(_ bounds: Bounds) -> ExactDecimal? {
            guard let lower = bounds.lower, let upper = bounds.upper else { return nil }
            return try? upper.adding(lower.negated)
        }
        switch (width(own), width(others)) {
        case (let left?, let right?) where left != right: return left < right
        case (_?, nil): return true
        case (nil, _?): return false
        default: return amount == other.amount ? nil : amount < other.amount
        }
    }

    /// Whether it is the same amount, said in whatever words.
    package func saysTheSame(as other: Quantity) -> Bool {
        amount == other.amount && upper == other.upper && unit == other.unit && qualifier == other.qualifier
            && isApproximate == other.isApproximate
    }

    /// Whether two figures may be two tellings of one: they differ by no more than a tenth of the greater.
    package func isNearly(_ other: Quantity) -> Bool {
        let (own, others) = (Bounds(self).inSumUnit, Bounds(other).inSumUnit)
        guard own.unit == others.unit else { return false }
        let ends = [others.lower, others.upper].compactMap { $0 }
        return [own.lower, own.upper].compactMap { $0 }.contains { end in
            ends.contains { Quantity.isWithinATenth(end, $0) }
        }
    }

    private static func isWithinATenth(_ left: ExactDecimal, _ right: ExactDecimal) -> Bool {
        guard let apart = try? left.subtracting(right).magnitude.multiplied(by: ExactDecimal(10)) else { return false }
        return left.sign == right.sign && apart <= max(left.magnitude, right.magnitude)
    }
}
