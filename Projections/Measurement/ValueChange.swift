import CivilTime
import MarketEvents

/// How a company's market value changed from one session to the next: prices times the shares of the later day, so that it is
/// the market's doing and not a new count's. Classes of shares add up.
package struct ValueChange: Sendable {
    /// A class of shares, or all of them.
    package struct Part: Sendable {
        package let shareClass: String?
        /// `basic` or `diluted`.
        package let measure: String
        /// As recorded.
        package let outstanding: Quantity
        /// What became of a share since it was recorded.
        package let since: SplitRatio
        package let move: PriceMove
        /// The count and the splits since.
        package let facts: [MarketFact]

        /// The shares of the day, for people.
        package var count: Quantity? {
            guard since != .one else { return outstanding }
            var bounds = Bounds(outstanding)
            bounds.lower = bounds.lower.flatMap { try? $0.scaled(by: since.new, over: since.old, fractionDigits: 0) }
            bounds.upper = bounds.upper.flatMap { try? $0.scaled(by: since.new, over: since.old, fractionDigits: 0) }
            return bounds.quantity
        }
    }

    package let company: String
    package let day: CivilDay
    package let previousDay: CivilDay
    /// Empty where the shares are not known: then there is a price move, and no change of value.
    package let parts: [Part]
    /// The move of the first part, or of the company's first listing.
    package let move: PriceMove
    /// Classes without a price of their own, which are in no figure.
    package let unpriced: [String]

    /// Close to close; nil where the shares are not known.
    package var change: Quantity? { sum { $0.close } }
    /// Close to the day's high; of several classes their highs, which need not have been at one time, so it is about.
    package var changeHigh: Quantity? { sum { $0.high } }
    package var changeLow: Quantity? { sum { $0.low } }

    private func sum(_ price: (PriceMove) -> ExactDecimal?) -> Quantity? {
        guard !parts.isEmpty else { return nil }
        var changes: [Quantity] = []
        for part in parts {
            guard let price = price(part.move), let change = part.change(to: price) else { return nil }
            changes.append(change)
        }
        let total = (try? Quantity.sum(changes)) ?? nil
        let isRough =
            !unpriced.isEmpty || parts.contains { $0.measure == "diluted" || $0.move.adjusted != "none" }
            || (parts.count > 1 && price(move) != move.close)
        return isRough ? total?.markedAbout : total
    }

    /// Close to close, with three digits; nil where several classes are only bounded.
    package var percent: ExactDecimal? {
        if parts.count <= 1 { return try? move.percent(to: move.close, fractionDigits: 3) }
        guard let change = change.flatMap(single), let before = try? valueBefore(), !before.isZero else { return nil }
        return try? ExactDecimal(100).scaled(by: change, over: before, fractionDigits: 3)
    }

    /// At the close before, of the shares of the later day.
    package func valueBefore() throws -> ExactDecimal {
        var total = ExactDecimal.zero
        for part in parts {
            guard let count = single(part.outstanding) else { throw ArithmeticError.overflow }
            let move = part.move
            total = try total.adding(
                count.scaled(
                    by: move.previousClose.multiplied(by: move.split.old).multiplied(by: part.since.new),
                    over: move.split.new.multiplied(by: part.since.old), fractionDigits: 2))
        }
        return total
    }

    /// The price at which the change is `change`; nil where there is more than one class.
    package func price(of change: ExactDecimal) -> ExactDecimal? {
        guard parts.count == 1, let count = single(parts[0].outstanding), count.sign > 0 else { return nil }
        return try? move.price(of: change, count: count, after: parts[0].since)
    }

    /// Prices, counts and splits.
    package var facts: [MarketFact] { parts.isEmpty ? move.facts : parts.flatMap { $0.facts + $0.move.facts } }
}

/// The number that a quantity is; nil where it is only bounded.
func single(_ quantity: Quantity) -> ExactDecimal? {
    let bounds = Bounds(quantity)
    return bounds.lower == bounds.upper ? bounds.lower : nil
}

extension ValueChange.Part {
    /// The change of this part's value when its price went to `price`, rounded to the currency's minor digits.
    package func change(to price: ExactDecimal) -> Quantity? {
        let digits = move.currency.minorDigits
        func scaled(_ count: ExactDecimal?) throws -> ExactDecimal? {
            try count.map { try move.change(of: $0, after: since, to: price, fractionDigits: digits) }
        }
        let counts = Bounds(outstanding)
        let lower: ExactDecimal?
        let upper: ExactDecimal?
        do {
            lower = try scaled(counts.lower)
            upper = counts.upper == counts.lower ? lower : try scaled(counts.upper)
        } catch { return nil }
        // More shares fall by more: in a fall the bounds change places.
        let isFall = (lower ?? upper).map { $0.sign < 0 } ?? false
        var bounds = Bounds(.zero(move.currency))
        (bounds.lower, bounds.upper) = isFall ? (upper, lower) : (lower, upper)
        bounds.isAbout = counts.isAbout
        return bounds.quantity
    }
}
