import MarketEvents

extension Quantity {
    /// The one number that it is; nil where its bounds differ or one is missing.
    package var number: ExactDecimal? {
        let bounds = Bounds(self)
        return bounds.lower == bounds.upper ? bounds.lower : nil
    }

    /// The share that it has in `whole`, with two decimals; only of figures that are one number each.
    package func percent(of whole: Quantity) -> String? {
        guard let number, let base = whole.number, !base.isZero,
            let percent = try? number.scaled(by: ExactDecimal(100), over: base, fractionDigits: 2)
        else { return nil }
        return percent.fixed(fractionDigits: 2)
    }
}
