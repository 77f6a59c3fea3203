/// Tests of abnormal returns in units of their prediction errors: Patell (1976), Boehmer, Musumeci & Poulsen (1991), and their
/// adjustment for cross-correlation by Kolari & Pynnönen (2010).
struct StandardizedTests {
    let patellZ: TestResult
    let patellZExact: TestResult
    let adjustedPatellZ: TestResult
    let bmpT: TestResult
    let bmpTCSAR: TestResult
    let adjustedBMPT: TestResult

    init(_ returns: [CumulatedReturn], _ estimates: [ModelEstimate], windowLength: Int, _ rbar: MeanCorrelation) {
        let n = Double(returns.count)
        guard estimates.allSatisfy({ $0.sigma > 0 }) else {
            let none = TestResult.undefined(reason: "an event's residuals have no variance")
            (patellZ, patellZExact, adjustedPatellZ, bmpT, bmpTCSAR, adjustedBMPT) = (
                none, none, none, none, none, none
            )
            return
        }
        let length = Double(windowLength)
        var (sum, exactSum, exactVariance) = (0.0, 0.0, 0.0)
        for (cumulated, estimate) in zip(returns, estimates) {
            // The variance of Student's t: (m-k)/(m-k-2).
            let freedom = Double(estimate.degreesOfFreedom)
            let variance = freedom / (freedom - 2)
            sum += cumulated.csar / (length * variance).squareRoot()
            exactSum += cumulated.exactT
            exactVariance += variance
        }
        let z = sum / n.squareRoot()
        patellZ = .normal(z)
        patellZExact = .normal(exactSum / exactVariance.squareRoot())
        bmpT = CrossSection.studentT(returns.map(\.exactT), of: "the standardized returns")
        bmpTCSAR = CrossSection.studentT(
            returns.map { $0.csar / length.squareRoot() }, of: "the standardized returns")
        switch rbar {
        case .undefined(let reason):
            adjustedPatellZ = .undefined(reason: reason)
            adjustedBMPT = .undefined(reason: reason)
        case .defined(let r):
            let inflation = 1 + (n - 1) * r
            guard inflation > RoundingNoise.sums else {
                let none = TestResult.undefined(reason: "1 + (N-1)·r̄ is not above zero")
                (adjustedPatellZ, adjustedBMPT) = (none, none)
                return
            }
            adjustedPatellZ = .normal(z / inflation.squareRoot())
            if case .defined(let t, _, let freedom?) = bmpT {
                // Residuals that are all the same (r̄ = 1) have no spread of their own: t would be 0 whatever happened.
                adjustedBMPT =
                    1 - r > RoundingNoise.sums
                    ? .student(t * ((1 - r) / inflation).squareRoot(), degreesOfFreedom: freedom)
                    : .undefined(reason: "the residuals are the same in all events")
            } else {
                adjustedBMPT = bmpT
            }
        }
    }
}
