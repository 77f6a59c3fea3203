import MarketEvents

/// Statistics, rounded for reading.
package enum StatisticText {
    /// Empty where there is none.
    package static func decimal(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "" }
        let power = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let rounded = ExactDecimal(coefficient: Int128((value * power).rounded()), scale: digits)
        return rounded.fixed(fractionDigits: digits)
    }

    package static func percent(_ value: Double, digits: Int = 2) -> String {
        let text = decimal(value * 100, digits: digits)
        return text.isEmpty ? "" : text + " %"
    }

    package static func probability(_ p: Double) -> String { p < 0.0001 ? "<0.0001" : decimal(p, digits: 4) }

    /// A cell of a view, by what its column holds.
    static func text(_ value: Double, of column: String) -> String {
        switch column {
        case "alpha": percent(value, digits: 3)
        case "sigma", "ar0", "car", "standardError", "lower", "upper": percent(value)
        case "pExact": probability(value)
        case "tExact": decimal(value, digits: 2)
        default: decimal(value)
        }
    }
}
