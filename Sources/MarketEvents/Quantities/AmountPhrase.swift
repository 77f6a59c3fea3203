/// What somebody typed for an amount, taken apart by its grammar: how it is meant, one number or two, and their units.
struct AmountPhrase {
    /// A number with what stands beside it.
    struct End {
        var isNegative = false
        var hasPlus = false
        var digits = ""
        var scales: [AmountWords.Scale] = []
        /// The units that are named before and behind it.
        var units: [AmountWords.Unit] = []
    }

    var isApproximate = false
    /// `upTo` or `atLeast`.
    var bound: AmountWords.Qualifier?
    var boundIsWord = false
    var ends: [End] = []
    /// Whether a dash stands between the ends, which may be a sign, too.
    var isDashed = false
    var isFrench = false
    /// Whether it is somebody's words rather than the ledger's own notation.
    var isInWords = false

    /// Takes all of the tokens.
    init(_ tokens: [AmountToken]) throws(AmountFault) {
        var parser = AmountParser(tokens)
        self = try parser.phrase()
    }

    fileprivate init() {}
}

/// Why a phrase is no amount.
enum AmountFault: Error {
    case noNumber, noUpperEnd, boundedTwice, boundedRange, plus, noUnit, trailing, badNumber
    case unknownUnit(String)
    case otherUnit(MeasureUnit)
    /// The ends as they would be in order.
    case descending([Quantity])
    case ambiguous([Quantity], byLocale: Bool)
}

private struct AmountParser {
    private let tokens: [AmountToken]
    private var place = 0
    private var parsed = AmountPhrase()
    private var isBetween = false

    init(_ tokens: [AmountToken]) { self.tokens = tokens }

    mutating func phrase() throws(AmountFault) -> AmountPhrase {
        while let (qualifier, key) = take(AmountWords.qualifiers) { try qualify(qualifier, key) }
        parsed.ends.append(try end())
        if let separator = takeSeparator() {
            parsed.isDashed = separator == "-"
            guard parsed.bound == nil else { throw .boundedRange }
            do throws(AmountFault) { parsed.ends.append(try end()) } catch {
                throw if case .noNumber = error { .noUpperEnd } else { error }
            }
        } else if isBetween {
            throw .noUpperEnd
        }
        while let (qualifier, key) = take(AmountWords.afterwords) { try qualify(qualifier, key) }
        if parsed.bound != nil, parsed.ends.count == 2 { throw .boundedRange }
        guard place == tokens.count else { throw leftOver() }
        return parsed
    }

    private var token: AmountToken? { place < tokens.count ? tokens[place] : nil }

    private func leftOver() -> AmountFault {
        guard let token, token.kind == .word, parsed.ends.allSatisfy(\.units.isEmpty) else { return .trailing }
        return .unknownUnit(token.cased)
    }

    // MARK: phrases of the tables

    /// The longest phrase that stands here.
    private mutating func take<Meaning>(_ table: [String: Meaning]) -> (Meaning, key: String)? {
        for length in stride(from: min(AmountWords.mostWords, tokens.count - place), to: 0, by: -1) {
            let key = tokens[place..<(place + length)].map(\.text).joined(separator: " ")
            guard let meaning = table[key] else { continue }
            place += length
            note(key)
            return (meaning, key)
        }
        return nil
    }

    private mutating func note(_ key: String) {
        if AmountWords.french.contains(key) { parsed.isFrench = true }
        if AmountParser.isOfWords(key) { parsed.isInWords = true }
    }

    /// Whether a phrase is words, not marks.
    private static func isOfWords(_ key: String) -> Bool {
        key.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } ?? false
    }

    private mutating func qualify(_ qualifier: AmountWords.Qualifier, _ key: String) throws(AmountFault) {
        switch qualifier {
        case .about: parsed.isApproximate = true
        case .between:
            guard parsed.bound == nil, !isBetween else { throw .boundedRange }
            isBetween = true
        case .upTo, .atLeast:
            guard parsed.bound == nil || parsed.bound == qualifier else { throw .boundedTwice }
            parsed.bound = qualifier
            // "5bn+" is as loose as "more than 5bn"; ">=5bn" is arithmetic.
            if AmountParser.isOfWords(key) || key == "+" { parsed.boundIsWord = true }
        }
    }

    private mutating func takeSeparator() -> String? {
        guard let token, AmountWords.rangeWords.contains(token.text),
            isBetween || !AmountWords.rangeWordsAfterBetween.contains(token.text)
        else { return nil }
        // An English article is no French preposition: "38bn a year".
        if token.text == "a" || token.text == "-", !startsEnd(place + 1) { return nil }
        place += 1
        if token.kind == .word { note(token.text) }
        return token.text
    }

    /// Whether a number may start there.
    private func startsEnd(_ place: Int) -> Bool {
        guard place < tokens.count else { return false }
        let token = tokens[place]
        return token.kind == .number || token.text == "-" || token.text == "+" || unit(at: place, before: true) != nil
    }

    // MARK: a number with its unit

    private mutating func end() throws(AmountFault) -> AmountPhrase.End {
        var end = AmountPhrase.End()
        takeSign(&end)
        while end.units.count < 2, let (unit, length) = unit(at: place, before: true) {
            take(unit, length, &end)
            takeSign(&end)
        }
        guard let number = token, number.kind == .number else { throw .noNumber }
        end.digits = number.text
        place += 1
        takePlus()
        takeScales(&end)
        takePlus()
        let start = place
        if let token, token.text == "de" || token.text == "d'" { place += 1 }
        if let (unit, length) = unit(at: place, before: false) {
            if place > start { parsed.isFrench = true }
            take(unit, length, &end)
        } else if let token, let (scale, unit) = compound(token), end.scales.isEmpty {
            end.scales = [scale]
            take(unit, 1, &end)
        } else {
            place = start
        }
        return end
    }

    private mutating func takeSign(_ end: inout AmountPhrase.End) {
        guard let token, token.text == "-" || token.text == "+", !end.isNegative, !end.hasPlus else { return }
        (end.isNegative, end.hasPlus) = (token.text == "-", token.text == "+")
        place += 1
    }

    /// "200,000+ GPUs": the mark belongs to the number, whatever follows.
    private mutating func takePlus() {
        guard let token, token.text == "+", parsed.bound == nil || parsed.bound == .atLeast else { return }
        (parsed.bound, parsed.boundIsWord) = (.atLeast, true)
        place += 1
    }

    private mutating func takeScales(_ end: inout AmountPhrase.End) {
        var mayFollow = true
        while mayFollow {
            let isAfterOf = !end.scales.isEmpty && token?.text == "de"
            let at = place + (isAfterOf ? 1 : 0)
            guard at < tokens.count, let scale = scale(of: tokens[at]) else { return }
            let text = tokens[at].text
            place = at + 1
            end.scales.append(scale)
            if AmountWords.french.contains(text) { parsed.isFrench = true }
            if !AmountWords.notationScales.contains(text) { parsed.isInWords = true }
            mayFollow = AmountWords.multipliers.contains(text) && end.scales.count < 3
        }
    }

    private func scale(of token: AmountToken) -> AmountWords.Scale? {
        guard token.kind == .word, MeasureUnit.named(token.cased) == nil else { return nil }
        if token.text == "t" { return token.cased == "T" ? .power(12) : .smallT }
        return AmountWords.scales[token.text]
    }

    private mutating func take(_ unit: AmountWords.Unit, _ length: Int, _ end: inout AmountPhrase.End) {
        let isCode = length == 1 && MeasureUnit.named(tokens[place].cased) != nil
        if !isCode, tokens[place].text != "%" { parsed.isInWords = true }
        end.units.append(unit)
        place += length
    }

    /// The unit that is named at a place, and by how many tokens.
    ///
    /// - Parameter before: only money stands before its number.
    private func unit(at place: Int, before: Bool) -> (AmountWords.Unit, length: Int)? {
        for length in stride(from: min(AmountWords.mostWords, tokens.count - place), to: 0, by: -1) {
            let words = tokens[place..<(place + length)]
            guard
                let unit = length == 1
                    ? unit(tokens[place]) : AmountWords.units[words.map(\.text).joined(separator: " ")]
            else { continue }
            if before, unit.codes.contains(where: { MeasureUnit.named($0)?.isCurrency != true }) { continue }
            return (unit, length)
        }
        return nil
    }

    private func unit(_ token: AmountToken) -> AmountWords.Unit? {
        if let unit = AmountWords.exactUnits[token.cased] { return unit }
        if let unit = MeasureUnit.named(token.cased) { return AmountWords.Unit(unit.code) }
        guard let unit = AmountWords.units[token.text] else { return nil }
        // A code in mixed letters may be another unit: mW is no MW.
        if token.kind == .word, unit.codes.count == 1, unit.codes[0].lowercased() == token.text,
            token.cased != token.text, token.cased != token.text.uppercased(), !token.text.hasPrefix(unit.codes[0])
        {
            return nil
        }
        return unit
    }

    /// "MUSD", "kEUR": a scale and a currency in one word.
    private func compound(_ token: AmountToken) -> (AmountWords.Scale, AmountWords.Unit)? {
        guard token.kind == .word, (4...6).contains(token.cased.utf8.count) else { return nil }
        let (head, code) = (String(token.text.dropLast(3)), String(token.cased.suffix(3)))
        guard let scale = AmountWords.scales[head], let unit = MeasureUnit.named(code), unit.isCurrency else {
            return nil
        }
        return (scale, AmountWords.Unit(unit.code))
    }
}
