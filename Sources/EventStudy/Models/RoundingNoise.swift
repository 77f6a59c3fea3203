/// What doubles cannot tell apart. A return is a quotient of two closes less one, so that what it loses is a few units of the
/// last place of 1, however small the return itself is.
enum RoundingNoise {
    /// Returns, or sums of them, nearer to each other than this are one number: 1.10/1.00 and 1.21/1.10 are the same return, and
    /// their doubles differ by 2e-16. Closes with eight digits make no two returns that are so near and not the same.
    static let returns = 0x1p-44
    /// Numbers of the size of 1 that came out of sums: correlations, mean ranks.
    static let sums = 1e-12

    /// Whether returns whose squared distances from their mean add up to this differ by nothing but rounding.
    static func isConstant(squares: Double, count: Int, scale: Double = 1) -> Bool {
        squares <= Double(count) * (returns * scale) * (returns * scale)
    }
}
