/// A duration of ISO 8601 in whole years, months, weeks and days: `P7Y`, `P18M`, `P1Y6M`, `P90D`, `P2W`.
package struct ISODuration: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package let months: Int
    package let days: Int

    package static let pattern = "^P(?=[0-9])(?:[0-9]{1,4}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,4}D)?$"

    package init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "P"), text.utf8.count > 1, text.utf8.count <= 21 else { return nil }
        var designators = "YMWD"[...]
        var digits = ""
        var (months, days) = (0, 0)
        for character in text.dropFirst() {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let place = designators.firstIndex(of: character), (1...4).contains(digits.count),
                let count = Int(digits)
            else { return nil }
            designators = designators[designators.index(after: place)...]
            digits = ""
            switch character {
            case "Y": months += 12 * count
            case "M": months += count
            case "W": days += 7 * count
            default: days += count
            }
        }
        guard digits.isEmpty else { return nil }
        (description, self.months, self.days) = (text, months, days)
    }
}
