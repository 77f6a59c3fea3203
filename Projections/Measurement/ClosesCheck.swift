import CivilTime
import Glibc
import MarketEvents

/// What two closes that follow each other say of a split between them. It compares sizes and makes no figure, so doubles do.
enum ClosesCheck {
    static let nearDays = 10

    /// Whether two days are so near to each other that their closes say something of a split between them.
    static func areNear(_ first: CivilDay, _ last: CivilDay) -> Bool { first.distance(to: last) <= nearDays }

    /// Whether closes are nearer, in logarithms, to no split at all than to a split.
    ///
    /// - Parameter quotient: the earlier close over the later one.
    static func contradict(_ ratio: SplitRatio, _ quotient: Double) -> Bool {
        let (told, seen) = (log(ratio.double), log(quotient))
        return abs(seen) < abs(seen - told)
    }

    /// Whether closes are so far from each other that they may jump.
    static func isLarge(_ quotient: Double) -> Bool { quotient > 1.85 || quotient < 1 / 3.7 }

    /// Whether closes jump as only a split makes them jump: down to a half, a third and so on, or up to at least four times,
    /// each give or take eight per cent.
    static func jump(_ quotient: Double) -> Bool {
        guard isLarge(quotient) else { return false }
        let times = quotient > 1 ? quotient : 1 / quotient
        return abs(log(times / times.rounded())) < log(1.08)
    }
}
