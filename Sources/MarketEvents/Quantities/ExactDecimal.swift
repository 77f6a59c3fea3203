/// Why exact arithmetic had no result.
package enum ArithmeticError: Error, Equatable {
    /// Beyond 38 digits.
    case overflow
    /// What is asked of has no basis.
    case undefined
}

/// A decimal number without rounding: `coefficient` divided by ten to the `scale`, always without trailing zeros.
///
/// Amounts have at most 21 digits before the point and 12 after it (a French trillion, 10^18, is within), so a hundred
/// thousand of the longest add up within 38 digits.
package struct ExactDecimal: Hashable, Sendable {
    package let coefficient: Int128
    /// How many digits stand behind the point.
    package let scale: Int

    package static let zero = ExactDecimal(coefficient: 0, scale: 0)

    package init(_ value: Int) { self.init(coefficient: Int128(value), scale: 0) }

    package init(coefficient: Int128, scale: Int) {
        var (coefficient, scale) = (coefficient, scale)
        if scale > 0, var small = Int64(exactly: coefficient) {
            // A division of 128 bits takes ten times as long, and few numbers are that long.
            while scale > 0, small % 10 == 0 {
                small /= 10
                scale -= 1
            }
            (self.coefficient, self.scale) = (Int128(small), scale)
            return
        }
        while scale > 0, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    package static let amountPattern = #"^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,12})?$"#
    package static let pricePattern = #"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$"#

    /// Reads an amount as the log has it: `amountPattern`, nothing else.
    package init?(amount text: some StringProtocol) { self.init(text, .amount) }

    /// Reads a price: `pricePattern`. Adjusted closes carry more digits than amounts.
    package init?(price text: some StringProtocol) { self.init(text, .price) }

    private init?(_ text: some StringProtocol, _ digits: Digits) {
        let read = text.utf8.withContiguousStorageIfAvailable { ExactDecimal($0, digits) }
        guard let decimal = read ?? Array(text.utf8).withUnsafeBufferPointer({ ExactDecimal($0, digits) }) else {
            return nil
        }
        self = decimal
    }

    package var isZero: Bool { coefficient == 0 }
    package var sign: Int { coefficient.signum() == 0 ? 0 : (coefficient < 0 ? -1 : 1) }
    package var magnitude: ExactDecimal { ExactDecimal(coefficient: abs(coefficient), scale: scale) }
    package var negated: ExactDecimal { ExactDecimal(coefficient: -coefficient, scale: scale) }

    /// For statistics and pictures only; never an amount.
    package var double: Double { Double(description) ?? .nan }

    package func adding(_ other: ExactDecimal) throws(ArithmeticError) -> ExactDecimal {
        let scale = max(scale, other.scale)
        let (sum, overflow) = try raised(to: scale).addingReportingOverflow(try other.raised(to: scale))
        // The least number has no opposite.
        guard !overflow, sum != .min else { throw .overflow }
        return ExactDecimal(coefficient: sum, scale: scale)
    }

    package func subtracting(_ other: ExactDecimal) throws(ArithmeticError) -> ExactDecimal {
        try adding(other.negated)
    }

    package func multiplied(by other: ExactDecimal) throws(ArithmeticError) -> ExactDecimal {
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
        guard !overflow, product != .min else { throw .overflow }
        return ExactDecimal(coefficient: product, scale: scale + other.scale)
    }

    /// The quotient, rounded half to even at `fractionDigits` behind the point.
    ///
    /// - Precondition: `divisor` is not zero.
    package func divided(by divisor: ExactDecimal, fractionDigits: Int) throws(ArithmeticError) -> ExactDecimal {
        try ExactDecimal.one.scaled(by: self, over: divisor, fractionDigits: fractionDigits)
    }

    private static let one = ExactDecimal(1)

    /// This number times `numerator` over `denominator`, rounded once, half to even, at `fractionDigits`.
    ///
    /// - Precondition: `denominator` is not zero.
    package func scaled(
        by numerator: ExactDecimal, over denominator: ExactDecimal, fractionDigits: Int
    ) throws(ArithmeticError) -> ExactDecimal {
        precondition(!denominator.isZero, "division by zero")
        let product = try multiplied(by: numerator)
        // value = product.coefficient / denominator.coefficient * 10^(denominator.scale - product.scale)
        let shift = fractionDigits + denominator.scale - product.scale
        guard let dividend = try? ExactDecimal.timesPower(product.coefficient, max(shift, 0)) else {
            return try product.dividedAtLength(by: denominator.coefficient, shift, fractionDigits)
        }
        let divisor = try ExactDecimal.timesPower(denominator.coefficient, max(-shift, 0))
        var (quotient, remainder) = ExactDecimal.quotientAndRemainder(dividend, divisor)
        let (twice, overflow) = remainder.magnitude.multipliedReportingOverflow(by: 2)
        let isNegative = (dividend < 0) != (divisor < 0)
        if overflow || twice > divisor.magnitude || (twice == divisor.magnitude && !quotient.isMultiple(of: 2)) {
            quotient += isNegative ? -1 : 1
        }
        return ExactDecimal(coefficient: quotient, scale: fractionDigits)
    }

    /// Digit by digit, where the dividend has more digits than 128 bits hold and the quotient has not.
    private func dividedAtLength(
        by divisor: Int128, _ shift: Int, _ fractionDigits: Int
    ) throws(ArithmeticError) -> ExactDecimal {
        var (quotient, remainder) = ExactDecimal.quotientAndRemainder(coefficient, divisor)
        for _ in 0..<shift {
            let next = ExactDecimal.quotientAndRemainder(try ExactDecimal.timesPower(remainder, 1), divisor)
            let (sum, overflow) = try ExactDecimal.timesPower(quotient, 1).addingReportingOverflow(next.quotient)
            guard !overflow else { throw .overflow }
            (quotient, remainder) = (sum, next.remainder)
        }
        let (twice, overflow) = remainder.magnitude.multipliedReportingOverflow(by: 2)
        if overflow || twice > divisor.magnitude || (twice == divisor.magnitude && !quotient.isMultiple(of: 2)) {
            quotient += (coefficient < 0) != (divisor < 0) ? -1 : 1
        }
        return ExactDecimal(coefficient: quotient, scale: fractionDigits)
    }

    private static func quotientAndRemainder(
        _ dividend: Int128, _ divisor: Int128
    ) -> (quotient: Int128, remainder: Int128) {
        if let dividend = Int64(exactly: dividend), let divisor = Int64(exactly: divisor), dividend != .min {
            let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
            return (Int128(quotient), Int128(remainder))
        }
        return dividend.quotientAndRemainder(dividingBy: divisor)
    }

    private func raised(to target: Int) throws(ArithmeticError) -> Int128 {
        try ExactDecimal.timesPower(coefficient, target - scale)
    }

    /// `value` times ten to the `exponent`.
    package static func timesPower(_ value: Int128, _ exponent: Int) throws(ArithmeticError) -> Int128 {
        var value = value
        for _ in 0..<exponent {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { throw .overflow }
            value = product
        }
        return value
    }
}

extension ExactDecimal: Comparable {
    package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.sign != right.sign { return left.sign < right.sign }
        // The difference of two numbers of one sign cannot overflow where their alignment does not; where the alignment
        // does, one of them has so many digits before the point that its double tells.
        guard let difference = try? left.subtracting(right) else { return left.double < right.double }
        return difference.coefficient < 0
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// Plain digits without trailing zeros: "38000000000", "-5.8".
    package var description: String {
        let digits = UInt64(exactly: coefficient.magnitude).map { String($0) } ?? String(coefficient.magnitude)
        let isNegative = coefficient < 0
        guard scale > 0 || isNegative else { return digits }
        let zeros = max(0, scale + 1 - digits.utf8.count)
        let length = (isNegative ? 1 : 0) + zeros + digits.utf8.count + (scale > 0 ? 1 : 0)
        return String(unsafeUninitializedCapacity: length) { text in
            var place = 0
            func append(_ byte: UInt8) {
                // The point stands before the last `scale` digits.
                if scale > 0, place == length - scale - 1 {
                    text[place] = UInt8(ascii: ".")
                    place += 1
                }
                text[place] = byte
                place += 1
            }
            if isNegative { append(UInt8(ascii: "-")) }
            for _ in 0..<zeros { append(UInt8(ascii: "0")) }
            for byte in digits.utf8 { append(byte) }
            return length
        }
    }

    /// The same digits so that nobody takes the point for a mark between groups of three: "1.2340".
    package var typed: String {
        let whole = magnitude.description.prefix { $0 != "." }
        return scale == 3 && whole.utf8.count <= 3 && whole != "0" ? description + "0" : description
    }

    /// The same digits in groups of three before the point: "38,000,000,000".
    package func grouped(by separator: String = ",") -> String {
        let text = description
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        var whole = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index).isMultiple(of: 3) { whole += separator }
            whole.append(digit)
        }
        return sign + whole + (parts.count > 1 ? "." + parts[1] : "")
    }
}

extension ExactDecimal {
    /// With exactly this many digits behind the point, of which it must not have more: "11.24", "60.00".
    package func fixed(fractionDigits: Int) -> String {
        let missing = fractionDigits - scale
        guard missing > 0 else { return description }
        return description + (scale == 0 ? "." : "") + String(repeating: "0", count: missing)
    }
}
