import CivilTime

/// A cell of a price file: a decimal number, nothing, or a fault. Strict, for what has two readings is refused.
package enum PriceCell: Equatable, Sendable {
    case none
    /// As the log writes it.
    case number(String)
    /// Below zero, without its sign: what was paid to get rid of something, or CRSP's mark of a bid-ask midpoint on a day
    /// without trades.
    case negative(String)
    case fault(String)

    /// What stands where there is no price.
    private static let absences: Set = ["", "na", "n/a", "nan", "null"]

    /// - Parameter zeroIsTaken: true of a volume; there is no price of zero.
    package init(_ bytes: ArraySlice<UInt8>, zeroIsTaken: Bool = false) {
        guard let first = bytes.first else {
            self = .none
            return
        }
        let isNegative = first == UInt8(ascii: "-")
        let digits = isNegative ? bytes.dropFirst() : bytes
        if let isZero = PriceCell.isZero(plain: digits) {
            if isZero, !zeroIsTaken {
                self = .fault("a price of zero; leave the cell empty where there is no price")
            } else {
                let text = String(decoding: digits, as: UTF8.self)
                self = isNegative && !isZero ? .negative(text) : .number(text)
            }
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        self = PriceCell.absences.contains(text.lowercased()) ? .none : .fault(PriceCell.fault(of: text))
    }

    /// Whether plain digits, at most 18 before and 18 behind the point, are all zero; nil where they are not plain.
    private static func isZero(plain bytes: ArraySlice<UInt8>) -> Bool? {
        var (whole, fraction, isZero, hasPoint) = (0, 0, true, false)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if byte != UInt8(ascii: "0") { isZero = false }
                if hasPoint { fraction += 1 } else { whole += 1 }
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            default: return nil
            }
        }
        guard (1...18).contains(whole), whole == 1 || bytes.first != UInt8(ascii: "0"),
            hasPoint ? (1...18).contains(fraction) : true
        else { return nil }
        return isZero
    }

    private static func isPrice(_ text: String) -> Bool { ExactDecimal(price: text) != nil }

    private static func fault(of text: String) -> String {
        let quotedText = quoted(text)
        // The spaces that people and programs group digits with, and the Swiss apostrophe.
        let marks: Set<Character> = [" ", "\u{A0}", "\u{202F}", "\u{2009}", "'", "\u{2019}", "_"]
        let plain = text.filter { !marks.contains($0) }
        let points = plain.count { $0 == "." }
        let commas = plain.count { $0 == "," }
        if plain != text, commas == 0, isPrice(plain) {
            return "\(quotedText) has a thousands separator; write \(plain)"
        }
        if commas == 1, points == 0 {
            let decimal = plain.replacing(",", with: ".")
            let whole = plain.replacing(",", with: "")
            let parts = plain.split(separator: ",", omittingEmptySubsequences: false)
            let groups = parts[1].count == 3 && (1...3).contains(parts[0].count) && isPrice(whole)
            if groups, isPrice(decimal) {
                return "\(quotedText) has 2 readings; write \(whole) or \(decimal)"
            }
            if isPrice(decimal) { return "\(quotedText) has a decimal comma; write \(decimal)" }
        }
        if commas > 0 {
            let whole = plain.replacing(",", with: "")
            if points <= 1, isPrice(whole),
                (plain.lastIndex(of: ",") ?? plain.startIndex) < (plain.firstIndex(of: ".") ?? plain.endIndex)
            {
                return "\(quotedText) has a thousands separator; write \(whole)"
            }
            let decimal = plain.replacing(".", with: "").replacing(",", with: ".")
            if isPrice(decimal) {
                return "\(quotedText) has a thousands separator and a decimal comma; write \(decimal)"
            }
        }
        if let written = plainDigits(ofScientific: text) {
            return "\(quotedText) is in scientific notation; write \(written)"
        }
        if text.contains(where: \.isNumber), text.utf8.allSatisfy({ "-.0123456789".utf8.contains($0) }) {
            if text.hasPrefix("."), isPrice("0" + text) { return "\(quotedText) starts with a point; write 0\(text)" }
            if text.hasSuffix("."), isPrice(String(text.dropLast())) {
                return "\(quotedText) ends with a point; write \(text.dropLast())"
            }
            let fraction = text.split(separator: ".", omittingEmptySubsequences: false)
            if fraction.count == 2, fraction[1].count > 18 {
                return "\(quotedText) has \(fraction[1].count) digits behind the point; at most 18 are kept"
            }
        }
        return "\(quotedText) is not a price; write for example 254.00"
    }

    /// "1000" of "1e3", "0.00015" of "1.5e-4"; nil where the text is not of that form or beyond what a price holds.
    private static func plainDigits(ofScientific text: String) -> String? {
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        guard parts.count == 2, isPrice(String(parts[0])), parts[1].utf8.count <= 4,
            let exponent = Int(parts[1]), let mantissa = ExactDecimal(price: parts[0])
        else { return nil }
        let scale = mantissa.scale - exponent
        guard scale <= 18, scale >= -18,
            let coefficient = try? ExactDecimal.timesPower(mantissa.coefficient, max(0, -scale))
        else { return nil }
        let written = ExactDecimal(coefficient: coefficient, scale: max(0, scale)).description
        return isPrice(written) ? written : nil
    }
}

/// A day as price files write it: `2025-05-12`, `2025/5/12`, `20250512`.
package enum DayCell {
    /// - Throws: the reason, with what would be right.
    package static func read(_ bytes: ArraySlice<UInt8>) throws(DayFault) -> CivilDay {
        let text = String(decoding: bytes, as: UTF8.self)
        if bytes.isEmpty { throw DayFault(reason: "the day is missing; write for example 2025-11-03") }
        let separators = Set(bytes.filter { !isDigit($0) })
        let numbers = bytes.split(omittingEmptySubsequences: false) { !isDigit($0) }.map(value)
        if separators.isEmpty, bytes.count == 8, let all = numbers[0] {
            return try day(all / 10_000, all / 100 % 100, all % 100, text)
        }
        guard
            separators == [UInt8(ascii: "-")] || separators == [UInt8(ascii: "/")] || separators == [UInt8(ascii: ".")],
            numbers.count == 3, let first = numbers[0], let second = numbers[1], let third = numbers[2]
        else { throw DayFault(reason: "\(quoted(text)) is not a day; write for example 2025-11-03") }
        let parts = bytes.split { !isDigit($0) }
        if parts[0].count == 4, separators != [UInt8(ascii: ".")] { return try day(first, second, third, text) }
        // 11/03/2025 is a day of November in America and of March elsewhere.
        guard parts[2].count == 4 else {
            throw DayFault(reason: "\(quoted(text)) is not a day; write the year in four digits, as 2025-11-03")
        }
        let readings = Set(
            [
                CivilDay(year: third, month: first, day: second), CivilDay(year: third, month: second, day: first),
            ].compactMap { $0 }
        ).sorted().map(\.description)
        switch readings.count {
        case 0: throw DayFault(reason: "\(quoted(text)) is not a day; write for example 2025-11-03")
        case 1: throw DayFault(reason: "\(quoted(text)) starts with no year; write \(readings[0])")
        default: throw DayFault(reason: "\(quoted(text)) has 2 readings; write \(readings.joined(separator: " or "))")
        }
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int, _ text: String) throws(DayFault) -> CivilDay {
        if let found = CivilDay(year: year, month: month, day: day), year < 9999 { return found }
        guard (1...12).contains(month) else {
            throw DayFault(reason: "\(quoted(text)) is not a day: there are months 01 to 12")
        }
        guard (1...9998).contains(year) else {
            throw DayFault(reason: "\(quoted(text)) is not within the years 1 to 9998")
        }
        throw DayFault(
            reason: "\(quoted(text)) is not a day: that month has \(CivilDay.length(ofMonth: month, year: year)) days")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func value(_ bytes: ArraySlice<UInt8>) -> Int? {
        (1...8).contains(bytes.count) ? bytes.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil
    }
}

package struct DayFault: Error, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
