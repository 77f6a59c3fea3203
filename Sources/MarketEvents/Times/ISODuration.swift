/// A duration of ISO 8601 in whole years, months, weeks and days: `P7Y`, `P18M`, `P1Y6M`, `P90D`, `P2W`.
package struct ISODuration: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package let months: Int
    package let days: Int

    package static let pattern = "^P(?=[0-9])(?:[0-9]{1,4}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,4}D)?$"

    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "P"), bytes.count > 1, bytes.count <= 21 else { return nil }
        var designators = "YMWD".utf8[...]
        var (count, digits) = (0, 0)
        var (months, days) = (0, 0)
        // Bytes, not characters: a letter with a combining mark would pass for the letter.
        for byte in bytes.dropFirst() {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                digits += 1
                guard digits <= 4 else { return nil }
                count = count * 10 + Int(byte - UInt8(ascii: "0"))
                continue
            }
            guard let place = designators.firstIndex(of: byte), digits > 0 else { return nil }
            designators = designators[designators.index(after: place)...]
            switch byte {
            case UInt8(ascii: "Y"): months += 12 * count
            case UInt8(ascii: "M"): months += count
            case UInt8(ascii: "W"): days += 7 * count
            default: days += count
            }
            (count, digits) = (0, 0)
        }
        guard digits == 0 else { return nil }
        (description, self.months, self.days) = (text, months, days)
    }
}
