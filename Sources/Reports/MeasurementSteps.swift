import MarketEvents
import Projections

/// The arithmetic of measurements and of claims held against them, as `figure = parts`.
enum MeasurementSteps {
    static func lines(_ change: ValueChange) -> [String] {
        var lines: [String] = []
        for part in change.parts {
            let count = part.count ?? part.outstanding
            let name = part.shareClass.map { "class \($0)" } ?? part.move.instrument.ticker
            if let sum = change.parts.count == 1 ? change.change : nil {
                lines.append("change \(sum.grouped) = \(count.grouped) x (\(closes(part.move)))")
            } else {
                lines.append("\(name): \(count.grouped) x (\(closes(part.move)))")
            }
            if change.parts.count == 1, let high = part.move.high, let sum = change.changeHigh {
                lines.append("to the high \(sum.grouped) = \(count.grouped) x (\(step(part.move, to: high)))")
            }
            if change.parts.count == 1, let low = part.move.low, let sum = change.changeLow {
                lines.append("to the low \(sum.grouped) = \(count.grouped) x (\(step(part.move, to: low)))")
            }
            if part.since != .one {
                lines.append(
                    "shares \(count.grouped) = \(part.outstanding.grouped) x \(part.since.new) / \(part.since.old), "
                        + "by the splits since they were counted")
            }
            if part.measure == "diluted" { lines.append("the shares of \(name) are diluted; no basic count is known") }
        }
        if change.parts.count > 1, let sum = change.change {
            lines.append("change \(sum.grouped) = the sum of the \(change.parts.count) classes")
        }
        if change.parts.isEmpty { lines.append("the change is not known: no share count holds on \(change.day)") }
        lines += change.unpriced.map { "class \($0) has no price of its own and is in no figure" }
        return lines + moves(change.move)
    }

    static func lines(_ claim: JudgedClaim) -> [String] {
        var lines: [String] = []
        if let difference = claim.difference, let claimed = claim.claimed, let measured = claim.measured {
            lines.append(
                "difference \(difference.grouped) = claimed \(claimed.grouped) - measured \(measured.grouped)"
                    + (claim.differencePercent.map { ", \($0) % of the measured" } ?? ""))
        }
        if let change = claim.change { lines += MeasurementSteps.lines(change) }
        if let move = claim.move { lines += moves(move) }
        if let price = claim.holdsAt { lines.append(required(price, claim)) }
        lines.append("verdict \(claim.verdict.rawValue): \(reason(claim))")
        return lines
    }

    private static func required(_ price: ExactDecimal, _ claim: JudgedClaim) -> String {
        let shown = text(price)
        if let change = claim.change, let part = change.parts.first, let claimed = claim.claimed {
            let before = part.move.adjustedPreviousClose ?? part.move.previousClose
            return
                "exact at \(shown) = \(text(before)) + \(claimed.grouped) / \((part.count ?? part.outstanding).grouped)"
        }
        if let move = claim.move, let claimed = claim.claimed {
            return
                "exact at \(shown) = \(text(move.adjustedPreviousClose ?? move.previousClose)) and \(claimed.grouped)"
        }
        return "the record to beat is \(shown)"
    }

    private static func reason(_ claim: JudgedClaim) -> String {
        switch claim.verdict {
        case .holds:
            claim.tolerance.map { "the measurement is within \($0) of the claim" } ?? "the measurement bears it out"
        case .reached: "not at the close, but its price was traded that day"
        case .differs:
            claim.tolerance.map { "the measurement is not within \($0) of the claim" } ?? "the measurement is another"
        case .unmeasured: "the prices, or the shares, to measure it by are not recorded"
        }
    }

    private static func moves(_ move: PriceMove) -> [String] {
        var lines: [String] = []
        if let percent = try? move.percent(to: move.close, fractionDigits: 3) {
            lines.append(
                "\(percent.fixed(fractionDigits: 3)) % = (\(closes(move))) / "
                    + text(move.adjustedPreviousClose ?? move.previousClose))
        }
        if let before = move.adjustedPreviousClose {
            lines.append(
                "\(text(before)) = \(text(move.previousClose)) x \(move.split.old) / \(move.split.new), by the split")
        }
        if move.adjusted != "none" {
            lines.append(
                "the prices are adjusted for \(move.adjusted == "all" ? "splits and dividends" : "splits"); no raw ones are recorded"
            )
        }
        return lines
    }

    private static func closes(_ move: PriceMove) -> String { step(move, to: move.close) }

    private static func step(_ move: PriceMove, to price: ExactDecimal) -> String {
        "\(text(price)) - \(text(move.adjustedPreviousClose ?? move.previousClose)) \(move.currency)"
    }

    private static func text(_ price: ExactDecimal) -> String { price.fixed(fractionDigits: 2) }
}
