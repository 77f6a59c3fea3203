import MarketEvents

/// A quantity as it stands in a payload: its parts found, not yet decoded.
struct StoredQuantity {
    let amount: Bytes
    let upper: Bytes?
    let unit: Bytes
    let qualifier: Bytes
    let isApproximate: Bool
    /// The source's words, as a JSON string.
    let stated: Bytes?

    /// Nil where it is none.
    init?(_ object: Bytes) {
        var amount: Bytes?
        var upper: Bytes?
        var unit: Bytes?
        var qualifier: Bytes?
        var stated: Bytes?
        var isApproximate = false
        let isWhole = object.forEachMember { name, value in
            switch name.start.pointee {
            case UInt8(ascii: "a") where name.equals("amount"): amount = value.plainText
            case UInt8(ascii: "a") where name.equals("approximate"): isApproximate = value.equals("true")
            case UInt8(ascii: "u") where name.equals("unit"): unit = value.plainText
            case UInt8(ascii: "u") where name.equals("upper"): upper = value.plainText
            case UInt8(ascii: "q") where name.equals("qualifier"): qualifier = value.plainText
            case UInt8(ascii: "s") where name.equals("stated"): stated = value
            default: break
            }
            return true
        }
        guard isWhole, let amount, let unit, let qualifier, StoredQuantity.isNumber(amount),
            upper.map(StoredQuantity.isNumber) ?? true
        else { return nil }
        (self.amount, self.upper, self.unit, self.qualifier) = (amount, upper, unit, qualifier)
        (self.isApproximate, self.stated) = (isApproximate, stated)
    }

    /// `-?digits(.digits)?`, of a length that amounts have.
    fileprivate static func isNumber(_ text: Bytes) -> Bool {
        var digits = 0
        var point = -1
        guard text.count <= 36 else { return false }
        for index in 0..<text.count {
            switch text.start[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "-") where index == 0: break
            case UInt8(ascii: ".") where point < 0 && digits > 0 && index < text.count - 1: point = index
            default: return false
            }
        }
        return digits > 0
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

    private static func sign(_ number: Bytes) -> Int {
        guard number.buffer.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) else { return 0 }
        return number.start.pointee == UInt8(ascii: "-") ? -1 : 1
    }

    /// -1, 0 or 1; nil where the bounds do not tell. As `Quantity.sign`.
    var sign: Int? {
        let lower: Int? = qualifier.equals("upTo") ? nil : StoredQuantity.sign(amount)
        let above: Int? =
            qualifier.equals("atLeast")
            ? nil : StoredQuantity.sign(qualifier.equals("between") ? upper ?? amount : amount)
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
            let amount = QuantityReader.decimal(stored.amount),
            let qualifier = QuantityReader.qualifier(stored.qualifier)
        else { return nil }
        return Quantity(
            amount, unit, qualifier, upper: stored.upper.flatMap(QuantityReader.decimal),
            isApproximate: stored.isApproximate, stated: stored.stated.map { JSONText.decoded($0) })
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

    /// A price as `ExactDecimal.pricePattern` has it.
    static func price(_ text: Bytes) -> ExactDecimal? {
        StoredQuantity.isNumber(text) ? decimal(text) : nil
    }

    /// A number of at most 36 characters, checked by `StoredQuantity`.
    private static func decimal(_ number: Bytes) -> ExactDecimal? {
        let isNegative = number.start.pointee == UInt8(ascii: "-")
        var coefficient: Int128 = 0
        var small = 0
        var scale = 0
        var hasPoint = false
        for index in (isNegative ? 1 : 0)..<number.count {
            let byte = number.start[index]
            if byte == UInt8(ascii: ".") {
                hasPoint = true
                continue
            }
            if hasPoint { scale += 1 }
            let digit = Int(byte - UInt8(ascii: "0"))
            if index < 18 {
                small = small * 10 + digit
            } else {
                if index == 18 { coefficient = Int128(small) }
                coefficient = coefficient * 10 + Int128(digit)
            }
        }
        if number.count <= 18 { coefficient = Int128(small) }
        return ExactDecimal(coefficient: isNegative ? -coefficient : coefficient, scale: scale)
    }
}
