/// A number as it was typed.
struct ReadNumber {
    let value: ExactDecimal
    /// Its last digit, where the number alone does not tell.
    let step: ExactDecimal?
}

/// One way to read the marks and scale words of numbers.
struct NumberConvention {
    enum Scale { case short, long }

    /// A comma or a point; the other one groups.
    let decimal: Character
    let scale: Scale
    /// Only where the marks cannot group, as the other convention of the locale has it: a slip.
    var onlyIfForced = false
    /// The long scale is French: without a French comma or word nobody means it, unless the locale says so.
    var onlyInFrench = false

    private var group: Character { decimal == "," ? "." : "," }

    /// What is read: the digits, the scale words, and the power of ten of the unit.
    struct Written {
        let digits: String
        let isNegative: Bool
        let scales: [AmountWords.Scale]
        let power: Int
    }

    /// The numbers of one text, which are all written alike; nil where one of them is not of this convention.
    ///
    /// - Parameters:
    ///   - isFrench: whether something else in the text is French.
    ///   - tIsTrillion: what a small t means.
    func values(_ numbers: [Written], isFrench: Bool, tIsTrillion: Bool) -> [ReadNumber]? {
        if onlyInFrench, !isFrench, !numbers.contains(where: { $0.digits.contains(",") }) { return nil }
        if onlyIfForced,
            NumberConvention(decimal: group, scale: scale)
                .values(numbers, isFrench: isFrench, tIsTrillion: tIsTrillion) != nil
        {
            return nil
        }
        let values = numbers.compactMap { value($0, tIsTrillion: tIsTrillion) }
        return values.count == numbers.count ? values : nil
    }

    private func power(_ word: AmountWords.Scale, tIsTrillion: Bool) -> Int {
        switch word {
        case .power(let power): power
        case .billion: scale == .short ? 9 : 12
        case .trillion: scale == .short ? 12 : 18
        case .smallT: tIsTrillion ? 12 : 3
        }
    }

    private func value(_ written: Written, tIsTrillion: Bool) -> ReadNumber? {
        guard let plain = plainDigits(written.digits).map({ (written.isNegative ? "-" : "") + $0 }),
            let number = ExactDecimal(amount: plain)
        else { return nil }
        let power = written.scales.reduce(written.power) { $0 + self.power($1, tIsTrillion: tIsTrillion) }
        guard let scaled = NumberConvention.shifted(number, by: power),
            // Held against the limits of an amount once more, now in full digits.
            let value = ExactDecimal(amount: scaled.description)
        else { return nil }
        let unscaled =
            Quantity.step(nil, written: Array(plain.utf8)) ?? ExactDecimal(coefficient: 1, scale: number.scale)
        let step = NumberConvention.shifted(unscaled, by: power)
        // A digit finer than any that an amount may have is none that it can be said with.
        if let step, step.scale > 12 { return nil }
        return ReadNumber(value: value, step: power != 0 || unscaled.scale > number.scale ? step : nil)
    }

    private static func shifted(_ number: ExactDecimal, by power: Int) -> ExactDecimal? {
        if power < 0 { return ExactDecimal(coefficient: number.coefficient, scale: number.scale - power) }
        guard let coefficient = try? ExactDecimal.timesPower(number.coefficient, power) else { return nil }
        return ExactDecimal(coefficient: coefficient, scale: number.scale)
    }

    /// The digits as the log writes them, or nil where the groups are not of three.
    private func plainDigits(_ text: String) -> String? {
        var body = text[...]
        var fraction: Substring?
        if let place = body.firstIndex(of: decimal) {
            fraction = body[body.index(after: place)...]
            body = body[..<place]
        }
        if let fraction, fraction.isEmpty || !fraction.allSatisfy({ $0.isASCII && $0.isNumber }) { return nil }
        let separators = Set(body.filter { !$0.isNumber })
        guard separators.count <= 1 else { return nil }
        if let separator = separators.first {
            let groups = body.split(separator: separator, omittingEmptySubsequences: false)
            // No group is led by a zero: 0.234 has one reading.
            guard " '_".contains(separator) || separator == group, (1...3).contains(groups[0].count),
                groups[0].first != "0", groups.dropFirst().allSatisfy({ $0.count == 3 })
            else { return nil }
            body = Substring(groups.joined())
        }
        return body + (fraction.map { "." + $0 } ?? "")
    }
}
