import CanonicalJSON

package enum Qualifier: String, CaseIterable, Sendable {
    case exact, about, atLeast, upTo, between
}

/// An amount as its source states it: with a unit, and how it is meant. Two are equal where they say the same amounts in the
/// same words; with how many digits one was said is no part of that.
package struct Quantity: Sendable {
    package let amount: ExactDecimal
    /// The upper bound of `between`; nil for the others.
    package let upper: ExactDecimal?
    package let unit: MeasureUnit
    package let qualifier: Qualifier
    /// True where a bound is itself about.
    package let isApproximate: Bool
    /// The source's words.
    package let stated: String?
    /// The last digit that it was said with, where the amount alone does not tell: 1,000,000,000 of "140bn", 0.1 of "4.0".
    package let step: ExactDecimal?

    package init(
        _ amount: ExactDecimal, _ unit: MeasureUnit, _ qualifier: Qualifier = .exact, upper: ExactDecimal? = nil,
        isApproximate: Bool = false, stated: String? = nil, step: ExactDecimal? = nil
    ) {
        self.amount = amount
        self.upper = upper
        self.unit = unit
        self.qualifier = qualifier
        self.isApproximate = isApproximate
        self.stated = stated
        self.step = step
    }

    package static func zero(_ unit: MeasureUnit) -> Quantity { Quantity(.zero, unit) }

    /// Nil where the object is not of the shape; the shape says what is wrong.
    package init?(_ object: JSONObject) {
        guard let written = object["amount"]?.string, let amount = ExactDecimal(amount: written),
            let unit = object["unit"]?.string.flatMap(MeasureUnit.named),
            let qualifier = object["qualifier"]?.string.flatMap(Qualifier.init(rawValue:))
        else { return nil }
        self.init(
            amount, unit, qualifier, upper: object["upper"]?.string.flatMap { ExactDecimal(amount: $0) },
            isApproximate: object["approximate"]?.boolean ?? false, stated: object["stated"]?.string,
            step: Quantity.step(
                object["step"]?.string.flatMap { ExactDecimal(amount: $0) }, written: Array(written.utf8)))
    }

    /// As a payload has it: with the last digit that it was said with.
    package var payload: JSONObject {
        var object = json
        if let step { object["step"] = .string(step.description) }
        return object
    }

    /// As views and exports carry it: amounts without trailing zeros.
    package var json: JSONObject {
        var object: JSONObject = [
            "amount": .string(amount.description), "unit": .string(unit.code), "qualifier": .string(qualifier.rawValue),
        ]
        if let upper { object["upper"] = .string(upper.description) }
        if isApproximate { object["approximate"] = .boolean(true) }
        if let stated { object["stated"] = .string(stated) }
        return object
    }

    /// -1, 0 or 1; nil where the bounds do not tell.
    package var sign: Int? {
        let bounds = Bounds(self)
        switch (bounds.lower, bounds.upper) {
        case (let lower?, _) where lower.sign > 0: return 1
        case (_, let upper?) where upper.sign < 0: return -1
        case (let lower?, let upper?) where lower.isZero && upper.isZero: return 0
        default: return nil
        }
    }

    /// In full digits, as the reader takes it again: "~140000000000 USD".
    package var typed: String { text { $0.typed } }

    /// For people: "about 140,000,000,000 USD" is written `~140,000,000,000 USD`.
    package var grouped: String { rounded.text { $0.grouped() } }

    /// As tables and sentences show it: a computed number with more digits than anybody reads is rounded, and keeps three
    /// that are not zero. Figures keep all of them.
    package var rounded: Quantity {
        guard isApproximate || qualifier == .about || amount.scale > 12 || (upper?.scale ?? 0) > 12 else { return self }
        return Quantity(
            shown(amount), unit, qualifier, upper: upper.map(shown), isApproximate: isApproximate, stated: stated,
            step: step)
    }

    private func shown(_ number: ExactDecimal) -> ExactDecimal {
        let fewest = max(unit.minorDigits, 3)
        for digits in fewest..<max(number.scale, fewest) {
            let one = ExactDecimal(1)
            guard let rounded = try? number.scaled(by: one, over: one, fractionDigits: digits) else { break }
            if rounded.magnitude >= ExactDecimal(coefficient: 100, scale: digits) { return rounded }
        }
        return number
    }

    func text(_ digits: (ExactDecimal) -> String) -> String {
        let number: String =
            switch qualifier {
            case .exact: digits(amount)
            // An approximate "about" is no vaguer than "about".
            case .about: (isApproximate ? "" : "~") + digits(amount)
            case .atLeast: ">=" + digits(amount)
            case .upTo: "<=" + digits(amount)
            case .between: digits(amount) + ".." + digits(upper ?? amount)
            }
        return (isApproximate ? "~" : "") + number + " " + unit.code
    }
}

extension Quantity: Hashable {
    package static func == (left: Quantity, right: Quantity) -> Bool {
        left.amount == right.amount && left.upper == right.upper && left.unit == right.unit
            && left.qualifier == right.qualifier && left.isApproximate == right.isApproximate
            && left.stated == right.stated
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(amount)
        hasher.combine(upper)
        hasher.combine(unit)
        hasher.combine(qualifier)
        hasher.combine(isApproximate)
        hasher.combine(stated)
    }
}

// MARK: The last digit

extension Quantity {
    /// The last digit that an amount was said with: the one that its payload names, else the last one behind the point, where
    /// zeros count that the number itself forgets. Nil where the number tells.
    package static func step(_ given: ExactDecimal?, written: some BidirectionalCollection<UInt8>) -> ExactDecimal? {
        if let given { return given }
        guard written.last == UInt8(ascii: "0"), let point = written.firstIndex(of: UInt8(ascii: ".")) else {
            return nil
        }
        return ExactDecimal(coefficient: 1, scale: written.distance(from: point, to: written.endIndex) - 1)
    }

    /// The last digit that it was said with.
    ///
    /// Where nobody says which that was, it is the last one that is written. Money and things in full digits are told in
    /// thousands, millions or billions, whichever leaves no rest: who writes 105000000000 means 105 billion, not each dollar.
    package var lastDigit: ExactDecimal {
        if let step { return step }
        guard amount.scale == 0, unit != .percent, !amount.isZero else {
            return ExactDecimal(coefficient: 1, scale: amount.scale)
        }
        var power: Int128 = 1
        while power < Quantity.mostOfLastDigit, amount.coefficient.isMultiple(of: power * 1_000) { power *= 1_000 }
        return ExactDecimal(coefficient: power, scale: 0)
    }

    /// 10^18, a French trillion: nothing is told in more.
    private static let mostOfLastDigit: Int128 = 1_000_000_000_000_000_000
}
