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
    private static let half = ExactDecimal(coefficient: 5, scale: 1)

    /// - Parameter claim: a signed change.
    package init(_ claim: Quantity) throws(ArithmeticError) {
        let bounds = Bounds(claim, .change)
        exact = (bounds.lower, bounds.upper)
        let isRough = claim.qualifier == .about || claim.isApproximate
        guard isRough || claim.qualifier == .exact else {
            holding = exact
            text = nil
            return
        }
        // The last digit that it was said with says how precise it is meant.
        let half = isRough ? nil : try claim.lastDigit.multiplied(by: ClaimTolerance.half)
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

    package func holds(_ measured: ExactRatio) throws(ArithmeticError) -> Bool {
        try ClaimTolerance.isBetween(holding, from: measured, to: measured)
    }

    /// Whether the claim was exact at some moment between two measurements.
    package func isReached(from low: ExactRatio, to high: ExactRatio) throws(ArithmeticError) -> Bool {
        try ClaimTolerance.isBetween(exact, from: low, to: high)
    }

    /// Whether some number between two is between the bounds.
    private static func isBetween(
        _ bounds: (lower: ExactDecimal?, upper: ExactDecimal?), from low: ExactRatio, to high: ExactRatio
    ) throws(ArithmeticError) -> Bool {
        if let lower = bounds.lower, try high.compared(to: ExactRatio(lower)) < 0 { return false }
        if let upper = bounds.upper, try low.compared(to: ExactRatio(upper)) > 0 { return false }
        return true
    }

    package static func == (left: ClaimTolerance, right: ClaimTolerance) -> Bool {
        left.exact == right.exact && left.holding == right.holding && left.text == right.text
    }
}

/// What became of a claim.
package enum ClaimVerdict: String, Sendable {
    /// Within the claim's own precision.
    case holds
    /// Its price was traded that day.
    case reached
    case differs
    case unmeasured

    /// - Parameters:
    ///   - isFall: whether the claim is of a fall.
    ///   - close: what was measured close to close.
    ///   - range: to the day's low and to its high; nil where they are not known.
    ///   - isIntraday: whether the claim is of the best, or worst, moment of the day and not of its close.
    package init(
        _ tolerance: ClaimTolerance, isFall: Bool, close: ExactRatio, range: (low: ExactRatio, high: ExactRatio)?,
        isIntraday: Bool
    ) throws(ArithmeticError) {
        let held = isIntraday ? range.map { isFall ? $0.low : $0.high } : close
        if let held, try tolerance.holds(held) {
            self = .holds
        } else if let range {
            self = try tolerance.isReached(from: range.low, to: range.high) ? .reached : .differs
        } else if isIntraday {
            self = try tolerance.isReached(from: close, to: close) ? .reached : .unmeasured
        } else {
            self = .differs
        }
    }
}
