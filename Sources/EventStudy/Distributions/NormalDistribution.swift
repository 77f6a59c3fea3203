import Glibc

/// The standard normal distribution.
package enum NormalDistribution {
    /// P(Z ≤ z). Full relative precision in both tails.
    package static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// P(|Z| ≥ |z|), the p-value of a two-sided test.
    package static func twoSided(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }

    /// P(|Z| ≤ this) is 0.95.
    package static let twoSided95 = 1.959963984540054
}
