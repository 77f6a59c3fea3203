/// Looks for the amount that somebody most likely meant: what is left of a refused text when words that say nothing are dropped
/// and slips are mended. Every answer was read by the reader itself.
struct QuantityRepair {
    private let reader: QuantityReader
    private var setting: QuantityReader.Setting

    init(_ reader: QuantityReader, _ setting: QuantityReader.Setting) {
        self.reader = QuantityReader(locale: reader.locale)
        // What is proposed has no plus, so that it may stand anywhere.
        self.setting = setting
        self.setting.isSigned = true
    }

    private static let mostTokens = 40
    private static let mostBefore = 6

    /// Several where the nearest text has several readings; none where there is no number.
    func nearest(to tokens: [AmountToken]) -> [Quantity] {
        let mended = QuantityRepair.mended(Array(tokens.prefix(Self.mostTokens)))
        guard let number = mended.firstIndex(where: { $0.kind == .number }) else { return [] }
        let unit = mended.lazy.compactMap(QuantityRepair.unit).first
        // As much as can be read from as far in front as possible: of "$38bn (€33bn)" the first.
        for start in max(0, number - Self.mostBefore)...number {
            for end in stride(from: mended.count, to: number, by: -1) {
                let found = readings(Array(mended[start..<end]), unit)
                if !found.isEmpty { return found }
            }
        }
        return []
    }

    private func readings(_ tokens: [AmountToken], _ unit: MeasureUnit?) -> [Quantity] {
        guard var phrase = QuantityRepair.phrase(tokens) else { return [] }
        let only = setting.fixedUnit ?? unit ?? setting.likelyUnit ?? QuantityRepair.dollar
        if phrase.ends.allSatisfy(\.units.isEmpty) {
            phrase.ends[phrase.ends.count - 1].units = [AmountWords.Unit(only.code)]
        }
        // Two units are two amounts, of which the first is meant.
        let named = phrase.ends.flatMap(\.units)
        guard named.allSatisfy({ $0.codes.contains { code in named.allSatisfy { $0.codes.contains(code) } } }) else {
            return []
        }
        let found = read(phrase)
        guard found.isEmpty, let fixed = setting.fixedUnit else { return found }
        // In another unit than the field's the number is the nearest that there is.
        for index in phrase.ends.indices { phrase.ends[index].units = [AmountWords.Unit(fixed.code)] }
        return read(phrase)
    }

    /// The one unit that a token names.
    private static func unit(_ token: AmountToken) -> MeasureUnit? {
        if let unit = MeasureUnit.named(token.cased) { return unit }
        guard let unit = AmountWords.units[token.text], unit.codes.count == 1, unit.power == 0 else { return nil }
        return MeasureUnit.named(unit.codes[0])
    }

    private static let dollar = MeasureUnit.named("USD") ?? .percent

    /// The phrase, with less of what contradicts itself in it.
    private static func phrase(_ tokens: [AmountToken]) -> AmountPhrase? {
        do throws(AmountFault) { return try AmountPhrase(tokens) } catch {
            switch error {
            case .boundedRange, .boundedTwice, .noUpperEnd:
                // Without what is said before the number.
                guard let number = tokens.firstIndex(where: { $0.kind == .number }), number > 0 else { return nil }
                return try? AmountPhrase(Array(tokens[number...]))
            default: return nil
            }
        }
    }

    private func read(_ phrase: AmountPhrase) -> [Quantity] {
        do throws(AmountFault) { return [try reader.quantity(phrase, setting)] } catch {
            switch error {
            case .ambiguous(let quantities, _), .descending(let quantities): return quantities
            default: return []
            }
        }
    }
}

// MARK: Slips

extension QuantityRepair {
    /// The tokens that mean something, with slips mended and numbers in words as digits.
    private static func mended(_ tokens: [AmountToken]) -> [AmountToken] {
        var mended: [AmountToken] = []
        // "(5.8bn)" in accounts is a loss.
        let isInBrackets = tokens.first?.text == "(" && tokens.contains { $0.text == ")" }
        if isInBrackets { mended.append(.minus) }
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            index += 1
            switch token.kind {
            case .number:
                if let (number, length) = exponent(tokens[(index - 1)...]) {
                    mended.append(.number(number))
                    index += length
                } else {
                    mended.append(.number(digits(token.text)))
                }
            case .mark:
                if token.text == ".", index < tokens.count, tokens[index].kind == .number, tokens[index].isGlued {
                    mended.append(.number(digits("0." + tokens[index].text)))
                    index += 1
                } else if token.text == ")", isInBrackets {
                    continue
                } else if isKnown(token) {
                    mended.append(token)
                }
            case .word:
                if let (number, length) = article(tokens[(index - 1)...]) {
                    mended.append(.number(number))
                    index += length
                    continue
                }
                let parts = isKnown(token) ? [token] : token.parts
                mended += parts.compactMap(mend)
            }
        }
        return mended
    }

    private static func isKnown(_ token: AmountToken) -> Bool {
        AmountWords.vocabulary.contains(token.text) || token.text == "-" || token.text == "+"
    }

    private static func mend(word: AmountToken) -> AmountToken? {
        if let number = AmountWords.numberWords[word.text] { return .number(String(number)) }
        if word.text == "an" { return nil }
        if AmountWords.vocabulary.contains(word.text) || AmountWords.exactUnits[word.cased] != nil || word.text == "t" {
            // A code in letters of the wrong size.
            guard let code = AmountWords.units[word.text]?.codes.first, code.lowercased() == word.text else {
                return word
            }
            return .word(code)
        }
        let capitals = word.cased.utf8.count { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        if capitals >= 2, word.text.utf8.count <= 5 {
            if let code = MeasureUnit.named(word.cased.uppercased()) { return .word(code.code) }
            return NearestNames.nearest(to: word.text, among: MeasureUnit.allCodes, limit: 1).first.map {
                AmountToken.word($0)
            }
        }
        guard word.text.utf8.count >= 5 else { return nil }
        return NearestNames.nearest(to: word.text, among: AmountWords.longWords, limit: 1).first.map {
            AmountToken.word($0)
        }
    }

    /// "a billion", "half a billion": the number, and how many tokens stand behind the first and belong to it.
    private static func article(_ tokens: ArraySlice<AmountToken>) -> (String, Int)? {
        let words = tokens.prefix(3).map(\.text)
        guard let scale = words.firstIndex(where: { AmountWords.scales[$0] != nil && $0.utf8.count > 3 }) else {
            return nil
        }
        switch words[..<scale] {
        case ["a"], ["an"]: return ("1", 0)
        case ["half", "a"]: return ("0.5", 1)
        default: return nil
        }
    }

    /// "1e9", "1.4E12": how many tokens stand behind the first.
    private static func exponent(_ tokens: ArraySlice<AmountToken>) -> (String, Int)? {
        let head = Array(tokens.prefix(3))
        guard head.count == 3, head[1].text == "e", head[1].isGlued, head[2].isGlued, let power = Int(head[2].text),
            (1...20).contains(power), let number = ExactDecimal(amount: head[0].text),
            let coefficient = try? ExactDecimal.timesPower(number.coefficient, power)
        else { return nil }
        return (ExactDecimal(coefficient: coefficient, scale: number.scale).description, 2)
    }

    /// A number that some convention takes; else its digits without their marks, or with fewer behind the point.
    private static func digits(_ text: String) -> String {
        let written = NumberConvention.Written(digits: text, isNegative: false, scales: [], power: 0)
        let isRead = QuantityReader().conventions.contains {
            $0.values([written], isFrench: true, tIsTrillion: false) != nil
        }
        if isRead { return text }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].count > 12 { return digits(parts[0] + "." + parts[1].prefix(12)) }
        var plain = text.filter(\.isNumber)[...]
        while plain.first == "0", plain.count > 1 { plain = plain.dropFirst() }
        return String(plain)
    }
}
