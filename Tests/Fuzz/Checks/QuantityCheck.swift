import CanonicalJSON
import MarketEvents

extension ParserCheck {
    /// The first byte chooses locale and unit; the rest is what somebody types.
    package static let quantity = ParserCheck(
        "quantity", maximumLength: 256,
        words: [
            "bn", "billion", "milliards", "trn", "trillion", "million", "k", "USD", "EUR", "JPY", "GPU", "GW",
            "percent", "%",
            "~", "<=", ">=", "~>=", "..", "-", "\u{2212}", "\u{A0}", "\u{202F}", ",", "000", "0.000000000001", "e9",
            "\u{301}",
            "\u{661}", "\u{FF11}", "999999999999999999999",
        ]
    ) { input in
        guard let choice = input.first, let text = text(of: input.dropFirst()) else { return false }
        let locales: [QuantityReader.Locale?] = [nil, .english, .french]
        let reader = QuantityReader(locale: locales[Int(choice) % 3])
        let fixedUnit: MeasureUnit? = choice & 0x40 != 0 ? .percent : nil
        let quantity: Quantity
        do throws(QuantityReadingError) { quantity = try reader.read(text, fixedUnit: fixedUnit) } catch {
            try holdIsMessage(error.description)
            for reading in error.readings {
                try hold(
                    "each reading that is offered is one: \(reading)", (try? QuantityReader().read(reading)) != nil)
            }
            return false
        }
        try holdIsTyped(quantity)
        if let fixedUnit { try hold("the unit of the field", quantity.unit == fixedUnit) }
        let object = quantity.json
        try hold("a quantity that was read is one of the shape", Quantity(object) == quantity)
        let faults = Shape.quantity(.any).faults(in: .object(object), path: "value")
        try hold("a quantity that was read is one that is taken: \(faults)", faults.isEmpty)
        return true
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
    let english: Quantity
    do throws(QuantityReadingError) { english = try QuantityReader(locale: .english).read(quantity.grouped) } catch {
        throw BrokenPromise("\(quantity) is shown as \(quantity.grouped), which does not read: \(error)")
    }
    try hold("\(quantity.grouped) reads as \(english)", Bounds(english) == Bounds(quantity.rounded))
}
