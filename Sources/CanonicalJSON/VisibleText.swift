/// Text in which everything shows itself: nothing moves a cursor, reorders what stands beside it, or is not to be seen.
package enum VisibleText {
    /// The text with each scalar that does not show itself replaced.
    package static func replacing(
        in text: some Sequence<Unicode.Scalar>, _ replacement: (Unicode.Scalar) -> String
    ) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text {
            if showsItself(scalar, after: previous) {
                result.append(scalar)
            } else {
                result.append(contentsOf: replacement(scalar).unicodeScalars)
            }
            previous = scalar
        }
        return String(result)
    }

    /// `\u{202e}`.
    package static func escape(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }

    package static func showsItself(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        // Joiners are part of words of some scripts and of emoji; in other words they make one name look like another.
        if isJoiner(scalar) { return previous.map { !$0.isASCII && !isJoiner($0) } ?? false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: break
        }
        // Among them letters that are blank, such as the fillers of Hangul. How an emoji is drawn is chosen by a variation.
        if scalar.properties.isDefaultIgnorableCodePoint { return (0xFE00...0xFE0F).contains(scalar.value) }
        return !blanks.contains(scalar.value)
    }

    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{200C}" || scalar == "\u{200D}" }

    /// What is drawn as nothing and is no space: a pattern of Braille without dots, a head of a note without ink, a filler of
    /// Khitan.
    private static let blanks: Set<UInt32> = [0x2800, 0x1D159, 0x16FE4]
}
