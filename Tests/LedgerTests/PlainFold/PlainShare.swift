import MarketEvents
import Projections

/// The share that an amount has of its own and the others': its own at one bound and theirs at the opposite one.
struct PlainShare {
    /// Nil where nothing is known, because both are without an end.
    let percent: String?
    /// Where it is another one than the least.
    let upper: String?

    init(_ amount: Quantity, _ others: Quantity) {
        let (own, rest) = (Bounds(amount, .amount), Bounds(others, .amount))
        guard own.upper != nil || rest.upper != nil else {
            (percent, upper) = (nil, nil)
            return
        }
        let least = Self.percent(own.lower ?? .zero, rest.upper)
        let most = own.upper.map { Self.percent($0, rest.lower) } ?? "100.00"
        (percent, upper) = (least, least == most ? nil : most)
    }

    /// - Parameter others: nil where they are without an end.
    private static func percent(_ own: ExactDecimal, _ others: ExactDecimal?) -> String {
        guard let others else { return "0.00" }
        // Alone it is all.
        if others.isZero { return "100.00" }
        guard let whole = try? own.adding(others),
            let share = try? own.scaled(by: ExactDecimal(100), over: whole, fractionDigits: 2)
        else { return "" }
        return share.fixed(fractionDigits: 2)
    }
}
