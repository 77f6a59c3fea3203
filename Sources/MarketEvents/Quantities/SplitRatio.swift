/// How many new shares came for how many old ones, over several splits; or how many shares a receipt stands for. In lowest terms,
/// so that 4:2 is 2:1.
package struct SplitRatio: Hashable, Sendable {
    package let new: ExactDecimal
    package let old: ExactDecimal

    package static let one = SplitRatio(new: ExactDecimal(1), old: ExactDecimal(1))

    /// - Precondition: both are above zero.
    package init(new: ExactDecimal, old: ExactDecimal) {
        let scale = max(new.scale, old.scale)
        guard let whole = try? SplitRatio.whole(new, scale), let parts = try? SplitRatio.whole(old, scale) else {
            (self.new, self.old) = (new, old)
            return
        }
        let common = ExactDecimal.commonDivisor(whole, parts)
        self.new = ExactDecimal(coefficient: whole / common, scale: 0)
        self.old = ExactDecimal(coefficient: parts / common, scale: 0)
    }

    private static func whole(_ number: ExactDecimal, _ scale: Int) throws(ArithmeticError) -> Int128 {
        var power = ExactDecimal(1)
        for _ in 0..<scale { power = try power.multiplied(by: ExactDecimal(10)) }
        return try number.multiplied(by: power).coefficient
    }

    /// Reads "20:1"; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
        self.init(new: ExactDecimal(parts[0]), old: ExactDecimal(parts[1]))
    }

    /// Reads how many shares a receipt stands for: "5", "0.5", "1:2".
    package init?(ofReceipt text: String) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard TextFormat.ratio.fault(text) == nil else { return nil }
            self.init(text)
            return
        }
        guard text.utf8.count <= 16, let number = ExactDecimal(price: text), number.sign > 0, number.scale <= 6,
            text.utf8.prefix(while: { $0 != UInt8(ascii: ".") }).count <= 9
        else { return nil }
        self.init(new: number, old: ExactDecimal(1))
    }

    package func followed(by other: SplitRatio) throws(ArithmeticError) -> SplitRatio {
        if other == .one { return self }
        return SplitRatio(new: try new.multiplied(by: other.new), old: try old.multiplied(by: other.old))
    }

    /// The same splits undone.
    package var inverted: SplitRatio { SplitRatio(new: old, old: new) }

    /// For statistics only.
    package var double: Double { new.double / old.double }
}

extension SplitRatio: CustomStringConvertible {
    package var description: String { "\(new):\(old)" }
}

extension ExactDecimal {
    /// The greatest number that divides both.
    package static func commonDivisor(_ left: Int128, _ right: Int128) -> Int128 {
        var (left, right) = (left.magnitude, right.magnitude)
        while right != 0 { (left, right) = (right, left % right) }
        return Int128(exactly: left) ?? 1
    }
}
