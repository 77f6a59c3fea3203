/// What a return is expected to be where nothing happened.
package enum NormalReturnModel: String, CaseIterable, Sendable {
    /// E = α + β·R_m, by ordinary least squares (MacKinlay 1997).
    case market
    /// E = R_m: nothing is estimated (Brown & Warner 1980).
    case marketAdjusted = "market-adjusted"
    /// E = the security's own mean (Brown & Warner 1980).
    case meanAdjusted = "mean-adjusted"
    /// E = α + β·R_m with β corrected for trading out of step (Scholes & Williams 1977).
    case scholesWilliams = "scholes-williams"

    /// How many parameters are estimated: k in σ² = SSE/(m-k).
    package var parameters: Int {
        switch self {
        case .market, .scholesWilliams: 2
        case .meanAdjusted: 1
        case .marketAdjusted: 0
        }
    }
}

package enum ReturnKind: String, CaseIterable, Sendable {
    /// P_t/P_(t-1) - 1
    case simple
    /// ln(P_t/P_(t-1))
    case log
    /// (P_t + D_t)/P_(t-1) - 1, with D what a share was handed out from behind t-1 to t.
    case total
}

/// Days relative to day 0, both ends counted.
package typealias DayWindow = ClosedRange<Int>

package struct InvalidDesign: Error, Equatable, CustomStringConvertible {
    package let description: String
}

/// How a study is made: the same for every event of it.
package struct StudyDesign: Sendable {
    package let model: NormalReturnModel
    package let returns: ReturnKind
    package let estimation: DayWindow
    package let window: DayWindow
    /// The windows that are cumulated and tested: those asked for in their order, then the whole event window.
    package let tested: [DayWindow]
    /// So many valid estimation days an event must have.
    package let minimumDays: Int

    /// - Throws: where the windows overlap, or a tested one is outside the event window.
    package init(
        model: NormalReturnModel = .market, returns: ReturnKind = .simple, estimation: DayWindow = -260 ... -11,
        window: DayWindow = -5...5, cumulated: [DayWindow] = [-1...1], minimumDays: Int = 30
    ) throws(InvalidDesign) {
        func text(_ window: DayWindow) -> String { "\(window.lowerBound)..\(window.upperBound)" }
        for bound in [estimation.lowerBound, estimation.upperBound, window.lowerBound, window.upperBound] {
            guard abs(bound) <= 100_000 else {
                throw InvalidDesign(description: "a window reaches to day \(bound); at most 100000 days are taken")
            }
        }
        guard !estimation.overlaps(window) else {
            throw InvalidDesign(
                description: "the estimation window \(text(estimation)) overlaps the event window \(text(window))")
        }
        for cumulated in cumulated
        where !window.contains(cumulated.lowerBound) || !window.contains(cumulated.upperBound) {
            throw InvalidDesign(
                description: "the window \(text(cumulated)) is not within the event window \(text(window))")
        }
        // Below that, the variance of a standardized abnormal return, (m-k)/(m-k-2), does not exist.
        let least = model.parameters + 3
        guard minimumDays >= least else {
            throw InvalidDesign(
                description: "a minimum of \(minimumDays) estimation days is too few for the model \(model.rawValue); "
                    + "at least \(least)")
        }
        guard minimumDays <= estimation.count else {
            throw InvalidDesign(
                description: "the estimation window \(text(estimation)) has \(estimation.count) days, and "
                    + "\(minimumDays) are the minimum")
        }
        self.model = model
        self.returns = returns
        self.estimation = estimation
        self.window = window
        self.minimumDays = minimumDays
        var tested: [DayWindow] = []
        for cumulated in cumulated + [window] where !tested.contains(cumulated) { tested.append(cumulated) }
        self.tested = tested
    }

    /// What is tested first where news may have come before the close of day 0 or after it.
    package static let windowOfUnknownHour: DayWindow = 0...1

    /// The same design with a window that is tested before the others; as it is where the event window has no place for it.
    package func leading(with first: DayWindow) throws(InvalidDesign) -> StudyDesign {
        guard window.contains(first.lowerBound), window.contains(first.upperBound) else { return self }
        return try StudyDesign(
            model: model, returns: returns, estimation: estimation, window: window,
            cumulated: [first] + tested.filter { $0 != first && $0 != window }, minimumDays: minimumDays)
    }
}
