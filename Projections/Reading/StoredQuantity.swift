import MarketEvents

/// A quantity as it stands in a payload: its parts found, and its numbers read.
struct StoredQuantity {
    let amount: Bytes
    let number: ExactDecimal
    let upper: Bytes?
    let upperNumber: ExactDecimal?
    let unit: Bytes
    let qualifier: Bytes
    let isApproximate: Bool
    /// The source's words, as a JSON string.
    let stated: Bytes?
    /// The last digit that it was said with, where the payload says so.
    let step: Bytes?

    /// Nil where it is none.
    init?(_ object: Bytes) {
        var amount: Bytes?
        var upper: Bytes?
        var unit: Bytes?
        var qualifier: Bytes?
        var stated: Bytes?
        var step: Bytes?
        var isApproximate = false
        let isWhole = object.forEachMember { name, value in
            switch name.start.pointee {
            case UInt8(ascii: "a") where name.equals("amount"): amount = value.plainText
            case UInt8(ascii: "a") where name.equals("approximate"): isApproximate = value.equals("true")
            case UInt8(ascii: "u") where name.equals("unit"): unit = value.plainText
            case UInt8(ascii: "u") where name.equals("upper"): upper = value.plainText
            case UInt8(ascii: "q") where name.equals("qualifier"): qualifier = value.plainText
            case UInt8(ascii: "s") where name.equals("stated"): stated = value
            case UInt8(ascii: "s") where name.equals("step"): step = value.plainText
            default: break
            }
            return true
        }
        guard isWhole, let amount, let unit, let qualifier, let number = ExactDecimal(amount.buffer, .amount) else {
            return nil
        }
        let upperNumber = upper.flatMap { ExactDecimal($0.buffer, .amount) }
        guard upper == nil || upperNumber != nil else { return nil }
        (self.amount, self.upper, self.unit, self.qualifier) = (amount, upper, unit, qualifier)
        (self.number, self.upperNumber) = (number, upperNumber)
        (self.isApproximate, self.stated, self.step) = (isApproximate, stated, step)
    }

    /// Whether there are such a unit and such a qualifier.
    var isKnown: Bool {
        guard unit.count <= 8, StoredQuantity.units.contains(unit.head) else { return false }
        return qualifier.equals("exact") || qualifier.equals("about") || qualifier.equals("atLeast")
            || qualifier.equals("upTo") || (qualifier.equals("between") && upper != nil)
    }

    /// The codes of all units, each of eight bytes at most, as numbers.
    private static let units: Set<UInt64> = Set(
        MeasureUnit.allCodes.map { code in Array(code.utf8).withUnsafeBytes { Bytes($0)?.head ?? 0 } })

    /// The amount without trailing zeros behind the point, as views show it.
    static func normal(_ number: Bytes) -> Bytes {
        var text = number
        if text.firstIndex(of: UInt8(ascii: ".")) != nil {
            while text.count > 1, text.start[text.count - 1] == UInt8(ascii: "0") { text = text.prefix(text.count - 1) }
            if text.start[text.count - 1] == UInt8(ascii: ".") { text = text.prefix(text.count - 1) }
        }
        return text.equals("-0") ? text.dropping(1) : text
    }

    /// -1, 0 or 1; nil where the bounds do not tell. As `Quantity.sign`.
    var sign: Int? {
        let lower: Int? = qualifier.equals("upTo") ? nil : number.sign
        let above: Int? =
            qualifier.equals("atLeast")
            ? nil : (qualifier.equals("between") ? upperNumber ?? number : number).sign
        if let lower, lower > 0 { return 1 }
        if let above, above < 0 { return -1 }
        return lower == 0 && above == 0 ? 0 : nil
    }
}

/// Decodes stored quantities exactly, and remembers units.
final class QuantityReader {
    private var units: [UInt64: MeasureUnit] = [:]
    private var scratch = ""

    func quantity(_ object: Bytes?) -> Quantity? {
        guard let object, let stored = StoredQuantity(object), let unit = unit(stored.unit),
            let qualifier = QuantityReader.qualifier(stored.qualifier)
        else { return nil }
        return Quantity(
            stored.number, unit, qualifier, upper: stored.upperNumber,
            isApproximate: stored.isApproximate, stated: stored.stated.map { JSONText.decoded($0) },
            step: Quantity.step(stored.step.flatMap { ExactDecimal($0.buffer, .amount) }, written: stored.amount.buffer)
        )
    }

    private func unit(_ code: Bytes) -> MeasureUnit? {
        guard code.count <= 8 else { return nil }
        if let known = units[code.head] { return known }
        let unit = MeasureUnit.named(code.string)
        units[code.head] = unit
        return unit
    }

    private static func qualifier(_ word: Bytes) -> Qualifier? {
        if word.equals("exact") { return .exact }
        if word.equals("about") { return .about }
        if word.equals("atLeast") { return .atLeast }
        if word.equals("upTo") { return .upTo }
        return word.equals("between") ? .between : nil
    }
}
