/// The slope of Scholes & Williams (1977) for securities that trade out of step with the market:
/// β = (b⁻ + b⁰ + b⁺)/(1 + 2ρ).
///
/// b⁻, b⁰ and b⁺ are the slopes of three simple regressions of R_t on R_m,t-1, R_m,t and R_m,t+1, all over the same days: those
/// whose neighbours are both within the estimation window. ρ is the correlation of R_m,t-1 with R_m,t within the window.
/// α = mean(R) - β·mean(R_m) over the same days as the slopes.
struct LaggedSlope {
    let alpha: Double
    let beta: Double

    /// - Parameters:
    ///   - security: the estimation window's returns in a row, NaN where there is none.
    ///   - market: the same days; none is missing.
    init?(security: Doubles, market: Doubles, _ count: Int) {
        guard count >= 5 else { return nil }
        var (own, before, same, after): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for day in 1..<(count - 1) where !security[day].isNaN {
            own.append(security[day])
            before.append(market[day - 1])
            same.append(market[day])
            after.append(market[day + 1])
        }
        guard own.count >= 3, let early = slope(before, own), let level = slope(same, own),
            let late = slope(after, own),
            let correlation = LaggedSlope.correlation(market, market + 1, count - 1)
        else { return nil }
        let divisor = 1 + 2 * correlation
        guard divisor > RoundingNoise.sums else { return nil }
        beta = (early + level + late) / divisor
        alpha = ContiguousSums.mean(own, own.count) - beta * ContiguousSums.mean(same, same.count)
    }

    private static func correlation(_ x: Doubles, _ y: Doubles, _ count: Int) -> Double? {
        let (meanX, meanY) = (ContiguousSums.mean(x, count), ContiguousSums.mean(y, count))
        let squares = (
            ContiguousSums.squares(x, around: meanX, count), ContiguousSums.squares(y, around: meanY, count)
        )
        guard !RoundingNoise.isConstant(squares: min(squares.0, squares.1), count: count) else { return nil }
        return ContiguousSums.products(x, around: meanX, y, around: meanY, count)
            / (squares.0 * squares.1).squareRoot()
    }
}

private func slope(_ x: [Double], _ y: [Double]) -> Double? {
    let (meanX, meanY) = (ContiguousSums.mean(x, x.count), ContiguousSums.mean(y, y.count))
    let squares = ContiguousSums.squares(x, around: meanX, x.count)
    guard !RoundingNoise.isConstant(squares: squares, count: x.count) else { return nil }
    return ContiguousSums.products(x, around: meanX, y, around: meanY, x.count) / squares
}
