import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// What the plain folds say of bounds.
extension Bounds {
    /// Nothing below 0.
    var floored: Bounds {
        Bounds(lower: max(lower ?? .zero, .zero), upper: upper.map { max($0, .zero) }, isAbout: isAbout, unit: unit)
    }

    /// The bounds of the finished figure.
    var finished: Bounds { Bounds(amount, .amount) }

    var isNothing: Bool { upper.map { $0 <= .zero } ?? false }

    /// Whether whatever it is, is less, neither being about.
    func isSurelyLess(than other: Bounds) -> Bool {
        guard unit == other.unit, !isAbout, !other.isAbout, let most = upper, let least = other.lower else {
            return false
        }
        return most < least
    }
    var isCertainlyNegative: Bool { upper.map { $0 < .zero } ?? false }

    static func sum(_ all: some Sequence<Bounds>, _ unit: MeasureUnit) -> Bounds {
        all.reduce(zero(unit)) { $0.plus($1) }
    }
}

extension Quantity {
    var isNothing: Bool { Bounds(self, .amount).isNothing }

    /// The one number that it is.
    var oneNumber: ExactDecimal? {
        let bounds = Bounds(self, .amount)
        return bounds.lower == bounds.upper ? bounds.lower : nil
    }
}

extension Fact {
    /// A forecast, also one that somebody disputed.
    var isForecast: Bool { reached == .expected }

    /// The day on which its `occurred` ends: a period ends with the day before the next one starts, an instant on its own day.
    var lastDay: CivilDay {
        let end = occurred.start == occurred.end ? occurred.end : occurred.end.adding(seconds: -1)
        guard let day = TimeZoneRules.newYork.day(of: end) else { preconditionFailure("beyond the calendar") }
        return day
    }

    /// Whether it wins where it and another one contradict each other in an amount: of two that are as sure, as late and of one
    /// time the narrower, then the lesser wins.
    func wins(over other: Fact, _ own: Bounds?, _ others: Bounds?) -> Bool {
        let differ =
            rank != other.rank || StatedTime.isOrdered(published, before: other.published) != nil
            || StatedTime.isOrdered(occurred, before: other.occurred) != nil
        guard !differ, let own, let others, own.unit == others.unit else { return wins(over: other) }
        switch (own.width, others.width) {
        case (let mine?, let yours?) where mine != yours: return mine < yours
        case (_?, nil): return true
        case (nil, _?): return false
        default: break
        }
        let (least, most) = (own.lower ?? own.upper, others.lower ?? others.upper)
        if let least, let most, least != most { return least < most }
        return wins(over: other)
    }
}

extension Bounds {
    /// Nil where it has no end.
    fileprivate var width: ExactDecimal? {
        guard let lower, let upper else { return nil }
        return try? upper.subtracting(lower)
    }
}
