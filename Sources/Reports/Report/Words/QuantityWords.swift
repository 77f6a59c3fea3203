import MarketEvents

/// How quantities are written for people.
enum QuantityStyle {
    /// "about 1.4 trillion USD"
    case long
    /// "about 1.4trn USD"
    case short
    /// "environ 1 400 Md USD"
    case french

    fileprivate var scales: [(power: Int, word: String, digits: Int)] {
        switch self {
        case .long: [(12, " trillion", 5), (9, " billion", 5), (6, " million", 3)]
        case .short: [(12, "trn", 5), (9, "bn", 5), (6, "m", 3)]
        // What English calls a trillion the French press counts in milliards: "billion" is read in two ways.
        case .french: [(9, "\u{A0}Md", 5), (6, "\u{A0}M", 3)]
        }
    }

    fileprivate func prefix(_ qualifier: Qualifier) -> String {
        switch (qualifier, self) {
        case (.exact, _), (.between, .long), (.between, .short): ""
        case (.between, .french): "de "
        case (.about, .french): "environ "
        case (.about, _): "about "
        case (.atLeast, .french): "au moins "
        case (.atLeast, _): "at least "
        case (.upTo, .french): "jusqu’à "
        case (.upTo, _): "up to "
        }
    }

    fileprivate var through: String { self == .french ? " à " : " to " }

    fileprivate func grouped(_ amount: ExactDecimal) -> String {
        let english = amount.grouped()
        guard self == .french else { return english }
        return String(english.map { $0 == "," ? "\u{202F}" : $0 == "." ? "," : $0 })
    }
}

/// Quantities as a reader takes them in: no symbols, no rounding.
extension Quantity {
    /// "about 1.4 trillion USD", "at least 200,000 GPU", "91 to 93 billion USD".
    package var inWords: String { words() }

    func words(_ style: QuantityStyle = .long) -> String { words(of: rounded, style) }

    /// A change as a movement: "up about 140 billion USD", "down at least 5 billion USD". A fall of at least 5 is `upTo` -5,
    /// so the qualifier of a negative change turns round.
    package var asChange: String {
        switch sign {
        case .some(1): "up " + words(of: rounded, .long)
        case .some(-1): "down " + words(of: rounded.mirrored, .long)
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

    private func words(of quantity: Quantity, _ style: QuantityStyle) -> String {
        let isMarked = quantity.isApproximate && quantity.qualifier != .about
        return style.prefix(quantity.qualifier) + (isMarked ? style.prefix(.about) : "")
            + Quantity.number(quantity.amount, quantity.upper, style)
            + (quantity.unit == .percent && style == .french ? "\u{A0}" : " ") + Quantity.name(quantity.unit)
    }

    private static func name(_ unit: MeasureUnit) -> String { unit == .percent ? "%" : unit.code }

    private static func number(_ amount: ExactDecimal, _ upper: ExactDecimal?, _ style: QuantityStyle) -> String {
        let lower = scaled(amount, style)
        guard let upper = upper.map({ scaled($0, style) }) else { return lower.digits + lower.word }
        return (lower.word == upper.word ? lower.digits : lower.digits + lower.word) + style.through + upper.digits
            + upper.word
    }

    /// A scale word only where few digits stand behind the point: every digit stays.
    private static func scaled(_ amount: ExactDecimal, _ style: QuantityStyle) -> (digits: String, word: String) {
        for (power, word, digits) in style.scales {
            let scaled = ExactDecimal(coefficient: amount.coefficient, scale: amount.scale + power)
            if scaled.magnitude >= ExactDecimal(1), scaled.scale <= digits {
                return (minus(style.grouped(scaled)), word)
            }
        }
        return (minus(style.grouped(amount)), "")
    }

    private static func minus(_ digits: String) -> String {
        digits.hasPrefix("-") ? "\u{2212}" + digits.dropFirst() : digits
    }
}
