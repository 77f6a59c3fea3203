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
}
