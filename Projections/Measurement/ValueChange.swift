import CivilTime
import MarketEvents

/// How a company's market value changed from one session to the next: prices times the shares of the later day, so that it is
/// the market's doing and not a new count's. Classes of shares add up.
package struct ValueChange: Sendable {
    /// A class of shares, or all of them.
    package struct Part: Sendable {
        package let shareClass: String?
        /// The class at whose price it is, where it has none of its own.
        package let priceOfClass: String?
        /// A word of `ShareMeasure`.
        package let measure: String
        /// As recorded.
        package let outstanding: Quantity
        /// What became of a share since it was recorded.
        package let since: SplitRatio
        package let move: PriceMove
        /// The count and the splits since.
        package let facts: [MarketFact]

        /// The shares as the closes are of them: of the day, of a receipt as many as there would be of it.
        package var count: Quantity? {
            guard let factor = try? since.followed(by: move.scale) else { return nil }
            guard factor != .one else { return outstanding }
            var bounds = Bounds(outstanding)
            bounds.lower = bounds.lower.flatMap { try? $0.scaled(by: factor.new, over: factor.old, fractionDigits: 12) }
            bounds.upper = bounds.upper.flatMap { try? $0.scaled(by: factor.new, over: factor.old, fractionDigits: 12) }
            return bounds.quantity
        }
    }

    package let company: String
    package let day: CivilDay
    package let previousDay: CivilDay
    /// Empty where prices and shares do not meet on one basis: then there is a price move, and no change of value.
    package let parts: [Part]
    /// The move of the first part, or of the company's first listing.
    package let move: PriceMove
    /// Why there is no figure.
    package let obstacle: String?
    /// What says so, beside prices.
    package let obstacleFacts: [MarketFact]
    /// What was handed out in kind between the two closes.
    package let distributions: [MarketFact]

    package static let classNote = "class-price"
    package static let distributionNote = "ex-distribution"

    /// Whether a class is counted at the price of another one.
    package var isAtPriceOfOther: Bool { parts.contains { $0.priceOfClass != nil } }

    /// What a row says beside its figures.
    package var notes: [String] {
        (distributions.isEmpty ? [] : [ValueChange.distributionNote])
            + (isAtPriceOfOther ? [ValueChange.classNote] : [])
    }

    /// The market value at the close; nil where there is no basis.
    package var total: Quantity? {
        var total: ExactChange?
        for part in parts {
            guard let value = try? part.exactValue(at: part.move.close),
                let sum = try? total.map({ try $0.adding(value) }) ?? value
            else { return nil }
            total = sum
        }
        return total?.quantity
    }

    /// Close to close; nil where the shares are not known.
    package var change: Quantity? { exact { $0.close }?.quantity }
    /// Close to the day's high; of several classes their highs, which need not have been at one time, so it is about.
    package var changeHigh: Quantity? { exact { $0.high }?.quantity }
    package var changeLow: Quantity? { exact { $0.low }?.quantity }

    /// The change of all parts when their prices went to `price`, before anything is rounded.
    func exact(_ price: (PriceMove) -> ExactDecimal?) -> ExactChange? {
        var total: ExactChange?
        for part in parts {
            guard let price = price(part.move), let change = try? part.exactChange(to: price),
                let sum = try? total.map({ try $0.adding(change) }) ?? change
            else { return nil }
            total = sum
        }
        let isRough = parts.count > 1 && price(move) != move.close
        if isRough { total?.isAbout = true }
        return total
    }

    /// Close to close; nil where several classes are only bounded.
    package var exactPercent: ExactRatio? {
        if parts.count <= 1 { return try? move.percent(to: move.close) }
        guard let change = exact({ $0.close })?.single, let before = try? valueBefore(), before.sign != 0 else {
            return nil
        }
        return try? change.multiplied(by: ExactDecimal(100)).divided(by: before)
    }

    /// With three digits.
    package var percent: ExactDecimal? { exactPercent.flatMap { try? $0.rounded(3) } }

    /// -1, 0 or 1, however small the change; nil where it is only bounded.
    package var direction: Int? {
        parts.count <= 1 ? (try? move.step(to: move.close))?.sign : exact { $0.close }?.sign
    }

    /// At the close before, of the shares of the later day.
    package func valueBefore() throws -> ExactRatio {
        var total = ExactRatio.zero
        for part in parts {
            guard let count = single(part.outstanding) else { throw ArithmeticError.overflow }
            let move = part.move
            let factor = try part.since.followed(by: move.scale).followed(by: move.split.inverted)
            total = try total.adding(
                ExactRatio(count.multiplied(by: move.previousClose).multiplied(by: factor.new), over: factor.old))
        }
        return total
    }

    /// The price at which the change is `change`; nil where there is more than one class.
    package func price(of change: ExactDecimal) -> ExactDecimal? {
        guard parts.count == 1, let count = single(parts[0].outstanding), count.sign > 0 else { return nil }
        guard move.obstacle == nil, let shares = try? parts[0].since.followed(by: move.scale) else { return nil }
        return try? move.price(of: change, count: count, after: shares)
    }

    /// The registrations that join the closes where a share was listed as something else at the earlier one.
    var joined: [String] { parts.isEmpty ? move.joined : parts.flatMap(\.move.joined) }

    /// Prices, counts and splits.
    package var facts: [MarketFact] {
        let own =
            parts.isEmpty ? move.facts + obstacleFacts : parts.flatMap { $0.facts + $0.move.facts + $0.move.undone }
        return own + distributions
    }
}

/// The number that a quantity is; nil where it is only bounded.
func single(_ quantity: Quantity) -> ExactDecimal? {
    let bounds = Bounds(quantity)
    return bounds.lower == bounds.upper ? bounds.lower : nil
}

extension ValueChange.Part {
    /// The change of this part's value when its price went to `price`; nil where it has too many digits.
    package func change(to price: ExactDecimal) -> Quantity? { (try? exactChange(to: price))?.quantity }

    /// What this part is worth at the close.
    package var value: Quantity? { (try? exactValue(at: move.close))?.quantity }

    /// What the shares are worth at a price of the day.
    func exactValue(at price: ExactDecimal) throws(ArithmeticError) -> ExactChange {
        let factor = try since.followed(by: move.scale)
        let ofOne = ExactRatio(try price.multiplied(by: factor.new), over: factor.old)
        let counts = Bounds(outstanding, .amount)
        return ExactChange(
            lower: try counts.lower.map { count throws(ArithmeticError) in try ofOne.multiplied(by: count) },
            upper: try counts.upper.map { count throws(ArithmeticError) in try ofOne.multiplied(by: count) },
            isAbout: counts.isAbout, unit: move.currency)
    }

    func exactChange(to price: ExactDecimal) throws(ArithmeticError) -> ExactChange {
        let step = try move.step(to: price)
        let ofOne = ExactRatio(
            try step.numerator.multiplied(by: since.new), over: try step.denominator.multiplied(by: since.old))
        // Shares cannot be fewer than none.
        let counts = Bounds(outstanding, .amount)
        let least = try counts.lower.map { count throws(ArithmeticError) in try ofOne.multiplied(by: count) }
        let most =
            counts.upper == counts.lower
            ? least : try counts.upper.map { count throws(ArithmeticError) in try ofOne.multiplied(by: count) }
        // More shares fall by more: in a fall the bounds change places.
        let isFall = step.sign < 0
        return ExactChange(
            lower: isFall ? most : least, upper: isFall ? least : most, isAbout: counts.isAbout, unit: move.currency)
    }
}
