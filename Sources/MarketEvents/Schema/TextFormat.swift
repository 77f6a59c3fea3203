import CanonicalJSON
import CivilTime

/// A kind of text that a field may hold: what the decoder accepts and what the JSON Schema says are stated side by side,
/// so that a format is one value and the two cannot drift apart. A test holds them against each other.
package struct TextFormat: Sendable {
    /// What a message calls it: "a company id".
    package let name: String
    /// A correct example, ready to paste.
    package let example: String
    /// An anchored regular expression in the dialect of ECMA-262, as JSON Schema uses.
    package let pattern: String
    /// The pattern for engines whose `$` also matches before a closing newline, as Python's does.
    var wholePattern: String { pattern.hasSuffix("$") ? pattern + "(?!\\n)" : pattern }

    /// In Unicode scalars, as JSON Schema's `maxLength` counts.
    package let maximumLength: Int
    /// Nil where the text is of this format, else what is wrong with it beyond "not of this format".
    package let fault: @Sendable (String) -> String?

    init(
        _ name: String, example: String, pattern: String, maximumLength: Int,
        accepts: @escaping @Sendable (String) -> Bool
    ) {
        self.init(name, example: example, pattern: pattern, maximumLength: maximumLength) { text in
            accepts(text) ? nil : "\(quoted(text)) is not \(name); write for example \(example)"
        }
    }

    init(
        _ name: String, example: String, pattern: String, maximumLength: Int,
        fault: @escaping @Sendable (String) -> String?
    ) {
        self.name = name
        self.example = example
        self.pattern = pattern
        self.maximumLength = maximumLength
        self.fault = { text in
            // A text has at least as many bytes as scalars.
            text.utf8.count > maximumLength && text.unicodeScalars.count > maximumLength
                ? "\(name) has at most \(maximumLength) characters; this has \(text.unicodeScalars.count)"
                : fault(text)
        }
    }
}

/// Quotes hostile text for a message: one line, nothing hidden, bounded.
package func quoted(_ text: String) -> String {
    "'" + VisibleText.replacing(in: text.unicodeScalars.prefix(80), VisibleText.escape)
        + (text.unicodeScalars.count > 80 ? "…'" : "'")
}

/// The name of a field that nobody knows, harmless and bounded as in `quoted`, for the path of a fault.
func quotedPath(_ name: String) -> String { String(quoted(name).dropFirst().dropLast()) }

extension TextFormat {
    /// `[a-z0-9]+(-[a-z0-9]+)*`, at most 64: how companies, deals, plans, rights and risks are named.
    package static func slug(_ name: String, example: String) -> TextFormat {
        TextFormat(name, example: example, pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maximumLength: 64) {
            Slug.isValid($0)
        }
    }

    package static let company = slug("a company id", example: "amazon")
    package static let deal = slug("a deal id", example: "openai-amazon-2025")
    package static let plan = slug("a plan id", example: "openai-compute")
    package static let right = slug("a right's id", example: "microsoft-first-refusal")
    package static let risk = slug("a risk's id", example: "ai-bubble")
    package static let part = slug("a part's id", example: "first-gigawatt")
    package static let amendment = slug("an amendment's id", example: "september-expansion")
    package static let split = slug("a split's id", example: "june-2024")
    package static let role = slug("a role in a deal", example: "co-investor")
    package static let rightKind = slug("a kind of right", example: "first-refusal")

    package static let ticker = TextFormat(
        "a ticker", example: "AMZN", pattern: "^[A-Z0-9^][A-Z0-9.^-]*$", maximumLength: 32
    ) { text in
        text.utf8.first.map { isUpperOrDigit($0) || $0 == UInt8(ascii: "^") } == true
            && text.utf8.allSatisfy {
                isUpperOrDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "-")].contains($0)
            }
    }

    /// ISO 10383; `XXXX` where the market is not known.
    package static let mic = TextFormat(
        "a market identifier code (ISO 10383)", example: "XNAS", pattern: "^[A-Z0-9]{4}$", maximumLength: 4
    ) { $0.utf8.count == 4 && $0.utf8.allSatisfy(isUpperOrDigit) }

    /// A name of the tz database; whether this machine has it is asked where an event is taken.
    package static let timeZone = TextFormat(
        "a time zone", example: "Asia/Tokyo", pattern: "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", maximumLength: 64
    ) { text in
        text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { isLetterOrDigit($0) || "_+-".utf8.contains($0) }
        }
    }

    package static let week = TextFormat(
        "days of the week", example: "Mon-Fri",
        pattern: "^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(-(Mon|Tue|Wed|Thu|Fri|Sat|Sun))?"
            + "(,(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(-(Mon|Tue|Wed|Thu|Fri|Sat|Sun))?)*$", maximumLength: 40
    ) { WeekDays($0) != nil }

    package static let clock = TextFormat(
        "a time of the day", example: "15:30", pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", maximumLength: 5
    ) { SessionHours.minute($0) != nil }

    package static let ric = TextFormat(
        "a Reuters instrument code", example: "AMZN.O", pattern: "^[A-Za-z0-9.^=_-]+$", maximumLength: 32
    ) { text in
        !text.isEmpty
            && text.utf8.allSatisfy { isLetterOrDigit($0) || ".^=_-".utf8.contains($0) }
    }

    package static let isin = TextFormat(
        "an ISIN (ISO 6166)", example: "US0231351067", pattern: "^[A-Z]{2}[A-Z0-9]{9}[0-9]$", maximumLength: 12
    ) { text in
        let bytes = Array(text.utf8)
        return bytes.count == 12 && bytes.prefix(2).allSatisfy(isUpper) && bytes.allSatisfy(isUpperOrDigit)
            && isDigit(bytes[11])
    }

    package static let lei = TextFormat(
        "a legal entity identifier (ISO 17442)", example: "ZXTILKJKG63JELOEG630", pattern: "^[A-Z0-9]{18}[0-9]{2}$",
        maximumLength: 20
    ) { text in
        let bytes = Array(text.utf8)
        return bytes.count == 20 && bytes.allSatisfy(isUpperOrDigit) && bytes.suffix(2).allSatisfy(isDigit)
    }

    package static let eventID = TextFormat(
        "an event id (a lower-case UUID)", example: "01934e2c-0000-7000-8000-000000000001",
        pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", maximumLength: 36
    ) { EventIdentifier.isValid($0) }

    package static let sha256 = TextFormat(
        "a SHA-256 in lower-case hexadecimal digits", example: String(repeating: "0", count: 64),
        pattern: "^[0-9a-f]{64}$", maximumLength: 64
    ) { $0.utf8.count == 64 && $0.utf8.allSatisfy(isLowerHexadecimal) }

    package static let url = TextFormat(
        "a web address", example: "https://example.org/story", pattern: "^https?://[!-~]+$", maximumLength: 2000
    ) { text in
        guard text.utf8.starts(with: "http://".utf8) || text.utf8.starts(with: "https://".utf8) else { return false }
        let rest = text.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        return !rest.isEmpty && rest.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// BCP 47, the shape only.
    package static let language = TextFormat(
        "a language tag (BCP 47)", example: "fr", pattern: "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", maximumLength: 35
    ) { text in
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.first.map { (2...8).contains($0.count) && $0.allSatisfy(isLetter) } == true
            && parts.dropFirst().allSatisfy { (1...8).contains($0.count) && $0.allSatisfy(isLetterOrDigit) }
    }

    /// New shares for old: "20:1".
    package static let ratio = TextFormat(
        "a split's ratio, new for old", example: "20:1", pattern: "^[1-9][0-9]{0,8}:[1-9][0-9]{0,8}$",
        maximumLength: 19
    ) { text in
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy {
                (1...9).contains($0.count) && $0.first != UInt8(ascii: "0") && $0.allSatisfy(isDigit)
            }
    }

    /// The shares that a receipt stands for: "5", "0.5" or "1:2".
    package static let receiptRatio = TextFormat(
        "how many shares a receipt stands for", example: "5",
        pattern:
            "^([1-9][0-9]{0,8}:[1-9][0-9]{0,8}|[1-9][0-9]{0,8}(\\.[0-9]{0,5}[1-9])?|0\\.[0-9]{0,5}[1-9])$",
        maximumLength: 19
    ) { text in
        SplitRatio(ofReceipt: text) != nil
    }

    package static let amount = TextFormat(
        "an amount as a decimal string", example: "38000000000", pattern: ExactDecimal.amountPattern,
        maximumLength: 40
    ) { ExactDecimal(amount: $0) != nil }

    /// A digit has a power of ten: "1000000000" of 140bn, "0.1" of 4.0.
    package static let step = TextFormat(
        "the unit of a last digit, a power of ten", example: "1000000000",
        pattern: "^(10{0,20}|0\\.0{0,11}1)$", maximumLength: 40
    ) { text in
        let digits = text.utf8.filter { $0 != UInt8(ascii: ".") }
        guard ExactDecimal(amount: text) != nil, digits.count(where: { $0 == UInt8(ascii: "1") }) == 1,
            digits.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") })
        else { return false }
        return digits.count == text.utf8.count
            ? text.utf8.first == UInt8(ascii: "1")
            : text.utf8.last == UInt8(ascii: "1")
                && text.utf8.first == UInt8(ascii: "0")
    }

    package static let price = TextFormat(
        "a price as a decimal string", example: "254.00", pattern: ExactDecimal.pricePattern, maximumLength: 40
    ) { ExactDecimal(price: $0) != nil }

    package static let currency = TextFormat(
        "a currency (ISO 4217)", example: "USD",
        pattern: "^(" + MeasureUnit.currencyCodes.joined(separator: "|") + ")$", maximumLength: 3
    ) { (text: String) -> String? in
        MeasureUnit.named(text)?.isCurrency == true
            ? nil : unknownName("currency (ISO 4217)", text, MeasureUnit.currencyCodes)
    }

    package static let day = TextFormat(
        "a day", example: "2025-11-03", pattern: StatedTime.dayPattern, maximumLength: 10
    ) { (text: String) -> String? in StatedTime.dayFault(text) }

    package static let statedTime = TextFormat(
        "a time", example: "2025-11-03", pattern: StatedTime.pattern, maximumLength: 80
    ) { (text: String) -> String? in
        if StatedTime.isPlainDay(text) { return nil }
        do throws(StatedTimeError) {
            _ = try StatedTime(text)
            return nil
        } catch { return error.description }
    }

    package static let duration = TextFormat(
        "a duration (ISO 8601)", example: "P7Y", pattern: ISODuration.pattern, maximumLength: 21
    ) { ISODuration($0) != nil }

    /// One line for people: summaries, names, titles.
    package static let line = TextFormat(
        "one line of text", example: "OpenAI buys cloud services", pattern: "^[^\\u0000-\\u001f\\u007f]+$",
        maximumLength: 2000
    ) { isOneLine($0) }

    /// Several lines: quotations and reasons. Everything JSON between programs can carry but NUL.
    package static let text = TextFormat(
        "text", example: "a sentence", pattern: "^[^\\u0000]+$", maximumLength: 20_000
    ) { text in !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value != 0 && !$0.isNoncharacter } }
}

/// "unknown currency 'USDX'; nearest: USD".
///
/// - Parameter hint: what helps where no name is near. Without one the names themselves are listed if they are few.
package func unknownName(_ kind: String, _ text: String, _ known: [String], hint: String? = nil) -> String {
    let nearest = NearestNames.nearest(to: text, among: known)
    let help =
        nearest.isEmpty
        ? hint ?? (known.count <= 12 ? "known are " + known.joined(separator: ", ") : nil)
        : "nearest: " + nearest.joined(separator: ", ")
    return "unknown \(kind) \(quoted(text))" + (help.map { "; " + $0 } ?? "")
}

@Sendable private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
@Sendable private func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
@Sendable private func isUpperOrDigit(_ byte: UInt8) -> Bool { isUpper(byte) || isDigit(byte) }
@Sendable private func isLetter(_ byte: UInt8) -> Bool {
    isUpper(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
}
@Sendable private func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
@Sendable private func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

/// Whether a text is one line that people can read: not empty, without control characters.
func isOneLine(_ text: String) -> Bool {
    guard !text.isEmpty else { return false }
    // Most are plain ASCII, and bytes are looked at faster than scalars.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return true }
    return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !$0.isNoncharacter }
}

/// The names of companies, deals, plans, rights and risks.
package enum Slug {
    package static func isValid(_ text: some StringProtocol) -> Bool { isValid(utf8: text.utf8) }

    static func isValid(bytes: UnsafeBufferPointer<UInt8>) -> Bool { isValid(utf8: bytes) }

    private static func isValid(utf8 text: some Collection<UInt8>) -> Bool {
        guard (1...64).contains(text.count) else { return false }
        // A hyphen stands between two others.
        var isAfterHyphen = true
        for byte in text {
            if byte == UInt8(ascii: "-") {
                guard !isAfterHyphen else { return false }
                isAfterHyphen = true
            } else {
                guard isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) else { return false }
                isAfterHyphen = false
            }
        }
        return !isAfterHyphen
    }
}

package enum EventIdentifier {
    package static func isValid(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isValid(bytes: $0) }
    }

    static func isValid(bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count == 36 else { return false }
        for place in 0..<36 {
            switch place {
            case 8, 13, 18, 23: guard bytes[place] == UInt8(ascii: "-") else { return false }
            default: guard isLowerHexadecimal(bytes[place]) else { return false }
            }
        }
        return true
    }
}
