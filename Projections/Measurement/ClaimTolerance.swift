import MarketEvents

/// How near a measurement must be for a claim to hold.
package struct ClaimTolerance: Sendable, Equatable {
    /// The numbers at which the claim is exact: one, or all up to or from a bound.
    package let exact: (lower: ExactDecimal?, upper: ExactDecimal?)
    /// Those at which it still holds.
    package let holding: (lower: ExactDecimal?, upper: ExactDecimal?)
    /// "10 %" of the claim, or half a unit of its last digit, as "500000000 USD"; nil where a bound is meant exactly.
    package let text: String?

    /// A claim that is about a number holds within a tenth of it.
    private static let aboutPercent = 10

    /// - Parameter written: the amount as it stands in the log: its last digit says how precise it is meant.
    package init(_ claim: Quantity, written: String) throws(ArithmeticError) {
        let bounds = Bounds(claim)
        exact = (bounds.lower, bounds.upper)
        let isRough = claim.qualifier == .about || claim.isApproximate
        guard isRough || claim.qualifier == .exact else {
            holding = exact
            text = nil
            return
        }
        let half = isRough ? nil : try ClaimTolerance.halfUnit(of: written)
        func margin(_ bound: ExactDecimal) throws(ArithmeticError) -> ExactDecimal {
            if let half { return half }
            return try bound.magnitude.multiplied(
                by: ExactDecimal(coefficient: Int128(ClaimTolerance.aboutPercent), scale: 2))
        }
        var widened: (lower: ExactDecimal?, upper: ExactDecimal?) = exact
        if let lower = bounds.lower { widened.lower = try lower.subtracting(margin(lower)) }
        if let upper = bounds.upper { widened.upper = try upper.adding(margin(upper)) }
        holding = widened
        text = half.map { "\($0) \(claim.unit)" } ?? "\(ClaimTolerance.aboutPercent) %"
    }

    package func holds(_ measured: ExactDecimal) -> Bool {
        (holding.lower.map { $0 <= measured } ?? true) && (holding.upper.map { measured <= $0 } ?? true)
    }

    /// Whether the claim was exact at some moment between two measurements.
    package func isReached(from low: ExactDecimal, to high: ExactDecimal) -> Bool {
        (exact.lower.map { $0 <= high } ?? true) && (exact.upper.map { low <= $0 } ?? true)
    }

    /// Half of what the last digit that is not zero counts, or the last one behind the point: of "140" 5, of "4.0" 0.05.
    private static func halfUnit(of written: String) throws(ArithmeticError) -> ExactDecimal {
        let parts = written.split(separator: ".", maxSplits: 1)
        if parts.count == 2 { return ExactDecimal(coefficient: 5, scale: parts[1].utf8.count + 1) }
        let digits = written.drop { $0 == "-" }
        let zeros = digits.reversed().prefix { $0 == "0" }.count
        guard zeros > 0, zeros < digits.count else { return ExactDecimal(coefficient: 5, scale: 1) }
        return ExactDecimal(coefficient: try ExactDecimal.timesPower(5, zeros - 1), scale: 0)
    }

    package static func == (left: ClaimTolerance, right: ClaimTolerance) -> Bool {
        left.exact == right.exact && left.holding == right.holding && left.text == right.text
    }
}

/// What became of a claim (contract, section 5).
package enum ClaimVerdict: String, Sendable {
    /// Within the claim's own precision.
    case holds
    /// Its price was traded that day.
    case reached
    case differs
    case unmeasured

    /// - Parameters:
    ///   - close: what was measured close to close.
    ///   - range: to the day's low and to its high; nil where they are not known.
    ///   - isIntraday: whether the claim is of the best, or worst, moment of the day and not of its close.
    package init(
        _ tolerance: ClaimTolerance, close: ExactDecimal, range: (low: ExactDecimal, high: ExactDecimal)?,
        isIntraday: Bool
    ) {
        let isFall = (tolerance.exact.upper ?? tolerance.exact.lower).map { $0.sign < 0 } ?? false
        switch (isIntraday, range) {
        case (false, _) where tolerance.holds(close): self = .holds
        case (true, let range?) where tolerance.holds(isFall ? range.low : range.high): self = .holds
        case (_, let range?): self = tolerance.isReached(from: range.low, to: range.high) ? .reached : .differs
        case (true, nil): self = tolerance.isReached(from: close, to: close) ? .reached : .unmeasured
        case (false, nil): self = .differs
        }
    }
}
