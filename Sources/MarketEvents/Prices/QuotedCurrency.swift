/// What prices are quoted in: a currency, or its hundredth.
package struct QuotedCurrency: Equatable, Sendable {
    /// ISO 4217.
    package let code: String
    /// How many powers of ten a price is too great by: two for pence.
    package let minorDigits: Int

    /// Hundredths in which markets quote shares.
    private static let hundredths = [
        "GBX": "GBP", "GBp": "GBP", "GBpence": "GBP", "ILA": "ILS", "ZAc": "ZAR", "ZAC": "ZAR",
    ]

    /// Of a code as markets write it: `USD`, `GBX`, `GBp`. Nil for what is none.
    package init?(_ text: String) {
        if let whole = QuotedCurrency.hundredths[text] {
            (code, minorDigits) = (whole, 2)
        } else {
            guard TextFormat.currency.fault(text) == nil else { return nil }
            (code, minorDigits) = (text, 0)
        }
    }

    /// `Close (GBp)`, `Schlusskurs in EUR`, `Price ($)`: the name of a column without the currency behind it, and the currency
    /// as it is written there. Nil where the name ends in none.
    static func split(column name: String) -> (name: String, currency: String)? {
        let isGap: (Character) -> Bool = { $0.isWhitespace || $0 == "_" }
        let isEdge: (Character) -> Bool = { isGap($0) || "-,".contains($0) }
        guard let start = name.lastIndex(where: isGap) else { return nil }
        let last = name[name.index(after: start)...]
        var before = name[..<start]
        let inner = last.drop { "([".contains($0) }.prefix { !")]".contains($0) }
        var currency = String(inner)
        if inner.count < last.count {
            // Only in brackets: elsewhere a letter may mean anything.
            if ["p", "pence"].contains(currency.lowercased()) { currency = "GBp" }
            let scalars = Array(currency.unicodeScalars)
            guard QuotedCurrency(currency) != nil || (scalars.count == 1 && CurrencySign(scalars[0]) != nil) else {
                return nil
            }
        } else if QuotedCurrency(currency) == nil {
            return nil
        }
        while let edge = before.last, isEdge(edge) { before = before.dropLast() }
        if let gap = before.lastIndex(where: isGap), before[before.index(after: gap)...].lowercased() == "in" {
            before = before[..<gap]
        }
        return before.isEmpty ? nil : (String(before), currency)
    }
}

/// The sign of a currency, which several may share.
package struct CurrencySign: Equatable, Sendable {
    /// One byte for each; `$` as it is.
    let byte: UInt8
    private let scalar: Unicode.Scalar
    /// "in pounds".
    let noun: String
    /// The first is the one that is mostly meant.
    private let codes: [String]

    private init(_ byte: UInt8, _ scalar: Unicode.Scalar, _ noun: String, _ codes: String) {
        (self.byte, self.scalar, self.noun) = (byte, scalar, noun)
        self.codes = codes.split(separator: " ").map(String.init)
    }

    private static let all = [
        CurrencySign(
            0x24, "$", "dollars or pesos",
            "USD CAD AUD NZD HKD SGD TWD BND FJD JMD TTD BBD BSD BMD BZD GYD KYD LRD NAD SBD SRD XCD MXN ARS CLP COP UYU DOP "
                + "PHP CUP BRL"),
        CurrencySign(0x80, "€", "euros", "EUR"),
        CurrencySign(0xA3, "£", "pounds", "GBP EGP LBP SYP FKP GIP SHP SDG SSP"),
        CurrencySign(0xA5, "¥", "yen or yuan", "JPY CNY"),
    ]

    init?(byte: UInt8) {
        guard byte == 0x24 || byte >= 0x80, let known = CurrencySign.all.first(where: { $0.byte == byte }) else {
            return nil
        }
        self = known
    }

    init?(_ scalar: Unicode.Scalar) {
        guard let known = CurrencySign.all.first(where: { $0.scalar == scalar }) else { return nil }
        self = known
    }

    var usual: String { codes[0] }

    /// Whether what costs so much of it may be quoted in a currency: in whole pounds, not in pence.
    func mayMean(_ currency: QuotedCurrency) -> Bool { currency.minorDigits == 0 && codes.contains(currency.code) }
}
