/// Why a typed quantity was refused.
package struct QuantityReadingError: Error, Equatable, CustomStringConvertible {
    package let text: String
    package let reason: String
    /// What it could mean, ready to paste: each is read as it stands. Several where the text is ambiguous; the nearest one where
    /// something in it was not understood.
    package let readings: [String]

    package var description: String { "\(quoted(text)) \(reason)" }
}

/// Reads what people type for a quantity: one reading, or a refusal that shows the readings. Never a guess.
///
/// The ledger's own notation is `38bn USD`, `~140bn USD`, `<=1trn USD`, `>=200k GPU`, `91..93bn USD`, `2.5%`. Beside it the words
/// and marks of `AmountWords` are read: `about $38 billion`, `jusqu'à 10 milliards d'euros`, `400,000+ GPUs`, `25 bps`. Spaces and
/// apostrophes group digits by three. A point and a comma either group or are the decimal mark: which, the digits say, else the
/// locale, else nobody.
package struct QuantityReader: Sendable {
    package enum Locale: String, CaseIterable, Sendable {
        case english = "en"
        case french = "fr"
    }

    package let locale: Locale?

    package init(locale: Locale? = nil) { self.locale = locale }

    /// What a field says of its quantity.
    struct Setting {
        /// The field's unit, where it has one: then a bare number will do.
        var fixedUnit: MeasureUnit?
        /// What a number without a unit most likely is in. Only a refusal says so.
        var likelyUnit: MeasureUnit?
        /// Whether it is a change: then it may have a plus.
        var isSigned = false
    }

    /// What was typed in words of one's own is kept as `stated`.
    package func read(
        _ text: String, fixedUnit: MeasureUnit? = nil, likelyUnit: MeasureUnit? = nil, isSigned: Bool = false
    ) throws(QuantityReadingError) -> Quantity {
        let setting = Setting(fixedUnit: fixedUnit, likelyUnit: likelyUnit, isSigned: isSigned)
        guard text.utf8.count <= 200 else {
            throw QuantityReadingError(text: text, reason: "is longer than any quantity", readings: [])
        }
        let tokens = AmountToken.tokens(of: text)
        do throws(AmountFault) {
            let phrase = try AmountPhrase(tokens)
            let quantity = try self.quantity(phrase, setting)
            return phrase.isInWords ? quantity.stated(as: text) : quantity
        } catch { throw refusal(of: text, tokens, error, setting) }
    }

    // MARK: refusals

    static let form = "write for example '38bn USD', '~1.4trn USD', '>=200k GPU' or '91..93bn USD'"

    private func refusal(
        of text: String, _ tokens: [AmountToken], _ fault: AmountFault, _ setting: Setting
    ) -> QuantityReadingError {
        if case .ambiguous(let quantities, let byLocale) = fault {
            let typed = QuantityReader.written(quantities)
            let hint = byLocale ? ", or say --locale en or fr" : ""
            return QuantityReadingError(
                text: text,
                reason: "has \(typed.count) readings; write \(typed.joined(separator: " or "))\(hint)", readings: typed)
        }
        let nearest = QuantityReader.written(QuantityRepair(self, setting).nearest(to: tokens))
        let help =
            nearest.isEmpty
            ? QuantityReader.form
            : "did you mean " + nearest.map { "'\($0)'" }.joined(separator: " or ") + "?"
        return QuantityReadingError(text: text, reason: "\(reason(fault, setting)); \(help)", readings: nearest)
    }

    private func reason(_ fault: AmountFault, _ setting: Setting) -> String {
        switch fault {
        case .noNumber: "does not start with a number"
        case .noUpperEnd: "has no upper end"
        case .boundedTwice: "has two bounds"
        case .boundedRange: "is a range with a bound"
        case .plus: "has a plus, as only a change has"
        case .noUnit: "has no unit"
        case .unknownUnit(let word): "has the " + unknownName("unit", word, MeasureUnit.allCodes)
        case .otherUnit(let found): "is in \(found.code); this field is in \(setting.fixedUnit?.code ?? "another unit")"
        case .trailing: "goes on after the unit"
        case .badNumber:
            "is not a number of at most 21 digits in groups of three, with at most 12 behind the point"
        case .descending: "is not a range from a lower to an upper number"
        case .ambiguous: "has several readings"
        }
    }

    /// Ready to paste. Where the digits are what differs, all of them are shown.
    private static func written(_ quantities: [Quantity]) -> [String] {
        let amounts = Set(quantities.map { [$0.amount, $0.upper] })
        return quantities.map { amounts.count == 1 ? $0.short : $0.typed }
    }

    // MARK: readings

    /// The one quantity that a phrase says.
    func quantity(_ phrase: AmountPhrase, _ setting: Setting) throws(AmountFault) -> Quantity {
        if !setting.isSigned, phrase.ends.contains(where: \.hasPlus) { throw .plus }
        let units = try units(of: phrase, setting)
        var (found, descending): ([Quantity], [Quantity]) = ([], [])
        for phrase in QuantityReader.signings(phrase) {
            for unit in units {
                for tIsTrillion in QuantityReader.meaningsOfT(phrase) {
                    for convention in conventions {
                        let numbers = QuantityReader.numbers(phrase)
                        guard
                            let values = convention.values(
                                numbers, isFrench: phrase.isFrench, tIsTrillion: tIsTrillion)
                        else { continue }
                        let isAscending = values[0].value <= values[values.count - 1].value
                        let ordered = isAscending ? values : values.reversed()
                        for quantity in QuantityReader.quantities(phrase, ordered, unit) {
                            if isAscending {
                                if !found.contains(quantity) { found.append(quantity) }
                            } else if !descending.contains(quantity) {
                                descending.append(quantity)
                            }
                        }
                    }
                }
            }
        }
        switch found.count {
        case 0: throw descending.isEmpty ? .badNumber : .descending(descending)
        case 1: return found[0]
        default: throw .ambiguous(found, byLocale: locale == nil && decidedByLocale(phrase, setting))
        }
    }

    private func decidedByLocale(_ phrase: AmountPhrase, _ setting: Setting) -> Bool {
        Locale.allCases.allSatisfy { (try? QuantityReader(locale: $0).quantity(phrase, setting)) != nil }
    }

    /// The units that are meant: what all of those that are named may be. Where two contradict, each of them.
    private func units(of phrase: AmountPhrase, _ setting: Setting) throws(AmountFault) -> [MeasureUnit] {
        let named = phrase.ends.flatMap(\.units)
        guard let first = named.first else {
            guard let fixed = setting.fixedUnit else { throw .noUnit }
            return [fixed]
        }
        for end in phrase.ends where Set(end.units.map(\.power)).count > 1 { throw .trailing }
        let common = first.codes.filter { code in named.allSatisfy { $0.codes.contains(code) } }
        var codes = common
        if common.isEmpty {
            for code in named.reversed().flatMap(\.codes) where !codes.contains(code) { codes.append(code) }
        }
        let units = codes.compactMap(MeasureUnit.named)
        guard let fixed = setting.fixedUnit else { return units }
        guard common.contains(fixed.code) else { throw .otherUnit(units.first ?? fixed) }
        return [fixed]
    }

    /// Behind a dash between two numbers of which the first has a sign, it may be a sign, too.
    private static func signings(_ phrase: AmountPhrase) -> [AmountPhrase] {
        guard phrase.isDashed, phrase.ends.count == 2, phrase.ends[0].isNegative, !phrase.ends[1].isNegative,
            !phrase.ends[1].hasPlus
        else { return [phrase] }
        var other = phrase
        other.ends[1].isNegative = true
        return [phrase, other]
    }

    private static func meaningsOfT(_ phrase: AmountPhrase) -> [Bool] {
        phrase.ends.contains { $0.scales.contains(.smallT) } ? [false, true] : [false]
    }

    /// What a range says once holds for both ends: 91..93bn.
    private static func numbers(_ phrase: AmountPhrase) -> [NumberConvention.Written] {
        let last = phrase.ends[phrase.ends.count - 1]
        let power = phrase.ends.lazy.flatMap(\.units).map(\.power).first ?? 0
        return phrase.ends.map { end in
            NumberConvention.Written(
                digits: end.digits, isNegative: end.isNegative, scales: end.scales.isEmpty ? last.scales : end.scales,
                power: end.units.last?.power ?? power)
        }
    }

    /// In words a bound of what is negative may be meant of its size: "at least -5bn" is two things.
    private static func quantities(_ phrase: AmountPhrase, _ values: [ReadNumber], _ unit: MeasureUnit) -> [Quantity] {
        let (amount, step) = (values[0].value, values.compactMap(\.step).max())
        let isApproximate = phrase.isApproximate
        if values.count == 2 {
            return [
                Quantity(amount, unit, .between, upper: values[1].value, isApproximate: isApproximate, step: step)
            ]
        }
        guard let bound = phrase.bound else {
            return [Quantity(amount, unit, isApproximate ? .about : .exact, step: step)]
        }
        let meant: [AmountWords.Qualifier] =
            phrase.boundIsWord && amount.sign < 0 ? [.upTo, .atLeast] : [bound]
        return meant.map {
            Quantity(amount, unit, $0 == .upTo ? .upTo : .atLeast, isApproximate: isApproximate, step: step)
        }
    }

    /// The ways to read that are open: without a locale every way that some reader would take.
    var conventions: [NumberConvention] {
        switch locale {
        case .english:
            [
                NumberConvention(decimal: ".", scale: .short),
                NumberConvention(decimal: ",", scale: .short, onlyIfForced: true),
            ]
        case .french:
            [
                NumberConvention(decimal: ",", scale: .long),
                NumberConvention(decimal: ".", scale: .long, onlyIfForced: true),
            ]
        case nil:
            [
                NumberConvention(decimal: ".", scale: .short), NumberConvention(decimal: ",", scale: .short),
                NumberConvention(decimal: ",", scale: .long, onlyInFrench: true),
            ]
        }
    }
}
