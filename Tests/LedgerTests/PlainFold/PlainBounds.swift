import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Arithmetic on bounds in the plainest words. The amounts of tests are far below the digits where a sum ends.
extension Bounds {
    func plus(_ other: Bounds) -> Bounds {
        (try? adding(other)) ?? Bounds(lower: nil, upper: nil, isAbout: true, unit: unit)
    }

    /// The difference: the bounds of what is taken away change places.
    func less(_ other: Bounds) -> Bounds { plus(other.negated) }

    /// Nothing below 0.
    var floored: Bounds {
        Bounds(lower: max(lower ?? .zero, .zero), upper: upper.map { max($0, .zero) }, isAbout: isAbout, unit: unit)
    }

    /// The bounds of the finished figure.
    var finished: Bounds { Bounds(amount, .amount) }

    var isNothing: Bool { lower == .zero && upper == .zero }
    var isCertainlyNegative: Bool { upper.map { $0 < .zero } ?? false }

    static func sum(_ all: some Sequence<Bounds>, _ unit: MeasureUnit) -> Bounds {
        all.reduce(zero(unit)) { $0.plus($1) }
    }
}

extension Quantity {
    /// The one number that it is; nil where its bounds differ or one is missing.
    var number: ExactDecimal? {
        let bounds = Bounds(self)
        return bounds.lower == bounds.upper ? bounds.lower : nil
    }

    var isNothing: Bool { number?.isZero ?? false }
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

/// What did not win and differs from what did.
struct PlainAlsoSaid: Equatable {
    let field: String
    let value: JSONValue
    let fact: Fact

    static func == (left: PlainAlsoSaid, right: PlainAlsoSaid) -> Bool {
        left.field == right.field && left.value == right.value && left.fact.id == right.fact.id
    }

    var json: JSONValue {
        var object: JSONObject = [
            "certainty": .string(fact.certainty?.rawValue ?? ""), "event": .string(fact.id), "field": .string(field),
            "value": value,
        ]
        object["saidBy"] = fact.event.common.saidBy.map { .string($0.description) }
        return .object(object)
    }

    /// As a row lists them.
    static func cell(_ all: [PlainAlsoSaid]) -> Cell {
        .list(all.sorted { ($0.field, $0.fact.id) < ($1.field, $1.fact.id) }.map(\.json))
    }
}
