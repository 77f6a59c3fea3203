/// Text cut to where it fits, with an ellipsis; whoever cuts shows the whole elsewhere.
enum ShortText {
    /// At most `most` Unicode scalars, cut between characters: one character may be thousands of combining marks.
    static func cut(_ text: String, most: Int) -> String {
        guard text.unicodeScalars.count > most else { return text }
        var kept = ""
        var room = most - 1
        for character in text {
            room -= character.unicodeScalars.count
            if room < 0 { break }
            kept.append(character)
        }
        while kept.last?.isWhitespace == true { kept.removeLast() }
        return kept + "…"
    }

    /// Cut to a width in pixels.
    static func fit(_ text: String, width: Double, size: Double) -> String {
        let text = cut(text, most: 100)
        guard self.width(of: text, size: size) > width else { return text }
        var kept = ""
        var used = Self.width(of: "…", size: size)
        for character in text {
            used += Self.width(of: String(character), size: size)
            if used > width { break }
            kept.append(character)
        }
        while kept.last?.isWhitespace == true { kept.removeLast() }
        return kept + "…"
    }

    /// How wide a text runs at most, in pixels at a font size: by the advances of DejaVu Sans, the widest of the common
    /// sans-serif fonts, since the reader's font is not known here.
    static func width(of text: String, size: Double) -> Double {
        size * text.unicodeScalars.reduce(0) { $0 + advance($1) }
    }

    private static func advance(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "'", "I", "J": 0.3
        case " ", ".", ",", ":", ";", "/", "|": 0.34
        case "f", "t", "r", "-", "(", ")", "[", "]": 0.41
        case "c", "k", "s", "v", "x", "y", "z", "F", "L": 0.59
        case "m", "M", "W", "%", "@", "…": 1.0
        case "w": 0.82
        case "A", "B", "C", "E", "K", "P", "R", "S", "T", "V", "X", "Y", "Z": 0.7
        case "D", "G", "H", "N", "O", "Q", "U", "&": 0.79
        case "a"..."z", "0"..."9": 0.64
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: 0
            default: scalar.value < 0x1100 ? 0.8 : 1.05
            }
        }
    }
}
