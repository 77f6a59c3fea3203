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
