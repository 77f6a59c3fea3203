import CanonicalJSON
import MarketEvents

extension ParserCheck {
    /// The first byte chooses locale and unit; the rest is what somebody types.
    package static let quantity = ParserCheck(
        "quantity", maximumLength: 256,
        words: [
            "bn", "billion", "milliards", "trn", "trillion", "million", "k", "USD", "EUR", "JPY", "GPU", "GW",
            "percent", "%",
            "$", "US$", "€", "¥", "about ", "up to ", "at least ", "environ ", " to ", " de dollars", "lakh", "crore",
            "bps", "+",
            "~", "<=", ">=", "~>=", "..", "-", "\u{2212}", "\u{A0}", "\u{202F}", ",", "000", "0.000000000001", "e9",
            "\u{301}",
            "\u{661}", "\u{FF11}", "999999999999999999999",
        ]
    ) { input in
        guard let choice = input.first, let text = text(of: input.dropFirst()) else { return false }
        return try holdAmount(text, choice)
    }

    /// The same of texts that are nearly right: each byte is a word or mark of the grammar, or what stands around them in the press.
    package static let amountGrammar = ParserCheck("amount-grammar", maximumLength: 24, words: []) { input in
        guard let choice = input.first else { return false }
        // A high bit glues a word to the one before.
        let text = input.dropFirst().reduce(into: "") { text, byte in
            if byte & 0x80 == 0, !text.isEmpty { text += " " }
            text += grammar[Int(byte & 0x7F) % grammar.count]
        }
        return try holdAmount(text, choice)
    }

    private static let grammar = [
        "$", "€", "£", "¥", "₹", "US$", "A$", "HK$", "kr", "Rs", "USD", "usd", "EUR", "JPY", "GPU", "GPUs", "GW", "mW",
        "gigawatts", "%", "bps", "percent", "pour cent", "dollars", "US dollars", "d'euros", "de dollars", "yen",
        "francs",
        "shares", "38", "1.4", "1,4", "1.234", "1,234", "12", "0.5", ".5", "5.", "1'000'000", "1 000", "007", "1e9",
        "1,40,000",
        "999999999999999999999", "k", "m", "M", "mm", "bn", "B", "T", "t", "trn", "billion", "billions", "trillion",
        "milliards",
        "Md", "lakh", "crore", "thousand", "mille", "~", "<=", ">=", "<", ">", "about", "up to", "at least",
        "more than", "between",
        "from", "and", "to", "environ", "près de", "jusqu'à", "plus de", "au moins", "entre", "et", "à", "de", "..",
        "-", "–", "\u{2212}",
        "+", "(", ")", "or more", "or so", "ou plus", "five", "a", "a year", "in cash", "worth", "dolars", "MUSD",
        "\u{A0}", ".", "/", "!",
    ]

    private static func holdAmount(_ text: String, _ choice: UInt8) throws -> Bool {
        let locales: [QuantityReader.Locale?] = [nil, .english, .french]
        let reader = QuantityReader(locale: locales[Int(choice) % 3])
        let fixedUnit: MeasureUnit? = choice & 0x40 != 0 ? .percent : nil
        let quantity: Quantity
        do throws(QuantityReadingError) {
            quantity = try reader.read(text, fixedUnit: fixedUnit, isSigned: choice & 0x20 != 0)
        } catch {
            try holdIsMessage(error.description)
            for reading in error.readings { try holdIsReading(reading, of: text, fixedUnit) }
            return false
        }
        try holdIsTyped(quantity)
        if let fixedUnit { try hold("the unit of the field", quantity.unit == fixedUnit) }
        let object = quantity.payload
        try hold("a quantity that was read is one of the shape", Quantity(object) == quantity)
        let faults = Shape.quantity(.any).faults(in: .object(object), path: "value")
        try hold("a quantity that was read is one that is taken: \(faults)", faults.isEmpty)
        return true
    }

    /// What a refusal offers can be pasted, whoever reads it.
    private static func holdIsReading(_ reading: String, of text: String, _ fixedUnit: MeasureUnit?) throws {
        for locale in [nil, QuantityReader.Locale.english, .french] {
            let read = try? QuantityReader(locale: locale).read(reading, fixedUnit: fixedUnit)
            try hold("each reading that is offered for \(text) is one: \(reading)", read != nil)
        }
    }
}

/// What is shown of a quantity in full digits reads back as the same quantity in every locale, what tables show as the rounded
/// one.
func holdIsTyped(_ quantity: Quantity) throws {
    for locale in [nil, QuantityReader.Locale.english, .french] {
        let again: Quantity
        do throws(QuantityReadingError) { again = try QuantityReader(locale: locale).read(quantity.typed) } catch {
            throw BrokenPromise("\(quantity) is typed \(quantity.typed), which does not read: \(error)")
        }
        try hold(
            "\(quantity) is typed \(quantity.typed), which reads as \(again)", Bounds(again) == Bounds(quantity))
    }
    let short: Quantity
    do throws(QuantityReadingError) { short = try QuantityReader().read(quantity.short) } catch {
        throw BrokenPromise("\(quantity) is \(quantity.short) for short, which does not read: \(error)")
    }
    try hold("\(quantity.short) reads as \(short)", short.saysTheSame(as: quantity))
    let english: Quantity
    do throws(QuantityReadingError) { english = try QuantityReader(locale: .english).read(quantity.grouped) } catch {
        throw BrokenPromise("\(quantity) is shown as \(quantity.grouped), which does not read: \(error)")
    }
    try hold("\(quantity.grouped) reads as \(english)", Bounds(english) == Bounds(quantity.rounded))
}
