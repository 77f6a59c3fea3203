/// Why a typed quantity was refused.
package struct QuantityReadingError: Error, Equatable, CustomStringConvertible {
    package let text: String
    package let reason: String
    /// What it could mean, in full digits, ready to paste. Several where the text is ambiguous.
    package let readings: [String]

    package var description: String { "\(quoted(text)) \(reason)" }
}

/// Reads what people type for a quantity: one reading, or a refusal that shows the readings. Never a guess.
///
/// `38bn USD`, `1 000 milliards USD`, `~140bn USD`, `<=1trn USD`, `>=200k GPU`, `91..93bn USD`, `2.5%`. Spaces group digits by
/// three. A point and a comma either group or are the decimal mark: which, the digits say, else the locale, else nobody.
package struct QuantityReader: Sendable {
    package enum Locale: String, CaseIterable, Sendable {
        case english = "en"
        case french = "fr"
    }

    package let locale: Locale?

    package init(locale: Locale? = nil) { self.locale = locale }

    /// - Parameter fixedUnit: the field's unit, where it has one: then a bare number will do.
    package func read(_ text: String, fixedUnit: MeasureUnit? = nil) throws(QuantityReadingError) -> Quantity {
        func refuse(_ reason: String, _ readings: [String] = []) -> QuantityReadingError {
            QuantityReadingError(text: text, reason: reason, readings: readings)
        }
        guard text.utf8.count <= 200 else { throw refuse("is longer than any quantity") }
        var scanner = Scanner(text)
        var prefix = ""
        for candidate in ["~>=", "~<=", "~", ">=", "<="] where scanner.take(candidate) {
            prefix = candidate
            break
        }
        guard let first = scanner.takeNumber() else { throw refuse("does not start with a number; \(Self.form)") }
        let firstScale = scanner.takeScale()
        var second: (digits: String, scale: ScaleWord?)?
        if scanner.take("..") {
            guard prefix == "" || prefix == "~" else { throw refuse("is a range with a bound; \(Self.form)") }
            guard let digits = scanner.takeNumber() else { throw refuse("has no upper end after '..'; \(Self.form)") }
            second = (digits, scanner.takeScale())
        }
        let unit: MeasureUnit
        switch (scanner.takeUnit(), fixedUnit) {
        case (.known(let found), let fixed?) where found != fixed:
            throw refuse("is in \(found.code); this field is in \(fixed.code)")
        case (.known(let found), _): unit = found
        case (.none, let fixed?): unit = fixed
        case (.none, nil): throw refuse("has no unit; \(Self.form)")
        case (.unknown(let word), _):
            throw refuse("has the " + unknownName("unit", word, MeasureUnit.allCodes) + "; " + Self.form)
        }
        guard scanner.isAtEnd else { throw refuse("goes on after the unit; \(Self.form)") }

        // A range's scale word behind its upper end holds for both: 91..93bn.
        let numbers = [(digits: first, scale: firstScale ?? second?.scale)] + [second].compactMap { $0 }
        let readings = conventions.compactMap { convention -> Quantity? in
            guard let values = convention.values(numbers), values[0].value <= values[values.count - 1].value else {
                return nil
            }
            return Self.quantity(values[0], second == nil ? nil : values[1], unit, prefix)
        }
        var distinct: [Quantity] = []
        for reading in readings where !distinct.contains(reading) { distinct.append(reading) }
        switch distinct.count {
        case 1: return distinct[0]
        case 0:
            throw refuse(
                second == nil
                    ? "is not a number of at most 21 digits in groups of three, with at most 12 behind the point; \(Self.form)"
                    : "is not a range from a lower to an upper number; \(Self.form)")
        default:
            let typed = distinct.map(\.typed)
            throw refuse(
                "has \(typed.count) readings; write \(typed.joined(separator: " or ")), or say --locale en or fr", typed
            )
        }
    }

    static let form = "write for example '38bn USD', '~1.4trn USD', '>=200k GPU' or '91..93bn USD'"

    private static func quantity(
        _ lower: ReadNumber, _ upper: ReadNumber?, _ unit: MeasureUnit, _ prefix: String
    ) -> Quantity {
        let (amount, step) = (lower.value, [lower.step, upper?.step].compactMap { $0 }.max())
        if let upper {
            return Quantity(
                amount, unit, .between, upper: upper.value, isApproximate: prefix == "~", step: step)
        }
        let isApproximate = prefix.count == 3
        return switch prefix {
        case "~": Quantity(amount, unit, .about, step: step)
        case ">=", "~>=": Quantity(amount, unit, .atLeast, isApproximate: isApproximate, step: step)
        case "<=", "~<=": Quantity(amount, unit, .upTo, isApproximate: isApproximate, step: step)
        default: Quantity(amount, unit, step: step)
        }
    }

    /// The ways to read that are open: without a locale every way that some reader would take.
    private var conventions: [Convention] {
        switch locale {
        case .english:
            [Convention(decimal: ".", scale: .short), Convention(decimal: ",", scale: .short, onlyIfForced: true)]
        case .french:
            [Convention(decimal: ",", scale: .long), Convention(decimal: ".", scale: .long, onlyIfForced: true)]
        case nil:
            [
                Convention(decimal: ".", scale: .short), Convention(decimal: ",", scale: .short),
                Convention(decimal: ",", scale: .long, onlyWithComma: true),
            ]
        }
    }
}

/// A number as it was typed.
private struct ReadNumber {
    let value: ExactDecimal
    /// Its last digit, where the number alone does not tell.
    let step: ExactDecimal?
}

private enum ScaleWord: Equatable {
    case power(Int)
    /// 10^9 or 10^12.
    case billion
    /// 10^12 or 10^18.
    case trillion

    init?(_ word: String) {
        switch word.lowercased() {
        case "k", "thousand", "thousands", "mille": self = .power(3)
        case "m", "mn", "million", "millions": self = .power(6)
        case "bn", "milliard", "milliards", "md", "mds": self = .power(9)
        case "trn", "tn": self = .power(12)
        case "billion", "billions": self = .billion
        case "trillion", "trillions": self = .trillion
        default: return nil
        }
    }
}

private struct Convention {
    enum Scale { case short, long }
    /// A comma or a point; the other one groups.
    let decimal: Character
    let scale: Scale
    /// Only where the marks cannot group, as the other convention of the locale has it: a slip.
    var onlyIfForced = false
    /// The long scale is French: without a French comma nobody means it, unless the locale says so.
    var onlyWithComma = false

    private var group: Character { decimal == "," ? "." : "," }

    /// The numbers of one text, which are all written alike; nil where one of them is not of this convention.
    func values(_ numbers: [(digits: String, scale: ScaleWord?)]) -> [ReadNumber]? {
        if onlyWithComma, !numbers.contains(where: { $0.digits.contains(",") }) { return nil }
        if onlyIfForced, Convention(decimal: group, scale: scale).values(numbers) != nil { return nil }
        let values = numbers.compactMap { value($0.digits, $0.scale) }
        return values.count == numbers.count ? values : nil
    }

    private func value(_ digits: String, _ word: ScaleWord?) -> ReadNumber? {
        guard let plain = plainDigits(digits) else { return nil }
        let power =
            switch word {
            case nil: 0
            case .power(let power): power
            case .billion: scale == .short ? 9 : 12
            case .trillion: scale == .short ? 12 : 18
            }
        guard let number = ExactDecimal(amount: plain),
            let scaled = try? ExactDecimal(
                coefficient: ExactDecimal.timesPower(number.coefficient, power), scale: number.scale)
        else { return nil }
        // Held against the limits of an amount once more, now in full digits.
        guard let value = ExactDecimal(amount: scaled.description) else { return nil }
        let unscaled =
            Quantity.step(nil, written: Array(plain.utf8)) ?? ExactDecimal(coefficient: 1, scale: number.scale)
        let step = try? ExactDecimal(
            coefficient: ExactDecimal.timesPower(unscaled.coefficient, power), scale: unscaled.scale)
        return ReadNumber(value: value, step: power > 0 || unscaled.scale > number.scale ? step : nil)
    }

    /// The digits as the log writes them, or nil where the groups are not of three.
    private func plainDigits(_ text: String) -> String? {
        let isNegative = text.hasPrefix("-")
        var body = text.drop { $0 == "-" }[...]
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
            guard separator == " " || separator == group, (1...3).contains(groups[0].count), groups[0].first != "0",
                groups.dropFirst().allSatisfy({ $0.count == 3 })
            else { return nil }
            body = Substring(groups.joined())
        }
        return (isNegative ? "-" : "") + body + (fraction.map { "." + $0 } ?? "")
    }
}

/// Walks over the text of a quantity.
private struct Scanner {
    enum Unit {
        case none
        case known(MeasureUnit)
        case unknown(String)
    }

    private var rest: Substring

    init(_ text: String) {
        // People paste no-break, narrow and thin spaces and a typographic minus.
        let spaces: Set<Character> = ["\u{A0}", "\u{202F}", "\u{2009}", "\t"]
        rest = Substring(String(text.map { spaces.contains($0) ? " " : $0 == "\u{2212}" ? "-" : $0 }))
        skipSpaces()
    }

    var isAtEnd: Bool { rest.isEmpty }

    private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

    mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        skipSpaces()
        return true
    }

    /// Digits with their marks and grouping spaces: a space belongs to the number only between two digits.
    mutating func takeNumber() -> String? {
        var taken = ""
        if rest.first == "-" { taken.append(rest.removeFirst()) }
        while let character = rest.first {
            let next = rest.dropFirst().first
            let isDigit = character.isASCII && character.isNumber
            let nextIsDigit = next.map { $0.isASCII && $0.isNumber } ?? false
            guard
                isDigit
                    || ((character == "," || character == "." || character == " ") && nextIsDigit
                        && taken.last?.isNumber == true)
            else { break }
            taken.append(rest.removeFirst())
        }
        skipSpaces()
        return taken.contains { $0.isNumber } ? taken : nil
    }

    private var word: Substring { rest.prefix { $0.isLetter } }

    mutating func takeScale() -> ScaleWord? {
        let candidate = word
        guard !candidate.isEmpty, MeasureUnit.named(String(candidate)) == nil, let scale = ScaleWord(String(candidate))
        else { return nil }
        rest = rest.dropFirst(candidate.count)
        skipSpaces()
        return scale
    }

    mutating func takeUnit() -> Unit {
        if take("%") { return .known(.percent) }
        let candidate = String(rest.prefix { $0 != " " })
        guard !candidate.isEmpty else { return .none }
        guard let unit = MeasureUnit.named(candidate) else {
            return .unknown(candidate)
        }
        _ = take(candidate)
        return .known(unit)
    }
}
