import Glibc

/// By what fraction a value changed beyond what the model expected, how sure that is.
package enum AbnormalChange: Sendable {
    /// Of simple returns: Π(1+R) - Π(1+E), with its standard error. Over one day it is AR.
    case overModel(fraction: Double, standardError: Double)
    /// Of log returns: the cumulated abnormal return, with its standard error; the fraction is exp(CAR) - 1.
    case logarithmic(Double, standardError: Double)

    package var fraction: Double {
        switch self {
        case .overModel(let fraction, _): fraction
        case .logarithmic(let car, _): expm1(car)
        }
    }

    /// Of `fraction`; of log returns to first order.
    package var standardError: Double {
        switch self {
        case .overModel(_, let error): error
        case .logarithmic(let car, let error): exp(car) * error
        }
    }

    /// The bounds of the fraction with probability 0.95, by Student's t. Of log returns they are those of CAR carried over, so
    /// they are not equally far from the fraction.
    package func interval95(degreesOfFreedom: Int) -> (lower: Double, upper: Double) {
        let quantile = StudentDistribution(degreesOfFreedom: Double(degreesOfFreedom)).twoSidedQuantile(0.05)
        switch self {
        case .overModel(let fraction, let error):
            return (fraction - quantile * error, fraction + quantile * error)
        case .logarithmic(let car, let error):
            return (expm1(car - quantile * error), expm1(car + quantile * error))
        }
    }

    /// What would have happened without the event is Π(1 + E_t + e_t), with the prediction errors e_t of the model. To first
    /// order its error is Σ g_t·e_t with g_t = Π(1+E)/(1+E_t).
    ///
    /// - Parameter growth: Π(1+E)
    static func standardError(
        _ market: some Sequence<Double>, growth: Double, _ estimate: ModelEstimate
    ) -> Double {
        var sums = (squares: 0.0, sum: 0.0, distances: 0.0)
        for benchmark in market {
            let weight = growth / (1 + estimate.expected(market: benchmark))
            sums.squares += weight * weight
            sums.sum += weight
            sums.distances += weight * (benchmark - estimate.marketMean)
        }
        return estimate.sigma
            * estimate.cumulatedFactor(squares: sums.squares, sum: sums.sum, distances: sums.distances).squareRoot()
    }
}
