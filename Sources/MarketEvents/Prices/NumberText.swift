/// A number as vendors write it: with a currency's sign, thousands, K, M and B behind a volume.
///
/// It is read from bytes: a wide file has millions of cells, and each is held against both decimal marks.
package struct NumberText {
    /// The sign of a currency beside the digits.
    let currency: CurrencySign?
    private let isNegative: Bool
    /// In ASCII: digits and what stands between them, and `other` for anything else.
    private let body: ArraySlice<UInt8>
    private let powers: Int
    var hasSuffix: Bool { powers > 0 }

    /// What stands where there is no price, beside what every price file may say.
    private static let absences: Set<[UInt8]> = Set(
        [
            "-", "--", "na", "n/a", "nan", "null", "none", "#n/a", "#n/a n/a", "n.a.", "k.a.", "nd", "n/d", ".",
        ].map { Array($0.utf8) })
    private static let suffixes: [([UInt8], Int)] = [
        ("mrd", 9), ("mio", 6), ("tsd", 3), ("k", 3), ("m", 6), ("b", 9), ("t", 12),
    ].map { (Array($0.0.utf8), $0.1) }

    private static let (space, apostrophe, minus) = (UInt8(ascii: " "), UInt8(ascii: "'"), UInt8(ascii: "-"))
    private static let (point, comma, zero) = (UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "0"))
    /// What no number has.
    private static let other: UInt8 = 0x7F

    /// Nil where nothing is said.
    package init?(_ text: ArraySlice<UInt8>) {
        var body = text.allSatisfy({ $0 < 0x80 }) ? text : NumberText.ascii(text)
        guard let first = body.first else { return nil }
        if !NumberText.isDigit(first) || body.last.map(NumberText.isDigit) == false {
            guard !NumberText.absences.contains(body.map(NumberText.lowered)) else { return nil }
        }
        var isNegative = false
        var currency: CurrencySign?
        for _ in 0..<2 {
            if body.first == NumberText.minus, !isNegative {
                isNegative = true
                body = body.dropFirst()
            }
            while let first = body.first, first == NumberText.space || CurrencySign(byte: first) != nil {
                currency = CurrencySign(byte: first) ?? currency
                body = body.dropFirst()
            }
        }
        while let last = body.last, !NumberText.isDigit(last) {
            // A point ends a suffix such as "Mio.", never a number.
            let isEnd = last == NumberText.point && body.dropLast().last.map(NumberText.isLetter) == true
            guard isEnd || last == NumberText.space || CurrencySign(byte: last) != nil else { break }
            currency = CurrencySign(byte: last) ?? currency
            body = body.dropLast()
        }
        var powers = 0
        if let last = body.last, NumberText.isLetter(last) {
            let lowered = body.suffix(3).map(NumberText.lowered)
            if let (suffix, value) = NumberText.suffixes.first(where: { lowered.suffix($0.0.count) == $0.0[...] }) {
                powers = value
                body = body.dropLast(suffix.count)
                while body.last == NumberText.space { body = body.dropLast() }
            }
        }
        (self.isNegative, self.body, self.powers, self.currency) = (isNegative, body, powers, currency)
    }

    /// Dashes, spaces, apostrophes and signs of currencies that lie beyond ASCII, each as one byte.
    private static func ascii(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        String(decoding: text, as: UTF8.self).unicodeScalars.map { scalar in
            switch scalar {
            case "\u{A0}", "\u{202F}", "\u{2009}": space
            case "\u{2019}": apostrophe
            case "\u{2212}", "\u{2013}", "\u{2014}": minus
            default: CurrencySign(scalar)?.byte ?? (scalar.isASCII ? UInt8(scalar.value) : other)
            }
        }[...]
    }

    /// Whether it is a number with this mark.
    func takes(_ mark: DecimalMark) -> Bool { form(mark) != nil }

    /// Whether both marks take it and make two numbers of it.
    var hasTwoReadings: Bool {
        body.contains { $0 == NumberText.point || $0 == NumberText.comma } && takes(.point) && takes(.comma)
    }

    /// As the log writes it; nil where it is no number with this mark.
    func digits(_ mark: DecimalMark) -> ArraySlice<UInt8>? {
        guard let form = form(mark) else { return nil }
        // Most cells are as they are to be.
        if !isNegative, powers == 0, !form.isGrouped, mark == .point { return body }
        var written: [UInt8] = []
        written.reserveCapacity(body.count + 1)
        if isNegative { written.append(NumberText.minus) }
        for byte in body[..<form.whole] where NumberText.isDigit(byte) { written.append(byte) }
        if form.whole < body.endIndex {
            written.append(NumberText.point)
            written += body[(form.whole + 1)...]
        }
        guard powers > 0 else { return written[...] }
        let unsigned = String(decoding: isNegative ? written[1...] : written[...], as: UTF8.self)
        return Array(((isNegative ? "-" : "") + NumberText.shifted(unsigned, by: powers)).utf8)[...]
    }

    /// Where the digits before the mark end, and whether anything groups them: by three, or the Indian way by two and three.
    private func form(_ mark: DecimalMark) -> (whole: Int, isGrouped: Bool)? {
        let (decimal, group) =
            mark == .point ? (NumberText.point, NumberText.comma) : (NumberText.comma, NumberText.point)
        let whole = body.firstIndex(of: decimal) ?? body.endIndex
        if whole < body.endIndex {
            let fraction = body[(whole + 1)...]
            guard !fraction.isEmpty, fraction.allSatisfy(NumberText.isDigit) else { return nil }
        }
        let before = body[..<whole]
        guard let first = before.first, NumberText.isDigit(first) else { return nil }
        var (digits, inGroup, separator): (Int, Int, UInt8?) = (0, 0, nil)
        // How long the first group is, and what of the others is not of three.
        var (firstGroup, areThrees, areTwos) = (0, true, true)
        for byte in before {
            if NumberText.isDigit(byte) {
                (digits, inGroup) = (digits + 1, inGroup + 1)
            } else {
                guard byte == group || byte == NumberText.space || byte == NumberText.apostrophe,
                    separator == nil || separator == byte, inGroup > 0
                else { return nil }
                if separator == nil {
                    firstGroup = inGroup
                } else {
                    (areThrees, areTwos) = (areThrees && inGroup == 3, areTwos && inGroup == 2)
                }
                (separator, inGroup) = (byte, 0)
            }
        }
        guard digits == 1 || first != NumberText.zero else { return nil }
        guard separator != nil else { return (whole, false) }
        guard inGroup == 3, firstGroup <= 3, areThrees || (firstGroup <= 2 && areTwos) else { return nil }
        return (whole, true)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// A number without sign times ten to the `powers`: exact, by moving the point.
    package static func shifted(_ text: String, by powers: Int) -> String {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var (whole, fraction) = (parts[0], parts.count > 1 ? parts[1] : "")
        if powers >= 0 {
            fraction += String(repeating: "0", count: max(0, powers - fraction.count))
            whole += fraction.prefix(powers)
            fraction = String(fraction.dropFirst(powers))
        } else {
            whole = String(repeating: "0", count: max(0, 1 - powers - whole.count)) + whole
            fraction = whole.suffix(-powers) + fraction
            whole = String(whole.dropLast(-powers))
        }
        let plain = whole.drop { $0 == "0" }
        return (plain.isEmpty ? "0" : String(plain)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
