/// The exact null distribution of Wilcoxon's signed-rank sum: each sign is a fair coin, the ranks are given.
///
/// Ranks may be averages of ties; their halves are counted, so nothing is rounded.
package struct SignedRankDistribution: Sendable {
    /// By twice the rank sum: in how many of the 2ⁿ draws of signs it comes out.
    private let counts: [Double]

    /// - Parameter doubledRanks: twice each rank, at most 50 of them: 2⁵⁰ is still an exact double.
    package init(doubledRanks: [Int]) {
        precondition(doubledRanks.count <= 50)
        var counts = [1.0] + Array(repeating: 0.0, count: doubledRanks.reduce(0, +))
        for rank in doubledRanks {
            for sum in stride(from: counts.count - 1, through: rank, by: -1) { counts[sum] += counts[sum - rank] }
        }
        self.counts = counts
    }

    /// Twice the smaller tail, at most 1.
    package func twoSided(doubledSum: Int) -> Double {
        let total = counts.reduce(0, +)
        let below = counts[...doubledSum].reduce(0, +)
        let above = counts[doubledSum...].reduce(0, +)
        return min(1, 2 * min(below, above) / total)
    }
}
