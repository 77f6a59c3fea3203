import CivilTime

/// How the days of a file are ordered.
package enum DayOrder: String, CaseIterable, Sendable {
    case ymd, mdy, dmy
}

/// What stands before the fraction of a number.
package enum DecimalMark: String, CaseIterable, Sendable {
    case point, comma
}

/// How the cells of a price file are written: one way for the whole file.
package struct PriceDialect: Sendable {
    /// What stands between cells.
    package var separator = UInt8(ascii: ",")
    /// Nil where cells are as the log writes them, which takes no second look: `2025-11-03`, `254.00`.
    package var writing: Writing?
    /// How many powers of ten a price is too great by: two where the file is in pence.
    package var minorDigits = 0
    /// Whether a minus marks CRSP's bid-ask midpoint.
    package var takesMidpoints = false

    package struct Writing: Sendable {
        package let decimal: DecimalMark
        package let days: DayOrder
        /// The market's own time; nil where it is not known.
        package let zone: TimeZoneRules?

        package init(decimal: DecimalMark, days: DayOrder, zone: TimeZoneRules?) {
            (self.decimal, self.days, self.zone) = (decimal, days, zone)
        }
    }

    package init() {}

    package func line(_ bytes: [UInt8], number: Int) throws(PlacedFault) -> CSVLine {
        try CSVLine(bytes, number: number, separator: separator)
    }

    func day(_ bytes: ArraySlice<UInt8>) throws(DayFault) -> CivilDay {
        guard let writing else { return try DayCell.read(bytes) }
        let text = String(decoding: bytes, as: UTF8.self)
        if let day = DayText(text, zone: writing.zone)?.day(writing.days) { return day }
        // What is wrong with it.
        _ = try DayCell.read(bytes)
        throw DayFault(
            reason: "\(quoted(text)) is not a day as the others of the file are; write for example 2025-11-03")
    }

    func cell(_ bytes: ArraySlice<UInt8>, _ field: PriceField) -> PriceCell {
        guard let writing else { return PriceCell(bytes, zeroIsTaken: !field.isPrice) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let number = NumberText(text) else { return .none }
        switch number.digits(writing.decimal) {
        case .none:
            let other: DecimalMark = writing.decimal == .point ? .comma : .point
            if number.digits(other) != nil, text.contains(other == .comma ? "," : ".") {
                return .fault("\(quoted(text)) has a decimal \(other.rawValue), and the file's other cells have none")
            }
            return PriceCell(bytes, zeroIsTaken: !field.isPrice)
        case .some(let digits):
            if number.hasSuffix, field.isPrice { return .fault("\(quoted(text)) is not a price") }
            return PriceCell(Array(digits.utf8)[...], zeroIsTaken: !field.isPrice)
        }
    }

    /// What a good cell says; nil where it says nothing.
    package func value(_ bytes: ArraySlice<UInt8>, _ field: PriceField) -> String? {
        switch cell(bytes, field) {
        case .none, .fault: nil
        case .number(let text): field.isPrice && minorDigits > 0 ? NumberText.shifted(text, by: -minorDigits) : text
        case .negative(let text):
            (takesMidpoints ? "" : "-") + (minorDigits > 0 ? NumberText.shifted(text, by: -minorDigits) : text)
        }
    }
}

/// A number as vendors write it: with a currency's sign, thousands, K, M and B behind a volume.
package struct NumberText {
    let text: String
    private let isNegative: Bool
    private let body: String
    private let powers: Int
    var hasSuffix: Bool { powers > 0 }

    /// What stands where there is no price, beside what every price file may say.
    static let absences: Set = [
        "", "-", "--", "\u{2013}", "\u{2014}", "na", "n/a", "nan", "null", "none", "#n/a", "#n/a n/a", "n.a.", "k.a.",
        "nd", "n/d", ".",
    ]
    private static let spaces: Set<Character> = [" ", "\u{A0}", "\u{202F}", "\u{2009}"]
    private static let apostrophes: Set<Character> = ["'", "\u{2019}"]
    private static let suffixes: [(String, Int)] = [
        ("mrd", 9), ("mio", 6), ("tsd", 3), ("k", 3), ("m", 6), ("b", 9), ("t", 12),
    ]

    /// Nil where nothing is said.
    init?(_ text: String) {
        guard !NumberText.absences.contains(text.lowercased()) else { return nil }
        self.text = text
        var body = Substring(text)
        var isNegative = false
        for _ in 0..<2 {
            if let first = body.first, first == "-" || first == "\u{2212}", !isNegative {
                isNegative = true
                body = body.dropFirst()
            }
            while let first = body.first, "$€£¥".contains(first) || NumberText.spaces.contains(first) {
                body = body.dropFirst()
            }
        }
        while let last = body.last, "$€£¥.".contains(last) || NumberText.spaces.contains(last) {
            // A point ends a suffix such as "Mio.", never a number.
            if last == ".", body.dropLast().last?.isLetter != true { break }
            body = body.dropLast()
        }
        var powers = 0
        let lowered = body.lowercased()
        if let (suffix, value) = NumberText.suffixes.first(where: { lowered.hasSuffix($0.0) }) {
            powers = value
            body = body.dropLast(suffix.count)
            while let last = body.last, NumberText.spaces.contains(last) { body = body.dropLast() }
        }
        (self.isNegative, self.body, self.powers) = (isNegative, String(body), powers)
    }

    /// As the log writes it; nil where it is no number with this mark.
    func digits(_ mark: DecimalMark) -> String? {
        let (point, group): (Character, Character) = mark == .point ? (".", ",") : (",", ".")
        let parts = body.split(separator: point, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = NumberText.ungrouped(parts[0], group) else { return nil }
        var written = whole
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].utf8.allSatisfy(NumberText.isDigit) else { return nil }
            written += "." + parts[1]
        }
        if powers > 0 { written = NumberText.shifted(written, by: powers) }
        return (isNegative ? "-" : "") + written
    }

    /// Digits without what groups them: by three, or the Indian way by two and three.
    private static func ungrouped(_ text: Substring, _ mark: Character) -> String? {
        let isMark: (Character) -> Bool = { $0 == mark || spaces.contains($0) || apostrophes.contains($0) }
        let groups = text.split(omittingEmptySubsequences: false, whereSeparator: isMark)
        guard Set(text.filter(isMark)).count <= 1, groups.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) })
        else { return nil }
        let whole = groups.joined()
        guard whole.count == 1 || whole.first != "0" else { return nil }
        guard groups.count > 1 else { return whole }
        let middle = groups.dropFirst().dropLast()
        guard groups.last?.count == 3, groups[0].count <= 3,
            middle.allSatisfy({ $0.count == 3 }) || (groups[0].count <= 2 && middle.allSatisfy { $0.count == 2 })
        else { return nil }
        return whole
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

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
