import CanonicalJSON

package enum Qualifier: String, CaseIterable, Sendable {
    case exact, about, atLeast, upTo, between
}

/// An amount as its source states it: with a unit, and how it is meant.
package struct Quantity: Hashable, Sendable {
    package let amount: ExactDecimal
    /// The upper bound of `between`; nil for the others.
    package let upper: ExactDecimal?
    package let unit: MeasureUnit
    package let qualifier: Qualifier
    /// True where a bound is itself about.
    package let isApproximate: Bool
    /// The source's words.
    package let stated: String?

    package init(
        _ amount: ExactDecimal, _ unit: MeasureUnit, _ qualifier: Qualifier = .exact, upper: ExactDecimal? = nil,
        isApproximate: Bool = false, stated: String? = nil
    ) {
        self.amount = amount
        self.upper = upper
        self.unit = unit
        self.qualifier = qualifier
        self.isApproximate = isApproximate
        self.stated = stated
    }

    package static func zero(_ unit: MeasureUnit) -> Quantity { Quantity(.zero, unit) }

    /// Nil where the object is not of the shape; the shape says what is wrong.
    package init?(_ object: JSONObject) {
        guard let amount = object["amount"]?.string.flatMap({ ExactDecimal(amount: $0) }),
            let unit = object["unit"]?.string.flatMap(MeasureUnit.named),
            let qualifier = object["qualifier"]?.string.flatMap(Qualifier.init(rawValue:))
        else { return nil }
        self.init(
            amount, unit, qualifier, upper: object["upper"]?.string.flatMap { ExactDecimal(amount: $0) },
            isApproximate: object["approximate"]?.boolean ?? false, stated: object["stated"]?.string)
    }

    /// As views and exports carry it: amounts without trailing zeros.
    package var json: JSONObject {
        var object: JSONObject = [
            "amount": .string(amount.description), "unit": .string(unit.code), "qualifier": .string(qualifier.rawValue),
        ]
        if let upper { object["upper"] = .string(upper.description) }
        if isApproximate { object["approximate"] = .boolean(true) }
        if let stated { object["stated"] = .string(stated) }
        return object
    }

    /// -1, 0 or 1; nil where the bounds do not tell.
    package var sign: Int? {
        let bounds = Bounds(self)
        switch (bounds.lower, bounds.upper) {
        case (let lower?, _) where lower.sign > 0: return 1
        case (_, let upper?) where upper.sign < 0: return -1
        case (let lower?, let upper?) where lower.isZero && upper.isZero: return 0
        default: return nil
        }
    }

    /// In full digits, as the reader takes it again: "~140000000000 USD".
    package var typed: String { text { $0.description } }

    /// For people: "about 140,000,000,000 USD" is written `~140,000,000,000 USD`.
    package var grouped: String { text { $0.grouped() } }

    private func text(_ digits: (ExactDecimal) -> String) -> String {
        let number: String =
            switch qualifier {
            case .exact: digits(amount)
            // An approximate "about" is no vaguer than "about".
            case .about: (isApproximate ? "" : "~") + digits(amount)
            case .atLeast: ">=" + digits(amount)
            case .upTo: "<=" + digits(amount)
            case .between: digits(amount) + ".." + digits(upper ?? amount)
            }
        return (isApproximate ? "~" : "") + number + " " + unit.code
    }
}

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

/// What a quantity is in arithmetic: the bounds that are known, nil where there is none.
package struct Bounds: Hashable, Sendable {
    package var lower: ExactDecimal?
    package var upper: ExactDecimal?
    package var isAbout: Bool
    package let unit: MeasureUnit

    package init(_ quantity: Quantity) {
        unit = quantity.unit
        isAbout = quantity.qualifier == .about || quantity.isApproximate
        lower = quantity.qualifier == .upTo ? nil : quantity.amount
        upper =
            switch quantity.qualifier {
            case .atLeast: nil
            case .between: quantity.upper
            default: quantity.amount
            }
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

    private static func sum(_ left: ExactDecimal?, _ right: ExactDecimal?) throws(ArithmeticError) -> ExactDecimal? {
        guard let left, let right else { return nil }
        return try left.adding(right)
    }
}

/// The algebra of the contract's section 1. The source's words do not survive it: they were said of something else.
extension Quantity {
    /// Nil where no bound of the sum is known: then it is shown as its parts. The sum of none is nil, too.
    package static func sum(_ quantities: some Sequence<Quantity>) throws(QuantityError) -> Quantity? {
        var total: Bounds?
        for quantity in quantities {
            if let before = total { total = try before.adding(Bounds(quantity)) } else { total = Bounds(quantity) }
        }
        return total?.quantity
    }

    package func subtracting(_ other: Quantity) throws(QuantityError) -> Quantity? {
        try Bounds(self).adding(Bounds(other).negated).quantity
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
