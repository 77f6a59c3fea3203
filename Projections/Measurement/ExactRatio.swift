import MarketEvents

/// A quotient of two decimals that nothing has rounded: what prices, shares and splits make of each other. Figures are taken
/// from it at the end, so that a sum, a sign or a verdict never rests on a rounded number.
package struct ExactRatio: Sendable {
    package let numerator: ExactDecimal
    /// Above zero.
    package let denominator: ExactDecimal

    private static let one = ExactDecimal(1)
    package static let zero = ExactRatio(.zero)

    package init(_ number: ExactDecimal) { (numerator, denominator) = (number, ExactRatio.one) }

    /// - Precondition: `denominator` is not zero.
    package init(_ numerator: ExactDecimal, over denominator: ExactDecimal) {
        precondition(!denominator.isZero, "division by zero")
        let isNegative = denominator.sign < 0
        self.numerator = isNegative ? numerator.negated : numerator
        self.denominator = isNegative ? denominator.negated : denominator
    }

    package var sign: Int { numerator.sign }
    package var negated: ExactRatio { ExactRatio(numerator.negated, over: denominator) }
    /// For statistics only.
    package var double: Double { numerator.double / denominator.double }

    package func adding(_ other: ExactRatio) throws(ArithmeticError) -> ExactRatio {
        if denominator == other.denominator {
            return ExactRatio(try numerator.adding(other.numerator), over: denominator)
        }
        return ExactRatio(
            try numerator.multiplied(by: other.denominator).adding(other.numerator.multiplied(by: denominator)),
            over: try denominator.multiplied(by: other.denominator)
        ).reduced
    }

    package func subtracting(_ other: ExactRatio) throws(ArithmeticError) -> ExactRatio { try adding(other.negated) }

    package func multiplied(by factor: ExactDecimal) throws(ArithmeticError) -> ExactRatio {
        ExactRatio(try numerator.multiplied(by: factor), over: denominator)
    }

    /// - Precondition: `other` is not zero.
    package func divided(by other: ExactRatio) throws(ArithmeticError) -> ExactRatio {
        if denominator == other.denominator { return ExactRatio(numerator, over: other.numerator).reduced }
        return ExactRatio(
            try numerator.multiplied(by: other.denominator), over: try denominator.multiplied(by: other.numerator)
        ).reduced
    }

    /// Whether it is below, equal to or above another one: -1, 0 or 1.
    package func compared(to other: ExactRatio) throws(ArithmeticError) -> Int { try subtracting(other).sign }

    private var reduced: ExactRatio {
        guard denominator != ExactRatio.one else { return self }
        let common = ExactDecimal.commonDivisor(numerator.coefficient, denominator.coefficient)
        guard common > 1 else { return self }
        return ExactRatio(
            ExactDecimal(coefficient: numerator.coefficient / common, scale: numerator.scale),
            over: ExactDecimal(coefficient: denominator.coefficient / common, scale: denominator.scale))
    }
}

// MARK: As decimals

extension ExactRatio {
    /// So many digits behind the point has a quotient that no finite decimal is.
    private static let fractionDigits = 12

    /// The number itself where a finite decimal is it; else rounded, half to even, at the twelfth digit behind the point.
    package func decimal() throws(ArithmeticError) -> (value: ExactDecimal, isRounded: Bool) {
        if denominator == ExactRatio.one { return (numerator, false) }
        if let digits = finiteDigits,
            let value = try? ExactRatio.one.scaled(by: numerator, over: denominator, fractionDigits: digits)
        {
            return (value, false)
        }
        return (try rounded(ExactRatio.fractionDigits), true)
    }

    /// Rounded once, half to even.
    package func rounded(_ fractionDigits: Int) throws(ArithmeticError) -> ExactDecimal {
        try ExactRatio.one.scaled(by: numerator, over: denominator, fractionDigits: fractionDigits)
    }

    /// How many digits behind the point the finite decimal has that it is; nil where there is none.
    private var finiteDigits: Int? {
        var rest =
            denominator.coefficient / ExactDecimal.commonDivisor(numerator.coefficient, denominator.coefficient)
        var (twos, fives) = (0, 0)
        while rest.isMultiple(of: 2) { (rest, twos) = (rest / 2, twos + 1) }
        while rest.isMultiple(of: 5) { (rest, fives) = (rest / 5, fives + 1) }
        return rest == 1 ? max(0, max(twos, fives) + numerator.scale - denominator.scale) : nil
    }
}

/// A signed change between exact bounds; nil where there is none.
struct ExactChange: Sendable {
    var lower: ExactRatio?
    var upper: ExactRatio?
    var isAbout: Bool
    let unit: MeasureUnit

    /// The one number that it is; nil where it is only bounded.
    var single: ExactRatio? {
        guard let lower, let upper, (try? lower.compared(to: upper)) == 0 else { return nil }
        return lower
    }

    /// -1, 0 or 1; nil where the bounds do not tell.
    var sign: Int? {
        if let lower, lower.sign > 0 { return 1 }
        if let upper, upper.sign < 0 { return -1 }
        return lower?.sign == 0 && upper?.sign == 0 ? 0 : nil
    }

    func adding(_ other: ExactChange) throws(ArithmeticError) -> ExactChange {
        func sum(_ left: ExactRatio?, _ right: ExactRatio?) throws(ArithmeticError) -> ExactRatio? {
            guard let left, let right else { return nil }
            return try left.adding(right)
        }
        return ExactChange(
            lower: try sum(lower, other.lower), upper: try sum(upper, other.upper), isAbout: isAbout || other.isAbout,
            unit: unit)
    }

    /// As it is shown: rounded where no finite decimal is it, and then approximate. A change that ends at zero is bounded on the
    /// side away from it alone, as a claim of one is. Nil where nothing is known of it, or it has too many digits.
    var quantity: Quantity? {
        if let single {
            guard let (value, isRounded) = try? single.decimal() else { return nil }
            return Quantity(value, unit, isAbout ? .about : .exact, isApproximate: isRounded && !isAbout)
        }
        guard let low = try? lower?.decimal(), let high = try? upper?.decimal() else { return oneSided }
        let isRough = isAbout || low.isRounded || high.isRounded
        if low.value.isZero { return Quantity(high.value, unit, .upTo, isApproximate: isRough) }
        if high.value.isZero { return Quantity(low.value, unit, .atLeast, isApproximate: isRough) }
        return Quantity(low.value, unit, .between, upper: high.value, isApproximate: isRough)
    }

    private var oneSided: Quantity? {
        if upper == nil, let low = try? lower?.decimal() {
            return Quantity(low.value, unit, .atLeast, isApproximate: isAbout || low.isRounded)
        }
        if lower == nil, let high = try? upper?.decimal() {
            return Quantity(high.value, unit, .upTo, isApproximate: isAbout || high.isRounded)
        }
        return nil
    }
}
