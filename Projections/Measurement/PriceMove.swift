import CivilTime
import MarketEvents

/// How an instrument's price changed from one session to the next, in shares of the later day.
package struct PriceMove: Sendable {
    package let instrument: Instrument
    /// Which series it is from: `none`, `splits` or `all`.
    package let adjusted: String
    package let currency: MeasureUnit
    package let day: CivilDay
    package let previousDay: CivilDay
    package let previousClose: ExactDecimal
    package let close: ExactDecimal
    package let high: ExactDecimal?
    package let low: ExactDecimal?
    /// What became between the two closes of what they are the price of; 1:1 in a series that is adjusted for splits.
    package let split: SplitRatio
    /// What a price of the series becomes in shares of the day: the splits undone that it is adjusted for, of a receipt a part.
    package let scale: SplitRatio
    /// How many shares the price is of.
    package let receipt: SplitRatio
    /// Prices and splits.
    package let facts: [MarketFact]
    /// The splits that `scale` undoes.
    package let undone: [MarketFact]
    /// Why the two closes cannot be compared.
    package let obstacle: String?
    /// Why a price of the series is not known in shares of the day: then it meets no count.
    package let unscaled: NoBasis?
    /// The registrations that make the two closes one share's, where it was listed as something else at the earlier one.
    package let joined: [String]

    package init(
        instrument: Instrument, adjusted: String, currency: MeasureUnit, day: CivilDay, previousDay: CivilDay,
        previousClose: ExactDecimal, close: ExactDecimal, high: ExactDecimal?, low: ExactDecimal?, split: SplitRatio,
        scale: SplitRatio = .one, receipt: SplitRatio = .one, facts: [MarketFact], undone: [MarketFact] = [],
        obstacle: String? = nil, unscaled: NoBasis? = nil, joined: [String] = []
    ) {
        self.instrument = instrument
        self.adjusted = adjusted
        self.currency = currency
        self.day = day
        self.previousDay = previousDay
        self.previousClose = previousClose
        self.close = close
        self.high = high
        self.low = low
        self.split = split
        self.scale = scale
        self.receipt = receipt
        self.facts = facts
        self.undone = undone
        self.obstacle = obstacle
        self.unscaled = unscaled
        self.joined = joined
    }

    /// By how much a share of the later day changed when the price went to `price`; where the move is `unscaled` only its sign
    /// says something.
    package func step(to price: ExactDecimal) throws(ArithmeticError) -> ExactRatio {
        ExactRatio(
            try difference(price).multiplied(by: scale.new), over: try split.new.multiplied(by: scale.old))
    }

    /// The change to `price` in percent of the previous close.
    package func percent(to price: ExactDecimal) throws(ArithmeticError) -> ExactRatio {
        ExactRatio(
            try difference(price).multiplied(by: ExactDecimal(100)), over: try previousClose.multiplied(by: split.old))
    }

    /// `price` less the previous close, times `split.new`: without a division, so that nothing is rounded.
    private func difference(_ price: ExactDecimal) throws(ArithmeticError) -> ExactDecimal {
        guard obstacle == nil else { throw ArithmeticError.undefined }
        return try price.multiplied(by: split.new).subtracting(previousClose.multiplied(by: split.old))
    }

    /// The price at which `count` shares have gained `change`.
    package func price(
        of change: ExactDecimal, count: ExactDecimal, after ratio: SplitRatio = .one
    ) throws(ArithmeticError) -> ExactDecimal {
        // previous × old / new + change × ratio.old / (count × ratio.new), over one denominator.
        let shares = try count.multiplied(by: ratio.new)
        let sum = try previousClose.multiplied(by: split.old).multiplied(by: shares)
            .adding(change.multiplied(by: ratio.old).multiplied(by: split.new))
        return try ExactDecimal(1).scaled(
            by: sum, over: split.new.multiplied(by: shares), fractionDigits: priceDigits)
    }

    /// The price that is `percent` above the previous close.
    package func price(percent: ExactDecimal) throws(ArithmeticError) -> ExactDecimal {
        try previousClose.multiplied(by: split.old).scaled(
            by: ExactDecimal(100).adding(percent), over: ExactDecimal(100).multiplied(by: split.new),
            fractionDigits: priceDigits)
    }

    /// How many digits a required price has: those of a traded price.
    private var priceDigits: Int { max(currency.minorDigits, min(previousClose.scale, 4)) }

    /// The previous close in shares of the later day, for people; nil where no split came between.
    package var adjustedPreviousClose: ExactDecimal? {
        split == .one
            ? nil : try? previousClose.scaled(by: split.old, over: split.new, fractionDigits: priceDigits + 2)
    }
}
