import MarketEvents

/// Quantities as a reader of English takes them in: no symbols, no rounding.
extension Quantity {
    /// "about 1.4 trillion USD", "at least 200,000 GPU", "91 to 93 billion USD".
    package var inWords: String { words(of: rounded) }

    /// A change as a movement: "up about 140 billion USD", "down at least 5 billion USD". A fall of at least 5 is `upTo` -5,
    /// so the qualifier of a negative change turns round.
    package var asChange: String {
        switch sign {
        case .some(1): "up " + words(of: rounded)
        case .some(-1): "down " + words(of: rounded.mirrored)
        case .some(0): "unchanged"
        default: inWords
        }
    }

    /// Times minus one: what is at least becomes at most.
    var mirrored: Quantity {
        let turned: Qualifier =
            switch qualifier {
            case .atLeast: .upTo
            case .upTo: .atLeast
            default: qualifier
            }
        guard let upper else { return Quantity(amount.negated, unit, turned, isApproximate: isApproximate) }
        return Quantity(upper.negated, unit, turned, upper: amount.negated, isApproximate: isApproximate)
    }

    private func words(of quantity: Quantity) -> String {
        let prefix =
            switch quantity.qualifier {
            case .exact, .between: ""
            case .about: "about "
            case .atLeast: "at least "
            case .upTo: "up to "
            }
        let about = quantity.isApproximate && quantity.qualifier != .about ? "about " : ""
        return prefix + about + Quantity.number(quantity.amount, quantity.upper) + " " + Quantity.name(quantity.unit)
    }

    private static func name(_ unit: MeasureUnit) -> String { unit == .percent ? "%" : unit.code }

    private static func number(_ amount: ExactDecimal, _ upper: ExactDecimal?) -> String {
        let lower = scaled(amount)
        guard let upper = upper.map(scaled) else { return lower.digits + lower.word }
        return lower.word == upper.word
            ? "\(lower.digits) to \(upper.digits)\(upper.word)"
            : "\(lower.digits)\(lower.word) to \(upper.digits)\(upper.word)"
    }

    /// A scale word only where few digits stand behind the point: every digit stays.
    private static func scaled(_ amount: ExactDecimal) -> (digits: String, word: String) {
        for (power, word, digits) in [(12, " trillion", 5), (9, " billion", 5), (6, " million", 3)] {
            let scaled = ExactDecimal(coefficient: amount.coefficient, scale: amount.scale + power)
            if scaled.magnitude >= ExactDecimal(1), scaled.scale <= digits { return (minus(scaled.grouped()), word) }
        }
        return (minus(amount.grouped()), "")
    }

    private static func minus(_ digits: String) -> String {
        digits.hasPrefix("-") ? "\u{2212}" + digits.dropFirst() : digits
    }
}
