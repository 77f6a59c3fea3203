/// Tests that count events by the sign, or rank them by the size, of their cumulated abnormal return.
enum SignTests {
    /// How many are above zero by more than rounding.
    static func positive(_ cars: [Double]) -> Int { cars.count { $0 > RoundingNoise.returns } }

    /// (w - N/2)/√(N/4)
    static func sign(_ cars: [Double]) -> TestResult {
        let n = Double(cars.count)
        return .normal((Double(positive(cars)) - n / 2) / (n / 4).squareRoot())
    }

    /// (w - Np)/√(Np(1-p)), p the mean share of positive days in the estimation windows (Cowan 1992).
    static func generalizedSign(_ cars: [Double], positiveShare p: Double) -> TestResult {
        let n = Double(cars.count)
        guard p > 0, p < 1 else { return .undefined(reason: "all estimation days have the same sign") }
        return .normal((Double(positive(cars)) - n * p) / (n * p * (1 - p)).squareRoot())
    }

    /// (W⁺ - n(n+1)/4)/√(n(n+1)(2n+1)/24), without zeros, ties ranked by their average; p from the exact null distribution of
    /// W⁺ (of those ranks) up to 25 events, from the normal beyond. What differs by rounding alone is a tie, or a zero.
    static func wilcoxon(_ cars: [Double]) -> TestResult {
        let ordered = cars.filter { abs($0) > RoundingNoise.returns }.sorted { abs($0) < abs($1) }
        guard !ordered.isEmpty else { return .undefined(reason: "all cumulated abnormal returns are zero") }
        var doubledRanks: [Int] = []
        var doubledSum = 0
        var start = 0
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, abs(ordered[end]) - abs(ordered[start]) <= RoundingNoise.returns { end += 1 }
            // The ranks start+1 to end have the average (start + 1 + end)/2.
            for place in start..<end {
                doubledRanks.append(start + 1 + end)
                if ordered[place] > 0 { doubledSum += start + 1 + end }
            }
            start = end
        }
        let n = Double(ordered.count)
        let z = (Double(doubledSum) / 2 - n * (n + 1) / 4) / (n * (n + 1) * (2 * n + 1) / 24).squareRoot()
        guard ordered.count <= 25 else { return .normal(z) }
        let exact = SignedRankDistribution(doubledRanks: doubledRanks).twoSided(doubledSum: doubledSum)
        return .defined(statistic: z, p: exact, degreesOfFreedom: nil)
    }
}
