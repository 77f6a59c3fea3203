/// Mean and standard deviation of values that differ.
struct Spread {
    let mean: Double
    /// With the divisor n-1.
    let deviation: Double

    /// Nil for fewer than two values, and where they differ by nothing but rounding.
    ///
    /// - Parameter noise: by how much the values may differ for that reason, beside what belongs to their size.
    init?(_ values: [Double], noise: Double = 0) {
        guard values.count >= 2 else { return nil }
        let mean = ContiguousSums.mean(values, values.count)
        let squares = ContiguousSums.squares(values, around: mean, values.count)
        let largest = values.reduce(0) { max($0, abs($1)) }
        deviation = (squares / Double(values.count - 1)).squareRoot()
        self.mean = mean
        guard deviation > max(RoundingNoise.sums * largest, noise) else { return nil }
    }

    /// Σ((x - mean)/s)³
    func cubes(_ values: [Double]) -> Double {
        values.reduce(0) { sum, value in
            let distance = (value - mean) / deviation
            return sum + distance * distance * distance
        }
    }
}

/// Tests of cumulated abnormal returns across events.
enum CrossSection {
    /// √N·mean/s, with N-1 degrees of freedom.
    static func studentT(
        _ values: [Double], of what: String = "the cumulated abnormal returns", noise: Double = 0
    ) -> TestResult {
        guard values.count >= 2 else { return .undefined(reason: "needs 2 events, has \(values.count)") }
        guard let spread = Spread(values, noise: noise) else {
            return .undefined(reason: "\(what) have no variance")
        }
        return .student(
            Double(values.count).squareRoot() * spread.mean / spread.deviation, degreesOfFreedom: values.count - 1)
    }

    /// √N(S + gS²/3 + g²S³/27 + g/(6N)) with S = mean/s and g = N/((N-1)(N-2))·Σ((x-mean)/s)³ (Johnson 1978; Hall 1992);
    /// held against Student's t with N-1 degrees of freedom.
    static func skewnessAdjustedT(_ values: [Double]) -> TestResult {
        guard values.count >= 3 else { return .undefined(reason: "needs 3 events, has \(values.count)") }
        guard let spread = Spread(values, noise: RoundingNoise.returns) else {
            return .undefined(reason: "the cumulated abnormal returns have no variance")
        }
        let n = Double(values.count)
        let s = spread.mean / spread.deviation
        let g = n / ((n - 1) * (n - 2)) * spread.cubes(values)
        let t = n.squareRoot() * (s + g * s * s / 3 + g * g * s * s * s / 27 + g / (6 * n))
        return .student(t, degreesOfFreedom: values.count - 1)
    }
}
