import Glibc

/// Student's t distribution.
package struct StudentDistribution: Sendable {
    /// Greater than zero; need not be whole.
    package let degreesOfFreedom: Double

    package init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0)
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T ≤ t). Full relative precision in the lower tail.
    package func cumulative(_ t: Double) -> Double {
        let tail = 0.5 * twoSided(t)
        return t > 0 ? 1 - tail : tail
    }

    /// P(|T| ≥ |t|), the p-value of a two-sided test: the regularized incomplete beta function at ν/(ν+t²).
    package func twoSided(_ t: Double) -> Double {
        if t.isInfinite { return 0 }
        return IncompleteBeta.regularized(oddsAgainst: t * t / degreesOfFreedom, degreesOfFreedom / 2)
    }

    /// The t with P(|T| ≥ t) = p, for 0 < p < 1.
    package func twoSidedQuantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1)
        var (low, high) = (0.0, 1.0)
        while twoSided(high) > p { (low, high) = (high, high * 2) }
        // Newton's step where it stays between the bounds, else the middle.
        var t = (low + high) / 2
        for _ in 0..<200 {
            let excess = twoSided(t) - p
            if excess > 0 { low = t } else { high = t }
            let step = t + excess / (2 * density(t))
            let next = step > low && step < high ? step : (low + high) / 2
            if abs(next - t) <= t.ulp { return next }
            t = next
        }
        return t
    }

    /// Γ((ν+1)/2) / (√(νπ) Γ(ν/2)) · (1+t²/ν)^(-(ν+1)/2)
    private func density(_ t: Double) -> Double {
        let half = degreesOfFreedom / 2
        return GammaRatio.halfStep(half) / (degreesOfFreedom * .pi).squareRoot()
            * exp(-(half + 0.5) * log1p(t * t / degreesOfFreedom))
    }
}
