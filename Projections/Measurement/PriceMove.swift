import CivilTime
import MarketEvents

/// How many new shares came for how many old ones, over several splits.
package struct SplitRatio: Hashable, Sendable {
    package let new: ExactDecimal
    package let old: ExactDecimal

    package static let one = SplitRatio(new: ExactDecimal(1), old: ExactDecimal(1))

    package init(new: ExactDecimal, old: ExactDecimal) {
        self.new = new
        self.old = old
    }

    /// Reads "20:1"; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
        self.init(new: ExactDecimal(parts[0]), old: ExactDecimal(parts[1]))
    }

    package func followed(by other: SplitRatio) throws(ArithmeticError) -> SplitRatio {
        SplitRatio(new: try new.multiplied(by: other.new), old: try old.multiplied(by: other.old))
    }

    /// The same splits undone.
    package var inverted: SplitRatio { SplitRatio(new: old, old: new) }

    /// For statistics only.
    package var double: Double { new.double / old.double }
}

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
    /// What became of a share between the two closes; 1:1 in a series that is adjusted for splits.
    package let split: SplitRatio
    /// Prices and splits.
    package let facts: [MarketFact]

    package init(
        instrument: Instrument, adjusted: String, currency: MeasureUnit, day: CivilDay, previousDay: CivilDay,
        previousClose: ExactDecimal, close: ExactDecimal, high: ExactDecimal?, low: ExactDecimal?, split: SplitRatio,
        facts: [MarketFact]
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
        self.facts = facts
    }

    /// By how much a share of the later day changed when its price went to `price`.
    package func step(to price: ExactDecimal) throws(ArithmeticError) -> ExactRatio {
        ExactRatio(try difference(price), over: split.new)
    }

    /// The change to `price` in percent of the previous close.
    package func percent(to price: ExactDecimal) throws(ArithmeticError) -> ExactRatio {
        ExactRatio(
            try difference(price).multiplied(by: ExactDecimal(100)), over: try previousClose.multiplied(by: split.old))
    }

    /// `price` less the previous close, times `split.new`: without a division, so that nothing is rounded.
    private func difference(_ price: ExactDecimal) throws(ArithmeticError) -> ExactDecimal {
        try price.multiplied(by: split.new).subtracting(previousClose.multiplied(by: split.old))
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
