extension ExactDecimal {
    /// How many digits a text may have before the point, and after it.
    package struct Digits: Sendable {
        package let whole: Int
        package let fraction: Int

        /// What somebody states.
        package static let amount = Digits(whole: 21, fraction: 12)
        /// Adjusted closes carry more digits than amounts.
        package static let price = Digits(whole: 18, fraction: 18)
        /// What was computed: sums and products have more digits than one amount may, and no more than 128 bits hold.
        package static let computed = Digits(whole: 39, fraction: 38)
    }

    /// Reads `-?(0|[1-9][0-9]*)(\.[0-9]+)?` of so many digits; nil for anything else. The one reader of decimals: whoever has
    /// bytes or a string comes here.
    ///
    /// Prices come by the million: one pass, no copies, and 128 bits only where 64 do not do.
    package init?(_ text: UnsafeBufferPointer<UInt8>, _ digits: Digits) {
        // A sign and a point stand beside the digits.
        guard text.count <= digits.whole + digits.fraction + 2 else { return nil }
        let first = text.first == UInt8(ascii: "-") ? 1 : 0
        var coefficient: Int128 = 0
        var short: UInt64 = 0
        var count = 0
        var whole: Int?
        for index in first..<max(first, text.count) {
            let byte = text[index]
            if byte == UInt8(ascii: "."), whole == nil {
                whole = count
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            count += 1
            // Counted in digits, not in places: the point stands between them.
            if count <= ExactDecimal.shortDigits {
                short = short * 10 + UInt64(digit)
                continue
            }
            if count == ExactDecimal.shortDigits + 1 { coefficient = Int128(short) }
            let (product, isLarge) = coefficient.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(Int128(digit))
            guard !isLarge, !isLarger else { return nil }
            coefficient = sum
        }
        if count <= ExactDecimal.shortDigits { coefficient = Int128(short) }
        let before = whole ?? count
        let scale = count - before
        guard before > 0, before <= digits.whole, scale <= digits.fraction, scale > 0 || whole == nil,
            before == 1 || text[first] != UInt8(ascii: "0")
        else { return nil }
        self.init(coefficient: first == 1 ? -coefficient : coefficient, scale: scale)
    }

    /// So many digits always fit into 64 bits.
    private static let shortDigits = 18
}
