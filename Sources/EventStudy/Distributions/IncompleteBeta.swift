import Glibc

/// The regularized incomplete beta function I_x(a, ½), which is all that Student's t needs.
enum IncompleteBeta {
    /// I_x(a, ½) at x = 1/(1+w): taken by its odds `w` = (1-x)/x, so that neither x nor 1-x loses digits.
    static func regularized(oddsAgainst w: Double, _ a: Double) -> Double {
        guard w > 0 else { return 1 }
        let x = 1 / (1 + w)
        let y = w / (1 + w)
        // x^a·y^½/B(a, ½)
        let power = exp(-a * log1p(w)) * y.squareRoot() * GammaRatio.halfStep(a) / Double.pi.squareRoot()
        return a * y > 0.5 * x ? power / continuedFraction(a, 0.5, x, y) : 1 - power / continuedFraction(0.5, a, y, x)
    }

    /// The continued fraction of DiDonato & Morris (1992, ACM TOMS 18:360, formula 9), by Lentz's method. It converges on the
    /// side of the mean where x < a/(a+b), and takes y = 1-x so that nothing is subtracted from nearly the same.
    private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
        func denominator(_ n: Double) -> Double {
            n + n * (b - n) * x / (a + 2 * n - 1) + (a + n) * (a * y - b * x + 1 + n * (2 - x)) / (a + 2 * n + 1)
        }
        var fraction = a * (a * y - b * x + 1) / (a + 1)
        var c = fraction
        var d = 0.0
        var n = 1.0
        while n < 100_000 {
            let numerator =
                (a + n - 1) * (a + b + n - 1) * n * (b - n) * x * x / ((a + 2 * n - 1) * (a + 2 * n - 1))
            let term = denominator(n)
            d = 1 / (term + numerator * d)
            c = term + numerator / c
            fraction *= c * d
            if abs(c * d - 1) <= 2.3e-16 { break }
            n += 1
        }
        return fraction
    }
}

/// Γ(x+½)/Γ(x), without a difference of two large logarithms.
enum GammaRatio {
    static func halfStep(_ x: Double) -> Double {
        precondition(x > 0)
        var shifted = x
        var factor = 1.0
        // Γ(x+½)/Γ(x) = x/(x+½) · Γ(x+3/2)/Γ(x+1), until the asymptotic series has full precision.
        while shifted < 25 {
            factor *= shifted / (shifted + 0.5)
            shifted += 1
        }
        let y = 1 / shifted
        let square = y * y
        // The even Bernoulli numbers give ln(Γ(x+½)/Γ(x)) - ½ ln x = Σ (2^-2k - 1) B_2k x^(1-2k) / (k (2k-1)) (DLMF 5.11.8).
        let series =
            y
            * (-1 / 8.0 + square * (1 / 192.0 + square * (-1 / 640.0 + square * (17 / 14336.0 - square * 31 / 18432.0))))
        return factor * shifted.squareRoot() * exp(series)
    }
}
