/// How text lies in the cells of a terminal.
enum TerminalText {
    /// Cells: two for the wide characters of East Asia and for emoji, none for what combines.
    static func width(of text: String) -> Int { text.reduce(0) { $0 + width(of: $1) } }

    /// The text, cut with … where it is wider than `width`.
    static func shortened(_ text: String, to width: Int) -> String {
        guard TerminalText.width(of: text) > width else { return text }
        var result = ""
        var left = width - 1
        for character in text {
            left -= TerminalText.width(of: character)
            guard left >= 0 else { break }
            result.append(character)
        }
        return width > 0 ? result + "…" : ""
    }

    /// Broken at spaces; a word that is longer than a line stays whole, for half an address is none.
    static func wrapped(_ text: String, to width: Int?) -> [String] {
        guard let width, TerminalText.width(of: text) > width else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, TerminalText.width(of: line) + 1 + TerminalText.width(of: String(word)) > width {
                lines.append(line)
                line = String(word)
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return lines + [line]
    }

    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// Unicode's East Asian Width (UAX 11), W and F, in blocks; and the pictographs that terminals draw as wide.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
