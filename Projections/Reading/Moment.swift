import CivilTime
import MarketEvents

/// A stated time as folds compare it: the same meaning as `StatedTime`, without memory of its own.
package struct Moment {
    /// As it was written. Empty where the time was derived.
    package let text: Bytes
    /// Nil where it is unknown, as in `../A`.
    package let start: Instant?
    package let end: Instant
    package let includesEnd: Bool
    /// The New York day, where it is known to the day: days since 1970.
    package let day: Int32?

    /// The order of occurrence, as in `StatedTime.isOrdered`: by the end, then by the start; an unknown start is earliest.
    /// Nil where neither comes first.
    package static func isOrdered(_ left: Moment, before right: Moment) -> Bool? {
        if left.end != right.end { return left.end < right.end }
        if left.start == right.start { return nil }
        guard let leftStart = left.start else { return true }
        guard let rightStart = right.start else { return false }
        return leftStart < rightStart
    }

    /// Only its order counts.
    var withoutText: Moment {
        Moment(text: text.prefix(0), start: start, end: end, includesEnd: includesEnd, day: day)
    }

    /// The same moment, its text in bytes of its own.
    func copy(in arena: Arena) -> Moment {
        Moment(text: arena.copy(text), start: start, end: end, includesEnd: includesEnd, day: day)
    }

    /// The same moment without a text: when something was public that nobody dated.
    var ending: Moment {
        Moment(text: text.prefix(0), start: end, end: end, includesEnd: includesEnd, day: nil)
    }
}

extension Moment: CutTime {}

/// Reads stated times and remembers them: a ledger has many events and few days.
package final class MomentReader {
    private var memory: [Bytes: Moment] = [:]
    private let arena = Arena()
    /// Midnights in New York by days since 1970; `Int.min` where none was asked for yet.
    private var midnights = [Int](repeating: .min, count: MomentReader.lastDay + 2)
    /// 2099-12-31; times beyond are read the general way.
    private static let lastDay = 47_481
    private static let memoryLimit = 100_000

    /// Nil where the text is no stated time. The moment's own text points into `text`.
    func moment(_ text: Bytes) -> Moment? {
        if let day = MomentReader.plainDay(text) {
            return Moment(
                text: text, start: midnight(day), end: midnight(day + 1), includesEnd: false,
                day: Int32(truncatingIfNeeded: day))
        }
        if let known = memory[text] {
            return Moment(
                text: text, start: known.start, end: known.end, includesEnd: known.includesEnd, day: known.day)
        }
        guard let stated = try? StatedTime(text.string) else { return nil }
        let moment = Moment(
            text: text, start: stated.start, end: stated.end, includesEnd: stated.includesEnd,
            day: stated.day.map { Int32(truncatingIfNeeded: $0.daysSinceEpoch) })
        if memory.count < MomentReader.memoryLimit {
            memory[arena.copy(text)] = moment.withoutText
        }
        return moment
    }

    private func midnight(_ day: Int) -> Instant {
        if midnights[day] == .min {
            guard let civil = CivilDay(daysSinceEpoch: day) else { return Instant(seconds: day * 86_400) }
            midnights[day] = TimeZoneRules.newYork.startOfDay(civil).seconds
        }
        return Instant(seconds: midnights[day])
    }

    /// Days since 1970 of `YYYY-MM-DD` in 1970 to 2099.
    private static func plainDay(_ text: Bytes) -> Int? {
        guard text.count == 10, text.start[4] == UInt8(ascii: "-"), text.start[7] == UInt8(ascii: "-") else {
            return nil
        }
        func number(_ from: Int, _ count: Int) -> Int? {
            var value = 0
            for index in from..<(from + count) {
                let digit = text.start[index] &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                value = value * 10 + Int(digit)
            }
            return value
        }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), (1970...2099).contains(year),
            let civil = CivilDay(year: year, month: month, day: day)
        else { return nil }
        return civil.daysSinceEpoch
    }
}
