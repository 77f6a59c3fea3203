/// Sums over contiguous doubles. Eight running sums at a time: the order of a plain loop would forbid vector instructions.
typealias Doubles = UnsafePointer<Double>

enum ContiguousSums {
    private typealias Lanes = SIMD8<Double>

    @inline(__always)
    private static func lanes(_ values: Doubles, _ index: Int) -> Lanes {
        UnsafeRawPointer(values + index).loadUnaligned(as: Lanes.self)
    }

    static func sum(_ x: Doubles, _ count: Int) -> Double {
        var total = Lanes.zero
        var index = 0
        while index + 8 <= count {
            total += lanes(x, index)
            index += 8
        }
        var rest = total.sum()
        while index < count {
            rest += x[index]
            index += 1
        }
        return rest
    }

    static func mean(_ x: Doubles, _ count: Int) -> Double { sum(x, count) / Double(count) }

    /// Σ(x - a)²
    static func squares(_ x: Doubles, around a: Double, _ count: Int) -> Double {
        products(x, around: a, x, around: a, count)
    }

    /// Σ(x - a)(y - b)
    static func products(_ x: Doubles, around a: Double, _ y: Doubles, around b: Double, _ count: Int) -> Double {
        var total = Lanes.zero
        var index = 0
        while index + 8 <= count {
            total += (lanes(x, index) - a) * (lanes(y, index) - b)
            index += 8
        }
        var rest = total.sum()
        while index < count {
            rest += (x[index] - a) * (y[index] - b)
            index += 1
        }
        return rest
    }

    /// Writes y - (alpha + beta·x), and returns the sum of its squares.
    static func residuals(
        of y: Doubles, alpha: Double, beta: Double, _ x: Doubles, _ count: Int,
        into residuals: UnsafeMutablePointer<Double>
    ) -> Double {
        var total = Lanes.zero
        var index = 0
        while index + 8 <= count {
            let residual = lanes(y, index) - (lanes(x, index) * beta + alpha)
            UnsafeMutableRawPointer(residuals + index).storeBytes(of: residual, as: Lanes.self)
            total += residual * residual
            index += 8
        }
        var rest = total.sum()
        while index < count {
            let residual = y[index] - (x[index] * beta + alpha)
            residuals[index] = residual
            rest += residual * residual
            index += 1
        }
        return rest
    }

    /// How many returns are above zero by more than rounding; NaN is not.
    static func positive(_ x: Doubles, _ count: Int) -> Int {
        var total = Lanes.zero
        var index = 0
        while index + 8 <= count {
            total += Lanes.zero.replacing(with: 1, where: lanes(x, index) .> RoundingNoise.returns)
            index += 8
        }
        var rest = Int(total.sum())
        while index < count {
            if x[index] > RoundingNoise.returns { rest += 1 }
            index += 1
        }
        return rest
    }
}
