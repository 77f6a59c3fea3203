import Glibc

/// What one event's abnormal returns add up to over a window. All NaN where a day of the window has no return.
package struct CumulatedReturn: Sendable {
    package let window: DayWindow
    /// Σ AR_t
    package let car: Double
    /// L·σ²
    package let simpleVariance: Double
    /// σ²·(L + L²/m + (Σ(R_m - mean))²/Sxx): with the estimation error of α and β (Campbell, Lo & MacKinlay 1997).
    package let exactVariance: Double
    /// Σ AR_t/S_t; NaN where the residuals have no variance.
    package let csar: Double
    /// Π(1 + R) - Π(1 + R_m) (Barber & Lyon 1997)
    package let buyAndHoldOverMarket: Double
    /// Π(1 + R) - Π(1 + α + β·R_m)
    package let buyAndHoldOverModel: Double
    /// m - k
    package let degreesOfFreedom: Int
    /// By what fraction a value held through the window changed beyond what the model expected.
    package let change: AbnormalChange

    package var isComplete: Bool { !car.isNaN }
    package var simpleT: Double { CumulatedReturn.ratio(car, simpleVariance) }
    /// The standardized cumulated abnormal return, SCAR: also Student's t with m-k degrees of freedom.
    package var exactT: Double { CumulatedReturn.ratio(car, exactVariance) }
    package var exactP: Double {
        let t = exactT
        return t.isNaN ? .nan : StudentDistribution(degreesOfFreedom: Double(degreesOfFreedom)).twoSided(t)
    }

    private static func ratio(_ sum: Double, _ variance: Double) -> Double {
        variance > 0 ? sum / variance.squareRoot() : .nan
    }

    init(
        _ window: DayWindow, of returns: ReturnSeries, over market: ReturnSeries, dayZero: Int,
        _ estimate: ModelEstimate, _ kind: ReturnKind
    ) {
        self.window = window
        degreesOfFreedom = estimate.degreesOfFreedom
        let rows = (dayZero + window.lowerBound)..<(dayZero + window.upperBound + 1)
        guard rows.lowerBound >= 1, rows.upperBound <= market.values.count, returns.count(in: rows) == rows.count else {
            (car, simpleVariance, exactVariance, csar) = (.nan, .nan, .nan, .nan)
            (buyAndHoldOverMarket, buyAndHoldOverModel, change) = (
                .nan, .nan, .overModel(fraction: .nan, standardError: .nan)
            )
            return
        }
        var sums = (car: 0.0, csar: 0.0, distances: 0.0)
        // Growth is kept as the return so far: 1 + r loses no digits of a small r this way.
        var held = (own: Growth(), market: Growth(), model: Growth())
        for row in rows {
            let (own, benchmark) = (returns.values[row], market.values[row])
            let expected = estimate.expected(market: benchmark)
            sums.car += own - expected
            sums.csar += (own - expected) / estimate.predictionFactor(market: benchmark).squareRoot()
            sums.distances += benchmark - estimate.marketMean
            held.own.add(own, kind)
            held.market.add(benchmark, kind)
            held.model.add(expected, kind)
        }
        let length = Double(rows.count)
        let variance = estimate.sigma * estimate.sigma
        car = sums.car
        csar = estimate.sigma > 0 ? sums.csar / estimate.sigma : .nan
        simpleVariance = length * variance
        exactVariance =
            variance * estimate.cumulatedFactor(squares: length, sum: length, distances: sums.distances)
        buyAndHoldOverMarket = held.own.value - held.market.value
        buyAndHoldOverModel = held.own.value - held.model.value
        switch kind {
        case .simple, .total:
            change = .overModel(
                fraction: buyAndHoldOverModel,
                standardError: AbnormalChange.standardError(
                    rows.lazy.map { market.values[$0] }, growth: 1 + held.model.value, estimate))
        case .log:
            change = .logarithmic(car, standardError: exactVariance.squareRoot())
        }
    }
}

/// A return held through days.
private struct Growth {
    private(set) var value = 0.0

    mutating func add(_ dayReturn: Double, _ kind: ReturnKind) {
        let simple = kind == .log ? expm1(dayReturn) : dayReturn
        value += simple + value * simple
    }
}
