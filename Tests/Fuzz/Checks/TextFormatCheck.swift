import CanonicalJSON
import MarketEvents

extension ParserCheck {
    /// The first byte chooses a kind of text: what the decoder takes is what its pattern in the JSON Schema takes.
    package static let textFormat = ParserCheck(
        "text-format", maximumLength: 200,
        words: formats.map(\.example) + [
            "\n", "\u{0}", "\u{7F}", "\u{85}", "\u{301}", "\u{FF21}", "\u{661}", "9999", "0001", "0000",
            "T00:00:00+00:01",
            "P\u{301}", "Y", "W", "-", "--", "^", "http://", "//", "\r\n",
        ]
    ) { input in
        guard let choice = input.first, let text = text(of: input.dropFirst()) else { return false }
        let format = formats[Int(choice) % formats.count]
        let faults = Shape.text(format).faults(in: .string(text), path: "data.field")
        for fault in faults { try holdIsMessage(fault.description) }
        let count = text.unicodeScalars.count
        let isMatch = try patterns[format.name].map { try $0.matches(text) } ?? false
        let isOfSchema = isMatch && (1...format.maximumLength).contains(count)
        let isBeyondSchema =
            faults.contains { isBeyondPatterns($0.reason) } || text.unicodeScalars.contains { $0.isNoncharacter }
        try hold(
            "\(format.name): \(text.debugDescription) is \(faults.isEmpty ? "taken" : "refused"), the schema says \(isOfSchema)",
            faults.isEmpty == isOfSchema || isOfSchema && isBeyondSchema)
        if format.name == TextFormat.duration.name, let duration = ISODuration(text) {
            try hold("a duration is not negative", duration.months >= 0 && duration.days >= 0)
        }
        return faults.isEmpty
    }

    /// What no pattern can say. (Noncharacters never reach a schema: JSON readers refuse them before.)
    private static func isBeyondPatterns(_ reason: String) -> Bool { reason.contains("runs backwards") }

    private static let formats: [TextFormat] = [
        .company, .rightKind, .ticker, .mic, .ric, .isin, .lei, .eventID, .sha256, .url, .language, .ratio, .amount,
        .price, .currency, .day, .statedTime, .duration, .line, .text,
    ]

    private static let patterns = Dictionary(
        uniqueKeysWithValues: formats.map { ($0.name, Pattern($0.pattern)) })
}

/// A regular expression of ECMA-262 as far as the formats use it.
private struct Pattern: @unchecked Sendable {
    // A compiled expression is never changed; the type is not marked so.
    private let regex: Result<Regex<AnyRegexOutput>, any Error>

    init(_ pattern: String) {
        regex = Result { try Regex(pattern).matchingSemantics(.unicodeScalar) }
    }

    func matches(_ text: String) throws -> Bool { try regex.get().wholeMatch(in: text) != nil }
}
