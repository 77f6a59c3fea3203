/// A normal-return model fitted to the valid days of one event's estimation window.
package struct ModelEstimate: Sendable {
    /// Valid days.
    package let days: Int
    package let parameters: Int
    package let alpha: Double
    package let beta: Double
    /// Of the residuals.
    package let sumOfSquares: Double
    /// Of the security's returns around their mean.
    package let totalSquares: Double
    package let marketMean: Double
    /// Σ(R_m - mean)² over the estimation window: Sxx.
    package let marketSquares: Double
    /// What estimating the intercept adds to a prediction's variance, in σ²: 1/m, or 0.
    private let interceptTerm: Double
    /// What estimating the slope adds for each squared unit of the market off its mean: 1/Sxx, or 0.
    private let slopeTerm: Double
    /// Whether α and β have the standard errors of least squares.
    private let isLeastSquares: Bool

    /// m - k
    package var degreesOfFreedom: Int { days - parameters }
    /// The residual standard deviation, √(SSE/(m-k)). Zero where the residuals are nothing but rounding.
    package let sigma: Double

    /// 1 - SSE/SST; NaN where the security never moved.
    package var rSquared: Double { totalSquares > 0 ? 1 - sumOfSquares / totalSquares : .nan }
    /// NaN for the models that estimate no intercept by least squares.
    package var standardErrorAlpha: Double {
        guard isLeastSquares else { return .nan }
        return sigma * (interceptTerm + marketMean * marketMean * slopeTerm).squareRoot()
    }
    /// NaN for the models that estimate no slope by least squares.
    package var standardErrorBeta: Double { isLeastSquares && slopeTerm > 0 ? sigma * slopeTerm.squareRoot() : .nan }

    package func expected(market: Double) -> Double { alpha + beta * market }

    /// The variance of a day's abnormal return in σ²: 1 + 1/m + (R_m - mean)²/Sxx (Patell 1976).
    package func predictionFactor(market: Double) -> Double {
        let distance = market - marketMean
        return 1 + interceptTerm + distance * distance * slopeTerm
    }

    /// The variance of Σ w_t·AR_t in σ², with the estimation error of α and β, from Σw², Σw and Σw(R_m - mean).
    ///
    /// With weights of one: L + L²/m + (Σ(R_m - mean))²/Sxx (Campbell, Lo & MacKinlay 1997, section 4.4).
    package func cumulatedFactor(squares: Double, sum: Double, distances: Double) -> Double {
        squares + sum * sum * interceptTerm + distances * distances * slopeTerm
    }
}

/// Why a model cannot be fitted.
package enum EstimationFault: Error, Equatable, Sendable {
    /// The benchmark did not move in the estimation window: no slope.
    case constantMarket
    /// 1 + 2ρ is zero or below, or too few neighbouring days: no Scholes-Williams slope.
    case noLaggedSlope
}

extension ModelEstimate {
    /// Fits the model to `count` days that all have both returns, and writes the residuals.
    ///
    /// Means first, then sums around them: one pass over raw products would lose ten digits.
    /// - Parameter laggedSlope: α and β of the Scholes-Williams model, which need neighbouring days; nil for the others.
    /// - Throws: where no slope can be had.
    static func fit(
        _ model: NormalReturnModel, security: Doubles, market: Doubles, _ count: Int,
        laggedSlope: LaggedSlope?, residuals: UnsafeMutablePointer<Double>
    ) throws(EstimationFault) -> ModelEstimate {
        let marketMean = ContiguousSums.mean(market, count)
        let marketSquares = ContiguousSums.squares(market, around: marketMean, count)
        let mean = ContiguousSums.mean(security, count)
        let total = ContiguousSums.squares(security, around: mean, count)
        let needsSlope = model == .market || model == .scholesWilliams
        // A market that moves by the same fraction every day leaves only the rounding of its returns.
        if needsSlope, RoundingNoise.isConstant(squares: marketSquares, count: count) { throw .constantMarket }
        let alpha: Double
        let beta: Double
        switch model {
        case .market:
            beta =
                ContiguousSums.products(market, around: marketMean, security, around: mean, count) / marketSquares
            alpha = mean - beta * marketMean
        case .marketAdjusted: (alpha, beta) = (0, 1)
        case .meanAdjusted: (alpha, beta) = (mean, 0)
        case .scholesWilliams:
            guard let laggedSlope else { throw .noLaggedSlope }
            (alpha, beta) = (laggedSlope.alpha, laggedSlope.beta)
        }
        let squares = ContiguousSums.residuals(
            of: security, alpha: alpha, beta: beta, market, count, into: residuals)
        // Residuals of a security that the model explains whole are the rounding of its returns and of the market's.
        let isNoise = RoundingNoise.isConstant(squares: squares, count: count, scale: 1 + abs(beta))
        return ModelEstimate(
            days: count, parameters: model.parameters, alpha: alpha, beta: beta, sumOfSquares: squares,
            totalSquares: RoundingNoise.isConstant(squares: total, count: count) ? 0 : total, marketMean: marketMean,
            marketSquares: marketSquares, interceptTerm: model == .marketAdjusted ? 0 : 1 / Double(count),
            slopeTerm: needsSlope ? 1 / marketSquares : 0,
            isLeastSquares: model == .market || model == .meanAdjusted,
            sigma: isNoise ? 0 : (squares / Double(count - model.parameters)).squareRoot())
    }
}
