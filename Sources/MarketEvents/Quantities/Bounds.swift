/// Why two quantities have no sum.
package enum QuantityError: Error, Equatable, CustomStringConvertible {
    case mixedUnits(String, String)
    case overflow

    package var description: String {
        switch self {
        case .mixedUnits(let left, let right): "\(left) and \(right) cannot be added"
        case .overflow: "a sum beyond 38 digits"
        }
    }
}

/// What a quantity counts, as far as arithmetic has to know it.
package enum QuantityKind: Sendable {
    /// It cannot be negative: a value, a capacity, a count. "Up to 5" is 0 to 5.
    case amount
    /// A signed change: one that is bounded only on the side away from zero ends at zero, so that "up to 5" is 0 to 5 and "at
    /// least -5" is -5 to 0.
    case change
    /// A result that keeps its sign, such as a difference: "up to 5" has no lower bound.
    case difference
}

/// What a quantity is in arithmetic: the bounds that are known, nil where there is none.
package struct Bounds: Hashable, Sendable {
    package var lower: ExactDecimal?
    package var upper: ExactDecimal?
    package var isAbout: Bool
    package let unit: MeasureUnit

    package init(_ quantity: Quantity, _ kind: QuantityKind = .difference) {
        unit = quantity.unit
        isAbout = quantity.qualifier == .about || quantity.isApproximate
        switch quantity.qualifier {
        case .exact, .about: (lower, upper) = (quantity.amount, quantity.amount)
        case .between: (lower, upper) = (quantity.amount, quantity.upper)
        case .atLeast:
            (lower, upper) = (quantity.amount, kind == .change && quantity.amount.sign < 0 ? .zero : nil)
        case .upTo:
            (lower, upper) = (kind != .difference && quantity.amount.sign > 0 ? .zero : nil, quantity.amount)
        }
        if kind == .amount, lower == nil { lower = .zero }
    }

    package init(lower: ExactDecimal?, upper: ExactDecimal?, isAbout: Bool = false, unit: MeasureUnit) {
        (self.lower, self.upper, self.isAbout, self.unit) = (lower, upper, isAbout, unit)
    }

    package static func zero(_ unit: MeasureUnit) -> Bounds { Bounds(lower: .zero, upper: .zero, unit: unit) }

    /// The figure of what cannot be negative: from 0 it is "up to", without an end "at least".
    package var amount: Quantity {
        let (least, most) = (max(lower ?? .zero, .zero), upper.map { max($0, .zero) })
        guard let most else { return Quantity(least, unit, .atLeast, isApproximate: isAbout) }
        if most.isZero { return .zero(unit) }
        if least >= most { return Quantity(most, unit, isAbout ? .about : .exact) }
        if least.isZero { return Quantity(most, unit, .upTo, isApproximate: isAbout) }
        return Quantity(least, unit, .between, upper: most, isApproximate: isAbout)
    }

    /// The figure of what keeps its sign: from 0 it is "between", for "up to" has no lower bound. Nil where nothing is known.
    package var difference: Quantity? { quantity }

    /// Whether every number that `other` may be is one that this may be, too.
    package func contains(_ other: Bounds) -> Bool {
        func isWithin(_ inner: ExactDecimal?, _ outer: ExactDecimal?, _ fits: (ExactDecimal, ExactDecimal) -> Bool)
            -> Bool
        {
            guard let outer else { return true }
            return inner.map { fits($0, outer) } ?? false
        }
        return unit == other.unit && isWithin(other.lower, lower, >=) && isWithin(other.upper, upper, <=)
    }

    /// Nil where nothing is known any more.
    package var quantity: Quantity? {
        switch (lower, upper) {
        case (let lower?, let upper?) where lower == upper: Quantity(lower, unit, isAbout ? .about : .exact)
        case (let lower?, let upper?): Quantity(lower, unit, .between, upper: upper, isApproximate: isAbout)
        case (let lower?, nil): Quantity(lower, unit, .atLeast, isApproximate: isAbout)
        case (nil, let upper?): Quantity(upper, unit, .upTo, isApproximate: isAbout)
        case (nil, nil): nil
        }
    }

    package var negated: Bounds {
        var result = self
        (result.lower, result.upper) = (upper?.negated, lower?.negated)
        return result
    }

    package func adding(_ other: Bounds) throws(QuantityError) -> Bounds {
        guard unit == other.unit else { throw .mixedUnits(unit.code, other.unit.code) }
        var result = self
        do throws(ArithmeticError) {
            result.lower = try Bounds.sum(lower, other.lower)
            result.upper = try Bounds.sum(upper, other.upper)
        } catch { throw .overflow }
        result.isAbout = isAbout || other.isAbout
        return result
    }

    /// The sum with bounds of the same unit. A bound beyond 38 digits is one that is not known.
    package func plus(_ other: Bounds) -> Bounds {
        precondition(unit == other.unit, "\(unit.code) and \(other.unit.code) are never added")
        return Bounds(
            lower: (try? Bounds.sum(lower, other.lower)) ?? nil, upper: (try? Bounds.sum(upper, other.upper)) ?? nil,
            isAbout: isAbout || other.isAbout, unit: unit)
    }

    /// What is left when `other` is taken away: its bounds change places.
    package func minus(_ other: Bounds) -> Bounds { plus(other.negated) }

    /// The same in the unit in which amounts of this one are added.
    package var inSumUnit: Bounds {
        let (sumUnit, powers) = unit.sumUnit
        guard powers > 0 else { return self }
        func moved(_ bound: ExactDecimal?) -> ExactDecimal? {
            bound.map { ExactDecimal(coefficient: $0.coefficient, scale: $0.scale + powers) }
        }
        return Bounds(lower: moved(lower), upper: moved(upper), isAbout: isAbout, unit: sumUnit)
    }

    private static func sum(_ left: ExactDecimal?, _ right: ExactDecimal?) throws(ArithmeticError) -> ExactDecimal? {
        guard let left, let right else { return nil }
        return try left.adding(right)
    }
}

/// Arithmetic on bounds. The source's words do not survive it: they were said of something else.
extension Quantity {
    /// Nil where no bound of the sum is known: then it is shown as its parts. The sum of none is nil, too.
    package static func sum(_ quantities: some Sequence<Quantity>) throws(QuantityError) -> Quantity? {
        var total: Bounds?
        for quantity in quantities {
            if let before = total { total = try before.adding(Bounds(quantity)) } else { total = Bounds(quantity) }
        }
        return total?.quantity
    }

    /// The sum of what cannot be negative, nothing being 0.
    package static func sum(amounts: some Sequence<Quantity>, _ unit: MeasureUnit) throws(QuantityError) -> Quantity {
        var total = Bounds.zero(unit)
        for amount in amounts { total = try total.adding(Bounds(amount, .amount)) }
        return total.amount
    }

    package func subtracting(_ other: Quantity) throws(QuantityError) -> Quantity? {
        try Bounds(self).adding(Bounds(other).negated).quantity
    }

    /// What is left of a total after shares of it: each bound less the same bound. The shares are not known apart from the
    /// total, as they are in a difference, where the bounds change places.
    package func remainder(after shares: Quantity) throws(QuantityError) -> Quantity? {
        var taken = Bounds(shares)
        (taken.lower, taken.upper) = (taken.lower?.negated, taken.upper?.negated)
        return try Bounds(self).adding(taken).quantity
    }

    /// Times an exact ratio, each bound rounded half to even at `fractionDigits`; a negative ratio swaps the bounds.
    package func scaled(by numerator: Int, over denominator: Int, fractionDigits: Int) throws(QuantityError)
        -> Quantity?
    {
        var bounds = Bounds(self)
        do throws(ArithmeticError) {
            let top = ExactDecimal(numerator)
            let bottom = ExactDecimal(denominator)
            bounds.lower = try bounds.lower?.scaled(by: top, over: bottom, fractionDigits: fractionDigits)
            bounds.upper = try bounds.upper?.scaled(by: top, over: bottom, fractionDigits: fractionDigits)
        } catch { throw .overflow }
        if (numerator < 0) != (denominator < 0) { (bounds.lower, bounds.upper) = (bounds.upper, bounds.lower) }
        return bounds.quantity
    }

    /// The same quantity without the source's words, its amount marked as about.
    package var markedAbout: Quantity? {
        var bounds = Bounds(self)
        bounds.isAbout = true
        return bounds.quantity
    }
}
